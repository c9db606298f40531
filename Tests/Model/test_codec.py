"""Every golden encoding, read and written, and encodings that every decoder refuses."""

from __future__ import annotations

import json
from pathlib import Path

import codec
import compact
import parts
import pytest
import tree
import words
from codec import Malformed

VECTORS = json.loads((Path(__file__).resolve().parents[1] / "Vectors/encodings.json").read_text())
NETWORK = VECTORS["network"]


SOURCES = {"priority": 9, "signed": codec.SOURCE_SIGNED}


def decode_whole(sort: str, data: bytes):
    """Decodes bytes of the kind of a member of the vectors."""
    if sort in SOURCES:
        return codec.decode_operation(data, SOURCES[sort])
    if sort == "payouts":
        return codec.decode_payout(data)
    if sort == "receipts":
        return codec.decode_receipt(data)
    if sort == "data":
        return compact.decode(data, None)
    return codec.decode_header(data)


def entries() -> list:
    """Each golden byte string with its kind."""
    found = []
    for sort in ("priority", "signed", "payouts", "receipts"):
        found += [pytest.param(sort, e, id=f"{sort}: {e['name']}") for e in VECTORS[sort]]
    whole = ("genesis", "header")
    return found + [pytest.param(sort, VECTORS[sort], id=sort) for sort in whole]


@pytest.mark.parametrize("sort, entry", entries())
def test_decodes_and_encodes_to_the_same_bytes(sort, entry):
    data = bytes.fromhex(entry["bytes"])
    value = decode_whole(sort, data)
    if sort in ("priority", "signed"):
        assert value.encoded() + value.signature == data
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
        if data[0] in codec.GOVERNED:
            continue
        end = len(data) - (80 if sort == "signed" else 0)
        for body in (data[3 : end - 1], data[3:end] + b"\0"):
            framed = data[:1] + len(body).to_bytes(2, "big") + body + data[end:]
            with pytest.raises(Malformed):
                decode_whole(sort, framed)


@pytest.mark.parametrize(
    "entry", [pytest.param(e, id=f"{e['sort']}: {e['name']}") for e in VECTORS["refused"]])
def test_refuses(entry):
    with pytest.raises(Malformed):
        decode_whole(entry["sort"], bytes.fromhex(entry["bytes"]))


def test_block_data_and_authorizations_are_those_of_the_operations():
    data, authorizations = block_bytes()
    number, timestamp, operations = compact.decode(data, authorizations)
    assert compact.encode(number, timestamp, operations) == (data, authorizations)
    known = {entry["bytes"] for entry in VECTORS["priority"] + VECTORS["signed"]}
    assert known <= {(one.encoded() + one.signature).hex() for _, one in operations}


def test_published_operations_have_limits_that_allow_everything():
    data, authorizations = block_bytes()
    _, _, full = compact.decode(data, authorizations)
    _, _, published = compact.decode(data, None)
    for (source, one), (_, other) in zip(full, published, strict=True):
        free = dict(vars(one))
        if source == codec.SOURCE_SIGNED:
            free |= {"valid_until": 2**64 - 1, "signature": bytes(80)}
        if one.opcode in (
                codec.WITHDRAW, codec.ADD_LIQUIDITY, codec.ADD_ONE_COIN, codec.REMOVE_ONE_COIN, codec.MINT, codec.REDEEM,
                codec.CONVERT, codec.LIQUIDATE):
            free["minimum"] = 0
        if one.opcode in (codec.REMOVE_LIQUIDITY, codec.REDEEM_BASKET):
            free["minima"] = [0] * len(one.minima)
        if one.opcode == codec.SWAP:
            free |= {"amount_out": 0} if one.kind == codec.EXACT_IN else {"amount_in": codec.U128}
        assert vars(other) == free


def test_refuses_block_data_and_authorizations_of_other_lengths():
    data, authorizations = block_bytes()
    number, timestamp, operations = compact.decode(data, None)
    ends = {
        len(compact.encode(number, timestamp, operations[:count])[0])
        for count in range(len(operations) + 1)
    }
    for count in set(range(len(data))) - ends:
        with pytest.raises(Malformed):
            compact.decode(data[:count], None)
    for other in (authorizations[:-1], authorizations + b"\0", b""):
        with pytest.raises(Malformed):
            compact.decode(data, other)
    more = bytes.fromhex(VECTORS["data"]["oneMore"])
    assert len(compact.decode(data + more, None)[2]) == len(operations) + 1


def block_bytes() -> tuple[bytes, bytes]:
    return tuple(bytes.fromhex(VECTORS["data"][name]) for name in ("bytes", "authorizations"))


