"""Compiles the contracts if needed and makes a fresh world for every test."""

import subprocess
import sys

import pytest

from .machine import ROOT
from .world import World


@pytest.fixture(scope="session", autouse=True)
def compiled():
    """The compiler's output, up to date."""
    subprocess.run([sys.executable, str(ROOT / "contracts" / "compile.py")], check=True)


@pytest.fixture
def world():
    """The data chain of a network with four oracles, three of which must agree."""
    return World()
