"""`debug_trace*`: transactions and calls again, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from devchain.assembly import BlockBuilder
from devchain.blocks import Block
from devchain.chain import Chain
from devchain.encoding import from_hash, to_data
from devchain.errors import INTERNAL_ERROR, RpcError, invalid_params, refused
from devchain.execute_methods import ExecuteMethods
from devchain.executor import BlockContext, Message
from devchain.overlay import OverlayState
from devchain.params import (check_call, find_block, read_block_number, read_bool, read_call,
                             read_number)
from devchain.prestate import StateDifference, accounts_json
from devchain.state import StateReader
from devchain.transactions import Transaction

CALL_TRACER, PRESTATE_TRACER = "callTracer", "prestateTracer"


@dataclass(frozen=True)
class _Subject:
    """A message to trace, and the state and block that it runs in."""

    state: StateReader
    context: BlockContext
    message: Message


class TraceMethods:
    """Traces with the opcode logger, callTracer or prestateTracer."""

    def __init__(self, chain: Chain, execute: ExecuteMethods) -> None:
        self._chain = chain
        self._execute = execute

    def debug_traceTransaction(self, tx_hash: object, config: object = None) -> object:
        """A transaction of a block, again."""
        place = self._chain.located.get(from_hash(tx_hash, "transaction hash"))
        if place is None:
            raise refused("transaction not found")
        block, wanted = place
        _, result = next(self._block(block, config, only=wanted))
        return result

    def debug_traceBlockByNumber(self, tag: object, config: object = None) -> list[object]:
        """All transactions of a block, again."""
        number = read_block_number(self._chain, tag)
        block = find_block(self._chain, number)
        if block is None:
            raise refused(f"block #{number} not found")
        return self._whole(block, config)

    def debug_traceBlockByHash(self, block_hash: object, config: object = None) -> list[object]:
        """All transactions of a block, again."""
        block = self._chain.by_hash.get(from_hash(block_hash, "block hash"))
        if block is None:
            raise refused(f"block {block_hash} not found")
        return self._whole(block, config)

    def debug_traceCall(self, call: object, tag: object = None, config: object = None) -> object:
        """A call at a height; `stateOverrides` and `blockOverrides` may be in the configuration."""
        members = _members(config)
        view = self._execute.view(tag, members.get("stateOverrides"), members.get("blockOverrides"))
        message = read_call(self._chain, call)
        check_call(message, view.state.account(message.sender).balance)
        result = self._trace(_Subject(view.state, view.context, message), members)
        if isinstance(result, StateDifference):
            raise invalid_params("diffMode: a call changes nothing")
        return result

    def _whole(self, block: Block, config: object) -> list[object]:
        if block.number == 0:
            raise refused("genesis is not traceable")
        return [{"txHash": to_data(tx.hash), "result": result}
                for tx, result in self._block(block, config)]

    def _block(self, block: Block, config: object,
               only: int | None = None) -> Iterator[tuple[Transaction, object]]:
        """Runs a block again and traces its transactions, or one of them."""
        chain, members = self._chain, _members(config)
        state = OverlayState(chain.world, chain.head.number - block.number + 1)
        for height, write in chain.outside_writes:
            if height == block.number - 1:
                write.apply(state)
        context = chain.block_context(block)
        builder = BlockBuilder(state, chain.executor, context, block.header.parent_hash, b"")
        for index, tx in enumerate(block.transactions):
            if only not in (None, index):
                builder.include(tx)
                continue
            message = Message(tx.sender, tx.to, tx.value, tx.data, tx.gas,
                              tx.effective_gas_price(context.base_fee), tx.access_list)
            result = self._trace(_Subject(state, context, message), members,
                                 block.receipts[index].gas_used)
            builder.include(tx)
            yield tx, result.to(state) if isinstance(result, StateDifference) else result

    def _trace(self, subject: _Subject, members: dict, gas_used: int | None = None) -> object:
        """The result of one tracer, or its first half; the gas must be that of the receipt."""
        name, options = members.get("tracer"), members.get("tracerConfig")
        options = {} if options is None else options
        if not isinstance(options, dict):
            raise invalid_params("tracerConfig: expected an object")
        reads = self._chain.executor.reads(subject.state, subject.context, subject.message)
        if name == PRESTATE_TRACER:
            before = accounts_json(subject.state, reads)
            return StateDifference(reads, before) if _flag(options, "diffMode") else before
        return self._steps_or_calls(subject, reads, name, members, options, gas_used)

    def _steps_or_calls(self, subject: _Subject, reads: dict, name: object, members: dict,
                        options: dict, gas_used: int | None) -> object:
        # The specs take most of a second to import, which only traces need.
        from devchain.specification import run_on_specification
        from devchain.tracers import CallTracer, StepOptions, StepTracer
        if name == CALL_TRACER:
            tracer: CallTracer | StepTracer = CallTracer(
                _flag(options, "onlyTopCall"), _flag(options, "withLog"))
        elif name in (None, ""):
            tracer = StepTracer(StepOptions(
                memory=_flag(members, "enableMemory"), stack=not _flag(members, "disableStack"),
                storage=not _flag(members, "disableStorage"),
                return_data=_flag(members, "enableReturnData"),
                limit=read_number(members.get("limit", 0), "limit", 1 << 32)))
        else:
            raise refused(f"tracer not found: expected {CALL_TRACER}, {PRESTATE_TRACER} or no name")
        outcome = run_on_specification(
            subject.state, subject.context, self._chain.settings.chain_id, subject.message, reads,
            tracer)
        if gas_used is not None and outcome.gas_used != gas_used:
            raise RpcError(INTERNAL_ERROR, f"the trace took {outcome.gas_used} gas, the "
                           f"transaction {gas_used}")
        if isinstance(tracer, CallTracer):
            return tracer.to_json(subject.message.gas, outcome.gas_used)
        return {"gas": outcome.gas_used, "failed": outcome.failed,
                "returnValue": to_data(tracer.output), "structLogs": tracer.steps}


def _flag(options: dict, name: str) -> bool:
    return read_bool(options.get(name, False), name)


def _members(config: object) -> dict:
    if config is None:
        return {}
    if not isinstance(config, dict):
        raise invalid_params("configuration: expected an object")
    return config
