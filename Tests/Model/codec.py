"""Canonical encodings, from docs/protocol/encodings.md: the only layout table of the Python tests.

The model of the ledger, the contract tests and the golden vectors all use it. It knows neither the
Swift nor the Vyper encoders, so that a mistake of either shows against the vectors.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

FORMAT = 2
U128 = 2**128 - 1
NO_ACCOUNT = 2**32 - 1
MAXIMUM_OPERATIONS = 1_024
MAXIMUM_DATA_BYTES = 98_304
MAXIMUM_CHAIN_OPERATIONS = 64
MAXIMUM_CHAINS = 23
MAXIMUM_HOPS = 3
MAXIMUM_POOL_TOKENS = 4
MAXIMUM_SIGNERS = 7
MAXIMUM_PRICES = 4
MAXIMUM_COINS = 8
PAYOUT_BYTES = 66
SIGNATURE_BYTES = 80
DATA_HEAD_BYTES = 17
MAXIMUM_GOVERNED_BYTES = 253
ZERO_HASH = bytes(32)

EVM, SOLANA = 1, 2
DEPOSIT, FULL_EXIT, SET_KEY, CROSS_SWAP, REGISTER_TOKEN, RAMP_AMPLIFICATION = range(0x01, 0x07)
GOVERNED = range(0x06, 0x10)
TRANSFER, WITHDRAW, CREATE_POOL, ADD_LIQUIDITY, REMOVE_LIQUIDITY, SWAP = range(0x10, 0x16)
ADD_ONE_COIN, REMOVE_ONE_COIN = 0x16, 0x17
SET_COLLATERAL, SET_SIGNERS, SET_FEED, SET_VAULT_TERMS, SET_RESERVE_TARGET = range(0x07, 0x0C)
POST_PRICES, MINT, REDEEM, REDEEM_BASKET = range(0x18, 0x1C)
CONVERT, OPEN_DEBT, REPAY, LIQUIDATE = range(0x1C, 0x20)
WITHDRAWAL, EXIT, CROSS, REFUND = range(1, 5)
EXACT_IN, EXACT_OUT = 0, 1
DONE, ACCOUNT, PAYOUT, LIQUIDITY, TRADE, DOLLARS, CONVERSION, VAULT, CREDIT = range(9)
SOURCE_SIGNED, SOURCE_NETWORK = 0, 255
TARGET_ACCOUNT = 255


class Malformed(Exception):
    """The bytes are not a canonical encoding."""


def digest(data: bytes) -> bytes:
    """SHA-256."""
    return sha256(data).digest()


def integer(byte_count: int, value: int) -> bytes:
    """A big-endian integer."""
    return value.to_bytes(byte_count, "big")


class Reader:
    """Reads values from the front of some bytes."""

    def __init__(self, data: bytes):
        self.data, self.position = data, 0

    @property
    def is_at_end(self) -> bool:
        return self.position == len(self.data)

    def _next(self, count: int) -> bytes:
        end = self.position + count
        if end > len(self.data):
            raise Malformed("truncated")
        taken = self.data[self.position : end]
        self.position = end
        return taken

    def take(self, count: int) -> bytes:
        return self._next(count)

    def number(self, byte_count: int) -> int:
        return int.from_bytes(self._next(byte_count), "big")

    def code(self, name: str, first: int, last: int) -> int:
        """One byte that must be a known code or count."""
        value = self.number(1)
        if not first <= value <= last:
            raise Malformed(name)
        return value

    def limit(self, kind: Kind, permissive: int) -> int:
        """A field that decides whether an operation is applied, not what it does."""
        return kind.read(self)

    def finish(self) -> None:
        if not self.is_at_end:
            raise Malformed("trailing")


# Kinds of fields


@dataclass(frozen=True)
class Kind:
    """The reader and writer of a field."""

    read: Callable[[Reader], Any]
    write: Callable[[Any], bytes]


def _integer(byte_count: int) -> Kind:
    return Kind(lambda reader: reader.number(byte_count), lambda v: integer(byte_count, v))


def _raw(byte_count: int) -> Kind:
    return Kind(lambda reader: reader.take(byte_count), bytes)


def _code(name: str, first: int, last: int) -> Kind:
    return Kind(lambda reader: reader.code(name, first, last), lambda value: integer(1, value))


def _list(fewest: int, most: int, *items: Kind) -> Kind:
    """A count and as many items; an item of several fields is a tuple."""

    def read(reader: Reader) -> list:
        count = reader.code("count", fewest, most)
        rows = [tuple(item.read(reader) for item in items) for _ in range(count)]
        return rows if len(items) > 1 else [row[0] for row in rows]

    def write(rows: list) -> bytes:
        full = [row if len(items) > 1 else (row,) for row in rows]
        fields = [item.write(value) for row in full for item, value in zip(items, row)]
        return integer(1, len(rows)) + b"".join(fields)

    return Kind(read, write)


def _read_address(reader: Reader) -> bytes:
    family, address = reader.number(1), reader.take(32)
    if family not in (EVM, SOLANA) or (family == EVM and any(address[:12])):
        raise Malformed("address")
    return bytes([family]) + address


def _read_destination(reader: Reader) -> int | bytes:
    """An account's number, or an owner."""
    if reader.code("destination kind", 0, 1) == 0:
        return reader.number(4)
    return _read_address(reader)


