"""Where a test keeps its files: build/system/NAME, emptied before and left after for a look."""

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
