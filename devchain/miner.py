"""Mines a block every so many seconds."""

from __future__ import annotations

import asyncio

from devchain.chain import Chain


class IntervalMiner:
    """A timer on the event loop; while it runs, automine is for the caller to switch."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain
        self._task: asyncio.Task[None] | None = None

    def set_interval(self, seconds: float) -> None:
        """Changes the interval; zero stops it."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if seconds > 0:
            self._task = asyncio.get_running_loop().create_task(self._run(seconds))

    async def _run(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time() + seconds
        while True:
            await asyncio.sleep(max(0.0, due - loop.time()))
            self._chain.mine()
            due = max(due + seconds, loop.time())