def _write_destination(to: int | bytes) -> bytes:
    return b"\0" + integer(4, to) if isinstance(to, int) else b"\1" + to


def _read_terms(reader: Reader) -> tuple[int, ...]:
    """Amplification, fee slope and largest fee rate of a stable pool; other kinds have none."""
    return tuple(reader.number(4) for _ in range(3 * (reader.fields["kind"] == 1)))


def _write_terms(terms: tuple[int, ...]) -> bytes:
    return b"".join(integer(4, value) for value in terms)


_U16, _U128 = _integer(2), _integer(16)


def _limit(permissive: int) -> Kind:
    return Kind(lambda reader: reader.limit(_U128, permissive), _U128.write)


def _side(swap_kind: int, permissive: int) -> Kind:
    """An amount of a swap that is a limit unless the swap has the kind for which it is exact."""

    def read(reader: Reader) -> int:
        if reader.fields["kind"] == swap_kind:
            return _U128.read(reader)
        return reader.limit(_U128, permissive)

    return Kind(read, _U128.write)


_KINDS = {
    "u8": _integer(1), "u16": _U16, "u32": _integer(4), "u64": _integer(8), "u128": _U128,
    "key": _raw(40), "bytes32": _raw(32), "address": Kind(_read_address, bytes),
    "destination": Kind(_read_destination, _write_destination),
    "version": _code("version", FORMAT, FORMAT), "payout_kind": _code("payout kind", 1, 4),
    "pool_kind": _code("pool kind", 0, 1), "terms": Kind(_read_terms, _write_terms), "swap_kind": _code("swap kind", 0, 1),
    "flag": _code("flag", 0, 1),
    "hops0": _list(0, MAXIMUM_HOPS, _U16, _U16), "hops1": _list(1, MAXIMUM_HOPS, _U16, _U16),
    "coins": _list(2, MAXIMUM_POOL_TOKENS, _U16, _U128),
    "amounts": _list(2, MAXIMUM_POOL_TOKENS, _U128), "minimum": _limit(0),
    "minima": _list(2, MAXIMUM_POOL_TOKENS, _limit(0)),
    "sold": _side(EXACT_IN, U128), "bought": _side(EXACT_OUT, 0),
    "members": _list(1, MAXIMUM_SIGNERS, _integer(4)), "feed_kind": _code("feed kind", 0, 2),
    "prices": _list(1, MAXIMUM_PRICES, _U16, _U128),
    "basket": _list(0, MAXIMUM_COINS, _limit(0)), "held": _list(1, MAXIMUM_COINS, _U16, _U128),
    "trades": _list(1, MAXIMUM_HOPS, _U16, _U16, _U128, _U128),
}


class Layout:
    """Named fields in sequence."""

    def __init__(self, text: str):
        pairs = [part.split(":") for part in text.split()]
        self.fields = [(name, _KINDS[kind]) for name, kind in pairs]

    def read(self, reader: Reader) -> dict[str, Any]:
        reader.fields = {}
        for name, kind in self.fields:
            reader.fields[name] = kind.read(reader)
        return reader.fields

    def write(self, source: object) -> bytes:
        return b"".join(kind.write(getattr(source, name)) for name, kind in self.fields)


