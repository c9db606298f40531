"""Command line: `python -m devchain`."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import signal
import sys
import threading
from pathlib import Path

from coincurve import PrivateKey

from devchain.accounts import derive_keys
from devchain.chain import Chain, Settings
from devchain.encoding import to_data
from devchain.errors import RpcError
from devchain.lifetime import stop_signals
from devchain.persistence import load_file, save_file
from devchain.server import HOST, Server
from devchain.transactions import address_of

WEI = 10**18
MAX_ACCOUNTS = 10_000


def parse_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    """Reads the flags."""
    parser = argparse.ArgumentParser(prog="python -m devchain", description="EVM dev chain")
    add = parser.add_argument
    add("--port", type=int, default=8545, help="0 chooses a free one")
    add("--chain-id", type=int, default=31337)
    add("--block-time", type=float, default=0,
        help="seconds between blocks; 0 mines each transaction at once")
    add("--no-mining", action="store_true", help="mine only when asked to")
    add("--accounts", type=int, default=10)
    add("--balance", type=int, default=10_000, help="of each account, in whole coins")
    add("--gas-limit", type=int, default=30_000_000, help="of a block")
    add("--genesis-time", type=int, help="Unix time of block 0; now by default")
    add("--allow-unprotected-txs", action="store_true",
        help="accept transactions without chain id (before EIP-155)")
    add("--safe-depth", type=int, default=1, help="blocks from the head to `safe`")
    add("--finalized-depth", type=int, default=2, help="blocks from the head to `finalized`")
    add("--state", type=Path, help="load from this file if it exists, save to it at the end")
    add("--load-state", type=Path)
    add("--dump-state", type=Path, help="save to this file at the end")
    add("--end-with-stdin", action="store_true",
        help="end when standard input does: a parent's pipe ends with the parent")
    options = parser.parse_args(arguments)
    if not 0 <= options.port < 65536 or not 0 < options.chain_id < 1 << 63:
        parser.error("port or chain id out of range")
    if not 0 <= options.accounts <= MAX_ACCOUNTS or options.balance < 0:
        parser.error("accounts or balance out of range")
    if options.block_time < 0 or not 21000 <= options.gas_limit < 1 << 63:
        parser.error("block time or gas limit out of range")
    if not 0 <= options.safe_depth <= options.finalized_depth:
        parser.error("--safe-depth must not exceed --finalized-depth")
    return options


def _build(options: argparse.Namespace, keys: list[PrivateKey]) -> Chain:
    balances = {address_of(key.public_key): options.balance * WEI for key in keys}
    chain = Chain(Settings(options.chain_id, options.gas_limit, options.safe_depth,
                           options.finalized_depth, options.genesis_time, balances,
                           options.allow_unprotected_txs))
    chain.automine = options.block_time == 0 and not options.no_mining
    source = options.load_state
    if source is None and options.state is not None and options.state.exists():
        source = options.state
    if source is not None:
        load_file(chain, source)
    return chain


def _announce(options: argparse.Namespace, keys: list[PrivateKey], port: int) -> None:
    accounts = [{"address": to_data(address_of(key.public_key)), "key": to_data(key.secret)}
                for key in keys]
    for index, account in enumerate(accounts):
        print(f"({index}) {account['address']}  {account['key']}")
    print(f"chain id {options.chain_id}, listening on http://{HOST}:{port} and ws://{HOST}:{port}")
    ready = {"port": port, "chainId": options.chain_id, "blockTime": options.block_time,
             "accounts": accounts}
    print("READY " + json.dumps(ready), flush=True)


async def _serve(options: argparse.Namespace) -> None:
    keys = derive_keys(options.accounts)
    chain = _build(options, keys)
    server = Server(chain, keys)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in stop_signals():
        loop.add_signal_handler(name, stop.set)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, stop_signals())
    if options.end_with_stdin:
        threading.Thread(target=_end_with_stdin, args=(loop, stop), daemon=True).start()
    port = await server.start(options.port)
    if options.block_time > 0 and not options.no_mining:
        server.miner.set_interval(options.block_time)
    _announce(options, keys, port)
    await stop.wait()
    await server.close()
    for target in (options.state, options.dump_state):
        if target is not None:
            save_file(chain, target)


def _end_with_stdin(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    while os.read(0, 4096):
        pass
    loop.call_soon_threadsafe(stop.set)


def main() -> int:
    """Runs until SIGINT, SIGTERM or SIGHUP."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    options = parse_arguments()
    try:
        asyncio.run(_serve(options))
    except (RpcError, OSError) as fault:
        print(f"devchain: {fault}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
