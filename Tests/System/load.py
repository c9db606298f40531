"""Load for a node without chains: signed transfers over a WebSocket, and the node's answers."""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

import requests
import websockets
from devchain.lifetime import ends_with_parent
from localnet import NETWORK_ID, ROOT, ZKLINK, Process

IN_FLIGHT = 48
BATCH = 100
FUNDS = 1 << 80
NOT_READY = -32051
TOKEN = 2


def prepare(folder: Path, seed: int, accounts: int, transfers: int) -> list[dict]:
    """Writes the queue of the simulated chain; returns the signed transfers among its accounts."""
    program = ROOT / ".build" / ZKLINK.parent.name / "load-generator"
    if not program.exists():
        subprocess.run(["swift", "build", "-c", ZKLINK.parent.name, "--product", program.name], cwd=ROOT, check=True,
                       preexec_fn=ends_with_parent())
    lines = folder / "transfers.jsonl"
    words = [seed, accounts, transfers, folder / "queue.txt", lines]
    subprocess.run([str(program), *map(str, words)], check=True, stdout=sys.stderr, preexec_fn=ends_with_parent())
    return [json.loads(line) for line in lines.read_text().splitlines()]


class LonelyNode:
    """A node whose only chain is a file, with a client."""

    def __init__(self, folder: Path):
        network = {
            "networkId": NETWORK_ID, "feeOwner": "0x" + "fe" * 20, "programId": "0x" + "00" * 32,
            "keyRoot": "0x" + "00" * 32,
            "chains": [{"chain": 1, "name": "S", "rpc": "http://127.0.0.1:1", "evmChainId": 1, "contract": "0x" + "01" * 20,
                        "blockLedger": "0x" + "02" * 20,
                        "confirmations": 0, "startBlock": 0, "dataChain": True}],
            "tokens": [{"token": TOKEN, "symbol": "USDC"}],
        }
        (folder / "network.json").write_text(json.dumps(network))
        (folder / "node.json").write_text(json.dumps({
            "network": str(folder / "network.json"), "dataDirectory": str(folder / "node"), "listen": "127.0.0.1:0",
            "blockIntervalMilliseconds": 100, "simulatedQueues": {"1": str(folder / "queue.txt")},
            "pollMilliseconds": 20,
        }))
        self.process = Process("node", [str(ZKLINK), "node", "--config", str(folder / "node.json")], folder)
        self.session = requests.Session()

    def start(self) -> None:
        self.process.start(timeout=20)

    @property
    def port(self) -> int:
        return self.process.ready["port"]

    def calls(self, method: str, parameters: list[dict]) -> list[dict]:
        """Many calls of one method; each answer with its result or error."""
        answers: list[dict] = []
        for first in range(0, len(parameters), BATCH):
            batch = [{"jsonrpc": "2.0", "id": first + offset, "method": method, "params": params}
                     for offset, params in enumerate(parameters[first : first + BATCH])]
            reply = self.session.post(f"http://127.0.0.1:{self.port}/", json=batch, timeout=20).json()
            answers += sorted(reply, key=lambda answer: answer["id"])
        assert [answer["id"] for answer in answers] == list(range(len(parameters)))
        return answers

    def call(self, method: str, **params) -> dict:
        answer = self.calls(method, [params])[0]
        assert "result" in answer, answer
        return answer["result"]


def placement(result: dict) -> tuple:
    """The parts of an operation's answer that may never change."""
    return result["blockNumber"], result["index"], json.dumps(result["receipt"], sort_keys=True)


@dataclass
class Load:
    """Transfers that are waiting, in flight, or answered."""

    transfers: list[dict]
    dice: random.Random
    waiting: deque = field(default_factory=deque)
    acknowledged: dict[str, tuple] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def __post_init__(self):
        self.waiting = deque(range(len(self.transfers)))
        self.encoded = {transfer["id"]: transfer["operation"] for transfer in self.transfers}

    async def run(self, port: int, kill, seconds: float) -> tuple[list[str], list[int]]:
        """Sends until `kill` is called after some time; returns the ids answered and the other transfers."""
        flying: dict[int, None] = {}
        answered: list[str] = []
        try:
            async with websockets.connect(f"ws://127.0.0.1:{port}/ws", max_size=1 << 20, compression=None) as socket:
                killer = asyncio.get_running_loop().call_later(seconds, kill)
                try:
                    while True:
                        while len(flying) < IN_FLIGHT:
                            number = self.next_transfer()
                            if number in flying:
                                continue
                            flying[number] = None
                            await socket.send(self.request(number))
                        reply = json.loads(await socket.recv())
                        self.take(reply, flying, answered)
                finally:
                    killer.cancel()
                    kill()
        except (websockets.ConnectionClosed, OSError):
            pass
        return answered, [number for number in flying if self.transfers[number]["id"] not in self.acknowledged]

    def next_transfer(self) -> int:
        """The next transfer; sometimes, and when none is left, one sent before."""
        again = len(self.transfers) - len(self.waiting)
        if self.waiting and (again < IN_FLIGHT or self.dice.random() > 0.05):
            return self.waiting.popleft()
        return self.dice.randrange(again)

    def request(self, number: int) -> str:
        parameters = {"operation": self.transfers[number]["operation"]}
        return json.dumps({"jsonrpc": "2.0", "id": number, "method": "zkl_submit", "params": parameters})

    def take(self, reply: dict, flying: dict[int, None], answered: list[str]) -> None:
        number = reply["id"]
        flying.pop(number)
        if reply.get("error", {}).get("code") == NOT_READY:
            self.waiting.appendleft(number)
            return
        if "result" not in reply:
            self.errors.append(json.dumps(reply))
            return
        name = self.transfers[number]["id"]
        result = reply["result"]
        if result["operationId"] != name:
            self.errors.append(f"asked for {name}, answered {result['operationId']}")
        before = self.acknowledged.setdefault(name, placement(result))
        if before != placement(result):
            self.errors.append(f"{name} was {before}, is {placement(result)}")
        answered.append(name)

    def send_again(self, numbers: list[int]) -> None:
        self.waiting.extendleft(reversed(numbers))
