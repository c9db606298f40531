"""The world state, with an undo record for each block: past blocks can be read or restored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from devchain import trie
from devchain.encoding import keccak, rlp_encode

EMPTY_CODE_HASH = keccak(b"")


class Account(NamedTuple):
    """Nonce, balance and code hash of an account; its storage is kept apart."""

    nonce: int = 0
    balance: int = 0
    code_hash: bytes = EMPTY_CODE_HASH

    @property
    def is_empty(self) -> bool:
        """Whether the account does not exist (EIP-161)."""
        return self.nonce == 0 and self.balance == 0 and self.code_hash == EMPTY_CODE_HASH


NO_ACCOUNT = Account()


class StateReader(Protocol):
    """The interface of a state for execution and the read methods."""

    def account(self, address: bytes) -> Account: ...

    def slot(self, address: bytes, index: int) -> int: ...

    def code(self, address: bytes) -> bytes: ...


class StateWriter(StateReader, Protocol):
    """The interface of a state that blocks are made on; `codes` holds new code by its hash."""

    codes: dict[bytes, bytes]

    def set_account(self, address: bytes, account: Account) -> None: ...

    def set_slot(self, address: bytes, index: int, value: int) -> None: ...

    def seal(self) -> bytes: ...


def with_word(storage: trie.Node, index: int, value: int) -> trie.Node:
    """A storage trie with one word replaced; zero removes it."""
    path = trie.nibbles(keccak(index.to_bytes(32, "big")))
    return trie.put(storage, path, rlp_encode(value)) if value else trie.remove(storage, path)


def with_account(accounts: trie.Node, address: bytes, account: Account,
                 storage: trie.Node) -> trie.Node:
    """An account trie with one account replaced; an empty one is removed (EIP-161)."""
    path = trie.nibbles(keccak(address))
    if account.is_empty:
        return trie.remove(accounts, path)
    return trie.put(accounts, path, rlp_encode(
        [account.nonce, account.balance, trie.root_hash(storage), account.code_hash]))


@dataclass
class Undo:
    """Values that a block's changes replaced."""

    accounts: dict[bytes, Account] = field(default_factory=dict)
    slots: dict[tuple[bytes, int], int] = field(default_factory=dict)
    account_trie: trie.Node = None
    storage_tries: dict[bytes, trie.Node] = field(default_factory=dict)


@dataclass(frozen=True)
class AccountProof:
    """Trie nodes that prove an account, and its storage trie."""

    account: list[bytes]
    words: trie.Node

    @property
    def storage_root(self) -> bytes:
        """The root of the account's storage."""
        return trie.root_hash(self.words)

    def of_word(self, index: int) -> list[bytes]:
        """Trie nodes that prove a storage word."""
        return trie.prove(self.words, trie.nibbles(keccak(index.to_bytes(32, "big"))))


