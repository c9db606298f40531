"""FRI: the columns are close to polynomials that have the claimed values."""

from __future__ import annotations

from dataclasses import dataclass

from .field import (GENERATOR, ONE, P, ROOTS, ZERO, Cubic, add, bit_reversed, cubic, inverse,
                    invert, multiply, power, powers, scale, subtract)
from .parameters import Parameters
from .poseidon2 import Digest, compress, sponge
from .proof import Opened, Proof
from .refusal import require
from .shape import Commitment, Layer
from .transcript import Transcript

_ROW_DOMAIN = 5


@dataclass
class Point:
    """Values claimed at one point; `columns` are those opened there, all if absent."""

    point: Cubic
    values: list[Cubic]
    columns: list[int] | None = None


@dataclass
class Batch:
    """A commitment with the claims about each of its tables."""

    cap: list[Digest]
    shape: Commitment
    tables: list[list[Point]]


@dataclass
class _Term:
    """The claims at one point, combined, and the power with which each column enters the sum."""

    point: Cubic
    columns: list[int] | None
    value: Cubic
    weights: list[Cubic]


def verify(
    batches: list[Batch], proof: Proof, parameters: Parameters, transcript: Transcript
) -> None:
    shape = proof.shape
    for batch in batches:
        for height, points in zip(batch.shape.heights, batch.tables):
            coset = cubic(pow(GENERATOR, 1 << height, P))
            for point in points:
                require(power(point.point, 1 << height) != coset, "a point of the domain")
                transcript.cubics([point.point, *point.values])
    require(
        transcript.accepts_nonce(proof.batching_nonce, parameters.batching_grinding),
        "nonce before the batching challenge")
    batching = transcript.cubic()
    betas = []
    for cap in proof.layer_caps:
        transcript.cap(cap)
        betas.append(transcript.cubic())
    transcript.cubics(proof.final_polynomial)
    require(transcript.accepts_nonce(proof.nonce, parameters.grinding), "nonce before the queries")
    indices = [transcript.bits(shape.first) for _ in range(parameters.queries)]
    require(indices == proof.query_indices, "query indices")
    for batch, opened in zip(batches, proof.commitments):
        _check_nodes(batch.shape, batch.cap, opened)
    for tree, cap, opened in zip(shape.layer_trees, proof.layer_caps, proof.layers):
        _check_nodes(tree, cap, opened)
    terms = _combine(batches, batching)
    for index in indices:
        sums = _quotients(batches, proof, terms, index)
        _check_folds(proof, betas, sums, index)


