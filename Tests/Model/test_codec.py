"""Every golden encoding, read and written by the model's own codec."""

from __future__ import annotations

import json
from pathlib import Path

import codec
import pytest
from codec import Header, Malformed, Payout

VECTORS = json.loads((Path(__file__).resolve().parents[1] / "Vectors/encodings.json").read_text())
NETWORK = VECTORS["network"]


def decode_whole(name: str, data: bytes):
    """Decodes bytes of the sort that a member of the vectors holds."""
    if name in ("priority", "signed"):
        return codec.decode_operation(data, signed=name == "signed")
    if name == "payouts":
        return codec.decode_payout(data)
    if name == "data":
        return codec.decode_block_data(data)
    return codec.decode_header(data)


def entries() -> list:
    """Each golden byte string with the sort of thing that it is."""
    found = []
    for sort in ("priority", "signed", "payouts"):
        found += [pytest.param(sort, e, id=f"{sort}: {e['name']}") for e in VECTORS[sort]]
    whole = ("data", "genesis", "header")
    return found + [pytest.param(sort, VECTORS[sort], id=sort) for sort in whole]


@pytest.mark.parametrize("sort, entry", entries())
def test_decodes_and_encodes_to_the_same_bytes(sort, entry):
    data = bytes.fromhex(entry["bytes"])
    value = decode_whole(sort, data)
    if sort in ("priority", "signed"):
        assert value.encoded() + value.signature == data
    elif sort == "data":
        number, timestamp, operations = value
        parts = [bytes([source]) + op.encoded() + op.signature for source, op in operations]
        assert codec.data_head(number, timestamp, len(parts)) + b"".join(parts) == data
    else:
        assert value.encoded() == data


@pytest.mark.parametrize("sort, entry", entries())
def test_refuses_every_truncation_and_a_trailing_byte(sort, entry):
    data = bytes.fromhex(entry["bytes"])
    for count in range(len(data)):
        with pytest.raises(Malformed):
            decode_whole(sort, data[:count])
    with pytest.raises(Malformed):
        decode_whole(sort, data + b"\0")


@pytest.mark.parametrize("sort", ["priority", "signed"])
def test_refuses_a_body_with_a_byte_too_many_or_too_few(sort):
    for entry in VECTORS[sort]:
        data = bytes.fromhex(entry["bytes"])
        end = len(data) - (80 if sort == "signed" else 0)
        for body in (data[3 : end - 1], data[3:end] + b"\0"):
            framed = data[:1] + len(body).to_bytes(2, "big") + body + data[end:]
            with pytest.raises(Malformed):
                decode_whole(sort, framed)


def test_refuses_an_opcode_of_the_other_source():
    for sort, signed in (("priority", True), ("signed", False)):
        for entry in VECTORS[sort]:
            data = bytes.fromhex(entry["bytes"])
            with pytest.raises(Malformed):
                codec.read_operation(codec.Reader(data + bytes(80)), signed)


@pytest.mark.parametrize("sort, name, offset, value", [
    ("priority", "deposit", 0, 6),
    ("priority", "deposit", 0, 0),
    ("signed", "withdraw", 0, 0x16),
    ("priority", "deposit", 21, 0),  # owner family
    ("priority", "deposit", 21, 3),
    ("priority", "deposit", 22, 1),  # padding of an EVM owner
    ("priority", "deposit", 33, 1),
    ("priority", "cross swap without hops", -1, 4),  # hop count
    ("signed", "transfer to an account", 3 + 36 + 18, 2),  # to kind
    ("signed", "create pool", 3 + 36 + 4, 1),  # pool kind
    ("signed", "swap exact in", 3 + 36, 2),  # swap kind
    ("signed", "swap exact in", 3 + 36 + 35, 0),  # hop count
    ("payouts", "refund", 0, 0),
    ("payouts", "refund", 0, 5),
])
def test_refuses_an_unknown_code(sort, name, offset, value):
    entry = next(entry for entry in VECTORS[sort] if entry["name"] == name)
    data = bytearray.fromhex(entry["bytes"])
    decode_whole(sort, bytes(data))
    data[offset] = value
    with pytest.raises(Malformed):
        decode_whole(sort, bytes(data))


