"""The Fiat-Shamir transcript: a duplex sponge of Poseidon2."""

from __future__ import annotations

from .field import P, Cubic
from .poseidon2 import RATE, Digest, permute12

_ELEMENTS, _CUBICS, _NONCE = 1, 2, 3


class Transcript:
    """Absorbs messages, each behind its kind and length, and gives challenges."""

    def __init__(self, tag: int):
        self._state = [0] * 8 + [tag, 0, 0, 0]
        self._pending: list[int] = []
        self._available = 0

    def elements(self, values: list[int]) -> None:
        self._message(_ELEMENTS, len(values), values)

    def cubics(self, values: list[Cubic]) -> None:
        self._message(_CUBICS, len(values), [part for value in values for part in value])

    def cap(self, nodes: list[Digest]) -> None:
        for node in nodes:
            self.elements(list(node))

    def _message(self, kind: int, count: int, values: list[int]) -> None:
        for value in [kind << 32 | count, *values]:
            self._available = 0
            self._pending.append(value)
            if len(self._pending) == RATE:
                self._flush()

    def _flush(self) -> None:
        for index, value in enumerate(self._pending):
            self._state[index] = (self._state[index] + value) % P
        self._state[9] = (self._state[9] + len(self._pending) + 1) % P
        self._state = permute12(self._state)
        self._pending = []

    def element(self) -> int:
        """A challenge: the last element of the rate that was not drawn yet."""
        if self._available == 0:
            self._flush()
            self._available = RATE
        self._available -= 1
        return self._state[self._available]

    def cubic(self) -> Cubic:
        return (self.element(), self.element(), self.element())

    def bits(self, count: int) -> int:
        return self.element() & ((1 << count) - 1)

    def accepts_nonce(self, nonce: int, bits: int) -> bool:
        self._message(_NONCE, bits, [nonce])
        return self.bits(bits) == 0
