"""Writes to the state from outside of the chain's rules, as tests ask for them."""

from __future__ import annotations

from dataclasses import dataclass

from devchain.encoding import from_data, keccak, to_data
from devchain.state import StateWriter

BALANCE, NONCE, CODE, STORAGE = "balance", "nonce", "code", "storage"


@dataclass(frozen=True)
class OutsideWrite:
    """A new balance, nonce, code or storage word of an account."""

    member: str
    address: bytes
    value: bytes
    slot: bytes = b""

    def apply(self, world: StateWriter) -> None:
        """Writes to the open block."""
        account = world.account(self.address)
        number = int.from_bytes(self.value, "big")
        if self.member == BALANCE:
            world.set_account(self.address, account._replace(balance=number))
        elif self.member == NONCE:
            world.set_account(self.address, account._replace(nonce=number))
        elif self.member == CODE:
            code_hash = keccak(self.value)
            world.codes[code_hash] = self.value
            world.set_account(self.address, account._replace(code_hash=code_hash))
        else:
            world.set_slot(self.address, int.from_bytes(self.slot, "big"), number)

    def to_json(self) -> list[str]:
        """Member, address, value and slot."""
        return [self.member, to_data(self.address), to_data(self.value), to_data(self.slot)]


def read_write(items: list[str]) -> OutsideWrite:
    """Inverse of `OutsideWrite.to_json`."""
    member, address, value, slot = items
    if member not in (BALANCE, NONCE, CODE, STORAGE):
        raise ValueError(member)
    return OutsideWrite(member, from_data(address), from_data(value), from_data(slot))
