"""Compiles the contracts if needed and makes a fresh world for every test."""

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from world import World  # noqa: E402


@pytest.fixture(scope="session", autouse=True)
def compiled():
    """The compiler's output, up to date."""
    subprocess.run([sys.executable, str(HERE.parent / "compile.py")], check=True)


@pytest.fixture
def world():
    """The data chain of a network with four oracles, three of which must agree."""
    return World()
