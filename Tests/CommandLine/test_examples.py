"""The commands in the READMEs of Examples/, run as a reader runs them, and their output."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from command_line import GUESTS, PROGRAM, ROOT, temporary_folder
from devchain.lifetime import ends_with_parent

EXAMPLES = sorted(path.parent.name for path in ROOT.glob("Examples/*/README.md"))
BUILT_TWICE = ["Fibonacci", "MerklePath"]


def blocks(text: str) -> list[tuple[str, str]]:
    """Each block of commands with the block of output that follows it, if any."""
    fences = re.findall(r"^```(sh|text)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    result = []
    for kind, content in fences:
        if kind == "sh":
            result.append((content, ""))
        else:
            assert result and not result[-1][1], "output without commands"
            result[-1] = (result[-1][0], content)
    return result


def matches(written: str, printed: str) -> bool:
    """Whether a line matches; three dots match any number or digest."""
    pattern = r"[0-9a-f.]+".join(re.escape(part) for part in written.split("..."))
    return re.fullmatch(pattern, printed) is not None


def run(commands: str, folder: Path = ROOT) -> subprocess.CompletedProcess:
    # The programs are built before the tests run.
    lines = [line for line in commands.splitlines() if not line.startswith("make ")]
    environment = {"PATH": f"{PROGRAM.parent}:{os.environ['PATH']}", "HOME": str(folder),
                   **temporary_folder()}
    return subprocess.run(
        ["bash", "-euc", "\n".join(lines)], cwd=folder, env=environment, capture_output=True,
        text=True, timeout=900, preexec_fn=ends_with_parent())


def execute(program: str, *inputs: Path) -> tuple[int, dict]:
    words = [str(PROGRAM), "execute", str(GUESTS / f"{program}.elf"), "--json"]
    for path in inputs:
        words += ["--input", str(path)]
    result = subprocess.run(
        words, capture_output=True, text=True, timeout=120, preexec_fn=ends_with_parent())
    return result.returncode, json.loads(result.stdout)


def test_every_program_is_explained():
    package = (ROOT / "Examples" / "Package.swift").read_text()
    assert EXAMPLES == sorted(re.findall(r'^ *guest\("(\w+)"', package, re.MULTILINE))
    for name in EXAMPLES:
        lines = (ROOT / "Examples" / name / "README.md").read_text().splitlines()
        assert len(lines) <= 45 and lines[0] == f"# {name}"


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_commands_do_what_is_written(name):
    found = blocks((ROOT / "Examples" / name / "README.md").read_text())
    assert found and all(output for _, output in found)
    for commands, output in found:
        result = run(commands)
        assert result.returncode == 0, result.stdout + result.stderr
        printed = result.stdout.splitlines()
        for line in output.splitlines():
            assert any(matches(line, found) for found in printed), (
                f"{line!r} is not in:\n{result.stdout}{result.stderr}")


def merkle_inputs(folder: Path, *options: str) -> list[Path]:
    subprocess.run(
        [sys.executable, str(ROOT / "Examples/MerklePath/inputs.py"), str(folder), *options],
        check=True)
    return [folder / name for name in ("root", "leaf", "path", "index")]


@pytest.mark.parametrize(
    "options",
    [
        ["--depth", "0", "--index", "0"], ["--depth", "1", "--index", "1", "--leaf", ""],
        ["--depth", "5", "--index", "31", "--leaf", "abcd"],
        ["--depth", "32", "--index", str(2**32 - 1)],
    ],
)
def test_paths_of_any_length_lead_to_the_root(tmp_path, options):
    inputs = merkle_inputs(tmp_path, *options)
    status, report = execute("MerklePath", *inputs)
    assert status == 0
    assert report["output"][0] == "0x" + inputs[0].read_bytes().hex()


def test_a_path_that_leads_elsewhere_is_refused(tmp_path):
    def refused(*options: str, **changes: bytes) -> None:
        inputs = merkle_inputs(tmp_path, *options)
        for path in inputs:
            path.write_bytes(changes.get(path.name, path.read_bytes()))
        status, report = execute("MerklePath", *inputs)
        assert status != 0 and report["exitCode"] == 1 and report["output"] == []

    refused("--spoil")
    refused(leaf=b"account 12345 holds 101 tokens")
    refused(index=(12344).to_bytes(4, "big"))
    refused(index=(12345 + 2**20).to_bytes(4, "big"))
    refused(index=bytes(3))
    refused(path=bytes(31))
    refused(path=b"\xff" * 32)
    refused("--depth", "33")


def test_the_ledger_moves_what_the_model_moves(tmp_path):
    sys.path.insert(0, str(ROOT / "Examples" / "TokenLedger"))
    import inputs

    def digest(balances: list[int]) -> str:
        encoded = b"".join(balance.to_bytes(4, "big") for balance in balances)
        return "0x" + hashlib.sha256(encoded).hexdigest()

    for accounts, transfers, seed in ((1, 3, 1), (7, 100, 2), (300, 50, 3)):
        numbers = inputs.numbers(accounts, transfers, seed)
        path = tmp_path / "transfers"
        path.write_bytes(b"".join(number.to_bytes(4, "big") for number in numbers))
        balances, refused = numbers[1 : accounts + 1], 0
        before = digest(balances)
        rest = iter(numbers[accounts + 1 :])
        for sender, receiver, amount in zip(rest, rest, rest):
            if amount <= balances[sender]:
                balances[sender] -= amount
                balances[receiver] += amount
            else:
                refused += 1
        status, report = execute("TokenLedger", path)
        assert status == 0
        assert report["output"] == [before, digest(balances), "0x" + refused.to_bytes(4, "big").hex()]


# Builds

def test_two_builds_in_different_folders_are_the_same(tmp_path):
    """The smallest examples, built elsewhere from what git knows, have the digests of this folder's build.

    That of all programs is checked against the committed ones, made in another folder, when they are built for
    these tests (`guests.sh --check`).
    """
    copy = tmp_path / "a folder of another name and length" / "copy"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "Package.swift", "Sources", "Guests", "Examples", "scripts"],
        cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        source, target = ROOT / name, copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_symlink():
            target.symlink_to(source.readlink())
        else:
            target.write_bytes(source.read_bytes())
            target.chmod(source.stat().st_mode)
    built = subprocess.run(
        ["scripts/guests.sh", *BUILT_TWICE], cwd=copy, capture_output=True, text=True, timeout=1800,
        preexec_fn=ends_with_parent())
    assert built.returncode == 0, built.stderr[-4000:]
    assert sorted(path.stem for path in (copy / "build/guests").glob("*.elf")) == BUILT_TWICE
    for name in BUILT_TWICE:
        here, there = (folder / f"{name}.elf" for folder in (GUESTS, copy / "build/guests"))
        assert hashlib.sha256(here.read_bytes()).digest() == hashlib.sha256(there.read_bytes()).digest(), name
    for package in ("Guests", "Examples"):
        assert (copy / package / "digests.txt").read_bytes() == (ROOT / package / "digests.txt").read_bytes()
