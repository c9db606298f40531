"""The alarms custody, settlementStuck and halted: what stops, what does not, and the ways back of docs/runbook.md."""

from __future__ import annotations

import resource
import secrets

import pytest
from eth_account import Account
from folders import fresh
from ledgercheck import conservation
from system_network import ETHER, SERVICES, SystemNetwork, checksum
from web3 import Web3

NOTHING_SEQUENCED = ["admission", "queueEntries", "quotes", "prepayment"]


@pytest.fixture(scope="module")
def network():
    network = SystemNetwork(fresh("alarms"), oracle_count=2, threshold=2, say=lambda text: print(text, flush=True))
    try:
        network.start()
        network.owners = network.wallets({"alice": {"USDC": 5_000, "ETH": 20}})
        network.zklink("register-key", "--chain", "A", wallet="alice")
        for chain, token, amount in (("A", "USDC", "2000"), ("B", "USDC", "1000"), ("A", "ETH", "5")):
            network.zklink("deposit", "--chain", chain, "--token", token, "--amount", amount, wallet="alice")
        network.zklink("pool", "create", "--tokens", "USDC,ETH", "--amounts", "1000,1", wallet="alice")
        network.until_settled()
        yield network
    finally:
        network.stop()


def test_a_contract_that_lost_a_balance_stops_everything_until_it_holds_what_it_owes(network):
    chain, issuer = network.chain("A"), Account.create()
    zklink, usdc = chain.contract().address, chain.token("USDC")
    network.send_native(chain, issuer.address, 1)
    pay_out(network)
    executed = network.counters("executed")
    seized = seize(network, usdc, zklink, issuer.address)
    network.until("alarm", lambda: "custody" in network.alarms(), 30)
    network.expect_stopped("custody", SERVICES)
    alarm = network.health()["alarms"][0]
    assert alarm["chain"] == 1 and "token 2" in alarm["detail"], alarm

    # Entries of every chain wait, and nothing moves on any chain.
    owner = checksum("0x" + secrets.token_hex(20))
    network.wait_for(network.chain("B"), network.deposit_coins(network.chain("B"), owner, ETHER, network.faucet))

    # The runbook: the guardian pauses deposits of the token, then the contract gets what it owes.
    guardian = network.keys["guardian"]
    network.send_native(chain, guardian.address, 1)
    pause = chain.contract("Governance").functions.pause_deposits(zklink, usdc.address)
    network.transact(chain, pause, "0x" + bytes(guardian.key).hex(), gas=200_000)
    assert chain.contract().functions.deposits_paused(usdc.address).call()
    paused = network.zklink("deposit", "--chain", "A", "--token", "USDC", "--amount", "1", wallet="alice", check=False)
    assert paused["exitCode"] and "paused" in paused["error"]["message"], paused
    assert network.l2_balance(owner, 4) == 0 and network.counters("executed") == executed
    network.expect_stopped("custody", SERVICES)
    network.transact(chain, usdc.functions.transfer(zklink, seized), "0x" + bytes(issuer.key).hex(), gas=200_000)
    network.until("no alarm", lambda: not network.alarms(), 30)

    network.expect_open()
    network.until("the entry that waited", lambda: network.l2_balance(owner, 4) == ETHER)
    pay_out(network)


def pay_out(network: SystemNetwork) -> int:
    """Withdraws one USDC on chain A and waits until it is executed everywhere and paid; returns the block."""
    chain, owner = network.chain("A"), network.owners["alice"]
    before = chain.balance("USDC", owner)
    block = network.pay()["blockNumber"]
    network.until_executed(block)
    network.until("paid", lambda: chain.balance("USDC", owner) == before + 10**6)
    return block


def seize(network: SystemNetwork, token, holder: str, receiver: str) -> int:
    """Moves all but one unit of a holder's tokens without its consent, as a token's issuer can; returns the amount."""
    chain, amount = network.chain("A"), token.functions.balanceOf(holder).call() - 1
    coins = chain.web3.eth.get_balance(holder)
    network.rpc(chain, "anvil_impersonateAccount", holder)
    network.rpc(chain, "anvil_setBalance", holder, hex(coins + ETHER))
    data = token.encode_abi("transfer", [receiver, amount])
    sent = network.rpc(chain, "eth_sendTransaction", {"from": holder, "to": token.address, "data": data, "gas": hex(200_000)})
    network.wait_for(chain, Web3.to_bytes(hexstr=sent))
    network.rpc(chain, "anvil_stopImpersonatingAccount", holder)
    network.rpc(chain, "anvil_setBalance", holder, hex(coins))
    return amount


def test_an_operator_without_coins_is_an_alarm_that_stops_nothing_else(network):
    chain, operator = network.chain("B"), network.keys["operator"].address
    network.until_settled()
    network.rpc(chain, "anvil_setBalance", operator, "0x0")
    first = network.pay()["blockNumber"]
    network.until("alarm", lambda: network.alarms() == ["settlementStuck"], 30)
    alarm = network.health()["alarms"][0]
    assert alarm["chain"] == 2 and "insufficient funds" in alarm["detail"], alarm
    network.expect_open()
    last = network.pay()["blockNumber"]
    network.until("committed on the other chain", lambda: network.counters("committed")[0] >= last)
    assert network.counters("committed")[1] < first

    # The runbook: look at the balance of the operator's account, and fund it.
    assert chain.web3.eth.get_balance(operator) == 0
    network.send_native(chain, operator, 10)
    network.until_executed(last)
    network.until("no alarm", lambda: not network.alarms())


def test_a_full_disk_stops_the_sequencer_and_a_restart_brings_everything_acknowledged_back(network):
    node, owner = network.processes["node"], network.owners["alice"]
    network.until_settled()
    node.stop()
    command = node.command
    # A write beyond the limit fails, as on a full disk, and does not end the process.
    node.command = ["bash", "-c", "trap '' XFSZ; exec \"$@\"", "node", *command]
    network.restart("node")
    executed, before = pay_out(network), network.l2_balance(owner, 2)
    saver = checksum("0x" + secrets.token_hex(20))
    written = max(path.stat().st_size for path in (network.folder / "node").rglob("*.log"))
    resource.prlimit(node.child.pid, resource.RLIMIT_FSIZE, (written, resource.RLIM_INFINITY))
    network.deposit_coins(network.chain("A"), saver, ETHER, network.faucet)
    network.until("alarm", lambda: "halted" in network.alarms(), 10)
    network.expect_stopped("halted", NOTHING_SEQUENCED)
    # What the ledger says might not be durable, so nobody is told.
    unread = network.zklink("balance", wallet="alice", check=False)
    assert unread["exitCode"] and unread["error"]["reason"] == "notReady", unread
    assert network.counters("executed") == [executed, executed]

    # The runbook: mend the disk, restart.
    node.stop()
    node.command = command
    network.restart("node")
    assert network.l2_balance(owner, 2) == before and not network.alarms()
    network.expect_open()
    network.until("the entry that could not be written", lambda: network.l2_balance(saver, 4) == ETHER)
    pay_out(network)


def test_money_is_conserved(network):
    network.until_settled()
    checked = conservation(network)
    wrong = [row for row in checked["rows"] + checked["tokens"] if not row["ok"]]
    assert not wrong, wrong
