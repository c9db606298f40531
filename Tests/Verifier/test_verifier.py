"""The second verifier accepts what the program proves and refuses what is changed in it."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from proven import HERE, Proven, zklink
from verifier import Machine, Refused, verify_run
from verifier.field import P
from verifier.poseidon2 import permute8, permute12

# Places of a proof of a run: magic, version, key, exit code, number of words.
KEY, CAP_NODES = 8, 2
EXIT_CODE = KEY + 4 + 4 + 16 + 1 + 32 * CAP_NODES
OUTPUT = EXIT_CODE + 8


def changed(proof: Proven, place: int, byte: int | None = None) -> bytes:
    data = bytearray(proof.bytes)
    data[place] = data[place] ^ 1 if byte is None else byte
    return bytes(data)


def refusal(data: bytes, proof: Proven, machine: Machine) -> str:
    with pytest.raises(Refused) as found:
        verify_run(data, proof.digest, machine, accept_test_parameters=True)
    return str(found.value)


def inner(proof: Proven) -> int:
    """The first byte of the machine's proof."""
    return OUTPUT + 4 * len(proof.output)


def test_permutations_have_the_published_answers():
    vectors = json.loads((HERE.parent / "Vectors" / "poseidon2-goldilocks.json").read_text())
    for name, permute in [("plonky3-t8", permute8), ("plonky3-t12", permute12)]:
        instance = next(found for found in vectors["instances"] if found["name"] == name)
        for answer in instance["knownAnswers"]:
            words = [int(word, 16) for word in answer["input"]]
            assert permute(words) == [int(word, 16) for word in answer["output"]]


def test_the_description_has_the_digest_of_the_machine(description: Path, machine: Machine):
    digest = json.loads(description.read_text())["digest"]
    assert [f"0x{element:x}" for element in machine.digest] == digest


@pytest.mark.parametrize("name", ["fibonacci", "ledger"])
def test_honest_proofs_are_accepted(name: str, machine: Machine, request):
    proof = request.getfixturevalue(name)
    run = verify_run(proof.bytes, proof.digest, machine, accept_test_parameters=True)
    assert run.exit_code == 0 and run.output == proof.output and len(run.output) > 1


def test_a_proof_with_secure_parameters_is_accepted(machine: Machine, tmp_path: Path):
    proof = Proven(tmp_path, "Fibonacci", [b"7"], parameters="small")
    assert verify_run(proof.bytes, proof.digest, machine).output == proof.output


def test_parameters_of_tests_must_be_asked_for(fibonacci: Proven, machine: Machine):
    with pytest.raises(Refused, match="parameters of tests"):
        verify_run(fibonacci.bytes, fibonacci.digest, machine)


def test_another_program_or_result_is_refused(fibonacci: Proven, machine: Machine):
    other = bytes([fibonacci.digest[0] ^ 1]) + fibonacci.digest[1:]
    with pytest.raises(Refused, match="digest of the program"):
        verify_run(fibonacci.bytes, other, machine, accept_test_parameters=True)
    # The entry is part of the digest; the result is part of the statement.
    assert refusal(changed(fibonacci, KEY + 7), fibonacci, machine) == "entry"
    assert refusal(changed(fibonacci, KEY + 6), fibonacci, machine) == "digest of the program"
    for place in [EXIT_CODE + 3, OUTPUT + 3]:
        assert refusal(changed(fibonacci, place), fibonacci, machine) in {
            "buses do not balance", "nonce before the batching challenge"}


def test_another_machine_is_another_program(fibonacci: Proven, description: Path):
    data = json.loads(description.read_text())
    constants = data["chips"][0]["description"]
    place = next(i for i, word in enumerate(constants) if int(word, 16) == 1 << 56)
    constants[place + 1] = hex((int(constants[place + 1], 16) + 1) % P)
    with pytest.raises(Refused, match="digest of the program"):
        verify_run(fibonacci.bytes, fibonacci.digest, Machine(data), accept_test_parameters=True)


def test_headers_are_checked(fibonacci: Proven, machine: Machine):
    start = inner(fibonacci)
    reasons = {
        0: "magic", 7: "version of the format", start: "magic of the proof",
        start + 7: "version of the proof", start + 11: "hash functions",
        start + 15: "parameter set of the proof", start + 17: "number of chips",
    }
    for place, reason in reasons.items():
        assert refusal(changed(fibonacci, place), fibonacci, machine) == reason
    heights = start + 18
    assert refusal(changed(fibonacci, heights, 255), fibonacci, machine) == "processor is missing"
    assert refusal(changed(fibonacci, heights, 27), fibonacci, machine) == "height of processor"
    assert refusal(changed(fibonacci, heights + 1), fibonacci, machine) == "height of program"
    assert refusal(fibonacci.bytes + b"\0", fibonacci, machine) == "bytes are left over"
    assert refusal(fibonacci.bytes[:-1], fibonacci, machine) == "bytes end early"
    cap = start + 18 + len(machine.chips)
    top = fibonacci.bytes[:cap] + P.to_bytes(8, "big") + fibonacci.bytes[cap + 8:]
    assert refusal(top, fibonacci, machine) == "element is not canonical"


def test_every_changed_byte_is_refused_by_both_verifiers(
    ledger: Proven, machine: Machine, tmp_path: Path
):
    source = random.Random(0x6c69_6e6b)
    places = [source.randrange(KEY, len(ledger.bytes)) for _ in range(60)]
    reasons = set()
    for index, place in enumerate(places):
        data = changed(ledger, place)
        reasons.add(refusal(data, ledger, machine))
        if index % 4 == 0:
            forged = tmp_path / "forged"
            forged.write_bytes(data)
            done = zklink("verify", forged, "--program", ledger.digest.hex(),
                          "--parameters", "test", "--quiet")
            assert done.returncode != 0
    # Openings, folded codewords and nodes are most of the bytes.
    assert "nodes of the cap" in reasons


def test_claimed_values_are_bound(fibonacci: Proven, machine: Machine):
    """Every opened value, cap, sum and nonce enters the transcript, the equations or the paths."""
    start = inner(fibonacci) + 18 + len(machine.chips)
    end = len(fibonacci.bytes) - 8 * 6_000
    for place in range(start + 7, end, 8 * 97):
        refusal(changed(fibonacci, place), fibonacci, machine)


def test_the_command_says_what_it_found(fibonacci: Proven, description: Path, tmp_path: Path):
    def run(proof: Proven) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "-m", "verifier", str(proof.file), proof.digest.hex(),
             str(description)], cwd=HERE, capture_output=True, text=True, timeout=300)

    refused = run(fibonacci)
    assert refused.returncode == 1 and refused.stdout == "refused: parameters of tests\n"
    secure = Proven(tmp_path, "Fibonacci", [b"10"], parameters="small")
    accepted = run(secure)
    assert accepted.returncode == 0 and accepted.stdout.startswith("valid: exit code 0")
