"""The parameter sets by their number in encoded proofs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Parameters:
    name: str
    blowup: int
    queries: int
    grinding: int
    batching_grinding: int
    folding: int
    final_count: int
    cap: int

    def absorbed(self) -> list[int]:
        """As the transcript takes them; logarithms where sizes are powers of two."""
        return [self.blowup, self.queries, self.grinding, self.folding, self.final_count, self.cap,
                self.batching_grinding]


SETS = {
    1: Parameters("chunk", 1, 219, 20, 12, 3, 4, 6),
    2: Parameters("small", 2, 109, 20, 12, 3, 4, 6),
    3: Parameters("test", 1, 8, 1, 1, 3, 2, 1),
}
TEST_SET = 3
