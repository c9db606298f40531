"""The files of a test: build/system/NAME, emptied before the test and kept after it."""

from __future__ import annotations

import shutil
from pathlib import Path

from localnet import ROOT


def fresh(name: str) -> Path:
    """An empty folder of this name."""
    path = ROOT / "build" / "system" / name
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return path
