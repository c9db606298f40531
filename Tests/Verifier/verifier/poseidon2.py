"""Poseidon2 over Goldilocks (eprint 2023/323), widths 8 and 12, from the published constants."""

from __future__ import annotations

import json
from pathlib import Path

from .field import P

Digest = tuple[int, int, int, int]

RATE = 8
_VECTORS = Path(__file__).resolve().parents[2] / "Vectors" / "poseidon2-goldilocks.json"


class Permutation:
    """The permutation of one width: S-box x^7, 4 full rounds, 22 partial rounds, 4 full rounds."""

    def __init__(self, name: str):
        instances = json.loads(_VECTORS.read_text())["instances"]
        instance = next(found for found in instances if found["name"] == name)
        self.width = int(instance["width"])
        self.external = [[int(c, 16) for c in row] for row in instance["externalRoundConstants"]]
        self.internal = [int(c, 16) for c in instance["internalRoundConstants"]]
        self.diagonal = [int(c, 16) for c in instance["internalDiagonalMinusOne"]]

    def __call__(self, state: list[int]) -> list[int]:
        state = self._mix_external(state)
        half = len(self.external) // 2
        for constants in self.external[:half]:
            state = self._full_round(state, constants)
        for constant in self.internal:
            first = pow(state[0] + constant, 7, P)
            total = first + sum(state[1:])
            state[0] = first
            state = [(total + d * x) % P for d, x in zip(self.diagonal, state)]
        for constants in self.external[half:]:
            state = self._full_round(state, constants)
        return state

    def _full_round(self, state: list[int], constants: list[int]) -> list[int]:
        return self._mix_external([pow(x + c, 7, P) for x, c in zip(state, constants)])

    @staticmethod
    def _mix_external(state: list[int]) -> list[int]:
        """circ(2, 3, 1, 1) on each four, then the sums of the elements of the same place."""
        mixed = []
        for start in range(0, len(state), 4):
            a, b, c, d = state[start:start + 4]
            every = a + b + c + d
            mixed += [every + a + 2 * b, every + b + 2 * c, every + c + 2 * d, every + d + 2 * a]
        sums = [sum(mixed[place::4]) for place in range(4)]
        return [(x + sums[index % 4]) % P for index, x in enumerate(mixed)]


permute8 = Permutation("plonky3-t8")
permute12 = Permutation("plonky3-t12")


def sponge(domain: int, elements: list[int]) -> Digest:
    """The hash of a list: capacity [domain, length, 0, 0], eight elements a permutation."""
    state = [0] * 8 + [domain, len(elements), 0, 0]
    for start in range(0, max(len(elements), 1), RATE):
        for index, element in enumerate(elements[start:start + RATE]):
            state[index] = (state[index] + element) % P
        state = permute12(state)
    return tuple(state[:4])


def compress(left: Digest, right: Digest) -> Digest:
    """Two digests to one: the first half of P(x) + x."""
    state = [*left, *right]
    permuted = permute8(state)
    return tuple((a + b) % P for a, b in zip(permuted[:4], state))
