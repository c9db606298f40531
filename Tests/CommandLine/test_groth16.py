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

    def convert(self, kind: str, source: str, target: str, old: str, new: str) -> dict:
        result = self.shell(
            "groth16", "convert", kind, source, target, "--from", old, "--to", new, "--json")
        return {"status": result.returncode, **json.loads(result.stdout)}

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


# The files of gnark, read here by the description of its encoding.

def square_root(value: bn128.FQ) -> bn128.FQ:
    root = value ** ((FIELD + 1) // 4)
    assert root * root == value
    return root


def read_g1(data: bytes, at: int, size: int) -> tuple[list[int], int]:
    """x and y of a point of G1, and the place after it; zeros for infinity."""
    flags, x = data[at] >> 6, int.from_bytes(bytes([data[at] & 0x3f]) + data[at + 1:at + 32], "big")
    if size == 64:
        assert flags == 0
        return [x, int.from_bytes(data[at + 32:at + 64], "big")], at + 64
    if flags == 1:
        assert x == 0
        return [0, 0], at + 32
    root = square_root(bn128.FQ(x) ** 3 + 3).n
    return [x, max(root, FIELD - root) if flags == 3 else min(root, FIELD - root)], at + 32


def check_g2(data: bytes, at: int, size: int, expected: list[list[str]]) -> int:
    """Compares a point of G2, the coefficient of i first; of y its sign where it is compressed."""
    (x0, x1), (y0, y1) = ([int(text) for text in pair] for pair in expected[:2])
    found = int.from_bytes(bytes([data[at] & 0x3f]) + data[at + 1:at + 32], "big")
    assert (found, int.from_bytes(data[at + 32:at + 64], "big")) == (x1, x0)
    if size == 64:
        assert data[at] >> 6 == 0
        assert data[at + 64:at + 128] == y1.to_bytes(32, "big") + y0.to_bytes(32, "big")
    else:
        larger = y1 > FIELD - y1 if y1 else y0 > FIELD - y0
        assert data[at] >> 6 == (3 if larger else 2)
    return at + 2 * size


@pytest.mark.parametrize("form, size", [("gnark", 32), ("gnark-raw", 64)])
def test_files_of_gnark(proving, form, size):
    """Keys, proofs and inputs in gnark's encoding, and back to the same files."""
    proving.prove()
    names = {"verifying-key": "vk.json", "proof": "proof.json", "public": "public.json"}
    for kind, name in names.items():
        source = ("key.zkey", "zkey") if kind == "verifying-key" else (name, "snarkjs")
        assert proving.convert(kind, source[0], "binary." + kind, source[1], form)["status"] == 0
        assert proving.convert(kind, "binary." + kind, "back", form, "snarkjs")["status"] == 0
        assert proving.load("back") == proving.load(name)
    files = [f"{kind}=binary.{kind}" for kind in names]
    assert proving.run("verify", "format=gnark", *files) == {"status": 0, "valid": True}

    key, data = proving.load("vk.json"), (proving.home / "binary.verifying-key").read_bytes()
    alpha, at = read_g1(data, 0, size)
    beta1, at = read_g1(data, at, size)
    at = check_g2(data, at, size, key["vk_beta_2"])
    at = check_g2(data, at, size, key["vk_gamma_2"])
    delta1, at = read_g1(data, at, size)
    at = check_g2(data, at, size, key["vk_delta_2"])
    assert data[at:at + 4] == (2).to_bytes(4, "big")
    first, at = read_g1(data, at + 4, size)
    second, at = read_g1(data, at, size)
    assert data[at:] == bytes(8)
    expected = [key["vk_alpha_1"], *key["IC"]]
    assert [alpha, first, second] == [[int(text) for text in point[:2]] for point in expected]
    for one, two in ((beta1, key["vk_beta_2"]), (delta1, key["vk_delta_2"])):
        pair = (bn128.FQ(one[0]), bn128.FQ(one[1]), bn128.FQ.one())
        assert bn128.pairing(bn128.G2, pair) == bn128.pairing(g2(two), bn128.G1)

    proof, data = proving.load("proof.json"), (proving.home / "binary.proof").read_bytes()
    a, at = read_g1(data, 0, size)
    at = check_g2(data, at, size, proof["pi_b"])
    c, at = read_g1(data, at, size)
    assert [a, c] == [[int(text) for text in proof[name][:2]] for name in ("pi_a", "pi_c")]
    rest = (b"\x40" if size == 32 else b"\0") + bytes(size - 1)
    assert data[at:] == bytes(4) + rest
    count = (1).to_bytes(4, "big")
    assert (proving.home / "binary.public").read_bytes() == \
        count + bytes(4) + count + proving.public.to_bytes(32, "big")


def test_gnark_itself(proving):
    """The key and the proof that gnark wrote, through files."""
    vectors = json.loads((ROOT / "Tests" / "Vectors" / "groth16-gnark.json").read_text())
    for name, kind in (("verifyingKey", "verifying-key"), ("proof", "proof"),
                       ("publicInputs", "public")):
        (proving.home / kind).write_bytes(bytes.fromhex(vectors[name]))
    files = ["verifying-key=verifying-key", "proof=proof", "public=public"]
    assert proving.run("verify", "format=gnark", *files) == {"status": 0, "valid": True}
    changed = bytearray((proving.home / "public").read_bytes())
    changed[-1] ^= 1
    (proving.home / "public").write_bytes(changed)
    assert proving.run("verify", "format=gnark", *files)["error"]["reason"] == "refused"
    changed[-32:] = ORDER.to_bytes(32, "big")
    (proving.home / "public").write_bytes(changed)
    assert proving.run("verify", "format=gnark", *files)["error"]["reason"] == "malformed"


def test_conversions_that_cannot_be(proving):
    proving.prove()
    for words in (
        ("verifying-key", "vk.json", "out", "snarkjs", "gnark"),
        ("proof", "proof.json", "out", "snarkjs", "zkey"), ("proof", "key.zkey", "out", "zkey", "gnark"),
        ("public", "public.json", "out", "snarkjs", "evm"), ("keys", "vk.json", "out", "gnark", "snarkjs"),
        ("proof", "proof.json", "out", "snark", "gnark"),
    ):
        assert proving.convert(*words)["status"] == 64
    assert proving.convert("proof", "vk.json", "out", "snarkjs", "gnark")["error"]["reason"] == "malformed"
    assert proving.convert("proof", "key.zkey", "out", "gnark", "evm")["error"]["reason"] == "malformed"
    assert not (proving.home / "out").exists()
    assert proving.convert("proof", "proof.json", "proof.bin", "snarkjs", "evm")["bytes"] == 256
    assert (proving.home / "proof.bin").read_bytes() == to_bytes(proving.load("proof.json"))


def test_inspection(proving):
    def inspect(name: str, *words: str) -> dict:
        result = proving.shell("groth16", "inspect", name, *words, "--json")
        return {"status": result.returncode, **json.loads(result.stdout)}

    circuit = inspect("circuit.r1cs")
    key_bytes = (proving.home / "key.zkey").stat().st_size
    assert circuit == {
        "status": 0, "bytes": (proving.home / "circuit.r1cs").stat().st_size, "kind": "circuit",
        "constraints": 3, "variables": 5, "publicInputs": 1, "entries": 11, "domainLog2": 3,
        "keyBytes": key_bytes}
    assert inspect("witness.wtns")["values"] == 5
    assert inspect("key.zkey", "--check") == {
        "status": 0, "bytes": key_bytes, "kind": "proving key", "variables": 5, "publicInputs": 1,
        "domainLog2": 3, "origin": "development", "points": "valid"}
    text = proving.shell("groth16", "inspect", "key.zkey").stdout
    assert "origin" in text and "valid" not in text

    data = bytearray((proving.home / "key.zkey").read_bytes())
    # A point of the last list, before the sections of contributions and origin.
    data[-(12 + 36 + 12 + 68 + 10)] ^= 1
    (proving.home / "wrong.zkey").write_bytes(data)
    assert inspect("wrong.zkey")["status"] == 0
    wrong = inspect("wrong.zkey", "--check")
    assert wrong["status"] == 1 and "not on curve" in wrong["error"]["message"]
    assert inspect("circuit.r1cs", "--check")["status"] == 64
    assert inspect("vk.json")["error"]["reason"] == "malformed"
    # Magic, version, no section.
    (proving.home / "early.ptau").write_bytes(b"ptau" + bytes([1, 0, 0, 0, 0, 0, 0, 0]))
    assert "prepared for phase 2" in inspect("early.ptau")["error"]["message"]
    none = inspect("none")
    assert none["status"] == 65 and "No such file" in none["error"]["message"]


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
