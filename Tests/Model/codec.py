"""Canonical encodings, from docs/protocol/encodings.md."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

U128 = 2**128 - 1
MAXIMUM_OPERATIONS = 1_024
MAXIMUM_DATA_BYTES = 98_304
MAXIMUM_PAYOUTS = 64
MAXIMUM_CHAINS = 23
MAXIMUM_HOPS = 3
PAYOUT_BYTES = 66
DATA_HEAD_BYTES = 21
ZERO_HASH = bytes(32)

DEPOSIT, FULL_EXIT, SET_KEY, CROSS_SWAP, REGISTER_TOKEN = range(0x01, 0x06)
TRANSFER, WITHDRAW, CREATE_POOL, ADD_LIQUIDITY, REMOVE_LIQUIDITY, SWAP = range(0x10, 0x16)
WITHDRAWAL, EXIT, CROSS, REFUND = range(1, 5)


class Malformed(Exception):
    """The bytes are not a canonical encoding."""


def digest(data: bytes) -> bytes:
    """SHA-256."""
    return sha256(data).digest()


class Reader:
    """Takes values from the front of some bytes."""

    def __init__(self, data: bytes):
        self.data, self.position = data, 0

    def take(self, count: int) -> bytes:
        end = self.position + count
        if end > len(self.data):
            raise Malformed("truncated")
        taken = self.data[self.position : end]
        self.position = end
        return taken

    def number(self, byte_count: int) -> int:
        return int.from_bytes(self.take(byte_count), "big")

    def code(self, name: str, first: int, last: int) -> int:
        """One byte that must be a known code or count."""
        value = self.number(1)
        if not first <= value <= last:
            raise Malformed(name)
        return value

    def finish(self) -> None:
        if self.position != len(self.data):
            raise Malformed("trailing")


class Kind:
    """How a field of a body is read and written."""

    def __init__(self, read, write):
        self.read, self.write = read, write


def _integer(byte_count: int) -> Kind:
    return Kind(lambda reader: reader.number(byte_count), lambda v: v.to_bytes(byte_count, "big"))


def _raw(byte_count: int) -> Kind:
    return Kind(lambda reader: reader.take(byte_count), bytes)


def _code(name: str, last: int) -> Kind:
    return Kind(lambda reader: reader.code(name, 0, last), lambda value: bytes([value]))


def _pools(fewest: int) -> Kind:
    def read(reader: Reader) -> list[int]:
        count = reader.code("hop count", fewest, MAXIMUM_HOPS)
        return [reader.number(2) for _ in range(count)]

    def write(pools: list[int]) -> bytes:
        return bytes([len(pools)]) + b"".join(pool.to_bytes(2, "big") for pool in pools)

    return Kind(read, write)


def _read_owner(reader: Reader) -> bytes:
    raw = reader.take(33)
    if raw[0] not in (1, 2) or (raw[0] == 1 and any(raw[1:13])):
        raise Malformed("owner")
    return raw


def _read_destination(reader: Reader) -> int | bytes:
    """An account's number, or an owner."""
    return reader.number(4) if reader.code("to kind", 0, 1) == 0 else _read_owner(reader)


def _write_destination(to: int | bytes) -> bytes:
    return b"\0" + to.to_bytes(4, "big") if isinstance(to, int) else b"\1" + to


