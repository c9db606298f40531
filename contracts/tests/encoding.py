"""Encodings for contract tests: the layouts of Tests/Model with the names of this package.

Addresses are hexadecimal strings here and payouts have defaults; no layout is known in this file.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

from eth_utils import keccak

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "Tests" / "Model"))

import codec  # noqa: E402
from codec import Header, Operation, Section, genesis_header, rolling, sync_hash  # noqa: E402, F401

ALL = codec.U128
EMPTY_HASH = codec.digest(b"")
ZERO_HASH = codec.ZERO_HASH
Hops = list[tuple[int, int]]


def padded(address: str) -> bytes:
    """An EVM address in 32 bytes."""
    return bytes(12) + bytes.fromhex(address[2:])


def evm(address: str) -> bytes:
    """An address of family 1."""
    return bytes([codec.EVM]) + padded(address)


def deposit(token: int, amount: int, owner: bytes, sub_account: int) -> bytes:
    """Operation 0x01 of a chain."""
    return Operation(
        codec.DEPOSIT, token=token, amount=amount, to=owner, sub=sub_account).encoded()


def full_exit(caller: str, account: int, sub_account: int, token: int, amount: int) -> bytes:
    """Operation 0x02 of a chain."""
    return Operation(
        codec.FULL_EXIT, caller=evm(caller), account=account, sub=sub_account, token=token,
        amount=amount).encoded()


def set_key(caller: str, slot: int, public_key: bytes, scopes: int, expiry: int) -> bytes:
    """Operation 0x03 of a chain."""
    return Operation(
        codec.SET_KEY, caller=evm(caller), slot=slot, key=public_key, scopes=scopes, expiry=expiry
    ).encoded()


def cross_swap(
    token_in: int, hops: Hops, amount: int, target_chain: int, minimum_out: int, receiver: bytes,
    fallback: str, fee_rate: int,
) -> bytes:
    """Operation 0x04 of a chain."""
    return Operation(
        codec.CROSS_SWAP, token_in=token_in, hops=hops, amount=amount, target=target_chain,
        minimum=minimum_out, receiver=receiver, fallback=evm(fallback), rate=fee_rate).encoded()


def register_token(token: int, address: str, decimals: int, token_class: int) -> bytes:
    """Operation 0x05 of a chain."""
    return Operation(
        codec.REGISTER_TOKEN, token=token, contract=evm(address), decimals=decimals,
        token_class=token_class).encoded()


def governed(opcode: int, body: bytes) -> bytes:
    """An operation of governance, of any form."""
    return bytes([opcode]) + len(body).to_bytes(2, "big") + body


@dataclass(frozen=True)
class Payout:
    """A payout; by default a withdrawal."""

    receiver: bytes
    token: int
    amount: int
    kind: int = codec.WITHDRAWAL
    account: int = 1
    part: int = 0
    serial: int = 0
    fee_rate: int = 0

    def encoded(self) -> bytes:
        """The encoding of 66 bytes."""
        return self._made().encoded()

    def hash(self, chain: int) -> bytes:
        """The payout hash."""
        return self._made().hash(chain)

    def _made(self) -> codec.Payout:
        return codec.Payout(
            self.kind, self.account, self.part, self.serial, self.receiver, self.token,
            self.amount, self.fee_rate)


def public_input(program_id: bytes, key_root: bytes, previous_hash: bytes, last_hash: bytes) -> int:
    """The public input of a proof."""
    return int.from_bytes(
        codec.public_input(program_id, key_root, previous_hash, last_hash), "big")


def confirmation(
    network: int, chain: int, epoch: int, number: int, header_hash: bytes, synced: bytes
) -> bytes:
    """The digest of a confirmation."""
    return keccak(codec.confirmation(network, chain, epoch, number, header_hash, synced))
