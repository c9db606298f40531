"""A Groth16 ceremony of three parties from the command line, and cheaters at each step."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import groth16py
import pyrevm
import pytest
from eth_abi import decode, encode
from eth_utils import keccak

from circuit_hash import circuit_hash, sections
from circuits import cube, cube_values, squares
from command_line import Shell

PARTIES = ["alice", "bob", "carol"]
VALUE = "00000000000000000001a7c5"
NETWORK = {
    "networkId": 7001, "feeOwner": "0x" + "11" * 20, "programId": "0x" + "33" * 32,
    "keyRoot": "0x" + "44" * 32,
    "tokens": [{"token": 2, "symbol": "USDC"}],
}


class Ceremony:
    """The files of one ceremony, and its commands."""

    def __init__(self, shell: Shell):
        self.shell, self.home = shell, shell.home
        self.circuit = cube(self.home / "circuit.r1cs")

    def run(self, step: str, *words: str, typed: str = "") -> dict:
        result = self.shell("ceremony", step, "ceremony", *words, "--json", typed=typed)
        return {"status": result.returncode, **json.loads(result.stdout)}

    def accepts(self, step: str, *words: str, typed: str = "") -> dict:
        answer = self.run(step, *words, typed=typed)
        assert answer["status"] == 0, answer
        return answer

    def refuses(self, reason: str, step: str, *words: str, typed: str = "") -> str:
        answer = self.run(step, *words, typed=typed)
        assert answer["status"] == 1 and answer["error"]["reason"] == reason, answer
        return answer["error"]["message"]

    def begin(self, *powers: str) -> dict:
        return self.accepts("begin", "--circuit", str(self.circuit), *powers)

    def contribute(self, *names: str) -> dict:
        return [
            self.accepts("contribute", "--name", name, typed=f"dice of {name}") for name in names
        ][-1]

    @property
    def subject(self) -> list[str]:
        """What `verify` and `export` need, with powers that claim to be public."""
        return ["--circuit", str(self.circuit), "--powers", str(self.public_powers)]

    @property
    def public_powers(self) -> Path:
        """Local powers whose file claims three contributions: only its hash could tell."""
        path = self.home / "public.ptau"
        if not path.exists():
            self.accepts("begin", "--circuit", str(self.circuit), "--local-powers", "4")
            data = (self.home / "ceremony" / "powers.ptau").read_bytes()
            shutil.rmtree(self.home / "ceremony")
            section = b"\x07\0\0\0\x04\0\0\0\0\0\0\0"
            assert data.count(section) == 1
            path.write_bytes(data.replace(section + b"\0", section + b"\3"))
        return path

    @property
    def transcript(self) -> Path:
        return self.home / "ceremony" / "transcript.json"

    def key(self, number: int) -> Path:
        return self.home / "ceremony" / f"{number:04}.zkey"

    def network(self, *chain_ids: int) -> str:
        chains = [{
            "chain": number, "name": f"chain{number}", "rpc": "http://127.0.0.1:1",
            "evmChainId": chain_id, "contract": "0x" + "22" * 20,
            "blockLedger": "0x" + "33" * 20, "confirmations": 2, "startBlock": 0,
            "dataChain": number == 1,
        } for number, chain_id in enumerate(chain_ids, 1)]
        return self.shell.write("network.json", {**NETWORK, "chains": chains})


@pytest.fixture
def ceremony(shell: Shell) -> Ceremony:
    return Ceremony(shell)


@pytest.fixture
def finished(ceremony: Ceremony) -> Ceremony:
    ceremony.begin("--powers", str(ceremony.public_powers))
    ceremony.contribute(*PARTIES)
    return ceremony


def contract_of(folder: Path) -> tuple[bytes, dict]:
    """Creation code and ABI of the exported verifier."""
    output = subprocess.run(
        [sys.executable, "-m", "vyper", "--optimize", "gas", "--evm-version", "cancun",
         "-f", "combined_json", "Groth16Verifier.vy"],
        cwd=folder, check=True, capture_output=True, text=True).stdout
    made = json.loads(output)["Groth16Verifier.vy"]
    return bytes.fromhex(made["bytecode"].removeprefix("0x")), made["abi"]


def test_three_parties_make_a_key_that_proves_on_a_chain(ceremony):
    powers = ceremony.public_powers
    digest = hashlib.blake2b(powers.read_bytes()).hexdigest()
    ceremony.begin("--powers", str(powers), "--powers-hash", digest)
    said = ceremony.contribute(*PARTIES)
    assert [step["name"] for step in said["contributions"]] == PARTIES and not said["final"]
    assert said["contributions"][2]["key"] == hashlib.blake2b(
        ceremony.key(3).read_bytes()).hexdigest()
    ceremony.accepts("beacon", "--value", VALUE, "--iterations", "4")
    verified = ceremony.accepts("verify", *ceremony.subject, "--powers-hash", digest)
    assert verified["final"] and not verified["development"]
    assert verified["hash"] == json.loads(ceremony.transcript.read_text())["hash"]

    # On chain 1, which runs on many machines.
    ceremony.accepts(
        "export", *ceremony.subject, "--out", "keys", "--network", ceremony.network(1, 31001))
    keys = ceremony.home / "keys"
    witness, public = cube_values(ceremony.home / "witness.wtns", 3)
    imported = groth16py.import_zkey(str(keys / "proving_key.zkey"))
    proving_key = imported[0] if isinstance(imported, tuple) else imported
    proof = bytes(groth16py.prove_wtns(proving_key, str(witness)))
    verifier = groth16py.Verifier(
        groth16py.VerifyingKey.from_snarkjs_file(str(keys / "verification_key.json")))
    assert verifier.verify(proof, [public]) and not verifier.verify(proof, [public + 1])

    code, _ = contract_of(keys)
    evm, sender = pyrevm.EVM(spec_id="CANCUN"), "0x" + "00" * 19 + "ff"
    address = evm.deploy(sender, code)

    def verify(value: int) -> bool:
        selector = keccak(text="verify(uint256,bytes)")[:4]
        data = selector + encode(["uint256", "bytes"], [value, proof])
        return decode(["bool"], bytes(evm.message_call(sender, address, calldata=data)))[0]

    assert verify(public) and not verify(public + 1)
    assert verified["hash"] in (keys / "Groth16Verifier.vy").read_text()
    assert "GROTH16_DEVELOPMENT_KEY 0" in (keys / "groth16_key.h").read_text()


def test_a_key_from_local_powers_is_for_development(ceremony):
    said = ceremony.begin("--local-powers", "3")
    assert said["development"]
    ceremony.contribute(*PARTIES)
    subject = ["--circuit", str(ceremony.circuit), "--out", "keys"]
    message = ceremony.refuses(
        "developmentKey", "export", *subject, "--network", ceremony.network(31001, 10))
    assert "chain2" in message and not (ceremony.home / "keys").exists()
    ceremony.accepts("export", *subject, "--network", ceremony.network(31001, 31002))
    code, _ = contract_of(ceremony.home / "keys")
    with pytest.raises(RuntimeError):
        pyrevm.EVM(spec_id="CANCUN").deploy("0x" + "00" * 19 + "ff", code)


def test_a_key_of_one_party_is_for_development(ceremony):
    ceremony.begin("--powers", str(ceremony.public_powers))
    assert ceremony.contribute("alice", "alice")["development"]
    ceremony.refuses(
        "developmentKey", "export", *ceremony.subject, "--out", "keys", "--network",
        ceremony.network(1))
    assert not ceremony.contribute("bob")["development"]


def test_refuses_powers_with_another_hash(ceremony):
    message = ceremony.refuses(
        "powersHash", "begin", "--circuit", str(ceremony.circuit), "--powers",
        str(ceremony.public_powers), "--powers-hash", "00" * 64)
    assert hashlib.blake2b(ceremony.public_powers.read_bytes()).hexdigest() in message


def test_refuses_powers_that_contradict_each_other(ceremony):
    """A coordinator with powers of its making: the second power is the fifth."""
    powers = ceremony.public_powers
    data = bytearray(powers.read_bytes())
    start = 12 + 12 + 44 + 12
    data[start + 128:start + 192] = data[start + 320:start + 384]
    powers.write_bytes(data)
    ceremony.begin("--powers", str(powers))
    ceremony.contribute(*PARTIES)
    assert "powers1" in ceremony.refuses("powers", "verify", *ceremony.subject)


def test_steps_come_in_order(finished):
    finished.refuses("exists", "begin", "--circuit", str(finished.circuit), "--powers",
                     str(finished.public_powers))
    finished.refuses("noEntropy", "contribute", "--name", "dave")
    finished.refuses("name", "contribute", "--name", "x" * 65, typed="dice")
    finished.accepts("beacon", "--value", VALUE, "--iterations", "2")
    finished.refuses("afterBeacon", "contribute", "--name", "dave", typed="dice")
    finished.refuses("afterBeacon", "beacon", "--value", VALUE)


def test_a_key_without_contributions_is_not_exported(ceremony):
    """Its delta is its gamma: a public input could be moved into the private part of a proof."""
    ceremony.begin("--powers", str(ceremony.public_powers))
    message = ceremony.refuses("key", "export", *ceremony.subject, "--out", "keys")
    assert "delta" in message and not (ceremony.home / "keys" / "Groth16Verifier.vy").exists()


def test_an_interrupted_beginning_is_done_again(ceremony):
    (ceremony.home / "ceremony").mkdir()
    (ceremony.home / "ceremony" / "powers.ptau").write_bytes(b"half of the powers")
    ceremony.begin("--local-powers", "3")
    ceremony.contribute("alice")
    ceremony.refuses(
        "exists", "begin", "--circuit", str(ceremony.circuit), "--local-powers", "3")
    ceremony.accepts("verify", "--circuit", str(ceremony.circuit))


def test_an_interrupted_step_is_done_again(ceremony):
    ceremony.begin("--powers", str(ceremony.public_powers))
    ceremony.contribute("alice")
    (ceremony.home / "ceremony" / "key.partial").write_bytes(b"half a key")
    shutil.copy(ceremony.key(1), ceremony.key(2))
    ceremony.contribute("bob")
    ceremony.accepts("verify", *ceremony.subject)


# Cheaters, who put right whatever hash they can.

def flip(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


def test_names_who_left_another_key(finished):
    flip(finished.key(3), finished.key(3).stat().st_size - 200)
    message = finished.refuses("keyFile", "verify", *finished.subject)
    assert "step 3 by carol" in message and "hash" in message
    finished.refuses("keyFile", "contribute", "--name", "dave", typed="dice")


def test_names_the_first_of_several_wrong_keys(finished):
    for number in (2, 3):
        flip(finished.key(number), finished.key(number).stat().st_size - 200)
    assert "step 2 by bob" in finished.refuses("keyFile", "verify", *finished.subject)


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize(
    "member", ["factor1", "factor2", "proof", "delta1", "delta2", "key", "name"])
def test_names_who_changed_a_step(finished, number, member):
    """The hash in the file no longer fits."""
    transcript = json.loads(finished.transcript.read_text())
    other = "mallory" if member == "name" else transcript["contributions"][number % 3][member]
    transcript["contributions"][number - 1][member] = other
    finished.transcript.write_text(json.dumps(transcript))
    message = finished.refuses("contribution", "verify", *finished.subject)
    name = "mallory" if member == "name" else PARTIES[number - 1]
    assert f"contribution {number} by {name}" in message


def test_names_who_took_over_a_step(finished):
    transcript = json.loads(finished.transcript.read_text())
    steps = transcript["contributions"]
    steps[1] = {**steps[0], "number": 2, "name": "bob"}
    finished.transcript.write_text(json.dumps(transcript))
    assert "contribution 2 by bob" in finished.refuses("contribution", "verify", *finished.subject)


def test_refuses_another_beacon(finished):
    finished.accepts("beacon", "--value", VALUE, "--iterations", "2")
    transcript = json.loads(finished.transcript.read_text())
    transcript["contributions"][3]["beacon"] = "ff"
    finished.transcript.write_text(json.dumps(transcript))
    assert "contribution 4 by beacon" in finished.refuses(
        "contribution", "verify", *finished.subject)


def test_refuses_another_circuit(finished):
    flip(finished.circuit, finished.circuit.stat().st_size - 8)
    finished.refuses("otherCircuit", "verify", *finished.subject)


def test_refuses_a_malformed_transcript(finished):
    finished.transcript.write_text("{}")
    finished.refuses("transcript", "verify", *finished.subject)


@pytest.mark.parametrize("log2, powers", [(3, 4), (15, 16), (15, 15)])
def test_first_keys_have_the_hash_of_snarkjs(ceremony, log2, powers):
    """Of a domain below and above 2^14 rows; none where snarkjs would read past the powers."""
    if log2 > 3:
        ceremony.circuit = squares(ceremony.home / "squares.r1cs", (1 << log2) - 2)
    ceremony.begin("--local-powers", str(powers))
    key = sections(ceremony.key(0))
    expected = bytes(64)
    if powers > log2:
        expected = circuit_hash(key, ceremony.home / "ceremony" / "powers.ptau")
    assert key[10] == expected + bytes(4)
