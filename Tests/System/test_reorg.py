"""Reorganisations of depth 1 to 12 around deposits: never credited twice, never lost, money conserved."""

from __future__ import annotations

import secrets
import time

import pytest
from eth_account import Account
from folders import fresh
from ledgercheck import conservation
from system_network import ETHER, SystemNetwork, checksum

DEPTH = 13
DEEPEST = 12
MODES = ("removed", "kept", "moved")


@pytest.fixture(scope="module")
def network():
    network = SystemNetwork(
        fresh("reorg"), depth=DEPTH, chain_options=("--finalized-depth=64",), with_broker=False, oracle_count=2,
        threshold=2, say=lambda text: print(text, flush=True))
    try:
        network.start()
        yield network
    finally:
        network.stop()


def test_reorganised_deposits_are_credited_once_or_never(network):
    chain = network.chain("A")
    senders = [Account.create(secrets.token_bytes(32)) for _ in range(2)]
    network.fund_all({sender.address: {"ETH": 1_000} for sender in senders})
    network.rpc(chain, "evm_setIntervalMining", 0)
    credited, lost = {}, []
    try:
        for depth in range(1, DEEPEST + 1):
            for mode in MODES:
                stays, goes = reorganise(network, chain, senders, depth, mode)
                credited[stays[0]] = stays[1]
                if mode == "removed":
                    lost.append(goes[0])
                else:
                    credited[goes[0]] = goes[1]
    finally:
        network.rpc(chain, "evm_setIntervalMining", 0.5)
    network.rpc(chain, "devchain_mine", DEPTH + 1)
    network.until("every deposit credited", lambda: all(network.l2_balance(owner, 4) for owner in credited))
    network.rpc(chain, "devchain_mine", DEPTH + 1)
    for _ in range(20):
        for owner, amount in credited.items():
            assert network.l2_balance(owner, 4) == amount
        time.sleep(0.05)
    assert all(network.l2_balance(owner, 4) == 0 for owner in lost)
    print(f"{DEEPEST * len(MODES)} reorganisations of depth 1 to {DEEPEST}: {len(credited)} deposits credited once, "
          f"{len(lost)} that were removed never", flush=True)
    assert network.alarms() == []
    assert not any(view["halted"] or view["alarms"] for view in network.oracle_views())


def reorganise(network: SystemNetwork, chain, senders, depth: int, mode: str):
    """Two deposits in one block, `depth` blocks deep; one of them is removed, kept or moved. Both owners and amounts."""
    deposits = []
    for index, sender in enumerate(senders):
        owner, amount = checksum("0x" + secrets.token_hex(20)), ETHER // 100 + 1000 * depth + index
        digest = network.deposit_coins(chain, owner, amount, "0x" + bytes(sender.key).hex())
        deposits.append((owner, amount, "0x" + digest.hex()))
    network.rpc(chain, "devchain_mine", depth)
    # The node looks at the chain every 0.1 s: it has seen the blocks that go.
    time.sleep(0.25)
    plan = {"depth": depth, "blocks": depth + 1}
    if mode == "kept":
        plan["txs"] = "keep"
    else:
        plan["txs"], plan["returnDropped"] = [deposits[1][2]], mode == "moved"
    network.rpc(chain, "devchain_reorg", plan)
    network.rpc(chain, "devchain_mine", 1)
    (stays, stays_amount, _), (goes, goes_amount, _) = deposits
    return (stays, stays_amount), (goes, goes_amount)


def test_reorganised_commits_are_sent_again(network):
    """The newest blocks of both chains are dropped with all transactions, the operator's included."""
    owner = checksum("0x" + secrets.token_hex(20))
    index = network.chain("A").contract().functions.queue_length().call()
    network.deposit_coins(network.chain("A"), owner, ETHER, network.faucet)
    for chain in network.chains:
        network.rpc(chain, "devchain_mine", DEPTH + 2)
    network.until("credited", lambda: network.l2_balance(owner, 4))
    # The last closed block may be the one before.
    block = network.call("zkl_priority", chain=1, index=index)["result"]["blockNumber"]
    network.until("committed", lambda: min(network.counters("committed")) >= block)
    for chain in network.chains:
        network.rpc(chain, "devchain_reorg", {"depth": DEEPEST, "txs": "drop"})
    assert min(network.counters("committed")) < block
    settle(network)
    assert network.l2_balance(owner, 4) == ETHER
    assert network.alarms() == []
    assert not any(view["halted"] or view["alarms"] for view in network.oracle_views())


def settle(network: SystemNetwork) -> None:
    for _ in range(4):
        for chain in network.chains:
            network.rpc(chain, "devchain_mine", DEPTH + 1)
        time.sleep(0.5)
    network.until_settled(90)


def test_money_is_conserved_after_reorganisations(network):
    settle(network)
    checked = conservation(network)
    wrong = [row for row in checked["rows"] + checked["tokens"] if not row["ok"]]
    assert not wrong, wrong
