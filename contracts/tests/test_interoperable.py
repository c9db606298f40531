"""Interoperable addresses: vectors of the standard, in Python; those of EVM chains in Vyper."""

import json
import sys

import pytest

from .machine import ROOT, Machine
from .world import ALICE, DEPLOYER

sys.path.append(str(ROOT / "scripts"))

from interoperable import InteroperableAddress, InteroperableAddressError  # noqa: E402

VECTORS = json.loads((ROOT / "Tests" / "Vectors" / "interoperable-addresses.json").read_text())


def raw(text: str) -> bytes:
    """The bytes of a hexadecimal text."""
    return bytes.fromhex(text[2:])


@pytest.mark.parametrize("vector", VECTORS["addresses"], ids=lambda one: one["comment"])
def test_encodes_and_decodes(vector):
    made = InteroperableAddress(vector["chainType"], raw(vector["reference"]), raw(vector["address"]))
    assert made.encode() == raw(vector["encoded"])
    assert InteroperableAddress.decode(raw(vector["encoded"])) == made
    if "name" in vector:
        assert made.name == vector["name"]


@pytest.mark.parametrize("vector", VECTORS["refused"], ids=lambda one: one["comment"])
def test_refuses(vector):
    with pytest.raises(InteroperableAddressError):
        InteroperableAddress.decode(raw(vector["encoded"]))


def test_makes_the_same_from_chain_and_address():
    account, genesis = VECTORS["addresses"][0], VECTORS["addresses"][1]
    assert InteroperableAddress.evm(1, account["address"]).encode() == raw(account["encoded"])
    made = InteroperableAddress.solana(raw(genesis["reference"]), raw(genesis["address"]))
    assert made.encode() == raw(genesis["encoded"])
    decoded = InteroperableAddress.decode(raw(account["encoded"]))
    assert (decoded.chain_id, decoded.account.lower()) == (1, account["address"])


def test_only_evm_addresses_have_a_chain_id_and_an_account():
    solana = InteroperableAddress.decode(raw(VECTORS["addresses"][1]["encoded"]))
    for field in ("chain_id", "account"):
        with pytest.raises(InteroperableAddressError):
            getattr(solana, field)
    with pytest.raises(InteroperableAddressError):
        InteroperableAddress.decode(raw(VECTORS["addresses"][2]["encoded"])).chain_id
    with pytest.raises(InteroperableAddressError):
        InteroperableAddress.decode(raw(VECTORS["addresses"][4]["encoded"])).account


@pytest.mark.parametrize(
    "chain_id", [1, 10, 255, 256, 31_002, 11_155_111, 2**64 - 1, 2**248 - 1, 2**248, 2**256 - 1])
def test_vyper_encodes_as_python(chain_id):
    machine = Machine()
    machine.fund(DEPLOYER)
    made = machine.deploy("MockInteroperable", sender=DEPLOYER)
    assert made.encode_evm(chain_id, ALICE) == InteroperableAddress.evm(chain_id, ALICE).encode()
