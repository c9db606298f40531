"""Writes rv32c.json beside this file: what each compressed instruction of RV32C expands to.

The fields of all parcels come from LLVM's disassembler, the words of the expansions from its
assembler, both of the Swift toolchain; only the name of each expansion is written here, from The
RISC-V Instruction Set Manual, volume I, chapter "C". The table of a quadrant and funct3 is the
expansion of its 2,048 parcels in ascending order, 0 for those that are not legal, each as four
bytes, least significant first; the file has the SHA-256 of each.
"""

import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

TOOLS = Path(shutil.which("swift") or "swift").resolve().parent
PARCELS = [parcel for parcel in range(1 << 16) if parcel & 3 != 3]

EXPANSIONS = {
    "addi4spn": "addi {0}, {1}, {2}", "lw": "lw {0}, {1}", "sw": "sw {0}, {1}",
    "nop": "addi x0, x0, {0}", "addi": "addi {0}, {0}, {1}", "jal": "jal x1, {0}",
    "li": "addi {0}, x0, {1}", "addi16sp": "addi {0}, {0}, {1}", "lui": "lui {0}, {1}",
    "srli": "srli {0}, {0}, {1}", "srai": "srai {0}, {0}, {1}", "andi": "andi {0}, {0}, {1}",
    "srli64": "srli {0}, {0}, 0", "srai64": "srai {0}, {0}, 0", "slli64": "slli {0}, {0}, 0",
    "sub": "sub {0}, {0}, {1}", "xor": "xor {0}, {0}, {1}", "or": "or {0}, {0}, {1}",
    "and": "and {0}, {0}, {1}", "j": "jal x0, {0}", "beqz": "beq {0}, x0, {1}",
    "bnez": "bne {0}, x0, {1}", "slli": "slli {0}, {0}, {1}", "lwsp": "lw {0}, {1}",
    "jr": "jalr x0, 0({0})", "mv": "add {0}, x0, {1}", "ebreak": "ebreak",
    "jalr": "jalr x1, 0({0})", "add": "add {0}, {0}, {1}", "swsp": "sw {0}, {1}",
}
JUMPS = {"j", "jal", "beqz", "bnez"}


def assemble(folder: Path, lines: list[str], architecture: str) -> Path:
    source = folder / f"{architecture}.s"
    source.write_text("\n".join(lines) + "\n")
    target = folder / f"{architecture}.o"
    command = [TOOLS / "clang", "--target=riscv32-none-elf", f"-march={architecture}", "-c", source, "-o", target]
    subprocess.run(command, check=True)
    return target


def expansions(folder: Path) -> dict[int, str]:
    """The text of the 32-bit instruction of every legal parcel."""
    parcels = assemble(folder, [f".2byte {parcel}" for parcel in PARCELS], "rv32imc")
    command = [TOOLS / "llvm-objdump", "-d", "-M", "no-aliases,numeric", "--mattr=+c,+m", parcels]
    listing = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = {}
    for line in listing.splitlines():
        match = re.fullmatch(r"\s*([0-9a-f]+): ([0-9a-f]{4})\s+c\.(\w+)\s*(.*)", line)
        if not match or match[3] == "unimp":
            continue
        address, parcel = int(match[1], 16), int(match[2], 16)
        operands = [operand.strip() for operand in match[4].split("<")[0].split(",") if operand.strip()]
        if match[3] in JUMPS:
            offset = int(operands[-1], 16) - address
            operands[-1] = f". + {(offset + (1 << 31)) % (1 << 32) - (1 << 31)}"
        found[parcel] = EXPANSIONS[match[3]].format(*(operands or ["0"]))
    return found


def words(folder: Path, lines: list[str]) -> list[int]:
    target = assemble(folder, [".option norelax", *lines], "rv32im")
    code = folder / "code"
    subprocess.run([TOOLS / "llvm-objcopy", "-O", "binary", "-j", ".text", target, code], check=True)
    data = code.read_bytes()
    return [int.from_bytes(data[start : start + 4], "little") for start in range(0, len(data), 4)]


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        found = expansions(Path(name))
        table = dict(zip(found, words(Path(name), list(found.values())), strict=True))
    groups = []
    for quadrant in range(3):
        for funct3 in range(8):
            group = [funct3 << 13 | middle << 2 | quadrant for middle in range(1 << 11)]
            data = b"".join(table.get(parcel, 0).to_bytes(4, "little") for parcel in group)
            legal = sum(parcel in table for parcel in group)
            groups.append(
                {"quadrant": quadrant, "funct3": funct3, "legal": legal, "sha256": hashlib.sha256(data).hexdigest()}
            )
    origin = "Tests/Vectors/make_compressed.py with the disassembler and assembler of Swift 6.3.1 (LLVM 21)"
    Path(__file__).with_name("rv32c.json").write_text(json.dumps({"origin": origin, "groups": groups}, indent=1) + "\n")


if __name__ == "__main__":
    main()
