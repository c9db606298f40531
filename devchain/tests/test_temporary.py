"""scripts/temporary.py: nothing of a run stays in a temporary folder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from devchain.process import ROOT
from devchain.tests.processes import descendants, survivors


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """The script in a checkout of its own."""
    for name in ("scripts/temporary.py", "devchain/__init__.py", "devchain/lifetime.py"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes((ROOT / name).read_bytes())
    return tmp_path / "scripts" / "temporary.py"


def run(script: Path, command: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, str(script), "sh", "-c", command], text=True,
                          capture_output=True, timeout=60)


@pytest.mark.parametrize(("command", "status"), [
    ("true", 0), ("touch $TMPDIR/x; rm $TMPDIR/x", 0), ("touch $TMPDIR/x", 1),
    ("mkdir $TMPDIR/empty", 1), ("mkdir $TMPDIR/TemporaryDirectory.a; touch $TMPDIR/p.lock", 0),
    ("mkdir $TMPDIR/pytest-of-me", 0), ("mkdir -p $TMPDIR/pytest-of-me/pytest-0", 1),
    ("touch $TMPDIR/x; exit 5", 5), ("kill -9 $$", 137)])
def test_what_stays_is_removed_and_named(script: Path, command: str, status: int) -> None:
    done = run(script, command)
    assert done.returncode == status
    assert ("left in the temporary folder" in done.stderr) == (status == 1)
    assert not (script.parents[1] / "build" / "tmp").exists()


def test_runs_at_the_same_time_share_the_folder(script: Path) -> None:
    folder = script.parents[1] / "build" / "tmp"
    with subprocess.Popen([sys.executable, str(script), "sh", "-c", "echo; read line"],
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE) as first:
        assert first.stdin is not None and first.stdout is not None
        first.stdout.readline()
        assert run(script, "touch $TMPDIR/shared").returncode == 0
        assert (folder / "shared").exists()
        first.stdin.close()
    assert first.returncode == 1 and not folder.exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_the_command_ends_with_the_script(script: Path, number: signal.Signals) -> None:
    process = subprocess.Popen([sys.executable, str(script), "sleep", "600"])
    while not descendants(process.pid):
        os.sched_yield()
    children = descendants(process.pid)
    process.send_signal(number)
    process.wait(timeout=20)
    assert survivors(children) == []
