"""An EVM in this process and contracts on it that can be called like objects."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyrevm
import pytest
from eth_abi import decode, encode
from eth_utils import keccak, to_checksum_address

ROOT = Path(__file__).resolve().parents[2]
START = 1_700_000_000
# The patterns of the machine's text form of its state.
ACCOUNT = re.compile(r"(0x[0-9a-f]{40}): Account \{.*?storage: \{(.*?)\}, status", re.DOTALL)
SLOT = re.compile(r"(\d+): StorageSlot \{[^}]*?present_value: (\d+)")


class Reverted(Exception):
    """A call failed; the text is its revert string."""


@dataclass(frozen=True)
class Event:
    """A decoded event."""

    address: str
    name: str
    values: dict


class Machine:
    """One chain: its clock, its accounts and the events of the last call."""

    def __init__(self, chain_id: int = 1) -> None:
        environment = pyrevm.Env(cfg=pyrevm.CfgEnv(chain_id=chain_id))
        self.evm = pyrevm.EVM(env=environment, spec_id="CANCUN")
        self.number = 1
        self.now = START
        self.logs: list = []
        self.gas_used = 0
        self.contracts: dict[str, Contract] = {}
        self.advance(0)

    def advance(self, seconds: int) -> None:
        """Lets time pass."""
        self.now += seconds
        self.number += 1
        self.evm.set_block_env(pyrevm.BlockEnv(number=self.number, timestamp=self.now))

    def fund(self, address: str, amount: int = 10**30) -> None:
        """Gives native coin to an account."""
        self.evm.set_balance(address, amount)

    def code(self, address: str) -> bytes:
        """The code of a contract."""
        return bytes(self.evm.get_code(address) or b"")

    def balance(self, address: str) -> int:
        """Native coin of an account."""
        return self.evm.get_balance(address)

    def deploy(self, name: str, *arguments, sender: str) -> "Contract":
        """Creates a contract from the compiler's output."""
        made = artifact(name)
        inputs = next((e["inputs"] for e in made["abi"] if e["type"] == "constructor"), [])
        code = creation_code(name) + encode(types(inputs), arguments)
        return self.at(name, self.attempt(lambda: self.evm.deploy(sender, code)))

    def at(self, name: str, address: str) -> "Contract":
        """The contract that is at an address."""
        contract = Contract(self, to_checksum_address(address), artifact(name)["abi"])
        self.contracts[contract.address] = contract
        return contract

    def call(self, sender: str, to: str, data: bytes, value: int = 0) -> bytes:
        """Makes one transaction and keeps its events and gas."""
        output = self.attempt(
            lambda: self.evm.message_call(sender, to, calldata=data, value=value)
        )
        self.gas_used = self.evm.result.gas_used
        self.logs = self.evm.result.logs
        return bytes(output)

    def cold_gas(self, sender: str, to: str, data: bytes, value: int = 0) -> int:
        """The cost of a transaction, base and call data included.

        All calls in this process are one transaction to the machine: what an earlier one touched is
        cheap for a later one. So the call runs on a machine that has the state and touched nothing.
        """
        fresh = pyrevm.EVM(spec_id="CANCUN")
        fresh.set_block_env(pyrevm.BlockEnv(number=self.number, timestamp=self.now))
        for address, words in self.storage().items():
            for slot, content in words.items():
                # Undone in the journal at once, or the word would count as written by the call.
                checkpoint = fresh.snapshot()
                fresh.insert_account_storage(address, slot, content)
                fresh.revert(checkpoint)
        for address, info in self.evm.journal_state.items():
            fresh.insert_account_info(address, info)
        fresh.message_call(sender, to, calldata=data, value=value)
        return fresh.result.gas_used

    def storage(self) -> dict[str, dict[int, int]]:
        """The words that contracts have, by address and slot."""
        return {
            address: {int(slot): int(content) for slot, content in SLOT.findall(account)}
            for address, account in ACCOUNT.findall(self.evm.journal_str)}

    @property
    def events(self) -> list[Event]:
        """The events of the last call."""
        return [self.decode_event(log) for log in self.logs]

    def attempt(self, action):
        """Turns the machine's errors into `Reverted`."""
        self.evm.reset_transient_storage()
        try:
            return action()
        except RuntimeError as error:
            raise Reverted(reason(str(error))) from None

    def decode_event(self, log) -> Event:
        """Decodes an event by the ABI of the contract that emitted it."""
        address = to_checksum_address(log.address)
        topics = [bytes.fromhex(topic[2:]) for topic in log.topics]
        contract = self.contracts.get(address)
        entry = contract.event_entries.get(topics[0]) if contract else None
        if entry is None:
            return Event(address, topics[0].hex(), {})
        indexed = [one for one in entry["inputs"] if one["indexed"]]
        plain = [one for one in entry["inputs"] if not one["indexed"]]
        values = {
            one["name"]: decode([one["type"]], topic)[0] for one, topic in zip(indexed, topics[1:])
        }
        data = log.data[1] if isinstance(log.data, tuple) else log.data
        values |= dict(zip([one["name"] for one in plain], decode(types(plain), bytes(data))))
        return Event(address, entry["name"], values)


