"""An account that calls contracts on several EVM chains, each named by its chain id."""

from __future__ import annotations

import time

from eth_abi import decode, encode
from eth_account import Account
from eth_utils import keccak, to_checksum_address
from web3 import Web3
from web3.exceptions import TransactionNotFound

TRANSFER = "0x" + keccak(text="Transfer(address,address,uint256)").hex()
RECEIPT_SECONDS = 120


class CallerError(Exception):
    """A chain is not known, or its node did not do what was asked; the text says which."""


class TransactionFailed(CallerError):
    """A transaction was included and reverted."""


class Reverted(Exception):
    """A call reverts with this data."""

    def __init__(self, data: bytes):
        super().__init__(f"reverts with 0x{data.hex()}")
        self.data = data


class Caller:
    """The account of a key, and a node of each chain."""

    def __init__(self, key: str, nodes: dict[int, str], poll_seconds: float = 0.5):
        self.account = Account.from_key(key)
        self.nodes = {
            chain: Web3(Web3.HTTPProvider(url, request_kwargs={"timeout": 20})) for chain, url in nodes.items()}
        self.poll_seconds = poll_seconds
        for chain in nodes:
            found = self.node(chain).eth.chain_id
            if found != chain:
                raise CallerError(f"{nodes[chain]} is chain {found}, not {chain}")

    @property
    def address(self) -> str:
        """The account's address, the same on every chain."""
        return self.account.address

    def node(self, chain: int) -> Web3:
        """The node of a chain."""
        if chain not in self.nodes:
            raise CallerError(f"no node of chain {chain}")
        return self.nodes[chain]

    def call(self, chain: int, to: str, data: bytes, block: int | None = None) -> bytes:
        """What a call from the account would return at a block, the latest by default."""
        request = {"from": self.address, "to": to, "data": "0x" + data.hex()}
        answer = self.node(chain).provider.make_request(
            "eth_call", [request, "latest" if block is None else hex(block)])
        if "error" not in answer:
            return bytes.fromhex(answer["result"][2:])
        reason = answer["error"].get("data")
        if isinstance(reason, str) and reason.startswith("0x"):
            raise Reverted(bytes.fromhex(reason[2:]))
        raise CallerError(f"chain {chain}: {answer['error'].get('message')}")

    def read(self, chain: int, to: str, form: str, values: list, kind: str = "uint256"):
        """One value that a function returns, called with elementary arguments."""
        kinds = form[:-1].split("(", 1)[1]
        data = keccak(text=form)[:4] + encode(kinds.split(",") if kinds else [], values)
        return decode([kind], self.call(chain, to, data))[0]

    def send(self, chain: int, to: str, data: bytes, gas: int = 0) -> dict:
        """Sends a transaction with at least this gas limit; returns its receipt when it succeeded."""
        node = self.node(chain)
        base = node.eth.get_block("latest").get("baseFeePerGas", 0)
        tip = min(10**9, node.eth.gas_price)
        draft = {
            "from": self.address, "to": to_checksum_address(to), "data": "0x" + data.hex(), "value": 0,
            "chainId": chain, "nonce": node.eth.get_transaction_count(self.address, "pending"),
            "maxFeePerGas": 2 * base + tip, "maxPriorityFeePerGas": tip, "type": 2}
        draft["gas"] = max(gas, node.eth.estimate_gas(draft) * 6 // 5)
        signed = self.account.sign_transaction({name: draft[name] for name in draft if name != "from"})
        receipt = self.receipt(node, node.eth.send_raw_transaction(signed.raw_transaction))
        if receipt["status"] != 1:
            raise TransactionFailed(f"chain {chain}: {receipt['transactionHash'].hex()} reverted")
        return receipt

    def receipt(self, node: Web3, transaction: bytes) -> dict:
        """Waits for a transaction."""
        deadline = time.monotonic() + RECEIPT_SECONDS
        while time.monotonic() < deadline:
            try:
                return node.eth.get_transaction_receipt(transaction)
            except TransactionNotFound:
                time.sleep(self.poll_seconds)
        raise CallerError(f"no receipt of {transaction.hex()}")

    def observed(self, chain: int, field: str) -> int:
        """The number or the timestamp of the latest block."""
        latest = self.node(chain).eth.get_block("latest")
        return latest[field.removeprefix("block.")]

    def received(self, chain: int, token: str, sender: str, recipient: str, since: int) -> int:
        """The sum of a token's transfers from one account to another from a block on."""
        logs = self.node(chain).eth.get_logs({
            "address": to_checksum_address(token), "fromBlock": since, "toBlock": "latest",
            "topics": [TRANSFER, topic(sender), topic(recipient)]})
        return sum(int.from_bytes(log["data"], "big") for log in logs)


def topic(address: str) -> str:
    """An address as the topic of an event."""
    return "0x" + "00" * 12 + address[2:].lower()
