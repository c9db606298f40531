"""Faults of oracles, operator, broker, chains and node on one running network; money is conserved in all."""

from __future__ import annotations

import os
import random
import secrets
import signal
import sys
import time
from dataclasses import replace

import pytest
from eth_account import Account
from folders import fresh
from ledgercheck import conservation
from localnet import NETWORK_ID, ROOT
from system_network import SystemNetwork, checksum

sys.path.append(str(ROOT / "contracts" / "tests"))

import encoding  # noqa: E402
from encoding import codec  # noqa: E402

USDC = 10**6


@pytest.fixture(scope="module")
def network():
    network = SystemNetwork(fresh("faults"), queue_deadline=7200, revert_deadline=900, say=lambda text: print(text, flush=True))
    try:
        network.start()
        network.owners = network.wallets({
            "lp": {"USDC": 100_000, "ETH": 100}, "alice": {"USDC": 5_000}, "carol": {"USDC": 1_000},
        })
        for wallet in ("lp", "alice"):
            network.zklink("register-key", "--chain", "A", wallet=wallet)
        for chain, token, amount in (("A", "USDC", "40000"), ("B", "ETH", "50")):
            network.zklink("deposit", "--chain", chain, "--token", token, "--amount", amount, wallet="lp")
        network.zklink("deposit", "--chain", "A", "--token", "USDC", "--amount", "2000", wallet="alice")
        network.zklink("pool", "create", "--tokens", "USDC,ETH", "--amounts", "20000,20", wallet="lp")
        yield network
    finally:
        network.stop()


@pytest.mark.parametrize("mode", ["lying", "garbage"])
def test_one_oracle_that_lies_stops_nothing(network, mode):
    liar = network.proxies[0]
    liar.mode, before = mode, liar.spoiled
    network.until_executed(network.pay()["blockNumber"])
    liar.mode = "honest"
    assert liar.spoiled > before, "the node never asked the liar"


def test_two_oracles_that_lie_stop_execution_and_nothing_else(network):
    for liar in network.proxies[:2]:
        liar.mode = "lying"
    block = network.pay()["blockNumber"]
    network.until("committed", lambda: min(network.counters("committed")) >= block)
    time.sleep(2)
    assert max(network.counters("confirmed")) < block and max(network.counters("executed")) < block
    for liar in network.proxies[:2]:
        liar.mode = "honest"
    network.until_executed(block)


def test_one_oracle_down_still_executes_two_down_stop_until_one_returns(network):
    network.processes["oracle-1"].kill()
    network.until_executed(network.pay()["blockNumber"])
    network.processes["oracle-2"].kill()
    block = network.pay()["blockNumber"]
    network.until("an alarm", lambda: "oracleThreshold" in network.alarms())
    network.until("committed", lambda: min(network.counters("committed")) >= block)
    assert network.health()["status"] != "ok"
    assert max(network.counters("confirmed")) < block and max(network.counters("executed")) < block
    network.restart("oracle-1")
    network.until_executed(block)
    network.until("the alarm gone", lambda: "oracleThreshold" not in network.alarms())
    network.restart("oracle-2")


def test_withdrawal_above_the_reserve_takes_nothing(network):
    before = network.l2_balance(network.owners["alice"], 2)
    refused = network.zklink("withdraw", "--chain", "B", "--token", "USDC", "--amount", "500", wallet="alice", check=False)
    assert refused["exitCode"] == 1 and refused["error"]["reason"] == "reserve", refused
    assert network.l2_balance(network.owners["alice"], 2) == before
    accepted = network.pay(amount="2")
    assert accepted["receipt"]["applied"]
    assert network.l2_balance(network.owners["alice"], 2) == before - 2 * 10**18


