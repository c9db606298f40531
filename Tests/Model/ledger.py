"""Blocks: the open block, its limits and its header."""

from __future__ import annotations

import codec
import compact
import words
from codec import Header, Operation, Payout, Receipt, Section
from records import Rejected
from rules import Rules
from words import NETWORK


class BlockFull(Exception):
    """The operation would pass a limit of the block: it is not applied and leaves no trace."""


class OpenChain:
    """The part of the open block that concerns one chain."""

    def __init__(self, chain: int, queue_start: int = 0, queue_hash: bytes = codec.ZERO_HASH):
        self.chain, self.queue_start, self.queue_hash = chain, queue_start, queue_hash
        self.queue_count = 0
        self.operations: list[Payout] = []

    @property
    def next_index(self) -> int:
        return self.queue_start + self.queue_count

    def encoded_operations(self) -> bytes:
        return b"".join(operation.encoded() for operation in self.operations)

    def section(self) -> Section:
        return Section(
            self.chain, self.queue_start, self.queue_count, self.queue_hash, len(self.operations),
            codec.digest(self.encoded_operations()))


class Ledger(Rules):
    """The records and the open block."""

    def __init__(self, network: int, chains: list[words.ChainEntry], fee_owner: bytes):
        super().__init__(chains, fee_owner)
        self.network = network
        self.chains = {chain: OpenChain(chain) for chain, _, _ in sorted(chains)}
        self.written = compact.Writer(0, 0)

    def open(self, number: int, timestamp: int) -> None:
        """Begins a block: its number and time are in the records before its operations."""
        assert timestamp >= self.timestamp
        self.timestamp = timestamp
        self.begin()
        self.put((NETWORK,), words.network_value(number, timestamp))
        self.written = compact.Writer(number, timestamp)

    def apply(self, source: int, op: Operation) -> tuple[int, bytes]:
        """The code, 0 when applied, and the encoded receipt, empty when not applied."""
        added = sum(map(len, self.written.encoded(source, op)))
        full = self.written.count == codec.MAXIMUM_OPERATIONS
        if full or self.written.byte_count + added > codec.MAXIMUM_DATA_BYTES:
            raise BlockFull
        code, receipt = self._attempt(source, op)
        for chain, payout in self.orders:
            if len(self.chains[chain].operations) == codec.MAXIMUM_CHAIN_OPERATIONS:
                self.roll_back()
                raise BlockFull
            self.chains[chain].operations.append(payout)
        if source != codec.SOURCE_SIGNED:
            queue = self.chains[source]
            queue.queue_count += 1
            queue.queue_hash = codec.rolling(queue.queue_hash, op.encoded())
        if source != codec.SOURCE_SIGNED or code == 0:
            self.written.append(source, op)
        return code, receipt.encoded() if receipt else b""

    def _attempt(self, source: int, op: Operation) -> tuple[int, Receipt | None]:
        self.begin()
        self.orders = []
        try:
            if source == codec.SOURCE_SIGNED:
                return 0, self.signed(op)
            return 0, self.queued(source, self.chains[source].next_index, op)
        except Rejected as rejected:
            self.roll_back()
            self.orders = []
            if source != codec.SOURCE_SIGNED:
                self.refund(source, self.chains[source].next_index, op)
            return rejected.code, None

    def finish(self) -> bytes:
        """Ends the block; returns its data."""
        self.check_conservation()
        return self.written.data

    def close(self, previous: Header, data: bytes, new_root: bytes) -> Header:
        """The finished block's header; the next block continues its queues."""
        header = Header(
            self.network, previous.number + 1, previous.hash(), self.timestamp, previous.new_root,
            new_root, codec.digest(data), tuple(chain.section() for chain in self.chains.values()))
        self.chains = {
            number: OpenChain(number, chain.next_index, chain.queue_hash)
            for number, chain in self.chains.items()
        }
        return header
