"""The program, with an empty home to run it in."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from devchain.lifetime import ends_with_parent

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / ".build" / os.environ.get("ZKLINK_BUILD", "release") / "zklink"
GUESTS = ROOT / "build" / "guests"


def temporary_folder() -> dict[str, str]:
    """The variable that names the temporary folder, where it is set."""
    return {name: os.environ[name] for name in ("TMPDIR",) if name in os.environ}


class Shell:
    """Runs the program in an empty home."""

    def __init__(self, home: Path):
        self.home = home
        self.wallet = home / "keys" / "wallet.json"

    def __call__(
        self, *words: str, typed: str = "", **variables: str
    ) -> subprocess.CompletedProcess:
        environment = {
            "HOME": str(self.home), "PATH": os.environ["PATH"], "ZKLINK_WALLET": str(self.wallet),
            **temporary_folder(), **variables,
        }
        return subprocess.run(
            [str(PROGRAM), *words], cwd=self.home, env=environment, capture_output=True, text=True,
            input=typed, timeout=120, preexec_fn=ends_with_parent())

    def write(self, name: str, value) -> str:
        path = self.home / name
        path.write_text(value if isinstance(value, str) else json.dumps(value))
        path.chmod(0o600)
        return str(path)