def test_a_payment_to_a_contract_of_the_network_is_refused_and_takes_nothing(network):
    before, usdc = network.l2_balance(network.owners["alice"], 2), network.chain("A").token_address("USDC")
    contracts = network.chain("A").deployment["addresses"].values()
    for address in [*contracts, usdc, "0x" + "00" * 20]:
        receiver = bytes(12) + bytes.fromhex(address[2:])
        assert network.refusal(network.withdrawal(receiver)) == "unpayable", address
        quote = network.call("zkl_quote", tokenIn=4, tokenOut=2, amountIn="1", chain=1, receiver=address.lower())
        assert quote["error"]["data"]["reason"] == "unpayable", quote
    receiver = "0x" + secrets.token_hex(20)
    assert network.refusal(network.withdrawal(bytes(12) + bytes.fromhex(receiver[2:]))) == "badSignature"
    assert "result" in network.call("zkl_quote", tokenIn=4, tokenOut=2, amountIn="1" + "0" * 15, chain=1, receiver=receiver)
    assert network.l2_balance(network.owners["alice"], 2) == before
    paid = network.zklink("withdraw", "--chain", "A", "--token", "USDC", "--amount", "1", "--to", checksum(receiver), wallet="alice")
    network.until_executed(paid["blockNumber"])
    network.until("paid", lambda: network.chain("A").balance("USDC", checksum(receiver)) == USDC)


def test_cross_swap_without_a_broker_is_paid_at_execution(network):
    network.processes["broker"].stop()
    chain, owner = network.chain("B"), network.owners["carol"]
    before = chain.balance("ETH", owner)
    answer = network.zklink("crossswap", "--from-chain", "A", "--to-chain", "B", "--from", "USDC", "--to", "ETH", "--amount",
                            "100", "--min-out", "0.05", "--fee-rate", "0.1", wallet="carol")
    assert answer["receipt"]["applied"], answer
    network.until_executed(answer["blockNumber"])
    network.until("Carol's coins", lambda: chain.balance("ETH", owner) >= before + 5 * 10**16)
    accepted = chain.contract().events.PayoutAccepted().get_logs(from_block=chain.deployment["startBlock"])
    assert all(event["args"]["receiver"] != owner for event in accepted)
    network.restart("broker")


def test_stalled_chain_stops_only_its_settlement(network):
    stalled = network.processes["chain-B"]
    os.kill(stalled.child.pid, signal.SIGSTOP)
    try:
        begun = time.monotonic()
        block = network.pay()["blockNumber"]
        assert time.monotonic() - begun < 10
        time.sleep(4)
        assert network.call("zkl_network")["result"]["blockNumber"] >= block - 1
    finally:
        os.kill(stalled.child.pid, signal.SIGCONT)
    network.until_executed(block)
    network.until("no alarm", lambda: "chainUnreachable" not in network.alarms())


def test_oracle_that_hangs_only_slows(network):
    hung = network.processes["oracle-1"]
    os.kill(hung.child.pid, signal.SIGSTOP)
    try:
        begun = time.monotonic()
        network.until_executed(network.pay()["blockNumber"], timeout=40)
        print(f"executed in {time.monotonic() - begun:.1f} s with one oracle that hangs", flush=True)
    finally:
        os.kill(hung.child.pid, signal.SIGCONT)


def test_processes_end_when_told_while_a_chain_hangs(network):
    stalled, names = network.processes["chain-B"], ("node", "broker", "oracle-1")
    network.until_settled()
    os.kill(stalled.child.pid, signal.SIGSTOP)
    try:
        time.sleep(1)
        begun = time.monotonic()
        for name in names:
            network.processes[name].child.send_signal(signal.SIGTERM)
        for name in names:
            assert network.processes[name].child.wait(10) == 0, f"{name}: {network.processes[name].tail(5)}"
            print(f"{name} ended in {time.monotonic() - begun:.1f} s", flush=True)
    finally:
        os.kill(stalled.child.pid, signal.SIGCONT)
    for name in ("oracle-1", "node", "broker"):
        network.restart(name)
    network.until_executed(network.pay()["blockNumber"])


def test_node_killed_in_the_middle_of_settlement_goes_on(network):
    seed = int(os.environ.get("ZKLINK_SEED", secrets.randbits(48)))
    print(f"settlement kills: seed {seed}", flush=True)
    dice = random.Random(seed)
    chain, owner = network.chain("A"), network.owners["alice"]
    network.until_settled()
    pending = chain.contract().functions.pending(owner, chain.token_address("USDC"))
    network.until("nothing pending", lambda: pending.call() == 0)
    before, paid = chain.balance("USDC", owner), 0
    ledger = network.l2_balance(owner, 2)
    for _ in range(6):
        for _ in range(2):
            network.pay(amount="3")
            paid += 3
        time.sleep(dice.uniform(0, 2))
        network.processes["node"].kill()
        network.restart("node")
    network.until_settled(90)
    network.until("Alice was paid", lambda: chain.balance("USDC", owner) >= before + paid * USDC)
    assert chain.balance("USDC", owner) == before + paid * USDC
    assert network.l2_balance(owner, 2) == ledger - paid * 10**18
    print(f"6 kills, {paid // 3} withdrawals each paid once", flush=True)