# Operations

_SIGNED_HEAD = (
    "account:u32 from_sub:u8 slot:u8 nonce:u32 valid_until:u64 fee_token:u16 fee:u128 ")
_OPERATIONS = {
    DEPOSIT: "token:u16 amount:u128 to:address sub:u8",
    FULL_EXIT: "caller:address account:u32 sub:u8 token:u16 amount:u128",
    SET_KEY: "caller:address slot:u8 key:key scopes:u8 expiry:u64",
    CROSS_SWAP: "token_in:u16 hops:hops0 amount:u128 target:u8 minimum:u128"
    " receiver:address fallback:address rate:u16",
    REGISTER_TOKEN: "token:u16 contract:address decimals:u8 token_class:u8",
    RAMP_AMPLIFICATION: "pool:u16 target:u32 duration:u32",
    SET_COLLATERAL: "token:u16 discount:u32 mint_fee:u32 least_fee:u32 most_fee:u32 ceiling:u128",
    SET_SIGNERS: "set:u8 threshold:u8 members:members",
    SET_FEED: "feed:u16 kind:feed_kind set:u8 underlying:u16",
    SET_VAULT_TERMS: "token:u16 loan:u32 threshold:u32 bonus:u32 target:u32 ceiling:u128",
    SET_RESERVE_TARGET: "token:u16 chain:u8 target:u128",
    TRANSFER: _SIGNED_HEAD + "token:u16 amount:u128 to:destination to_sub:u8",
    WITHDRAW: _SIGNED_HEAD
    + "token:u16 amount:u128 minimum:minimum chain:u8 receiver:address rate:u16",
    CREATE_POOL: _SIGNED_HEAD + "kind:pool_kind fee_rate:u32 terms:terms coins:coins",
    ADD_LIQUIDITY: _SIGNED_HEAD + "pool:u16 minimum:minimum maxima:amounts",
    REMOVE_LIQUIDITY: _SIGNED_HEAD + "pool:u16 shares:u128 minima:minima",
    SWAP: _SIGNED_HEAD
    + "kind:swap_kind token_in:u16 hops:hops1 amount_in:sold amount_out:bought",
    ADD_ONE_COIN: _SIGNED_HEAD + "pool:u16 token:u16 amount:u128 minimum:minimum",
    REMOVE_ONE_COIN: _SIGNED_HEAD + "pool:u16 token:u16 shares:u128 minimum:minimum",
    POST_PRICES: _SIGNED_HEAD + "time:u64 prices:prices",
    MINT: _SIGNED_HEAD + "token:u16 amount:u128 minimum:minimum",
    REDEEM: _SIGNED_HEAD + "token:u16 dollars:u128 minimum:minimum",
    REDEEM_BASKET: _SIGNED_HEAD + "dollars:u128 minima:basket",
    CONVERT: _SIGNED_HEAD
    + "token_in:u16 token_out:u16 amount:u128 pool:u16 pool_part:u128 minimum:minimum",
    OPEN_DEBT: _SIGNED_HEAD + "token:u16 collateral:u128 dollars:u128",
    REPAY: _SIGNED_HEAD + "token:u16 dollars:u128 collateral:u128",
    LIQUIDATE: _SIGNED_HEAD
    + "owner:u32 owner_sub:u8 token:u16 dollars:u128 minimum:minimum",
}
LAYOUTS = {opcode: Layout(text) for opcode, text in _OPERATIONS.items()}


class Operation:
    """An operation: its fields are attributes with the names of its layout.

    One of governance that has not the form of its opcode has its body instead, as `unread`.
    """

    unread: bytes | None = None

    def __init__(self, opcode: int, signature: bytes = b"", **fields: Any):
        self.opcode, self.signature = opcode, signature
        self.__dict__.update(fields)

    def encoded(self) -> bytes:
        """opcode, body length, body: made from the fields."""
        body = LAYOUTS[self.opcode].write(self) if self.unread is None else self.unread
        return integer(1, self.opcode) + integer(2, len(body)) + body

    def message(self, network: int) -> bytes:
        """The message that the key signs, in words; its hash is the operation's id."""
        words = _Words(self.encoded()[3:])
        LAYOUTS[self.opcode].read(words)
        return words.of(network, 4) + words.of(self.opcode, 1) + words.written


