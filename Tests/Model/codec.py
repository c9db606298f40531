"""Canonical encodings, from docs/protocol/encodings.md: big-endian, no padding, nothing trailing."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

U128 = 2**128 - 1

DEPOSIT, FULL_EXIT, SET_KEY, CROSS_SWAP, REGISTER_TOKEN = 1, 2, 3, 4, 5
TRANSFER, WITHDRAW, CREATE_POOL, ADD_LIQUIDITY, REMOVE_LIQUIDITY, SWAP = range(0x10, 0x16)


class Malformed(Exception):
    """The bytes are not a canonical encoding."""


class Reader:
    def __init__(self, data: bytes):
        self.data, self.position = data, 0

    def take(self, count: int) -> bytes:
        if self.position + count > len(self.data):
            raise Malformed("truncated")
        self.position += count
        return self.data[self.position - count : self.position]

    def number(self, byte_count: int) -> int:
        return int.from_bytes(self.take(byte_count), "big")

    def owner(self) -> bytes:
        raw = self.take(33)
        if raw[0] not in (1, 2) or (raw[0] == 1 and any(raw[1:13])):
            raise Malformed("owner")
        return raw

    def pools(self) -> list[int]:
        return [self.number(2) for _ in range(self.number(1))]

    def finish(self) -> None:
        if self.position != len(self.data):
            raise Malformed("trailing")


@dataclass
class Operation:
    opcode: int
    body: bytes
    fields: dict = field(default_factory=dict)
    signature: bytes = b""

    def encoded(self) -> bytes:
        return bytes([self.opcode]) + len(self.body).to_bytes(2, "big") + self.body

    def __getattr__(self, name: str):
        try:
            return self.__dict__["fields"][name]
        except KeyError:
            raise AttributeError(name) from None


_WIDTHS = {
    DEPOSIT: "token:2 amount:16 to:owner sub:1",
    FULL_EXIT: "caller:owner account:4 sub:1 token:2 amount:16",
    SET_KEY: "caller:owner slot:1 key:bytes40 scopes:1 expiry:8",
    CROSS_SWAP: "token_in:2 amount:16 target_chain:1 target_token:2 minimum:16 receiver:bytes32 fallback:bytes32 "
    "rate:2 pools:pools",
    REGISTER_TOKEN: "token:2 address:bytes32 decimals:1 token_class:1",
    WITHDRAW: "token:2 amount:16 chain:1 receiver:bytes32 rate:2",
    CREATE_POOL: "token_a:2 token_b:2 kind:1 fee_rate:4 amount_a:16 amount_b:16",
    ADD_LIQUIDITY: "pool:2 maximum_a:16 maximum_b:16 minimum:16",
    REMOVE_LIQUIDITY: "pool:2 shares:16 minimum_a:16 minimum_b:16",
    SWAP: "kind:1 token_in:2 amount_in:16 amount_out:16 pools:pools",
}
_COMMON = "account:4 from_sub:1 slot:1 nonce:4 valid_until:8 fee_token:2 fee:16 "


def _read(reader: Reader, layout: str) -> dict:
    fields = {}
    for part in layout.split():
        name, kind = part.split(":")
        if kind == "owner":
            fields[name] = reader.owner()
        elif kind == "pools":
            fields[name] = reader.pools()
        elif kind.startswith("bytes"):
            fields[name] = reader.take(int(kind[5:]))
        else:
            fields[name] = reader.number(int(kind))
    return fields


def decode_operation(reader: Reader, signed: bool) -> Operation:
    opcode = reader.number(1)
    body = reader.take(reader.number(2))
    inner = Reader(body)
    if signed != (opcode >= 0x10):
        raise Malformed("opcode")
    if opcode == TRANSFER:
        fields = _read(inner, _COMMON + "token:2 amount:16")
        kind = inner.number(1)
        if kind > 1:
            raise Malformed("to kind")
        fields["to_account"] = inner.number(4) if kind == 0 else None
        fields["to_owner"] = inner.owner() if kind == 1 else None
        fields["to_sub"] = inner.number(1)
    elif opcode in _WIDTHS:
        fields = _read(inner, (_COMMON if signed else "") + _WIDTHS[opcode])
    else:
        raise Malformed("opcode")
    inner.finish()
    return Operation(opcode, body, fields, reader.take(80) if signed else b"")


def decode_block_data(data: bytes) -> tuple[int, int, list[tuple[int, Operation]]]:
    reader = Reader(data)
    if reader.number(1) != 1:
        raise Malformed("version")
    number, timestamp, count = reader.number(8), reader.number(8), reader.number(4)
    operations = []
    for _ in range(count):
        source = reader.number(1)
        operations.append((source, decode_operation(reader, signed=source == 0)))
    reader.finish()
    return number, timestamp, operations


def payout(kind: int, account: int, sub: int, nonce: int, receiver: bytes, token: int, units: int, rate: int) -> bytes:
    return (
        bytes([kind]) + account.to_bytes(4, "big") + bytes([sub]) + nonce.to_bytes(8, "big") + receiver
        + token.to_bytes(2, "big") + units.to_bytes(16, "big") + rate.to_bytes(2, "big")
    )


@dataclass
class ChainSection:
    chain: int
    queue_start: int = 0
    queue_count: int = 0
    queue_hash: bytes = bytes(32)
    payouts: list[bytes] = field(default_factory=list)

    def encoded(self) -> bytes:
        return (
            bytes([self.chain]) + self.queue_start.to_bytes(8, "big") + self.queue_count.to_bytes(4, "big")
            + self.queue_hash + len(self.payouts).to_bytes(4, "big") + sha256(b"".join(self.payouts)).digest()
        )


@dataclass
class Header:
    network: int
    number: int
    previous: bytes
    timestamp: int
    old_root: bytes
    new_root: bytes
    data_hash: bytes
    sections: list[ChainSection]

    def encoded(self) -> bytes:
        return (
            bytes([1]) + self.network.to_bytes(4, "big") + self.number.to_bytes(8, "big") + self.previous
            + self.timestamp.to_bytes(8, "big") + self.old_root + self.new_root + self.data_hash
            + bytes([len(self.sections)]) + b"".join(section.encoded() for section in self.sections)
        )

    def hash(self) -> bytes:
        return sha256(self.encoded()).digest()
