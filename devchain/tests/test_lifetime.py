"""Chains and their helpers end with the process that started them, however it ends."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from devchain.process import ROOT, DevchainProcess
from devchain.tests.conftest import connect
from devchain.tests.processes import descendants, survivors

PARENT = """
import time
from devchain.process import DevchainProcess
with DevchainProcess() as chain:
    print("started", flush=True)
    time.sleep(600)
"""


def ignoring(*signals: signal.Signals) -> str:
    """Python that runs a command with signals ignored or blocked, as some parents leave them."""
    return ("import os, signal, sys\n"
            f"signal.pthread_sigmask(signal.SIG_BLOCK, {[int(s) for s in signals]})\n"
            "signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
            "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])")


@pytest.mark.parametrize("number", [
    signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_chain_ends_with_its_parent(number: signal.Signals) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], cwd=ROOT, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True)
    assert parent.stdout is not None and parent.stdout.readline() == "started\n"
    children = descendants(parent.pid)
    assert children
    parent.send_signal(number)
    parent.wait(timeout=20)
    assert survivors(children) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_chain_saves_itself_on_a_signal_that_its_parent_blocked(
        tmp_path: Path, number: signal.Signals) -> None:
    state = tmp_path / "state.json"
    chain = subprocess.Popen(
        [sys.executable, "-c", ignoring(number), "-m", "devchain", "--port=0",
         f"--dump-state={state}"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert chain.stdout is not None
    assert any(line.startswith("READY") for line in chain.stdout)
    chain.send_signal(number)
    assert chain.wait(timeout=20) == 0
    assert state.exists()


SWALLOWING = """
import time
from devchain.lifetime import exit_on_signals
leaving = exit_on_signals(lambda: print("finished", flush=True))
print("started", flush=True)
while True:
    try:
        while True:
            time.sleep(0.01)
    except BaseException:
        pass
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_a_process_that_swallows_exceptions(number: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", ignoring(number), "-c", SWALLOWING], cwd=ROOT,
        stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline() == "started\n"
    process.send_signal(number)
    assert process.stdout.read() == "finished\n"
    assert process.wait(timeout=20) == 128 + number


def test_a_chain_can_end_with_its_standard_input() -> None:
    chain = subprocess.Popen(
        [sys.executable, "-m", "devchain", "--port=0", "--end-with-stdin"], cwd=ROOT,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert chain.stdin is not None and chain.stdout is not None
    assert any(line.startswith("READY") for line in chain.stdout)
    assert chain.poll() is None
    chain.stdin.close()
    assert chain.wait(timeout=20) == 0


def test_the_helper_for_block_hashes_ends_with_a_killed_chain(counter: dict) -> None:
    with DevchainProcess() as chain:
        contract = connect(chain).deploy(counter)
        assert len(contract.functions.parent_hash().call()) == 32
        pid = chain.pid
        helpers = descendants(pid)
        assert helpers
        chain.kill()
        assert survivors(helpers) == []
