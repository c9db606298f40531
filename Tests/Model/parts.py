"""Boundaries between the parts of a block, and unfinished SHA-256 computations.

From docs/protocol/encodings.md, "Parts". The compression function is FIPS 180-4, section 6.2.2.
"""

from __future__ import annotations

from dataclasses import dataclass

from codec import Header, digest, integer

MARK = b"\xff"


def _primes(count: int) -> list[int]:
    found: list[int] = []
    candidate = 2
    while len(found) < count:
        if all(candidate % prime for prime in found):
            found.append(candidate)
        candidate += 1
    return found


def _root_fraction(value: int, degree: int) -> int:
    """The first 32 bits after the point of a root (FIPS 180-4, sections 4.2.2 and 5.3.3)."""
    target, low, high = value << 32 * degree, 0, value << 32
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**degree <= target else (low, middle - 1)
    return low & 0xFFFFFFFF


_CONSTANTS = [_root_fraction(prime, 3) for prime in _primes(64)]
_START = [_root_fraction(prime, 2) for prime in _primes(8)]


def _rotate(value: int, count: int) -> int:
    return (value >> count | value << 32 - count) & 0xFFFFFFFF


def _compress(state: list[int], block: bytes) -> list[int]:
    w = [int.from_bytes(block[i : i + 4], "big") for i in range(0, 64, 4)]
    for i in range(16, 64):
        small = _rotate(w[i - 15], 7) ^ _rotate(w[i - 15], 18) ^ w[i - 15] >> 3
        large = _rotate(w[i - 2], 17) ^ _rotate(w[i - 2], 19) ^ w[i - 2] >> 10
        w.append((w[i - 16] + small + w[i - 7] + large) & 0xFFFFFFFF)
    a, b, c, d, e, f, g, h = state
    for constant, word in zip(_CONSTANTS, w):
        choice, majority = e & f ^ ~e & g, a & b ^ a & c ^ b & c
        first = h + (_rotate(e, 6) ^ _rotate(e, 11) ^ _rotate(e, 25)) + choice + constant + word
        second = (_rotate(a, 2) ^ _rotate(a, 13) ^ _rotate(a, 22)) + majority
        h, g, f, e = g, f, e, (d + first) & 0xFFFFFFFF
        d, c, b, a = c, b, a, (first + second) & 0xFFFFFFFF
    return [(x + y) & 0xFFFFFFFF for x, y in zip(state, (a, b, c, d, e, f, g, h))]


def hash_state(data: bytes) -> bytes:
    """A SHA-256 computation after `data`: chaining value, byte count, uncompressed bytes."""
    state, end = _START, len(data) - len(data) % 64
    for start in range(0, end, 64):
        state = _compress(state, data[start : start + 64])
    return b"".join(integer(4, word) for word in state) + integer(8, len(data)) + data[end:]


@dataclass(frozen=True)
class ChainSoFar:
    """The part of the open block that concerns one chain."""

    queue_count: int
    queue_hash: bytes
    operation_count: int
    operations: bytes

    def encoded(self) -> bytes:
        return (
            integer(4, self.queue_count) + self.queue_hash + integer(4, self.operation_count)
            + hash_state(self.operations)
        )


@dataclass(frozen=True)
class Boundary:
    """A boundary inside a block."""

    previous: Header
    timestamp: int
    root: bytes
    operation_count: int
    byte_count: int
    last_fee: tuple[int, int]
    data: bytes
    chains: tuple[ChainSoFar, ...]

    def encoded(self) -> bytes:
        header = self.previous.encoded()
        return (
            MARK + integer(2, len(header)) + header + integer(8, self.timestamp) + self.root
            + integer(4, self.operation_count) + integer(4, self.byte_count)
            + integer(2, self.last_fee[0]) + integer(16, self.last_fee[1]) + hash_state(self.data)
            + b"".join(chain.encoded() for chain in self.chains)
        )

    def hash(self) -> bytes:
        return digest(self.encoded())
