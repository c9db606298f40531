"""HTTP POST and WebSocket on one port of 127.0.0.1."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import WSMsgType, web
from coincurve import PrivateKey

from devchain.account_methods import AccountMethods
from devchain.aliases import ALIASES
from devchain.chain import Chain
from devchain.dev_methods import DevMethods
from devchain.execute_methods import ExecuteMethods
from devchain.filters import FilterMethods
from devchain.miner import IntervalMiner
from devchain.pool_methods import PoolMethods
from devchain.raw_methods import RawMethods
from devchain.read_methods import ReadMethods
from devchain.rpc import Dispatcher, method_table
from devchain.simulate import SimulateMethods
from devchain.state_methods import StateMethods
from devchain.subscriptions import Subscriptions
from devchain.trace_methods import TraceMethods

MAX_BODY_BYTES = 16 * 1024 * 1024
MAX_QUEUED_FRAMES = 65_536
HOST = "127.0.0.1"


class Server:
    """Serves one chain until closed."""

    def __init__(self, chain: Chain, keys: list[PrivateKey]) -> None:
        self.chain = chain
        self.miner = IntervalMiner(chain)
        self.dispatcher = Dispatcher()
        filters = FilterMethods(chain)
        execute = ExecuteMethods(chain)
        accounts = AccountMethods(chain, execute, keys)
        for owner in (filters, ReadMethods(chain, filters), StateMethods(chain), execute,
                      SimulateMethods(chain), TraceMethods(chain, execute), accounts,
                      PoolMethods(chain), RawMethods(chain),
                      DevMethods(chain, self.miner, self.dispatcher, accounts)):
            self.dispatcher.register(owner)
        for name, method in ALIASES.items():
            self.dispatcher.alias(name, method)
        self._sockets: set[web.WebSocketResponse] = set()
        self._runner: web.AppRunner | None = None

    async def start(self, port: int) -> int:
        """Listens; returns the port, chosen by the system when 0 was requested."""
        app = web.Application(client_max_size=MAX_BODY_BYTES)
        app.router.add_post("/", self._post)
        app.router.add_get("/", self._get)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, HOST, port, backlog=512).start()
        return int(self._runner.addresses[0][1])

    async def close(self) -> None:
        """Stops mining and listening."""
        self.miner.set_interval(0)
        for socket in list(self._sockets):
            await socket.close(code=1001)
        if self._runner is not None:
            await self._runner.cleanup()
        self.chain.close()

    async def _post(self, request: web.Request) -> web.Response:
        response = await self.dispatcher.answer(await request.read())
        if response is None:
            return web.Response(status=204)
        return web.Response(text=response, content_type="application/json")

    async def _get(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(max_msg_size=MAX_BODY_BYTES, heartbeat=30.0)
        if not socket.can_prepare(request).ok:
            return web.Response(status=405, text="POST JSON-RPC, or upgrade to WebSocket\n")
        await socket.prepare(request)
        self._sockets.add(socket)
        await _Connection(self, socket).run()
        self._sockets.discard(socket)
        return socket


class _Connection:
    """One WebSocket: requests are answered as they finish, frames leave in queue order."""

    def __init__(self, server: Server, socket: web.WebSocketResponse) -> None:
        self._dispatcher = server.dispatcher
        self._socket = socket
        self._frames: asyncio.Queue[str] = asyncio.Queue(MAX_QUEUED_FRAMES)
        self._subscriptions = Subscriptions(server.chain, self._notify)
        self._own = method_table(self._subscriptions, ("eth",))
        self._tasks: set[asyncio.Task[Any]] = set()

    async def run(self) -> None:
        """Serves until either side closes."""
        writer = asyncio.create_task(self._write())
        try:
            async for message in self._socket:
                if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
                    task = asyncio.create_task(self._answer(message.data))
                    self._tasks.add(task)
                    task.add_done_callback(self._tasks.discard)
        finally:
            self._subscriptions.close()
            for task in (writer, *self._tasks):
                task.cancel()

    async def _answer(self, text: str | bytes) -> None:
        response = await self._dispatcher.answer(text, self._own)
        if response is not None:
            await self._frames.put(response)

    def _notify(self, notification: dict[str, object]) -> None:
        try:
            self._frames.put_nowait(json.dumps(notification))
        except asyncio.QueueFull:
            # A reader this slow has lost the thread; a gap it cannot see would be worse.
            self._subscriptions.close()
            task = asyncio.ensure_future(self._socket.close(code=1013, message=b"too slow"))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _write(self) -> None:
        while not self._socket.closed:
            try:
                await self._socket.send_str(await self._frames.get())
            except (ConnectionError, RuntimeError):
                return