def _combine(batches: list[Batch], batching: Cubic) -> list[list[list[_Term]]]:
    """The terms of each table of each batch.

    The joined row of the tables of one height takes, for each point, as many powers as it has
    elements, rounded up to a multiple of eight, the greatest for its first element.
    """
    next_power: dict[int, Cubic] = {}
    result = []
    for batch in batches:
        terms: list[list[_Term]] = [[] for _ in batch.tables]
        for height in dict.fromkeys(batch.shape.heights):
            members = [i for i, size in enumerate(batch.shape.heights) if size == height]
            count = -(-sum(batch.shape.widths[i] for i in members) // 8) * 8
            for point in dict.fromkeys(p.point for i in members for p in batch.tables[i]):
                least = next_power.get(height, ONE)
                row = [multiply(least, value) for value in reversed(powers(batching, count))]
                next_power[height] = multiply(least, power(batching, count))
                place = 0
                for i in members:
                    weights = row[place:place + batch.shape.widths[i]]
                    place += batch.shape.widths[i]
                    for opened in batch.tables[i]:
                        if opened.point != point:
                            continue
                        if opened.columns is not None:
                            weights = [weights[column] for column in opened.columns]
                        value = ZERO
                        for weight, claimed in zip(weights, opened.values):
                            value = add(value, multiply(weight, claimed))
                        terms[i].append(_Term(point, opened.columns, value, weights))
        result.append(terms)
    return result


def _check_nodes(shape: Commitment, cap: list[Digest], opened: Opened) -> None:
    """A shorter table joins where the tree has as many nodes as it has rows."""

    def digests(height: int) -> dict[int, Digest]:
        tables = [rows for size, rows in zip(shape.heights, opened.tables) if size == height]
        return {
            row: sponge(_ROW_DOMAIN, [element for table in tables for element in table[row]])
            for row in (tables[0] if tables else [])
        }

    level, unused = digests(shape.tree), iter(opened.nodes)
    for height in range(shape.tree - 1, shape.cap - 1, -1):
        for node in sorted(level):
            if node ^ 1 not in level:
                level[node ^ 1] = next(unused)
        parents = {
            node >> 1: compress(level[node], level[node ^ 1]) for node in level if node % 2 == 0}
        joining = digests(height)
        level = {
            node: compress(digest, joining[node]) if joining else digest
            for node, digest in parents.items()
        }
    require(all(cap[node] == digest for node, digest in level.items()), "nodes of the cap")


def _quotients(
    batches: list[Batch], proof: Proof, terms: list[list[list[_Term]]], index: int,
) -> dict[int, Cubic]:
    """For each height the sum of the quotients (p(z) - p(x)) / (z - x) at the row of the query."""
    sums: dict[int, Cubic] = {}
    for batch, tables, opened in zip(batches, terms, proof.commitments):
        for height, table, rows in zip(batch.shape.heights, tables, opened.tables):
            number = index >> (proof.shape.first - height)
            row = rows[number]
            exponent = bit_reversed(number, height)
            place = cubic(GENERATOR * pow(ROOTS[height], exponent, P) % P)
            for term in table:
                elements = row if term.columns is None else [row[i] for i in term.columns]
                combined = ZERO
                for weight, element in zip(term.weights, elements):
                    combined = add(combined, scale(weight, element))
                quotient = multiply(
                    subtract(term.value, combined), invert(subtract(term.point, place)))
                sums[height] = add(sums.get(height, ZERO), quotient)
    return sums


def _check_folds(
    proof: Proof, betas: list[Cubic], sums: dict[int, Cubic], index: int
) -> None:
    shape = proof.shape
    value = sums.get(shape.first, ZERO)
    for layer, beta, opened in zip(shape.layers, betas, proof.layers):
        flat = opened.tables[0][index >> layer.factor]
        values = [tuple(flat[i:i + 3]) for i in range(0, len(flat), 3)]
        require(values[index % len(values)] == value, "value of a folded codeword")
        index >>= layer.factor
        value = _fold(values, index, layer, beta)
        if layer.folded in sums:
            joined = multiply(power(beta, 1 << layer.factor), sums[layer.folded])
            value = add(value, joined)
    point = pow(ROOTS[shape.last], bit_reversed(index, shape.last), P)
    final = ZERO
    for coefficient in reversed(proof.final_polynomial):
        final = add(scale(final, point), coefficient)
    require(final == value, "final polynomial")


def _fold(values: list[Cubic], row: int, layer: Layer, beta: Cubic) -> Cubic:
    """log(factor) steps of (f(x) + f(-x)) / 2 + beta (f(x) - f(-x)) / (2 x), beta squared each."""
    point = inverse(pow(ROOTS[layer.size], bit_reversed(row, layer.folded), P))
    half = inverse(2)
    for bits in range(layer.factor, 0, -1):
        step = inverse(ROOTS[bits])
        folded = []
        for pair in range(len(values) // 2):
            left, right = values[2 * pair], values[2 * pair + 1]
            reciprocal = point * pow(step, bit_reversed(pair, bits - 1), P) % P
            slope = multiply(beta, scale(subtract(left, right), reciprocal))
            folded.append(scale(add(add(left, right), slope), half))
        values, point, beta = folded, point * point % P, multiply(beta, beta)
    return values[0]
