"""An honest client beside 100 hostile connections: times of its calls and of the status pages, as JSON.

Hostile: batches of 100 queries whose answers are not read, closed and opened again; subscribers that read a
byte now and then; requests sent a byte at a time, and half sent. Each process is one role; the node has a
simulated chain. Usage: flood.py [seconds of flood]
"""

from __future__ import annotations

import http.client
import json
import multiprocessing
import os
import random
import select
import socket
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / path) for path in ("scripts", "Tests/System", "Tests/Model", ".")]

import websockets.sync.client  # noqa: E402
from load import LonelyNode, prepare  # noqa: E402

QUIET_SECONDS = 5
STATUS_PAUSE = 0.02
CALL_PAUSE = 0.002
UPGRADE = ("GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n").encode()


def call(number: int, method: str, **params) -> dict:
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": params}


def frame(text: str) -> bytes:
    """A text frame of a client, with a mask of zeros."""
    payload = text.encode()
    if len(payload) < 126:
        length = bytes([0x80 | len(payload)])
    else:
        length = b"\xfe" + len(payload).to_bytes(2, "big")
    return b"\x81" + length + bytes(4) + payload


BATCH = frame(json.dumps([call(1, "zkl_tokens")] * 100))
SUBSCRIPTION = frame(json.dumps(call(1, "zkl_subscribe", channel="blocks")))
FLOOD, SLOW, DRIP, HALF = "flood", "slow reader", "drip", "half"
ROLES = [FLOOD] * 70 + [SLOW] * 10 + [DRIP] * 10 + [HALF] * 10


class Hostile:
    """One connection, opened again whenever it ends."""

    def __init__(self, port: int, index: int, role: str, dice: random.Random):
        self.port, self.index, self.role, self.dice = port, index, role, dice
        self.socket: socket.socket | None = None
        self.waiting = b""
        self.until = 0.0

    def open(self, now: float) -> None:
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Ten addresses, other than the honest client's.
        self.socket.bind((f"127.0.1.{self.index % 10 + 1}", 0))
        self.socket.connect(("127.0.0.1", self.port))
        self.socket.setblocking(False)
        self.until = now + self.dice.uniform(0.2, 2)
        head = b"POST / HTTP/1.1\r\nHost: a\r\n"
        self.waiting = {FLOOD: UPGRADE + BATCH * 3_000, SLOW: UPGRADE + SUBSCRIPTION + BATCH * 50, DRIP: head + b"X: ",
                        HALF: head + b"Content-Length: 1000000\r\n\r\n[" + b" " * 10_000}[self.role]

    def step(self, now: float) -> None:
        try:
            if self.socket is None:
                return self.open(now)
            if self.waiting:
                self.waiting = self.waiting[self.socket.send(self.waiting[: 1 << 18]):]
            elif self.role == DRIP:
                self.socket.send(b"a")
            elif self.role == SLOW:
                self.socket.recv(1)
            if self.role == FLOOD and now > self.until:
                raise ConnectionError
        except BlockingIOError:
            if self.role == FLOOD and now > self.until:
                self.close()
        except OSError:
            self.close()

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
        self.socket = None


def attack(port: int, seed: int, ready) -> None:
    dice = random.Random(seed)
    hostiles = [Hostile(port, index, role, dice) for index, role in enumerate(ROLES)]
    while True:
        now = time.monotonic()
        for hostile in hostiles:
            hostile.step(now)
        ready.set()
        writing = [hostile.socket for hostile in hostiles if hostile.socket is not None and hostile.waiting]
        select.select([], writing, [], 0.05)
        time.sleep(0.005)


def watch(port: int, seconds: float, results) -> None:
    """Asks for the status pages, each over a connection of its own."""
    times = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for path in ("/live", "/ready", "/metrics"):
            start = time.perf_counter()
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            times.append(time.perf_counter() - start)
            assert answer.status == 200, answer.status
            connection.close()
            time.sleep(STATUS_PAUSE)
    results.put(times)


def trade(port: int, transfers: list[dict], seconds: float) -> tuple[list[float], list[float], int]:
    """One call after the other: a query, then a transfer with a durable answer."""
    queries, submissions = [], []
    end = time.monotonic() + seconds
    used = 0
    with websockets.sync.client.connect(f"ws://127.0.0.1:{port}/ws", compression=None) as client:
        while time.monotonic() < end:
            for times, request in ((queries, call(1, "zkl_reserves")),
                                   (submissions, call(2, "zkl_submit", operation=transfers[used]["operation"]))):
                start = time.perf_counter()
                client.send(json.dumps(request))
                answer = json.loads(client.recv())
                times.append(time.perf_counter() - start)
                assert "result" in answer, answer
                time.sleep(CALL_PAUSE)
            used += 1
    return queries, submissions, used


def measure(port: int, transfers: list[dict], seconds: float) -> tuple[dict, int]:
    results = multiprocessing.Queue()
    watcher = multiprocessing.Process(target=watch, args=(port, seconds, results), daemon=True)
    watcher.start()
    queries, submissions, used = trade(port, transfers, seconds)
    figures = {}
    for name, times in (("query", queries), ("submit", submissions), ("status", results.get(timeout=60))):
        times.sort()
        figures[name] = {"count": len(times), "millisecondsMedian": round(times[len(times) // 2] * 1_000, 2),
                         "millisecondsP99": round(times[int(len(times) * 0.99)] * 1_000, 2),
                         "millisecondsMaximum": round(times[-1] * 1_000, 2)}
    watcher.join()
    return figures, used


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # One sender: each transfer has the next nonce.
        transfers = prepare(folder, 7, accounts=2, transfers=20_000)
        node = LonelyNode(folder)
        node.start()
        try:
            quiet, used = measure(node.port, transfers, QUIET_SECONDS)
            ready = multiprocessing.Event()
            attacker = multiprocessing.Process(target=attack, args=(node.port, 7, ready), daemon=True)
            attacker.start()
            ready.wait()
            time.sleep(1)
            flood, _ = measure(node.port, transfers[used:], seconds)
            attacker.kill()
        finally:
            node.process.stop()
    ratios = {name: round(flood[name]["millisecondsP99"] / quiet[name]["millisecondsP99"], 1) for name in quiet}
    print(json.dumps({
        "name": "node: an honest client beside 100 hostile connections", "cores": os.cpu_count(),
        "hostileConnections": len(ROLES), "seconds": seconds, "quiet": quiet, "flood": flood, "ratioP99": ratios,
        "holds": max(flood["query"]["millisecondsP99"], flood["submit"]["millisecondsP99"]) < 250
        and flood["status"]["millisecondsP99"] < 100,
    }, indent=1))


if __name__ == "__main__":
    main()
