"""Reads what an execution touched out of pyrevm's debug text.

pyrevm gives balances and logs as objects, but storage changes, account flags, the storage words
that were read (also in frames that reverted) and the block hashes asked for appear only in the
text form of the machine. The expressions below fit pyrevm 0.3.7, whose version is pinned.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_CHANGED = re.compile(
    r"0x([0-9a-f]{40}): Account \{ info: AccountInfo \{ balance: (\d+), nonce: (\d+), "
    r"code_hash: 0x([0-9a-f]{64}), code: (?:None|Some\(Bytecode \{ bytecode: 0x([0-9a-f]*), "
    r"state: (?:Raw|Checked \{ len: (\d+) \}|Analysed \{ len: (\d+), [^}]*\} \}) \}\)) \}, "
    r"storage: \{((?:\d+: StorageSlot \{[^}]*\}(?:, )?)*)\}, status: AccountStatus\(([^)]*)\) \}")
_SLOT = re.compile(
    r"(\d+): StorageSlot \{ previous_or_original_value: (\d+), present_value: (\d+) \}")
_LOADED = re.compile(
    r"0x([0-9a-f]{40}): DbAccount \{ .*? account_state: \w+, storage: \{([^}]*)\} \}")
_HASHES = re.compile(r"block_hashes: \{([^}]*)\}")


@dataclass(frozen=True)
class Change:
    """An account that execution touched, as it is afterwards."""

    address: bytes
    balance: int
    nonce: int
    code_hash: bytes
    code: bytes | None
    slots: dict[int, int]
    created: bool
    destroyed: bool


@dataclass(frozen=True)
class Trace:
    """Accounts and words read, block numbers asked for, and (lazily) the changes."""

    loaded: dict[bytes, tuple[int, ...]]
    block_numbers: tuple[int, ...]
    journal: str

    def changes(self) -> list[Change]:
        """The touched accounts."""
        return [_change(match) for match in _CHANGED.finditer(self.journal)
                if "Touched" in match.group(9)]


def _change(match: re.Match[str]) -> Change:
    address, balance, nonce, code_hash, code, checked, analysed, slots, status = match.groups()
    raw = None if code is None else bytes.fromhex(code)
    length = checked or analysed
    if raw is not None and length is not None:
        raw = raw[:int(length)]
    return Change(
        address=bytes.fromhex(address), balance=int(balance), nonce=int(nonce),
        code_hash=bytes.fromhex(code_hash), code=raw,
        slots={int(key): int(now) for key, was, now in _SLOT.findall(slots) if was != now},
        created="Created" in status, destroyed="SelfDestructed" in status)


def read_trace(text: str) -> Trace:
    """Parses `str(evm)`."""
    start = text.index("journaled_state: JournaledState { state: {")
    end = text.index("}, transient_storage: {", start)
    accounts = text.index("CacheDB { accounts: {", end)
    contracts = text.index("}, contracts: {", accounts)
    hashes = _HASHES.search(text, contracts)
    assert hashes is not None
    loaded = {
        bytes.fromhex(address): tuple(int(pair.split(":")[0]) for pair in words.split(", ") if pair)
        for address, words in _LOADED.findall(text, accounts, contracts)}
    numbers = tuple(int(pair.split(":")[0]) for pair in hashes.group(1).split(", ") if pair)
    return Trace(loaded, numbers, text[start:end])
