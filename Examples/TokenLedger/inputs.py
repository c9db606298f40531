#!/usr/bin/env python3
"""Writes accounts and transfers into a file, the same ones for the same numbers.

    inputs.py FILE [--accounts 16] [--transfers 200] [--seed 1]

Some transfers ask for more than their sender has and are refused.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path


def numbers(accounts: int, transfers: int, seed: int) -> list[int]:
    generator = random.Random(seed)
    result = [accounts] + [generator.randrange(1000) for _ in range(accounts)]
    for _ in range(transfers):
        result += [
            generator.randrange(accounts), generator.randrange(accounts), generator.randrange(400),
        ]
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--accounts", type=int, default=16)
    parser.add_argument("--transfers", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    values = numbers(given.accounts, given.transfers, given.seed)
    given.file.parent.mkdir(parents=True, exist_ok=True)
    given.file.write_bytes(b"".join(value.to_bytes(4, "big") for value in values))


if __name__ == "__main__":
    main()
