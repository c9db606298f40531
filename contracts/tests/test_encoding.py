"""The encoder of the contract tests reproduces the vectors that all encoders share."""

import json
from dataclasses import replace
from hashlib import sha256

import pytest
from eth_utils import keccak

from . import encoding
from .machine import ROOT

VECTORS = json.loads((ROOT / "Tests" / "Vectors" / "encodings.json").read_text())
NETWORK = VECTORS["network"]
CALLER = "0x" + bytes(range(0x11, 0x25)).hex()
CONTRACT = "0x" + bytes(range(0xA1, 0xB5)).hex()
RECEIVER = encoding.padded(CONTRACT)
FALLBACK = encoding.padded("0x" + bytes(range(0x31, 0x45)).hex())
OWNER = encoding.evm_owner(CALLER)
SOLANA_OWNER = b"\2" + bytes(range(0x80, 0xA0))
AMOUNT = 123_456_789_012_345_678_901_234_567

PRIORITY = {
    "deposit": encoding.deposit(2, AMOUNT, OWNER, 5),
    "deposit to a Solana owner": encoding.deposit(2, 1, SOLANA_OWNER, 31),
    "full exit of everything": encoding.full_exit(CALLER, 9, 0, 3, encoding.ALL),
    "set key": encoding.set_key(CALLER, 15, bytes(range(40)), 15, 1_800_000_000),
    "cross swap without hops": encoding.cross_swap(
        2, AMOUNT, 9, 2, AMOUNT - 1, RECEIVER, FALLBACK, 0, []
    ),
    "cross swap over three pools": encoding.cross_swap(
        2, AMOUNT, 9, 3, 1, RECEIVER, FALLBACK, 9_999, [0, 258, 0x7FFF]
    ),
    "register token": encoding.register_token(2, CONTRACT, 6, 1),
}
PAYOUTS = {
    "withdrawal": encoding.Payout(
        RECEIVER, 2, 5_000_000, account=7, sub_account=3, nonce=2 << 32 | 41, fee_rate=25
    ),
    "full exit": encoding.Payout(OWNER[1:], 3, 1, kind=2, account=9, nonce=12),
    "cross swap": encoding.Payout(
        RECEIVER, 3, encoding.ALL, 3, encoding.NOBODY, sub_account=1, nonce=13, fee_rate=9_999
    ),
    "refund": encoding.Payout(
        FALLBACK, 2, 10, 4, encoding.NOBODY, sub_account=1, nonce=14
    ),
}
GENESIS = encoding.genesis(NETWORK, bytes(range(32)), [1, 9])


@pytest.fixture(scope="session", autouse=True)
def compiled():
    """Nothing here needs a contract."""


def first_header() -> encoding.Header:
    """The header of block 1: one entry of chain 9's queue, two payouts there."""
    paid = b"".join(PAYOUTS[name].encode() for name in ("withdrawal", "cross swap"))
    queue = encoding.rolling(encoding.ZERO_HASH, PRIORITY["deposit"])
    busy = encoding.Section(9, 0, 1, queue, 2, sha256(paid).digest())
    return replace(
        GENESIS, number=1, previous_hash=GENESIS.hash(), timestamp=1_700_000_000,
        new_root=bytes(range(32, 64)), data_hash=bytes.fromhex(VECTORS["data"]["hash"]),
        sections=(encoding.Section(1), busy),
    )


def test_encodes_priority_operations():
    assert {entry["name"]: entry["bytes"] for entry in VECTORS["priority"]} == {
        name: encoded.hex() for name, encoded in PRIORITY.items()
    }


def test_rolls_the_queue_hash():
    before = encoding.ZERO_HASH
    for entry in VECTORS["priority"]:
        assert entry["before"] == before.hex()
        before = encoding.rolling(before, bytes.fromhex(entry["bytes"]))
        assert entry["after"] == before.hex()


def test_encodes_and_hashes_payouts():
    assert {entry["name"] for entry in VECTORS["payouts"]} == set(PAYOUTS)
    for entry in VECTORS["payouts"]:
        payout = PAYOUTS[entry["name"]]
        assert payout.encode().hex() == entry["bytes"]
        assert payout.hash(entry["chain"]).hex() == entry["hash"]
        assert payout.hash(entry["chain"] + 1).hex() != entry["hash"]


def test_encodes_the_genesis_header():
    assert GENESIS.encode().hex() == VECTORS["genesis"]["bytes"]
    assert GENESIS.hash().hex() == VECTORS["genesis"]["hash"]


def test_encodes_the_first_header():
    header, expected = first_header(), VECTORS["header"]
    assert header.encode().hex() == expected["bytes"]
    assert header.hash().hex() == expected["hash"]
    assert encoding.sync_hash(GENESIS.hash(), header.hash()).hex() == expected["syncHash"]
    assert header.change(timestamp=header.timestamp + 1).hash().hex() != expected["hash"]


def test_makes_the_digests_that_oracles_sign():
    header, program = first_header(), bytes.fromhex(VECTORS["publicInput"]["programId"])
    statement = encoding.public_input(program, GENESIS.hash(), header.hash())
    assert f"{statement:064x}" == VECTORS["publicInput"]["value"]
    attested, expected = VECTORS["attestation"], VECTORS["confirmation"]
    assert encoding.attestation(NETWORK, statement).hex() == attested["digest"]
    assert keccak(bytes.fromhex(attested["message"])).hex() == attested["digest"]
    synced = encoding.sync_hash(GENESIS.hash(), header.hash())
    digest = encoding.confirmation(
        NETWORK, expected["chain"], expected["epoch"], header.number, header.hash(), synced
    )
    assert digest.hex() == expected["digest"]
    assert keccak(bytes.fromhex(expected["message"])).hex() == expected["digest"]
