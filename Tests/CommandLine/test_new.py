"""A package of `zklink new`, from a temporary folder: built, tested, run, proven, verified."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from command_line import ROOT, Shell
from devchain.lifetime import ends_with_parent

RUNTIME = ROOT / "Guests"


def run(folder: Path, *words: str, **options) -> subprocess.CompletedProcess:
    return subprocess.run(
        words, cwd=folder, capture_output=True, timeout=1200, preexec_fn=ends_with_parent(), **options)


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> tuple[Shell, Path]:
    home = tmp_path_factory.mktemp("home")
    shell = Shell(home)
    result = shell("new", "WordCount")
    assert result.returncode == 0, result.stderr
    assert "WordCount/README.md" in result.stdout
    return shell, home / "WordCount"


def test_the_runtime_is_that_of_this_version(project):
    _, folder = project
    for part in ("CGuestRuntime", "GuestRuntime", "guest.ld", "toolset.json"):
        own = RUNTIME / part
        for file in own.rglob("*") if own.is_dir() else [own]:
            if file.is_file():
                copy = folder / "guest" / file.relative_to(RUNTIME)
                assert copy.read_bytes() == file.read_bytes(), f"{part} differs: {file.name}"


def test_it_builds_runs_proves_and_verifies(project):
    _, folder = project
    tests = run(folder, "swift", "test")
    assert tests.returncode == 0, tests.stdout.decode() + tests.stderr.decode()
    # From another working folder.
    built = run(folder.parent, "WordCount/build.sh")
    assert built.returncode == 0, built.stderr.decode()
    made = run(folder, "swift", "run", "host", "input", "To be or not to be", "to")
    (folder / "build" / "input").write_bytes(made.stdout)
    words = ("build/WordCount.elf", "--input", "build/input")
    inside = Shell(folder)
    executed = inside("execute", *words)
    assert executed.returncode == 0
    assert "to occurs 2 times" in executed.stderr
    proven = inside("prove", *words, "--out", "build/proof", "--parameters", "test")
    assert proven.returncode == 0, proven.stderr
    verified = inside(
        "verify", "build/proof", "--program", "build/WordCount.elf", "--output", "build/output",
        "--parameters", "test")
    assert verified.returncode == 0, verified.stderr
    output = run(folder, "swift", "run", "host", "output", input=(folder / "build" / "output").read_bytes())
    assert output.stdout == b'"to" occurs 2 times\n'
    malformed = inside.write("malformed", "abc")
    assert inside("execute", "build/WordCount.elf", "--input", malformed, "--exit-code", "1").returncode == 0


PANIC = """import GuestRuntime
@inline(never) func inner(_ values: [Int], _ index: Int) -> Int {
    if index == 7 { fatalError("the index is \\(index)") }
    return values[index]
}
@inline(never) func outer(_ index: Int) -> Int { inner([1, 2, 3], index) + 1 }
@main enum Program { static func main() { print("\\(outer(Int(Guest.readWord())))") } }
"""


def test_a_failed_check_says_message_function_and_calls(project):
    _, folder = project
    program = folder / "guest" / "Program" / "Program.swift"
    text = program.read_text()
    program.write_text(PANIC)
    try:
        assert run(folder, "./build.sh").returncode == 0
        assert run(folder, "./build.sh", "debug").returncode == 0
    finally:
        program.write_text(text)
    inside = Shell(folder)
    # A frame's length is the word that the program reads.
    seven, three = inside.write("seven", "7 bytes"), inside.write("three", "abc")
    result = inside("execute", "build/WordCount.elf", "--input", seven)
    assert result.returncode == 1
    assert "WordCount/Program.swift:3: Fatal error: the index is 7" in result.stderr
    assert "Riscv" not in result.stderr and "WordCount.inner(" in result.stderr
    assert "WordCount.outer(Swift.Int) -> Swift.Int + 0x" in result.stderr
    result = inside("execute", "build/WordCount.elf", "--input", three)
    assert "the program stopped itself at 0x0011" in result.stderr
    assert "WordCount.outer(" in result.stderr
    result = inside("execute", "build/WordCount-debug.elf", "--input", three)
    assert "Fatal error: Index out of range" in result.stderr


@pytest.mark.parametrize("name", ["wordCount", "", "Word-Count", "Shared", "../Up", "W" * 65])
def test_names_that_are_refused(shell, name):
    assert shell("new", name).returncode == 64
    assert not [path for path in shell.home.iterdir() if path.name != "keys"]


def test_nothing_is_overwritten(shell):
    (shell.home / "Taken").mkdir()
    assert shell("new", "Taken").returncode == 65
    assert not list((shell.home / "Taken").iterdir())
