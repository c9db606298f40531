"""scripts/outflow.py against a local chain on which a payout waits."""

import json
import subprocess
import sys
from hashlib import sha256

import pytest
from eth_account import Account
from hexbytes import HexBytes
from web3 import Web3

from . import encoding
from .encoding import Payout, padded
from .machine import ROOT, artifact
from .test_deploy import config, deploy, ready, ready_url  # noqa: F401
from .world import ALICE, BOB, CHAIN, ROOT as STATE_ROOT, account, sign

DAY = 86_400
CUSTODY = 1_000_000
PAYOUTS = [
    Payout(padded(BOB), 2, 400_000, serial=1), Payout(padded(ALICE), 2, 1_000, serial=2),
    Payout(padded(ALICE), 2, 200_000, serial=3)]


class Chain:
    """A deployment whose blocks are made here."""

    def __init__(self, ready: dict, folder, **fields):
        self.folder = folder
        self.key = ready["accounts"][0]["key"]
        self.operator = Account.from_key(self.key)
        settings = config(ready, operator=self.operator.address, **fields)
        settings["tokens"] = [{"id": 2, "symbol": "USDC", "decimals": 6, "class": 1, "mock": True}]
        result = deploy(folder, settings)
        assert result.returncode == 0, result.stderr
        self.record = json.loads((folder / "out.json").read_text())
        self.settings = settings
        self.web3 = Web3(Web3.HTTPProvider(ready_url(ready)))
        self.token = self.contract("MockToken", self.record["tokens"][0]["address"])
        self.zklink = self.contract("ZkLink", self.record["addresses"]["ZkLink"])
        self.ledger = self.contract("BlockLedger", self.record["addresses"]["BlockLedger"])

    def contract(self, name: str, address: str):
        """A contract of the deployment."""
        return self.web3.eth.contract(address=address, abi=artifact(name)["abi"])

    def send(self, call, value: int = 0) -> None:
        """Makes a call from the operator's account and waits for it."""
        sender = self.operator.address
        transaction = call.build_transaction({
            "from": sender, "nonce": self.web3.eth.get_transaction_count(sender), "value": value})
        sent = self.web3.eth.send_raw_transaction(
            self.operator.sign_transaction(transaction).raw_transaction)
        assert self.web3.eth.wait_for_transaction_receipt(sent)["status"] == 1

    def deposit(self) -> None:
        """Money in custody."""
        self.send(self.token.functions.mint(self.operator.address, CUSTODY))
        self.send(self.token.functions.approve(self.zklink.address, CUSTODY))
        self.send(self.zklink.functions.deposit(
            self.token.address, CUSTODY, 1, padded(self.operator.address), 0),
            self.zklink.functions.queue_fee().call())

    def settle(self, payouts: list[Payout]) -> None:
        """Commits, proves, confirms and executes the first block."""
        genesis = encoding.genesis_header(7, STATE_ROOT, [1, 2])
        operations = b"".join(payout.encoded() for payout in payouts)
        count = self.zklink.functions.queue_length().call()
        queue = bytes(self.zklink.functions.queue_hash(count).call())
        own = encoding.Section(CHAIN, 0, count, queue, len(payouts), sha256(operations).digest())
        header = encoding.Header(
            7, 1, genesis.hash(), self.web3.eth.get_block("latest")["timestamp"], genesis.new_root,
            sha256(genesis.new_root).digest(), sha256(b"data").digest(),
            (own, encoding.Section(2)))
        self.send(self.ledger.functions.commit(header.encoded(), operations, b"data"))
        statement = encoding.public_input(
            HexBytes(self.settings["programId"]), HexBytes(self.settings["keyRoot"]),
            genesis.hash(), header.hash())
        self.send(self.ledger.functions.prove(0, 1, statement.to_bytes(32, "big")))
        synced = encoding.sync_hash(genesis.hash(), header.hash())
        digest = encoding.confirmation(7, CHAIN, 0, 1, header.hash(), synced)
        keys = sorted((account(f"oracle {i}") for i in range(4)), key=lambda key: int(key.address, 16))
        self.send(self.ledger.functions.confirm(1, [sign(digest, key) for key in keys[:3]]))
        self.send(self.zklink.functions.execute([operations]))

    def pass_time(self, seconds: int) -> None:
        """Lets time pass."""
        self.web3.provider.make_request("evm_increaseTime", [seconds])
        self.web3.provider.make_request("evm_mine", [])

    def run(self, *options: str, zklink: str | None = None) -> subprocess.CompletedProcess:
        """Runs the script."""
        command = [
            sys.executable, str(ROOT / "scripts" / "outflow.py"), "--rpc", self.settings["rpc"],
            "--zklink", zklink or self.zklink.address, "--from", str(self.record["startBlock"]), *options]
        return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def chain(ready, tmp_path) -> Chain:  # noqa: F811
    """A chain with money in custody."""
    made = Chain(ready, tmp_path)
    made.deposit()
    return made


def test_shows_and_releases_what_waits(chain):
    key = chain.folder / "key"
    key.write_text(chain.key + "\n")
    quiet = chain.run("--json")
    assert quiet.returncode == 0, quiet.stderr
    assert json.loads(quiet.stdout)["waiting"] == []
    chain.settle(PAYOUTS)
    shown = chain.run("--json")
    assert shown.returncode == 3
    content = json.loads(shown.stdout)
    [token] = content["tokens"]
    assert token == {
        "token": 2, "address": chain.token.address, "custody": CUSTODY, "issued": 0, "owed": 1_000,
        "share": 2_000, "minimum": 0, "payable_now": token["payable_now"], "waiting": 600_000}
    assert 46_000 < token["payable_now"] < 48_000
    assert [(one["owner"], one["amount"], one["released"]) for one in content["waiting"]] == [
        (BOB, 400_000, 0), (ALICE, 200_000, 0)]
    assert content["waiting"][0]["payout_hash"] == PAYOUTS[0].hash(CHAIN).hex()
    assert content["waiting"][0]["last"] - content["waiting"][0]["first"] == 4 * DAY
    assert "400000" in chain.run().stdout

    chain.pass_time(2 * DAY)
    released = chain.run("--release", "--key", str(key))
    assert released.returncode == 0, released.stderr
    assert released.stdout == "payouts of which parts were released: 1\n"
    pending = chain.zklink.functions.pending(BOB, chain.token.address).call()
    assert abs(pending - 200_000) < 100
    chain.pass_time(5 * DAY)
    assert chain.run("--release", "--key", str(key)).stdout == "payouts of which parts were released: 2\n"
    assert chain.zklink.functions.pending(BOB, chain.token.address).call() == 400_000
    assert chain.zklink.functions.pending(ALICE, chain.token.address).call() == 201_000
    assert chain.run().returncode == 0


def test_says_what_is_wrong(chain):
    wrong = chain.run(zklink=chain.token.address)
    assert wrong.returncode == 1 and wrong.stderr.startswith("outflow: ")
    assert chain.run("--release").returncode == 2
