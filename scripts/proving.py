"""Progress and figures of proving on a local network, from the node's service for provers."""

from __future__ import annotations

import threading
import time
import urllib.request
from collections.abc import Callable

from localnet import LocalNetwork, NetworkError

KINDS = ("chunk", "join", "compress", "last", "wrap")


class Proving:
    """Watches the queue of a network with a prover, and tells what changes."""

    def __init__(self, network: LocalNetwork, say: Callable[[str], None]):
        self.network, self.say = network, say
        self.stopping = threading.Event()
        self.began: float | None = None
        self.ended: float | None = None

    def start(self) -> None:
        threading.Thread(target=self.watch, daemon=True).start()

    def stop(self) -> None:
        self.stopping.set()

    def watch(self) -> None:
        last = ""
        while not self.stopping.wait(2):
            try:
                line = self.line(self.status())
            except (NetworkError, OSError):
                continue
            if line != last:
                self.say(line)
                last = line

    def status(self) -> dict:
        """What waits, runs and fails."""
        return self.network.zklink("prover", "status", *self.network.queue())

    def line(self, status: dict) -> str:
        """A line such as 'proving: chunk 5 of 8, join 2 of 4; now chunk of block 6'."""
        parts = []
        for kind in KINDS:
            counts = {c["state"]: c["count"] for c in status["jobs"] if c["kind"] == kind}
            if counts:
                parts.append(f"{kind} {counts.get('finished', 0)} of {sum(counts.values())}")
        if status["running"] and self.began is None:
            self.began = time.monotonic()
        if status["running"]:
            self.ended = time.monotonic()
        running = "; now " + ", ".join(job["title"] for job in status["running"]) if status["running"] else ""
        failing = "; FAILING " + ", ".join(job["reason"] for job in status["failing"]) if status["failing"] else ""
        return f"proving: {', '.join(parts) or 'nothing yet'}{running}{failing}"

    def figures(self, operations: int, settlement: list[dict]) -> dict:
        """Counts, mean seconds of a job from its lease to its result, and gas of the proofs on the chains."""
        seconds, counts = self.job_seconds()
        mean = {kind: round(seconds.get(kind, 0) / max(counts.get(kind, 0), 1), 2) for kind in KINDS}
        proofs = [one for row in settlement for one in row["proofs"]]
        proved = (self.ended or 0) - (self.began or 0)
        return {
            "parts": counts.get("chunk", 0), "joins": counts.get("join", 0), "wraps": counts.get("wrap", 0),
            "chunkSeconds": mean["chunk"], "joinSeconds": mean["join"], "compressSeconds": mean["compress"],
            "lastLayerSeconds": mean["last"], "wrapSeconds": mean["wrap"],
            "secondsProving": round(proved, 1), "operations": operations,
            "operationsPerSecondProven": round(operations / proved, 3) if proved > 0 else 0,
            "gasProve": round(sum(proofs) / max(len(proofs), 1)), "proofsOnChains": len(proofs),
            "gasPerOperation": sum(proofs) // max(operations, 1),
        }

    def job_seconds(self) -> tuple[dict[str, float], dict[str, int]]:
        """Sum and number of finished jobs by kind, from the metrics."""
        request = urllib.request.Request(
            self.network.prover_url + "/metrics", headers={"Authorization": f"Bearer {self.network.token()}"})
        with urllib.request.urlopen(request, timeout=20) as answer:
            lines = answer.read().decode().splitlines()
        seconds: dict[str, float] = {}
        counts: dict[str, int] = {}
        for line in lines:
            name, _, value = line.rpartition(" ")
            for kind in KINDS:
                if name == f'zkl_prover_job_seconds_sum{{kind="{kind}"}}':
                    seconds[kind] = float(value)
                if name == f'zkl_prover_job_seconds_count{{kind="{kind}"}}':
                    counts[kind] = int(float(value))
        return seconds, counts
