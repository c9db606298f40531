"""Days on which a chain and the ledger disagree: what stops at once, and the ways back of docs/runbook.md."""

from __future__ import annotations

import secrets

import pytest
from folders import fresh
from ledgercheck import conservation
from rpc_proxy import RpcProxy
from system_network import ETHER, SERVICES, SystemNetwork, checksum


class DisagreeingNetwork(SystemNetwork):
    """A network whose node and oracles read chain A through a proxy."""

    def write_configurations(self) -> None:
        super().write_configurations()
        self.rpc_proxy = RpcProxy(self.chain("A").rpc)
        chains = self.read("network.json")["chains"]
        chains[0]["rpc"] = self.rpc_proxy.url
        self.edit("network.json", chains=chains)
        for index in range(len(self.oracle_keys)):
            name = f"oracle-{index + 1}.json"
            self.edit(name, rpc={**self.read(name)["rpc"], "1": [self.rpc_proxy.url]})

    def stop(self) -> None:
        super().stop()
        self.rpc_proxy.stop()

    def oracle_alarms(self) -> list[list[str]]:
        return [[alarm["reason"] for alarm in view["alarms"]] for view in self.oracle_views()]

    def accepted(self) -> int:
        """The payouts that the broker prepaid on chain B."""
        chain = self.chain("B")
        return len(chain.contract().events.PayoutAccepted().get_logs(from_block=chain.deployment["startBlock"]))


@pytest.fixture(scope="module")
def network():
    network = DisagreeingNetwork(
        fresh("disagreement"), chain_options=("--finalized-depth=64",), oracle_count=2, threshold=2,
        say=lambda text: print(text, flush=True))
    try:
        network.start()
        network.owners = network.wallets({"alice": {"USDC": 5_000}})
        network.zklink("register-key", "--chain", "A", wallet="alice")
        network.zklink("deposit", "--chain", "B", "--token", "USDC", "--amount", "2000", wallet="alice")
        yield network
    finally:
        network.stop()


def deposit(network: DisagreeingNetwork, owner: str, amount: int = ETHER) -> str:
    return "0x" + network.deposit_coins(network.chain("A"), owner, amount, network.faucet).hex()


def test_withheld_logs_are_an_alarm_within_seconds_and_nothing_is_lost(network):
    owner = checksum("0x" + secrets.token_hex(20))
    network.rpc_proxy.mode = "withholding"
    deposit(network, owner)
    network.until("alarm of the node", lambda: "logsDisagree" in network.alarms(), 10)
    network.until("alarm of the oracles", lambda: all("logsDisagree" in found for found in network.oracle_alarms()), 10)
    assert network.rpc_proxy.withheld and network.l2_balance(owner, 4) == 0
    # Nothing else stops, and nothing needs a restart.
    assert network.ready().status_code == 200
    block = network.pay(chain="B")["blockNumber"]
    network.rpc_proxy.mode = "honest"
    network.until("credited", lambda: network.l2_balance(owner, 4) == ETHER)
    network.until_executed(block)
    network.until("no alarm", lambda: not network.alarms() and not any(network.oracle_alarms()))
    assert not any(view["halted"] for view in network.oracle_views())


def test_a_dead_node_is_an_alarm_and_is_read_again(network):
    owner = checksum("0x" + secrets.token_hex(20))
    network.rpc_proxy.mode = "dead"
    network.until("alarm of the node", lambda: "chainUnreachable" in network.alarms(), 15)
    deposit(network, owner)
    assert network.ready().status_code == 200
    network.rpc_proxy.mode = "honest"
    network.until("credited", lambda: network.l2_balance(owner, 4) == ETHER)
    network.until("no alarm", lambda: not network.alarms())


