"""A yield-bearing token of another protocol in a stable pool: its gain reaches who provides it."""

from __future__ import annotations

import pytest
from dollar_network import USDC, WHOLE, DollarNetwork
from folders import fresh
from governance import VaultTerms, govern, set_collateral_terms, set_rate_feed, set_reserve_target
from ledgercheck import conservation
from yields import YieldVault

YIELDING = 5


@pytest.fixture(scope="module")
def network():
    network = DollarNetwork(fresh("yield"), with_broker=False, say=lambda text: print(text, flush=True))
    try:
        network.start()
        network.list_coins(300_000)
        network.vault = vault = YieldVault(network, network.chains[0], YIELDING, "yUSDC", "USDC")
        vault.register()
        network.until("the token", lambda: info(network), 60)
        govern(network, [
            set_rate_feed(YIELDING, 0, USDC), set_collateral_terms(YIELDING, VaultTerms(ceiling=50_000))])
        network.until("its feed", lambda: "underlying" in info(network), 60)
        vault.give(network.owners["lp"], 10_000)
        network.zklink("deposit", "--chain", "A", "--token", str(YIELDING), "--amount", "10000", wallet="lp")
        network.post(f"USDC=1,USDT=1,{YIELDING}={vault.rate}")
        yield network
    finally:
        network.stop()


def info(network, token: int = YIELDING) -> dict | None:
    return next((one for one in network.zklink("tokens")["tokens"] if one["token"] == token), None)


def pool(network) -> dict:
    return next(one for one in network.zklink("pools")["pools"] if YIELDING in one["tokens"])


def test_a_gain_reaches_the_provider(network):
    vault = network.vault
    before = network.held("lp", YIELDING)
    network.zklink("pool", "create", "--kind", "stable", "--tokens", f"USDC,{YIELDING}", "--amounts", "5000,5000",
                   wallet="lp")
    assert pool(network)["ratedCoins"] == 2 and pool(network)["rates"] == [str(WHOLE), str(WHOLE)]
    vault.earn(1_000)
    assert vault.rate == "1.100000000000000000"
    first = pool(network)
    network.post(f"{YIELDING}={vault.rate}")
    # A rate rises slowly, whatever the vault is worth: 50 millionths an hour.
    risen = int(pool(network)["rates"][1])
    assert WHOLE < risen < WHOLE * 1_000_050 // 1_000_000
    assert int(info(network)["rate"]) == risen
    worth = [sum(int(held) * int(rate) for held, rate in zip(one["balances"], one["rates"]))
             for one in (first, pool(network))]
    assert worth[1] > worth[0]
    # Whoever buys the token pays the rate.
    network.zklink("swap", "--from", "USDC", "--to", str(YIELDING), "--amount", "100", wallet="alice")
    assert 0 < network.held("alice", YIELDING) < 100 * WHOLE
    # The provider leaves with tokens and redeems them where they come from.
    network.zklink("pool", "remove", "--pool", str(pool(network)["pool"]), "--shares", "9000", wallet="lp")
    back = network.held("lp", YIELDING)
    assert 0 < before - back < 700 * WHOLE
    network.zklink("withdraw", "--chain", "A", "--token", str(YIELDING), "--amount", "9000", "--to", vault.faucet,
                   "--wait", "paid", wallet="lp", timeout=180)
    assert vault.redeem(9_000 * WHOLE) == 9_900 * 10**6


def test_a_yield_bearing_token_secures_dollars(network):
    network.post(f"USDC=1,USDT=1,{YIELDING}={network.vault.rate}")
    network.zklink("dollar", "mint", "--token", "USDT", "--amount", "6000", wallet="bob")
    open_vault = ("vault", "open", "--token", str(YIELDING), "--collateral", "400")
    assert network.refused(*open_vault, "--dollars", "350") == "collateral"
    network.zklink(*open_vault, "--dollars", "300", wallet="lp")
    (vault,) = network.zklink("vault", "show", wallet="lp")["vaults"]
    assert vault["token"] == YIELDING and int(vault["worth"]) >= 400 * WHOLE
    assert conservation(network)["ok"]


def test_a_short_chain_charges_and_rewards(network):
    govern(network, [set_reserve_target(USDC, network.chains[0].chain, 100_000)])
    network.until("the target", lambda: int(info(network, USDC)["chains"][0]["reserveTarget"]), 60)
    before = network.held("alice", USDC)
    answer = network.zklink("withdraw", "--chain", "A", "--token", "USDC", "--amount", "1000", wallet="alice")
    spent = before - network.held("alice", USDC)
    # At most one in a hundred, with what is left above what is paid.
    fee = spent - int(answer["receipt"]["payout"]["chainAmount"]) * 10**12
    assert 0 < fee < 10 * WHOLE and spent <= 1_000 * WHOLE
    before = network.held("bob", USDC)
    network.zklink("deposit", "--chain", "A", "--token", "USDC", "--amount", "900", wallet="bob")
    rebate = network.held("bob", USDC) - before - 900 * WHOLE
    assert 0 < 5 * rebate <= 4 * fee
    # The withdrawal may still be on its way, so only the ledger adds up.
    assert all(row["ok"] for row in conservation(network)["tokens"])
