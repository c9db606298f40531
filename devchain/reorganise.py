"""Reorganisations to another branch, and snapshots."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from devchain.blocks import Block
from devchain.chain import Chain
from devchain.encoding import to_data
from devchain.errors import RpcError, refused
from devchain.transactions import Transaction

MAX_SNAPSHOTS = 1024


@dataclass(frozen=True)
class ReorgPlan:
    """The numbers of blocks to remove and to add, and the fate of their transactions."""

    depth: int
    new_blocks: int
    drop_all: bool = False
    dropped: Collection[bytes] = ()
    dropped_return_to_pool: bool = False


def reorganise(chain: Chain, plan: ReorgPlan) -> list[Block]:
    """Replaces the newest blocks; returns the new ones.

    A kept transaction stays in the block of its height; in the last new block when that height
    is gone. One that can no longer run (a predecessor was dropped) goes back to the pool.
    """
    limit = chain.head.number - chain.finalized_number
    if plan.depth > limit:
        raise refused(f"reorg of depth {plan.depth} would pass below the finalized block "
                      f"{chain.finalized_number}: at most {limit}")
    leaving = chain.blocks[len(chain.blocks) - plan.depth:]
    strangers = set(plan.dropped) - {tx.hash for block in leaving for tx in block.transactions}
    if strangers:
        raise refused(f"transaction {to_data(min(strangers))} is not in the newest "
                      f"{plan.depth} blocks")
    removed = chain.unwind(plan.depth)
    base = chain.head.number
    chain.rewrite_outside(lambda height: height >= base)
    chain.branch += 1
    for listener in chain.listeners:
        listener.blocks_removed(removed)

    batches: list[list[Transaction]] = [[] for _ in range(plan.new_blocks)]
    returning: list[Transaction] = []
    for offset, block in enumerate(removed):
        for tx in block.transactions:
            if plan.drop_all or tx.hash in plan.dropped:
                if plan.dropped_return_to_pool:
                    returning.append(tx)
            elif batches:
                batches[min(offset, len(batches) - 1)].append(tx)
            else:
                returning.append(tx)

    first = len(chain.blocks)
    for offset, batch in enumerate(batches):
        parent_time = chain.head.header.timestamp
        timestamp = removed[offset].header.timestamp if offset < len(removed) else parent_time + 1
        returning += chain.mine_exactly(batch, timestamp)
    for tx in returning:
        nonce_is_open = tx.nonce >= chain.world.account(tx.sender).nonce
        if nonce_is_open and tx.hash not in chain.pool.by_hash:
            _return_to_pool(chain, tx)
    return chain.blocks[first:]


def _return_to_pool(chain: Chain, tx: Transaction) -> None:
    try:
        chain.pool.add(tx)
    except RpcError:
        return  # the pool holds a better one of the same nonce
    for listener in chain.listeners:
        if chain.pool.is_ready(tx, chain.world):
            listener.transaction_pending(tx)


@dataclass(frozen=True)
class _Snapshot:
    number: int
    block_hash: bytes
    waiting: tuple[Transaction, ...]
    time_offset: int
    finalized_floor: int
    outside_count: int


class Snapshots:
    """`evm_snapshot` and `evm_revert`: a return uses up its snapshot and all later ones."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain
        self._taken: dict[int, _Snapshot] = {}
        self._next = 1

    def take(self) -> int:
        """Takes a snapshot."""
        if len(self._taken) >= MAX_SNAPSHOTS:
            raise refused(f"at most {MAX_SNAPSHOTS} snapshots")
        chain = self._chain
        self._taken[self._next] = _Snapshot(
            chain.head.number, chain.head.hash, tuple(chain.pool.by_hash.values()),
            chain.time_offset, chain.finalized_floor, len(chain.outside_writes))
        self._next += 1
        return self._next - 1

    def revert(self, identifier: int) -> bool:
        """Returns to a snapshot; false if unknown or if a reorganisation removed its block."""
        snapshot = self._taken.get(identifier)
        chain = self._chain
        if snapshot is None or snapshot.block_hash not in chain.by_hash:
            return False
        for later in [key for key in self._taken if key >= identifier]:
            del self._taken[later]
        removed = chain.unwind(chain.head.number - snapshot.number)
        del chain.outside_writes[snapshot.outside_count:]
        chain.rewrite_outside(lambda height: height >= snapshot.number)
        chain.branch += 1
        chain.finalized_floor = snapshot.finalized_floor
        chain.time_offset = snapshot.time_offset
        chain.next_timestamp = chain.next_block_base_fee = None
        chain.pool.clear()
        for tx in snapshot.waiting:
            chain.pool.add(tx)
        for listener in chain.listeners:
            listener.blocks_removed(removed)
        return True
