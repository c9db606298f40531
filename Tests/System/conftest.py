"""Whole processes on this machine. Logs stay under build/system/, one folder a test."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "Tests" / "Model"), str(ROOT / "Tests" / "System")]


@pytest.fixture
def folder(request) -> Path:
    """An empty folder for the test."""
    from folders import fresh

    return fresh(request.node.name)
