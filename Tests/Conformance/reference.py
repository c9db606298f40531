"""QEMU's RISC-V processor (through unicorn) as the model that the machine is compared with."""

from __future__ import annotations

from pathlib import Path

from elftools.elf.elffile import ELFFile
from unicorn import UC_ARCH_RISCV, UC_HOOK_INTR, UC_MODE_RISCV32, Uc
from unicorn.riscv_const import UC_RISCV_REG_A0, UC_RISCV_REG_A1, UC_RISCV_REG_A7

MEMORY = 8 << 20
WRITE_OUTPUT = 2
INSTRUCTIONS = 1 << 24


def signature(program: Path) -> bytes:
    """The words of the first host call of a program, which writes its signature."""
    machine = Uc(UC_ARCH_RISCV, UC_MODE_RISCV32)
    machine.mem_map(0, MEMORY)
    with program.open("rb") as file:
        elf = ELFFile(file)
        for segment in elf.iter_segments("PT_LOAD"):
            machine.mem_write(segment["p_paddr"], segment.data())
        entry = elf["e_entry"]
    output: list[bytes] = []

    def host_call(machine: Uc, _number: int, _data: object) -> None:
        assert machine.reg_read(UC_RISCV_REG_A7) == WRITE_OUTPUT
        address = machine.reg_read(UC_RISCV_REG_A0)
        output.append(bytes(machine.mem_read(address, 4 * machine.reg_read(UC_RISCV_REG_A1))))
        machine.emu_stop()

    machine.hook_add(UC_HOOK_INTR, host_call)
    machine.emu_start(entry, 0, count=INSTRUCTIONS)
    return output[0]
