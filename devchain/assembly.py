"""Applies transactions to a state, gives their receipts, and seals them into a block."""

from __future__ import annotations

from devchain.blocks import (Block, Header, Receipt, bloom_of, first_log_indices, receipts_root,
                             transactions_root)
from devchain.executor import BlockContext, Executor, Message, Outcome
from devchain.state import EMPTY_CODE_HASH, NO_ACCOUNT, StateWriter
from devchain.transactions import Transaction, create_address
from devchain.trie import EMPTY_ROOT


class BlockBuilder:
    """A block in the making on top of a parent."""

    def __init__(self, world: StateWriter, executor: Executor, context: BlockContext,
                 parent_hash: bytes, extra_data: bytes) -> None:
        self.context = context
        self.transactions: list[Transaction] = []
        self.receipts: list[Receipt] = []
        self._world = world
        self._executor = executor
        self._parent_hash = parent_hash
        self._extra_data = extra_data

    @property
    def gas_used(self) -> int:
        """Gas of the transactions so far."""
        return self.receipts[-1].cumulative_gas if self.receipts else 0

    def can_include(self, tx: Transaction) -> bool:
        """Whether gas limit, nonce, fee and balance allow the transaction as the next one."""
        account = self._world.account(tx.sender)
        return (self.gas_used + tx.gas <= self.context.gas_limit and tx.nonce == account.nonce
                and tx.max_fee >= self.context.base_fee
                and account.balance >= tx.gas * tx.max_fee + tx.value)

    def include(self, tx: Transaction) -> Outcome:
        """Runs a transaction as the next one; an RpcError if it cannot be run at all."""
        receipt, outcome = apply_transaction(self._world, self._executor, self.context, tx,
                                             self.gas_used)
        self.transactions.append(tx)
        self.receipts.append(receipt)
        return outcome

    def seal(self) -> Block:
        """The finished block; closes it in the state too."""
        context, transactions, receipts = self.context, self.transactions, self.receipts
        header = Header(
            parent_hash=self._parent_hash, number=context.number, timestamp=context.timestamp,
            coinbase=context.coinbase, gas_limit=context.gas_limit, gas_used=self.gas_used,
            base_fee=context.base_fee, prev_randao=context.prev_randao,
            state_root=self._world.seal(), transactions_root=transactions_root(transactions),
            receipts_root=receipts_root(transactions, receipts) if receipts else EMPTY_ROOT,
            bloom=bloom_of(log for receipt in receipts for log in receipt.logs),
            extra_data=self._extra_data)
        return Block(header, tuple(transactions), tuple(receipts), first_log_indices(receipts))


def apply_transaction(world: StateWriter, executor: Executor, block: BlockContext,
                      tx: Transaction, gas_before: int) -> tuple[Receipt, Outcome]:
    """Runs a transaction that passed the pool's checks, pays for its gas, writes its changes."""
    price = tx.effective_gas_price(block.base_fee)
    before = world.account(tx.sender)
    outcome = executor.run(world, block, Message(
        tx.sender, tx.to, tx.value, tx.data, tx.gas, price, tx.access_list))
    # pyrevm charges for gas in a creation (all of it to the coinbase) and not in a call.
    charged = outcome.gas_used * price
    if outcome.success:
        _write_changes(world, outcome)
        sender = world.account(tx.sender)
        if tx.to is None:
            _credit(world, block.coinbase, -charged)
        else:
            sender = sender._replace(balance=sender.balance - charged)
    else:
        sender = before._replace(balance=before.balance - charged)
    world.set_account(tx.sender, sender._replace(nonce=tx.nonce + 1))
    # Only simulated transactions pay less than the base fee.
    _credit(world, block.coinbase, outcome.gas_used * max(price - block.base_fee, 0))
    receipt = Receipt(
        success=outcome.success, gas_used=outcome.gas_used,
        cumulative_gas=gas_before + outcome.gas_used, logs=outcome.logs,
        contract=create_address(tx.sender, tx.nonce) if tx.to is None else None,
        effective_gas_price=price)
    return receipt, outcome


def _credit(world: StateWriter, address: bytes, amount: int) -> None:
    if amount:
        account = world.account(address)
        world.set_account(address, account._replace(balance=account.balance + amount))


def _write_changes(world: StateWriter, outcome: Outcome) -> None:
    for change in outcome.trace.changes():
        if change.destroyed:  # EIP-6780: only what this transaction created
            world.set_account(change.address, NO_ACCOUNT)
            continue
        if change.code and change.code_hash not in world.codes:
            world.codes[change.code_hash] = change.code
        old = world.account(change.address)
        # The sender was lent to the machine without code when it is not the callee.
        code_hash = old.code_hash if old.code_hash != EMPTY_CODE_HASH else change.code_hash
        world.set_account(change.address, old._replace(
            nonce=change.nonce, balance=change.balance, code_hash=code_hash))
        for index, value in change.slots.items():
            world.set_slot(change.address, index, value)
