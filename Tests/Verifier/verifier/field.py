"""Goldilocks, p = 2^64 - 2^32 + 1, as integers, and its cubic extension x^3 = 2 as triples."""

from __future__ import annotations

P = 2**64 - 2**32 + 1
GENERATOR = 7
TWO_ADICITY = 32

Cubic = tuple[int, int, int]

ZERO: Cubic = (0, 0, 0)
ONE: Cubic = (1, 0, 0)

# ROOTS[k] has order 2^k.
ROOTS = [pow(GENERATOR, (P - 1) >> k, P) for k in range(TWO_ADICITY + 1)]


def inverse(value: int) -> int:
    return pow(value, P - 2, P)


def cubic(value: int) -> Cubic:
    return (value, 0, 0)


def add(a: Cubic, b: Cubic) -> Cubic:
    return ((a[0] + b[0]) % P, (a[1] + b[1]) % P, (a[2] + b[2]) % P)


def subtract(a: Cubic, b: Cubic) -> Cubic:
    return ((a[0] - b[0]) % P, (a[1] - b[1]) % P, (a[2] - b[2]) % P)


def multiply(a: Cubic, b: Cubic) -> Cubic:
    (a0, a1, a2), (b0, b1, b2) = a, b
    return (
        (a0 * b0 + 2 * (a1 * b2 + a2 * b1)) % P,
        (a0 * b1 + a1 * b0 + 2 * a2 * b2) % P,
        (a0 * b2 + a1 * b1 + a2 * b0) % P,
    )


def scale(a: Cubic, factor: int) -> Cubic:
    return (a[0] * factor % P, a[1] * factor % P, a[2] * factor % P)


def power(a: Cubic, exponent: int) -> Cubic:
    result = ONE
    while exponent:
        if exponent & 1:
            result = multiply(result, a)
        a = multiply(a, a)
        exponent >>= 1
    return result


def invert(a: Cubic) -> Cubic:
    """The inverse by the norm, a a^p a^(p^2); zero for zero."""
    a0, a1, a2 = a
    # Cofactors of the matrix of the multiplication by a.
    c0 = (a0 * a0 - 2 * a1 * a2) % P
    c1 = (2 * a2 * a2 - a0 * a1) % P
    c2 = (a1 * a1 - a0 * a2) % P
    norm = (a0 * c0 + 2 * (a2 * c1 + a1 * c2)) % P
    return scale((c0, c1, c2), inverse(norm))


def powers(base: Cubic, count: int) -> list[Cubic]:
    result, value = [], ONE
    for _ in range(count):
        result.append(value)
        value = multiply(value, base)
    return result


def bit_reversed(value: int, bits: int) -> int:
    return int(format(value, f"0{bits}b")[::-1], 2) if bits else 0
