"""The machine as data: sizes and equations of its chips, from `zklink describe`."""

from __future__ import annotations

from dataclasses import dataclass

from .field import ZERO, Cubic, add, cubic, multiply, subtract
from .poseidon2 import Digest, sponge
from .refusal import require

_MACHINE_DOMAIN = 7
_DEGREE_LIMIT = 3
(_CONSTANT, _THIS, _NEXT, _FIXED, _PUBLIC, _SELECTOR, _SUM, _DIFFERENCE, _PRODUCT) = range(1, 10)


@dataclass
class Transfer:
    is_sent: bool
    bus: int
    tuple: list[int]
    multiplicity: int


@dataclass
class Columns:
    """The columns of a chip at one point; those that were not opened are absent from `next`."""

    this: list[Cubic]
    next: dict[int, Cubic]
    fixed: list[Cubic]
    public: list[int]
    # First row, last row, transition.
    selectors: list[Cubic]


class Chip:
    """One chip: its sizes, and its description as the elements that the digest covers."""

    def __init__(self, data: dict):
        self.name: str = data["name"]
        self.main: int = data["main"]
        self.fixed: int = data["fixed"]
        self.public: int = data["public"]
        self.is_optional: bool = data["optional"]
        self.height: dict = data["height"]
        self.encoding = [int(word, 16) for word in data["description"]]
        self._decode()
        self.next_columns = sorted(
            left for kind, left, _ in self.nodes if kind == _NEXT)
        self.pairs = self._pair_transfers()
        self.cubic_bus_width = len(self.pairs)
        self.bus_width = 3 * self.cubic_bus_width
        self.folded_count = len(self.constraints) + self.cubic_bus_width

    def _decode(self) -> None:
        words = iter(self.encoding)
        node_count, constraint_count, transfer_count = next(words), next(words), next(words)
        self.nodes: list[tuple[int, int, int]] = []
        for _ in range(node_count):
            word = next(words)
            kind, left, right = word >> 56, word >> 28 & (1 << 28) - 1, word & (1 << 28) - 1
            self.nodes.append((kind, next(words), 0) if kind == _CONSTANT else (kind, left, right))
        self.constraints = [next(words) for _ in range(constraint_count)]
        self.transfers = []
        for _ in range(transfer_count):
            side, bus, length = next(words), next(words), next(words)
            members = [next(words) for _ in range(length)]
            self.transfers.append(Transfer(side == 1, bus, members, next(words)))
        require(next(words, None) is None, f"description of {self.name}")

    def _pair_transfers(self) -> list[int]:
        """How many transfers each partial sum joins: two neighbours where the degree allows."""
        degrees: list[int] = []
        for kind, left, right in self.nodes:
            if kind in (_CONSTANT, _PUBLIC) or kind == _SELECTOR and left == 2:
                degrees.append(0)
            elif kind in (_THIS, _NEXT, _FIXED, _SELECTOR):
                degrees.append(1)
            elif kind == _PRODUCT:
                degrees.append(degrees[left] + degrees[right])
            else:
                degrees.append(max(degrees[left], degrees[right]))
        shapes = [
            (max((degrees[member] for member in transfer.tuple), default=0),
             degrees[transfer.multiplicity])
            for transfer in self.transfers
        ]
        sizes, index = [], 0
        while index < len(shapes):
            size = 1
            if index + 1 < len(shapes):
                (tuple1, count1), (tuple2, count2) = shapes[index], shapes[index + 1]
                degree = max(1 + tuple1 + tuple2, count1 + tuple2, count2 + tuple1)
                size = 2 if degree <= _DEGREE_LIMIT else 1
            sizes.append(size)
            index += size
        return sizes

    def evaluate(self, columns: Columns) -> list[Cubic]:
        """Every expression at the point."""
        values: list[Cubic] = []
        for kind, left, right in self.nodes:
            if kind == _SUM:
                values.append(add(values[left], values[right]))
            elif kind == _DIFFERENCE:
                values.append(subtract(values[left], values[right]))
            elif kind == _PRODUCT:
                values.append(multiply(values[left], values[right]))
            elif kind == _THIS:
                values.append(columns.this[left])
            elif kind == _NEXT:
                values.append(columns.next[left])
            elif kind == _FIXED:
                values.append(columns.fixed[left])
            elif kind == _CONSTANT:
                values.append(cubic(left))
            elif kind == _PUBLIC:
                values.append(cubic(columns.public[left]))
            else:
                values.append(columns.selectors[left])
        return values


class Machine:
    """All chips in order, with the numbers that the digest of a program contains."""

    def __init__(self, data: dict):
        self.protocol_version: int = data["protocolVersion"]
        self.version: int = data["machineVersion"]
        self.public_buses: list[int] = data["publicBuses"]
        self.chips = [Chip(chip) for chip in data["chips"]]
        self.digest = self._digest()

    def _digest(self) -> Digest:
        elements = [len(self.chips), _DEGREE_LIMIT]
        for chip in self.chips:
            elements += [chip.main, chip.fixed, chip.public, int(chip.is_optional)]
            elements += chip.encoding
        return sponge(_MACHINE_DOMAIN, [*elements, len(self.public_buses), *self.public_buses])

    def chip(self, name: str) -> Chip:
        return next(chip for chip in self.chips if chip.name == name)


@dataclass
class BusChallenges:
    offset: Cubic
    base: Cubic

    def fingerprint(self, bus: int, members: list[Cubic]) -> Cubic:
        """offset - (bus + t1 b + t2 b^2 + ...)"""
        total, weight = subtract(self.offset, cubic(bus)), self.base
        for member in members:
            total = subtract(total, multiply(member, weight))
            weight = multiply(weight, self.base)
        return total


def folded_constraints(
    chip: Chip, columns: Columns, bus: list[Cubic], next_sum: Cubic, share: Cubic,
    alpha: list[Cubic], challenges: BusChallenges,
) -> Cubic:
    """All constraints of a chip at one point, folded with the powers of alpha.

    `bus` are the partial sums but the last, and the cumulative sum, `share` the terminal sum over
    the rows.
    """
    values = chip.evaluate(columns)
    terms = [values[node] for node in chip.constraints]
    if chip.pairs:
        fractions = []
        for transfer in chip.transfers:
            count = values[transfer.multiplicity]
            members = [values[node] for node in transfer.tuple]
            numerator = count if transfer.is_sent else subtract(ZERO, count)
            fractions.append((numerator, challenges.fingerprint(transfer.bus, members)))
        rest = add(subtract(next_sum, bus[-1]), share)
        first = 0
        for index, size in enumerate(chip.pairs):
            partial = bus[index] if index + 1 < len(chip.pairs) else rest
            numerator, denominator = fractions[first]
            term = subtract(multiply(partial, denominator), numerator)
            if size == 2:
                numerator2, denominator2 = fractions[first + 1]
                term = subtract(multiply(term, denominator2), multiply(numerator2, denominator))
            terms.append(term)
            rest = subtract(rest, partial)
            first += size
    total = ZERO
    for weight, term in zip(alpha, terms):
        total = add(total, multiply(weight, term))
    return total


