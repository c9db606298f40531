"""Groth16 proofs from the command line, judged by groth16py and by py-ecc, and the other way."""

from __future__ import annotations

import json
from pathlib import Path

import groth16py
import pytest
from py_ecc import optimized_bn128 as bn128

from circuits import ORDER, cube, cube_values
from command_line import ROOT, Shell

FIELD = bn128.field_modulus


class Proving:
    """One key, and proofs under it."""

    def __init__(self, shell: Shell):
        self.shell, self.home = shell, shell.home
        cube(self.home / "circuit.r1cs")
        assert self.run("setup", "circuit=circuit.r1cs", "key=key.zkey",
                        "verifying-key=vk.json")["status"] == 0
        self.witness, self.public = cube_values(self.home / "witness.wtns", 3)

    def run(self, step: str, *options: str) -> dict:
        words = [f"--{option}" for option in options]
        result = self.shell("groth16", step, *words, "--json")
        return {"status": result.returncode, **json.loads(result.stdout)}

    def prove(self, witness: str = "witness.wtns") -> dict:
        return self.run(
            "prove", "key=key.zkey", f"witness={witness}", "proof=proof.json", "public=public.json")

    def verify(self) -> dict:
        return self.run("verify", "verifying-key=vk.json", "proof=proof.json", "public=public.json")

    def load(self, name: str):
        return json.loads((self.home / name).read_text())

    def save(self, name: str, value) -> None:
        (self.home / name).write_text(json.dumps(value))


@pytest.fixture
def proving(shell: Shell) -> Proving:
    return Proving(shell)


def to_bytes(proof: dict) -> bytes:
    """A proof of snarkjs' form in the encoding of EIP-197."""
    a, b, c = proof["pi_a"], proof["pi_b"], proof["pi_c"]
    numbers = [a[0], a[1], b[0][1], b[0][0], b[1][1], b[1][0], c[0], c[1]]
    return b"".join(int(number).to_bytes(32, "big") for number in numbers)


def from_bytes(proof: bytes) -> dict:
    """The same the other way."""
    n = [str(int.from_bytes(proof[at:at + 32], "big")) for at in range(0, 256, 32)]
    return {
        "pi_a": [n[0], n[1], "1"], "pi_b": [[n[3], n[2]], [n[5], n[4]], ["1", "0"]],
        "pi_c": [n[6], n[7], "1"], "protocol": "groth16", "curve": "bn128",
    }


def test_groth16py_accepts_ours(proving):
    assert proving.prove()["status"] == 0
    assert proving.load("public.json") == [str(proving.public)]
    verifier = groth16py.Verifier(
        groth16py.VerifyingKey.from_snarkjs_file(str(proving.home / "vk.json")))
    proof = to_bytes(proving.load("proof.json"))
    assert verifier.verify(proof, [proving.public])
    assert not verifier.verify(proof, [proving.public + 1])


def test_we_accept_groth16py(proving):
    """From the same proving key and values."""
    imported = groth16py.import_zkey(str(proving.home / "key.zkey"))
    key = imported[0] if isinstance(imported, tuple) else imported
    proof = bytes(groth16py.prove_wtns(key, str(proving.witness)))
    proving.save("proof.json", from_bytes(proof))
    proving.save("public.json", [str(proving.public)])
    assert proving.verify() == {"status": 0, "valid": True}
    for value in (proving.public + 1, proving.public + ORDER):
        proving.save("public.json", [str(value)])
        answer = proving.verify()
        assert answer["status"] == 1
        assert answer["error"]["reason"] == ("refused" if value < ORDER else "malformed")


def test_values_that_do_not_satisfy_the_circuit_give_no_proof(proving):
    data = bytearray(proving.witness.read_bytes())
    data[-32] ^= 1
    (proving.home / "wrong.wtns").write_bytes(data)
    answer = proving.prove("wrong.wtns")
    assert answer["status"] == 1 and answer["error"]["reason"] == "refused"
    assert not (proving.home / "proof.json").exists()


