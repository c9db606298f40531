"""Proofs of runs: a program with a digest, started on some input, gave this result."""

from __future__ import annotations

from dataclasses import dataclass

from . import fri
from .field import (GENERATOR, ONE, P, ROOTS, ZERO, Cubic, add, cubic, inverse, invert, multiply,
                    power, powers, scale, subtract)
from .machine import BusChallenges, Chip, Columns, Machine, folded_constraints
from .parameters import SETS, TEST_SET
from .poseidon2 import Digest, sponge
from .proof import Cursor, Opening, Proof
from .refusal import require
from .shape import Commitment
from .transcript import Transcript

_PROGRAM_DOMAIN, _TRANSCRIPT_DOMAIN = 4, 6
_MAGIC, _FORMAT_VERSION = b"ZKRV", 1
_OUTPUT_BUS = 8
_OUTPUT_LIMIT, _PROGRAM_LIMIT, _IMAGE_LIMIT = 1 << 18, 22, 24


@dataclass
class Run:
    """What a verified proof shows."""

    exit_code: int
    output: list[int]


class _Key:
    """Parameters, entry, bounds of memory and the commitment to the fixed columns."""

    def __init__(self, cursor: Cursor, machine: Machine):
        self.parameter_set = cursor.integer(4)
        require(self.parameter_set in SETS, "parameter set")
        self.parameters = SETS[self.parameter_set]
        self.entry = cursor.integer(4)
        self.bounds = [cursor.integer(4) for _ in range(4)]
        start, image_start, image_end, end = self.bounds
        require(start <= image_start < image_end <= end <= 1 << 30, "bounds of memory")
        program = cursor.integer(1)
        image = (image_end - image_start - 1).bit_length()
        require(program <= _PROGRAM_LIMIT and image <= _IMAGE_LIMIT, "height of a fixed table")
        self.heights = [_fixed_height(chip, program, image) for chip in machine.chips]
        sizes = [height + self.parameters.blowup for height in self.heights if height is not None]
        tree = Commitment(sizes, [1] * len(sizes), self.parameters.cap)
        self.cap = cursor.nodes(1 << tree.cap)
        require(
            self.entry % 2 == 0 and image_start <= self.entry // 4 < image_end, "entry")

    def digest(self, machine: Machine) -> Digest:
        elements = [
            machine.protocol_version, machine.version, *machine.digest, self.parameter_set,
            self.entry, *self.bounds, *_optional(self.heights),
            *(element for node in self.cap for element in node),
        ]
        return sponge(_PROGRAM_DOMAIN, elements)


def _fixed_height(chip: Chip, program: int, image: int) -> int | None:
    kind = chip.height["kind"]
    return {"run": None, "program": program, "image": image,
            "constant": chip.height.get("log2")}[kind]


def _optional(heights: list[int | None]) -> list[int]:
    return [0 if height is None else height + 1 for height in heights]


def verify_run(
    data: bytes, program_digest: bytes, machine: Machine, accept_test_parameters: bool = False
) -> Run:
    """The result that a proof shows; raises `Refused` with the reason otherwise."""
    cursor = Cursor(data)
    require(cursor.take(4) == _MAGIC, "magic")
    require(cursor.integer(4) == _FORMAT_VERSION, "version of the format")
    key = _Key(cursor, machine)
    exit_code, count = cursor.integer(4), cursor.integer(4)
    require(count <= _OUTPUT_LIMIT, "number of words of output")
    output = [cursor.integer(4) for _ in range(count)]
    digest = key.digest(machine)
    encoded = b"".join(element.to_bytes(8, "big") for element in digest)
    require(encoded == program_digest, "digest of the program")
    require(accept_test_parameters or key.parameter_set != TEST_SET, "parameters of tests")
    proof = Proof(cursor.rest(), machine, key.parameter_set, key.parameters, key.heights)
    rows = proof.shape.heights[machine.chips.index(machine.chip("output"))]
    require(count <= (0 if rows is None else 1 << rows), "more words of output than rows")
    public = {
        "processor": [key.entry, exit_code],
        "zero memory": key.bounds,
    }
    values = [public.get(chip.name, []) for chip in machine.chips]
    messages = [[index, word] for index, word in enumerate(output)]
    _verify_machine(proof, machine, key, list(digest), values, messages)
    return Run(exit_code, output)


def _verify_machine(
    proof: Proof, machine: Machine, key: _Key, identity: list[int], public: list[list[int]],
    messages: list[list[int]],
) -> None:
    for chip, values in zip(machine.chips, public):
        require(len(values) == chip.public, f"public values of {chip.name}")
    shape = proof.shape
    transcript = _begin(machine, key, identity, shape.heights, public, messages)
    transcript.cap(proof.main_cap)
    challenges = BusChallenges(transcript.cubic(), transcript.cubic())
    transcript.cap(proof.bus_cap)
    transcript.cubics(proof.terminal_sums)
    alpha = transcript.cubic()
    transcript.cap(proof.quotient_cap)
    zeta = transcript.cubic()
    _check_balance(proof.terminal_sums, messages, challenges)
    fri.verify(_claims(proof, machine, key.cap, zeta), proof, key.parameters, transcript)
    total, weight = ZERO, ONE
    for index, opening in zip(shape.present, proof.openings):
        terminal = ZERO
        if index in shape.bus_chips:
            terminal = proof.terminal_sums[shape.bus_chips.index(index)]
        chip = machine.chips[index]
        weights = [multiply(weight, value) for value in powers(alpha, chip.folded_count)]
        weight = multiply(weight, power(alpha, chip.folded_count))
        total = add(total, _constraints_over_rows(
            chip, shape.heights[index], opening, zeta, terminal, public[index], weights,
            challenges))
    require(
        total == _quotient(proof.quotient, shape.highest, zeta), "constraints")


def _begin(
    machine: Machine, key: _Key, identity: list[int], heights: list[int | None],
    public: list[list[int]], messages: list[list[int]],
) -> Transcript:
    transcript = Transcript(_TRANSCRIPT_DOMAIN)
    transcript.elements([machine.protocol_version])
    transcript.elements(identity)
    transcript.elements(key.parameters.absorbed())
    transcript.elements(list(machine.digest))
    transcript.elements(_optional(key.heights))
    transcript.cap(key.cap)
    transcript.elements(_optional(heights))
    for values in public:
        transcript.elements(values)
    transcript.elements([len(messages)])
    for message in messages:
        # The statement receives what the program wrote.
        transcript.elements([0, _OUTPUT_BUS, *message])
    return transcript


def _check_balance(
    terminal_sums: list[Cubic], messages: list[list[int]], challenges: BusChallenges
) -> None:
    total = ZERO
    for terminal in terminal_sums:
        total = add(total, terminal)
    for message in messages:
        fingerprint = challenges.fingerprint(_OUTPUT_BUS, [cubic(value) for value in message])
        require(fingerprint != ZERO, "fingerprint of a message")
        total = subtract(total, invert(fingerprint))
    require(total == ZERO, "buses do not balance")


def _claims(
    proof: Proof, machine: Machine, fixed_cap: list[Digest], zeta: Cubic
) -> list[fri.Batch]:
    shape = proof.shape
    tables: list[list[list[fri.Point]]] = [[], [], [], []]
    for index, opening in zip(shape.present, proof.openings):
        chip = machine.chips[index]
        following = scale(zeta, ROOTS[shape.heights[index]])
        if chip.fixed:
            tables[0].append([fri.Point(zeta, opening.fixed)])
        main = [fri.Point(zeta, opening.main)]
        if chip.next_columns:
            main.append(fri.Point(following, opening.main_next, chip.next_columns))
        tables[1].append(main)
        if chip.bus_width:
            last = list(range(chip.bus_width - 3, chip.bus_width))
            tables[2].append([
                fri.Point(zeta, opening.bus), fri.Point(following, opening.bus_next, last)])
    tables[3] = [[fri.Point(zeta, part)] for part in proof.quotient]
    caps = [fixed_cap, proof.main_cap, proof.bus_cap, proof.quotient_cap]
    return [
        fri.Batch(cap, commitment, claims)
        for cap, commitment, claims in zip(caps, shape.commitments, tables) if commitment
    ]


def _join(parts: list[Cubic]) -> Cubic:
    """A value of the extension from the columns of its coefficients."""
    total = parts[0]
    total = add(total, multiply(parts[1], (0, 1, 0)))
    return add(total, multiply(parts[2], (0, 0, 1)))


def _constraints_over_rows(
    chip: Chip, height: int, opening: Opening, zeta: Cubic, terminal: Cubic, public: list[int],
    weights: list[Cubic], challenges: BusChallenges,
) -> Cubic:
    """The folded constraints of a chip over zeta^n - 1."""
    here = power(zeta, 1 << height)
    vanishing = subtract(here, ONE)
    last = subtract(zeta, cubic(inverse(ROOTS[height])))
    columns = Columns(
        this=opening.main, next=dict(zip(chip.next_columns, opening.main_next)),
        fixed=opening.fixed, public=public,
        selectors=[
            multiply(vanishing, invert(subtract(zeta, ONE))), multiply(vanishing, invert(last)),
            last,
        ])
    bus = [_join(opening.bus[i:i + 3]) for i in range(0, len(opening.bus), 3)]
    folded = folded_constraints(
        chip, columns, bus, _join(opening.bus_next) if bus else ZERO,
        scale(terminal, inverse(1 << height)), weights, challenges)
    return multiply(folded, invert(vanishing))


def _quotient(parts: list[list[Cubic]], height: int, zeta: Cubic) -> Cubic:
    """The quotient at zeta from its parts, columns of 2^height rows."""
    here = power(zeta, 1 << height)
    # The parts agree with the quotient where x^n is s^n and -s^n.
    shifted = cubic(pow(GENERATOR, 1 << height, P))
    quotient = add(
        multiply(_join(parts[0]), add(shifted, here)),
        multiply(_join(parts[1]), subtract(shifted, here)))
    return scale(quotient, inverse(2 * shifted[0] % P))