def test_refuses_counts_out_of_range():
    empty = codec.data_head(1, 2, 0)
    codec.decode_block_data(empty)
    for head in (b"\2" + empty[1:], codec.data_head(1, 2, 1)):
        with pytest.raises(Malformed):
            codec.decode_block_data(head)
    one = bytes([9]) + bytes.fromhex(VECTORS["priority"][-1]["bytes"])
    full = codec.MAXIMUM_OPERATIONS
    assert len(codec.decode_block_data(codec.data_head(1, 2, full) + one * full)[2]) == full
    with pytest.raises(Malformed):
        codec.decode_block_data(codec.data_head(1, 2, full + 1) + one * (full + 1))
    codec.decode_header(codec.genesis_header(1, bytes(32), list(range(1, 24))).encoded())
    for chains in ([], list(range(1, 25))):
        with pytest.raises(Malformed):
            codec.decode_header(codec.genesis_header(1, bytes(32), chains).encoded())


def test_hashes_the_queue():
    for entry in VECTORS["priority"]:
        data, before = bytes.fromhex(entry["bytes"]), bytes.fromhex(entry["before"])
        assert codec.digest(data).hex() == entry["hash"]
        assert codec.rolling(before, data).hex() == entry["after"]
    afters = [codec.ZERO_HASH.hex()] + [entry["after"] for entry in VECTORS["priority"]]
    assert [entry["before"] for entry in VECTORS["priority"]] == afters[:-1]


def test_makes_messages_and_ids_without_the_signature():
    for entry in VECTORS["signed"]:
        operation = codec.decode_operation(bytes.fromhex(entry["bytes"]), signed=True)
        message = operation.message(NETWORK)
        assert message.hex() == entry["message"] and codec.digest(message).hex() == entry["id"]
        assert operation.signature == bytes(range(80))


def test_hashes_payouts():
    for entry in VECTORS["payouts"]:
        payout = codec.decode_payout(bytes.fromhex(entry["bytes"]))
        assert payout.hash(entry["chain"]).hex() == entry["hash"]
        assert isinstance(payout, Payout) and len(payout.encoded()) == codec.PAYOUT_BYTES


def test_chains_headers():
    assert codec.digest(bytes.fromhex(VECTORS["data"]["bytes"])).hex() == VECTORS["data"]["hash"]
    genesis = codec.decode_header(bytes.fromhex(VECTORS["genesis"]["bytes"]))
    header = codec.decode_header(bytes.fromhex(VECTORS["header"]["bytes"]))
    chains = [section.chain for section in genesis.sections]
    made = codec.genesis_header(NETWORK, genesis.new_root, chains)
    assert made == genesis and genesis.hash().hex() == VECTORS["genesis"]["hash"]
    assert isinstance(header, Header) and header.hash().hex() == VECTORS["header"]["hash"]
    assert header.previous == genesis.hash()
    assert header.data_hash.hex() == VECTORS["data"]["hash"]
    synced = codec.sync_hash(genesis.hash(), header.hash())
    assert synced.hex() == VECTORS["header"]["syncHash"]


def test_makes_what_oracles_sign():
    genesis = bytes.fromhex(VECTORS["genesis"]["hash"])
    header = codec.decode_header(bytes.fromhex(VECTORS["header"]["bytes"]))
    program = bytes.fromhex(VECTORS["publicInput"]["programId"])
    statement = codec.public_input(program, genesis, header.hash())
    assert statement.hex() == VECTORS["publicInput"]["value"]
    assert codec.attestation(NETWORK, statement).hex() == VECTORS["attestation"]["message"]
    expected = VECTORS["confirmation"]
    synced = codec.sync_hash(genesis, header.hash())
    message = codec.confirmation(NETWORK, expected["chain"], expected["epoch"], header, synced)
    assert message.hex() == expected["message"]
