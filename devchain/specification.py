"""Runs one message on the Ethereum execution specs (Cancun), step by step, for traces.

The specs are slow and exact, and show every step; the state that a message reads is small, and
known from its run on pyrevm.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ethereum.crypto.hash import Hash32
from ethereum.forks.cancun import state as specs_state
from ethereum.forks.cancun import vm
from ethereum.forks.cancun.fork_types import Account, Address
from ethereum.forks.cancun.transactions import FeeMarketTransaction
from ethereum.forks.cancun.utils.message import prepare_message
from ethereum.forks.cancun.vm.interpreter import process_message_call
from ethereum.trace import EvmTracer, set_evm_trace
from ethereum_types.bytes import Bytes0, Bytes32
from ethereum_types.numeric import U64, U256, Uint

from devchain.executor import BlockContext, Message
from devchain.state import StateReader
from devchain.transactions import intrinsic_gas

MAX_REFUND_QUOTIENT = 5
BLOCKHASH_REACH = 256


@dataclass(frozen=True)
class SpecificationOutcome:
    """Gas after refunds, and whether the message failed."""

    gas_used: int
    failed: bool


def run_on_specification(state: StateReader, block: BlockContext, chain_id: int, message: Message,
                         reads: dict[bytes, Iterable[int]],
                         tracer: EvmTracer) -> SpecificationOutcome:
    """Runs a message with a tracer, over the accounts and words that it reads."""
    specs = _state(state, reads)
    sender = Address(message.sender)
    environment = vm.BlockEnvironment(
        chain_id=U64(chain_id), state=specs, block_gas_limit=Uint(block.gas_limit),
        block_hashes=[Hash32(block.hash_of(number)) for number in range(
            max(0, block.number - BLOCKHASH_REACH), block.number)],
        coinbase=Address(block.coinbase), number=Uint(block.number),
        base_fee_per_gas=Uint(block.base_fee), time=U256(block.timestamp),
        prev_randao=Bytes32(block.prev_randao), excess_blob_gas=U64(0),
        parent_beacon_block_root=Hash32(bytes(32)))
    available = message.gas - intrinsic_gas(message.to, message.data, message.access_list)
    specs_state.increment_nonce(specs, sender)
    balance = state.account(message.sender).balance - message.gas * message.gas_price
    specs_state.set_account_balance(specs, sender, U256(balance))
    listed = {Address(address) for address, _ in message.access_list}
    transaction = vm.TransactionEnvironment(
        origin=sender, gas_price=Uint(message.gas_price), gas=Uint(available),
        access_list_addresses=listed | {Address(block.coinbase)},
        access_list_storage_keys={(Address(address), Bytes32(key.to_bytes(32, "big")))
                                  for address, keys in message.access_list for key in keys},
        transient_storage=specs_state.TransientStorage(), blob_versioned_hashes=(),
        index_in_block=Uint(0), tx_hash=Hash32(bytes(32)))
    previous = set_evm_trace(tracer)
    try:
        output = process_message_call(prepare_message(
            environment, transaction, _transaction(chain_id, message)))
    finally:
        set_evm_trace(previous)
    spent = message.gas - int(output.gas_left)
    refund = min(spent // MAX_REFUND_QUOTIENT, int(output.refund_counter))
    return SpecificationOutcome(spent - refund, output.error is not None)


def _state(state: StateReader, reads: dict[bytes, Iterable[int]]) -> specs_state.State:
    specs = specs_state.State()
    for address, words in reads.items():
        account = state.account(address)
        if account.is_empty:
            continue
        specs_state.set_account(specs, Address(address), Account(
            nonce=Uint(account.nonce), balance=U256(account.balance), code=state.code(address)))
        for index in words:
            specs_state.set_storage(specs, Address(address), Bytes32(index.to_bytes(32, "big")),
                                    U256(state.slot(address, index)))
    return specs


def _transaction(chain_id: int, message: Message) -> FeeMarketTransaction:
    """The message in the form that the specs take it in; fees and signature are not looked at."""
    return FeeMarketTransaction(
        chain_id=U64(chain_id), nonce=U256(0), max_priority_fee_per_gas=Uint(0),
        max_fee_per_gas=Uint(0), gas=Uint(message.gas),
        to=Bytes0(b"") if message.to is None else Address(message.to), value=U256(message.value),
        data=message.data, access_list=(), y_parity=U256(0), r=U256(0), s=U256(0))