def test_refuses_counts_out_of_range():
    assert compact.decode(codec.data_head(1, 2), b"") == (1, 2, [])
    one = (9, codec.decode_operation(bytes.fromhex(VECTORS["priority"][-1]["bytes"]), 9))
    full = codec.MAXIMUM_OPERATIONS
    assert len(compact.decode(compact.encode(1, 2, [one] * full)[0], b"")[2]) == full
    with pytest.raises(Malformed):
        compact.decode(compact.encode(1, 2, [one] * (full + 1))[0], b"")
    with pytest.raises(Malformed):
        compact.decode(codec.data_head(1, 2), bytes(codec.MAXIMUM_DATA_BYTES - 16))
    codec.decode_header(codec.genesis_header(1, bytes(32), list(range(1, 24))).encoded())
    for chains in ([], list(range(1, 25))):
        with pytest.raises(Malformed):
            codec.decode_header(codec.genesis_header(1, bytes(32), chains).encoded())


def test_walks_chain_operations():
    payouts = [bytes.fromhex(entry["bytes"]) for entry in VECTORS["payouts"]]
    found = codec.decode_chain_operations(b"".join(payouts))
    assert [payout.encoded() for payout in found] == payouts
    full = codec.MAXIMUM_CHAIN_OPERATIONS
    assert len(codec.decode_chain_operations(payouts[0] * full)) == full
    for data in (payouts[0] * (full + 1), payouts[0] + payouts[1][:-1], payouts[0] + b"\5"):
        with pytest.raises(Malformed):
            codec.decode_chain_operations(data)


def test_hashes_the_queue():
    for entry in VECTORS["priority"]:
        data, before = bytes.fromhex(entry["bytes"]), bytes.fromhex(entry["before"])
        assert codec.digest(data).hex() == entry["hash"]
        assert codec.rolling(before, data).hex() == entry["after"]
    afters = [codec.ZERO_HASH.hex()] + [entry["after"] for entry in VECTORS["priority"]]
    assert [entry["before"] for entry in VECTORS["priority"]] == afters[:-1]


def test_makes_messages_and_ids_without_the_signature():
    for entry in VECTORS["signed"]:
        operation = decode_whole("signed", bytes.fromhex(entry["bytes"]))
        message = operation.message(NETWORK)
        assert message.hex() == entry["message"] and codec.digest(message).hex() == entry["id"]
        assert operation.signature == bytes(range(80))


def test_hashes_payouts():
    for entry in VECTORS["payouts"]:
        payout = codec.decode_payout(bytes.fromhex(entry["bytes"]))
        assert payout.hash(entry["chain"]).hex() == entry["hash"]
        assert len(payout.encoded()) == codec.PAYOUT_BYTES


def test_block_data_has_a_route_through_the_dollar_to_an_account():
    evm = bytes([1]) + bytes(31) + b"\5"
    operation = codec.Operation(
        codec.CROSS_SWAP, token_in=2, hops=[(0x8000, 1), (0, 0x8000)], amount=10**18,
        target=codec.TARGET_ACCOUNT, minimum=0, receiver=evm, fallback=evm, rate=0)
    data, authorizations = compact.encode(1, 2, [(9, operation)])
    assert authorizations == b"" and data[17:].hex() == (
        "0409" "ef" "02" "02" "808002" "01" "808002" "1201" "ff"
        "1e" "01" "1f05" "01" "1f05")
    (source, read), = compact.decode(data, None)[2]
    assert source == 9 and vars(read) == vars(operation)


@pytest.mark.parametrize("text", [
    "09", "08 00000008 02 0002" + "00" * 16, "01 00000008 02", "ff",
])
def test_refuses_receipts_of_unknown_codes(text):
    with pytest.raises(Malformed):
        codec.decode_receipt(bytes.fromhex(text))


def test_a_credit_has_the_bytes_of_the_page():
    """Written by hand: shape, account, created, token, amount."""
    receipt = codec.decode_receipt(bytes.fromhex("08 00000102 00 8003" + "00" * 14 + "0405"))
    assert vars(receipt) == dict(shape=8, account=258, created=0, token=0x8003, amount=1_029)


def test_chains_headers():
    assert codec.digest(bytes.fromhex(VECTORS["data"]["bytes"])).hex() == VECTORS["data"]["hash"]
    genesis = codec.decode_header(bytes.fromhex(VECTORS["genesis"]["bytes"]))
    header = codec.decode_header(bytes.fromhex(VECTORS["header"]["bytes"]))
    chains = [section.chain for section in genesis.sections]
    made = codec.genesis_header(NETWORK, genesis.new_root, chains)
    assert made == genesis and genesis.hash().hex() == VECTORS["genesis"]["hash"]
    assert header.hash().hex() == VECTORS["header"]["hash"]
    assert header.sections[1].operations_hash.hex() == codec.digest(
        bytes.fromhex(VECTORS["header"]["operations"])).hex()
    assert header.previous == genesis.hash()
    assert header.data_hash.hex() == VECTORS["data"]["hash"]
    synced = codec.sync_hash(genesis.hash(), header.hash())
    assert synced.hex() == VECTORS["header"]["syncHash"]


