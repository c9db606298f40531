#!/usr/bin/env python3
"""Writes root, leaf, path and index of a leaf in a tree of 2^DEPTH leaves into a folder.

    inputs.py FOLDER [--depth 20] [--index 12345] [--leaf TEXT] [--spoil]

The leaves beside the path are made up: whoever checks the proof knows the root alone. With
--spoil one bit of the path is wrong.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "Tests" / "Model"))
from tree import compress, sponge  # noqa: E402

LEAF_DOMAIN = 1000


def leaf_digest(content: bytes) -> tuple[int, ...]:
    words = [content[at : at + 4] for at in range(0, len(content), 4)]
    return sponge(LEAF_DOMAIN, [len(content)] + [int.from_bytes(word, "little") for word in words])


def encoded(digest: tuple[int, ...]) -> bytes:
    return b"".join(element.to_bytes(8, "big") for element in digest)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--depth", type=int, default=20)
    parser.add_argument("--index", type=int, default=12345)
    parser.add_argument("--leaf", default="account 12345 holds 100 tokens")
    parser.add_argument("--spoil", action="store_true")
    given = parser.parse_args()
    leaf = given.leaf.encode()
    node = leaf_digest(leaf)
    path = [leaf_digest(b"beside the path %d" % level) for level in range(given.depth)]
    for level, sibling in enumerate(path):
        pair = (sibling, node) if given.index >> level & 1 else (node, sibling)
        node = compress(*pair)
    siblings = bytearray(b"".join(map(encoded, path)))
    if given.spoil:
        siblings[-1] ^= 1
    given.folder.mkdir(parents=True, exist_ok=True)
    contents = {
        "root": encoded(node), "leaf": leaf, "path": bytes(siblings),
        "index": given.index.to_bytes(4, "big"),
    }
    for name, content in contents.items():
        (given.folder / name).write_bytes(content)


if __name__ == "__main__":
    main()
