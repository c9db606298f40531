"""Proofs of blocks from a shell: prove-block, prove-part, verify-block, join-keys."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from command_line import GUESTS, PROGRAM, ROOT, Shell, temporary_folder
from devchain.lifetime import ends_with_parent
from test_cli import NETWORK

sys.path.insert(0, str(ROOT / "Tests" / "Model"))
import codec  # noqa: E402
import compact  # noqa: E402
import tree  # noqa: E402
import words  # noqa: E402

GUEST = str(GUESTS / "TransitionProgram.elf")
TEST = ("--parameters", "test")


def owner(number: int) -> bytes:
    """An owner on an EVM chain."""
    return bytes([codec.EVM]) + bytes(12) + bytes([number]) * 20


def block(number: int, *operations: codec.Operation) -> bytes:
    """The data of a block of entries of chain 1."""
    return compact.encode(number, number, [(1, operation) for operation in operations])[0]


BLOCKS = [
    block(1, codec.Operation(
        codec.REGISTER_TOKEN, token=2, contract=owner(1), decimals=18, token_class=0)),
    block(2, codec.Operation(codec.DEPOSIT, token=2, amount=10**18, to=owner(0xa1), sub=0)),
]


class Made:
    """The second block, proven with the parameters of tests."""

    def __init__(self, home: Path):
        self.shell = Shell(home)
        self.variables = {"ZKLINK_NETWORK": self.shell.write("network.json", NETWORK)}
        self.data: list[str] = []
        for number, data in enumerate(BLOCKS, 1):
            path = home / f"block-{number}"
            path.write_bytes(data)
            self.data += ["--data", str(path)]
        self.proof = str(home / "proof")
        self.previous = self.run(
            "prove-block", "1", *self.data[:2], "--jobs-only", "--work", str(home / "first"),
            "--program", GUEST, *TEST)["headerHash"]
        self.report = self.run(*self.command)

    @property
    def command(self) -> list[str]:
        return ["prove-block", "2", *self.data, "--program", GUEST, "--out", self.proof, *TEST]

    def run(self, *words: str, status: int = 0, **variables: str) -> dict:
        result = self.shell(*words, "--json", **{**self.variables, **variables})
        assert result.returncode == status, result.stdout + result.stderr
        return json.loads(result.stdout)

    def refusal(self, *words: str, status: int = 1) -> str:
        return self.run(*words, status=status)["error"]["reason"]

    def verify(self, *words: str, proof: str | None = None) -> list[str]:
        return ["verify-block", proof or self.proof, "--program", GUEST, *words]


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Made:
    return Made(tmp_path_factory.mktemp("block"))


def test_a_proof_names_the_header_that_it_proves(made):
    assert made.report["block"] == 2 and made.report["parts"] == 1
    assert Path(made.proof).stat().st_size == made.report["proofBytes"]
    found = made.run(*made.verify("--previous", made.previous, *TEST))
    assert found["valid"] and found["forTestsOnly"] and found["block"] == 2
    assert found["headerHash"] == made.report["headerHash"]
    assert found["previousHash"] == made.previous
    assert found["program"] == made.report["program"]
    header = bytes.fromhex(found["header"][2:])
    assert "0x" + codec.digest(header).hex() == found["headerHash"]
    assert codec.digest(BLOCKS[1]) in header
    same = made.run(
        "verify-block", made.proof, "--program", found["program"], "--previous", made.previous,
        "--header", found["headerHash"], *TEST)
    assert same["headerHash"] == found["headerHash"]


def test_refusals_have_reasons(made):
    other = "0x" + "11" * 32
    good = ("--previous", made.previous)
    assert made.refusal(*made.verify(*good)) == "testParameters"
    assert made.refusal(*made.verify("--previous", other, *TEST)) == "previousHash"
    assert made.refusal(*made.verify(*good, "--header", other, *TEST)) == "header"
    assert made.refusal(
        "verify-block", made.proof, "--program", other, *good, *TEST) == "programDigest"
    assert made.refusal(
        *made.verify("--previous", "11", *TEST), status=64) == "usage"


def test_damaged_files_are_refused(made, tmp_path):
    good = Path(made.proof).read_bytes()

    def refusal(data: bytes, status: int) -> str:
        (tmp_path / "bad").write_bytes(data)
        return made.refusal(
            *made.verify("--previous", made.previous, *TEST, proof=str(tmp_path / "bad")),
            status=status)

    assert refusal(good[:-1], 65) == "malformed"
    assert refusal(good + b"\0", 65) == "malformed"
    assert refusal(BLOCKS[0], 65) == "noProof"
    assert refusal(good[:7] + b"\3" + good[8:], 65) == "version"
    middle = len(good) // 2
    changed = good[:middle] + bytes([good[middle] ^ 1]) + good[middle + 1:]
    assert refusal(changed, 1) in {"refused", "proofDecoding"}
    # No part, and the part of the block twice.
    start = good.index(b"ZKRV")
    head, run = good[:start - 8], good[start - 4:]
    assert refusal(head + bytes(4), 1) == "noParts"
    assert refusal(head + (2).to_bytes(4, "big") + run + run, 1) == "gap"


def test_a_finished_part_is_kept(made, tmp_path):
    proof = str(tmp_path / "again")
    command = [proof if word == made.proof else word for word in made.command]
    result = made.shell(
        *command, "--work", made.proof + ".work", **made.variables)
    assert result.returncode == 0 and "part 1 of 1 is there" in result.stderr
    assert Path(proof).read_bytes() == Path(made.proof).read_bytes()


def test_a_worker_elsewhere_proves_a_job(made, tmp_path):
    jobs = made.run(
        "prove-block", "2", *made.data, "--program", GUEST, "--jobs-only", "--work",
        str(tmp_path / "jobs"), *TEST)
    assert jobs["jobs"] == ["job-0"] and jobs["headerHash"] == made.report["headerHash"]
    job = str(tmp_path / "jobs" / "job-0")
    part = str(tmp_path / "part")
    report = made.run("prove-part", job, "--program", GUEST, "--out", part, *TEST)
    assert report["block"] == 2 and report["index"] == 0
    assert Path(part).read_bytes() == Path(made.proof + ".work", "part-0").read_bytes()
    assert made.refusal("prove-part", job, "--program", GUEST, "--out", part) == "otherProgram"
    assert made.refusal(
        "prove-part", part, "--program", GUEST, "--out", part, *TEST, status=65) == "noProof"


def test_a_killed_run_goes_on(made, tmp_path):
    """Killed while it proves: the next run uses its plan and leaves nothing behind."""
    proof = tmp_path / "proof"
    command = [str(proof) if word == made.proof else word for word in made.command]
    process = subprocess.Popen(
        [str(PROGRAM), *command], env={"PATH": os.environ["PATH"], "HOME": str(tmp_path),
                                       **temporary_folder(), **made.variables},
        stderr=subprocess.PIPE, text=True, preexec_fn=ends_with_parent())
    assert "part 1 of 1" in process.stderr.readline()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    work = tmp_path / "proof.work"
    assert not proof.exists() and {f.name for f in work.iterdir()} == {"plan", "job-0"}
    # What a crash may leave, and the part of another proof.
    (work / "part-0.new").write_bytes(b"half")
    (work / "part-0").write_bytes(Path(made.proof).read_bytes())
    plan = (work / "plan").read_bytes()
    result = made.shell(*command, **made.variables)
    assert result.returncode == 0, result.stderr
    assert "refused and will be proven again" in result.stderr
    assert proof.read_bytes() == Path(made.proof).read_bytes()
    assert (work / "plan").read_bytes() == plan
    assert {f.name for f in work.iterdir()} == {"plan", "job-0", "part-0"}


def test_wrong_data_are_refused(made, tmp_path):
    def refusal(number: int, *files: bytes, status: int = 1) -> str:
        words = []
        for index, data in enumerate(files):
            (tmp_path / str(index)).write_bytes(data)
            words += ["--data", str(tmp_path / str(index))]
        return made.refusal(
            "prove-block", str(number), *words, "--program", GUEST, "--out",
            str(tmp_path / "out"), *TEST, status=status)

    assert refusal(2, BLOCKS[0], BLOCKS[1][:-1], status=65) == "malformed"
    assert refusal(2, BLOCKS[1], BLOCKS[0]) == "block"
    assert refusal(2, BLOCKS[0], BLOCKS[0]) == "block"
    assert refusal(2, BLOCKS[0], status=64) == "usage"
    assert refusal(0, status=64) == "usage"
    assert made.refusal(
        "prove-block", "1", *made.data[:2], "--program", GUEST, "--out", "-", *TEST,
        status=64) == "usage"
    assert made.refusal(
        "prove-block", str(2**64 - 2), *made.data, "--program", GUEST, "--out",
        str(tmp_path / "out"), *TEST, status=64) == "usage"
    assert made.refusal(
        "prove-block", "1", *made.data[:2], "--program", str(GUESTS / "MerklePath.elf"), "--out",
        str(tmp_path / "out"), *TEST) in {"program", "proving"}


def test_the_keys_of_joins_are_a_file(made, tmp_path):
    out = tmp_path / "joins"
    root = made.run("join-keys", GUEST, "--out", str(out), *TEST)["root"]
    text = out.read_text()
    assert text.startswith("parameters 3\n") and text.endswith(f"root {root}\n")
    # Joins, the compression, one part of each of three profiles, two parts of any.
    assert [line.split()[0] for line in text.splitlines()].count("key") == 1 + 1 + 3 + 9
    assert made.run("join-keys", GUEST, "--check", str(out), *TEST)["keys"] == text
    out.write_text(text.replace("degree 3", "degree 9"))
    assert made.refusal("join-keys", GUEST, "--check", str(out), *TEST) == "keys"
    assert made.refusal("join-keys", __file__, status=65) == "program"


def test_the_state_is_rebuilt_from_published_data(made, tmp_path):
    out = tmp_path / "state"
    found = made.run("rebuild-state", "2", *made.data, "--out", str(out))
    assert found["headerHash"] == made.report["headerHash"] and not found["comparedWithNode"]
    records = dict(
        (tuple(key), tuple(value)) for key, value in map(json.loads, out.read_text().splitlines()))
    assert len(records) == found["records"] and list(records) == sorted(records)
    assert tree.root(records).hex() == found["root"][2:]
    account = records[(words.OWNER,) + words.address_words(owner(0xa1))][0]
    assert records[(words.BALANCE, account, 0, 2)] == words.words(10**18, 4)
    assert made.refusal("rebuild-state", "2", *made.data[2:], *made.data[2:]) == "block"
    assert made.refusal(
        "rebuild-state", "2", *made.data[:2], "--data", __file__, status=65) == "malformed"
    assert made.refusal("rebuild-state", "2", *made.data[:2], status=64) == "usage"
    assert made.refusal("prove-block", "2", *made.data, "--authorizations", __file__, "--jobs-only",
                        "--work", str(tmp_path / "c"), "--program", GUEST, status=65) == "malformed"


class Node:
    """The methods of a node that give blocks and their data."""

    def __init__(self, headers: dict[int, str]):
        blocks = BLOCKS

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                call = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                number = call["params"]["number"]
                if call["method"] == "zkl_blockData":
                    result = {"data": "0x" + blocks[number - 1].hex(), "authorizations": "0x"}
                else:
                    result = {
                        "number": number, "headerHash": headers[number], "header": "0x",
                        "timestamp": number, "operationCount": 1, "status": "sequenced",
                        "chains": []}
                body = json.dumps({"jsonrpc": "2.0", "id": call["id"], "result": result}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> str:
        return self.url

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def test_a_node_gives_the_blocks(made, tmp_path):
    headers = {1: made.previous, 2: made.report["headerHash"]}
    with Node(headers) as url:
        jobs = made.run(
            "prove-block", "2", "--program", GUEST, "--jobs-only", "--work", str(tmp_path / "a"),
            *TEST, ZKLINK_NODE=url)
        assert jobs["headerHash"] == made.report["headerHash"]
        found = made.run(*made.verify(*TEST), ZKLINK_NODE=url)
        assert found["headerHash"] == made.report["headerHash"]
        assert made.run("rebuild-state", "2", ZKLINK_NODE=url)["comparedWithNode"]
    with Node({1: made.previous, 2: "0x" + "11" * 32}) as url:
        refused = made.run(
            "prove-block", "2", "--program", GUEST, "--jobs-only", "--work", str(tmp_path / "b"),
            *TEST, status=1, ZKLINK_NODE=url)
        assert refused["error"]["reason"] == "header"
        refused = made.run(*made.verify(*TEST), status=1, ZKLINK_NODE=url)
        assert refused["error"]["reason"] == "header"
        refused = made.run("rebuild-state", "2", status=1, ZKLINK_NODE=url)
        assert refused["error"]["reason"] == "header"
