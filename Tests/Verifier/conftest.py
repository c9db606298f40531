from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PROGRAM = ROOT / ".build" / os.environ.get("ZKLINK_BUILD", "release") / "zklink"
GUESTS = ROOT / "build" / "guests"
sys.path.insert(0, str(HERE))

from verifier import Machine  # noqa: E402


def zklink(*words: str | Path) -> subprocess.CompletedProcess:
    return subprocess.run(
        [str(PROGRAM), *map(str, words)], capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="session")
def description(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("machine") / "machine.json"
    done = zklink("describe", "--out", path)
    assert done.returncode == 0, done.stderr
    return path


@pytest.fixture(scope="session")
def machine(description: Path) -> Machine:
    return Machine(json.loads(description.read_text()))


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


@pytest.fixture(scope="session")
def fibonacci(tmp_path_factory) -> Proven:
    return Proven(tmp_path_factory.mktemp("fibonacci"), "Fibonacci", [b"10"])


@pytest.fixture(scope="session")
def ledger(tmp_path_factory) -> Proven:
    """A program with host calls: TokenLedger hashes with SHA-256."""
    numbers = [3, 100, 5, 7, 0, 1, 40]
    frame = b"".join(number.to_bytes(4, "big") for number in numbers)
    return Proven(tmp_path_factory.mktemp("ledger"), "TokenLedger", [frame])
