"""Transactions waiting for a block: admission rules, replacement, and choice by tip."""

from __future__ import annotations

import heapq
from collections.abc import Generator

from devchain.errors import refused
from devchain.state import StateReader
from devchain.transactions import MAX_INIT_CODE_BYTES, Transaction, intrinsic_gas

MAX_TRANSACTIONS = 8192
MAX_PER_SENDER = 1024
REPLACEMENT_PERCENT = 110
MAX_NONCE = (1 << 64) - 1


def check_transaction(tx: Transaction, state: StateReader, chain_id: int, gas_limit: int,
                      base_fee: int) -> None:
    """Refuses transactions that could never run, or not now; messages follow geth's wording."""
    if tx.chain_id is not None and tx.chain_id != chain_id:
        raise refused(f"invalid chain id for signer: have {tx.chain_id} want {chain_id}")
    if tx.nonce == MAX_NONCE:
        raise refused("nonce has max value (EIP-2681)")
    if tx.gas > gas_limit:
        raise refused("exceeds block gas limit")
    if tx.to is None and len(tx.data) > MAX_INIT_CODE_BYTES:
        raise refused(f"max initcode size exceeded: code size {len(tx.data)}, "
                      f"limit {MAX_INIT_CODE_BYTES}")
    if tx.max_priority_fee > tx.max_fee:
        raise refused("max priority fee per gas higher than max fee per gas")
    needed = intrinsic_gas(tx.to, tx.data, tx.access_list)
    if tx.gas < needed:
        raise refused(f"intrinsic gas too low: gas {tx.gas}, minimum needed {needed}")
    account = state.account(tx.sender)
    if tx.nonce < account.nonce:
        raise refused(f"nonce too low: next nonce {account.nonce}, tx nonce {tx.nonce}")
    if state.code(tx.sender) and not tx.impersonated:
        raise refused("sender not an eoa")
    cost = tx.gas * tx.max_fee + tx.value
    if account.balance < cost:
        raise refused("insufficient funds for gas * price + value: balance "
                      f"{account.balance}, tx cost {cost}, overshot {cost - account.balance}")
    if tx.max_fee < base_fee:
        raise refused("max fee per gas less than block base fee: "
                      f"maxFeePerGas: {tx.max_fee}, baseFee: {base_fee}")


class Mempool:
    """Waiting transactions by sender and nonce; a gap in nonces keeps the later ones waiting."""

    def __init__(self) -> None:
        self.by_hash: dict[bytes, Transaction] = {}
        self._by_sender: dict[bytes, dict[int, Transaction]] = {}

    def __len__(self) -> int:
        return len(self.by_hash)

    def add(self, tx: Transaction) -> None:
        """Takes a checked transaction, replacing one of the same nonce if it pays 10 % more."""
        if tx.hash in self.by_hash:
            raise refused("already known")
        mine = self._by_sender.get(tx.sender, {})
        old = mine.get(tx.nonce)
        if old is not None:
            if (tx.max_fee * 100 < old.max_fee * REPLACEMENT_PERCENT or
                    tx.max_priority_fee * 100 < old.max_priority_fee * REPLACEMENT_PERCENT):
                raise refused("replacement transaction underpriced")
            del self.by_hash[old.hash]
        elif len(mine) >= MAX_PER_SENDER or len(self) >= MAX_TRANSACTIONS:
            raise refused("txpool is full")
        self._by_sender.setdefault(tx.sender, {})[tx.nonce] = tx
        self.by_hash[tx.hash] = tx

    def remove(self, tx: Transaction) -> None:
        """Removes a transaction, if it is waiting."""
        if self.by_hash.pop(tx.hash, None) is None:
            return
        mine = self._by_sender[tx.sender]
        del mine[tx.nonce]
        if not mine:
            del self._by_sender[tx.sender]

    def clear(self) -> None:
        """Removes all transactions."""
        self.by_hash.clear()
        self._by_sender.clear()

    def next_nonce(self, sender: bytes, nonce: int) -> int:
        """The first nonce from `nonce` on that no waiting transaction of the sender has."""
        mine = self._by_sender.get(sender, {})
        while nonce in mine:
            nonce += 1
        return nonce

    def drop_stale(self, state: StateReader) -> None:
        """Removes transactions whose nonce the chain has passed."""
        for sender in list(self._by_sender):
            nonce = state.account(sender).nonce
            for old in [tx for n, tx in self._by_sender[sender].items() if n < nonce]:
                self.remove(old)

    def is_ready(self, tx: Transaction, state: StateReader) -> bool:
        """Whether no nonce before this one is missing."""
        return self.next_nonce(tx.sender, state.account(tx.sender).nonce) > tx.nonce

    def best(self, state: StateReader, base_fee: int) -> Generator[Transaction, bool | None, None]:
        """Transactions in the order to try: highest tip first, nonces of a sender in order.

        The caller says with `send(False)` that one was left out, which leaves out the later
        ones of its sender too.
        """
        arrival = {tx_hash: index for index, tx_hash in enumerate(self.by_hash)}
        heap: list[tuple[int, int, Transaction]] = []

        def push(sender: bytes, nonce: int) -> None:
            tx = self._by_sender.get(sender, {}).get(nonce)
            if tx is not None and tx.max_fee >= base_fee:
                tip = tx.effective_gas_price(base_fee) - base_fee
                heapq.heappush(heap, (-tip, arrival[tx.hash], tx))

        for sender in self._by_sender:
            push(sender, state.account(sender).nonce)
        while heap:
            _, _, tx = heapq.heappop(heap)
            taken = yield tx
            if taken is not False:
                push(tx.sender, tx.nonce + 1)
