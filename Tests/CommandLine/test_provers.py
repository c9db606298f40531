"""A job queue and a worker from a shell: prover queue, prover, prover status, prover retry."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from command_line import PROGRAM, ROOT, Shell, temporary_folder
from devchain.lifetime import ends_with_parent
from test_blocks import BLOCKS, GUEST, TEST
from test_cli import NETWORK


class Process:
    """A command that runs until it is stopped."""

    def __init__(self, home: Path, *words: str):
        environment = {"HOME": str(home), "PATH": os.environ["PATH"], **temporary_folder()}
        self.process = subprocess.Popen(
            [str(PROGRAM), *words], cwd=home, env=environment, stdout=subprocess.PIPE, text=True,
            preexec_fn=ends_with_parent())
        self.lines: list[str] = []

    def until(self, beginning: str) -> str:
        """Reads lines until one begins so."""
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            if line.startswith(beginning):
                return line[len(beginning):].strip()
        raise AssertionError(self.lines)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        self.lines += self.process.communicate(timeout=60)[0].splitlines()
        return self.process.returncode

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    home = tmp_path_factory.mktemp("provers")
    shell = Shell(home)
    shell.write("network.json", NETWORK)
    shell.write("token", "0123456789abcdef0123\n")
    data = []
    for number, block in enumerate(BLOCKS, 1):
        (home / f"block-{number}").write_bytes(block)
        data += ["--data", f"block-{number}"]
    shell.command = ["prove-block", "2", *data, "--program", GUEST, *TEST]
    made = shell(*shell.command, "--jobs-only", "--work", "jobs", ZKLINK_NETWORK="network.json")
    assert made.returncode == 0, made.stderr
    return shell


def test_a_worker_proves_the_jobs_of_a_queue(scene):
    home = scene.home
    queue = ["prover", "queue", "--jobs", "jobs", "--token-file", "token", "--program", GUEST, *TEST]
    with Process(home, *queue, "--listen", "127.0.0.1:0") as server:
        ready = json.loads(server.until("READY "))
        assert ready["jobs"] == 1
        access = ("--node", f"http://127.0.0.1:{ready['port']}", "--token-file", "token")
        again = scene(*queue, "--listen", "127.0.0.1:0", "--json")
        assert json.loads(again.stdout)["error"]["reason"] == "folderInUse"

        waiting = json.loads(scene("prover", "status", *access, "--json").stdout)
        assert waiting["jobs"][0]["state"] == "ready" and waiting["blocks"] == 0

        with Process(home, "prover", *access, "--program", GUEST, "--name", "w", *TEST) as worker:
            worker.until("chunk 0 of block 2 proven")
            worker.until("waiting for jobs")
            assert worker.stop() == 0 and worker.lines[-1].startswith("stopped")
        server.until("every part is proven")

        done = json.loads(scene("prover", "status", *access, "--json").stdout)
        assert done["jobs"][0]["state"] == "finished" and done["millisecondsPerBlock"] > 0
        assert "finished" in scene("prover", "status", *access).stdout
        retried = scene("prover", "retry", "0x" + "11" * 32, *access, "--json")
        assert retried.returncode == 1
        assert json.loads(retried.stdout)["error"]["reason"] == "queue"
        scene.write("other", "another token of 16 bytes".replace(" ", "-"))
        refused = scene("prover", "status", *access[:2], "--token-file", "other", "--json")
        assert json.loads(refused.stdout)["error"]["reason"] == "unauthorized"
        assert server.stop() == 0
    joined = scene(
        *scene.command, "--work", "jobs", "--out", "proof", ZKLINK_NETWORK="network.json")
    assert joined.returncode == 0 and "part 1 of 1 is there" in joined.stderr


def test_a_stopped_worker_gives_its_job_back(scene, tmp_path):
    jobs = tmp_path / "jobs"
    jobs.mkdir()
    (jobs / "job-0").write_bytes((scene.home / "jobs" / "job-0").read_bytes())
    with Process(
            scene.home, "prover", "queue", "--jobs", str(jobs), "--token-file", "token",
            "--listen", "127.0.0.1:0", "--program", GUEST, *TEST) as server:
        port = json.loads(server.until("READY "))["port"]
        access = ("--node", f"http://127.0.0.1:{port}", "--token-file", "token")

        def state() -> str:
            status = scene("prover", "status", *access, "--json")
            return json.loads(status.stdout)["jobs"][0]["state"]

        with Process(scene.home, "prover", *access, "--program", GUEST, *TEST) as worker:
            for _ in range(200):
                if state() == "leased":
                    break
                time.sleep(0.02)
            assert worker.stop() == 0
        assert state() == "ready"


def test_refusals_say_what_is_missing(scene):
    def refusal_of(*words: str, status: int) -> str:
        result = scene(*words, "--json")
        assert result.returncode == status, result.stdout + result.stderr
        return json.loads(result.stdout)["error"]["message"]

    def refusal(*words: str, status: int) -> str:
        return refusal_of("prover", *words, status=status)

    node = ("--node", "http://127.0.0.1:1", "--token-file", "token")
    assert "--node URL or --postgres" in refusal("--program", GUEST, status=64)
    assert "--token-file" in refusal("--node", "http://x", "--program", GUEST, status=64)
    assert "exclude" in refusal(*node, "--postgres", "dbname=x", "--program", GUEST, status=64)
    assert "none of chunk" in refusal(*node, "--kinds", "cake", "--program", GUEST, status=64)
    assert "--join-keys" in refusal(*node, "--kinds", "join", "--program", GUEST, status=64)
    keys = ("--join-keys", "keys", "--program", GUEST)
    scene.write("keys", "root 00\n")
    assert "no list of keys" in refusal(*node, "--kinds", "join", *keys, *TEST, status=65)
    keys = ("--join-keys", str(ROOT / "Guests" / "joins.txt"), "--program", GUEST)
    assert "--wrap-key" in refusal(*node, "--kinds", "wrap", *keys, status=64)
    assert "--key" in refusal_of("wrap-key", *keys, status=64)
    assert "1 to 64" in refusal(*node, "--name", "n" * 65, "--program", GUEST, status=64)
    assert "does not answer" in refusal("status", *node, status=1)
    assert "does not answer" in refusal("status", "--postgres", "host=/nowhere", status=1)
    assert "no id" in refusal("retry", "0x11", *node, status=64)
    scene.write("short", "short")
    assert "no token" in refusal(
        "status", "--node", "http://x", "--token-file", "short", status=65)
    assert "no folder" in refusal("queue", "--jobs", "/nowhere", status=65)
