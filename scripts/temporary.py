#!/usr/bin/env python3
"""Runs a command with the temporary folder of this checkout, build/tmp, and removes that folder.

    temporary.py COMMAND [ARGUMENT ...]

SwiftPM leaves a folder and lock files in its temporary folder at every run, pytest its empty base.
When the command succeeds and leaves anything else, that is listed and the exit status is 1. Runs at
the same time share the folder, as SwiftPM's locks ask for, and the last one removes it. The command
ends with this process.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from devchain.lifetime import ends_with_parent  # noqa: E402

FOLDER, LOCK = ROOT / "build" / "tmp", ROOT / "build" / "tmp.lock"


def is_of_tools(path: Path) -> bool:
    """Whether a tool leaves this at every run."""
    if path.name.startswith("pytest-of-"):
        return not any(path.iterdir())
    return (path.name.startswith("TemporaryDirectory.") or path.suffix == ".lock"
            or path.name == "swift-generated-sources")


def is_alone(lock: int) -> bool:
    """Takes the lock alone, if no other run holds it."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def run(command: list[str]) -> int:
    """The exit status of the command, 128 + signal if one ended it; signals are passed on."""
    child = subprocess.Popen(command, env={**os.environ, "TMPDIR": str(FOLDER)},
                             preexec_fn=ends_with_parent())
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: child.send_signal(number))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal sends it to the command too
    status = child.wait()
    return status if status >= 0 else 128 - status


def main() -> int:
    """Status of the command, or 1 when it left something."""
    LOCK.parent.mkdir(exist_ok=True)
    lock = os.open(LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC)
    if is_alone(lock):
        shutil.rmtree(FOLDER, ignore_errors=True)  # of a run that was killed
    fcntl.flock(lock, fcntl.LOCK_SH)
    FOLDER.mkdir(exist_ok=True)
    status = run(sys.argv[1:])
    if not is_alone(lock):
        return status
    left = sorted(str(path) for path in FOLDER.iterdir() if not is_of_tools(path))
    shutil.rmtree(FOLDER)
    if status == 0 and left:
        print("temporary.py: left in the temporary folder:", *left, sep="\n", file=sys.stderr)
        return 1
    return status


if __name__ == "__main__":
    sys.exit(main())