@pytest.mark.parametrize("name", ["vk.json", "proof.json", "public.json"])
def test_malformed_and_missing_files(proving, name):
    proving.prove()
    (proving.home / name).write_text("[")
    assert proving.verify()["error"]["reason"] == "malformed"
    (proving.home / name).unlink()
    assert proving.verify()["status"] == 65


def g1(numbers: list[str]):
    return bn128.FQ(int(numbers[0])), bn128.FQ(int(numbers[1])), bn128.FQ.one()


def g2(numbers: list[list[str]]):
    return tuple(bn128.FQ2([int(number) for number in pair]) for pair in numbers)


def test_py_ecc_finds_the_equation(proving):
    """e(A, B) = e(alpha, beta) e(L, gamma) e(C, delta), by a plain implementation."""
    proving.prove()
    key, proof = proving.load("vk.json"), proving.load("proof.json")
    points = [g1(point) for point in key["IC"]]
    combination = bn128.add(points[0], bn128.multiply(points[1], proving.public))
    assert all(bn128.is_on_curve(point, bn128.b) for point in points)
    left = bn128.pairing(g2(proof["pi_b"]), g1(proof["pi_a"]))
    right = (
        bn128.pairing(g2(key["vk_beta_2"]), g1(key["vk_alpha_1"]))
        * bn128.pairing(g2(key["vk_gamma_2"]), combination)
        * bn128.pairing(g2(key["vk_delta_2"]), g1(proof["pi_c"]))
    )
    assert left == right


# The vectors that the tests of the library read, judged by py-ecc.

VECTORS = json.loads((ROOT / "Tests" / "Vectors" / "bn254-precompiles.json").read_text())


def words(data: str, count: int | None = None) -> list[int]:
    raw = bytes.fromhex(data.removeprefix("0x"))
    raw = raw if count is None else raw[:32 * count].ljust(32 * count, b"\0")
    return [int.from_bytes(raw[at:at + 32], "big") for at in range(0, len(raw), 32)]


def point(x: int, y: int):
    """A point of G1; both coordinates are zero for infinity."""
    assert x < FIELD and y < FIELD
    if (x, y) == (0, 0):
        return bn128.Z1
    made = (bn128.FQ(x), bn128.FQ(y), bn128.FQ.one())
    assert bn128.is_on_curve(made, bn128.b)
    return made


def numbers(made) -> list[int]:
    return [0, 0] if bn128.is_inf(made) else [part.n for part in bn128.normalize(made)]


@pytest.mark.parametrize("vector", VECTORS["ecadd"]["vectors"], ids=lambda v: v["name"])
def test_sums_of_the_vectors(vector):
    x1, y1, x2, y2 = words(vector["input"], 4)
    assert numbers(bn128.add(point(x1, y1), point(x2, y2))) == words(vector["expected"])


@pytest.mark.parametrize("vector", VECTORS["ecmul"]["vectors"], ids=lambda v: v["name"])
def test_multiples_of_the_vectors(vector):
    x, y, scalar = words(vector["input"], 3)
    assert numbers(bn128.multiply(point(x, y), scalar)) == words(vector["expected"])


SMALL = [one for one in VECTORS["ecpairing"]["vectors"] if len(one["input"]) <= 2 * 192 * 3 + 2]


@pytest.mark.parametrize("vector", SMALL, ids=lambda v: v["name"])
def test_pairings_of_the_vectors(vector):
    data, product = words(vector["input"]), bn128.FQ12.one()
    for at in range(0, len(data), 6):
        x, y, x1, x0, y1, y0 = data[at:at + 6]
        second = bn128.Z2 if (x1, x0, y1, y0) == (0, 0, 0, 0) else (
            bn128.FQ2([x0, x1]), bn128.FQ2([y0, y1]), bn128.FQ2.one())
        assert bn128.is_on_curve(second, bn128.b2)
        product *= bn128.pairing(second, point(x, y))
    assert [int(product == bn128.FQ12.one())] == words(vector["expected"])