class Contract:
    """A deployed contract: `contract.name(arguments, sender=..., value=...)`."""

    def __init__(self, machine: Machine, address: str, abi: list[dict]):
        self.machine = machine
        self.address = address
        self.functions = {e["name"]: e for e in abi if e["type"] == "function"}
        # A function with optional arguments is there once for each number of them.
        self.forms = {(e["name"], len(e["inputs"])): e for e in abi if e["type"] == "function"}
        self.event_entries = {
            keccak(text=signature(e)): e for e in abi if e["type"] == "event"
        }

    def encode(self, name: str, *arguments) -> bytes:
        """The call data of one function."""
        entry = self.forms[name, len(arguments)]
        return keccak(text=signature(entry))[:4] + encode(types(entry["inputs"]), arguments)

    def __getattr__(self, name: str):
        """Finds a function of the ABI."""
        if name not in self.__dict__.get("functions", {}):
            raise AttributeError(name)
        outputs = types(self.functions[name]["outputs"])

        def call(*arguments, sender: str = "0x" + "00" * 19 + "ff", value: int = 0):
            data = self.encode(name, *arguments)
            values = decode(outputs, self.machine.call(sender, self.address, data, value))
            return values[0] if len(values) == 1 else (values or None)

        return call


@cache
def artifact(name: str) -> dict:
    """The compiler's output about a contract."""
    return json.loads((ROOT / "build" / "contracts" / f"{name}.json").read_text())


def creation_code(name: str) -> bytes:
    """The creation code of a contract, without its constructor's arguments."""
    return bytes.fromhex(artifact(name)["bytecode"].removeprefix("0x"))


def types(parameters: list[dict]) -> list[str]:
    """The ABI types of parameters; a structure is a tuple of its members'."""
    return [
        parameter["type"].replace("tuple", f"({','.join(types(parameter['components']))})")
        if "components" in parameter else parameter["type"]
        for parameter in parameters
    ]


def signature(entry: dict) -> str:
    """The signature from which a selector is computed."""
    return f"{entry['name']}({','.join(types(entry['inputs']))})"


def reason(error: str) -> str:
    """The revert string within the machine's error."""
    match = re.search(r"output: 0x([0-9a-f]*)", error)
    output = bytes.fromhex(match[1]) if match else b""
    if output[:4] == keccak(text="Error(string)")[:4]:
        return decode(["string"], output[4:])[0]
    return "" if match else error


def refuses(text: str):
    """Expects a call to revert with exactly this string."""
    return pytest.raises(Reverted, match=f"^{re.escape(text)}$")
