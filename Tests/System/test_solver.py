"""A cross swap that a solver fills on a running network, from the standard alone; no broker."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from dollar_network import DollarNetwork
from eth_account import Account
from folders import fresh
from ledgercheck import conservation
from localnet import ROOT, ends_with_parent
from orders import Orders

AMOUNT, RATE = 1_000, 50
MILLION = 10**6


@pytest.fixture(scope="module")
def network():
    network = DollarNetwork(fresh("solver"), with_broker=False, say=lambda text: print(text, flush=True))
    try:
        network.start()
        network.create_stable_pool()
        network.owners |= network.wallets({"carol": {"USDC": 5_000}, "vault": {}})
        network.keys["solver"] = Account.create()
        network.fund(network.keys["solver"].address, {"ETH": 1, "USDT": 2_000})
        yield network
    finally:
        network.stop()


@pytest.fixture
def orders(network) -> Orders:
    """The feed of chain B."""
    chain = network.chain("B")
    return Orders(network.node_url, chain.rpc, chain.deployment["addresses"]["CrossSwapResolver"])


def solver(network, order: dict, *options: str) -> subprocess.Popen:
    """A solver that is given the order, a key, a node of the chain, and what it may assume."""
    chain = network.chain("B")
    command = [
        sys.executable, str(ROOT / "scripts/solver.py"), "--resolver", order["resolver"], "--payload", order["payload"],
        "--rpc", f"{chain.evm_chain_id}={chain.rpc}", "--key", network.key_file("solver", network.keys["solver"]),
        "--recipient", network.owners["vault"], "--patience", "60", *options]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=ends_with_parent())


def outcome(child: subprocess.Popen) -> tuple[int, dict]:
    """The exit status of a solver and what it said."""
    output, errors = child.communicate(timeout=120)
    assert output, errors
    return child.returncode, json.loads(output)


def feed(network, *options: str) -> list[dict]:
    """What `scripts/orders.py` prints for chain B."""
    chain = network.chain("B")
    command = [
        sys.executable, str(ROOT / "scripts/orders.py"), "--node", network.node_url, "--rpc", chain.rpc,
        "--resolver", chain.deployment["addresses"]["CrossSwapResolver"], *options]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in result.stdout.splitlines()]


def swap(network) -> dict:
    """Carol's USDC of chain A become USDT of chain B."""
    answer = network.zklink(
        "crossswap", "--from-chain", "A", "--to-chain", "B", "--from", "USDC", "--to", "USDT", "--amount", str(AMOUNT),
        "--fee-rate", "0.5", wallet="carol")
    assert answer["receipt"]["applied"], answer
    return answer


def stop_oracles(network) -> None:
    """Without two of four, blocks are committed and not confirmed."""
    for name in ("oracle-1", "oracle-2"):
        network.processes[name].kill()


def start_oracles(network) -> None:
    for name in ("oracle-1", "oracle-2"):
        network.restart(name)


def test_a_solver_pays_at_once_and_is_paid_at_execution(network, orders):
    chain, carol, vault = network.chain("B"), network.owners["carol"], network.owners["vault"]
    stop_oracles(network)
    before = chain.balance("USDT", carol)
    answer = swap(network)
    [order] = network.until("the order", orders.open, 30)
    child = solver(network, order, "--assume", "zklink.sequenced", "--assume", "zklink.committed")
    network.until("Carol's coins", lambda: chain.balance("USDT", carol) > before, 30)
    paid = chain.balance("USDT", carol) - before
    assert 990 * MILLION < paid < AMOUNT * MILLION
    assert max(network.counters("executed")) < answer["blockNumber"] and child.poll() is None
    assert chain.balance("USDT", vault) == 0 and orders.open() == []

    start_oracles(network)
    network.until_executed(answer["blockNumber"])
    status, said = outcome(child)
    assert status == 0, said
    repaid = chain.balance("USDT", vault)
    assert repaid - repaid * RATE // 10_000 == paid
    assert said["paid"] == repaid and list(said["profit"].values()) == [repaid - paid]
    assert chain.balance("USDT", network.keys["solver"].address) == 2_000 * MILLION - paid


def test_a_solver_declines_what_it_may_not_assume_and_what_is_executed(network, orders):
    stop_oracles(network)
    answer = swap(network)
    network.until("committed", lambda: min(network.counters("committed")) >= answer["blockNumber"], 30)
    [order] = orders.open()
    [printed] = feed(network)
    # Its block may have been proven since.
    assert printed | {"status": ""} == order | {"status": ""} and feed(network, "--least", "51") == []
    assert len(order["payload"]) > 2 * (66 + 8)
    status, said = outcome(solver(network, order))
    assert (status, said) == (3, {"declined": "assumption 'zklink.committed'"})

    start_oracles(network)
    network.until_executed(answer["blockNumber"])
    assert orders.open() == []
    status, said = outcome(solver(network, order))
    assert status == 3 and said["declined"].startswith("the resolver reverts"), said


def test_everything_is_conserved(network):
    network.until_settled()
    found = conservation(network)
    assert found["ok"], found