def test_different_header_on_one_chain_executes_nowhere(network):
    number = kill_before_commit(network)
    thief = Account.create(secrets.token_bytes(32)).address
    commit_forged(network, thief)
    network.restart("node")
    network.until("alarm of the oracles", lambda: all(
        any(names_block(alarm, number) for alarm in view["alarms"]) for view in network.oracle_views()))
    network.until("alarm of the node", lambda: "headerMismatch" in network.alarms())
    assert all(view["halted"] for view in network.oracle_views())
    refused = network.zklink("withdraw", "--chain", "A", "--token", "USDC", "--amount", "1", wallet="alice", check=False)
    assert refused["error"]["reason"] == "halted", refused
    time.sleep(2)
    assert max(network.counters("executed")) == number - 1
    assert max(network.counters("confirmed")) == number - 1
    assert network.counters("proven")[1] == number - 1, "the forged block counts as proven"
    chain = network.chain("B")
    assert chain.contract().functions.pending(thief, chain.token_address("ETH")).call() == 0
    # Anyone reverts the forged block after the deadline, and the network continues.
    # Blocks of half a second run ahead of the clock: more than the deadline is asked for.
    network.rpc(chain, "evm_increaseTime", 2_000)
    network.rpc(chain, "devchain_mine", 1)
    network.transact(chain, chain.contract("BlockLedger").functions.revert_blocks(number - 1), gas=500_000)
    network.until_settled()
    network.until("no alarm", lambda: "headerMismatch" not in network.alarms())
    assert chain.balance("ETH", thief) == 0


def kill_before_commit(network: SystemNetwork) -> int:
    """Kills the node with a sequenced block that no chain has; returns the block's number."""
    for _ in range(5):
        network.until_settled()
        before = network.counters("committed")
        network.pay()
        network.processes["node"].kill()
        time.sleep(1)
        if network.counters("committed") == before:
            return before[0] + 1
        network.restart("node")
    raise AssertionError("every block was committed before the node was killed")


def names_block(alarm: dict, number: int) -> bool:
    return alarm["reason"] == "headersDiffer" and alarm["chain"] == 2 and int(alarm["blockNumber"]) == number


def commit_forged(network: SystemNetwork, thief: str) -> None:
    """The operator's key commits a block on chain B that the node never made: it pays all ETH to a thief."""
    chain = network.chain("B")
    contract, number = chain.contract("BlockLedger"), network.counters("committed")[1]
    events = contract.events.BlockCommitted().get_logs(from_block=chain.deployment["startBlock"])
    last = next(event for event in reversed(events) if event["args"]["number"] == number)["args"]
    header = codec.decode_header(bytes(last["header"]))
    loot = encoding.Payout(bytes(12) + bytes.fromhex(thief[2:]), 4, chain.balance("ETH", chain.contract().address))
    sections = tuple(
        encoding.Section(section.chain, section.queue_start + section.queue_count, 0, section.queue_hash,
                         *((1, codec.digest(loot.encoded())) if section.chain == chain.chain else ()))
        for section in header.sections)
    forged = replace(header, number=number + 1, previous=header.hash(), old_root=header.new_root,
                     new_root=secrets.token_bytes(32), data_hash=secrets.token_bytes(32), sections=sections)
    call = contract.functions.commit(forged.encoded(), loot.encoded(), b"")
    network.transact(chain, call, "0x" + bytes(network.keys["operator"].key).hex(), gas=2_000_000)


def test_money_is_conserved_after_all_faults(network):
    network.until_settled()
    checked = conservation(network)
    wrong = [row for row in checked["rows"] + checked["tokens"] if not row["ok"]]
    assert not wrong, wrong


def test_every_process_ends_cleanly_when_told(network):
    for name, process in reversed(list(network.processes.items())):
        begun = time.monotonic()
        process.child.send_signal(signal.SIGTERM)
        assert process.child.wait(10) == 0, f"{name}: {process.tail(5)}"
        print(f"{name} ended in {time.monotonic() - begun:.1f} s", flush=True)