_KINDS = {
    "u8": _integer(1), "u16": _integer(2), "u32": _integer(4), "u64": _integer(8),
    "u128": _integer(16), "key": _raw(40), "bytes32": _raw(32),
    "owner": Kind(_read_owner, bytes), "to": Kind(_read_destination, _write_destination),
    "pool_kind": _code("pool kind", 0), "swap_kind": _code("swap kind", 1),
    "pools0": _pools(0), "pools1": _pools(1),
}
_COMMON = "account:u32 from_sub:u8 slot:u8 nonce:u32 valid_until:u64 fee_token:u16 fee:u128 "
_TEXT = {
    DEPOSIT: "token:u16 amount:u128 to:owner sub:u8",
    FULL_EXIT: "caller:owner account:u32 sub:u8 token:u16 amount:u128",
    SET_KEY: "caller:owner slot:u8 key:key scopes:u8 expiry:u64",
    CROSS_SWAP: "token_in:u16 amount:u128 target_chain:u8 target_token:u16 minimum:u128 "
    "receiver:bytes32 fallback:bytes32 rate:u16 pools:pools0",
    REGISTER_TOKEN: "token:u16 address:bytes32 decimals:u8 token_class:u8",
    TRANSFER: _COMMON + "token:u16 amount:u128 to:to to_sub:u8",
    WITHDRAW: _COMMON + "token:u16 amount:u128 chain:u8 receiver:bytes32 rate:u16",
    CREATE_POOL: _COMMON
    + "token_a:u16 token_b:u16 kind:pool_kind fee_rate:u32 amount_a:u128 amount_b:u128",
    ADD_LIQUIDITY: _COMMON + "pool:u16 maximum_a:u128 maximum_b:u128 minimum:u128",
    REMOVE_LIQUIDITY: _COMMON + "pool:u16 shares:u128 minimum_a:u128 minimum_b:u128",
    SWAP: _COMMON + "kind:swap_kind token_in:u16 amount_in:u128 amount_out:u128 pools:pools1",
}
_LAYOUTS = {
    opcode: [(name, _KINDS[kind]) for name, kind in (part.split(":") for part in text.split())]
    for opcode, text in _TEXT.items()
}


class Operation:
    """An operation: its fields are attributes with the names of its layout."""

    def __init__(self, opcode: int, signature: bytes = b"", **fields):
        self.opcode, self.signature = opcode, signature
        self.__dict__.update(fields)

    def encoded(self) -> bytes:
        """opcode, body length, body: made from the fields."""
        body = b"".join(kind.write(getattr(self, name)) for name, kind in _LAYOUTS[self.opcode])
        return bytes([self.opcode]) + len(body).to_bytes(2, "big") + body

    def message(self, network: int) -> bytes:
        """What the account signs; its hash is the operation's id."""
        return network.to_bytes(4, "big") + self.encoded()


def read_operation(reader: Reader, signed: bool) -> Operation:
    """An operation from a source of the given sort; a signed one has its signature."""
    opcode = reader.number(1)
    body = Reader(reader.take(reader.number(2)))
    if opcode not in _LAYOUTS or signed != (opcode >= TRANSFER):
        raise Malformed("opcode")
    fields = {name: kind.read(body) for name, kind in _LAYOUTS[opcode]}
    body.finish()
    return Operation(opcode, reader.take(80) if signed else b"", **fields)


def decode_operation(data: bytes, signed: bool) -> Operation:
    """The whole of `data` as one operation."""
    reader = Reader(data)
    operation = read_operation(reader, signed)
    reader.finish()
    return operation


def rolling(before: bytes, entry: bytes) -> bytes:
    """The queue's hash after one more encoded operation."""
    return digest(before + digest(entry))


def data_head(number: int, timestamp: int, count: int) -> bytes:
    """What block data begins with."""
    return bytes([1]) + b"".join(
        value.to_bytes(width, "big") for value, width in ((number, 8), (timestamp, 8), (count, 4)))


def decode_block_data(data: bytes) -> tuple[int, int, list[tuple[int, Operation]]]:
    """number, timestamp, and each operation with its source."""
    if len(data) > MAXIMUM_DATA_BYTES:
        raise Malformed("too long")
    reader = Reader(data)
    reader.code("version", 1, 1)
    number, timestamp, count = reader.number(8), reader.number(8), reader.number(4)
    if count > MAXIMUM_OPERATIONS:
        raise Malformed("operation count")
    operations = []
    for _ in range(count):
        source = reader.number(1)
        operations.append((source, read_operation(reader, signed=source == 0)))
    reader.finish()
    return number, timestamp, operations


_PAYOUT_WIDTHS = {
    "kind": 1, "account": 4, "sub": 1, "nonce": 8, "receiver": 32, "token": 2, "units": 16,
    "rate": 2,
}


