"""Altered proofs against the decoder and the verifier: no trap, no accepted proof, bounded time and memory."""

import json
import os
import subprocess
from pathlib import Path

from devchain.lifetime import ends_with_parent

PROGRAM = Path(__file__).resolve().parents[2] / ".build/release/hostile-proofs"
COUNT = 1_000_000 if os.environ.get("ZKLINK_DEEP") == "1" else 20_000


def test_hostile_proofs():
    run = subprocess.run(
        [PROGRAM, str(COUNT)], capture_output=True, text=True, preexec_fn=ends_with_parent())
    assert run.returncode == 0, run.stdout + run.stderr[-200:]
    report = json.loads(run.stdout)
    assert report["runs"] >= COUNT
    assert report["accepted"] == 0
    assert report["slowest_microseconds"] < 1_000_000
    # Most of them are proofs in form, and a good part comes to the openings.
    assert report["verified"] > COUNT // 2
    outcomes = report["outcomes"]
    assert sum(outcomes[name] for name in outcomes if "Opening.capMismatch" in name) > COUNT // 10
    assert len(outcomes) > 25
