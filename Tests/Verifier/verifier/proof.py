"""Decoding of proofs: every element canonical, no byte too few or too many."""

from __future__ import annotations

from dataclasses import dataclass

from .field import P, Cubic
from .machine import Machine
from .parameters import Parameters
from .poseidon2 import Digest
from .refusal import require
from .shape import Commitment, Shape

MAGIC = b"ZKLP"
FORMAT_VERSION = 3
POSEIDON2 = 1
ABSENT = 255


class Cursor:
    def __init__(self, data: bytes):
        self._data, self._position = data, 0

    def take(self, count: int) -> bytes:
        require(count <= len(self._data) - self._position, "bytes end early")
        self._position += count
        return self._data[self._position - count:self._position]

    def rest(self) -> bytes:
        return self.take(len(self._data) - self._position)

    def finish(self) -> None:
        require(self._position == len(self._data), "bytes are left over")

    def integer(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def element(self) -> int:
        value = self.integer(8)
        require(value < P, "element is not canonical")
        return value

    def elements(self, count: int) -> list[int]:
        return [self.element() for _ in range(count)]

    def cubics(self, count: int) -> list[Cubic]:
        return [(self.element(), self.element(), self.element()) for _ in range(count)]

    def nodes(self, count: int) -> list[Digest]:
        return [tuple(self.elements(4)) for _ in range(count)]


@dataclass
class Opening:
    """Values of a chip's columns at zeta, and at zeta w where they are read there."""

    fixed: list[Cubic]
    main: list[Cubic]
    main_next: list[Cubic]
    bus: list[Cubic]
    bus_next: list[Cubic]


@dataclass
class Opened:
    """Opened rows of each table of a commitment by their number, and the nodes beside them."""

    tables: list[dict[int, list[int]]]
    nodes: list[Digest]


class Proof:
    def __init__(
        self, data: bytes, machine: Machine, parameter_set: int, parameters: Parameters,
        fixed_heights: list[int | None],
    ):
        cursor = Cursor(data)
        require(cursor.take(4) == MAGIC, "magic of the proof")
        require(cursor.integer(4) == FORMAT_VERSION, "version of the proof")
        require(cursor.integer(4) == POSEIDON2, "hash functions")
        require(cursor.integer(4) == parameter_set, "parameter set of the proof")
        require(cursor.integer(2) == len(machine.chips), "number of chips")
        heights = [cursor.integer(1) for _ in machine.chips]
        shape = self.shape = Shape(
            machine, parameters, [None if height == ABSENT else height for height in heights],
            fixed_heights)
        self.main_cap = self._cap(cursor, shape.commitments[1])
        self.bus_cap = self._cap(cursor, shape.commitments[2])
        self.terminal_sums = cursor.cubics(len(shape.bus_chips))
        self.quotient_cap = self._cap(cursor, shape.commitments[3])
        self.openings = [self._opening(cursor, machine, chip) for chip in shape.present]
        self.quotient = [cursor.cubics(3), cursor.cubics(3)]
        self.batching_nonce = cursor.element()
        self.layer_caps = [
            cursor.nodes(1 << min(parameters.cap, layer.folded)) for layer in shape.layers]
        self.final_polynomial = cursor.cubics(shape.final_count)
        self.nonce = cursor.element()
        self.query_indices = [cursor.integer(4) for _ in range(parameters.queries)]
        require(all(index < 1 << shape.first for index in self.query_indices), "query index")
        self.commitments = [self._opened(cursor, tree) for tree in shape.commitments if tree]
        self.layers = [self._opened(cursor, tree) for tree in shape.layer_trees]
        cursor.finish()

    @staticmethod
    def _cap(cursor: Cursor, commitment: Commitment | None) -> list[Digest]:
        return cursor.nodes(1 << commitment.cap) if commitment else []

    @staticmethod
    def _opening(cursor: Cursor, machine: Machine, index: int) -> Opening:
        chip = machine.chips[index]
        return Opening(
            fixed=cursor.cubics(chip.fixed), main=cursor.cubics(chip.main),
            main_next=cursor.cubics(len(chip.next_columns)), bus=cursor.cubics(chip.bus_width),
            bus_next=cursor.cubics(3 if chip.bus_width else 0))

    def _opened(self, cursor: Cursor, tree: Commitment) -> Opened:
        """Rows and nodes are there once, ascending; none that follows from the rows."""

        def above(height: int) -> list[int]:
            return sorted({index >> (self.shape.first - height) for index in self.query_indices})

        tables = [
            {row: cursor.elements(width) for row in above(height)}
            for height, width in zip(tree.heights, tree.widths)
        ]
        count = 0
        for height in range(tree.tree, tree.cap, -1):
            opened = above(height)
            count += sum(node ^ 1 not in opened for node in opened)
        return Opened(tables, cursor.nodes(count))
