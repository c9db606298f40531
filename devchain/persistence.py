"""Dumps and loads a chain. A dump holds the history; loading runs it again and checks each hash."""

from __future__ import annotations

import json
import os
from pathlib import Path

from devchain.chain import Chain, Settings
from devchain.encoding import from_data, to_data, to_quantity
from devchain.errors import RpcError, refused
from devchain.outside import read_write
from devchain.transactions import Transaction, decode_transaction

VERSION = 2


def dump_chain(chain: Chain) -> dict[str, object]:
    """All values needed to restore the chain."""
    settings = chain.settings
    return {
        "version": VERSION,
        "chainId": settings.chain_id,
        "gasLimit": settings.gas_limit,
        "safeDepth": settings.safe_depth,
        "finalizedDepth": settings.finalized_depth,
        "finalized": chain.finalized_number,
        "genesisTime": chain.blocks[0].header.timestamp,
        "timeOffset": chain.time_offset,
        "branch": chain.branch,
        "balances": {to_data(who): to_quantity(n) for who, n in settings.balances.items()},
        "outsideWrites": [[height, *write.to_json()] for height, write in chain.outside_writes],
        "coinbase": to_data(settings.coinbase),
        "blocks": [{"hash": to_data(block.hash), "timestamp": block.header.timestamp,
                    "baseFee": to_quantity(block.header.base_fee),
                    "gasLimit": block.header.gas_limit,
                    "coinbase": to_data(block.header.coinbase),
                    "branch": int.from_bytes(block.header.extra_data[-4:], "big"),
                    "transactions": [_dump_transaction(tx) for tx in block.transactions]}
                   for block in chain.blocks],
        "pool": [_dump_transaction(tx) for tx in chain.pool.by_hash.values()],
    }


def _dump_transaction(tx: Transaction) -> list[str]:
    """The encoding, and the sender of an impersonated one."""
    return [to_data(tx.raw), to_data(tx.sender)] if tx.impersonated else [to_data(tx.raw)]


def _read_transaction(items: list[str]) -> Transaction:
    raw, *sender = items
    return decode_transaction(from_data(raw), from_data(sender[0]) if sender else None)


def _replay(dump: dict) -> Chain:
    genesis = dump["blocks"][0]
    settings = Settings(
        chain_id=dump["chainId"], gas_limit=genesis["gasLimit"], safe_depth=dump["safeDepth"],
        finalized_depth=dump["finalizedDepth"], genesis_time=dump["genesisTime"],
        balances={from_data(who): int(n, 16) for who, n in dump["balances"].items()},
        coinbase=from_data(genesis["coinbase"]))
    chain = Chain(settings)
    writes = [(height, read_write(items)) for height, *items in dump["outsideWrites"]]
    for number, record in enumerate(dump["blocks"]):
        if number:
            chain.branch = record["branch"]
            settings.gas_limit = record["gasLimit"]
            settings.coinbase = from_data(record["coinbase"])
            transactions = [_read_transaction(items) for items in record["transactions"]]
            chain.mine_exactly(transactions, record["timestamp"], int(record["baseFee"], 16))
        if to_data(chain.head.hash) != record["hash"]:
            raise refused(f"dump: block {number} does not come out as recorded")
        for height, write in writes:
            if height == number:
                chain.write_outside(write)
    for items in dump["pool"]:
        chain.pool.add(_read_transaction(items))
    settings.gas_limit, settings.coinbase = dump["gasLimit"], from_data(dump["coinbase"])
    chain.branch = dump["branch"]
    chain.time_offset = dump["timeOffset"]
    chain.finalized_floor = dump["finalized"]
    return chain


def load_chain(chain: Chain, dump: object) -> None:
    """Replaces a chain's contents and keeps its listeners; on any fault nothing changes."""
    if not isinstance(dump, dict) or dump.get("version") != VERSION:
        raise refused(f"dump: expected version {VERSION}")
    try:
        loaded = _replay(dump)
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise refused(f"dump: malformed ({type(fault).__name__})") from None
    if loaded.settings.chain_id != chain.settings.chain_id:
        raise refused(f"dump: is of chain {loaded.settings.chain_id}")
    loaded.close()
    loaded.settings.allow_unprotected = chain.settings.allow_unprotected
    for name in ("settings", "world", "pool", "blocks", "by_hash", "located", "time_offset",
                 "branch", "finalized_floor", "outside_writes"):
        setattr(chain, name, getattr(loaded, name))
    chain.executor.forget()
    chain.next_timestamp = chain.next_block_base_fee = None


def save_file(chain: Chain, path: Path) -> None:
    """Writes a dump; the old file remains until the new one is complete."""
    scratch = path.with_name(path.name + ".partial")
    scratch.write_text(json.dumps(dump_chain(chain)))
    os.replace(scratch, path)


def load_file(chain: Chain, path: Path) -> None:
    """Loads a dump from a file."""
    try:
        dump = json.loads(path.read_text())
    except ValueError:
        raise RpcError(-32000, f"{path} is not a dump") from None
    load_chain(chain, dump)
