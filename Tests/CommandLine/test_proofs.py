"""Proofs from a shell: prove, verify, inspect, security."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from command_line import GUESTS, PROGRAM, ROOT, Shell
from devchain.lifetime import ends_with_parent

FIBONACCI = str(GUESTS / "Fibonacci.elf")
MERKLE = str(GUESTS / "MerklePath.elf")
SETS = ["chunk", "small", "test"]


class Made:
    """A proof of the tenth Fibonacci number with the parameters of tests."""

    def __init__(self, shell: Shell):
        self.shell = shell
        self.input = shell.write("number", "10")
        self.proof = str(shell.home / "proof")
        self.words = str(shell.home / "words")
        self.result = shell(
            "prove", FIBONACCI, "--input", self.input, "--out", self.proof, "--output", self.words,
            "--parameters", "test", "--json")
        assert self.result.returncode == 0, self.result.stdout
        self.report = json.loads(self.result.stdout)

    def verify(self, *words: str, proof: str | None = None, program: str = FIBONACCI):
        return self.shell(
            "verify", proof or self.proof, "--program", program, "--json", *words)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Made:
    return Made(Shell(tmp_path_factory.mktemp("proof")))


def reason(result: subprocess.CompletedProcess) -> str:
    """Why a command failed; 65 for a file that is not a proof, 1 for a proof that is refused."""
    assert not result.stderr
    found = json.loads(result.stdout)["error"]["reason"]
    is_no_proof = found in {"malformed", "noProof", "tooLong", "version"}
    assert result.returncode == (65 if is_no_proof else 1)
    return found


# Proving

def test_a_proof_says_what_it_cost(made):
    report = made.report
    assert report["output"] == ["0x" + b"55".hex()] and report["exitCode"] == 0
    assert report["parameters"] == "test"
    assert report["proofBytes"] == Path(made.proof).stat().st_size
    executed = made.shell("execute", FIBONACCI, "--input", made.input, "--json")
    assert report["cycles"] == json.loads(executed.stdout)["cycles"]
    assert report["cellsPerCycle"] == pytest.approx(report["cells"] / report["cycles"], abs=0.1)
    assert re.fullmatch(r"0x[0-9a-f]{64}", report["program"])
    assert report["seconds"] > 0


def test_the_number_of_threads_changes_nothing(made, shell):
    out = str(shell.home / "proof")
    result = shell(
        "prove", FIBONACCI, "--input", made.input, "--out", out, "--parameters", "test",
        "--threads", "1", "--quiet")
    assert result.returncode == 0 and not result.stderr
    assert Path(out).read_bytes() == Path(made.proof).read_bytes()


def test_the_result_in_words(made, shell):
    result = shell(
        "prove", FIBONACCI, "--input", made.input, "--out", "proof", "--parameters", "test")
    assert result.returncode == 0
    for text in (f"program {made.report['program']}", "exit code 0", "output 0x3535", "for tests only"):
        assert text in result.stdout
    # Without a terminal every stage is one line, with its share of the time.
    lines = result.stderr.splitlines()
    assert len(lines) > 10 and all(re.fullmatch(r"\d+ % [a-z ]+", line) for line in lines)
    shares = [int(line.split()[0]) for line in lines]
    assert shares == sorted(shares) and shares[0] == 0 and 50 < shares[-1] < 100


def test_a_terminal_shows_a_bar(made, shell):
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [str(PROGRAM), "prove", FIBONACCI, "--input", made.input, "--out",
         str(shell.home / "proof"), "--parameters", "test", "--json"],
        stdout=subprocess.PIPE, stderr=slave, env={"PATH": os.environ["PATH"]},
        preexec_fn=ends_with_parent())
    os.close(slave)
    shown = b""
    while True:
        try:
            part = os.read(master, 4096)
        except OSError:  # How Linux says that nobody holds the other side.
            break
        if not part:
            break
        shown += part
    os.close(master)
    assert json.loads(process.communicate(timeout=120)[0])["program"] == made.report["program"]
    assert process.returncode == 0
    assert re.search(rb"\r\x1b\[K\[[#.]{24}\] \d+ %  [a-z ]+  \d+ s", shown)
    assert shown.endswith(b"\r\x1b[K")


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["--out", "proof"], 1, "trapped"),
        (["--input", "number"], 64, "needs --out"),
        (["--input", "number", "--out", "absent/proof"], 65, "cannot write absent/proof: No such file"),
        (["--input", "number", "--out", "."], 65, "cannot write .: Is a directory"),
        (["--input", "number", "--out", "-", "--output", "-"], 64, "only one file"),
        (["--input", "number", "--out", "proof", "--output", "absent/x"], 65, "cannot write"),
        (["--input", "absent", "--out", "proof"], 65, "cannot read absent"),
        (["--input", "number", "--out", "proof", "--parameters", "chunks"], 64, "chunk, small, test"),
        (["--input", "number", "--out", "proof", "--cycles", "100"], 1, "after 100 instructions"),
        (["--input", "number", "--out", "proof", "--cycles", "0"], 64, "whole number"),
        (["--input", "number", "--out", "proof", "--threads", "0"], 64, "whole number"),
        (["--input", "number", "--out", "proof", "--exit-code", "1"], 1, "exits with code 0, not 1"),
    ],
)
def test_what_is_not_proven(shell, words, status, says):
    shell.write("number", "10")
    result = shell("prove", FIBONACCI, *words)
    assert result.returncode == status
    assert says in result.stderr and not result.stdout
    assert not (shell.home / "proof").exists()


# Verification

def test_a_proof_holds_for_its_program(made):
    for program in (FIBONACCI, made.report["program"], made.report["program"][2:]):
        words = str(made.shell.home / "verified")
        result = made.verify("--parameters", "test", "--output", words, program=program)
        assert result.returncode == 0 and not result.stderr
        report = json.loads(result.stdout)
        assert report["valid"] is True and report["forTestsOnly"] is True
        for name in ("program", "exitCode", "output", "parameters", "proofBytes"):
            assert report[name] == made.report[name]
        # A frame of two bytes: its length, then the bytes filled to a word.
        assert Path(words).read_bytes() == bytes([2, 0, 0, 0]) + b"55\0\0"
        assert Path(words).read_bytes() == Path(made.words).read_bytes()


def test_parameters_of_tests_are_refused_unless_asked_for(made):
    assert reason(made.verify()) == "testParameters"
    assert reason(made.verify("--parameters", "chunk")) == "testParameters"
    result = made.shell("verify", made.proof, "--program", FIBONACCI, "--parameters", "test")
    assert result.returncode == 0
    assert result.stdout.startswith(f"valid: program {made.report['program']}\n")
    assert "proves nothing" in result.stdout


def test_a_proof_of_another_program_is_refused(made):
    digest = "0x" + "1d" * 32
    for program in (digest, MERKLE):
        assert reason(made.verify("--parameters", "test", program=program)) == "programDigest"
    assert made.verify(program="absent").returncode == 65
    assert made.verify(program="0x1d").returncode == 65


def test_a_changed_proof_is_refused(made):
    content = Path(made.proof).read_bytes()
    path = made.shell.home / "changed"

    def refused(changed: bytes) -> str:
        path.write_bytes(changed)
        return reason(
            made.verify("--parameters", "test", proof=str(path), program=made.report["program"]))

    found = {refused(content[:length]) for length in (0, 3, 40, len(content) // 2, len(content) - 1)}
    found.add(refused(content + b"\0"))
    assert found <= {"malformed", "noProof"}
    assert refused(b"x" + content[1:]) == "noProof"
    assert refused(content[:7] + b"\x09" + content[8:]) == "version"
    assert refused(bytes((1 << 25) + (1 << 20))) in {"tooLong", "noProof"}
    step = len(content) // 40
    for place in range(8, len(content), step):
        changed = bytearray(content)
        changed[place] ^= 1
        assert refused(bytes(changed)) in {"programDigest", "malformed", "refused"}


def test_exit_codes_are_part_of_what_is_proven(shell):
    folder = shell.home / "inputs"
    subprocess.run(
        [sys.executable, str(ROOT / "Examples/MerklePath/inputs.py"), str(folder), "--depth", "2",
         "--index", "1", "--spoil"], check=True)
    words = ["prove", MERKLE, "--out", "proof", "--parameters", "test"]
    for name in ("root", "leaf", "path", "index"):
        words += ["--input", str(folder / name)]
    refused = shell(*words)
    assert refused.returncode == 1 and "'--exit-code 1' expects that" in refused.stderr
    made = shell(*words, "--exit-code", "1", "--json")
    assert made.returncode == 0 and json.loads(made.stdout)["exitCode"] == 1
    verify = ["verify", "proof", "--program", MERKLE, "--parameters", "test", "--json"]
    other = shell(*verify, "--output", "words")
    assert reason(other) == "exitCode" and not (shell.home / "words").exists()
    assert json.loads(other.stdout)["valid"] is True and json.loads(other.stdout)["exitCode"] == 1
    assert shell(*verify, "--exit-code", "1").returncode == 0
    assert reason(shell(*verify, "--exit-code", "2")) == "exitCode"


def test_nothing_in_a_proof_stops_the_program(made):
    content = Path(made.proof).read_bytes()
    path = made.shell.home / "changed"
    for place in range(0, 700, 9):
        changed = bytearray(content)
        changed[place] ^= 0x81
        path.write_bytes(bytes(changed))
        assert made.shell("inspect", str(path), "--json").returncode in {0, 65}
        assert made.verify(
            "--parameters", "test", proof=str(path), program=made.report["program"]).returncode in {1, 65}


def test_a_file_without_end_is_not_read_to_its_end(made):
    for command in (["verify", "/dev/zero", "--program", made.report["program"]],
                    ["inspect", "/dev/zero"]):
        assert reason(made.shell(*command, "--json")) == "tooLong"


# Inspection

def test_the_parts_of_a_proof_are_all_of_it(made):
    result = made.shell("inspect", made.proof, "--json")
    assert result.returncode == 0
    report = json.loads(result.stdout)
    assert 4 <= report["securityBits"] < 10
    assert report["verified"] is False and report["program"] == made.report["program"]
    assert report["bytes"] == sum(part["bytes"] for part in report["parts"])
    assert all(part["bytes"] > 0 for part in report["parts"])
    # One quotient of six columns has the height of the greatest chip.
    quotient = 6 << max(chip["rowsLog2"] for chip in report["chips"])
    cells = quotient + sum(chip["cells"] for chip in report["chips"])
    assert report["cells"] == cells == made.report["cells"]
    chips = {chip["name"]: chip for chip in report["chips"]}
    assert 2 ** chips["processor"]["rowsLog2"] >= made.report["cycles"]
    assert chips["tables"]["rowsLog2"] == 16
    text = made.shell("inspect", made.proof).stdout
    assert "not verified" in text and "processor" in text and made.report["program"] in text


def test_a_program_has_a_digest_for_each_parameter_set(made):
    report = json.loads(made.shell("inspect", FIBONACCI, "--top", "3", "--json").stdout)
    assert sorted(report["digests"]) == SETS
    assert len(set(report["digests"].values())) == len(SETS)
    assert report["digests"]["test"] == made.report["program"]
    assert len(report["functions"]) == 3 < report["functionCount"]
    assert report["codeBytes"] == 4 * report["instructions"]
    text = made.shell("inspect", FIBONACCI).stdout
    assert all(digest in text for digest in report["digests"].values())


def test_what_cannot_be_inspected(shell):
    assert shell("inspect", "absent").returncode == 65
    empty = shell("inspect", shell.write("empty", ""))
    assert empty.returncode == 65 and "empty is empty" in empty.stderr
    assert reason(shell("inspect", shell.write("text", "no proof, no program"), "--json")) == "noProof"
    assert shell("inspect", shell.write("elf", "\x7fELF and nothing more")).returncode == 65


# Security

def test_every_set_for_use_reaches_its_promise(shell):
    result = shell("security", "--json")
    assert result.returncode == 0
    sets = {entry["name"]: entry for entry in json.loads(result.stdout)["parameterSets"]}
    assert sorted(sets) == SETS
    assert [name for name in SETS if sets[name]["forTestsOnly"]] == ["test"]
    rounds = ["buses", "constraints", "outOfDomain", "batching", "folding", "queries"]
    for entry in sets.values():
        assert [row["rowsLog2"] for row in entry["rows"]] == list(range(16, 23))
        for regime in ("johnson", "uniqueDecoding"):
            bits = [row[regime]["bits"] for row in entry["rows"]]
            assert bits == sorted(bits, reverse=True)
            for row in entry["rows"]:
                values = row[regime]
                assert values["bits"] == min(values[name] for name in rounds)
                assert values[values["limitedBy"]] == values["bits"]
        for row in entry["rows"]:
            assert entry["forTestsOnly"] == (row["johnson"]["bits"] < 100)
    for name in ("chunk", "small"):
        at_2p20 = next(row for row in sets[name]["rows"] if row["rowsLog2"] == 20)
        assert at_2p20["johnson"]["bits"] >= 128 > at_2p20["uniqueDecoding"]["bits"]


def test_one_set_alone(shell):
    text = shell("security", "--parameters", "chunk").stdout
    assert "up to the Johnson bound" in text and "unique decoding" in text
    assert "219 queries" in text and "for tests only" not in text
    assert "for tests only" in shell("security", "--parameters", "test").stdout
    assert shell("security", "--parameters", "strong").returncode == 64
