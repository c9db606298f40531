"""Replays histories of the transition-trace program on the model and compares everything."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import codec
import tree
from devchain.lifetime import ends_with_parent
from ledger import Ledger

PROGRAM = Path(__file__).resolve().parents[2] / ".build/release/transition-trace"


class Disagreement(AssertionError):
    """The model and the program differ."""


@dataclass
class Tally:
    """Statistics of histories: counts, and how often each operation had each code."""

    histories: int = 0
    blocks: int = 0
    steps: int = 0
    records: int = 0
    operations: int = 0
    receipts: int = 0
    roots: int = 0
    most_operations: int = 0
    most_steps: int = 0
    codes: Counter = field(default_factory=Counter)

    def add(self, other: "Tally") -> None:
        for name in ("histories", "blocks", "steps", "records", "operations", "receipts", "roots"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.most_operations = max(self.most_operations, other.most_operations)
        self.most_steps = max(self.most_steps, other.most_steps)
        self.codes.update(other.codes)


@dataclass(frozen=True)
class Batch:
    """Histories of successive seeds; the state root is recomputed for one in `root_every`."""

    seed: int
    count: int
    blocks: int
    steps: int
    root_every: int


def histories(batch: Batch) -> Iterator[dict]:
    """The output of the program for a batch."""
    arguments = [str(n) for n in (batch.seed, batch.count, batch.blocks, batch.steps)]
    seeds = range(batch.seed, batch.seed + batch.count)
    with subprocess.Popen(
            [PROGRAM, *arguments], stdout=subprocess.PIPE,
            preexec_fn=ends_with_parent()) as program:
        for seed, line in zip(seeds, program.stdout):
            history = json.loads(line)
            compare("batch", history["seed"], seed, "seed")
            yield history
    compare("batch", program.returncode, 0, "exit status")


def replay(batch: Batch) -> Tally:
    """Runs the program for a batch and compares each history with the model."""
    tally = Tally()
    for history in histories(batch):
        replay_history(history, tally, with_roots=history["seed"] % batch.root_every == 0)
    compare(f"seed {batch.seed}", tally.histories, batch.count, "number of histories")
    return tally


def compare(place: str, theirs, ours, what: str) -> None:
    """Fails, with a description, unless the two agree."""
    if theirs != ours:
        raise Disagreement(f"{place}: {what}: program {theirs}, model {ours}")


def replay_history(history: dict, tally: Tally, with_roots: bool) -> None:
    """Compares one history: each step and block, the final state, roots if asked."""
    place = f"seed {history['seed']}"
    owner = bytes.fromhex(history["feeOwner"])
    chains = [
        (chain, family, bytes.fromhex(reference)) for chain, family, reference in history["chains"]]
    ledger = Ledger(history["network"], chains, owner)
    theirs = codec.decode_header(bytes.fromhex(history["genesis"]))
    root = tree.root(ledger.records) if with_roots else theirs.new_root
    header = codec.genesis_header(ledger.network, root, list(ledger.chains))
    compare(place, history["genesis"], header.encoded().hex(), "genesis header")
    for block in history["blocks"]:
        where = f"{place}, block {block['number']}"
        header = replay_block(where, block, ledger, header, tally, with_roots)
    compare_records(place, history["records"], ledger)
    tally.histories += 1
    tally.records += len(ledger.records)


def replay_block(
    place: str, block: dict, ledger: Ledger, previous: codec.Header, tally: Tally, with_roots: bool
) -> codec.Header:
    """Compares one block; returns its header."""
    ledger.open(block["number"], block["timestamp"])
    for index, (text, code, receipt) in enumerate(block["steps"]):
        encoded = bytes.fromhex(text)
        source = encoded[0]
        operation = codec.decode_operation(encoded[1:], source)
        step = f"{place}, step {index} (opcode {operation.opcode:#04x})"
        again = bytes([source]) + operation.encoded() + operation.signature
        compare(step, text, again.hex(), "bytes")
        our_code, our_receipt = ledger.apply(source, operation)
        compare(step, code, our_code, "code")
        compare(step, receipt, our_receipt.hex(), "receipt")
        tally.receipts += bool(our_receipt)
        tally.codes[operation.opcode, code] += 1
    data = ledger.finish()
    compare(place, block["data"], data.hex(), "block data")
    compare(
        place, block["authorizations"], ledger.written.authorizations.hex(), "authorizations")
    operations = [chain.encoded_operations() for chain in ledger.chains.values()]
    compare(
        place, block["operations"], [encoded.hex() for encoded in operations], "chain operations")
    if with_roots:
        root = tree.root(ledger.records)
        tally.roots += 1
    else:
        root = codec.decode_header(bytes.fromhex(block["header"])).new_root
    header = ledger.close(previous, data, root)
    compare(place, block["header"], header.encoded().hex(), "header")
    tally.blocks += 1
    tally.steps += len(block["steps"])
    counts = [len(codec.decode_chain_operations(encoded)) for encoded in operations]
    tally.operations += sum(counts)
    tally.most_operations = max(tally.most_operations, *counts)
    tally.most_steps = max(tally.most_steps, ledger.written.count)
    return header


def compare_records(place: str, theirs: list, ledger: Ledger) -> None:
    """Compares the final states record by record."""
    ours = ledger.records
    keys = [tuple(key) for key, _ in theirs]
    compare(place, keys, sorted(ours), "keys of the records")
    for key, value in theirs:
        compare(place, tuple(value), ours[tuple(key)], f"record {key}")
