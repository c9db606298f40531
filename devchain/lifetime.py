"""Lifetimes of processes: children that end with their parent, parents that stop on signals."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
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


def exit_on_signals() -> None:
    """SIGINT, SIGTERM and SIGHUP raise SystemExit with status 128 + signal in the main thread.

    SIGINT also where it was ignored, as shells do for background jobs; SIGHUP not where it was
    ignored, as nohup(1) does.
    """
    def leave(number: int, _: object) -> None:
        sys.exit(128 + number)
    for number in stop_signals():
        signal.signal(number, leave)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, stop_signals())


def stop_signals() -> tuple[signal.Signals, ...]:
    """The signals that ask this process to end."""
    stops = (signal.SIGINT, signal.SIGTERM)
    if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        return stops
    return (*stops, signal.SIGHUP)
