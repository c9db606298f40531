"""Builds this commit twice from clean clones and compares everything that a proof or a chain depends on.

    scripts/reproduce.py           two builds, compared with each other and with the committed digests
    scripts/reproduce.py --once    one build, compared with the committed digests alone

Compared: the guest programs, the root of the keys of joins, the circuit of the wrap, its verifying key for the
development seed, and the creation code of every contract. Takes about 25 minutes a build; results in
build/reproduce.json.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def build(folder: Path) -> dict[str, str]:
    """Builds a clean clone and returns the digests of what it gives."""
    run("git", "clone", "-q", "--no-hardlinks", ROOT, folder, cwd=ROOT)
    if (ROOT / ".venv").exists():
        (folder / ".venv").symlink_to(ROOT / ".venv")
    for target in ("guests", "build", "contracts"):
        say(f"{folder.name}: make {target}")
        run("make", target, cwd=folder)
    say(f"{folder.name}: keys of joins and of the wrap")
    guest = "build/guests/TransitionProgram.elf"
    run(folder / ".build/release/zklink", "join-keys", guest, "--check", "Guests/joins.txt", cwd=folder)
    run(folder / ".venv/bin/python", "scripts/wrapkey.py", cwd=folder)
    return digests(folder)


def digests(folder: Path) -> dict[str, str]:
    """Digests by name of the products of a built checkout."""
    found = {f"guest {path.stem}": sha256(path.read_bytes()) for path in sorted((folder / "build/guests").glob("*.elf"))}
    for line in (folder / "Guests/wrap.txt").read_text().splitlines():
        name, digest = line.split()
        found[f"wrap {name}"] = digest
    for path in sorted((folder / "build/contracts").glob("*.json")):
        found[f"contract {path.stem}"] = sha256(bytes.fromhex(json.loads(path.read_text())["bytecode"].removeprefix("0x")))
    return found


def committed() -> dict[str, str]:
    """The digests in the repository."""
    found = {}
    for package in ("Guests", "Examples"):
        for line in (ROOT / package / "digests.txt").read_text().splitlines():
            digest, name = line.split()
            found[f"guest {Path(name).stem}"] = digest
    for line in (ROOT / "Guests/wrap.txt").read_text().splitlines():
        name, digest = line.split()
        found[f"wrap {name}"] = digest
    return found


def differences(left: dict[str, str], right: dict[str, str], names: set[str]) -> list[str]:
    return [f"{name}: {left.get(name)} and {right.get(name)}" for name in sorted(names) if left.get(name) != right.get(name)]


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def run(*command, cwd: Path) -> None:
    result = subprocess.run([str(part) for part in command], cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if result.returncode:
        tail = result.stdout.decode(errors="replace")[-3_000:]
        sys.exit(f"reproduce: {' '.join(map(str, command))} failed in {cwd}:\n{tail}")


def say(text: str) -> None:
    print(text, flush=True)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--once", action="store_true", help="one build, compared with the committed digests alone")
    options = arguments.parse_args()
    builds = []
    # Folders with names of different lengths: no path may reach a product.
    for name in ("first",) if options.once else ("first", "the-second-build"):
        folder = Path(tempfile.mkdtemp()) / name
        builds.append(build(folder))
        shutil.rmtree(folder.parent)
    known = committed()
    failures = differences(known, builds[0], set(known))
    if len(builds) == 2:
        failures += differences(builds[0], builds[1], set(builds[0]) | set(builds[1]))
    report = ROOT / "build" / "reproduce.json"
    report.parent.mkdir(exist_ok=True)
    report.write_text(json.dumps({"ok": not failures, "differences": failures, "digests": builds[0]}, indent=2) + "\n")
    for name, digest in builds[0].items():
        say(f"{name:<36} {digest}")
    for failure in failures:
        say(f"DIFFERS {failure}")
    say(f"{'the same' if not failures else 'NOT THE SAME'}: {len(builds)} clean builds and the committed digests")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
