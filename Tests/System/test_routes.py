"""Routes from chains on a running network: liquidity and dollars without an account, vouchers out and in."""

from __future__ import annotations

import pytest
from dollar_network import WHOLE, DollarNetwork
from folders import fresh
from ledgercheck import conservation
from vouchers import Issued, issue_vouchers

DOLLAR, SHARE = 1, 0x8000


@pytest.fixture(scope="module")
def network():
    network = DollarNetwork(fresh("routes"), with_broker=False, say=lambda text: print(text, flush=True))
    try:
        network.start()
        network.create_stable_pool()
        network.list_coins(300_000)
        network.until("the dollar", lambda: len(network.zklink("dollar", "show", check=False).get("coins", [])) == 2, 30)
        network.owners |= network.wallets({"carol": {"USDC": 5_000, "ETH": 1}})
        network.post("USDC=1,USDT=1")
        yield network
    finally:
        network.stop()


def cross(network, source: str, target: str, sold: str, bought: str, amount: str, *words, **options) -> dict:
    return network.zklink("crossswap", "--from-chain", source, "--to-chain", target, "--from", sold, "--to", bought,
                          "--amount", amount, *words, wallet="carol", **options)


def voucher(network, chain: str, token: int):
    """The voucher's contract."""
    one = network.chain(chain)
    address = one.contract().functions.token_address(token).call()
    return one.web3.eth.contract(address=address, abi=one.token("USDC").abi)


def out(network, chain: int, token: int) -> int:
    rows = network.zklink("reserves")["reserves"]
    return sum(int(row["amount"]) for row in rows if (row["chain"], row["token"]) == (chain, token))


def test_liquidity_and_dollars_from_a_chain_without_an_account(network):
    answer = cross(network, "B", "account", "USDC", "LP0", "1000")
    receipt = answer["receipt"]
    assert receipt["shape"] == "credit" and receipt["newAccount"] and receipt["token"] == SHARE
    shares = int(receipt["amount"])
    assert 999 * WHOLE < shares < 1_000 * WHOLE and network.held("carol", SHARE) == shares
    answer = cross(network, "A", "account", "USDC", "zUSD", "50")
    assert answer["receipt"]["amount"] == str(50 * WHOLE) and not answer["receipt"]["newAccount"]
    assert network.held("carol", DOLLAR) == 50 * WHOLE


def test_what_cannot_be_done_comes_back(network):
    chain = network.chain("A")
    before = chain.balance("USDC", network.owners["carol"])
    answer = cross(network, "A", "account", "USDC", "zUSD", "50", "--min-out", "51", check=False)
    assert answer["error"]["reason"] == "slippage", answer
    assert answer["receipt"]["payout"]["refund"]
    network.until("refund", lambda: chain.balance("USDC", network.owners["carol"]) == before, 60)
    assert network.refused("crossswap", "--from-chain", "A", "--to-chain", "B", "--from", "USDC", "--to", "ETH",
                           "--amount", "10", wallet="carol") == "slippage"
    wrong = cross(network, "A", "account", "USDC", "zUSD", "1", "--fee-rate", "0.1", check=False)
    assert wrong["exitCode"] == 64, wrong


def test_vouchers_leave_and_return(network):
    issue_vouchers(network, [Issued(DOLLAR, "Unified Dollar", "zUSD"), Issued(SHARE, "Shares of pool 0", "LP0")])
    network.until("vouchers", lambda: all(
        len(token["chains"]) == 2 for token in network.zklink("tokens")["tokens"] if token["token"] in (DOLLAR, SHARE)), 60)
    carol = network.owners["carol"]
    network.post("USDC=1,USDT=1")
    cross(network, "A", "B", "USDC", "LP0", "500", "--fee-rate", "0", "--wait", "paid")
    shares = voucher(network, "B", SHARE).functions.balanceOf(carol).call()
    assert 499 * WHOLE < shares < 500 * WHOLE and out(network, 2, SHARE) == shares
    cross(network, "A", "B", "USDC", "zUSD", "40", "--fee-rate", "0", "--wait", "paid")
    assert voucher(network, "B", DOLLAR).functions.balanceOf(carol).call() == 40 * WHOLE == out(network, 2, DOLLAR)

    # Shares of B become USDT of B; dollars of B a balance, from there a voucher on A.
    before = network.chain("B").balance("USDT", carol)
    cross(network, "B", "B", "LP0", "USDT", "400", "--fee-rate", "0", "--wait", "paid")
    assert network.chain("B").balance("USDT", carol) - before > 399 * 10**6
    assert out(network, 2, SHARE) == shares - 400 * WHOLE
    network.zklink("deposit", "--chain", "B", "--token", "zUSD", "--amount", "40", wallet="carol")
    assert network.held("carol", DOLLAR) == 90 * WHOLE and out(network, 2, DOLLAR) == 0
    network.zklink("exit", "--chain", "A", "--token", "zUSD", "--amount", "30", "--wait", "paid", wallet="carol")
    assert voucher(network, "A", DOLLAR).functions.balanceOf(carol).call() == 30 * WHOLE == out(network, 1, DOLLAR)


def test_everything_is_conserved(network):
    network.until_settled()
    found = conservation(network)
    assert found["ok"], found
    assert len(found["vouchers"]) == 4 and any(int(row["out"]) for row in found["vouchers"])
    assert not network.alarms()
