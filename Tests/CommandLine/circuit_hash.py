"""The hash that snarkjs 0.7 compares between keys of a circuit, computed from key and powers.

BLAKE2b over the points in the encoding of EIP-197, lists after their length; the list of H is that
of the differences tau^(i + n) - tau^i. A last chunk of 2^14 differences is read whole, so that of
more than 2^14 there is one too many.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

MODULUS = 21888242871839275222246405745257275088696311157297823662689037894645226208583
FROM_STORED = pow(1 << 256, -1, MODULUS)
CHUNK = 1 << 14


def sections(path: Path) -> dict[int, bytes]:
    data, at, found = path.read_bytes(), 12, {}
    for _ in range(int.from_bytes(data[8:12], "little")):
        kind = int.from_bytes(data[at:at + 4], "little")
        size = int.from_bytes(data[at + 4:at + 12], "little")
        found[kind] = data[at + 12:at + 12 + size]
        at += 12 + size
    return found


def coordinate(stored: bytes) -> int:
    return int.from_bytes(stored, "little") * FROM_STORED % MODULUS


def point1(stored: bytes) -> tuple[int, int]:
    return coordinate(stored[:32]), coordinate(stored[32:64])


def encoded(*numbers: int) -> bytes:
    return b"".join(number.to_bytes(32, "big") for number in numbers)


def encoded1(stored: bytes) -> bytes:
    return encoded(*point1(stored))


def encoded2(stored: bytes) -> bytes:
    x, i, y, j = (coordinate(stored[at:at + 32]) for at in (0, 32, 64, 96))
    return encoded(i, x, j, y)


def difference(left: tuple[int, int], right: tuple[int, int]) -> tuple[int, int]:
    (x1, y1), (x2, y2) = left, (right[0], -right[1])
    slope = (y2 - y1) * pow(x2 - x1, -1, MODULUS)
    x = (slope * slope - x1 - x2) % MODULUS
    return x, (slope * (x1 - x) - y1) % MODULUS


def circuit_hash(key: dict[int, bytes], powers: Path) -> bytes:
    hasher = hashlib.blake2b()
    header = key[2][4 + 32 + 4 + 32:]
    size, points = int.from_bytes(header[8:12], "little"), header[12:]
    for at, encode in ((0, encoded1), (64, encoded1), (128, encoded2), (256, encoded2),
                       (384, encoded1), (448, encoded2)):
        hasher.update(encode(points[at:]))

    def append(section: int, encode, stride: int) -> None:
        data = key[section]
        hasher.update((len(data) // stride).to_bytes(4, "big"))
        for at in range(0, len(data), stride):
            hasher.update(encode(data[at:at + stride]))

    append(3, encoded1, 64)
    hasher.update((size - 1).to_bytes(4, "big"))
    taus = sections(powers)[2]
    for index in range(size - 1 if size <= CHUNK else -(-(size - 1) // CHUNK) * CHUNK):
        low, high = 64 * index, 64 * (index + size)
        hasher.update(encoded(*difference(
            point1(taus[high:high + 64]), point1(taus[low:low + 64]))))
    for section, encode, stride in ((8, encoded1, 64), (5, encoded1, 64), (6, encoded1, 64),
                                    (7, encoded2, 128)):
        append(section, encode, stride)
    return hasher.digest()
