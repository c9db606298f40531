"""Conversion and vaults on a running network: a split, a debt, interest that accrues, a liquidation."""

from __future__ import annotations

import pytest
from dollar_network import USDT, WHOLE, DollarNetwork
from folders import fresh
from governance import VaultTerms, govern, set_vault_terms
from ledgercheck import conservation

SHARES = 0x8000


@pytest.fixture(scope="module")
def network():
    network = DollarNetwork(fresh("vaults"), with_broker=False, say=lambda text: print(text, flush=True))
    try:
        network.start()
        network.create_stable_pool()
        network.list_coins(300_000, set_vault_terms(0, VaultTerms(ceiling=50_000)))
        network.until("a market", lambda: network.zklink("vault", "show", "--all")["markets"], 30)
        network.post("USDC=1,USDT=1")
        yield network
    finally:
        network.stop()


def vaults(network) -> list[dict]:
    return network.zklink("vault", "show", "--all")["vaults"]


def test_a_coin_is_converted_through_pool_and_dollar(network):
    network.zklink("dollar", "mint", "--token", "USDT", "--amount", "6000", wallet="bob")
    before = network.held("alice", USDT)
    answer = network.zklink("convert", "--from", "USDC", "--to", "USDT", "--amount", "500", wallet="alice")
    receipt = answer["receipt"]
    assert receipt["shape"] == "conversion"
    gained = network.held("alice", USDT) - before
    assert gained == int(receipt["poolOut"]) + int(receipt["parOut"]) and gained > 4994 * WHOLE // 10
    before = network.held("alice", USDT)
    network.zklink("convert", "--from", "USDC", "--to", "USDT", "--amount", "100", "--through", "dollar", wallet="alice")
    assert network.held("alice", USDT) - before == 999 * WHOLE // 10
    network.zklink("convert", "--from", "USDT", "--to", "USDC", "--amount", "100", "--through", "pool", wallet="alice")
    assert network.refused("convert", "--from", "USDC", "--to", "USDT", "--amount", "8000", "--through", "dollar",
                           wallet="alice") == "ceiling"


def test_a_debt_is_opened_and_repaid(network):
    assert network.refused("vault", "open", "--pool", "0", "--collateral", "2000", "--dollars", "1750") == "collateral"
    assert network.refused("vault", "open", "--pool", "0", "--dollars", "50") == "collateral"
    network.zklink("vault", "open", "--pool", "0", "--collateral", "2000", "--dollars", "1600", wallet="lp")
    assert network.held("lp", 1) == 1_600 * WHOLE
    (vault,) = network.zklink("vault", "show", wallet="lp")["vaults"]
    assert int(vault["principal"]) == 1_600 * WHOLE and int(vault["worth"]) >= 2_000 * WHOLE
    assert vault["liquidatable"] == "0" and vault["accountId"] == network.accounts["lp"]
    network.until("interest", lambda: int(vaults(network)[0]["interest"]) > 0, 30)
    assert network.refused("vault", "repay", "--pool", "0", "--collateral", "500") == "collateral"
    network.zklink("vault", "repay", "--pool", "0", "--dollars", "600", wallet="lp")
    network.zklink("vault", "repay", "--pool", "0", "--collateral", "500", wallet="lp")
    shown = network.zklink("dollar", "show")
    # A part of the 600 was interest.
    assert 1_000 * WHOLE <= int(shown["principal"]) < 1_001 * WHOLE and shown["badDebt"] == "0"


def test_a_vault_is_liquidated(network):
    owner = str(network.accounts["lp"])
    words = ("vault", "liquidate", "--account", owner, "--pool", "0")
    assert network.refused(*words, wallet="bob") == "collateral"
    govern(network, [set_vault_terms(0, VaultTerms(ceiling=50_000, loan=400_000, threshold=600_000, target=1_700_000))])
    network.until("a vault to liquidate", lambda: vaults(network)[0]["liquidatable"] != "0", 30)
    network.post("USDC=1,USDT=1")
    network.zklink(*words, "--dollars", "100", wallet="bob")
    # A share is worth a little more than a dollar: 104 dollars of shares.
    assert 103 * WHOLE < network.held("bob", SHARES) <= 104 * WHOLE
    network.zklink(*words, wallet="bob")
    network.until("a vault that is sound again", lambda: vaults(network)[0]["liquidatable"] == "0", 30)
    network.zklink("transfer", "--token", "zUSD", "--amount", "500", "--to", network.owners["lp"], wallet="bob")
    network.zklink("vault", "repay", "--pool", "0", "--dollars", "all", wallet="lp")
    (vault,) = vaults(network)
    assert vault["principal"] == "0" and vault["interest"] == "0"
    network.zklink("vault", "repay", "--pool", "0", "--collateral", "100", wallet="lp")


def test_money_is_conserved(network):
    network.until_settled(90)
    checked = conservation(network)
    assert checked["ok"], checked
