"""Headers, blocks, receipts and logs: their hashes, tries, blooms and JSON forms (Cancun)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from devchain.encoding import keccak, rlp_decode, rlp_encode, to_data, to_quantity
from devchain.transactions import Transaction
from devchain.trie import EMPTY_ROOT, list_root

EMPTY_UNCLES = keccak(rlp_encode([]))
BASE_FEE_CHANGE_DENOMINATOR = 8
ELASTICITY = 2


@dataclass(frozen=True)
class Log:
    """An event that a transaction emitted."""

    address: bytes
    topics: tuple[bytes, ...]
    data: bytes


def bloom_of(logs: Iterable[Log]) -> int:
    """The 2048-bit bloom of addresses and topics (Yellow Paper, 4.3.1)."""
    bits = 0
    for log in logs:
        for item in (log.address, *log.topics):
            digest = keccak(item)
            for offset in (0, 2, 4):
                bits |= 1 << (int.from_bytes(digest[offset:offset + 2], "big") & 2047)
    return bits


@dataclass(frozen=True)
class Receipt:
    """The outcome of a transaction."""

    success: bool
    gas_used: int
    cumulative_gas: int
    logs: tuple[Log, ...]
    contract: bytes | None
    effective_gas_price: int

    @cached_property
    def bloom(self) -> int:
        """Bloom of this receipt's logs."""
        return bloom_of(self.logs)

    def encoded(self, kind: int) -> bytes:
        """The consensus encoding (EIP-2718)."""
        body = rlp_encode([
            int(self.success), self.cumulative_gas, self.bloom.to_bytes(256, "big"),
            [[log.address, list(log.topics), log.data] for log in self.logs]])
        return body if kind == 0 else bytes([kind]) + body


@dataclass(frozen=True)
class Header:
    """A block header with the Cancun fields."""

    parent_hash: bytes
    number: int
    timestamp: int
    coinbase: bytes
    gas_limit: int
    gas_used: int
    base_fee: int
    prev_randao: bytes
    state_root: bytes
    transactions_root: bytes
    receipts_root: bytes
    bloom: int
    extra_data: bytes

    @property
    def fields(self) -> list:
        """Members in the order of EIP-4844 and EIP-4788."""
        return [
            self.parent_hash, EMPTY_UNCLES, self.coinbase, self.state_root,
            self.transactions_root, self.receipts_root, self.bloom.to_bytes(256, "big"), 0,
            self.number, self.gas_limit, self.gas_used, self.timestamp, self.extra_data,
            self.prev_randao, bytes(8), self.base_fee, EMPTY_ROOT, 0, 0, bytes(32)]

    @cached_property
    def encoded(self) -> bytes:
        """RLP of the fields."""
        return rlp_encode(self.fields)

    @cached_property
    def hash(self) -> bytes:
        """The block hash."""
        return keccak(self.encoded)

    def next_base_fee(self) -> int:
        """Base fee of a child (EIP-1559)."""
        target = self.gas_limit // ELASTICITY
        gap = self.gas_used - target
        if gap == 0 or target == 0:
            return self.base_fee
        change = self.base_fee * abs(gap) // target // BASE_FEE_CHANGE_DENOMINATOR
        return self.base_fee + max(change, 1) if gap > 0 else self.base_fee - change

    def to_json(self) -> dict[str, object]:
        """The header object, as `newHeads` sends it."""
        return {
            "number": to_quantity(self.number),
            "hash": to_data(self.hash),
            "parentHash": to_data(self.parent_hash),
            "nonce": to_data(bytes(8)),
            "mixHash": to_data(self.prev_randao),
            "sha3Uncles": to_data(EMPTY_UNCLES),
            "logsBloom": to_data(self.bloom.to_bytes(256, "big")),
            "transactionsRoot": to_data(self.transactions_root),
            "stateRoot": to_data(self.state_root),
            "receiptsRoot": to_data(self.receipts_root),
            "miner": to_data(self.coinbase),
            "difficulty": "0x0",
            "extraData": to_data(self.extra_data),
            "gasLimit": to_quantity(self.gas_limit),
            "gasUsed": to_quantity(self.gas_used),
            "timestamp": to_quantity(self.timestamp),
            "baseFeePerGas": to_quantity(self.base_fee),
            "withdrawalsRoot": to_data(EMPTY_ROOT),
            "blobGasUsed": "0x0",
            "excessBlobGas": "0x0",
            "parentBeaconBlockRoot": to_data(bytes(32)),
        }


