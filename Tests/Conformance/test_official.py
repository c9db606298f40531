"""riscv-tests and riscv-arch-test on the machine.

Every test runs. A sample is proven and verified; ZKLINK_DEEP=1 proves and verifies all of them.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import reference
from runs import DEEP, Machine
from suites import (EXCLUDED, GNU_ASSEMBLER, NEEDS_GNU, OfficialTest, arch_tests, riscv_tests)

SAMPLE = {
    "rv32ui/lh", "rv32um/div", "rv32uc/rvc", "arch/I/sra-01", "arch/M/mulhsu-01", "arch/C/cjal-01",
}
RISCV_TESTS, ARCH_TESTS = riscv_tests(), arch_tests()
ALL = RISCV_TESTS + ARCH_TESTS


def named(tests: list[OfficialTest]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("test", tests, ids=lambda test: test.name)


def build(test: OfficialTest, folder: Path) -> Path:
    if test.name in NEEDS_GNU and not DEEP and shutil.which(GNU_ASSEMBLER) is None:
        pytest.skip("needs GNU as: scripts/setup.sh --deep")
    return test.build(folder)


@named(RISCV_TESTS)
def test_a_riscv_test_exits_with_zero(test: OfficialTest, machine: Machine, tmp_path: Path):
    machine.execute(build(test, tmp_path))


@named(ARCH_TESTS)
def test_an_architecture_test_has_the_signature_of_the_reference(
    test: OfficialTest, machine: Machine, tmp_path: Path
):
    program = build(test, tmp_path)
    output, _ = machine.execute(program)
    assert output and output == reference.signature(program)


@named([test for test in ALL if DEEP or test.name in SAMPLE])
def test_it_is_proven_and_verified(test: OfficialTest, machine: Machine, tmp_path: Path):
    program = build(test, tmp_path)
    expected = reference.signature(program) if test in ARCH_TESTS else b""
    assert machine.prove_and_verify(program) == expected


def test_the_suites_are_whole():
    # A family that is empty or a name in the lists above that is no test would hide tests.
    names = {test.name for test in ALL}
    families = {name.rsplit("/", 1)[0] for name in names}
    assert families == {"rv32ui", "rv32um", "rv32uc", "arch/I", "arch/M", "arch/C"}
    assert SAMPLE <= names and NEEDS_GNU <= names and not names & set(EXCLUDED)
    assert len(RISCV_TESTS) == 47 and len(ARCH_TESTS) == 73
