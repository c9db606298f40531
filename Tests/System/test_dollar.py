"""The unified dollar on a running network: governance, prices, minting, redeeming, a coin that falls."""

from __future__ import annotations

import json
import time

import pytest
from folders import fresh
from governance import CollateralTerms, govern, set_collateral, set_feed, set_signers
from ledgercheck import conservation
from localnet import TOKENS, ZKLINK
from system_network import SystemNetwork

WHOLE = 10**18
SIGNERS = ("lp", "alice", "bob")
USDC, USDT = 2, 3


@pytest.fixture(scope="module")
def network():
    network = SystemNetwork(fresh("dollar"), with_broker=False, say=lambda text: print(text, flush=True))
    try:
        network.start()
        network.owners = network.wallets({name: {"USDC": 60_000, "USDT": 60_000} for name in SIGNERS})
        for name in SIGNERS:
            network.zklink("register-key", "--chain", "A", wallet=name)
            for chain, token in (("A", "USDC"), ("B", "USDT")):
                network.zklink("deposit", "--chain", chain, "--token", token, "--amount", "20000", wallet=name)
        yield network
    finally:
        network.stop()


def dollar(network) -> dict:
    return network.zklink("dollar", "show")


def coin(network, token: int) -> dict:
    return next(one for one in dollar(network)["coins"] if one["token"] == token)


def held(network, name: str, token: int) -> int:
    return network.l2_balance(network.owners[name], token)


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


def test_the_life_of_a_dollar(network):
    assert refused(network, "dollar", "show", wallet=None) == "unknownObject"
    accounts = [network.zklink("account", "--owner", network.owners[name])["accountId"] for name in SIGNERS]
    govern(network, [
        set_signers(0, 3, accounts), set_feed(USDC, 0), set_feed(USDT, 0),
        set_collateral(USDC, CollateralTerms(ceiling=100_000)), set_collateral(USDT, CollateralTerms(ceiling=100_000)),
    ])
    wait_until(lambda: len(network.zklink("dollar", "show", check=False).get("coins", [])) == 2)
    assert refused(network, "dollar", "mint", "--token", "USDC", "--amount", "100") == "stalePrice"

    post(network, "USDC=1.0,USDT=0.9998")
    assert int(coin(network, USDT)["price"]["value"]) == 9998 * 10**14
    network.zklink("dollar", "mint", "--token", "USDC", "--amount", "2000", wallet="lp")
    assert held(network, "lp", 1) == 2_000 * WHOLE
    network.zklink("dollar", "mint", "--token", "USDT", "--amount", "1000", wallet="alice")
    # 0.9998 a coin; the rest of 1,000 is the buffer's.
    assert held(network, "alice", 1) == 9998 * WHOLE // 10
    shown = dollar(network)
    assert int(shown["supply"]) == 3_000 * WHOLE and int(shown["buffer"]) == 2 * WHOLE // 10
    assert refused(network, "dollar", "mint", "--token", "USDC", "--amount", "1000") == "ceiling"
    assert refused(network, "dollar", "mint", "--token", "ETH", "--amount", "1") == "notFound"

    before = held(network, "lp", USDT)
    network.zklink("dollar", "redeem", "--token", "USDT", "--amount", "40", wallet="lp")
    assert held(network, "lp", USDT) - before == 3996 * WHOLE // 100
    network.zklink("transfer", "--token", "zUSD", "--amount", "10", "--to", network.owners["bob"], wallet="lp")
    assert held(network, "bob", 1) == 10 * WHOLE


def test_a_fallen_coin_mints_nothing_and_the_exit_stays_open(network):
    post(network, "USDT=0.9")
    price = coin(network, USDT)["price"]
    assert price["suspended"] and int(price["value"]) == 9998 * 10**14
    assert refused(network, "dollar", "mint", "--token", "USDT", "--amount", "10") == "stalePrice"
    assert refused(network, "dollar", "redeem", "--token", "USDC", "--amount", "10") == "stalePrice"
    before = held(network, "lp", USDC)
    network.zklink("dollar", "redeem", "--amount", "100", wallet="lp")
    assert held(network, "lp", USDC) > before + 60 * WHOLE


def test_a_signer_publishes_its_source(network):
    source = network.folder / "prices.json"
    source.write_text(json.dumps({"USDC": "1.0004"}))
    publishers = []
    for name in SIGNERS:
        publisher = network.process(f"publisher-{name}", [
            str(ZKLINK), "prices", "publish", "--source", str(source), "--interval", "1", "--config",
            str(network.folder / "client.json"), "--wallet", str(network.folder / f"wallet-{name}.json")])
        publisher.spawn()
        publishers.append(publisher)
    try:
        wait_until(lambda: int(coin(network, USDC)["price"]["value"]) == 10_004 * 10**14)
        first = coin(network, USDC)["price"]["time"]
        wait_until(lambda: coin(network, USDC)["price"]["time"] > first)
        source.write_text("not JSON")
        log = network.folder / "publisher-lp.log"
        wait_until(lambda: "not posted" in log.read_text())
        source.write_text(json.dumps({"USDC": "1.0006"}))
        wait_until(lambda: int(coin(network, USDC)["price"]["value"]) == 10_006 * 10**14)
    finally:
        for publisher in publishers:
            publisher.stop()


def test_money_is_conserved(network):
    network.until_settled(90)
    checked = conservation(network)
    assert checked["ok"], checked
    assert {row["token"] for row in checked["tokens"]} == {token["symbol"] for token in TOKENS} | {"zUSD"}
