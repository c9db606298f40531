"""Runs one message on the Ethereum execution specs (Cancun), step by step, for traces.

The specs are slow and exact, and show every step; the state that a message reads is small, and
known from its run on pyrevm.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

RECURSION_LIMIT = sys.getrecursionlimit()  # before the specs raise it for the whole process

from ethereum.crypto.hash import Hash32  # noqa: E402
from ethereum.forks.cancun import state as specs_state  # noqa: E402
from ethereum.forks.cancun import vm  # noqa: E402
from ethereum.forks.cancun.fork_types import Account, Address  # noqa: E402
from ethereum.forks.cancun.transactions import FeeMarketTransaction  # noqa: E402
from ethereum.forks.cancun.utils.message import prepare_message  # noqa: E402
from ethereum.forks.cancun.vm.interpreter import process_message_call  # noqa: E402
from ethereum.trace import EvmTracer, set_evm_trace  # noqa: E402
from ethereum_types.bytes import Bytes0, Bytes32  # noqa: E402
from ethereum_types.numeric import U64, U256, Uint  # noqa: E402

from devchain.executor import BlockContext, Message  # noqa: E402
from devchain.state import StateReader  # noqa: E402
from devchain.transactions import intrinsic_gas  # noqa: E402

SPECIFICATION_RECURSION_LIMIT = sys.getrecursionlimit()
sys.setrecursionlimit(RECURSION_LIMIT)
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
    with _traced(tracer):
        output = process_message_call(prepare_message(
            environment, transaction, _transaction(chain_id, message)))
    spent = message.gas - int(output.gas_left)
    refund = min(spent // MAX_REFUND_QUOTIENT, int(output.refund_counter))
    return SpecificationOutcome(spent - refund, output.error is not None)


@contextmanager
def _traced(tracer: EvmTracer) -> Iterator[None]:
    """Events go to the tracer, and calls may be as deep as the EVM allows.

    At that depth the parser of JSON, which is written in C, would exhaust the stack.
    """
    previous = set_evm_trace(tracer)
    sys.setrecursionlimit(SPECIFICATION_RECURSION_LIMIT)
    try:
        yield
    finally:
        sys.setrecursionlimit(RECURSION_LIMIT)
        set_evm_trace(previous)


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
