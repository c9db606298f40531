"""Circuits and values in the files of circom, written by hand."""

from __future__ import annotations

from pathlib import Path

ORDER = 21888242871839275222246405745257275088548364400416034343698204186575808495617


def number(value: int, count: int) -> bytes:
    return value.to_bytes(count, "little")


def container(magic: bytes, version: int, sections: list[tuple[int, bytes]]) -> bytes:
    """A file of sections, each with its type and length."""
    body = b"".join(number(kind, 4) + number(len(data), 8) + data for kind, data in sections)
    return magic + number(version, 4) + number(len(sections), 4) + body


Combination = dict[int, int]


def circuit(path: Path, rows: list[tuple[Combination, ...]], variables: int) -> Path:
    """A circuit with one public output; each row has combinations a, b, c with a b = c."""

    def combination(terms: Combination) -> bytes:
        parts = (number(at, 4) + number(value % ORDER, 32) for at, value in sorted(terms.items()))
        return number(len(terms), 4) + b"".join(parts)

    field = number(32, 4) + number(ORDER, 32)
    header = field + number(variables, 4) + number(1, 4) + number(0, 4) \
        + number(variables - 2, 4) + number(variables, 8) + number(len(rows), 4)
    body = b"".join(combination(terms) for row in rows for terms in row)
    labels = b"".join(number(variable, 8) for variable in range(variables))
    path.write_bytes(container(b"r1cs", 1, [(1, header), (2, body), (3, labels)]))
    return path


def cube(path: Path) -> Path:
    """The circuit of w^3 + w + 5 = y: one, y, w, w^2, w^3; three constraints."""
    return circuit(path, [
        ({2: 1}, {2: 1}, {3: 1}),
        ({3: 1}, {2: 1}, {4: 1}),
        ({4: 1, 2: 1, 0: 5}, {0: 1}, {1: 1}),
    ], 5)


def squares(path: Path, count: int) -> Path:
    """The circuit of y = w^(2^count): one, y, w, w^2, w^4 ..."""
    return circuit(path, [
        ({2 + i: 1}, {2 + i: 1}, {3 + i if i < count - 1 else 1: 1}) for i in range(count)
    ], 2 + count)


def cube_values(path: Path, w: int) -> tuple[Path, int]:
    """The values for a root, and the public input."""
    values = [1, w**3 + w + 5, w, w**2, w**3]
    header = number(32, 4) + number(ORDER, 32) + number(len(values), 4)
    path.write_bytes(container(
        b"wtns", 2, [(1, header), (2, b"".join(number(value % ORDER, 32) for value in values))]))
    return path, values[1]