def test_a_node_of_three_that_is_dead_stops_nothing_and_one_that_lies_is_not_believed(network):
    network.until_settled()
    read_through(network, [network.rpc_proxy.url, network.chain("A").rpc, network.chain("A").rpc])
    network.rpc_proxy.mode = "dead"
    network.until("alarm of the node", lambda: network.alarms() == ["nodeMissing"], 10)
    owner = checksum("0x" + secrets.token_hex(20))
    deposit(network, owner)
    network.until("credited", lambda: network.l2_balance(owner, 4) == ETHER)
    assert "chainUnreachable" not in network.alarms()
    network.rpc_proxy.mode = "honest"
    network.until("no alarm", lambda: not network.alarms())
    network.rpc_proxy.mode, owner = "withholding", checksum("0x" + secrets.token_hex(20))
    deposit(network, owner)
    network.until("disagreement", lambda: "nodesDisagree" in network.alarms(), 10)
    assert network.l2_balance(owner, 4) == 0
    network.rpc_proxy.mode = "honest"
    network.until("credited", lambda: network.l2_balance(owner, 4) == ETHER)
    network.until("no alarm", lambda: not network.alarms())
    read_through(network, [network.rpc_proxy.url])


def read_through(network: DisagreeingNetwork, urls: list[str]) -> None:
    """Restarts the node with these nodes for chain A."""
    network.processes["node"].stop()
    network.edit("node.json", rpc={"1": urls})
    network.restart("node")


def test_a_deep_reorganisation_stops_everything_until_the_chain_holds_the_entry_again(network):
    owner = checksum("0x" + secrets.token_hex(20))
    network.until_settled()
    network.processes["broker"].stop()
    for proxy in network.proxies:
        proxy.mode = "garbage"
    lost = deposit(network, owner)
    network.until("credited", lambda: network.l2_balance(owner, 4) == ETHER)
    network.zklink("withdraw", "--chain", "B", "--token", "USDC", "--amount", "5", "--fast", wallet="alice")
    before = network.accepted()
    reorganise(network, lost)
    network.until("alarm of the node", lambda: "deepReorganisation" in network.alarms(), 10)
    network.expect_stopped("deepReorganisation", SERVICES)
    for proxy in network.proxies:
        proxy.mode = "honest"
    # A broker that starts now prepays nothing, and a node that restarts stops again.
    network.restart("broker")
    network.processes["node"].kill()
    network.restart("node")
    network.until("alarm after the restart", lambda: "deepReorganisation" in network.alarms(), 10)
    network.expect_stopped("deepReorganisation", SERVICES)
    network.until("the broker's reason", lambda: "prepaying nothing: deepReorganisation" in network.processes["broker"].tail())
    assert network.accepted() == before

    # The runbook: the same entry at the same index.
    deposit(network, owner)
    network.until("no alarm", lambda: not network.alarms())
    network.expect_open()
    network.until("the broker again", lambda: network.accepted() == before + 1)
    assert network.l2_balance(owner, 4) == ETHER, "credited once"
    later = checksum("0x" + secrets.token_hex(20))
    deposit(network, later)
    network.until("a later deposit", lambda: network.l2_balance(later, 4) == ETHER)
    network.until_settled(90)
    network.until("oracles well", lambda: not any(v["halted"] or v["alarms"] for v in network.oracle_views()))


def reorganise(network: DisagreeingNetwork, lost: str) -> None:
    """Replaces chain A from the block of a transaction on, without the transaction."""
    chain = network.chain("A")
    network.rpc(chain, "evm_setIntervalMining", 0)
    head, block = chain.web3.eth.block_number, chain.web3.eth.get_transaction_receipt(lost)["blockNumber"]
    depth = head - block + 1
    assert depth > chain.confirmations
    network.rpc(chain, "devchain_reorg", {"depth": depth, "blocks": depth + 1, "txs": [lost]})
    network.rpc(chain, "evm_setIntervalMining", 0.5)


def test_money_is_conserved(network):
    network.until_settled()
    checked = conservation(network)
    wrong = [row for row in checked["rows"] + checked["tokens"] if not row["ok"]]
    assert not wrong, wrong
