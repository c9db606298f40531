"""What an operator with all its keys tries against the contracts of a network, beside an honest proof.

Each attempt is a `BlockLedger` of its own, with the network's verifier, oracles and operator, above a queue that the
operator makes up. Everything is sent to the chain, and what the contracts answer is kept.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Tests" / "Model"))

import codec  # noqa: E402
from deploy import VALIDITY, artifact  # noqa: E402
from eth_abi import encode  # noqa: E402
from hexbytes import HexBytes  # noqa: E402
from localnet import GUEST, JOIN_KEYS, NETWORK_ID, ROOT, Chain, LocalNetwork, NetworkError  # noqa: E402
from web3 import Web3  # noqa: E402
from web3.exceptions import ContractLogicError  # noqa: E402

FORGED_WRAP = ROOT / ".build" / os.environ.get("ZKLINK_BUILD", "release") / "forged-wrap"
ORDER = 21888242871839275222246405745257275088548364400416034343698204186575808495617
REVERT_DEADLINE = 3_600
CALL_GAS = 500_000


@dataclass(frozen=True)
class Attempt:
    """What was tried and what the contracts answered."""

    name: str
    refused: bool
    answer: str


@dataclass(frozen=True)
class Proof:
    """A proof that the chain accepted: of the blocks after `start` up to `last`."""

    start: int
    last: int
    data: bytes


@dataclass(frozen=True)
class Block:
    """A committed block: its header and the operations for the chain."""

    header: codec.Header
    operations: bytes

    def taking_money(self, chain: int, receiver: str) -> Block:
        """The same with another root, and with a million dollars for somebody on the chain."""
        payout = codec.Payout(
            codec.WITHDRAWAL, 1, 0, 1, bytes(12) + bytes.fromhex(receiver[2:]), 2, 10**12, 0).encoded()
        sections = tuple(
            replace(section, operation_count=1, operations_hash=codec.digest(payout)) if section.chain == chain else section
            for section in self.header.sections)
        header = replace(self.header, new_root=codec.digest(b"any root"), sections=sections)
        return Block(header, payout)

    def after(self, root: bytes) -> Block:
        """An empty block after this one, with any root."""
        sections = tuple(
            codec.Section(s.chain, s.queue_start + s.queue_count, 0, s.queue_hash) for s in self.header.sections)
        header = replace(
            self.header, number=self.header.number + 1, previous=self.header.hash(), old_root=self.header.new_root,
            new_root=root, sections=sections)
        return Block(header, b"")


class Ledger:
    """A `BlockLedger` with an operator that makes up the queue."""

    def __init__(self, attacker: Forger, **changes: bytes):
        self.attacker, self.chain = attacker, attacker.chain
        made = artifact("BlockLedger")
        arguments = {**attacker.arguments, **changes}
        types = [entry["type"] for entry in next(e for e in made["abi"] if e["type"] == "constructor")["inputs"]]
        mock = artifact("MockZkLink")
        factory = self.chain.web3.eth.contract(abi=mock["abi"], bytecode=mock["bytecode"])
        receipt = attacker.transact(
            factory.constructor(HexBytes(made["bytecode"]), encode(types, list(arguments.values()))))
        self.custody = self.chain.web3.eth.contract(address=receipt["contractAddress"], abi=mock["abi"])
        address = self.custody.functions.block_ledger().call()
        self.contract = self.chain.web3.eth.contract(address=address, abi=made["abi"])

    def commit(self, *blocks: Block) -> None:
        """Commits blocks, with the queue that they say."""
        calls = []
        for block in blocks:
            own = next(s for s in block.header.sections if s.chain == self.chain.chain)
            calls.append(self.custody.functions.set_hash(own.queue_start + own.queue_count, own.queue_hash))
            calls.append(self.contract.functions.commit(block.header.encoded(), block.operations, b""))
        self.attacker.transact_all(calls)

    def prove(self, start: int, last: int, proof: bytes) -> str:
        """The reason of a refusal; empty if the proof is accepted."""
        call = self.contract.functions.prove(start, last, proof)
        try:
            call.call({"from": self.attacker.address})
        except ContractLogicError as error:
            return str(error.message)
        self.attacker.transact(call)
        return "" if self.contract.functions.proven().call() == last else "not counted"


class Forger:
    """An operator with all keys of a network, oracles included, and an honest proof of the first blocks."""

    def __init__(self, network: LocalNetwork, chain: Chain):
        self.network, self.chain, self.key = network, chain, network.keys["operator"]
        self.address = self.key.address
        self.proofs = self.accepted_proofs()
        self.proof = next((proof for proof in self.proofs if proof.start == 0), None)
        if self.proof is None:
            raise NetworkError(f"chain {chain.name} accepted no proof from the first block on")
        self.blocks = self.committed_blocks(self.proof.last)
        addresses = chain.deployment["addresses"]
        program = network.program()
        genesis = network.zklink("genesis", "--config", str(network.folder / "genesis-draft.json"))["genesisHeader"]
        self.arguments = {
            "network": NETWORK_ID, "chain": chain.chain, "data": False, "mode": VALIDITY,
            "verifier": addresses["Verifier"], "oracles": addresses["OracleRegistry"],
            "governance": addresses["Governance"], "operator": self.address, "genesis": HexBytes(genesis),
            "program": HexBytes(program["programId"]), "keys": HexBytes(program["keyRoot"]), "deadline": REVERT_DEADLINE,
        }

    def transact(self, call):
        return self.network.transact(self.chain, call, key="0x" + bytes(self.key.key).hex())

    def transact_all(self, calls: list) -> None:
        """Sends calls without waiting in between; the gas of one that needs another cannot be estimated."""
        key = "0x" + bytes(self.key.key).hex()
        sent = [self.network.send(self.chain, call, key=key, gas=CALL_GAS) for call in calls]
        for digest in sent:
            self.network.wait_for(self.chain, digest)

    def accepted_proofs(self) -> list[Proof]:
        """The proofs in the chain's history."""
        ledger, found = self.chain.contract("BlockLedger"), []
        for event in ledger.events.BlocksProven.get_logs(from_block=self.chain.deployment["startBlock"]):
            sent = self.chain.web3.eth.get_transaction(event["transactionHash"])
            _, values = ledger.decode_function_input(sent["input"])
            found.append(Proof(values["start"], values["last"], values["proof"]))
        return found

    def committed_blocks(self, last: int) -> list[Block]:
        events = self.chain.contract("BlockLedger").events.BlockCommitted.get_logs(
            from_block=self.chain.deployment["startBlock"])
        return [Block(codec.decode_header(event["args"]["header"]), event["args"]["chain_operations"])
                for event in events if event["args"]["number"] <= last]

    def confirmations(self, ledger: Ledger, number: int) -> list[bytes]:
        """Signatures of the network's own oracles, whose keys the operator has."""
        digest = Web3.keccak(codec.confirmation(
            NETWORK_ID, self.chain.chain, 0, number, ledger.contract.functions.header_hash(number).call(),
            ledger.contract.functions.sync_hash(number).call()))
        signers = sorted(self.network.oracle_keys, key=lambda key: int(key.address, 16))[: self.network.threshold]
        return [bytes(key.unsafe_sign_hash(digest).signature) for key in signers]

    def evidence(self) -> dict:
        """The honest proof with all that it is about: what a contract needs to verify it elsewhere."""
        return {
            "network": NETWORK_ID, "chain": self.chain.chain, "program": self.arguments["program"].hex(),
            "keys": self.arguments["keys"].hex(), "genesis": bytes(self.arguments["genesis"]).hex(),
            "blocks": [{"header": b.header.encoded().hex(), "operations": b.operations.hex()} for b in self.blocks],
            "proof": self.proof.data.hex(),
        }

    def run(self) -> list[Attempt]:
        """Tries everything; the last step is the honest proof, which the same contracts accept."""
        return [
            *self.minted_money(), *self.other_statements(), *self.beside_the_honest_proof(), *self.child_that_lies()]

    def minted_money(self) -> list[Attempt]:
        """A block that pays the operator, with the oracles' signatures and a proof of the honest block."""
        last = self.proof.last
        ledger = Ledger(self)
        ledger.commit(*self.blocks[:-1], self.blocks[-1].taking_money(self.chain.chain, self.address))
        answer = ledger.prove(0, last, self.proof.data)
        self.transact(ledger.contract.functions.confirm(last, self.confirmations(ledger, last)))
        try:
            ledger.contract.functions.executable_block(last).call()
            executed = ""
        except ContractLogicError as error:
            executed = str(error.message)
        return [
            attempt("a block that mints a million dollars, with the proof of the honest block", answer),
            attempt("the same block executed with the signatures of all oracles and without a proof", executed),
        ]

    def other_statements(self) -> list[Attempt]:
        """The honest proof where another program, or another list of keys, is to be proven."""
        attempts = []
        for what, name in (("program", "a proof of another program"), ("keys", "a proof under another list of keys")):
            changed = bytes([self.arguments[what][0] ^ 1]) + bytes(self.arguments[what][1:])
            ledger = Ledger(self, **{what: changed})
            ledger.commit(*self.blocks)
            attempts.append(attempt(name, ledger.prove(0, self.proof.last, self.proof.data)))
        return attempts

    def beside_the_honest_proof(self) -> list[Attempt]:
        """Attempts where the honest proof is accepted in the end."""
        last, ledger = self.proof.last, Ledger(self)
        ledger.commit(*self.blocks)
        other = next((proof.data for proof in self.proofs if proof != self.proof), None)
        tried = []
        if other is not None:
            tried.append(attempt("a proof of other blocks", ledger.prove(0, last, other)))
        if last > 1:
            tried.append(attempt("a proof for fewer blocks than it is about", ledger.prove(0, last - 1, self.proof.data)))
        tried += self.changed_inputs()
        if answer := ledger.prove(0, last, self.proof.data):
            raise NetworkError(f"the honest proof is refused: {answer}")
        tried.append(attempt("the proof once more", ledger.prove(0, last, self.proof.data)))
        ledger.commit(self.blocks[-1].after(codec.digest(b"any root")))
        for start in (0, last):
            tried.append(attempt(
                f"the proof once more, for a made-up block after {start}", ledger.prove(start, last + 1, self.proof.data)))
        return tried

    def child_that_lies(self) -> list[Attempt]:
        """A made-up first block with a proof that the verifier accepts: last layer, compression and wrap are honest.

        What they prove is that a program in a list of the operator's says so, and that program verifies nothing.
        """
        genesis = codec.decode_header(bytes(self.arguments["genesis"]))
        block = Block(genesis, b"").after(codec.digest(b"any root")).taking_money(self.chain.chain, self.address)
        block = Block(replace(block.header, timestamp=self.blocks[0].header.timestamp), block.operations)
        out = self.network.folder / "forged-proof"
        command = [
            str(FORGED_WRAP), str(GUEST), str(JOIN_KEYS), str(self.network.wrap.key), genesis.hash().hex(),
            block.header.hash().hex(), str(out)]
        made = subprocess.run(command, capture_output=True, text=True)
        if made.returncode:
            raise NetworkError(f"{' '.join(command)}: exit {made.returncode}\n{made.stderr[-2_000:]}")
        proof, keys = out.read_bytes(), bytes.fromhex(made.stdout.strip())
        if not self.verify(self.statement(keys, genesis.hash(), block.header.hash()), proof):
            raise NetworkError("the verifier refuses the forged proof even for the operator's own list of keys")
        ledger = Ledger(self)
        ledger.commit(block)
        return [attempt("an honest last layer above a proof of a program that verifies nothing", ledger.prove(0, 1, proof))]

    def statement(self, keys: bytes, before: bytes, after: bytes) -> int:
        """The public input of a proof about the network's program under a list of keys, from header to header."""
        return int.from_bytes(codec.public_input(self.arguments["program"], keys, before, after), "big")

    def verify(self, statement: int, proof: bytes) -> bool:
        """What the network's verifier says of a public input and a proof."""
        verifier = self.chain.web3.eth.contract(address=self.arguments["verifier"], abi=self.network.verifier_abi())
        return verifier.functions.verify(statement, proof).call()

    def changed_inputs(self) -> list[Attempt]:
        """The verifier itself, with the public input plus the order of the group, and plus one."""
        genesis = codec.digest(bytes(self.arguments["genesis"]))
        statement = self.statement(self.arguments["keys"], genesis, self.blocks[-1].header.hash())
        if not self.verify(statement, self.proof.data):
            raise NetworkError("the verifier refuses the honest proof")
        tried = []
        for name, value in (("the order of the group", statement + ORDER), ("one", statement + 1)):
            accepted = self.verify(value, self.proof.data)
            tried.append(attempt(f"the public input plus {name}", "" if accepted else "the verifier says no"))
        return tried


def attempt(name: str, answer: str) -> Attempt:
    """An attempt with the reason of its refusal; an empty one means that it was accepted."""
    return Attempt(name, answer != "", answer or "ACCEPTED")
