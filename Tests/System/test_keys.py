"""A trader who never sends a transaction: another account deposits for it and brings its signature for a key."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from folders import fresh
from ledgercheck import conservation
from localnet import ROOT
from system_network import SystemNetwork

CHAIN = "A"


@pytest.fixture(scope="module")
def network():
    network = SystemNetwork(fresh("keys"), with_broker=False, say=lambda text: print(text, flush=True))
    try:
        network.start()
        network.owners = network.wallets({"lp": {"USDC": 50_000, "ETH": 50}})
        network.zklink("register-key", "--chain", CHAIN, wallet="lp")
        for token, amount in (("USDC", "30000"), ("ETH", "20")):
            network.zklink("deposit", "--chain", CHAIN, "--token", token, "--amount", amount, wallet="lp")
        network.zklink("pool", "create", "--tokens", "USDC,ETH", "--amounts", "20000,10", wallet="lp")
        yield network
    finally:
        network.stop()


def walletkeys(network, *options: str) -> dict:
    """What `scripts/walletkeys.py` prints for the chain."""
    chain = network.chain(CHAIN)
    command = [
        sys.executable, str(ROOT / "scripts/walletkeys.py"), "--rpc", chain.rpc, "--zklink",
        chain.deployment["addresses"]["ZkLink"], *options]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def keys(network, owner: str) -> list[dict]:
    """The trading keys that the ledger has."""
    answer = network.call("zkl_account", owner=owner.lower())
    return answer["result"]["keys"] if "result" in answer else []


def test_an_owner_without_coins_trades(network):
    owner = Account.create()
    network.zklink("wallet", "import", "--key", owner.key.hex(), "--plain", wallet="dora")
    public_key = network.zklink("wallet", "show", wallet="dora")["tradingKey"]
    network.zklink("deposit", "--chain", CHAIN, "--token", "USDC", "--amount", "500", "--to", owner.address, wallet="lp")

    # The wallet signs, and the account of the faucet brings the signature.
    message = walletkeys(network, "message", "--owner", owner.address, "--public-key", public_key, "--scopes",
                         "trade,transfer")
    typed = json.loads(message["params"][1])
    signature = Account.sign_message(encode_typed_data(full_message=typed), owner.key).signature
    path = network.write("message.json", message)
    relayer = Account.from_key(network.faucet)
    request = walletkeys(
        network, "transaction", "--message", str(path), "--signature", signature.hex(), "--from", relayer.address)
    [sent] = request["params"]
    chain = network.chain(CHAIN)
    network.transact(chain, None, to=sent["to"], data=sent["data"], value=int(sent["value"], 16), gas=500_000)

    [key] = network.until("the ledger has the key", lambda: keys(network, owner.address))
    assert (key["slot"], key["publicKey"], key["scopes"]) == (0, public_key, 3), key
    traded = network.zklink("swap", "--from", "USDC", "--to", "ETH", "--amount", "100", wallet="dora")
    assert traded["receipt"]["applied"], traded
    assert network.l2_balance(owner.address, 4) > 0
    refused = network.zklink(
        "withdraw", "--chain", CHAIN, "--token", "USDC", "--amount", "10", wallet="dora", check=False)
    assert refused["exitCode"] == 1 and "scope" in json.dumps(refused["error"]), refused
    for one in network.chains:
        assert one.web3.eth.get_transaction_count(owner.address) == 0 == one.web3.eth.get_balance(owner.address)
    network.until_settled()
    conservation(network)
