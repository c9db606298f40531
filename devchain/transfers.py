"""Logs of a message together with its transfers of coins, as `traceTransfers` shows them."""

from __future__ import annotations

from typing import Any

from ethereum.forks.cancun.state import get_account
from ethereum.trace import OpEnd, OpStart, TraceEvent

from devchain.blocks import Log

# The event of ERC-20 (EIP-20), from an address that no contract has.
_EMITTER = b"\xee" * 20
_TRANSFER = bytes.fromhex("ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef")
_ADDRESS_MASK = (1 << 160) - 1


class TransferTracer:
    """Collects logs and transfers in order; those of calls that failed are left out."""

    def __init__(self) -> None:
        self._entries: list[tuple[Any, Log]] = []
        self._machines: dict[int, Any] = {}  # keeps them, so that identifiers stay theirs
        self._logs = False

    def __call__(self, evm: Any, event: TraceEvent) -> None:
        """Takes an event of the specs."""
        message = evm.message
        if id(evm) not in self._machines:
            self._machines[id(evm)] = evm
            if message.should_transfer_value:
                self._transfer(evm, message.caller, message.current_target, int(message.value))
        if isinstance(event, OpStart):
            self._logs = event.op.name.startswith("LOG")
            if event.op.name == "SELFDESTRUCT" and evm.stack:
                heir = (int(evm.stack[-1]) & _ADDRESS_MASK).to_bytes(20, "big")
                account = get_account(message.block_env.state, message.current_target)
                self._transfer(evm, message.current_target, heir, int(account.balance))
        elif isinstance(event, OpEnd) and self._logs:
            log = evm.logs[-1]
            self._entries.append((evm, Log(
                bytes(log.address), tuple(bytes(topic) for topic in log.topics),
                bytes(log.data))))
            self._logs = False

    def _transfer(self, evm: Any, sender: bytes, receiver: bytes, value: int) -> None:
        if value:
            topics = (_TRANSFER, bytes(12) + bytes(sender), bytes(12) + bytes(receiver))
            self._entries.append((evm, Log(_EMITTER, topics, value.to_bytes(32, "big"))))

    @property
    def logs(self) -> tuple[Log, ...]:
        """What remains when all is over."""
        return tuple(log for evm, log in self._entries if not _failed(evm))


def _failed(evm: Any) -> bool:
    while evm is not None:
        if evm.error is not None:
            return True
        evm = evm.message.parent_evm
    return False
