"""Runs one message on pyrevm over a state that this package keeps.

Each run uses a fresh machine holding only the part of the state that the message reads, so access
lists start cold and refunds are right, as at the start of a real transaction. What is read is not
known beforehand: the message runs, the trace says what it asked for, what was missing is added,
and it runs again until nothing was missing. A memory of what each callee read last time makes the
first run enough in the common case.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import pyrevm

from devchain.blockhash import BlockHashSource
from devchain.blocks import Log
from devchain.errors import INTERNAL_ERROR, RpcError
from devchain.state import NO_ACCOUNT, StateReader
from devchain.trace import Trace, read_trace
from devchain.transactions import AccessList

MAX_ROUNDS = 4096
REMEMBERED_ITEMS = 256
REMEMBERED_CALLEES = 4096
_OUTPUT = re.compile(r"^Revert \{ gas_used: \d+, output: 0x([0-9a-f]*) \}")


@dataclass(frozen=True)
class BlockContext:
    """The block that a message runs in."""

    number: int
    timestamp: int
    coinbase: bytes
    gas_limit: int
    base_fee: int
    prev_randao: bytes
    hash_of: Callable[[int], bytes] = field(repr=False)


@dataclass(frozen=True)
class Message:
    """A call, or a creation when `to` is None."""

    sender: bytes
    to: bytes | None
    value: int
    data: bytes
    gas: int
    gas_price: int
    access_list: AccessList = ()


@dataclass(frozen=True)
class Outcome:
    """The outcome of a message."""

    success: bool
    gas_used: int
    output: bytes
    logs: tuple[Log, ...]
    halt: str | None
    created: bytes | None
    trace: Trace

    @property
    def returned(self) -> bytes:
        """The output; of a creation, the code that it left."""
        if self.created is None:
            return self.output
        return next((change.code or b"" for change in self.trace.changes()
                     if change.address == self.created), b"")


class _Supplied:
    """The part of the state that the next run gets."""

    def __init__(self) -> None:
        self.accounts: set[bytes] = set()
        self.slots: set[tuple[bytes, int]] = set()
        self.hashes: dict[int, bytes] = {}


class Executor:
    """Executes messages for one chain id."""

    def __init__(self, chain_id: int) -> None:
        self._chain_id = chain_id
        self._hashes = BlockHashSource()
        self._remembered: dict[bytes, dict[bytes, tuple[int, ...]]] = {}

    def run(self, state: StateReader, block: BlockContext, message: Message,
            remembers: bool = True) -> Outcome:
        """Runs a message; the state is only read.

        Without `remembers` the outcome's trace has loaded only what this message asks for.
        """
        supplied = self._first_guess(message, remembers)
        for _ in range(MAX_ROUNDS):
            machine = self._machine(state, block, message, supplied)
            outcome = _execute(machine, message)
            if not self._extend(supplied, outcome.trace, state, block):
                if remembers:
                    self._remember(message.to, outcome.trace)
                return outcome
        raise RpcError(INTERNAL_ERROR, "execution reads too many separate parts of the state")

    def reads(self, state: StateReader, block: BlockContext,
              message: Message) -> dict[bytes, set[int]]:
        """Accounts and storage words that a message reads, with those that every message does."""
        outcome = self.run(state, block, message, remembers=False)
        found = {address: set(words) for address, words in outcome.trace.loaded.items()}
        for address in (message.sender, message.to, outcome.created, block.coinbase):
            if address is not None:
                found.setdefault(address, set())
        return found

    def forget(self) -> None:
        """Drops the records of earlier runs; only speed depends on them."""
        self._remembered.clear()

    def close(self) -> None:
        """Stops the block hash helper."""
        self._hashes.close()

    def _first_guess(self, message: Message, remembers: bool) -> _Supplied:
        supplied = _Supplied()
        supplied.accounts.add(message.sender)
        if message.to is not None:
            supplied.accounts.add(message.to)
            known_reads = self._remembered.get(message.to, {}) if remembers else {}
            for known, words in known_reads.items():
                supplied.accounts.add(known)
                supplied.slots.update((known, word) for word in words)
        for address, keys in message.access_list:
            supplied.accounts.add(address)
            supplied.slots.update((address, key) for key in keys)
        return supplied

    def _remember(self, callee: bytes | None, trace: Trace) -> None:
        """Records what was read; a list that has grown too long is started again."""
        if callee is None:
            return
        if len(self._remembered) >= REMEMBERED_CALLEES:
            self._remembered.clear()
        items = len(trace.loaded) + sum(map(len, trace.loaded.values()))
        if items <= REMEMBERED_ITEMS:
            self._remembered[callee] = trace.loaded
        else:
            self._remembered.pop(callee, None)

    @staticmethod
    def _extend(supplied: _Supplied, trace: Trace, state: StateReader,
                block: BlockContext) -> bool:
        """Adds what the run read without having it; returns whether there was any."""
        grown = False
        for address, keys in trace.loaded.items():
            if address not in supplied.accounts:
                supplied.accounts.add(address)
                grown = grown or state.account(address) != NO_ACCOUNT
            for key in keys:
                if (address, key) not in supplied.slots:
                    supplied.slots.add((address, key))
                    grown = grown or state.slot(address, key) != 0
        for number in trace.block_numbers:
            if number not in supplied.hashes:
                supplied.hashes[number] = block.hash_of(number)
                grown = True
        return grown

    def _machine(self, state: StateReader, block: BlockContext, message: Message,
                 supplied: _Supplied) -> pyrevm.EVM:
        env = pyrevm.Env(
            cfg=pyrevm.CfgEnv(chain_id=self._chain_id),
            block=pyrevm.BlockEnv(
                number=block.number, coinbase="0x" + block.coinbase.hex(),
                timestamp=block.timestamp, prevrandao=block.prev_randao,
                basefee=block.base_fee, gas_limit=block.gas_limit, excess_blob_gas=0))
        if supplied.hashes:
            # The fork's own state is empty at any block, so its number does not matter.
            machine = pyrevm.EVM(env, fork_url=self._hashes.url(supplied.hashes),
                                 fork_block="0x0", gas_limit=block.gas_limit)
        else:
            machine = pyrevm.EVM(env, gas_limit=block.gas_limit)
        if message.access_list:
            machine.set_tx_env(pyrevm.TxEnv(access_list=[
                ("0x" + address.hex(), list(keys)) for address, keys in message.access_list]))
        # Words go in before accounts, each undone in the journal at once: in an account that the
        # journal knows, a word would count as written by the message, and so as warm.
        for address, key in supplied.slots:
            value = state.slot(address, key)
            if value or supplied.hashes:
                checkpoint = machine.snapshot()
                machine.insert_account_storage("0x" + address.hex(), key, value)
                machine.revert(checkpoint)
        for address in supplied.accounts:
            account = state.account(address)
            code = state.code(address)
            if address == message.sender and address != message.to:
                code = b""  # EIP-3607 is checked at the pool; calls may come from a contract
            if account != NO_ACCOUNT or supplied.hashes:
                machine.insert_account_info("0x" + address.hex(), pyrevm.AccountInfo(
                    balance=account.balance, nonce=account.nonce, code=code or None))
        return machine


def _execute(machine: pyrevm.EVM, message: Message) -> Outcome:
    sender = "0x" + message.sender.hex()
    output, created, success = b"", None, True
    try:
        if message.to is None:
            address = machine.deploy(sender, message.data, message.value, message.gas,
                                     message.gas_price)
            created = bytes.fromhex(address[2:])
        else:
            output = bytes(machine.message_call(
                sender, "0x" + message.to.hex(), message.data, message.value, message.gas,
                message.gas_price))
    except RuntimeError as fault:
        success = False
        if machine.result is None:
            raise RpcError(INTERNAL_ERROR, f"execution refused: {fault}") from None
        match = _OUTPUT.match(str(fault))
        output = bytes.fromhex(match.group(1)) if match else b""
    result = machine.result
    assert result is not None
    halt = result.reason if result.is_halt else None
    return Outcome(
        success=success, gas_used=message.gas if halt else result.gas_used, output=output,
        logs=tuple(_log(log) for log in result.logs) if success else (), halt=halt,
        created=created, trace=read_trace(str(machine)))


def _log(log: pyrevm.Log) -> Log:
    topics, data = log.data
    return Log(bytes.fromhex(log.address[2:]), tuple(bytes(topic) for topic in topics),
               bytes(data))
