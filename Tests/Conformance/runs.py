"""Runs of programs from outside, with proofs."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from suites import ROOT

PROGRAM = ROOT / ".build" / os.environ.get("ZKLINK_BUILD", "release") / "zklink"
DEEP = os.environ.get("ZKLINK_DEEP") == "1"


class Machine:
    """Runs, proves and verifies programs with the command-line program."""

    def __init__(self, folder: Path):
        self.folder = folder

    def execute(self, program: Path, *options: str | Path) -> tuple[bytes, str]:
        """The words of output as bytes, and the log."""
        output, log = self.folder / "output", self.folder / "log"
        self._run("execute", program, "--output", output, "--log", log, "--quiet", *options)
        return output.read_bytes(), log.read_text()

    def prove_and_verify(self, program: Path, *options: str | Path) -> bytes:
        """The words of output that a verified proof shows."""
        proof, output = self.folder / "run.proof", self.folder / "proven"
        self._run("prove", program, "--out", proof, "--quiet", *options)
        self._run("verify", proof, "--program", program, "--output", output, "--quiet")
        return output.read_bytes()

    def _run(self, *words: str | Path) -> None:
        done = subprocess.run(
            [str(PROGRAM), *map(str, words)], capture_output=True, text=True, timeout=1800)
        assert done.returncode == 0, done.stderr
