"""Properties of the compiled code: sizes, possible calls, the binding of the two contracts."""

import re

import pytest

from .machine import ROOT, artifact, creation_code, refuses
from .world import DEPLOYER, MALLORY

SOURCES = ROOT / "contracts" / "evm"
LIMIT = 24_576  # EIP-170
CREATION_LIMIT = 49_152  # EIP-3860
# Vyper makes no call that can change state without one of these words.
CALLS = re.compile(r"\b(extcall|raw_call|send|selfdestruct|raw_create|create_\w+)\b")


def modules(name: str) -> set[str]:
    """A contract's source and those that it imports."""
    found, waiting = set(), [name]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            source = (SOURCES / f"{one}.vy").read_text()
            waiting += re.findall(r"^from \. import (\w+)$", source, re.MULTILINE)
    return found


def calling(name: str) -> set[str]:
    """The sources of a contract that call something else, or create it."""
    return {one for one in modules(name) if CALLS.search((SOURCES / f"{one}.vy").read_text())}


@pytest.mark.parametrize(
    "name", ["ZkLink", "BlockLedger", "OutflowLimits", "QueueTerms", "KeyRegistrar", "CrossSwapResolver"])
def test_leaves_room_for_what_follows(name):
    assert artifact(name)["runtimeSize"] <= LIMIT * 65 // 100


def test_one_transaction_creates_all_five():
    """With two kilobytes of genesis header and a word for each other argument."""
    parts = ("BlockLedger", "OutflowLimits", "QueueTerms", "KeyRegistrar")
    arguments = sum(map(len, map(creation_code, parts))) + 2_048 + 32 * 27
    assert len(creation_code("ZkLink")) + arguments <= CREATION_LIMIT


def test_ledger_makes_static_calls_only():
    """So nothing can be entered through it: neither `ZkLink` nor itself."""
    assert {"blocks", "header", "levers", "network"} <= modules("BlockLedger")
    assert calling("BlockLedger") == set()


def test_limits_make_static_calls_only():
    """And these in views alone: what `ZkLink` calls reads nothing outside."""
    assert calling("OutflowLimits") == set()
    source = (SOURCES / "OutflowLimits.vy").read_text()
    changing = re.findall(r"@external\ndef (\w+)\(.*?(?=\n@)", source, re.DOTALL)
    assert changing == ["limit_outflow", "admit", "refill", "release"]
    reading = [part for part in source.split("\n@external\n") if "self._free(" in part]
    assert all(part.startswith("@view") for part in reading)


def test_the_resolver_only_reads():
    """It has no function that changes anything, no money and no call but static ones."""
    assert {"interoperable", "operations", "solving"} <= modules("CrossSwapResolver")
    assert calling("CrossSwapResolver") == set()
    functions = [one for one in artifact("CrossSwapResolver")["abi"] if one["type"] == "function"]
    assert {one["stateMutability"] for one in functions} == {"view"}


def test_custody_calls_tokens_limits_and_terms_only():
    """`ZkLink` itself creates its four parts, once, in its constructor. It never calls the registrar of keys."""
    assert calling("ZkLink") == {"ZkLink", "tokens", "outflow", "terms"}


def test_terms_pay_and_call_nothing_else():
    """The rest goes back to the payer of a fee, fees go to the receiver that governance names."""
    assert calling("QueueTerms") == {"QueueTerms", "listing"}
    listing = (SOURCES / "listing.vy").read_text()
    assert len(CALLS.findall(listing)) == listing.count("is_static_call=True") == 1
    source = (SOURCES / "QueueTerms.vy").read_text()
    calls = [line.strip() for line in source.splitlines() if CALLS.search(line)]
    assert [call.split(",")[:2] for call in calls] == [
        ["raw_call(payer", ' b""'], ["raw_call(receiver", ' b""']]


def test_the_registrar_calls_no_wallet():
    """What calls wallets and factories has no rights; what has a right calls the queue alone."""
    assert calling("KeyRegistrar") == {"KeyRegistrar"}
    source = (SOURCES / "KeyRegistrar.vy").read_text()
    calls = re.findall(r"(?:extcall|raw_call)\W*([\w.]+(?:\(\w+\)\.\w+)?)", source)
    assert calls == [
        "IWalletSignatures(signatures).is_valid", "IKeyQueue(zklink).set_key", "msg.sender"]


def test_the_judge_of_signatures_stores_nothing():
    """Nor does it take money: whoever has it called finds nothing to take."""
    assert calling("WalletSignatures") == {"WalletSignatures"}
    source = (SOURCES / "WalletSignatures.vy").read_text()
    assert re.search(r"self\.\w+(\[.*\])? [-+]?= |is_delegate_call=|create_|raw_create", source) is None
    functions = [one for one in artifact("WalletSignatures")["abi"] if one["type"] == "function"]
    assert [(one["name"], one["stateMutability"]) for one in functions] == [("is_valid", "nonpayable")]


# What `ZkLink` creates: the argument with the creation code, and the contract in a world.
PARTS = ["ledger", "limits", "terms", "keys"]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("name", [None, "MockToken", "UnprovenVerifier"])
def test_refuses_a_part_that_is_none(world, part, name):
    code = creation_code(name) if name else b""
    with refuses(""):
        world.machine.deploy("ZkLink", *world.constructor(**{f"{part}_code": code}), sender=DEPLOYER)


@pytest.mark.parametrize("part", PARTS)
def test_refuses_a_part_of_somebody_else(world, part):
    """Creation code that returns the code of a contract which another one created."""
    made = world.registrar if part == "keys" else getattr(world, part)
    runtime = world.machine.code(made.address)
    head = b"\x61" + len(runtime).to_bytes(2, "big") + b"\x80\x60\x0a\x3d\x39\x3d\xf3"
    with refuses("ZkLink: other creator"):
        world.machine.deploy(
            "ZkLink", *world.constructor(**{f"{part}_code": head + runtime}), sender=DEPLOYER)


def test_a_ledger_obeys_whom_created_it_alone(world):
    """A ledger that anyone creates is that account's, not a part of a `ZkLink`."""
    values = world.constructor()
    del values[11], values[12:]
    made = world.machine.deploy("BlockLedger", *values, sender=MALLORY)
    assert made.zklink() == MALLORY.lower()
    assert world.zklink.block_ledger() == world.ledger.address.lower()
