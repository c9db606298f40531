"""Compiles contracts/evm into build/contracts/<Name>.json with the Vyper of the environment.

Each file holds the ABI, the creation code, the size of the deployed code and the selectors. Nothing
is compiled when neither the sources, the settings nor the compiler changed.
"""

import hashlib
import json
import os
import pathlib
import subprocess
import sys
from importlib.metadata import version

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCES = ROOT / "contracts" / "evm"
# Generated with the key of the wrap (`scripts/wrapkey.py --write`).
VERIFIER = ROOT / "Guests" / "WrapVerifier.vy"
OUTPUT = ROOT / "build" / "contracts"
SETTINGS = ("--evm-version", "cancun")
# Optimized for size, all others for gas: 450 bytes less, a call costs 150 gas more.
SIZED = {"ZkLink"}
RUNTIME_LIMIT = 24_576  # EIP-170


def contracts() -> list[pathlib.Path]:
    """The files that are contracts: their names begin with a capital, those of modules do not."""
    found = sorted(SOURCES.glob("*.vy")) + sorted((SOURCES / "mocks").glob("*.vy"))
    return [path for path in found if path.stem[0].isupper()] + [VERIFIER]


def fingerprint() -> str:
    """A digest of everything that the output depends on."""
    digest = hashlib.sha256()
    for package in ("vyper", "snekmate"):
        digest.update(f"{package} {version(package)}\n".encode())
    digest.update(pathlib.Path(__file__).read_bytes())
    for path in [*sorted(SOURCES.rglob("*.vy*")), VERIFIER]:
        digest.update(f"{path.relative_to(ROOT)}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def deployed_size(entry: dict) -> int:
    """The runtime code with the immutables that the constructor appends to it."""
    immutables = 0
    pending = list(entry["layout"].get("code_layout", {}).values())
    while pending:
        item = pending.pop()
        if "offset" in item and "length" in item:
            immutables = max(immutables, item["offset"] + item["length"])
        else:
            pending.extend(item.values())
    return len(entry["bytecode_runtime"].removeprefix("0x")) // 2 + immutables


def compile_all() -> dict[str, dict]:
    """Runs the compiler once over the contracts of each kind."""
    paths = contracts()
    return compiled("gas", [path for path in paths if path.stem not in SIZED]) | compiled(
        "codesize", [path for path in paths if path.stem in SIZED])


def compiled(optimize: str, paths: list[pathlib.Path]) -> dict[str, dict]:
    """Runs the compiler over some contracts."""
    command = [sys.executable, "-m", "vyper", "--optimize", optimize, *SETTINGS, "-f", "combined_json"]
    result = subprocess.run(
        command + [str(path.relative_to(ROOT)) for path in paths],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )
    if result.returncode != 0:
        sys.exit(result.stderr)
    entries = json.loads(result.stdout)
    return {path.stem: entries[str(path.relative_to(ROOT))] for path in paths}


def main() -> None:
    """Compiles if needed; fails when a contract is too large to deploy."""
    stamp = OUTPUT / ".fingerprint"
    wanted = fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    OUTPUT.mkdir(parents=True, exist_ok=True)
    too_large = []
    for name, entry in compile_all().items():
        size = deployed_size(entry)
        if size > RUNTIME_LIMIT:
            too_large.append(f"{name}: {size} bytes")
        artifact = {
            "abi": entry["abi"],
            "bytecode": entry["bytecode"],
            "runtimeSize": size,
            "selectors": entry["method_identifiers"],
        }
        partial = OUTPUT / f"{name}.json.{os.getpid()}"
        partial.write_text(json.dumps(artifact, indent=1) + "\n")
        partial.replace(OUTPUT / f"{name}.json")
        print(f"contracts: {name} {size} bytes")
    if too_large:
        sys.exit(f"contracts: more than {RUNTIME_LIMIT} bytes of runtime: {', '.join(too_large)}")
    stamp.write_text(wanted)


if __name__ == "__main__":
    main()
