"""Random histories made by the transition-trace program, replayed on the independent model.

ZKLINK_SEED chooses the first seed. ZKLINK_DEEP=1 replays ten times as many.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from concurrent.futures import ProcessPoolExecutor

import codec
import pytest
from replay import PROGRAM, Batch, Disagreement, Tally, replay, replay_history

SEED = int(os.environ.get("ZKLINK_SEED", "1"))
HISTORIES = 100_000 if os.environ.get("ZKLINK_DEEP") == "1" else 10_000
BATCH = 250
ROOT_EVERY = 50
WORKERS = 2


@pytest.fixture(scope="module", autouse=True)
def program():
    if not PROGRAM.is_file():
        build = "swift build -c release --product transition-trace"
        pytest.fail(f"{PROGRAM} is missing; build it with: {build}", pytrace=False)


def report(tally: Tally, seconds: float, capsys) -> None:
    """Shows what was compared, also when the test passes."""
    with capsys.disabled():
        print(
            f"\nseeds {SEED}...{SEED + tally.histories - 1}: {tally.histories} histories,"
            f" {tally.blocks} blocks, {tally.steps} steps, {tally.records} final records,"
            f" {tally.payouts} payouts, {tally.roots} state roots in {seconds:.1f} s")
        for opcode in sorted({opcode for opcode, _ in tally.codes}):
            codes = sorted((code, count) for (one, code), count in tally.codes.items() if one == opcode)
            print(f"  {opcode:#04x}  " + "  ".join(f"{code}: {count}" for code, count in codes))


def test_agrees_on_random_histories(capsys):
    batches = [
        Batch(SEED + start, BATCH, blocks=3, steps=16, root_every=ROOT_EVERY)
        for start in range(0, HISTORIES, BATCH)
    ]
    started, tally = time.monotonic(), Tally()
    with ProcessPoolExecutor(WORKERS) as workers:
        for part in workers.map(replay, batches):
            tally.add(part)
    report(tally, time.monotonic() - started, capsys)
    assert tally.histories == HISTORIES and tally.roots > 0
