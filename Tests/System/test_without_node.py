"""What anyone can do for a chain when the node is gone: prove, confirm, execute, revert, exodus, refund, claim."""

from __future__ import annotations

import pytest
from folders import fresh
from system_network import SystemNetwork

DEADLINE = 1_000


@pytest.fixture(scope="module")
def network():
    network = SystemNetwork(fresh("without-node"), with_broker=False, queue_deadline=2 * DEADLINE,
                            revert_deadline=DEADLINE, say=lambda text: print(text, flush=True))
    try:
        network.start()
        network.owners = network.wallets({"alice": {"USDC": 100}})
        network.zklink("register-key", "--chain", "A", wallet="alice")
        network.zklink("deposit", "--chain", "A", "--token", "USDC", "--amount", "50", "--wait", "executed", wallet="alice")
        yield network
    finally:
        network.stop()


def advance(network, seconds: int) -> None:
    """Lets this time and more pass: with two blocks a second the chains are ahead of the clock."""
    for chain in network.chains:
        network.rpc(chain, "evm_increaseTime", seconds + DEADLINE // 2)
        network.rpc(chain, "evm_mine")


def chain_command(network, name: str, *words: str, chain: str = "A", check: bool = True) -> dict:
    return network.zklink("chain", name, "--chain", chain, *words, wallet=None if name == "state" else "alice", check=check)


def test_anyone_settles_and_anyone_leaves(network):
    chain = network.chain("A")
    usdc = lambda: chain.balance("USDC", network.owners["alice"])  # noqa: E731
    # The node gets no signature that counts, commits, and is gone.
    for proxy in network.proxies:
        proxy.mode = "garbage"
    paid = network.zklink("withdraw", "--chain", "A", "--token", "USDC", "--amount", "20", wallet="alice")["blockNumber"]
    network.until("committed", lambda: min(network.counters("committed")) >= paid)
    network.processes["node"].kill()
    state = chain_command(network, "state")
    assert state["committed"] == paid > state["executed"] == state["executable"]

    oracles = ["--oracles", ",".join(proxy.target for proxy in network.proxies)]
    network.until("final for the oracles", lambda: all(
        min(c["finalCommitted"] for c in view["chains"]) >= paid for view in network.oracle_views()))
    # The node may have proven the block before it was killed.
    if chain_command(network, "state")["proven"] < paid:
        chain_command(network, "prove")
    assert chain_command(network, "prove", check=False)["error"]["reason"] == "nothingToDo"
    one = chain_command(network, "confirm", "--oracles", network.proxies[0].target, check=False)
    assert one["error"]["reason"] == "oracleThreshold"
    assert chain_command(network, "execute", check=False)["error"]["reason"] == "nothingToDo"
    chain_command(network, "confirm", *oracles)
    state = chain_command(network, "state")
    assert state["executable"] == paid > state["executed"]

    # What another chain may have executed is not taken back, however old it is.
    advance(network, DEADLINE)
    assert chain_command(network, "revert", check=False)["error"]["reason"] == "nothingToDo"
    before = usdc()
    chain_command(network, "execute")
    network.zklink("claim", "--chain", "A", "--token", "USDC", wallet="alice")
    assert usdc() == before + 20 * 10**6
    assert network.zklink("claim", "--chain", "A", "--token", "USDC", wallet="alice", check=False)["exitCode"] == 1

    # Chain B never got signatures: its block can be taken back.
    assert chain_command(network, "state", chain="B")["executable"] < paid
    reverted = chain_command(network, "revert", chain="B")
    assert reverted["transactions"] and chain_command(network, "state", chain="B")["committed"] < paid

    # Nobody takes this entry: after its deadline anyone ends the chain's operation and refunds it.
    amount = 3 * 10**15
    network.wait_for(chain, network.deposit_coins(chain, network.owners["alice"], amount, network.faucet))
    error = chain_command(network, "exodus", check=False)["error"]
    assert "before deadline" in error["message"]
    assert chain_command(network, "refund", check=False)["error"]["reason"] == "nothingToDo"
    advance(network, 2 * DEADLINE)
    chain_command(network, "exodus")
    assert chain_command(network, "state")["exodus"] is True
    chain_command(network, "refund")
    assert chain_command(network, "refund", check=False)["error"]["reason"] == "nothingToDo"
    sender = chain.web3.eth.account.from_key(network.faucet).address
    coins = chain.web3.eth.get_balance(sender)
    network.zklink("claim", "--chain", "A", "--token", "ETH", "--owner", sender, wallet="alice")
    assert chain.web3.eth.get_balance(sender) == coins + amount
