"""The generated Groth16 verifier: the committed contract of a development key."""

import json
import os
import re
import subprocess
import sys
from functools import cache

import pytest
from eth_utils import keccak

from .machine import ROOT, Contract, Machine, refuses, signature

FOLDER = ROOT / "Tests" / "Vectors" / "groth16-contract"
SENDER = "0x" + "00" * 19 + "ff"
LOCAL_CHAIN = 31337
FIELD = 21888242871839275222246405745257275088696311157297823662689037894645226208583
ORDER = 21888242871839275222246405745257275088548364400416034343698204186575808495617
# Measured with Vyper 0.4.3 for Cancun: the whole transaction, base and call data included.
GAS = 215_500
# Every bit in the exhaustive run, else one in seven: each of the eight places of a byte occurs.
STEP = 1 if os.environ.get("ZKLINK_DEEP") else 7


@cache
def compiled() -> dict:
    """The compiler's output about the committed contract."""
    path = FOLDER / "Groth16Verifier.vy"
    output = subprocess.run(
        [sys.executable, "-m", "vyper", "--optimize", "gas", "--evm-version", "cancun",
         "-f", "combined_json", path.name],
        cwd=FOLDER, check=True, capture_output=True, text=True).stdout
    return json.loads(output)[path.name]


def deploy(chain_id: int) -> Contract:
    """The contract on a fresh chain."""
    machine, made = Machine(chain_id), compiled()
    code = bytes.fromhex(made["bytecode"].removeprefix("0x"))
    address = machine.attempt(lambda: machine.evm.deploy(SENDER, code))
    return Contract(machine, address, made["abi"])


@pytest.fixture(scope="module")
def verifier() -> Contract:
    return deploy(LOCAL_CHAIN)


@cache
def vectors() -> dict:
    return json.loads((FOLDER / "proof.json").read_text())


PUBLIC_INPUT = int(vectors()["input"])
PROOF = bytes.fromhex(vectors()["proof"])
A, B, C = PROOF[:64], PROOF[64:192], PROOF[192:]


def word(value: int) -> bytes:
    return value.to_bytes(32, "big")


def negated(point: bytes) -> bytes:
    """The opposite of a point of either group: each half of its second coordinate is negated."""
    half = len(point) // 2
    parts = [int.from_bytes(point[i:i + 32], "big") for i in range(half, len(point), 32)]
    return point[:half] + b"".join(word(-part % FIELD) for part in parts)


def test_accepts_a_proof_of_this_project(verifier):
    assert verifier.verify(PUBLIC_INPUT, PROOF) is True


def test_has_the_interface_of_verifiers(verifier):
    """The selector of `IVerifier.verify`."""
    entry = verifier.functions["verify"]
    assert keccak(text=signature(entry))[:4] == keccak(text="verify(uint256,bytes)")[:4]
    assert set(verifier.functions) == {"verify"} and entry["stateMutability"] == "view"


def test_refuses_flipped_bits_of_a_proof(verifier):
    accepted = [
        bit for bit in range(0, 8 * len(PROOF), STEP)
        if verifier.verify(
            PUBLIC_INPUT, (int.from_bytes(PROOF, "big") ^ 1 << bit).to_bytes(256, "big"))
    ]
    assert accepted == []


def test_refuses_flipped_bits_of_the_input(verifier):
    bits = range(0, 256, STEP)
    assert [bit for bit in bits if verifier.verify(PUBLIC_INPUT ^ 1 << bit, PROOF)] == []


@pytest.mark.parametrize("value", [
    PUBLIC_INPUT + ORDER, PUBLIC_INPUT + 4 * ORDER, ORDER, 2**256 - 1, 0, PUBLIC_INPUT + 1])
def test_refuses_another_input(verifier, value):
    assert verifier.verify(value, PROOF) is False


@pytest.mark.parametrize("length", [0, 1, 32, 255, 257, 288, 512, 4_096])
def test_refuses_other_lengths(verifier, length):
    assert verifier.verify(PUBLIC_INPUT, (PROOF * 16)[:length]) is False


