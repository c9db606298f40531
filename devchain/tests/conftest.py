"""Shared fixtures: a fresh chain, a web3 client, a compiled Vyper contract."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from eth_account import Account
from eth_account.signers.local import LocalAccount
from web3 import HTTPProvider, Web3
from web3.contract import Contract
from web3.types import TxReceipt

from devchain.process import DevchainProcess

COUNTER_SOURCE = """
# pragma version 0.4.3

event Bumped:
    who: indexed(address)
    amount: indexed(uint256)
    total: uint256

total: public(uint256)
by_caller: public(HashMap[address, uint256])


@external
def bump(amount: uint256) -> uint256:
    assert amount > 0, "amount is zero"
    self.total += amount
    self.by_caller[msg.sender] += amount
    log Bumped(who=msg.sender, amount=amount, total=self.total)
    return self.total


@external
def try_bump(other: address, amount: uint256) -> bool:
    success: bool = raw_call(
        other, abi_encode(amount, method_id=method_id("bump(uint256)")), revert_on_failure=False)
    return success


@external
@view
def parent_hash() -> bytes32:
    return blockhash(block.number - 1)


@external
@view
def older_hash(number: uint256) -> bytes32:
    return blockhash(number)


@external
@view
def now() -> uint256:
    return block.timestamp


@external
@payable
def pay():
    pass
"""


@dataclass
class Client:
    """A chain with web3 connected to it and its funded accounts."""

    chain: DevchainProcess
    web3: Web3
    accounts: list[LocalAccount]

    def send(self, sender: int = 0, **fields: object) -> bytes:
        """Signs and sends; absent fields are filled in by web3."""
        account = self.accounts[sender]
        tx = {"from": account.address, "chainId": self.web3.eth.chain_id,
              "nonce": self.web3.eth.get_transaction_count(account.address, "pending"),
              "value": 0, "gas": 300_000, "maxFeePerGas": 10**11,
              "maxPriorityFeePerGas": 10**9} | fields
        if "gasPrice" in fields:
            del tx["maxFeePerGas"], tx["maxPriorityFeePerGas"]
        return self.web3.eth.send_raw_transaction(account.sign_transaction(tx).raw_transaction)

    def transfer(self, sender: int = 0, to: int = 1, value: int = 1, **fields: object) -> bytes:
        """Sends coins."""
        return self.send(sender, **({"to": self.accounts[to].address, "value": value,
                                     "gas": 21000} | fields))

    def receipt(self, tx_hash: bytes) -> TxReceipt:
        """The receipt of a mined transaction."""
        return self.web3.eth.get_transaction_receipt(tx_hash)

    def deploy(self, compiled: dict) -> Contract:
        """Deploys from account 0."""
        tx_hash = self.send(data=compiled["bytecode"], gas=3_000_000)
        if self.web3.eth.get_transaction(tx_hash)["blockNumber"] is None:
            self.chain.rpc("evm_mine")
        return self.web3.eth.contract(self.receipt(tx_hash)["contractAddress"],
                                      abi=compiled["abi"])

    def bump(self, contract: Contract, amount: int, sender: int = 0, **fields: object) -> bytes:
        """Calls `bump`, which emits one log."""
        return self.send(sender, to=contract.address,
                         data=contract.encode_abi("bump", [amount]), **fields)


def connect(chain: DevchainProcess) -> Client:
    """A client of a running chain."""
    web3 = Web3(HTTPProvider(chain.url))
    return Client(chain, web3, [Account.from_key(key) for key in chain.keys])


@pytest.fixture(scope="session")
def counter() -> dict:
    """The counter contract, compiled."""
    from vyper import compile_code
    return compile_code(COUNTER_SOURCE, output_formats=["abi", "bytecode"])


@pytest.fixture(scope="session")
def shared_chain() -> Iterator[Client]:
    """One process for most tests; each returns it to its start by a snapshot."""
    with DevchainProcess("--finalized-depth=64") as chain:
        yield connect(chain)


@pytest.fixture
def client(shared_chain: Client) -> Iterator[Client]:
    """A chain at block 0 that mines each transaction at once."""
    rpc = shared_chain.chain.rpc
    snapshot = rpc("evm_snapshot")
    yield shared_chain
    rpc("devchain_clearFaults")
    rpc("evm_setAutomine", True)
    rpc("evm_setIntervalMining", 0)
    rpc("devchain_setFinality", {"safeDepth": 1, "finalizedDepth": 64})
    assert rpc("evm_revert", snapshot) is True


@pytest.fixture
def manual(client: Client) -> Client:
    """A chain at block 0 that mines only when asked to."""
    client.chain.rpc("evm_setAutomine", False)
    return client
