"""The development key of the wrap: made once, kept in build/wrap/.

    scripts/wrapkey.py            makes it if it is not there, and checks that it is that of Guests/wrap.txt
    scripts/wrapkey.py --write    makes it anew and writes wrap.txt, wrap.json and WrapVerifier.vy to Guests/

The key comes from a seed that everybody knows: its proofs show nothing to anyone. A network that holds value needs
the key of a ceremony (`zklink ceremony`).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from devchain.lifetime import ends_with_parent  # noqa: E402

ZKLINK = ROOT / ".build" / os.environ.get("ZKLINK_BUILD", "release") / "zklink"
FOLDER = ROOT / "build" / "wrap"
SEED = "development"
# What `zklink wrap-key` writes beside the key, and where the committed copy is.
COMMITTED = {
    "--sheet": ROOT / "Guests" / "wrap.txt",
    "--verifying-key": ROOT / "Guests" / "wrap.json",
    "--contract": ROOT / "Guests" / "WrapVerifier.vy",
}


class WrapKeyError(Exception):
    """The key could not be made, or is not that of Guests/wrap.txt; the text says why."""


@dataclass(frozen=True)
class WrapKey:
    """The files of the wrap's key; all but the proving key are in the repository."""

    key: Path = FOLDER / "wrap.zkey"
    verifying_key: Path = COMMITTED["--verifying-key"]
    # The compiled verifier: ABI and creation code.
    contract: Path = ROOT / "build" / "contracts" / "WrapVerifier.json"


def digests(sheet: Path = COMMITTED["--sheet"]) -> dict[str, str]:
    """The digests of a sheet by name: program, keys, circuit, verifying-key."""
    return {name: "0x" + digest for name, digest in map(str.split, sheet.read_text().splitlines())}


def is_made() -> bool:
    """Whether build/wrap/ has the key of Guests/wrap.txt."""
    sheet = FOLDER / COMMITTED["--sheet"].name
    return WrapKey().key.exists() and sheet.exists() and digests(sheet) == digests()


def ensure(say=print, write: bool = False) -> WrapKey:
    """The key of Guests/wrap.txt, made if it is not in build/wrap/."""
    if not write and is_made():
        return WrapKey()
    say("making the development key of the wrap: about a minute and 3.4 GB, once")
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    partial = FOLDER / "unchecked"
    partial.mkdir()
    made = {option: partial / path.name for option, path in COMMITTED.items()}
    run("wrap-key", "--program", ROOT / "build/guests/TransitionProgram.elf", "--join-keys", ROOT / "Guests/joins.txt",
        "--seed", SEED, "--key", WrapKey().key, *(word for pair in made.items() for word in pair))
    for option, path in COMMITTED.items():
        if write:
            shutil.copyfile(made[option], path)
        elif made[option].read_bytes() != path.read_bytes():
            raise WrapKeyError(
                f"the key in {FOLDER} is not that of {path}: other sources, or another compiler. If the change is "
                "meant, run scripts/wrapkey.py --write and commit the files")
    # Last: a key without its sheet beside it is made again.
    made["--sheet"].rename(FOLDER / COMMITTED["--sheet"].name)
    return WrapKey()


def run(*arguments) -> None:
    command = [str(ZKLINK), *map(str, arguments)]
    if subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, preexec_fn=ends_with_parent()).returncode:
        raise WrapKeyError(f"{' '.join(command)} failed")


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--write", action="store_true", help="make the key anew and write what is committed of it")
    options = arguments.parse_args()
    try:
        made = ensure(write=options.write)
    except WrapKeyError as error:
        print(f"wrapkey: {error}", file=sys.stderr)
        return 1
    print(f"the wrap's key is {made.key.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
