"""Conversion and vaults on a running network: a split, a debt, interest that accrues, a liquidation."""

from __future__ import annotations

import time

import pytest
from folders import fresh
from governance import (
    CollateralTerms, VaultTerms, govern, set_collateral, set_feed, set_signers, set_vault_terms,
)
from ledgercheck import conservation
from system_network import SystemNetwork

WHOLE = 10**18
SIGNERS = ("lp", "alice", "bob")
USDC, USDT, SHARES = 2, 3, 0x8000


@pytest.fixture(scope="module")
def network():
    network = SystemNetwork(fresh("vaults"), with_broker=False, say=lambda text: print(text, flush=True))
    try:
        network.start()
        network.owners = network.wallets({name: {"USDC": 60_000, "USDT": 60_000} for name in SIGNERS})
        for name in SIGNERS:
            network.zklink("register-key", "--chain", "A", wallet=name)
            for chain, token in (("A", "USDC"), ("B", "USDT")):
                network.zklink("deposit", "--chain", chain, "--token", token, "--amount", "20000", wallet=name)
        network.zklink("pool", "create", "--kind", "stable", "--tokens", "USDC,USDT", "--amounts", "10000,10000",
                       wallet="lp")
        network.accounts = {
            name: network.zklink("account", "--owner", network.owners[name])["accountId"] for name in SIGNERS}
        govern(network, [
            set_signers(0, 3, list(network.accounts.values())), set_feed(USDC, 0), set_feed(USDT, 0),
            set_collateral(USDC, CollateralTerms(ceiling=300_000)), set_collateral(USDT, CollateralTerms(ceiling=300_000)),
            set_vault_terms(0, VaultTerms(ceiling=50_000)),
        ])
        wait_until(lambda: network.zklink("vault", "show", "--all")["markets"])
        post(network, "USDC=1,USDT=1")
        yield network
    finally:
        network.stop()


def held(network, name: str, token: int) -> int:
    return network.l2_balance(network.owners[name], token)


def vaults(network) -> list[dict]:
    return network.zklink("vault", "show", "--all")["vaults"]


def post(network, prices: str) -> None:
    # Only observations of later seconds than the price's count.
    time.sleep(1.1)
    for name in SIGNERS:
        network.zklink("prices", "post", "--prices", prices, wallet=name)


def wait_until(condition, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "not within the time"
        time.sleep(0.2)


def refused(network, *words, wallet: str | None = "lp") -> str:
    answer = network.zklink(*words, wallet=wallet, check=False)
    assert answer["exitCode"] == 1, answer
    return answer["error"]["reason"]


def test_a_coin_is_converted_through_pool_and_dollar(network):
    network.zklink("dollar", "mint", "--token", "USDT", "--amount", "6000", wallet="bob")
    before = held(network, "alice", USDT)
    answer = network.zklink("convert", "--from", "USDC", "--to", "USDT", "--amount", "500", wallet="alice")
    receipt = answer["receipt"]
    assert receipt["shape"] == "conversion"
    gained = held(network, "alice", USDT) - before
    assert gained == int(receipt["poolOut"]) + int(receipt["parOut"]) and gained > 4994 * WHOLE // 10
    before = held(network, "alice", USDT)
    network.zklink("convert", "--from", "USDC", "--to", "USDT", "--amount", "100", "--through", "dollar", wallet="alice")
    assert held(network, "alice", USDT) - before == 999 * WHOLE // 10
    network.zklink("convert", "--from", "USDT", "--to", "USDC", "--amount", "100", "--through", "pool", wallet="alice")
    assert refused(network, "convert", "--from", "USDC", "--to", "USDT", "--amount", "8000", "--through", "dollar",
                   wallet="alice") == "ceiling"


def test_a_debt_is_opened_and_repaid(network):
    assert refused(network, "vault", "open", "--pool", "0", "--collateral", "2000", "--dollars", "1750") == "collateral"
    assert refused(network, "vault", "open", "--pool", "0", "--dollars", "50") == "collateral"
    network.zklink("vault", "open", "--pool", "0", "--collateral", "2000", "--dollars", "1600", wallet="lp")
    assert held(network, "lp", 1) == 1_600 * WHOLE
    (vault,) = network.zklink("vault", "show", wallet="lp")["vaults"]
    assert int(vault["principal"]) == 1_600 * WHOLE and int(vault["worth"]) >= 2_000 * WHOLE
    assert vault["liquidatable"] == "0" and vault["accountId"] == network.accounts["lp"]
    wait_until(lambda: int(vaults(network)[0]["interest"]) > 0)
    assert refused(network, "vault", "repay", "--pool", "0", "--collateral", "500") == "collateral"
    network.zklink("vault", "repay", "--pool", "0", "--dollars", "600", wallet="lp")
    network.zklink("vault", "repay", "--pool", "0", "--collateral", "500", wallet="lp")
    shown = network.zklink("dollar", "show")
    # A part of the 600 was interest.
    assert 1_000 * WHOLE <= int(shown["principal"]) < 1_001 * WHOLE and shown["badDebt"] == "0"


def test_a_vault_is_liquidated(network):
    owner = str(network.accounts["lp"])
    words = ("vault", "liquidate", "--account", owner, "--pool", "0")
    assert refused(network, *words, wallet="bob") == "collateral"
    govern(network, [set_vault_terms(0, VaultTerms(ceiling=50_000, loan=400_000, threshold=600_000, target=1_700_000))])
    wait_until(lambda: vaults(network)[0]["liquidatable"] != "0")
    post(network, "USDC=1,USDT=1")
    network.zklink(*words, "--dollars", "100", wallet="bob")
    # A share is worth a little more than a dollar: 104 dollars of shares.
    assert 103 * WHOLE < held(network, "bob", SHARES) <= 104 * WHOLE
    network.zklink(*words, wallet="bob")
    wait_until(lambda: vaults(network)[0]["liquidatable"] == "0")
    network.zklink("transfer", "--token", "zUSD", "--amount", "500", "--to", network.owners["lp"], wallet="bob")
    network.zklink("vault", "repay", "--pool", "0", "--dollars", "all", wallet="lp")
    (vault,) = vaults(network)
    assert vault["principal"] == "0" and vault["interest"] == "0"
    network.zklink("vault", "repay", "--pool", "0", "--collateral", "100", wallet="lp")


def test_money_is_conserved(network):
    network.until_settled(90)
    checked = conservation(network)
    assert checked["ok"], checked
