"""scripts/walletkeys.py: a key of an owner who never sent a transaction, brought by somebody else."""

import json
import subprocess
import sys

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from hexbytes import HexBytes
from web3 import Web3
from web3.logs import DISCARD

from . import encoding
from .machine import ROOT, artifact
from .test_deploy import config, deploy, ready  # noqa: F401
from .test_queue import KEY
from .test_signatures import SALT, wallet_address, wallet_code
from .world import ALICE, BOB, account

sys.path.append(str(ROOT / "scripts"))

from walletkeys import scopes_of  # noqa: E402


class Network:
    """The contracts of a local chain, and the account of a relayer."""

    def __init__(self, settings: dict, record: dict, relayer: dict, folder):
        self.rpc, self.record, self.folder = settings["rpc"], record, folder
        self.web3 = Web3(Web3.HTTPProvider(settings["rpc"]))
        self.relayer = Account.from_key(relayer["key"])
        self.zklink = self.contract("ZkLink", record["addresses"]["ZkLink"])

    def contract(self, name: str, address: str):
        """A contract."""
        return self.web3.eth.contract(address=address, abi=artifact(name)["abi"])

    def run(self, *options: str) -> subprocess.CompletedProcess:
        """Runs the script."""
        command = [
            sys.executable, str(ROOT / "scripts" / "walletkeys.py"), "--rpc", self.rpc, "--zklink",
            self.zklink.address, *options]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def message(self, owner: str, *options: str) -> dict:
        """What the owner's wallet is asked."""
        result = self.run("message", "--owner", owner, "--public-key", KEY.hex(), *options)
        assert result.returncode == 0, result.stderr
        (self.folder / "message.json").write_text(result.stdout)
        return json.loads(result.stdout)

    def transaction(self, signature: bytes, *options: str) -> subprocess.CompletedProcess:
        """The transaction of who brings the signature."""
        return self.run(
            "transaction", "--message", str(self.folder / "message.json"), "--signature", signature.hex(),
            "--from", self.relayer.address, *options)

    def send(self, request: dict):
        """Sends what a wallet would."""
        [one] = request["params"]
        assert request["method"] == "eth_sendTransaction" and one["from"] == self.relayer.address
        signed = self.relayer.sign_transaction({
            "to": one["to"], "data": one["data"], "value": int(one["value"], 16), "chainId": int(one["chainId"], 16),
            "gas": 1_500_000, "gasPrice": 2 * self.web3.eth.gas_price,
            "nonce": self.web3.eth.get_transaction_count(self.relayer.address)})
        sent = self.web3.eth.send_raw_transaction(signed.raw_transaction)
        return self.web3.eth.wait_for_transaction_receipt(sent)

    def entries(self, receipt) -> list[tuple[str, bytes]]:
        """Senders and operations of what was queued."""
        return [
            (event["args"]["sender"], event["args"]["operation"])
            for event in self.zklink.events.PriorityRequested().process_receipt(receipt, errors=DISCARD)]


def signed(request: dict, name: str) -> bytes:
    """The message signed by a wallet."""
    typed = json.loads(request["params"][1])
    return bytes(Account.sign_message(encode_typed_data(full_message=typed), account(name).key).signature)


@pytest.fixture
def network(ready, tmp_path) -> Network:  # noqa: F811
    """A deployed chain."""
    settings = config(ready)
    assert deploy(tmp_path, settings).returncode == 0
    record = json.loads((tmp_path / "out.json").read_text())
    return Network(settings, record, ready["accounts"][1], tmp_path)


def test_sets_a_key_for_an_owner_without_coins(network):
    assert network.web3.eth.get_balance(BOB) == 0 == network.web3.eth.get_transaction_count(BOB)
    request = network.message(BOB, "--slot", "2", "--scopes", "trade,withdraw", "--expiry", "7")
    assert request["method"] == "eth_signTypedData_v4" and request["params"][0] == BOB
    made = network.transaction(signed(request, "bob"))
    assert made.returncode == 0, made.stderr
    receipt = network.send(json.loads(made.stdout))
    assert network.entries(receipt) == [(BOB, encoding.set_key(BOB, 2, KEY, 5, 7))]
    assert network.web3.eth.get_transaction_count(BOB) == 0
    again = network.message(BOB)
    assert json.loads(again["params"][1])["message"]["nonce"] == "1"


def test_sets_a_key_for_a_wallet_that_is_not_deployed(network):
    made = artifact("MockFactory")
    factory = network.web3.eth.contract(abi=made["abi"], bytecode=made["bytecode"])
    relayer = network.relayer
    data = HexBytes(factory.constructor().data_in_transaction)
    created = network.web3.eth.send_raw_transaction(relayer.sign_transaction({
        "data": data, "value": 0, "chainId": network.web3.eth.chain_id, "gas": 1_000_000,
        "gasPrice": 2 * network.web3.eth.gas_price,
        "nonce": network.web3.eth.get_transaction_count(relayer.address)}).raw_transaction)
    factory = network.contract("MockFactory", network.web3.eth.wait_for_transaction_receipt(created)["contractAddress"])
    code = wallet_code()
    owner = wallet_address(factory, code)
    request = network.message(owner)
    made = network.transaction(
        signed(request, "alice"), "--factory", factory.address, "--factory-data",
        factory.encode_abi("create", [code, SALT]))
    assert made.returncode == 0, made.stderr
    receipt = network.send(json.loads(made.stdout))
    assert network.entries(receipt) == [(owner, encoding.set_key(owner, 0, KEY, 1, 0))]


def test_says_what_is_wrong(network):
    short = network.run("message", "--owner", ALICE, "--public-key", "00")
    assert (short.returncode, short.stderr) == (1, "walletkeys: a public key has 40 bytes\n")
    unknown = network.run("message", "--owner", ALICE, "--public-key", KEY.hex(), "--scopes", "trade,fly")
    assert unknown.returncode == 2 and "unknown scope fly" in unknown.stderr
    request = network.message(ALICE)
    typed = json.loads(request["params"][1])
    typed["domain"]["chainId"] = 5
    other = request | {"params": [request["params"][0], json.dumps(typed)]}
    (network.folder / "message.json").write_text(json.dumps(other))
    refused = network.transaction(bytes(65))
    assert (refused.returncode, refused.stderr) == (1, "walletkeys: the message is for another chain or contract\n")
    (network.folder / "message.json").write_text("{}")
    assert network.transaction(bytes(65)).returncode == 1


def test_scopes_have_names():
    assert [scopes_of(text) for text in ("", "trade", "withdraw-any,trade", "trade,transfer,withdraw,withdraw-any")] == [
        0, 1, 9, 15]
