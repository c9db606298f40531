"""A state on top of another: what is written stays in it, and its root can be computed."""

from __future__ import annotations

from devchain.encoding import keccak
from devchain.state import Account, WorldState, with_account, with_word
from devchain.trie import Node, root_hash


class OverlayState:
    """The state of some blocks ago, or the newest one, with changes that nobody else sees."""

    def __init__(self, world: WorldState, count: int) -> None:
        self.codes: dict[bytes, bytes] = {}
        self._base = world.before(count) if count else world
        self._accounts: dict[bytes, Account] = {}
        self._slots: dict[bytes, dict[int, int]] = {}
        self._emptied: set[bytes] = set()
        self._world, self._count = world, count
        self._account_trie: Node = world.account_trie_at(count)
        self._storage_tries: dict[bytes, Node] = {}
        # Writes that the tries lack: all made here, and the open ones of the newest state.
        self._dirty_accounts: set[bytes] = set()
        self._dirty_slots: set[tuple[bytes, int]] = set()
        if count == 0:
            accounts, slots = world.open_writes()
            self._dirty_accounts.update(accounts)
            self._dirty_slots.update(slots)

    def account(self, address: bytes) -> Account:
        """The account, or the empty one."""
        found = self._accounts.get(address)
        return self._base.account(address) if found is None else found

    def slot(self, address: bytes, index: int) -> int:
        """A storage word."""
        found = self._slots.get(address, {}).get(index)
        if found is not None:
            return found
        return 0 if address in self._emptied else self._base.slot(address, index)

    def code(self, address: bytes) -> bytes:
        """The code of an account."""
        code_hash = self.account(address).code_hash
        own = self.codes.get(code_hash)
        return self._world.codes[code_hash] if own is None else own

    def set_account(self, address: bytes, account: Account) -> None:
        """Replaces an account; an empty one does not exist."""
        self._accounts[address] = account
        self._dirty_accounts.add(address)

    def set_slot(self, address: bytes, index: int, value: int) -> None:
        """Replaces a storage word."""
        self._slots.setdefault(address, {})[index] = value
        self._dirty_slots.add((address, index))

    def set_code(self, address: bytes, code: bytes) -> None:
        """Replaces the code of an account."""
        code_hash = keccak(code)
        self.codes[code_hash] = code
        self.set_account(address, self.account(address)._replace(code_hash=code_hash))

    def empty_storage(self, address: bytes) -> None:
        """Sets all storage words of an account to zero."""
        self._emptied.add(address)
        self._slots[address] = {}
        self._storage_tries[address] = None
        self._dirty_slots = {pair for pair in self._dirty_slots if pair[0] != address}
        self._dirty_accounts.add(address)

    def seal(self) -> bytes:
        """The state root with everything written."""
        for address, index in self._dirty_slots:
            self._storage_tries[address] = with_word(
                self._storage_trie(address), index, self.slot(address, index))
            self._dirty_accounts.add(address)
        for address in self._dirty_accounts:
            self._account_trie = with_account(
                self._account_trie, address, self.account(address), self._storage_trie(address))
        self._dirty_accounts.clear()
        self._dirty_slots.clear()
        return root_hash(self._account_trie)

    def _storage_trie(self, address: bytes) -> Node:
        if address in self._storage_tries:
            return self._storage_tries[address]
        return self._world.storage_trie_at(self._count, address)