@dataclass(frozen=True)
class Payout:
    """What one chain must pay."""

    kind: int
    account: int
    sub: int
    nonce: int
    receiver: bytes
    token: int
    units: int
    rate: int

    def encoded(self) -> bytes:
        return b"".join(
            self.receiver if name == "receiver" else getattr(self, name).to_bytes(width, "big")
            for name, width in _PAYOUT_WIDTHS.items())

    def hash(self, chain: int) -> bytes:
        return digest(bytes([chain]) + self.encoded())


def decode_payout(data: bytes) -> Payout:
    reader = Reader(data)
    fields = {"kind": reader.code("payout kind", 1, 4)}
    for name, width in list(_PAYOUT_WIDTHS.items())[1:]:
        fields[name] = reader.take(32) if name == "receiver" else reader.number(width)
    reader.finish()
    return Payout(**fields)


@dataclass(frozen=True)
class Section:
    """A header's part about one chain."""

    chain: int
    queue_start: int = 0
    queue_count: int = 0
    queue_hash: bytes = ZERO_HASH
    payout_count: int = 0
    payouts_hash: bytes = digest(b"")

    def encoded(self) -> bytes:
        return (
            bytes([self.chain]) + self.queue_start.to_bytes(8, "big")
            + self.queue_count.to_bytes(4, "big") + self.queue_hash
            + self.payout_count.to_bytes(4, "big") + self.payouts_hash
        )


@dataclass(frozen=True)
class Header:
    """What all chains see of a block."""

    network: int
    number: int
    previous: bytes
    timestamp: int
    old_root: bytes
    new_root: bytes
    data_hash: bytes
    sections: list[Section] = field(default_factory=list)

    def encoded(self) -> bytes:
        return (
            bytes([1]) + self.network.to_bytes(4, "big") + self.number.to_bytes(8, "big")
            + self.previous + self.timestamp.to_bytes(8, "big") + self.old_root + self.new_root
            + self.data_hash + bytes([len(self.sections)])
            + b"".join(section.encoded() for section in self.sections)
        )

    def hash(self) -> bytes:
        return digest(self.encoded())


def genesis_header(network: int, root: bytes, chains: list[int]) -> Header:
    """The header of block 0."""
    sections = [Section(chain) for chain in sorted(chains)]
    return Header(network, 0, ZERO_HASH, 0, root, root, digest(b""), sections)


def decode_header(data: bytes) -> Header:
    reader = Reader(data)
    reader.code("version", 1, 1)
    network, number, previous = reader.number(4), reader.number(8), reader.take(32)
    timestamp, roots = reader.number(8), (reader.take(32), reader.take(32))
    data_hash, sections = reader.take(32), []
    for _ in range(reader.code("chain count", 1, MAXIMUM_CHAINS)):
        sections.append(Section(
            reader.number(1), reader.number(8), reader.number(4), reader.take(32),
            reader.number(4), reader.take(32)))
    reader.finish()
    return Header(network, number, previous, timestamp, *roots, data_hash, sections)


def sync_hash(before: bytes, header_hash: bytes) -> bytes:
    """The chained hash of the history."""
    return digest(before + header_hash)


def public_input(program: bytes, previous_hash: bytes, last_hash: bytes) -> bytes:
    """What a proof is about."""
    value = digest(program + previous_hash + last_hash)
    return bytes([value[0] & 0x1F]) + value[1:]


def attestation(network: int, statement: bytes) -> bytes:
    """What an oracle signs the Keccak-256 of: "I re-executed it"."""
    return b"ZkLink attest v1" + network.to_bytes(4, "big") + statement


def confirmation(network: int, chain: int, epoch: int, header: Header, synced: bytes) -> bytes:
    """What an oracle signs the Keccak-256 of: "all chains saw the same"."""
    return (
        b"ZkLink confirm v1" + network.to_bytes(4, "big") + bytes([chain])
        + epoch.to_bytes(4, "big") + header.number.to_bytes(8, "big") + header.hash() + synced
    )