ALTERED = {
    "-A": negated(A) + B + C, "-B": A + negated(B) + C, "-C": A + B + negated(C),
    "all negated": negated(A) + negated(B) + negated(C), "A and C exchanged": C + B + A,
    "A = 0": bytes(64) + B + C, "B = 0": A + bytes(128) + C, "C = 0": A + B + bytes(64),
    "all 0": bytes(256),
}


@pytest.mark.parametrize("name", ALTERED)
def test_refuses_other_points(verifier, name):
    assert verifier.verify(PUBLIC_INPUT, ALTERED[name]) is False


def test_signs_of_a_and_b_cancel(verifier):
    """A proof can be turned into another one of the same statement: it identifies nothing."""
    assert verifier.verify(PUBLIC_INPUT, negated(A) + negated(B) + C) is True


@pytest.mark.parametrize("place", [0, 32, 64, 96, 128, 160, 192, 224])
def test_refuses_coordinates_from_the_modulus_on(verifier, place):
    """The same residue in another encoding."""
    value = int.from_bytes(PROOF[place:place + 32], "big") + FIELD
    assert verifier.verify(PUBLIC_INPUT, PROOF[:place] + word(value) + PROOF[place + 32:]) is False


@pytest.mark.parametrize("name", [
    "G2 on twist but outside the subgroup", "G2 not on twist",
    "G2 with real and imaginary halves swapped"])
def test_refuses_points_outside_of_the_group(verifier, name):
    cases = json.loads((ROOT / "Tests/Vectors/bn254-precompiles.json").read_text())
    found = next(case for case in cases["ecpairing"]["fails"] if case["name"] == name)
    pair = bytes.fromhex(found["input"].removeprefix("0x"))
    assert verifier.verify(PUBLIC_INPUT, A + pair[64:192] + C) is False


def test_refuses_a_point_off_the_curve(verifier):
    off = A[:32] + word(int.from_bytes(A[32:], "big") + 1)
    assert verifier.verify(PUBLIC_INPUT, off + B + C) is False
    assert verifier.verify(PUBLIC_INPUT, A + B + off) is False


def test_refuses_a_proof_under_another_key(verifier):
    """The same circuit and input, secrets of another seed."""
    assert verifier.verify(PUBLIC_INPUT, bytes.fromhex(vectors()["proofOfOtherKey"])) is False


@pytest.mark.parametrize("chain_id", [1, 10, 8_453, 30_999, 32_000])
def test_development_keys_are_for_local_chains(chain_id):
    with refuses("Groth16Verifier: development key"):
        deploy(chain_id)


def test_solana_constants_satisfy_the_equation(verifier):
    """With the pairing of EIP-197, whose encoding the system calls of Solana share."""
    text = (FOLDER / "groth16_key.h").read_text()
    found = {
        name: bytes(int(byte, 16) for byte in re.findall(r"0x(\w\w),", body))
        for name, size, body in re.findall(r"groth16_(\w+)\[(\d+)\] = \{(.*?)\}", text, re.DOTALL)
    }
    machine = verifier.machine

    def precompile(number: int, data: bytes) -> bytes:
        return machine.call(SENDER, f"0x{number:040x}", data)

    multiple = precompile(7, found["input"] + word(PUBLIC_INPUT))
    combination = precompile(6, multiple + found["constant"])
    pairs = [(negated(A), B), (found["alpha"], found["beta"]), (combination, found["gamma"]),
             (C, found["delta"])]
    assert precompile(8, b"".join(a + b for a, b in pairs)) == word(1)
    assert int.from_bytes(found["order"], "big") == ORDER
    assert int.from_bytes(found["modulus"], "big") == FIELD
    assert "GROTH16_DEVELOPMENT_KEY 1" in text


def test_cost(verifier):
    machine = verifier.machine
    machine.call(SENDER, verifier.address, verifier.encode("verify", PUBLIC_INPUT, PROOF))
    target = ROOT / "build" / "bench" / "groth16-gas.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    size = len(compiled()["bytecode_runtime"].removeprefix("0x")) // 2
    target.write_text(
        json.dumps({"verifyGas": machine.gas_used, "contractBytes": size}, indent=1) + "\n")
    assert GAS * 0.95 < machine.gas_used <= GAS
