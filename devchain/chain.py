"""The chain: blocks on one branch, the pool, mining, tags, calls; single-threaded."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from devchain.assembly import apply_transaction
from devchain.blocks import (Block, Header, Receipt, bloom_of, first_log_indices, receipts_root,
                             transactions_root)
from devchain.encoding import keccak
from devchain.errors import RpcError, refused
from devchain.executor import BlockContext, Executor, Message, Outcome
from devchain.mempool import Mempool, check_transaction
from devchain.state import Account, StateReader, WorldState
from devchain.transactions import Transaction
from devchain.trie import EMPTY_ROOT

COINBASE = bytes.fromhex("c014ba5ec014ba5ec014ba5ec014ba5ec014ba5e")
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
        # Balances set from outside, with the height they were set at: a reorganisation keeps them.
        self.outside_writes: list[tuple[int, bytes, int]] = []
        for address, balance in settings.balances.items():
            self.world.set_account(address, Account(balance=balance))
        self._append(self._seal(None, settings.genesis_time or int(time.time()),
                                INITIAL_BASE_FEE, (), ()))

    @property
    def head(self) -> Block:
        """The newest block."""
        return self.blocks[-1]

    @property
    def next_base_fee(self) -> int:
        """Base fee of the next block."""
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
        return BlockContext(number, timestamp, COINBASE, self.settings.gas_limit, base_fee,
                            randao, hash_of)

    def next_context(self) -> BlockContext:
        """The block environment of the next block."""
        stamp = max(self.next_timestamp or self.now(), self.head.header.timestamp + 1)
        return self.context(self.head.number + 1, stamp, self.next_base_fee, self.head)

    def block_context(self, block: Block) -> BlockContext:
        """The block environment of a sealed block, for calls at its height."""
        header = block.header
        parent = self.blocks[header.number - 1] if header.number else None
        found = self.context(header.number, header.timestamp, header.base_fee, parent)
        return replace(found, prev_randao=header.prev_randao)

    def submit(self, tx: Transaction) -> None:
        """Admits a transaction to the pool, and mines it at once in automine mode."""
        if tx.hash in self.pool.by_hash or tx.hash in self.located:
            raise refused("already known")
        check_transaction(tx, self.world, self.settings.chain_id, self.settings.gas_limit,
                          self.next_base_fee)
        self.pool.add(tx)
        if self.pool.is_ready(tx, self.world):
            for listener in self.listeners:
                listener.transaction_pending(tx)
            if self.automine:
                self.mine()

    def mine(self, timestamp: int | None = None) -> Block:
        """Makes a block of the best transactions of the pool."""
        if timestamp is not None:
            self.next_timestamp = timestamp
        context = self.next_context()
        self.next_timestamp = None
        choice = self.pool.best(self.world, context.base_fee)
        included: list[Transaction] = []
        receipts: list[Receipt] = []
        tx = next(choice, None)
        while tx is not None:
            taken = self._include(context, tx, included, receipts)
            try:
                tx = choice.send(taken)
            except StopIteration:
                break
        return self._finish(context, included, receipts)

    def mine_exactly(self, transactions: Iterable[Transaction],
                     timestamp: int) -> list[Transaction]:
        """Makes a block of the given transactions in order; returns those that cannot run."""
        context = self.context(self.head.number + 1,
                               max(timestamp, self.head.header.timestamp + 1),
                               self.next_base_fee, self.head)
        included: list[Transaction] = []
        receipts: list[Receipt] = []
        left = [tx for tx in transactions if not self._include(context, tx, included, receipts)]
        self._finish(context, included, receipts)
        return left

    def _include(self, context: BlockContext, tx: Transaction, included: list[Transaction],
                 receipts: list[Receipt]) -> bool:
        gas_before = receipts[-1].cumulative_gas if receipts else 0
        account = self.world.account(tx.sender)
        if (gas_before + tx.gas > context.gas_limit or tx.nonce != account.nonce
                or tx.max_fee < context.base_fee
                or account.balance < tx.gas * tx.max_fee + tx.value):
            return False
        try:
            receipt = apply_transaction(self.world, self.executor, context, tx, gas_before)
        except RpcError:
            self.pool.remove(tx)  # it cannot be run at all, now or later
            return False
        included.append(tx)
        receipts.append(receipt)
        return True

    def _finish(self, context: BlockContext, included: list[Transaction],
                receipts: list[Receipt]) -> Block:
        block = self._seal(context, context.timestamp, context.base_fee, tuple(included),
                           tuple(receipts))
        self._append(block)
        for tx in included:
            self.pool.remove(tx)
        self.pool.drop_stale(self.world)
        for listener in self.listeners:
            listener.block_added(block)
        return block

    def _seal(self, context: BlockContext | None, timestamp: int, base_fee: int,
              transactions: tuple[Transaction, ...], receipts: tuple[Receipt, ...]) -> Block:
        logs = [log for receipt in receipts for log in receipt.logs]
        header = Header(
            parent_hash=self.head.hash if self.blocks else bytes(32),
            number=len(self.blocks), timestamp=timestamp, coinbase=COINBASE,
            gas_limit=self.settings.gas_limit,
            gas_used=receipts[-1].cumulative_gas if receipts else 0, base_fee=base_fee,
            prev_randao=bytes(32) if context is None else context.prev_randao,
            state_root=self.world.seal(), transactions_root=transactions_root(transactions),
            receipts_root=receipts_root(transactions, receipts) if receipts else EMPTY_ROOT,
            bloom=bloom_of(logs), extra_data=b"devchain" + self.branch.to_bytes(4, "big"))
        return Block(header, transactions, receipts, first_log_indices(receipts))

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

    def set_balance(self, address: bytes, balance: int) -> None:
        """Sets a balance outside of the chain's rules."""
        self.outside_writes.append((self.head.number, address, balance))
        self._write_balance(address, balance)

    def _write_balance(self, address: bytes, balance: int) -> None:
        self.world.set_account(address, self.world.account(address)._replace(balance=balance))

    def rewrite_outside(self, keep: Callable[[int], bool]) -> None:
        """After an unwind, writes again the balances set at heights that `keep` accepts."""
        height = self.head.number
        writes = self.outside_writes
        self.outside_writes = [(min(at, height), who, balance)
                               for at, who, balance in writes]
        for at, address, balance in writes:
            if keep(at):
                self._write_balance(address, balance)

    def call(self, number: int | None, message: Message) -> Outcome:
        """Runs a message at a height, or in the next block when None; nothing is kept."""
        if number is None:
            return self.executor.run(self.world, self.next_context(), message)
        return self.executor.run(self.state_at(number), self.block_context(self.blocks[number]),
                                 message)

    def close(self) -> None:
        """Stops the helper processes of the chain."""
        self.executor.close()
