"""The official RISC-V suites and how a test of theirs becomes a program of the machine.

Sources come with the Python package `pythondata-cpu-ibex`, which has riscv-tests at f163ddfc,
riscv-arch-test at a3b7f0c2 and CoreMark of EEMBC as their projects publish them.
"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pythondata_cpu_ibex

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
SOURCES = Path(pythondata_cpu_ibex.data_location)
RISCV_TESTS = SOURCES / "vendor" / "riscv-tests" / "isa"
ARCH_TESTS = SOURCES / "vendor" / "riscv-arch-tests" / "riscv-test-suite"
CLANG = Path(shutil.which("swiftc")).resolve().with_name("clang")

TARGET = ["--target=riscv32-none-elf", "-mabi=ilp32"]
LINK = ["-nostdlib", "-static", "-fuse-ld=lld", f"-Wl,--no-relax,-T,{ROOT / 'Guests/guest.ld'}"]

# Tests of what the machine does not claim, with the reason.
EXCLUDED = {
    "rv32ui/fence_i": "FENCE.I: a program cannot change its code",
    "arch/C/cebreak-01": "needs a trap handler: EBREAK ends the run",
}
# The assembler of clang takes no comparison of labels as an absolute expression; GNU as does.
NEEDS_GNU = {"arch/I/jal-01"}
GNU_ASSEMBLER = "riscv64-unknown-elf-as"


@dataclass(frozen=True)
class OfficialTest:
    """One test: its name, source, instruction set and what it is built with."""

    name: str
    source: Path
    architecture: str
    options: tuple[str, ...]

    def build(self, folder: Path) -> Path:
        """Assembles and links the test; returns the program."""
        program = folder / (self.name.replace("/", "-") + ".elf")
        source = self.source
        if self.name in NEEDS_GNU:
            source = self._assemble_with_gnu(program)
        _run(CLANG, *TARGET, f"-march={self.architecture}", *LINK, *self.options, *self._headers(),
             source, "-o", program)
        return program

    def _headers(self) -> list[str]:
        return ["-w", f"-I{HERE / 'environment'}"]

    def _assemble_with_gnu(self, program: Path) -> Path:
        text, code = program.with_suffix(".s"), program.with_suffix(".o")
        compile_only = [option for option in self.options if not option.startswith("-Wl")]
        _run(CLANG, *TARGET, f"-march={self.architecture}", "-E", "-P", *compile_only,
             *self._headers(), self.source, "-o", text)
        _run(GNU_ASSEMBLER, f"-march={self.architecture}", "-mabi=ilp32", text, "-o", code)
        return code


def _run(*command: str | Path) -> None:
    subprocess.run([str(word) for word in command], check=True)


def riscv_tests() -> list[OfficialTest]:
    """rv32ui, rv32um and rv32uc of riscv-tests."""
    tests = []
    for family, architecture in [("rv32ui", "rv32im"), ("rv32um", "rv32im"), ("rv32uc", "rv32imc")]:
        for source in sorted((RISCV_TESTS / family).glob("*.S")):
            tests.append(OfficialTest(
                f"{family}/{source.stem}", source, architecture,
                (f"-I{RISCV_TESTS / 'macros' / 'scalar'}",)))
    return [test for test in tests if test.name not in EXCLUDED]


def arch_tests() -> list[OfficialTest]:
    """The families I, M and C of riscv-arch-test."""
    tests = []
    for family, architecture in [("I", "rv32im"), ("M", "rv32im"), ("C", "rv32imc")]:
        for source in sorted((ARCH_TESTS / "rv32i_m" / family / "src").glob("*.S")):
            tests.append(OfficialTest(
                f"arch/{family}/{source.stem}", source, architecture,
                ("-Wl,-e,rvtest_entry_point", "-DTEST_CASE_1=True", f"-I{ARCH_TESTS / 'env'}")))
    return [test for test in tests if test.name not in EXCLUDED]
