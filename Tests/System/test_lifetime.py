"""Every process of the demo ends with it, however it ends."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest
from devchain.tests.processes import descendants, survivors
from localnet import ROOT

DEMO = [sys.executable, str(ROOT / "scripts" / "demo.py"), "--keep"]
# Runs the demo as shells start background jobs: SIGINT ignored.
BACKGROUND = ("import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_IGN); "
              "os.execv(sys.argv[1], sys.argv[1:])")


def started(folder) -> subprocess.Popen:
    """A demo whose first oracle is ready."""
    demo = subprocess.Popen(
        [sys.executable, "-c", BACKGROUND, *DEMO, "--folder", str(folder)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    log, deadline = folder / "oracle-1.log", time.monotonic() + 60
    while not (log.exists() and "READY" in log.read_text()):
        assert demo.poll() is None and time.monotonic() < deadline
        time.sleep(0.05)
    return demo


@pytest.mark.parametrize("number", [
    signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_nothing_of_the_demo_outlives_it(folder, number):
    demo = started(folder / "demo")
    children = descendants(demo.pid)
    assert len(children) >= 3
    demo.send_signal(number)
    status = demo.wait(timeout=60)
    assert survivors(children) == []
    assert status == (-number if number == signal.SIGKILL else 128 + number)