class WorldState:
    """The state after the newest sealed block, plus the changes since."""

    def __init__(self) -> None:
        self.accounts: dict[bytes, Account] = {}
        self.storage: dict[bytes, dict[int, int]] = {}
        self.codes: dict[bytes, bytes] = {EMPTY_CODE_HASH: b""}
        self.history: list[Undo] = []
        self._open = Undo()
        self._account_trie: trie.Node = None
        self._storage_tries: dict[bytes, trie.Node] = {}

    def account(self, address: bytes) -> Account:
        """The account, or the empty one."""
        return self.accounts.get(address, NO_ACCOUNT)

    def slot(self, address: bytes, index: int) -> int:
        """A storage word."""
        return self.storage.get(address, {}).get(index, 0)

    def code(self, address: bytes) -> bytes:
        """The code of an account."""
        return self.codes[self.account(address).code_hash]

    def set_account(self, address: bytes, account: Account) -> None:
        """Replaces an account; an empty one is deleted."""
        self._open.accounts.setdefault(address, self.account(address))
        if account.is_empty:
            self.accounts.pop(address, None)
        else:
            self.accounts[address] = account

    def set_slot(self, address: bytes, index: int, value: int) -> None:
        """Replaces a storage word; zero deletes it."""
        self._open.slots.setdefault((address, index), self.slot(address, index))
        self._write_slot(address, index, value)

    def seal(self) -> bytes:
        """Closes the block in progress; returns the state root."""
        undo = self._open
        undo.account_trie = self._account_trie
        touched: dict[bytes, list[int]] = {}
        for address, index in undo.slots:
            touched.setdefault(address, []).append(index)
        for address, indices in touched.items():
            undo.storage_tries[address] = self._storage_tries.get(address)
            node = self._storage_tries.get(address)
            for index in indices:
                node = with_word(node, index, self.slot(address, index))
            self._storage_tries[address] = node
        for address in {*undo.accounts, *touched}:
            self._account_trie = with_account(self._account_trie, address, self.account(address),
                                              self._storage_tries.get(address))
        self.history.append(undo)
        self._open = Undo()
        return trie.root_hash(self._account_trie)

    def unwind(self, count: int) -> None:
        """Undoes the open changes and the newest `count` sealed blocks."""
        self._restore(self._open)
        self._open = Undo()
        for _ in range(count):
            undo = self.history.pop()
            self._restore(undo)
            self._account_trie = undo.account_trie
            self._storage_tries.update(undo.storage_tries)

    def _restore(self, undo: Undo) -> None:
        for address, account in undo.accounts.items():
            if account.is_empty:
                self.accounts.pop(address, None)
            else:
                self.accounts[address] = account
        for (address, index), value in undo.slots.items():
            self._write_slot(address, index, value)

    def _write_slot(self, address: bytes, index: int, value: int) -> None:
        if value:
            self.storage.setdefault(address, {})[index] = value
        else:
            words = self.storage.get(address)
            if words is not None:
                words.pop(index, None)
                if not words:
                    del self.storage[address]

    def before(self, count: int) -> "PastState":
        """The state `count` sealed blocks ago, the open changes left out."""
        return PastState(self, count)

    def prove(self, count: int, address: bytes) -> AccountProof:
        """Proofs about an account against the state root of `count` sealed blocks ago."""
        path = trie.nibbles(keccak(address))
        exists = not self.before(count).account(address).is_empty
        words = self.storage_trie_at(count, address) if exists else None
        return AccountProof(trie.prove(self.account_trie_at(count), path), words)

    def account_trie_at(self, count: int) -> trie.Node:
        """The account trie of `count` sealed blocks ago."""
        return self.history[-count].account_trie if count else self._account_trie

    def storage_trie_at(self, count: int, address: bytes) -> trie.Node:
        """The storage trie of an account of `count` sealed blocks ago."""
        for undo in self.history[len(self.history) - count:]:
            if address in undo.storage_tries:
                return undo.storage_tries[address]
        return self._storage_tries.get(address)

    def open_writes(self) -> tuple[Iterable[bytes], Iterable[tuple[bytes, int]]]:
        """Accounts and storage words written since the newest sealed block."""
        return self._open.accounts, self._open.slots

    def records(self, count: int) -> Iterator[Undo]:
        """Undo records from `count` blocks ago to now, oldest first."""
        start = len(self.history) - count
        for index in range(start, len(self.history)):
            yield self.history[index]
        yield self._open


class PastState:
    """A read-only state of some blocks ago: the oldest later record of a value holds it."""

    def __init__(self, world: WorldState, count: int) -> None:
        self._world = world
        self._records = list(world.records(count))

    def account(self, address: bytes) -> Account:
        """The account, or the empty one."""
        for record in self._records:
            if address in record.accounts:
                return record.accounts[address]
        return self._world.account(address)

    def slot(self, address: bytes, index: int) -> int:
        """A storage word."""
        for record in self._records:
            value = record.slots.get((address, index))
            if value is not None:
                return value
        return self._world.slot(address, index)

    def code(self, address: bytes) -> bytes:
        """The code of an account."""
        return self._world.codes[self.account(address).code_hash]
