from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from proven import HERE, Proven, zklink

sys.path.insert(0, str(HERE))

from verifier import Machine  # noqa: E402


@pytest.fixture(scope="session")
def description(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("machine") / "machine.json"
    done = zklink("describe", "--out", path)
    assert done.returncode == 0, done.stderr
    return path


@pytest.fixture(scope="session")
def machine(description: Path) -> Machine:
    return Machine(json.loads(description.read_text()))


@pytest.fixture(scope="session")
def fibonacci(tmp_path_factory) -> Proven:
    return Proven(tmp_path_factory.mktemp("fibonacci"), "Fibonacci", [b"10"])


@pytest.fixture(scope="session")
def ledger(tmp_path_factory) -> Proven:
    """A program with host calls: TokenLedger hashes with SHA-256."""
    numbers = [3, 100, 5, 7, 0, 1, 40]
    frame = b"".join(number.to_bytes(4, "big") for number in numbers)
    return Proven(tmp_path_factory.mktemp("ledger"), "TokenLedger", [frame])
