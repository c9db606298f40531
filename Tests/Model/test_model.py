"""Random histories made by the transition-trace program, replayed on the independent model.

ZKLINK_SEED chooses the first seed. ZKLINK_DEEP=1 replays fifty times as many.
"""

from __future__ import annotations

import os
import time
from concurrent.futures import ProcessPoolExecutor

import codec
import pytest
from devchain.lifetime import ends_with_parent
from records import (
    CEILING, COLLATERAL_LOW, EXISTS, EXPIRED, LACKS_BALANCE, LACKS_RESERVE, MALFORMED, NONCE_USED, NONCE_WINDOW, NOT_FOUND,
    OVERFLOW, PAUSED, SCOPE, SLIPPAGE, STALE_PRICE,
)
from replay import PROGRAM, Batch, Disagreement, Tally, histories, replay, replay_history

SEED = int(os.environ.get("ZKLINK_SEED", "1"))
DEEP = os.environ.get("ZKLINK_DEEP") == "1"
HISTORIES = 1_000_000 if DEEP else 20_000
LONG_HISTORIES = 80 if DEEP else 8
BATCH = 250
ROOT_EVERY = 50
WORKERS = 2

SIGNED = {MALFORMED, NOT_FOUND, EXPIRED, SCOPE, NONCE_USED, NONCE_WINDOW, LACKS_BALANCE}
EXPECTED = {
    codec.DEPOSIT: {MALFORMED, NOT_FOUND, LACKS_RESERVE, OVERFLOW},
    codec.FULL_EXIT: {MALFORMED, NOT_FOUND, SCOPE, LACKS_BALANCE, LACKS_RESERVE},
    codec.SET_KEY: {MALFORMED},
    codec.CROSS_SWAP: {MALFORMED, NOT_FOUND, LACKS_RESERVE, SLIPPAGE, CEILING, PAUSED, STALE_PRICE, OVERFLOW},
    codec.REGISTER_TOKEN: {MALFORMED, NOT_FOUND, EXISTS},
    codec.RAMP_AMPLIFICATION: {MALFORMED, NOT_FOUND, EXISTS, SCOPE},
    codec.TRANSFER: SIGNED | {OVERFLOW},
    codec.WITHDRAW: SIGNED | {LACKS_RESERVE, SLIPPAGE},
    codec.CREATE_POOL: SIGNED | {EXISTS, SLIPPAGE, STALE_PRICE, OVERFLOW},
    codec.ADD_LIQUIDITY: SIGNED | {SLIPPAGE},
    codec.REMOVE_LIQUIDITY: SIGNED | {SLIPPAGE},
    codec.SWAP: SIGNED | {SLIPPAGE, CEILING, PAUSED, STALE_PRICE, OVERFLOW},
    codec.ADD_ONE_COIN: SIGNED | {SLIPPAGE, STALE_PRICE, OVERFLOW},
    codec.REMOVE_ONE_COIN: SIGNED | {SLIPPAGE, STALE_PRICE, OVERFLOW},
    codec.SET_COLLATERAL: {MALFORMED, NOT_FOUND, SCOPE},
    codec.SET_SIGNERS: {MALFORMED, NOT_FOUND, SCOPE},
    codec.SET_FEED: {MALFORMED, NOT_FOUND, EXISTS, SCOPE},
    codec.POST_PRICES: (SIGNED - {LACKS_BALANCE}) | {STALE_PRICE},
    codec.MINT: SIGNED | {SLIPPAGE, CEILING, PAUSED, STALE_PRICE},
    codec.REDEEM: SIGNED | {SLIPPAGE, CEILING, STALE_PRICE},
    codec.REDEEM_BASKET: SIGNED | {SLIPPAGE},
    codec.CONVERT: SIGNED | {SLIPPAGE, CEILING, PAUSED, STALE_PRICE},
    codec.OPEN_DEBT: SIGNED | {CEILING, PAUSED, STALE_PRICE, COLLATERAL_LOW},
    codec.REPAY: SIGNED | {STALE_PRICE, COLLATERAL_LOW},
    codec.LIQUIDATE: {MALFORMED, NOT_FOUND, STALE_PRICE, COLLATERAL_LOW},
    codec.SET_VAULT_TERMS: {MALFORMED, NOT_FOUND, SCOPE},
    codec.SET_RESERVE_TARGET: {MALFORMED, NOT_FOUND, SCOPE},
}


@pytest.fixture(scope="module", autouse=True)
def program():
    """The program that makes the histories."""
    if not PROGRAM.is_file():
        build = "swift build -c release --product transition-trace"
        pytest.fail(f"{PROGRAM} is missing; build it with: {build}", pytrace=False)


def run(batches: list[Batch], capsys) -> Tally:
    """Replays all batches and shows what was compared, also when the test passes."""
    started, tally = time.monotonic(), Tally()
    with ProcessPoolExecutor(WORKERS, initializer=ends_with_parent()) as workers:
        for part in workers.map(replay, batches):
            tally.add(part)
    seconds = time.monotonic() - started
    with capsys.disabled():
        print(
            f"\nseeds {batches[0].seed}...{batches[-1].seed + batches[-1].count - 1}:"
            f" {tally.histories} histories, {tally.blocks} blocks, {tally.steps} steps,"
            f" {tally.records} final records, {tally.operations} chain operations,"
            f" {tally.receipts} receipts, {tally.roots} state roots"
            f" in {seconds:.1f} s")
    return tally


def test_agrees_on_random_histories(capsys):
    tally = run([
        Batch(SEED + start, BATCH, blocks=3, steps=16, root_every=ROOT_EVERY)
        for start in range(0, HISTORIES, BATCH)
    ], capsys)
    assert tally.histories == HISTORIES and tally.roots > 0
    for opcode, reasons in EXPECTED.items():
        missing = [code for code in {0} | reasons if not tally.codes[opcode, code]]
        assert not missing, f"opcode {opcode:#04x} never had the codes {missing}"


def test_agrees_on_blocks_filled_to_their_limits(capsys):
    tally = run([
        Batch(SEED + start, 2, blocks=1, steps=2_500, root_every=4)
        for start in range(0, LONG_HISTORIES, 2)
    ], capsys)
    assert tally.histories == LONG_HISTORIES
    assert tally.most_operations == codec.MAXIMUM_CHAIN_OPERATIONS
    assert tally.most_steps == codec.MAXIMUM_OPERATIONS


def flipped(text: str) -> str:
    """Hexadecimal with the last bit changed."""
    return text[:-1] + format(int(text[-1], 16) ^ 1, "x")


@pytest.mark.parametrize(
    "what", ["genesis", "code", "receipt", "data", "operations", "header", "records", "root"])
def test_sees_a_difference(what):
    history = next(histories(Batch(SEED, 1, blocks=2, steps=16, root_every=1)))
    replay_history(history, Tally(), with_roots=True)
    block = history["blocks"][-1]
    if what == "code":
        block["steps"][-1][1] ^= 1
    elif what == "receipt":
        step = next(step for step in reversed(block["steps"]) if step[2])
        step[2] = flipped(step[2])
    elif what == "records":
        history["records"][-1][1][-1] ^= 1
    elif what == "root":
        root = codec.decode_header(bytes.fromhex(block["header"])).new_root.hex()
        block["header"] = block["header"].replace(root, flipped(root))
    elif what == "operations":
        block["operations"][-1] = flipped(block["operations"][-1] or "00")
    elif what == "genesis":
        history["genesis"] = flipped(history["genesis"])
    else:
        block[what] = flipped(block[what])
    with pytest.raises(Disagreement):
        replay_history(history, Tally(), with_roots=True)
