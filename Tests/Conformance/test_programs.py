"""Programs from outside run as guests; ZKLINK_DEEP=1 also proves and verifies them."""

from __future__ import annotations

import random
import struct
from pathlib import Path

import pytest

from runs import DEEP, Machine
from programs import LUA, PICOLIBC, build_coremark, build_lua, build_small

SCRIPT = Path(__file__).with_name("lua") / "words.lua"
# What CoreMark's own table says for the seeds of a performance run.
COREMARK_RESULTS = [
    "seedcrc          : 0xe9f5", "[0]crclist       : 0xe714", "[0]crcmatrix     : 0x1fd7",
    "[0]crcstate      : 0x8e3a", "Correct operation validated",
]


@pytest.mark.parametrize("architecture", ["rv32im", "rv32imc"])
def test_coremark_validates_itself(architecture: str, machine: Machine, tmp_path: Path):
    program = build_coremark(tmp_path, architecture)
    _, log = machine.execute(program)
    assert all(result in log for result in COREMARK_RESULTS)
    if DEEP:
        assert machine.prove_and_verify(program) == b""


def leading_zeros(value: int, width: int) -> int:
    return width - value.bit_length()


def trailing_zeros(value: int, width: int) -> int:
    return (value & -value).bit_length() - 1 if value else width


def test_bits_are_counted(machine: Machine, tmp_path: Path):
    values = [0, 1, 2, 1 << 31, 1 << 32, 1 << 63, (1 << 32) - 1, (1 << 64) - 1]
    values += [random.Random(7).getrandbits(64) >> shift for shift in range(64)]
    frame = tmp_path / "values"
    frame.write_bytes(struct.pack(f"<{len(values)}Q", *values))
    output, _ = machine.execute(build_small(tmp_path, "bits"), "--input", frame)
    low = [value & 0xffff_ffff for value in values]
    assert struct.unpack(f"<{6 * len(values)}I", output) == tuple(
        count for value, half in zip(values, low) for count in (
            leading_zeros(half, 32), leading_zeros(value, 64), trailing_zeros(half, 32),
            trailing_zeros(value, 64), half.bit_count(), value.bit_count()))


def test_the_heap_ends_with_the_memory(machine: Machine, tmp_path: Path):
    sizes = [0, 1 << 28, 1 << 29, 1 << 28, 1 << 30, 0xffff_ffff, 1 << 27, 16]
    given = [1, 1, 1, 0, 0, 0, 1, 1]
    frame = tmp_path / "sizes"
    frame.write_bytes(struct.pack(f"<{len(sizes)}I", *sizes))
    output, _ = machine.execute(build_small(tmp_path, "heap"), "--input", frame)
    assert list(struct.unpack(f"<{len(sizes) + 1}I", output)) == [*given, 0]


def test_lua_runs_a_script(machine: Machine, tmp_path: Path):
    if not DEEP and not (LUA.exists() and PICOLIBC.exists()):
        pytest.skip("needs Lua and picolibc: scripts/setup.sh --deep")
    program = build_lua(tmp_path)
    expected = b"144 brown 1 4 9 caught 0.333333"
    output, log = machine.execute(program, "--input", SCRIPT)
    assert log == "144\t9\t1.414214    42 brown dog fox jumps lazy over quick the the\n"
    assert output[:4] == len(expected).to_bytes(4, "little") and output[4:].rstrip(b"\0") == expected
    if DEEP:
        assert machine.prove_and_verify(program, "--input", SCRIPT) == output


def test_an_error_of_a_script_is_an_exit_code(machine: Machine, tmp_path: Path):
    if not DEEP and not (LUA.exists() and PICOLIBC.exists()):
        pytest.skip("needs Lua and picolibc: scripts/setup.sh --deep")
    script = tmp_path / "script"
    script.write_text("local t = nil; return t.field")
    _, log = machine.execute(build_lua(tmp_path), "--input", script, "--exit-code", "1")
    assert "attempt to index a nil value (local 't')" in log
