"""Lifetimes of processes: children that end with their parent, parents that stop on signals."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
_prctl = ctypes.CDLL(None, use_errno=True).prctl


def ends_with_parent() -> Callable[[], None]:
    """A `preexec_fn` with which the child is killed when its parent ends in any way (prctl(2)).

    The kernel takes the thread that starts the child for the parent: it must outlive the child.
    """
    parent = os.getpid()

    def prepare() -> None:
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # the parent ended before the call
            os.kill(os.getpid(), signal.SIGKILL)
    return prepare


def exit_on_signals(finish: Callable[[], None]) -> threading.Event:
    """Calls `finish` and ends the process with 128 + signal on SIGINT, SIGTERM and SIGHUP.

    This happens in a thread of its own, whatever the other threads do meanwhile: an exception
    raised by a signal's handler is lost when it lands in a finalizer or in code that catches
    everything. The event is set before `finish` is called, so that failures that it causes can be
    told from others. SIGINT also where it was ignored, as shells do for background jobs; SIGHUP not
    where it was ignored, as nohup(1) does. Call it in the main thread, before other threads start.
    """
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing)
    for number in stop_signals():
        signal.signal(number, lambda *_: None)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, stop_signals())
    leaving = threading.Event()

    def wait() -> None:
        stops = {int(number) for number in stop_signals()}
        number = os.read(reading, 1)[0]
        while number not in stops:
            number = os.read(reading, 1)[0]
        leaving.set()
        try:
            finish()
        finally:
            sys.stdout.flush()
            os._exit(128 + number)
    threading.Thread(target=wait, daemon=True).start()
    return leaving


def stop_signals() -> tuple[signal.Signals, ...]:
    """The signals that ask this process to end."""
    stops = (signal.SIGINT, signal.SIGTERM)
    if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        return stops
    return (*stops, signal.SIGHUP)
