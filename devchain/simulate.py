"""`eth_simulateV1`: blocks of calls on top of a block, with overrides; nothing is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from devchain.assembly import BlockBuilder
from devchain.blocks import Block, Header, Log, first_log_indices
from devchain.chain import BLOCKHASH_REACH, Chain
from devchain.encoding import from_quantity, to_data, to_quantity
from devchain.errors import EXECUTION_REVERTED, INTERNAL_ERROR, RpcError, invalid_params
from devchain.execute_methods import failure
from devchain.executor import BlockContext, Message, Outcome
from devchain.mempool import MAX_NONCE
from devchain.overlay import OverlayState
from devchain.overrides import override_block, override_state
from devchain.params import read_bool, read_call, read_state_height
from devchain.transactions import Transaction, intrinsic_gas
from devchain.unsigned import UnsignedTransaction

MAX_BLOCKS = 256
MAX_CALLS = 10_000
SECONDS_A_BLOCK = 12
NONCE_LOW, NONCE_HIGH, FEE_CAP_LOW, INTRINSIC_GAS = -38010, -38011, -38012, -38013
FUNDS, GAS_LIMIT, NUMBER_ORDER, TIME_ORDER, TOO_MANY = -38014, -38015, -38020, -38021, -38026
VM_ERROR = -32015


@dataclass(frozen=True)
class _Options:
    """`validates`: nonces and fees are checked as in a real block; `transfers`: logs show coins."""

    validates: bool
    full: bool
    transfers: bool


class Simulation:
    """Simulated blocks in order, each on the state of the one before."""

    def __init__(self, chain: Chain, number: int, options: _Options) -> None:
        self._chain = chain
        self._options = options
        self._base = chain.blocks[number]
        self._state = OverlayState(chain.world, chain.head.number - number)
        self._headers: list[Header] = []
        self._calls = 0

    @property
    def _parent(self) -> Header:
        return self._headers[-1] if self._headers else self._base.header

    def run(self, entries: list[dict]) -> list[dict[str, object]]:
        """Results of the blocks, with empty ones where numbers leave gaps."""
        results: list[dict[str, object]] = []
        for entry in entries:
            context = override_block(self._next_context(), entry.get("blockOverrides"))
            if context.number <= self._parent.number:
                raise RpcError(NUMBER_ORDER, "block numbers must be in order: "
                               f"{context.number} <= {self._parent.number}")
            if context.number - self._base.number > MAX_BLOCKS:
                raise RpcError(TOO_MANY, "too many blocks")
            while self._parent.number + 1 < context.number:
                results.append(self._block(self._next_context(), {}))
            members = entry.get("blockOverrides") or {}
            results.append(self._block(override_block(self._next_context(), members), entry))
        return results

    def _next_context(self) -> BlockContext:
        parent = self._parent
        return BlockContext(
            parent.number + 1, parent.timestamp + SECONDS_A_BLOCK, parent.coinbase,
            parent.gas_limit, parent.next_base_fee() if self._options.validates else 0, bytes(32),
            self._hash_of())

    def _hash_of(self) -> Callable[[int], bytes]:
        """Hashes of the blocks before the next one."""
        base, simulated = self._base.number, tuple(header.hash for header in self._headers)

        def hash_of(number: int) -> bytes:
            if base + len(simulated) + 1 - number > BLOCKHASH_REACH or number < 0:
                return bytes(32)
            if number <= base:
                return self._chain.blocks[number].hash
            return simulated[number - base - 1] if number - base <= len(simulated) else bytes(32)
        return hash_of

    def _block(self, context: BlockContext, entry: dict) -> dict[str, object]:
        if context.timestamp <= self._parent.timestamp:
            raise RpcError(TIME_ORDER, "block timestamps must be in order: "
                           f"{context.timestamp} <= {self._parent.timestamp}")
        override_state(self._state, entry.get("stateOverrides"))
        calls = entry.get("calls")
        calls = [] if calls is None else calls
        if not isinstance(calls, list):
            raise invalid_params("calls: expected a list")
        self._calls += len(calls)
        if self._calls > MAX_CALLS:
            raise invalid_params(f"at most {MAX_CALLS} calls")
        builder = BlockBuilder(self._state, self._chain.executor, context, self._parent.hash, b"")
        outcomes, logs = [], []
        for call in calls:
            tx = self._transaction(builder, call)
            if self._options.transfers:
                logs.append(self._with_transfers(context, tx))
            outcomes.append(builder.include(tx))
        block = builder.seal()
        self._headers.append(block.header)
        shown = _showing(block, logs) if self._options.transfers else block
        results = [_call_json(shown, index, outcome) for index, outcome in enumerate(outcomes)]
        return block.to_json(self._options.full) | {"calls": results}

    def _with_transfers(self, context: BlockContext, tx: Transaction) -> tuple[Log, ...]:
        """The logs of a transaction with its transfers of coins among them."""
        # The specs take most of a second to import.
        from devchain.specification import run_on_specification
        from devchain.transfers import TransferTracer
        message = Message(tx.sender, tx.to, tx.value, tx.data, tx.gas,
                          tx.effective_gas_price(context.base_fee), tx.access_list)
        tracer = TransferTracer()
        reads = self._chain.executor.reads(self._state, context, message)
        run_on_specification(self._state, context, self._chain.settings.chain_id, message, reads,
                             tracer)
        return tracer.logs

    def _transaction(self, builder: BlockBuilder, call: object) -> Transaction:
        """The call as a transaction; absent members have defaults under which it can run."""
        left = builder.context.gas_limit - builder.gas_used
        message = read_call(self._chain, call)
        assert isinstance(call, dict)
        if call.get("gas") is None:
            message = replace(message, gas=left)
        account = self._state.account(message.sender)
        nonce = account.nonce
        if call.get("nonce") is not None:
            nonce = from_quantity(call["nonce"], "nonce", 64)
        tip = call.get("maxPriorityFeePerGas")
        kind, max_tip = 2, 0 if tip is None else from_quantity(tip, "maxPriorityFeePerGas")
        if call.get("gasPrice") is not None:
            kind, max_tip = 0 if not message.access_list else 1, message.gas_price
        self._check(builder, message, nonce, left)
        unsigned = UnsignedTransaction(
            kind, self._chain.settings.chain_id, nonce, message.gas_price, max_tip, message.gas,
            message.to, message.value, message.data, message.access_list)
        return unsigned.impersonating(message.sender)

    def _check(self, builder: BlockBuilder, message: Message, nonce: int, left: int) -> None:
        """Refuses a call that cannot be in the block; the order is geth's."""
        account = self._state.account(message.sender)
        if message.gas > left:
            raise RpcError(GAS_LIMIT, f"block gas limit reached: {message.gas} > {left}")
        if nonce == MAX_NONCE:
            raise RpcError(INTERNAL_ERROR, "nonce has max value")
        if self._options.validates:
            if nonce < account.nonce:
                raise RpcError(NONCE_LOW, f"nonce too low: next nonce {account.nonce}, "
                               f"tx nonce {nonce}")
            if nonce > account.nonce:
                raise RpcError(NONCE_HIGH, f"nonce too high: next nonce {account.nonce}, "
                               f"tx nonce {nonce}")
            if message.gas_price < builder.context.base_fee:
                raise RpcError(FEE_CAP_LOW, "max fee per gas less than block base fee: "
                               f"maxFeePerGas: {message.gas_price}, "
                               f"baseFee: {builder.context.base_fee}")
        cost = message.value + message.gas * message.gas_price
        if account.balance < cost:
            raise RpcError(FUNDS, "insufficient funds for gas * price + value: "
                           f"have {account.balance} want {cost}")
        needed = intrinsic_gas(message.to, message.data, message.access_list)
        if message.gas < needed:
            raise RpcError(INTRINSIC_GAS,
                           f"intrinsic gas too low: have {message.gas}, want {needed}")