class _Words(Reader):
    """Reads a plain encoding and keeps its fields as words, least significant byte first."""

    def __init__(self, data: bytes):
        super().__init__(data)
        self.written = b""

    @staticmethod
    def of(value: int, byte_count: int) -> bytes:
        return value.to_bytes(max(byte_count, 4), "little")

    def number(self, byte_count: int) -> int:
        value = super().number(byte_count)
        self.written += self.of(value, byte_count)
        return value

    def take(self, count: int) -> bytes:
        taken = super().take(count)
        self.written += taken
        return taken


def _fits(opcode: int, source: int) -> bool:
    """Whether operations with this code come from this source."""
    if source == SOURCE_SIGNED:
        return 0x10 <= opcode <= 0x7F
    if source == SOURCE_NETWORK:
        return 0x80 <= opcode
    return opcode <= 0x0F


def read_operation(reader: Reader, source: int) -> Operation:
    """An operation from a source; a signed one has its signature."""
    opcode = reader.number(1)
    body = Reader(reader.take(reader.number(2)))
    if not _fits(opcode, source):
        raise Malformed("opcode")
    if opcode in GOVERNED:
        return governed(opcode, body.data)
    if opcode not in LAYOUTS:
        raise Malformed("opcode")
    fields = LAYOUTS[opcode].read(body)
    body.finish()
    signature = reader.take(SIGNATURE_BYTES) if source == SOURCE_SIGNED else b""
    return Operation(opcode, signature, **fields)


def governed(opcode: int, body: bytes) -> Operation:
    """The operation of governance with a body, of any form."""
    if len(body) > MAXIMUM_GOVERNED_BYTES:
        raise Malformed("body length")
    reader = Reader(body)
    try:
        if opcode not in LAYOUTS:
            raise Malformed("opcode")
        fields = LAYOUTS[opcode].read(reader)
        reader.finish()
    except Malformed:
        return Operation(opcode, unread=body)
    return Operation(opcode, **fields)


def decode_operation(data: bytes, source: int) -> Operation:
    """The whole of `data` as one operation."""
    reader = Reader(data)
    operation = read_operation(reader, source)
    reader.finish()
    return operation


def rolling(before: bytes, entry: bytes) -> bytes:
    """The queue's hash after one more encoded operation."""
    return digest(before + digest(entry))


# Block data


def data_head(number: int, timestamp: int) -> bytes:
    """The head of block data, of which `compact.py` has the rest."""
    return integer(1, FORMAT) + integer(8, number) + integer(8, timestamp)


# Chain operations

_PAYOUT = Layout(
    "kind:payout_kind account:u32 part:u8 serial:u64 receiver:bytes32 token:u16 units:u128"
    " rate:u16")


@dataclass(frozen=True)
class Payout:
    """A payment that a chain owes.

    The origin is (account, part, serial): account, key slot and nonce of a withdrawal; account,
    sub-account and queue index of a full exit; `NO_ACCOUNT`, the chain of the entry and its queue
    index of a cross swap or refund.
    """

    kind: int
    account: int
    part: int
    serial: int
    receiver: bytes
    token: int
    units: int
    rate: int

    def encoded(self) -> bytes:
        return _PAYOUT.write(self)

    def hash(self, chain: int) -> bytes:
        return digest(integer(1, chain) + self.encoded())


def _read_payout(reader: Reader) -> Payout:
    payout = Payout(**_PAYOUT.read(reader))
    if payout.kind == WITHDRAWAL and payout.serial >= 2**32:
        raise Malformed("nonce")
    if payout.kind in (CROSS, REFUND) and payout.account != NO_ACCOUNT:
        raise Malformed("origin")
    return payout


def decode_payout(data: bytes) -> Payout:
    reader = Reader(data)
    payout = _read_payout(reader)
    reader.finish()
    return payout


def decode_chain_operations(data: bytes) -> list[Payout]:
    """An instruction of a block to one chain."""
    reader = Reader(data)
    operations: list[Payout] = []
    while not reader.is_at_end:
        if len(operations) == MAXIMUM_CHAIN_OPERATIONS:
            raise Malformed("chain operation count")
        operations.append(_read_payout(reader))
    return operations


# Headers

