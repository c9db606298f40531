"""Processes as /proc shows them."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

SECONDS = 20


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended and was not waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def descendants(pid: int) -> list[int]:
    """The running children of a process, theirs, and so on."""
    found = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, path.read_text().split()):
            if alive(child):
                found += [child, *descendants(child)]
    return found


def survivors(pids: list[int]) -> list[int]:
    """Those of the processes that have not ended after a while; they are killed."""
    deadline = time.monotonic() + SECONDS
    while any(map(alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.02)
    left = [pid for pid in pids if alive(pid)]
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    return left
