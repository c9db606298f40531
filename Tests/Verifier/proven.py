"""Proofs for the second verifier to judge."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PROGRAM = ROOT / ".build" / os.environ.get("ZKLINK_BUILD", "release") / "zklink"
GUESTS = ROOT / "build" / "guests"


def zklink(*words: str | Path) -> subprocess.CompletedProcess:
    return subprocess.run(
        [str(PROGRAM), *map(str, words)], capture_output=True, text=True, timeout=300)


class Proven:
    """A proof of a guest's run, its program's digest, and the words of output."""

    def __init__(self, folder: Path, guest: str, inputs: list[bytes], parameters: str = "test"):
        self.file = folder / f"{guest}-{parameters}.proof"
        words = ["prove", GUESTS / f"{guest}.elf", "--out", self.file, "--json"]
        for index, frame in enumerate(inputs):
            path = folder / f"{guest}-input-{index}"
            path.write_bytes(frame)
            words += ["--input", path]
        output = folder / f"{guest}-output"
        done = zklink(*words, "--parameters", parameters, "--output", output)
        assert done.returncode == 0, done.stderr
        self.digest = bytes.fromhex(json.loads(done.stdout)["program"].removeprefix("0x"))
        self.bytes = self.file.read_bytes()
        raw = output.read_bytes()
        self.output = [int.from_bytes(raw[i:i + 4], "little") for i in range(0, len(raw), 4)]
