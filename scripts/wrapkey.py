"""The development key of the wrap and the contract that verifies its proofs: made once, kept in build/wrap/.

    scripts/wrapkey.py            makes them if they are not there
    scripts/wrapkey.py --write    makes them anew and writes their digests to Guests/wrap.txt

The key comes from a seed that everybody knows: its proofs show nothing to anyone. A network that holds value needs
the key of a ceremony (`zklink ceremony`).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ZKLINK = ROOT / ".build" / os.environ.get("ZKLINK_BUILD", "release") / "zklink"
SHEET = ROOT / "Guests" / "wrap.txt"
FOLDER = ROOT / "build" / "wrap"
SEED = "development"


class WrapKeyError(Exception):
    """The key could not be made, or is not that of Guests/wrap.txt; the text says why."""


@dataclass(frozen=True)
class WrapKey:
    """The files of the wrap, and what its proofs are about."""

    folder: Path

    @property
    def key(self) -> Path:
        return self.folder / "wrap.zkey"

    @property
    def verifying_key(self) -> Path:
        return self.folder / "wrap.json"

    @property
    def contract(self) -> Path:
        """The compiled verifier: ABI and creation code."""
        return self.folder / "Groth16Verifier.json"

    @property
    def is_there(self) -> bool:
        return all(path.exists() for path in (self.key, self.verifying_key, self.contract, self.folder / "sheet"))


def digests(sheet: Path = SHEET) -> dict[str, str]:
    """The digests of a sheet by name: program, keys, circuit, verifying-key."""
    return {name: "0x" + digest for name, digest in map(str.split, sheet.read_text().splitlines())}


def ensure(say=print, write: bool = False) -> WrapKey:
    """The key of Guests/wrap.txt, made if it is not in build/wrap/."""
    made = WrapKey(FOLDER)
    if not write and made.is_there and digests(FOLDER / "sheet") == digests():
        return made
    say("making the development key of the wrap: about a minute and 3.4 GB, once")
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    run("wrap-key", "--program", ROOT / "build/guests/TransitionProgram.elf", "--join-keys", ROOT / "Guests/joins.txt",
        "--seed", SEED, "--key", made.key, "--verifying-key", made.verifying_key,
        "--contract", FOLDER / "Groth16Verifier.vy", "--sheet", FOLDER / "unchecked")
    if write:
        shutil.copyfile(FOLDER / "unchecked", SHEET)
    if digests(FOLDER / "unchecked") != digests():
        raise WrapKeyError(
            f"the key in {FOLDER} is not that of {SHEET}: other sources, or another compiler. If the change is meant, "
            "run scripts/wrapkey.py --write and commit the file")
    made.contract.write_text(json.dumps(compiled(FOLDER / "Groth16Verifier.vy"), indent=1) + "\n")
    (FOLDER / "unchecked").rename(FOLDER / "sheet")
    return made


def run(*arguments) -> None:
    command = [str(ZKLINK), *map(str, arguments)]
    if subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL).returncode:
        raise WrapKeyError(f"{' '.join(command)} failed")


def compiled(source: Path) -> dict:
    """ABI and creation code of the generated contract, with the compiler's settings of the others."""
    result = subprocess.run(
        [sys.executable, "-m", "vyper", "--optimize", "gas", "--evm-version", "cancun", "-f", "combined_json", source.name],
        cwd=source.parent, capture_output=True, text=True)
    if result.returncode:
        raise WrapKeyError(f"the generated contract does not compile:\n{result.stderr}")
    made = json.loads(result.stdout)[source.name]
    return {"abi": made["abi"], "bytecode": made["bytecode"]}


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--write", action="store_true", help="make the key anew and write its digests to Guests/wrap.txt")
    options = arguments.parse_args()
    try:
        made = ensure(write=options.write)
    except WrapKeyError as error:
        print(f"wrapkey: {error}", file=sys.stderr)
        return 1
    print(f"the wrap's key is in {made.folder.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
