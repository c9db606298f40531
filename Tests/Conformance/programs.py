"""C programs from outside as guests: CoreMark of EEMBC, and the interpreter of Lua.

They are compiled as docs/guests.md says. CoreMark comes with the sources of `suites`; Lua and its C
library are there after `scripts/setup.sh --deep`.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from suites import CLANG, HERE, LINK, ROOT, SOURCES, TARGET

RUNTIME = ROOT / "Guests" / "CGuestRuntime"
PICOLIBC = Path("/usr/lib/picolibc/riscv64-unknown-elf")
LUA = ROOT / "build" / "outside" / "lua54"
# Of the files of Lua: other programs, and the libraries for files, clocks and debugging.
LUA_LEFT_OUT = {
    "lua", "luac", "linit", "loslib", "liolib", "loadlib", "ldblib", "onelua", "ltests",
}


def build_coremark(folder: Path, architecture: str) -> Path:
    """One iteration of CoreMark's performance run on 2,000 bytes."""
    coremark = SOURCES / "vendor" / "eembc_coremark"
    return _build(
        folder / f"coremark-{architecture}.elf", architecture,
        [*sorted(coremark.glob("*.c")), HERE / "coremark" / "core_portme.c",
         SOURCES / "examples" / "sw" / "benchmarks" / "coremark" / "ibex" / "ee_printf.c"],
        ["-ffreestanding", "-DITERATIONS=1", "-DTOTAL_DATA_SIZE=2000", f"-I{HERE / 'coremark'}",
         f"-I{coremark}"])


def build_small(folder: Path, name: str) -> Path:
    """The program of one file of this folder."""
    return _build(folder / f"{name}.elf", "rv32im", [HERE / f"{name}.c"], ["-ffreestanding"])


def build_lua(folder: Path) -> Path:
    """The interpreter: a script is its input, the text that the script returns its output."""
    sources = [file for file in sorted(LUA.glob("*.c")) if file.stem not in LUA_LEFT_OUT]
    library = PICOLIBC / "lib" / "release" / "rv32im" / "ilp32" / "libc.a"
    return _build(
        folder / "lua.elf", "rv32im", [HERE / "lua" / "guest.c", *sources],
        ["-isystem", str(PICOLIBC / "include"), f"-I{LUA}"], libraries=[library])


def _build(
    program: Path, architecture: str, sources: list[Path], options: list[str],
    libraries: list[Path] = [],
) -> Path:
    runtime = [*sorted(RUNTIME.glob("*.c")), RUNTIME / "start.S"]
    command = [
        CLANG, *TARGET, f"-march={architecture}", "-O2", "-w", "-fno-builtin",
        "-ffunction-sections", "-fdata-sections", f"-I{RUNTIME / 'include'}", *options, *LINK,
        "-Wl,--gc-sections", *sources, *runtime, *libraries, "-o", program,
    ]
    subprocess.run([str(word) for word in command], check=True)
    return program
