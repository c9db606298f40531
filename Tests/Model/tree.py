"""Poseidon2 over Goldilocks and the collapsed Merkle tree, from the published parameters."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

P = 2**64 - 2**32 + 1
_VECTORS = Path(__file__).resolve().parents[1] / "Vectors" / "poseidon2-goldilocks.json"


class Permutation:
    def __init__(self, instance: dict):
        number = lambda text: int(text, 0)
        self.width = int(instance["width"])
        self.m4 = [[number(x) for x in row] for row in instance["m4"]]
        self.external = [[number(x) for x in row] for row in instance["externalRoundConstants"]]
        self.internal = [number(x) for x in instance["internalRoundConstants"]]
        self.diagonal = [number(x) for x in instance["internalDiagonalMinusOne"]]

    def _external_layer(self, state: list[int]) -> list[int]:
        mixed = []
        for block in range(0, self.width, 4):
            mixed += [sum(row[j] * state[block + j] for j in range(4)) % P for row in self.m4]
        sums = [sum(mixed[lane::4]) for lane in range(4)]
        return [(mixed[i] + sums[i % 4]) % P for i in range(self.width)]

    def __call__(self, state: list[int]) -> list[int]:
        state = self._external_layer(state)
        for constants in self.external[:4]:
            state = self._external_layer([pow(x + c, 7, P) for x, c in zip(state, constants)])
        for constant in self.internal:
            state[0] = pow(state[0] + constant, 7, P)
            total = sum(state)
            state = [(d * x + total) % P for d, x in zip(self.diagonal, state)]
        for constants in self.external[4:]:
            state = self._external_layer([pow(x + c, 7, P) for x, c in zip(state, constants)])
        return state


def _load(name: str) -> Permutation:
    instances = json.loads(_VECTORS.read_text())["instances"]
    return Permutation(next(instance for instance in instances if instance["name"] == name))


PERMUTE_8, PERMUTE_12 = _load("plonky3-t8"), _load("plonky3-t12")


def sponge(domain: int, elements: list[int]) -> tuple[int, ...]:
    state = [0] * 8 + [domain, len(elements), 0, 0]
    for start in range(0, max(len(elements), 1), 8):
        for lane, element in enumerate(elements[start : start + 8]):
            state[lane] = (state[lane] + element) % P
        state = PERMUTE_12(state)
    return tuple(state[:4])


@lru_cache(maxsize=1 << 18)
def compress(left: tuple[int, ...], right: tuple[int, ...]) -> tuple[int, ...]:
    before = list(left + right)
    after = PERMUTE_8(before)
    return tuple((x + y) % P for x, y in zip(after[:4], before[:4]))


@lru_cache(maxsize=1 << 18)
def tree_key(key: tuple[int, ...]) -> tuple[int, ...]:
    return sponge(1, list(key))


@lru_cache(maxsize=1 << 16)
def leaf(key: tuple[int, ...], value: tuple[int, ...]) -> tuple[int, ...]:
    return sponge(2, list(tree_key(key)) + list(value))


def root(records: dict[tuple[int, ...], tuple[int, ...]]) -> bytes:
    leaves = [(tree_key(key), leaf(key, value)) for key, value in records.items()]

    def subtree(members: list, depth: int) -> tuple[int, ...]:
        if not members:
            return (0, 0, 0, 0)
        if len(members) == 1:
            return members[0][1]
        sides: list[list] = [[], []]
        for member in members:
            sides[member[0][depth // 64] >> (depth % 64) & 1].append(member)
        return compress(subtree(sides[0], depth + 1), subtree(sides[1], depth + 1))

    return b"".join(element.to_bytes(8, "big") for element in subtree(leaves, 0))
