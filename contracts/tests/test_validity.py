"""`BlockLedger` with the verifier of the wrap and a proof of real blocks, as `make demo` made it.

`Tests/Vectors/wrapped-blocks` has the proof with the headers that it is about (`build/demo/proof.json`) and the
contract that verifies it (`Guests/WrapVerifier.vy`). Program, keys and contract are those of that day.
"""

import json
import subprocess
import sys
from dataclasses import replace
from functools import cache

import pytest
from eth_abi import encode

from . import encoding
from .encoding import codec
from .machine import ROOT, START, Contract, Machine, artifact, creation_code, refuses, types
from .world import DEPLOYER, GUARDIAN, MALLORY, OPERATOR, ZERO, address

FOLDER = ROOT / "Tests" / "Vectors" / "wrapped-blocks"
LOCAL_CHAIN = 31_002
VALIDITY = 2
GAS_LIMIT = 260_000


@cache
def vector() -> dict:
    return json.loads((FOLDER / "proof.json").read_text())


@cache
def verifier_code() -> bytes:
    output = subprocess.run(
        [sys.executable, "-m", "vyper", "--optimize", "gas", "--evm-version", "cancun", "Groth16Verifier.vy"],
        cwd=FOLDER, check=True, capture_output=True, text=True).stdout
    return bytes.fromhex(output.strip().removeprefix("0x"))


def member(name: str) -> bytes:
    return bytes.fromhex(vector()[name])


@cache
def blocks() -> list[tuple[codec.Header, bytes]]:
    """Headers with the operations for the chain."""
    return [(codec.decode_header(bytes.fromhex(one["header"])), bytes.fromhex(one["operations"]))
            for one in vector()["blocks"]]


class Proven:
    """A ledger above a queue that the operator makes up, with blocks committed on it."""

    def __init__(self, committed=None, **changes):
        committed = blocks() if committed is None else committed
        self.machine = machine = Machine(LOCAL_CHAIN)
        for one in (OPERATOR, DEPLOYER, MALLORY):
            machine.fund(one)
        machine.advance(max(header.timestamp for header, _ in committed) - START)

        def deploy(name: str, *arguments) -> Contract:
            return machine.deploy(name, *arguments, sender=DEPLOYER)

        governance = deploy("Governance", 0, [DEPLOYER], [ZERO], GUARDIAN)
        network, self.chain = vector()["network"], vector()["chain"]
        registry = deploy(
            "OracleRegistry", governance.address, [address(f"oracle {i}") for i in range(4)], 3, 0, 0, network,
            self.chain)
        verifier = machine.attempt(lambda: machine.evm.deploy(DEPLOYER, verifier_code()))
        arguments = {
            "network": network, "chain": self.chain, "data": False, "mode": VALIDITY, "verifier": verifier,
            "oracles": registry.address, "governance": governance.address, "operator": OPERATOR,
            "genesis": member("genesis"), "program": member("program"), "keys": member("keys"), "deadline": 500,
            **changes,
        }
        inputs = next(e["inputs"] for e in artifact("BlockLedger")["abi"] if e["type"] == "constructor")
        self.custody = deploy(
            "MockZkLink", creation_code("BlockLedger"), encode(types(inputs), list(arguments.values())))
        self.ledger = machine.at("BlockLedger", self.custody.block_ledger())
        for header, operations in committed:
            self.commit(header, operations)

    def commit(self, header: codec.Header, operations: bytes) -> None:
        """Commits a block with the queue that it says."""
        own = next(section for section in header.sections if section.chain == self.chain)
        self.custody.set_hash(own.queue_start + own.queue_count, own.queue_hash)
        self.ledger.commit(header.encoded(), operations, b"", sender=OPERATOR)


def last() -> int:
    return len(blocks())


def test_accepts_the_proof_within_the_gas():
    proven = Proven()
    data = proven.ledger.encode("prove", 0, last(), member("proof"))
    gas = proven.machine.cold_gas(MALLORY, proven.ledger.address, data)
    assert 200_000 < gas <= GAS_LIMIT, gas
    report = ROOT / "build" / "bench" / "prove.json"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.write_text(json.dumps({"gas_prove": gas}) + "\n")
    proven.ledger.prove(0, last(), member("proof"), sender=MALLORY)
    assert proven.ledger.proven() == last() and proven.ledger.settlement_mode() == "validity"


def test_refuses_a_block_that_mints():
    """The operator pays itself in the last block, and has the proof of the honest one."""
    honest, _ = blocks()[-1]
    payout = encoding.Payout(encoding.padded(OPERATOR), 2, 10**12).encoded()
    sections = tuple(
        replace(section, operation_count=1, operations_hash=codec.digest(payout))
        if section.chain == vector()["chain"] else section for section in honest.sections)
    forged = replace(honest, new_root=codec.digest(b"any root"), sections=sections)
    proven = Proven([*blocks()[:-1], (forged, payout)])
    with refuses("blocks: bad proof"):
        proven.ledger.prove(0, last(), member("proof"))


@pytest.mark.parametrize("field", ["new_root", "data_hash", "timestamp"])
def test_refuses_any_other_header(field):
    honest, operations = blocks()[-1]
    value = honest.timestamp + 1 if field == "timestamp" else codec.digest(b"other")
    proven = Proven([*blocks()[:-1], (replace(honest, **{field: value}), operations)])
    with refuses("blocks: bad proof"):
        proven.ledger.prove(0, last(), member("proof"))


@pytest.mark.parametrize("field", ["program", "keys"])
def test_refuses_another_program_or_list_of_keys(field):
    changed = bytes([member(field)[0] ^ 1]) + member(field)[1:]
    proven = Proven(**{field: changed})
    with refuses("blocks: bad proof"):
        proven.ledger.prove(0, last(), member("proof"))


def test_refuses_fewer_blocks_more_blocks_and_a_replay():
    proven = Proven()
    for number in range(1, last()):
        with refuses("blocks: bad proof"):
            proven.ledger.prove(0, number, member("proof"))
    proven.ledger.prove(0, last(), member("proof"))
    with refuses("blocks: bad range"):
        proven.ledger.prove(0, last(), member("proof"))
    honest, _ = blocks()[-1]
    sections = tuple(codec.Section(s.chain, s.queue_start + s.queue_count, 0, s.queue_hash) for s in honest.sections)
    proven.commit(replace(
        honest, number=honest.number + 1, previous=honest.hash(), old_root=honest.new_root, sections=sections), b"")
    for start in range(last() + 1):
        with refuses("blocks: bad proof"):
            proven.ledger.prove(start, last() + 1, member("proof"))


@pytest.mark.parametrize("place", range(0, 256, 29))
def test_refuses_a_changed_proof(place):
    proven = Proven()
    changed = bytearray(member("proof"))
    changed[place] ^= 1
    with refuses("blocks: bad proof"):
        proven.ledger.prove(0, last(), bytes(changed))
