"""Operations, payouts and headers as bytes, written from docs/protocol/encodings.md alone.

The second of the project's encoders: contract tests build with it what the contracts must produce
or accept, so that no mistake of one encoder is hidden by the same mistake in the other.
"""

from dataclasses import dataclass, field, replace
from hashlib import sha256

from eth_utils import keccak

ALL = 2**128 - 1
NOBODY = 0xFFFFFFFF
EMPTY_HASH = sha256(b"").digest()
ZERO_HASH = bytes(32)


def u8(value: int) -> bytes:
    """One byte."""
    return value.to_bytes(1, "big")


def u16(value: int) -> bytes:
    """Two bytes."""
    return value.to_bytes(2, "big")


def u32(value: int) -> bytes:
    """Four bytes."""
    return value.to_bytes(4, "big")


def u64(value: int) -> bytes:
    """Eight bytes."""
    return value.to_bytes(8, "big")


def u128(value: int) -> bytes:
    """Sixteen bytes."""
    return value.to_bytes(16, "big")


def padded(address: str) -> bytes:
    """An EVM address in 32 bytes."""
    return bytes(12) + bytes.fromhex(address[2:])


def evm_owner(address: str) -> bytes:
    """An owner of family 1."""
    return u8(1) + padded(address)


def operation(opcode: int, body: bytes) -> bytes:
    """The frame of every operation."""
    return u8(opcode) + u16(len(body)) + body


def deposit(token: int, amount: int, owner: bytes, sub_account: int) -> bytes:
    """Priority operation 0x01."""
    return operation(0x01, u16(token) + u128(amount) + owner + u8(sub_account))


def full_exit(caller: str, account: int, sub_account: int, token: int, amount: int) -> bytes:
    """Priority operation 0x02."""
    body = evm_owner(caller) + u32(account) + u8(sub_account) + u16(token) + u128(amount)
    return operation(0x02, body)


def set_key(caller: str, slot: int, public_key: bytes, scopes: int, expiry: int) -> bytes:
    """Priority operation 0x03."""
    return operation(0x03, evm_owner(caller) + u8(slot) + public_key + u8(scopes) + u64(expiry))


def cross_swap(
    token_in: int, amount: int, target_chain: int, target_token: int, minimum_out: int,
    receiver: bytes, fallback: bytes, fee_rate: int, pools: list[int],
) -> bytes:
    """Priority operation 0x04."""
    body = u16(token_in) + u128(amount) + u8(target_chain) + u16(target_token)
    body += u128(minimum_out) + receiver + fallback + u16(fee_rate)
    return operation(0x04, body + u8(len(pools)) + b"".join(map(u16, pools)))


def register_token(token: int, address: str, decimals: int, token_class: int) -> bytes:
    """Priority operation 0x05."""
    return operation(0x05, u16(token) + padded(address) + u8(decimals) + u8(token_class))


def rolling(previous: bytes, entry: bytes) -> bytes:
    """The queue's hash after one more entry."""
    return sha256(previous + sha256(entry).digest()).digest()


@dataclass(frozen=True)
class Payout:
    """What one chain must pay."""

    receiver: bytes
    token: int
    amount: int
    kind: int = 1
    account: int = 1
    sub_account: int = 0
    nonce: int = 0
    fee_rate: int = 0

    def encode(self) -> bytes:
        """The 66 bytes."""
        return (
            u8(self.kind) + u32(self.account) + u8(self.sub_account) + u64(self.nonce)
            + self.receiver + u16(self.token) + u128(self.amount) + u16(self.fee_rate)
        )

    def hash(self, chain: int) -> bytes:
        """What identifies it."""
        return sha256(u8(chain) + self.encode()).digest()


@dataclass(frozen=True)
class Section:
    """A header's part about one chain."""

    chain: int
    queue_start: int = 0
    queue_count: int = 0
    queue_hash: bytes = ZERO_HASH
    payout_count: int = 0
    payouts_hash: bytes = EMPTY_HASH

    def encode(self) -> bytes:
        """The 81 bytes."""
        return (
            u8(self.chain) + u64(self.queue_start) + u32(self.queue_count) + self.queue_hash
            + u32(self.payout_count) + self.payouts_hash
        )


@dataclass(frozen=True)
class Header:
    """A block's header."""

    network_id: int
    number: int
    previous_hash: bytes
    timestamp: int
    old_root: bytes
    new_root: bytes
    data_hash: bytes
    sections: tuple[Section, ...] = field(default=())
    version: int = 1

    def encode(self) -> bytes:
        """The fixed part and the sections."""
        fixed = (
            u8(self.version) + u32(self.network_id) + u64(self.number) + self.previous_hash
            + u64(self.timestamp) + self.old_root + self.new_root + self.data_hash
        )
        return fixed + u8(len(self.sections)) + b"".join(one.encode() for one in self.sections)

    def hash(self) -> bytes:
        """The header hash."""
        return sha256(self.encode()).digest()

    def change(self, **fields) -> "Header":
        """The same header with some fields different."""
        return replace(self, **fields)


def genesis(network_id: int, root: bytes, chains: list[int]) -> Header:
    """The header of block 0."""
    sections = tuple(Section(chain) for chain in chains)
    return Header(network_id, 0, ZERO_HASH, 0, root, root, EMPTY_HASH, sections)


def sync_hash(previous: bytes, header_hash: bytes) -> bytes:
    """The chained hash of the history."""
    return sha256(previous + header_hash).digest()


def public_input(program_id: bytes, previous_hash: bytes, last_hash: bytes) -> int:
    """What a proof is about."""
    digest = sha256(program_id + previous_hash + last_hash).digest()
    return int.from_bytes(digest, "big") & (2**253 - 1)


def attestation(network_id: int, statement: int) -> bytes:
    """The digest of "I re-executed it"."""
    return keccak(b"ZkLink attest v1" + u32(network_id) + statement.to_bytes(32, "big"))


def confirmation(
    network_id: int, chain: int, epoch: int, number: int, header_hash: bytes, synced: bytes
) -> bytes:
    """The digest of "all chains saw the same"."""
    message = b"ZkLink confirm v1" + u32(network_id) + u8(chain) + u32(epoch) + u64(number)
    return keccak(message + header_hash + synced)
