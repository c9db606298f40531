"""Answers of calls on sealed blocks: oracles, brokers and nodes ask the same of each block."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from devchain.chain import Chain
from devchain.executor import Message

REMEMBERED_ANSWERS = 1024
LONGEST_ANSWER = 1 << 16


class CallMemory:
    """The answers of the last calls, by block hash and message; failures are not kept."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain
        self._answers: OrderedDict[tuple[bytes, Message], str] = OrderedDict()

    def answer(self, number: int | None, message: Message, run: Callable[[], str]) -> str:
        """The answer at a height, run when it is not known; None is the pending block."""
        if number is None or not self._is_sealed(number):
            return run()
        key = (self._chain.blocks[number].hash, message)
        known = self._answers.get(key)
        if known is not None:
            self._answers.move_to_end(key)
            return known
        found = run()
        if len(found) <= LONGEST_ANSWER:
            self._answers[key] = found
            if len(self._answers) > REMEMBERED_ANSWERS:
                self._answers.popitem(last=False)
        return found

    def _is_sealed(self, number: int) -> bool:
        """Whether the state at a height is the one that the block's root names."""
        accounts, words = self._chain.world.open_writes()
        return number < self._chain.head.number or not (accounts or words)