def test_makes_what_oracles_sign():
    genesis = bytes.fromhex(VECTORS["genesis"]["hash"])
    header = codec.decode_header(bytes.fromhex(VECTORS["header"]["bytes"]))
    program = bytes.fromhex(VECTORS["publicInput"]["programId"])
    key_root = bytes.fromhex(VECTORS["publicInput"]["keyRoot"])
    statement = codec.public_input(program, key_root, genesis, header.hash())
    assert statement.hex() == VECTORS["publicInput"]["value"]
    expected = VECTORS["confirmation"]
    synced = codec.sync_hash(genesis, header.hash())
    message = codec.confirmation(
        NETWORK, expected["chain"], expected["epoch"], header.number, header.hash(), synced)
    assert message.hex() == expected["message"]


@pytest.mark.parametrize("length", [0, 1, 63, 64, 65, 200])
def test_hash_states_are_those_of_sha256(length):
    data = bytes(7 * i % 256 for i in range(length))
    padded = data + b"\x80" + bytes(-(length + 9) % 64) + (8 * length).to_bytes(8, "big")
    assert parts.hash_state(padded)[:32] == codec.digest(data)
    state = parts.hash_state(data)
    assert len(state) == 40 + length % 64 and state.endswith(data[length - length % 64 :])


def test_places_a_boundary_inside_the_block():
    expected, genesis = VECTORS["boundary"], VECTORS["genesis"]["bytes"]
    data = bytes.fromhex(expected["data"])
    assert VECTORS["data"]["bytes"].startswith(expected["data"])
    assert expected["bytes"].startswith("ff" + f"{len(genesis) // 2:04x}" + genesis)
    assert parts.hash_state(data).hex() == expected["dataState"]
    assert codec.digest(bytes.fromhex(expected["bytes"])).hex() == expected["hash"]


def test_widths_of_records():
    """Counted by hand from the page."""
    records = VECTORS["records"]
    widths = {entry["name"]: (len(entry["key"]), len(entry["value"])) for entry in records}
    assert widths == {
        "network": (1, 5), "account": (2, 10), "owner": (10, 1), "key": (3, 16), "balance": (4, 4),
        "token": (2, 3), "yield-bearing token": (2, 3), "token on chain": (3, 14),
        "token on chain with a target": (3, 14), "reserve": (3, 4), "pool": (2, 17),
        "pool of four": (2, 27), "stable pool": (2, 22), "stable pool with a ramp": (2, 25),
        "stable pool with rated coins": (2, 27), "pool of tokens": (6, 1), "chain": (2, 10),
        "counter of accounts": (2, 1), "counter of pools": (2, 1), "signer set": (2, 6), "feed": (2, 50), "feed of a rate": (2, 50),
        "price": (2, 10), "collateral": (2, 20), "dollar": (1, 29),
        "vault market": (2, 22), "vault": (4, 16),
    }
    assert all(word < 2**32 for entry in records for word in entry["key"] + entry["value"])


def test_makes_the_genesis_root():
    genesis = VECTORS["genesis"]
    chains = [
        (one["chain"], one["family"], bytes.fromhex(one["reference"])) for one in genesis["chains"]]
    records = words.genesis_records(chains, bytes.fromhex(genesis["feeOwner"]))
    assert tree.root(records).hex() == genesis["root"]


def test_lengths_of_bodies():
    """Added up by hand from the page, apart from the table."""
    lengths = {
        entry["name"]: int(entry["bytes"][2:6], 16)
        for entry in VECTORS["priority"] + VECTORS["signed"]
    }
    assert lengths == {
        "deposit": 52, "deposit to a Solana owner": 52, "full exit of everything": 56,
        "set key": 83, "cross swap without hops": 104, "cross swap over three pools": 116,
        "register token": 37, "ramp amplification": 10, "governance of unknown code": 253,
        "governance without body": 0, "governance of another form": 11, "transfer to an account": 60, "transfer to an owner": 89,
        "withdraw": 106, "withdraw to a Solana receiver": 106, "create pool": 78,
        "create pool of four": 114, "create stable pool": 108,
        "add liquidity of one coin": 72, "remove liquidity to one coin": 72, "add liquidity": 87, "remove liquidity": 103,
        "swap exact in": 76, "swap exact out over three pools": 84, "set collateral": 34, "set signers": 31,
        "set feed": 6, "set feed of a rate": 6, "set feed of unknown kind": 6, "set vault terms": 34,
        "set reserve target": 19, "post prices": 99, "mint": 70, "redeem": 70, "redeem every coin": 85,
        "convert": 90, "open debt": 70, "repay": 70, "liquidate": 75,
    }
