"""Sizes of every part of a proof, which follow from the machine, the parameters and the heights."""

from __future__ import annotations

from dataclasses import dataclass, field

from .field import TWO_ADICITY
from .machine import Machine
from .parameters import Parameters
from .refusal import require

HEIGHT_LIMIT = 26


@dataclass
class Commitment:
    """Heights (logarithms, extended) and widths of the tables of one tree."""

    heights: list[int]
    widths: list[int]
    cap_limit: int
    tree: int = field(init=False)
    cap: int = field(init=False)

    def __post_init__(self) -> None:
        self.tree = max(self.heights)
        self.cap = min(self.cap_limit, min(self.heights))

    @property
    def path(self) -> int:
        return self.tree - self.cap


@dataclass
class Layer:
    """A folding of a codeword of 2^size values by 2^factor."""

    size: int
    factor: int

    @property
    def folded(self) -> int:
        return self.size - self.factor


class Shape:
    def __init__(
        self, machine: Machine, parameters: Parameters, heights: list[int | None],
        fixed_heights: list[int | None],
    ):
        require(len(heights) == len(machine.chips), "number of chips")
        for chip, height, fixed in zip(machine.chips, heights, fixed_heights):
            if height is None:
                require(chip.is_optional, f"{chip.name} is missing")
                continue
            require(height <= HEIGHT_LIMIT, f"height of {chip.name}")
            require(chip.fixed == 0 or fixed == height, f"height of {chip.name}")
        self.heights = heights
        present = [index for index, height in enumerate(heights) if height is not None]
        self.present = present
        self.bus_chips = [index for index in present if machine.chips[index].cubic_bus_width]
        self.highest = max((heights[i] for i in present), default=0)
        tables = [
            [(heights[i], machine.chips[i].fixed) for i in present if machine.chips[i].fixed],
            [(heights[i], machine.chips[i].main) for i in present],
            [(heights[i], machine.chips[i].bus_width) for i in self.bus_chips],
            [(self.highest, 3)] * 2 if present else [],
        ]
        self.commitments = [
            Commitment(
                [height + parameters.blowup for height, _ in table], [width for _, width in table],
                parameters.cap)
            if table else None
            for table in tables
        ]
        self._schedule(parameters)

    def _schedule(self, parameters: Parameters) -> None:
        """Folding begins with the longest codeword; a shorter one joins at its length."""
        sizes = [size for tree in self.commitments if tree for size in tree.heights]
        require(max(sizes) <= TWO_ADICITY, "height of a table")
        stop = min(parameters.blowup + parameters.final_count, min(sizes))
        self.first, self.last = max(sizes), stop
        self.layers: list[Layer] = []
        self.layer_trees: list[Commitment] = []
        size = self.first
        while size > stop:
            factor = min(parameters.folding, size - stop)
            for other in sizes:
                if other < size:
                    factor = min(factor, size - other)
            self.layers.append(Layer(size, factor))
            self.layer_trees.append(Commitment([size - factor], [3 << factor], parameters.cap))
            size -= factor
        self.final_count = 1 << (stop - parameters.blowup)
