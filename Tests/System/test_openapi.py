"""schemathesis against a running node: every answer is one that the node's OpenAPI document states."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import requests
from devchain.lifetime import ends_with_parent
from load import LonelyNode, prepare

SEED = 20_261_128


def test_node_answers_as_its_document_says(folder: Path) -> None:
    prepare(folder, SEED, accounts=4, transfers=1)
    node = LonelyNode(folder)
    node.start()
    try:
        url = f"http://127.0.0.1:{node.port}/openapi.json"
        # JSON-RPC refuses bad parameters in an answer of status 200, so that check does not apply.
        words = [sys.executable, "-m", "schemathesis.cli", "run", url, "--seed", str(SEED), "--max-examples", "20",
                 "--no-color", "--phases", "examples,coverage,fuzzing", "--exclude-checks", "negative_data_rejection"]
        run = subprocess.run(words, capture_output=True, text=True, timeout=240, cwd=folder,
                             preexec_fn=ends_with_parent())
        assert run.returncode == 0, run.stdout[-12_000:] + run.stderr[-2_000:]
        assert requests.get(f"http://127.0.0.1:{node.port}/ready", timeout=5).status_code == 200
    finally:
        node.process.stop()