_SECTION = Layout(
    "chain:u8 queue_start:u64 queue_count:u32 queue_hash:bytes32 operation_count:u32"
    " operations_hash:bytes32")


@dataclass(frozen=True)
class Section:
    """The part of a header that concerns one chain."""

    chain: int
    queue_start: int = 0
    queue_count: int = 0
    queue_hash: bytes = ZERO_HASH
    operation_count: int = 0
    operations_hash: bytes = digest(b"")

    def encoded(self) -> bytes:
        return _SECTION.write(self)


_HEADER = Layout(
    "version:version network:u32 number:u64 previous:bytes32 timestamp:u64 old_root:bytes32"
    " new_root:bytes32 data_hash:bytes32")


@dataclass(frozen=True)
class Header:
    """The header of a block."""

    network: int
    number: int
    previous: bytes
    timestamp: int
    old_root: bytes
    new_root: bytes
    data_hash: bytes
    sections: tuple[Section, ...] = field(default=())
    version: int = FORMAT

    def encoded(self) -> bytes:
        sections = b"".join(section.encoded() for section in self.sections)
        return _HEADER.write(self) + integer(1, len(self.sections)) + sections

    def hash(self) -> bytes:
        return digest(self.encoded())


def genesis_header(network: int, root: bytes, chains: list[int]) -> Header:
    """The header of block 0."""
    sections = tuple(Section(chain) for chain in sorted(chains))
    return Header(network, 0, ZERO_HASH, 0, root, root, digest(b""), sections)


def decode_header(data: bytes) -> Header:
    reader = Reader(data)
    fields = _HEADER.read(reader)
    count = reader.code("chain count", 1, MAXIMUM_CHAINS)
    sections = tuple(Section(**_SECTION.read(reader)) for _ in range(count))
    reader.finish()
    return Header(**fields, sections=sections)


# Messages of oracles, public inputs of proofs


def sync_hash(before: bytes, header_hash: bytes) -> bytes:
    """The sync hash of the history."""
    return digest(before + header_hash)


def public_input(
    program: bytes, key_root: bytes, previous_hash: bytes, last_hash: bytes
) -> bytes:
    """The public input of a proof."""
    value = digest(program + key_root + previous_hash + last_hash)
    return bytes([value[0] & 0x1F]) + value[1:]


def confirmation(
    network: int, chain: int, epoch: int, number: int, header_hash: bytes, synced: bytes
) -> bytes:
    """The message of a confirmation, of which an oracle signs the Keccak-256: "all chains saw the same"."""
    where = integer(4, network) + integer(1, chain) + integer(4, epoch) + integer(8, number)
    return b"ZkLink confirm v1" + where + header_hash + synced


# Receipts

_RECEIPTS = {
    DONE: Layout(""),
    ACCOUNT: Layout("account:u32 created:flag"),
    PAYOUT: Layout("amount:u128 chain:u8"),
    LIQUIDITY: Layout("pool:u16 shares:u128 amounts:amounts"),
    TRADE: Layout("token_in:u16 amount_in:u128 hops:trades"),
    DOLLARS: Layout("dollars:u128 fee:u128 coins:held"),
    CONVERSION: Layout("traded:u128 dollars:u128 mint_fee:u128 redeem_fee:u128 redeemed:u128"),
    VAULT: Layout("collateral:u128 principal:u128 interest:u128 bad:u128"),
    CREDIT: Layout("account:u32 created:flag token:u16 amount:u128"),
}


class Receipt:
    """The result of an operation: its fields are attributes with the names of its layout.

    A payout's receipt has the payout as attribute `payout`; hops of a trade are (place, token out,
    protocol cut, amount out).
    """

    def __init__(self, shape: int, **fields: Any):
        self.shape = shape
        self.__dict__.update(fields)

    def encoded(self) -> bytes:
        end = self.payout.encoded() if self.shape == PAYOUT else b""
        return integer(1, self.shape) + _RECEIPTS[self.shape].write(self) + end


def decode_receipt(data: bytes) -> Receipt:
    reader = Reader(data)
    shape = reader.code("shape", DONE, CREDIT)
    fields = _RECEIPTS[shape].read(reader)
    if shape == PAYOUT:
        fields["payout"] = _read_payout(reader)
    reader.finish()
    return Receipt(shape, **fields)