@dataclass(frozen=True)
class Block:
    """A sealed block."""

    header: Header
    transactions: tuple[Transaction, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    first_log_index: tuple[int, ...] = field(default=())

    @property
    def number(self) -> int:
        """Height."""
        return self.header.number

    @property
    def hash(self) -> bytes:
        """Header hash."""
        return self.header.hash

    @property
    def timestamp(self) -> int:
        """Unix time in seconds."""
        return self.header.timestamp

    @property
    def encoded(self) -> bytes:
        """RLP of header, transactions, uncles and withdrawals (EIP-2718, EIP-4895)."""
        transactions = [tx.raw if tx.kind else rlp_decode(tx.raw) for tx in self.transactions]
        return rlp_encode([self.header.fields, transactions, [], []])

    def transaction_json(self, index: int) -> dict[str, object]:
        """One transaction as an object."""
        return self.transactions[index].to_json(self, index, self.header.base_fee)

    def to_json(self, full: bool) -> dict[str, object]:
        """The block object, with whole transactions or their hashes."""
        return self.header.to_json() | {
            "size": to_quantity(len(self.encoded)),
            "uncles": [],
            "withdrawals": [],
            "transactions": [
                self.transaction_json(index) if full else to_data(tx.hash)
                for index, tx in enumerate(self.transactions)],
        }

    def receipt_json(self, index: int) -> dict[str, object]:
        """One receipt as an object."""
        tx, receipt = self.transactions[index], self.receipts[index]
        return {
            "type": to_quantity(tx.kind),
            "status": to_quantity(int(receipt.success)),
            "transactionHash": to_data(tx.hash),
            "transactionIndex": to_quantity(index),
            "blockHash": to_data(self.hash),
            "blockNumber": to_quantity(self.number),
            "from": to_data(tx.sender),
            "to": None if tx.to is None else to_data(tx.to),
            "gasUsed": to_quantity(receipt.gas_used),
            "cumulativeGasUsed": to_quantity(receipt.cumulative_gas),
            "effectiveGasPrice": to_quantity(receipt.effective_gas_price),
            "contractAddress": None if receipt.contract is None else to_data(receipt.contract),
            "logs": self.logs_json(index),
            "logsBloom": to_data(receipt.bloom.to_bytes(256, "big")),
        }

    def logs_json(self, index: int, removed: bool = False) -> list[dict[str, object]]:
        """The logs of one transaction as objects."""
        return [self.log_json(index, position, removed)
                for position in range(len(self.receipts[index].logs))]

    def log_json(self, index: int, position: int, removed: bool = False) -> dict[str, object]:
        """One log as an object."""
        log = self.receipts[index].logs[position]
        return {
            "address": to_data(log.address),
            "topics": [to_data(topic) for topic in log.topics],
            "data": to_data(log.data),
            "blockNumber": to_quantity(self.number),
            "blockHash": to_data(self.hash),
            "blockTimestamp": to_quantity(self.header.timestamp),
            "transactionHash": to_data(self.transactions[index].hash),
            "transactionIndex": to_quantity(index),
            "logIndex": to_quantity(self.first_log_index[index] + position),
            "removed": removed,
        }


def first_log_indices(receipts: Iterable[Receipt]) -> tuple[int, ...]:
    """Index in the block of each receipt's first log."""
    total, starts = 0, []
    for receipt in receipts:
        starts.append(total)
        total += len(receipt.logs)
    return tuple(starts)


def transactions_root(transactions: Iterable[Transaction]) -> bytes:
    """Root of the transaction trie."""
    return list_root(tx.raw for tx in transactions)


def receipts_root(transactions: Iterable[Transaction], receipts: Iterable[Receipt]) -> bytes:
    """Root of the receipt trie."""
    return list_root(receipt.encoded(tx.kind) for tx, receipt in zip(transactions, receipts))
