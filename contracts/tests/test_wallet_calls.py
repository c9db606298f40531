"""scripts/walletcalls.py: the form of requests, and what their calls do in order."""

import json
import re
import subprocess
import sys
from dataclasses import replace

import pytest
from web3 import Web3

from . import encoding
from .encoding import padded
from .machine import ROOT, artifact
from .test_deploy import CHAIN_ID, config, deploy, ready  # noqa: F401
from .world import ALICE, BOB, CHAIN, NATIVE, OTHER_CHAIN, World

sys.path.append(str(ROOT / "scripts"))

from walletcalls import Payment  # noqa: E402

FEE = 1_000
# What `wallet_sendCalls` of EIP-5792 wants of its members.
MEMBERS = {"version": str, "from": str, "chainId": str, "atomicRequired": bool, "calls": list}
CALL = {"to": r"0x[0-9a-fA-F]{40}", "data": r"0x([0-9a-f]{2})*", "value": r"0x(0|[1-9a-f][0-9a-f]*)"}


@pytest.fixture
def world() -> World:
    """A world in which entries cost something."""
    return World(fee=FEE)


def payment(world: World, token: str, amount: int = 5_000, **fields) -> Payment:
    """A payment of ALICE."""
    return Payment(1, world.zklink.address, ALICE, token, amount, world.zklink.queue_fee(), **fields)


def calls_of(request: dict) -> list[dict]:
    """The calls of a request, whose form is checked."""
    assert {"jsonrpc", "id", "method", "params"} == request.keys()
    assert request["method"] == "wallet_sendCalls"
    [only] = json.loads(json.dumps(request["params"]))
    assert {name: type(only[name]) for name in only} == MEMBERS
    assert only["version"] == "2.0.0" and only["atomicRequired"] is True
    assert re.fullmatch(r"0x[1-9a-f][0-9a-f]*", only["chainId"])
    for call in only["calls"]:
        assert call.keys() == CALL.keys()
        assert all(re.fullmatch(CALL[name], call[name]) for name in CALL)
    return only["calls"]


def perform(world: World, request: dict) -> None:
    """Makes the calls as the wallet would."""
    for call in calls_of(request):
        world.machine.call(ALICE, call["to"], bytes.fromhex(call["data"][2:]), int(call["value"], 16))
    world.remember()


def test_deposits_a_token(world):
    world.usdc.mint(ALICE, 5_000)
    request = payment(world, world.usdc.address).deposit(BOB, 3)
    assert [call["value"] for call in calls_of(request)] == ["0x0", hex(FEE * 11 // 10)]
    perform(world, request)
    assert world.entries[-1] == encoding.deposit(2, 5_000 * 10**12, encoding.evm(BOB), 3)
    assert world.usdc.allowance(ALICE, world.zklink.address) == 0
    assert world.terms.queue_fees() == FEE


def test_deposits_native_coin_without_an_approval(world):
    request = payment(world, NATIVE).deposit(ALICE)
    assert len(calls_of(request)) == 1
    perform(world, request)
    assert world.entries[-1] == encoding.deposit(4, 5_000, encoding.evm(ALICE), 0)


def test_deposits_vouchers_without_an_approval(world):
    voucher = world.register_voucher(1)
    world.settle([encoding.Payout(padded(ALICE), 1, 5_000)])
    world.zklink.claim(ALICE, voucher.address)
    request = payment(world, voucher.address, is_issued=True).deposit(ALICE)
    assert len(calls_of(request)) == 1
    perform(world, request)
    assert world.entries[-1] == encoding.deposit(1, 5_000, encoding.evm(ALICE), 0)


def test_swaps_across_chains(world):
    world.usdc.mint(ALICE, 5_000)
    request = payment(world, world.usdc.address).cross_swap(OTHER_CHAIN, 7, BOB, 30, [(0, 3), (0x8000, 1)])
    perform(world, request)
    assert world.entries[-1] == encoding.cross_swap(
        2, [(0, 3), (0x8000, 1)], 5_000 * 10**12, OTHER_CHAIN, 7, encoding.evm(BOB), ALICE, 30)


@pytest.mark.parametrize("allowance, approvals", [(0, 1), (4_999, 2), (5_000, 0), (6_000, 0)])
def test_approves_what_is_missing(world, allowance, approvals):
    world.usdc.mint(ALICE, 5_000)
    world.usdc.approve(world.zklink.address, allowance, sender=ALICE)
    request = payment(world, world.usdc.address, allowance=allowance).deposit(ALICE)
    assert len(calls_of(request)) == approvals + 1
    perform(world, request)
    assert world.usdc.allowance(ALICE, world.zklink.address) == max(0, allowance - 5_000)


def test_chain_ids_have_no_leading_zeros(world):
    request = replace(payment(world, NATIVE), chain_id=CHAIN).deposit(ALICE)
    assert request["params"][0]["chainId"] == "0x1"


def run(record: dict, settings: dict, *options: str) -> subprocess.CompletedProcess:
    """Runs the script."""
    command = [
        sys.executable, str(ROOT / "scripts" / "walletcalls.py"), "--rpc", settings["rpc"], "--zklink",
        record["addresses"]["ZkLink"], "--from", ALICE, *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_reads_the_chain(ready, tmp_path):  # noqa: F811
    settings = config(ready)
    assert deploy(tmp_path, settings).returncode == 0
    record = json.loads((tmp_path / "out.json").read_text())
    usdc, native = (token["address"] for token in record["tokens"])
    zklink = Web3(Web3.HTTPProvider(settings["rpc"])).eth.contract(
        address=record["addresses"]["ZkLink"], abi=artifact("ZkLink")["abi"])
    sent = zklink.functions.queue_fee().call() * 11 // 10
    deposit = run(record, settings, "--token", usdc, "--amount", "9000", "deposit")
    assert deposit.returncode == 0, deposit.stderr
    request = json.loads(deposit.stdout)
    calls = calls_of(request)
    assert [call["to"] for call in calls] == [usdc, record["addresses"]["ZkLink"]]
    assert request["params"][0]["chainId"] == hex(CHAIN_ID) and request["params"][0]["from"] == ALICE
    assert calls[1]["value"] == hex(sent)
    swap = run(record, settings, "--token", native, "--amount", "5", "crossswap", "--to-chain", "2", "--minimum", "1",
               "--receiver", BOB, "--fee-rate", "30", "--hop", "0:2", "--hop", "0x8000:1")
    [call] = calls_of(json.loads(swap.stdout))
    assert call["value"] == hex(sent + 5)
    unknown = run(record, settings, "--token", BOB, "--amount", "5", "deposit")
    assert (unknown.returncode, unknown.stderr) == (1, f"walletcalls: {BOB} is not registered\n")
