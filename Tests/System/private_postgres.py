"""A PostgreSQL server of the test's own, in a folder of /tmp, that can be killed and started again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path("/usr/lib/postgresql")


class PrivatePostgres:
    """`information` is the connection string. The server refuses root: root runs it as `nobody`."""

    def __init__(self) -> None:
        self.programs = max(ROOT.iterdir(), key=lambda path: int(path.name)) / "bin"
        self.folder = Path(tempfile.mkdtemp(prefix="zkl-", dir="/tmp"))
        if os.geteuid() == 0:
            shutil.chown(self.folder, "nobody")
        self.information = f"host={self.folder} user=zklink dbname=postgres"
        subprocess.run(
            self.command("initdb", "-D", self.data, "-U", "zklink", "-A", "trust", "-N", "-E", "UTF8", "--locale=C"),
            check=True, capture_output=True, cwd="/tmp")
        self.server: subprocess.Popen | None = None

    @property
    def data(self) -> str:
        return str(self.folder / "data")

    def command(self, name: str, *options: str) -> list[str]:
        user = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else []
        return [*user, str(self.programs / name), *options]

    def start(self) -> None:
        """Starts the server, also after it was killed, and waits until it answers."""
        self.server = subprocess.Popen(
            self.command("postgres", "-D", self.data, "-k", str(self.folder), "-h", "", "-c", "shared_buffers=16MB"),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/tmp")
        deadline = time.monotonic() + 30
        while subprocess.run(self.command("pg_isready", "-q", "-h", str(self.folder)), cwd="/tmp").returncode:
            assert time.monotonic() < deadline, "the database does not answer"
            time.sleep(0.05)

    def kill(self) -> None:
        """Kills the server and what it started, without a word."""
        os.kill(self.server.pid, signal.SIGQUIT)
        self.server.wait()

    def remove(self) -> None:
        if self.server is not None and self.server.poll() is None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
