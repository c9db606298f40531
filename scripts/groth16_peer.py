#!/usr/bin/env python3
"""Compares our Groth16 prover with groth16py on the same files, and verifies both ways.

    groth16_peer.py <groth16-benchmark> <folder>

The folder holds what `groth16-benchmark files` wrote. Prints one JSON object: processor seconds of
proofs on one thread, the fewest of three runs in turn, and their ratio. Exits with 1 when either
verifier refuses the other's proof or accepts a changed public input. groth16py (PyPI, GPL-3) is a
judge of tests alone: nothing that ships depends on it.
"""
import json
import pathlib
import subprocess
import sys
import time

import groth16py

RUNS = 3


def ours(program: str, folder: pathlib.Path) -> dict:
    output = subprocess.run([program, "prove", "1", str(folder)], check=True,
                            capture_output=True, text=True).stdout
    return json.loads(output)


def theirs(folder: pathlib.Path) -> tuple[float, bytes]:
    start = time.process_time()
    key = imported(groth16py.import_zkey(str(folder / "key.zkey")))
    proof = groth16py.prove_wtns(key, str(folder / "witness.wtns"))
    return time.process_time() - start, proof


def imported(result):
    """The proving key of what import_zkey returns: a key, or a key and its verifying key."""
    return result[0] if isinstance(result, tuple) else result


def points(proof: dict) -> bytes:
    """A proof of snarkjs as the 256 bytes of an EVM chain."""
    a, b, c = proof["pi_a"], proof["pi_b"], proof["pi_c"]
    numbers = [a[0], a[1], b[0][1], b[0][0], b[1][1], b[1][0], c[0], c[1]]
    return b"".join(int(number).to_bytes(32, "big") for number in numbers)


def main() -> int:
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    inputs = [int(text) for text in json.loads((folder / "public.json").read_text())]
    own, peer = [], []
    for _ in range(RUNS):
        own.append(ours(program, folder))
        peer.append(theirs(folder))
    verifier = groth16py.Verifier(
        groth16py.VerifyingKey.from_snarkjs_file(str(folder / "verification_key.json")))
    proof = points(json.loads((folder / "proof.json").read_text()))
    changed = [inputs[0] + 1] + inputs[1:]
    verdicts = {
        "theyAcceptOurs": verifier.verify(proof, inputs),
        "theyRefuseAChangedInput": not verifier.verify(proof, changed),
        "weAcceptTheirs": subprocess.run(
            [program, "verify", str(folder), peer[-1][1].hex()]).returncode == 0,
        "weRefuseTheirsChanged": subprocess.run(
            [program, "verify", str(folder), peer[-1][1].hex(), "changed"],
            stderr=subprocess.DEVNULL).returncode != 0,
    }
    ourSeconds = min(run["proveProcessorSeconds"] for run in own)
    theirSeconds = min(seconds for seconds, _ in peer)
    print(json.dumps({
        "ourProcessorSeconds": ourSeconds, "groth16pyProcessorSeconds": round(theirSeconds, 3),
        "ratio": round(ourSeconds / theirSeconds, 3), **verdicts}, indent=2))
    return 0 if all(verdicts.values()) else 1


sys.exit(main())
