"""The unified dollar on a running network: governance, prices, minting, redeeming, a coin that falls."""

from __future__ import annotations

import json

import pytest
from dollar_network import SIGNERS, USDC, USDT, WHOLE, DollarNetwork
from folders import fresh
from ledgercheck import conservation
from localnet import TOKENS, ZKLINK


@pytest.fixture(scope="module")
def network():
    network = DollarNetwork(fresh("dollar"), with_broker=False, say=lambda text: print(text, flush=True))
    try:
        network.start()
        yield network
    finally:
        network.stop()


def dollar(network) -> dict:
    return network.zklink("dollar", "show")


def coin(network, token: int) -> dict:
    return next(one for one in dollar(network)["coins"] if one["token"] == token)


def test_the_life_of_a_dollar(network):
    assert network.refused("dollar", "show", wallet=None) == "unknownObject"
    network.list_coins(100_000)
    network.until(
        "the listing of both coins",
        lambda: len(network.zklink("dollar", "show", check=False).get("coins", [])) == 2, 30)
    assert network.refused("dollar", "mint", "--token", "USDC", "--amount", "100") == "stalePrice"

    network.post("USDC=1.0,USDT=0.9998")
    assert int(coin(network, USDT)["price"]["value"]) == 9998 * 10**14
    network.zklink("dollar", "mint", "--token", "USDC", "--amount", "2000", wallet="lp")
    assert network.held("lp", 1) == 2_000 * WHOLE
    network.zklink("dollar", "mint", "--token", "USDT", "--amount", "1000", wallet="alice")
    # 0.9998 a coin; the rest of 1,000 is the buffer's.
    assert network.held("alice", 1) == 9998 * WHOLE // 10
    shown = dollar(network)
    assert int(shown["supply"]) == 3_000 * WHOLE and int(shown["buffer"]) == 2 * WHOLE // 10
    assert network.refused("dollar", "mint", "--token", "USDC", "--amount", "1000") == "ceiling"
    assert network.refused("dollar", "mint", "--token", "ETH", "--amount", "1") == "notFound"

    before = network.held("lp", USDT)
    network.zklink("dollar", "redeem", "--token", "USDT", "--amount", "40", wallet="lp")
    assert network.held("lp", USDT) - before == 3996 * WHOLE // 100
    network.zklink("transfer", "--token", "zUSD", "--amount", "10", "--to", network.owners["bob"], wallet="lp")
    assert network.held("bob", 1) == 10 * WHOLE


def test_a_fallen_coin_mints_nothing_and_the_exit_stays_open(network):
    network.post("USDT=0.9")
    price = coin(network, USDT)["price"]
    assert price["suspended"] and int(price["value"]) == 9998 * 10**14
    assert network.refused("dollar", "mint", "--token", "USDT", "--amount", "10") == "stalePrice"
    assert network.refused("dollar", "redeem", "--token", "USDC", "--amount", "10") == "stalePrice"
    before = network.held("lp", USDC)
    network.zklink("dollar", "redeem", "--amount", "100", wallet="lp")
    assert network.held("lp", USDC) > before + 60 * WHOLE


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
        network.until("the published price", lambda: int(coin(network, USDC)["price"]["value"]) == 10_004 * 10**14, 30)
        first = coin(network, USDC)["price"]["time"]
        network.until("a newer price", lambda: coin(network, USDC)["price"]["time"] > first, 30)
        source.write_text("not JSON")
        log = network.folder / "publisher-lp.log"
        network.until("a source that is not posted", lambda: "not posted" in log.read_text(), 30)
        source.write_text(json.dumps({"USDC": "1.0006"}))
        network.until("the price after that", lambda: int(coin(network, USDC)["price"]["value"]) == 10_006 * 10**14, 30)
    finally:
        for publisher in publishers:
            publisher.stop()


def test_money_is_conserved(network):
    network.until_settled(90)
    checked = conservation(network)
    assert checked["ok"], checked
    assert {row["token"] for row in checked["tokens"]} == {token["symbol"] for token in TOKENS} | {"zUSD"}
