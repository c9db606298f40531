"""The chain: blocks on one branch, the pool, mining, tags, calls; single-threaded."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from devchain.assembly import BlockBuilder
from devchain.blocks import Block
from devchain.encoding import keccak
from devchain.errors import RpcError, refused
from devchain.executor import BlockContext, Executor
from devchain.mempool import Mempool, check_transaction
from devchain.outside import OutsideWrite
from devchain.overlay import OverlayState
from devchain.state import Account, StateReader, StateWriter, WorldState
from devchain.transactions import Transaction

INITIAL_BASE_FEE = 1_000_000_000
BLOCKHASH_REACH = 256


@dataclass
class Settings:
    """Settings of a chain; finality depths may change later."""

    chain_id: int = 31337
    gas_limit: int = 30_000_000
    safe_depth: int = 1
    finalized_depth: int = 2
    genesis_time: int | None = None
    balances: dict[bytes, int] = field(default_factory=dict)
    allow_unprotected: bool = False
    coinbase: bytes = bytes.fromhex("c014ba5ec014ba5ec014ba5ec014ba5ec014ba5e")


class ChainListener:
    """A listener to events of the chain; each method does nothing unless overridden."""

    def block_added(self, block: Block) -> None:
        """A block became the head."""

    def blocks_removed(self, blocks: list[Block]) -> None:
        """Blocks left the chain, given oldest first."""

    def transaction_pending(self, tx: Transaction) -> None:
        """A transaction can go into a next block."""


class Chain:
    """State, blocks and pool of one chain."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.world = WorldState()
        self.pool = Mempool()
        self.executor = Executor(settings.chain_id)
        self.blocks: list[Block] = []
        self.by_hash: dict[bytes, Block] = {}
        self.located: dict[bytes, tuple[Block, int]] = {}
        self.listeners: list[ChainListener] = []
        self.automine = True
        self.time_offset = 0
        self.next_timestamp: int | None = None
        self.branch = 0
        self.finalized_floor = 0
        self.next_block_base_fee: int | None = None
        # Writes from outside, with the height they were made at: a reorganisation keeps them.
        self.outside_writes: list[tuple[int, OutsideWrite]] = []
        for address, balance in settings.balances.items():
            self.world.set_account(address, Account(balance=balance))
        genesis = self.context(0, settings.genesis_time or int(time.time()), INITIAL_BASE_FEE, None)
        genesis = replace(genesis, prev_randao=bytes(32))
        self._append(self._builder(genesis, self.world).seal())

    @property
    def head(self) -> Block:
        """The newest block."""
        return self.blocks[-1]

    @property
    def next_base_fee(self) -> int:
        """Base fee of the next block: by EIP-1559, unless set for this one."""
        if self.next_block_base_fee is not None:
            return self.next_block_base_fee
        return self.head.header.next_base_fee()

    @property
    def safe_number(self) -> int:
        """Height of the `safe` tag."""
        return max(self.head.number - self.settings.safe_depth, self.finalized_number)

    @property
    def finalized_number(self) -> int:
        """Height of the `finalized` tag; it moves back only with a snapshot."""
        return max(self.head.number - self.settings.finalized_depth, self.finalized_floor)

    def now(self) -> int:
        """The chain's clock."""
        return int(time.time()) + self.time_offset

    def state_at(self, number: int) -> StateReader:
        """The state after a block; the newest one includes balances set since."""
        depth = self.head.number - number
        return self.world.before(depth) if depth else self.world

    def context(self, number: int, timestamp: int, base_fee: int,
                parent: Block | None) -> BlockContext:
        """The block environment of execution on this branch."""
        def hash_of(wanted: int) -> bytes:
            if number - BLOCKHASH_REACH <= wanted < number and wanted < len(self.blocks):
                return self.blocks[wanted].hash
            return bytes(32)
        parent_hash = parent.hash if parent is not None else bytes(32)
        randao = keccak(parent_hash + number.to_bytes(8, "big") + self.branch.to_bytes(8, "big"))
        return BlockContext(number, timestamp, self.settings.coinbase, self.settings.gas_limit,
                            base_fee, randao, hash_of)

    def next_context(self) -> BlockContext:
        """The block environment of the next block."""
        stamp = max(self.next_timestamp or self.now(), self.head.header.timestamp + 1)
        return self.context(self.head.number + 1, stamp, self.next_base_fee, self.head)

    def block_context(self, block: Block) -> BlockContext:
        """The block environment of a sealed block, for calls at its height."""
        header = block.header
        parent = self.blocks[header.number - 1] if header.number else None
        found = self.context(header.number, header.timestamp, header.base_fee, parent)
        return replace(found, prev_randao=header.prev_randao, coinbase=header.coinbase,
                       gas_limit=header.gas_limit)

    def submit(self, tx: Transaction) -> None:
        """Admits a transaction to the pool, and mines it at once in automine mode."""
        if tx.hash in self.pool.by_hash or tx.hash in self.located:
            raise refused("already known")
        if tx.chain_id is None and not self.settings.allow_unprotected:
            raise refused("only replay-protected (EIP-155) transactions allowed over RPC")
        check_transaction(tx, self.world, self.settings.chain_id, self.settings.gas_limit,
                          self.next_base_fee)
        self.pool.add(tx)
        if self.pool.is_ready(tx, self.world):
            for listener in self.listeners:
                listener.transaction_pending(tx)
            if self.automine:
                self.mine()

    def mine(self) -> Block:
        """Makes a block of the best transactions of the pool."""
        builder = self._builder(self.next_context(), self.world)
        self.next_timestamp = self.next_block_base_fee = None
        for tx in self._fill(builder, self.world):
            self.pool.remove(tx)  # it cannot be run at all, now or later
        return self._finish(builder)

    def preview(self) -> Block:
        """The block that `mine` would make now; nothing is kept."""
        world = OverlayState(self.world, 0)
        builder = self._builder(self.next_context(), world)
        self._fill(builder, world)
        return builder.seal()

    def mine_exactly(self, transactions: Iterable[Transaction], timestamp: int,
                     base_fee: int | None = None) -> list[Transaction]:
        """Makes a block of the given transactions in order; returns those that cannot run."""
        builder = self._builder(self.context(
            self.head.number + 1, max(timestamp, self.head.header.timestamp + 1),
            self.next_base_fee if base_fee is None else base_fee, self.head), self.world)
        self.next_block_base_fee = None
        left = []
        for tx in transactions:
            if not builder.can_include(tx):
                left.append(tx)
                continue
            try:
                builder.include(tx)
            except RpcError:
                self.pool.remove(tx)
                left.append(tx)
        self._finish(builder)
        return left

    def _builder(self, context: BlockContext, world: StateWriter) -> BlockBuilder:
        parent = self.head.hash if self.blocks else bytes(32)
        return BlockBuilder(world, self.executor, context, parent,
                            b"devchain" + self.branch.to_bytes(4, "big"))

    def _fill(self, builder: BlockBuilder, world: StateReader) -> list[Transaction]:
        """Includes the best transactions of the pool; returns those that cannot be run at all."""
        refused_ones = []
        choice = self.pool.best(world, builder.context.base_fee)
        tx = next(choice, None)
        while tx is not None:
            taken = builder.can_include(tx)
            if taken:
                try:
                    builder.include(tx)
                except RpcError:
                    refused_ones.append(tx)
                    taken = False
            try:
                tx = choice.send(taken)
            except StopIteration:
                break
        return refused_ones

    def _finish(self, builder: BlockBuilder) -> Block:
        block = builder.seal()
        self._append(block)
        for tx in block.transactions:
            self.pool.remove(tx)
        self.pool.drop_stale(self.world)
        for listener in self.listeners:
            listener.block_added(block)
        return block

    def _append(self, block: Block) -> None:
        self.blocks.append(block)
        self.by_hash[block.hash] = block
        for index, tx in enumerate(block.transactions):
            self.located[tx.hash] = (block, index)
        self.finalized_floor = self.finalized_number

    def unwind(self, count: int) -> list[Block]:
        """Takes the newest `count` blocks off the chain and returns them, oldest first."""
        removed = self.blocks[len(self.blocks) - count:] if count else []
        self.world.unwind(count)
        del self.blocks[len(self.blocks) - count:]
        for block in removed:
            del self.by_hash[block.hash]
            for tx in block.transactions:
                del self.located[tx.hash]
        return removed

    def write_outside(self, write: OutsideWrite) -> None:
        """Writes to the state outside of the chain's rules."""
        self.outside_writes.append((self.head.number, write))
        write.apply(self.world)

    def rewrite_outside(self, keep: Callable[[int], bool]) -> None:
        """After an unwind, makes again the outside writes of heights that `keep` accepts."""
        height = self.head.number
        writes = self.outside_writes
        self.outside_writes = [(min(at, height), write) for at, write in writes]
        for at, write in writes:
            if keep(at):
                write.apply(self.world)

    def close(self) -> None:
        """Stops the helper processes of the chain."""
        self.executor.close()
