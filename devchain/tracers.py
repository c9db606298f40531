"""Tracers over the events of the execution specs: opcode steps, and the tree of calls."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from ethereum.forks.cancun.state import get_account, get_storage
from ethereum.forks.cancun.vm.exceptions import InvalidOpcode, OutOfGasError, Revert
from ethereum.trace import (EvmStop, GasAndRefund, OpEnd, OpException, OpStart, TraceEvent)
from ethereum_types.bytes import Bytes32

from devchain.encoding import to_data, to_quantity
from devchain.errors import refused
from devchain.execute_methods import revert_reason

MAX_STEPS = 200_000
# A tree of JSON much deeper is more than parsers take.
MAX_SHOWN_DEPTH = 256
_NAMES = {"KECCAK": "KECCAK256"}
_ADDRESS_MASK = (1 << 160) - 1


@dataclass(frozen=True)
class StepOptions:
    """What steps show; `limit` is the number of steps kept, 0 for all."""

    memory: bool = False
    stack: bool = True
    storage: bool = True
    return_data: bool = False
    limit: int = 0


class StepTracer:
    """One entry an opcode, as the struct logger of geth writes them."""

    def __init__(self, options: StepOptions) -> None:
        self.steps: list[dict[str, object]] = []
        self.output = b""
        self._options = options
        self._touched: dict[bytes, dict[str, str]] = {}
        self._step: dict[str, object] = {}
        self._priced = True

    def __call__(self, evm: Any, event: TraceEvent) -> None:
        """Takes an event of the specs."""
        if evm.message.parent_evm is None:
            self.output = bytes(evm.output)
        if isinstance(event, OpStart):
            self._start(evm, _name(event.op))
        elif isinstance(event, GasAndRefund) and not self._priced:
            self._step["gasCost"] = event.gas_cost
            self._priced = True
        elif isinstance(event, OpEnd):
            self._end(evm)
        elif isinstance(event, EvmStop) and evm.running and evm.code:
            self._start(evm, "STOP")
        elif isinstance(event, OpException):
            if isinstance(event.error, InvalidOpcode):
                self._start(evm, f"opcode {event.error.code:#x} not defined")
            if not isinstance(event.error, Revert):
                self._step["error"] = error_text(event.error)
            else:
                self.output = bytes(evm.output) if evm.message.parent_evm is None else self.output

    def _start(self, evm: Any, name: str) -> None:
        step: dict[str, object] = {
            "pc": int(evm.pc), "op": name, "gas": int(evm.gas_left), "gasCost": 0,
            "depth": int(evm.message.depth) + 1}
        refund = evm.refund_counter
        parent = evm.message.parent_evm
        while parent is not None:
            refund += parent.refund_counter
            parent = parent.message.parent_evm
        step["refund"] = max(0, int(refund))
        if self._options.stack:
            step["stack"] = [to_quantity(int(item)) for item in evm.stack]
        if self._options.memory:
            memory = bytes(evm.memory)
            step["memory"] = [to_data(memory[at:at + 32]) for at in range(0, len(memory), 32)]
        if self._options.return_data:
            step["returnData"] = to_data(bytes(evm.return_data))
        self._step, self._priced = step, False
        self._slot = evm.stack[-1] if name in ("SLOAD", "SSTORE") and evm.stack else None
        if self._options.limit == 0 and len(self.steps) >= MAX_STEPS:
            raise refused(f"more than {MAX_STEPS} steps: give a limit")
        if self._options.limit == 0 or len(self.steps) < self._options.limit:
            self.steps.append(step)

    def _end(self, evm: Any) -> None:
        if self._slot is None or not self._options.storage:
            return
        target = evm.message.current_target
        key = Bytes32(int(self._slot).to_bytes(32, "big"))
        value = int(get_storage(evm.message.block_env.state, target, key))
        words = self._touched.setdefault(bytes(target), {})
        words[to_data(bytes(key))] = to_data(value.to_bytes(32, "big"))
        self._step["storage"] = dict(words)
        self._slot = None


@dataclass
class _Frame:
    """A call; gas, output and error are read from `evm` when all is over."""

    kind: str
    evm: Any
    children: list["_Frame | dict[str, object]"] = field(default_factory=list)
    logs: list[dict[str, object]] = field(default_factory=list)


class CallTracer:
    """The tree of calls, as the callTracer of geth writes it."""

    def __init__(self, only_top: bool, with_logs: bool) -> None:
        self._only_top, self._with_logs = only_top, with_logs
        self._frames: dict[int, _Frame] = {}
        self._opcode: dict[int, str] = {}
        self.top: _Frame | None = None

    def __call__(self, evm: Any, event: TraceEvent) -> None:
        """Takes an event of the specs."""
        frame = self._frames.get(id(evm))
        if frame is None:
            frame = self._enter(evm)
        if isinstance(event, OpStart):
            name = _name(event.op)
            self._opcode[id(evm)] = name
            if name == "SELFDESTRUCT" and evm.stack and not self._only_top:
                frame.children.append(_selfdestruct(evm))
        elif isinstance(event, OpEnd) and self._opcode[id(evm)].startswith("LOG"):
            log = evm.logs[-1]
            frame.logs.append({
                "address": to_data(bytes(log.address)), "data": to_data(bytes(log.data)),
                "topics": [to_data(bytes(topic)) for topic in log.topics],
                "position": to_quantity(len(frame.children))})

    def _enter(self, evm: Any) -> _Frame:
        parent = evm.message.parent_evm
        if parent is None:
            kind = "CREATE" if evm.message.target == b"" else "CALL"
            frame = self.top = _Frame(kind, evm)
        else:
            frame = _Frame(self._opcode[id(parent)], evm)
            if not self._only_top:
                if int(evm.message.depth) > MAX_SHOWN_DEPTH:
                    raise refused(f"calls deeper than {MAX_SHOWN_DEPTH}: give onlyTopCall")
                self._frames[id(parent)].children.append(frame)
        self._frames[id(evm)] = frame  # the frame keeps the machine, so that its id stays its own
        return frame

    def to_json(self, gas: int, gas_used: int) -> dict[str, object]:
        """The tree, with the gas of the whole transaction at the top."""
        assert self.top is not None
        return self._json(self.top, False) | {
            "gas": to_quantity(gas), "gasUsed": to_quantity(gas_used)}

    def _json(self, frame: _Frame, failed_above: bool) -> dict[str, object]:
        evm, message = frame.evm, frame.evm.message
        creates = frame.kind.startswith("CREATE")
        delegated = frame.kind == "DELEGATECALL"
        target = message.current_target if creates else message.code_address
        caller = message.parent_evm.message.current_target if delegated else message.caller
        body: dict[str, object] = {
            "type": frame.kind, "from": to_data(bytes(caller)), "to": to_data(bytes(target)),
            "gas": to_quantity(int(message.gas)),
            "gasUsed": to_quantity(int(message.gas) - int(evm.gas_left)),
            "input": to_data(bytes(message.code if creates else message.data))}
        if frame.kind != "STATICCALL":
            body["value"] = to_quantity(int(message.value))
        if evm.output:
            body["output"] = to_data(bytes(evm.output))
        if evm.error is not None:
            body["error"] = error_text(evm.error)
            reason = revert_reason(bytes(evm.output))
            if reason is not None:
                body["revertReason"] = reason
        failed = failed_above or evm.error is not None
        if frame.children:
            body["calls"] = [child if isinstance(child, dict) else self._json(child, failed)
                             for child in frame.children]
        if self._with_logs and frame.logs and not failed:
            body["logs"] = frame.logs
        return body


def _selfdestruct(evm: Any) -> dict[str, object]:
    target = evm.message.current_target
    heir = int(evm.stack[-1]) & _ADDRESS_MASK
    balance = get_account(evm.message.block_env.state, target).balance
    return {"type": "SELFDESTRUCT", "from": to_data(bytes(target)),
            "to": to_data(heir.to_bytes(20, "big")), "value": to_quantity(int(balance)),
            "gas": "0x0", "gasUsed": "0x0", "input": "0x"}


def _name(op: Any) -> str:
    return _NAMES.get(op.name, op.name)


def error_text(error: Exception) -> str:
    """An exception of the specs in the words of geth."""
    if isinstance(error, Revert):
        return "execution reverted"
    if isinstance(error, OutOfGasError):
        return "out of gas"
    if isinstance(error, InvalidOpcode):
        return f"invalid opcode: {error.code:#04x}"
    words = re.findall("[A-Z][a-z]+", type(error).__name__)
    return " ".join(words).lower().removesuffix(" error")
