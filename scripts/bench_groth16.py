#!/usr/bin/env python3
"""Measures Groth16: kernels, then setup, proof and verification of one circuit at some sizes.

    bench_groth16.py <groth16-benchmark> <folder> [log2 of the rows ...]

Writes one JSON object to standard output. Each size has a folder with its files: r1cs 1,
wtns 2, zkey 1 and JSON of snarkjs. groth16py proves from the same files on one thread, in turn with
ours, and each verifies the other's proof; the program exits with 1 when a verdict is wrong.
groth16py (PyPI, GPL-3) is a judge of measurements and tests alone: nothing that ships depends on it.
"""
import json
import os
import pathlib
import subprocess
import sys
import time

import groth16py

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from devchain.lifetime import ends_with_parent  # noqa: E402

# Runs of each prover, of which the fewest processor seconds count, by size.
RUNS = {True: 3, False: 1}
LARGE = 18


class Measurement:
    """One size: our program, its folder, and the judge."""

    def __init__(self, program: str, folder: pathlib.Path, log2: int):
        self.program, self.log2 = program, log2
        self.folder = folder / f"2^{log2}"
        self.folder.mkdir(parents=True, exist_ok=True)

    def report(self) -> tuple[dict, bool]:
        """All figures of the size, and whether every verdict is right."""
        size = self.ours("files", str(self.log2), str(self.folder))
        size |= self.ours("prove", str(os.cpu_count()), str(self.folder))
        size["keyBytes"] = (self.folder / "key.zkey").stat().st_size
        own, peer = [], []
        for _ in range(RUNS[self.log2 < LARGE]):
            own.append(self.ours("prove", "1", str(self.folder)))
            peer.append(self.theirs())
        ours = min(run["proveProcessorSeconds"] for run in own)
        theirs = min(seconds for seconds, _ in peer)
        verdicts = self.verdicts(peer[-1][1])
        size["oneThread"] = {
            "ourProcessorSeconds": ours, "groth16pyProcessorSeconds": round(theirs, 3),
            "ratio": round(ours / theirs, 3),
            "ourPeakMebibytes": own[-1]["provePeakMebibytes"], **verdicts,
        }
        return size, all(verdicts.values())

    def ours(self, *words: str) -> dict:
        output = subprocess.run(
            [self.program, *words], check=True, stdout=subprocess.PIPE, text=True,
            preexec_fn=ends_with_parent()).stdout
        return {name: value for name, value in json.loads(output).items() if name != "residue"}

    def theirs(self) -> tuple[float, bytes]:
        start = time.process_time()
        imported = groth16py.import_zkey(str(self.folder / "key.zkey"))
        key = imported[0] if isinstance(imported, tuple) else imported
        proof = groth16py.prove_wtns(key, str(self.folder / "witness.wtns"))
        return time.process_time() - start, proof

    def verdicts(self, their_proof: bytes) -> dict:
        """What each verifier says about the other's proof."""
        inputs = [int(text) for text in json.loads((self.folder / "public.json").read_text())]
        verifier = groth16py.Verifier(groth16py.VerifyingKey.from_snarkjs_file(
            str(self.folder / "verification_key.json")))
        proof = points(json.loads((self.folder / "proof.json").read_text()))
        return {
            "theyAcceptOurs": verifier.verify(proof, inputs),
            "theyRefuseAChangedInput": not verifier.verify(proof, [inputs[0] + 1] + inputs[1:]),
            "weAcceptTheirs": self.accepts(their_proof),
            "weRefuseTheirsChanged": not self.accepts(their_proof, "changed"),
        }

    def accepts(self, proof: bytes, *words: str) -> bool:
        command = [self.program, "verify", str(self.folder), proof.hex(), *words]
        return subprocess.run(
            command, stderr=subprocess.DEVNULL, preexec_fn=ends_with_parent()).returncode == 0


def points(proof: dict) -> bytes:
    """A proof of snarkjs as the 256 bytes of an EVM chain."""
    a, b, c = proof["pi_a"], proof["pi_b"], proof["pi_c"]
    numbers = [a[0], a[1], b[0][1], b[0][0], b[1][1], b[1][0], c[0], c[1]]
    return b"".join(int(number).to_bytes(32, "big") for number in numbers)


def gas() -> dict:
    """What the contract costs, which its tests write down."""
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "contracts/tests/test_groth16.py", "-k", "cost"],
        cwd=ROOT, check=True, stdout=subprocess.DEVNULL, preexec_fn=ends_with_parent())
    return json.loads((ROOT / "build" / "bench" / "groth16-gas.json").read_text())


def main() -> int:
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    sizes = [int(text) for text in sys.argv[3:]] or [16, 20]
    kernels = json.loads(subprocess.run(
        [program, "kernels", str(max([20, *sizes]))], check=True, stdout=subprocess.PIPE,
        text=True, preexec_fn=ends_with_parent()).stdout)
    kernels.pop("residue")
    reports = {f"2^{log2}": Measurement(program, folder, log2).report() for log2 in sizes}
    print(json.dumps({
        "kernels": kernels, "contract": gas(),
        "sizes": {name: report for name, (report, _) in reports.items()},
    }, indent=1))
    return 0 if all(isRight for _, isRight in reports.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
