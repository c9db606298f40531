"""The command line on a running network: lying nodes, wrong files, parallel commands, failing swaps."""

from __future__ import annotations

import json
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from devchain.lifetime import ends_with_parent
from folders import fresh
from localnet import ROOT, ZKLINK
from proxy import Proxy
from system_network import SystemNetwork
from web3 import Web3

ETHER = 10**18


class LyingNode(Proxy):
    """Forwards to the node and lets a function change each result."""

    def __init__(self, url: str):
        self.change = lambda method, result: None
        super().__init__(url)

    def answer(self, body: bytes) -> bytes:
        reply = requests.post(
            self.target, data=body, headers={"Content-Type": "application/json"}, timeout=60).json()
        if "result" in reply:
            self.change(json.loads(body)["method"], reply["result"])
        return json.dumps(reply).encode()


@pytest.fixture(scope="module")
def network():
    network = SystemNetwork(fresh("client"), with_broker=False,
                            say=lambda text: print(text, flush=True))
    try:
        network.start()
        network.owners = network.wallets({"lp": {"USDC": 50_000, "ETH": 50}, "erin": {"USDC": 5_000}, "poor": {}})
        network.zklink("register-key", "--chain", "A", wallet="lp")
        for token, amount in (("USDC", "40000"), ("ETH", "30")):
            network.zklink("deposit", "--chain", "A", "--token", token, "--amount", amount, wallet="lp")
        network.zklink("deposit", "--chain", "B", "--token", "ETH", "--amount", "5", wallet="lp")
        network.zklink("pool", "create", "--tokens", "USDC,ETH", "--amounts", "20000,10", wallet="lp")
        yield network
    finally:
        network.stop()


@pytest.fixture
def liar(network):
    liar = LyingNode(network.node_url)
    liar.config = str(network.write("liar.json", {"network": "network.json", "node": liar.url}))
    yield liar
    liar.stop()


def refused(network, *words, wallet: str | None = "lp", status: int = 1) -> dict:
    """The error of a command that must fail."""
    answer = network.zklink(*words, wallet=wallet, check=False)
    assert answer["exitCode"] == status, answer
    return answer["error"]


def shown(network, *words) -> str:
    """What a command prints for people."""
    result = subprocess.run(
        [str(ZKLINK), *words, "--config", str(network.folder / "client.json")], capture_output=True, text=True,
        timeout=60, cwd=ROOT, env={"ZKLINK_WALLET": str(network.folder / "wallet-lp.json")},
        preexec_fn=ends_with_parent())
    return result.stdout + result.stderr


def ledger(network, wallet: str, token: int) -> int:
    return network.l2_balance(network.owners[wallet], token)


# A node that lies

def test_a_fee_beyond_a_percent_is_not_signed(network, liar):
    def ask(method, result):
        if method == "zkl_network":
            result["minimumFees"] = [{"token": 4, "amount": str(ETHER)}]

    liar.change, before = ask, ledger(network, "lp", 4)
    words = ["transfer", "--token", "ETH", "--amount", "0.001", "--to", network.owners["erin"], "--config", liar.config]
    error = refused(network, *words)
    assert error["reason"] == "feeAboveLimit" and "--max-fee 1 --fee-token ETH" in error["message"]
    # A fee in a token that is not moved has no value but the node's word.
    assert refused(network, "transfer", "--token", "USDC", "--amount", "30", *words[5:])["reason"] == "feeAboveLimit"
    assert ledger(network, "lp", 4) == before


