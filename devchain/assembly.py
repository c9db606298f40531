"""Applies transactions to the world and gives their receipts."""

from __future__ import annotations

from devchain.blocks import Receipt
from devchain.executor import BlockContext, Executor, Message, Outcome
from devchain.state import EMPTY_CODE_HASH, NO_ACCOUNT, WorldState
from devchain.transactions import Transaction, create_address


def apply_transaction(world: WorldState, executor: Executor, block: BlockContext,
                      tx: Transaction, gas_before: int) -> Receipt:
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
    _credit(world, block.coinbase, outcome.gas_used * (price - block.base_fee))
    return Receipt(
        success=outcome.success, gas_used=outcome.gas_used,
        cumulative_gas=gas_before + outcome.gas_used, logs=outcome.logs,
        contract=create_address(tx.sender, tx.nonce) if tx.to is None else None,
        effective_gas_price=price)


def _credit(world: WorldState, address: bytes, amount: int) -> None:
    if amount:
        account = world.account(address)
        world.set_account(address, account._replace(balance=account.balance + amount))


def _write_changes(world: WorldState, outcome: Outcome) -> None:
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