def _showing(block: Block, logs: list[tuple[Log, ...]]) -> Block:
    """The block with other logs in its receipts; the header is not changed."""
    receipts = tuple(replace(receipt, logs=shown) for receipt, shown in zip(block.receipts, logs))
    return replace(block, receipts=receipts, first_log_index=first_log_indices(receipts))


def _call_json(block: Block, index: int, outcome: Outcome) -> dict[str, object]:
    receipt = block.receipts[index]
    body: dict[str, object] = {
        "status": to_quantity(int(outcome.success)),
        "returnData": to_data(outcome.returned) if outcome.success else "0x",
        "gasUsed": to_quantity(receipt.gas_used), "logs": block.logs_json(index)}
    if not outcome.success:
        error = failure(outcome)
        body["error"] = error.to_json()
        if error.code != EXECUTION_REVERTED:
            body["error"] = {"code": VM_ERROR, "message": f"vm execution error: {error.message}"}
    return body


class SimulateMethods:
    """`eth_simulateV1`."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain

    def eth_simulateV1(self, payload: object, tag: object = None) -> list[dict[str, object]]:
        """{blockStateCalls, validation?, traceTransfers?, returnFullTransactions?} on a block."""
        number = read_state_height(self._chain, tag)
        if number is None:
            number = self._chain.head.number
        if not isinstance(payload, dict):
            raise invalid_params("payload: expected an object")
        entries = payload.get("blockStateCalls")
        if not isinstance(entries, list) or not entries or not all(
                isinstance(entry, dict) for entry in entries):
            raise invalid_params("blockStateCalls: expected a list of objects, not empty")
        if len(entries) > MAX_BLOCKS:
            raise RpcError(TOO_MANY, "too many blocks")
        options = _Options(*(read_bool(payload.get(name, False), name) for name in (
            "validation", "returnFullTransactions", "traceTransfers")))
        return Simulation(self._chain, number, options).run(entries)
