#!/usr/bin/env python3
"""Runs the Python tests, those of whole networks beside all others.

    pythontests.py [OPTION OF PYTEST ...]

Networks mostly wait for their chains' blocks, the others compute: together they take little longer
than the longer of the two. The others run at a lower priority, so that a network's processes get a
core when they have work. Each line of output names its run; the exit status is that of a run that
failed, or 0.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from devchain.lifetime import ends_with_parent  # noqa: E402

NICENESS = 10


@dataclass
class Run:
    name: str
    folders: list[str]
    niceness: int = 0

    def start(self, options: list[str]) -> None:
        """Starts pytest and a thread that passes its lines on."""
        die = ends_with_parent()

        def prepare() -> None:
            die()
            os.nice(self.niceness)

        # Both would write the same files of pytest's cache, which nothing reads.
        words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, *self.folders]
        self.child = subprocess.Popen(
            words, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, errors="replace", preexec_fn=prepare)
        self.reader = threading.Thread(target=self.pass_on)
        self.reader.start()

    def pass_on(self) -> None:
        for line in self.child.stdout:
            print(f"{self.name}: {line}", end="" if line.endswith("\n") else "\n", flush=True)

    def wait(self) -> int:
        """The exit status of pytest."""
        self.reader.join()
        return self.child.wait()


def main() -> int:
    begun = time.monotonic()
    runs = [
        Run("networks", ["Tests/System"]),
        Run("others", ["devchain/tests", "contracts/tests", "Tests/Model", "Tests/Verifier",
                       "Tests/CommandLine", "Tests/Conformance"], NICENESS),
    ]
    for run in runs:
        run.start(sys.argv[1:])
    statuses = [run.wait() for run in runs]
    print(f"Python tests: {time.monotonic() - begun:.0f} s", flush=True)
    return next((status for status in statuses if status), 0)


if __name__ == "__main__":
    sys.exit(main())