def test_a_small_fee_is_paid_and_shown(network, liar):
    def ask(method, result):
        if method == "zkl_network":
            result["minimumFees"] = [
                {"token": 2, "amount": str(ETHER // 100)}, {"token": 4, "amount": str(ETHER // 10**5)}]

    liar.change = ask
    words = ["transfer", "--token", "ETH", "--amount", "0.001", "--to", network.owners["erin"], "--config", liar.config]
    answer = network.zklink(*words, wallet="lp")
    assert (answer["fee"], answer["feeToken"]) == (str(ETHER // 10**5), 4)
    assert "fee 0.00001 ETH" in answer["summary"]
    chosen = network.zklink(*words, "--fee-token", "USDC", "--max-fee", "0.01", wallet="lp")
    assert (chosen["fee"], chosen["feeToken"]) == (str(ETHER // 100), 2)


def test_a_false_quote_decides_nothing(network, liar):
    def quote(method, result):
        if method == "zkl_quote":
            result["amountOut"] = "1"

    liar.change = quote
    answer = network.zklink("swap", "--from", "USDC", "--to", "ETH", "--amount", "10", "--config", liar.config, wallet="lp")
    assert int(answer["receipt"]["amountOut"]) > 4 * ETHER // 1000


def test_a_swap_has_absolute_limits(network):
    swap = ["swap", "--from", "USDC", "--to", "ETH"]
    assert refused(network, *swap, "--amount", "10", "--min-out", "1")["reason"] == "slippage"
    assert refused(network, *swap, "--receive", "0.001", "--max-in", "1")["reason"] == "slippage"
    assert refused(network, *swap, "--amount", "10", "--max-in", "9", status=64)["reason"] == "usage"
    error = refused(network, *swap, "--amount", "5000")
    assert error["reason"] == "priceImpact" and "--max-impact" in error["message"]
    assert network.zklink(*swap, "--amount", "10", "--min-out", "0.0001", "--valid-for", "60", wallet="lp")


# Wrong files

@pytest.mark.parametrize("change, says", [
    ({"contract": "0x" + "11" * 20}, "eth_getCode"), ({"evmChainId": 1}, "31001"),
    ({"chain": 7}, "chain 1, not of network"), ({"blockLedger": "0x" + "22" * 20}, "eth_getCode"),
])
def test_no_money_moves_on_a_wrong_chain(network, change, says):
    """A coin sent to an address without code would be lost."""
    content = json.loads((network.folder / "network.json").read_text())
    content["chains"][0].update(change)
    network.write("wrong.json", content)
    network.write("wrong-client.json", {"network": "wrong.json", "node": network.node_url})
    coins = network.chain("A").web3.eth.get_balance(network.owners["lp"])
    error = refused(network, "register-key", "--chain", "A", "--config", str(network.folder / "wrong-client.json"), status=65)
    assert error["reason"] == "wrongChain" and says in error["message"] and "Nothing was sent" in error["message"]
    assert network.chain("A").web3.eth.get_balance(network.owners["lp"]) == coins


def test_a_misspelt_key_is_named(network):
    network.write("misspelt.json", {"network": "network.json", "nodde": 1})
    error = refused(network, "balance", "--config", str(network.folder / "misspelt.json"), status=65)
    assert "unknown key 'nodde'" in error["message"]


def test_receivers_that_cannot_receive(network):
    chain = network.chain("A")
    mistyped = "0xDEADBEEFdeadbeefdeadbeefdeadbeefdeadbeeF"
    right = Web3.to_checksum_address(mistyped)
    withdraw = ["withdraw", "--chain", "A", "--token", "USDC", "--amount", "1", "--to"]
    for address, says in (
            ("0x" + "00" * 20, "zero address"), (chain.deployment["addresses"]["ZkLink"], "contract of the network"),
            (chain.deployment["addresses"]["BlockLedger"], "contract of the network"),
            (chain.token_address("USDC"), "contract of USDC"), (mistyped, right), (mistyped[:-1], "40 hexadecimal")):
        assert says in refused(network, *withdraw, address, status=64)["message"]
    for words in (["deposit", "--chain", "A", "--token", "USDC", "--amount", "1", "--to"],
                  ["transfer", "--token", "USDC", "--amount", "1", "--to"]):
        for address in ("0x" + "00" * 20, mistyped):
            refused(network, *words, address, status=64)
    assert network.zklink(*withdraw, right, wallet="lp")["status"] == "sequenced"


# The end of an operation

def test_a_swap_that_fails_ends_the_wait(network):
    words = ["crossswap", "--from-chain", "A", "--to-chain", "B", "--from", "USDC", "--to", "ETH", "--amount", "100",
             "--min-out", "1"]
    before = network.chain("A").balance("USDC", network.owners["erin"])
    answer = network.zklink(*words, "--wait", "paid", "--timeout", "60", wallet="erin", check=False)
    assert answer["exitCode"] == 1 and answer["error"]["reason"] == "slippage", answer
    assert "100 USDC come back on chain A" in answer["error"]["message"]
    assert answer["status"] == "failed" and answer["index"] >= 0 and answer["transactions"]
    assert network.chain("A").balance("USDC", network.owners["erin"]) == before
    sequenced = network.zklink(*words, wallet="erin", check=False)
    assert sequenced["exitCode"] == 1 and sequenced["error"]["reason"] == "slippage"


def test_an_exit_of_nothing_fails(network):
    network.zklink("deposit", "--chain", "A", "--token", "USDC", "--amount", "1", wallet="erin")
    answer = network.zklink("exit", "--chain", "A", "--token", "USDT", wallet="erin", check=False)
    assert answer["exitCode"] == 1 and "nothing was moved" in answer["error"]["message"]


def test_a_withdrawal_to_somebody_else_is_followed_to_them(network):
    receiver = Web3.to_checksum_address("0x" + "5a" * 20)
    answer = network.zklink("withdraw", "--chain", "A", "--token", "USDC", "--amount", "2", "--to", receiver,
                            "--wait", "paid", "--timeout", "60", wallet="lp")
    assert answer["status"] == "executed"
    assert network.chain("A").balance("USDC", receiver) == 2 * 10**6


def test_parallel_commands_of_one_wallet_all_succeed(network):
    words = ["transfer", "--token", "USDC", "--amount", "1", "--to", network.owners["erin"]]
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: network.zklink(*words, wallet="lp", check=False), range(24)))
    assert [answer["exitCode"] for answer in answers] == [0] * 24
    deposit = ["deposit", "--chain", "B", "--token", "ETH", "--amount", "0.01"]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: network.zklink(*deposit, wallet="lp", check=False), range(4)))
    assert [answer["exitCode"] for answer in answers] == [0] * 4


# The fee of the queue

def test_the_fee_of_the_queue_is_shown(network):
    answer = network.zklink("register-key", "--chain", "A", "--slot", "3", wallet="erin")
    assert int(answer["queueFee"]) >= 2 * 10**13
    assert "queue fee on chain A: 0.00002" in shown(network, "register-key", "--chain", "A", "--slot", "3")


def test_a_wallet_that_cannot_pay_the_queue_is_told(network):
    network.zklink("wallet", "create", "--plain", wallet="empty")
    error = refused(network, "register-key", "--chain", "A", wallet="empty")
    assert error["reason"] == "insufficientCoins" and "Nothing was sent" in error["message"]


# A new wallet

def test_a_faucet_funds_a_new_wallet(network):
    made = network.zklink("wallet", "create", "--plain", wallet="new")["address"]
    answer = network.zklink("faucet", wallet="new")
    assert len(answer["transactions"]) == 6 and answer["to"] == made
    for chain in network.chains:
        assert chain.balance("USDC", Web3.to_checksum_address(made)) == 1_000 * 10**6
    network.zklink("faucet", "--chain", "A", "--token", "ETH", "--amount", "0.5", "--to", made, wallet="lp")
    assert network.chain("A").web3.eth.get_balance(Web3.to_checksum_address(made)) == 105 * ETHER // 10
    # From nothing to a swap, as the README types it.
    network.zklink("register-key", "--chain", "A", wallet="new")
    network.zklink("deposit", "--chain", "A", "--token", "USDC", "--amount", "100", wallet="new")
    assert network.zklink("swap", "--from", "USDC", "--to", "ETH", "--amount", "10", wallet="new")["status"] == "sequenced"


def test_the_readme_goes_from_nothing_to_a_swap(network):
    text = (ROOT / "README.md").read_text().split("## Trade")[1].split("## ")[0]
    lines = [line[2:] for line in text.splitlines() if line.startswith("$ ")]
    assert len(lines) >= 9 and lines[0].startswith("export ZKLINK_CONFIG=build/demo/")
    lines[0] = lines[0].replace("build/demo", str(network.folder))
    result = subprocess.run(["bash", "-euc", "\n".join(lines)], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stdout + result.stderr
    for line in ("1000 USDC on chain A", "trading key registered in slot 0", "deposited 500 USDC from chain A"):
        assert line in result.stdout.splitlines()


def test_a_real_chain_has_no_faucet(network):
    """Its node holds no keys; a token that is no mock is not minted."""
    def hide(method, result):
        if method == "eth_accounts":
            result.clear()

    chain = LyingNode(network.chain("A").rpc)
    try:
        chain.change = hide
        content = json.loads((network.folder / "network.json").read_text())
        content["chains"][0]["rpc"] = chain.url
        network.write("real.json", content)
        network.write("real-client.json", {"network": "real.json", "node": network.node_url})
        error = refused(network, "faucet", "--config", str(network.folder / "real-client.json"))
        assert error["reason"] == "noFaucet" and "not a development chain" in error["message"]
    finally:
        chain.stop()


# Words for people

def test_refusals_say_how_much_and_whose(network):
    error = refused(network, "transfer", "--token", "USDC", "--amount", "900000", "--to", network.owners["erin"])
    assert error["reason"] == "balance" and "900000 USDC" in error["message"] and "the account has" in error["message"]
    error = refused(network, "exit", "--chain", "A", "--token", "USDC", wallet="poor")
    assert network.owners["poor"] in error["message"] and "deposit" in error["message"]
    assert "unknown chain '9'" in refused(network, "status", "9:0", wallet=None, status=64)["message"]


def test_names_and_amounts_are_one(network):
    assert "LP0" in shown(network, "tokens") and "LP0" in shown(network, "balance")
    assert network.zklink("transfer", "--token", "LP0", "--amount", "0.5", "--to", network.owners["erin"], wallet="lp")
    pools, reserves = shown(network, "pools"), shown(network, "reserves")
    assert " USDC and " in pools and "0.25 %" in pools and " LP0" in pools
    assert "A" in reserves and " USDC" in reserves
    status = shown(network, "status", "A:0")
    assert status.startswith("registerToken: ") and "Z  sequenced" in status
