"""Orders of one chain for solvers (ERC-7683): payloads of the chain's resolver, one JSON object a line.

    scripts/orders.py --node URL --rpc URL --resolver ADDRESS [--least RATE]

A feed in the words of that standard. `--node` is a node of the network, which says what layer 2 has sequenced;
`--rpc` a node of the chain; ADDRESS the resolver there. Each line has `resolver` (an interoperable address),
`payload`, and `status`: `sequenced`, `committed`, `proven` or `confirmed`. A payload whose block is committed
has the block's operations, so that the resolver can check them. Payouts with a fee below RATE, in parts of
10,000 (default 1), and those that somebody has prepaid are left out.
"""

from __future__ import annotations

import argparse
import json
import sys
from hashlib import sha256

import requests
from deploy import artifact
from interoperable import InteroperableAddress
from requests.exceptions import RequestException
from web3 import Web3
from web3.exceptions import Web3Exception

# A full exit has no fee and cannot be prepaid.
KINDS = (1, 3, 4)
NOBODY = "0x" + "00" * 20
RATE = slice(-2, None)


class OrdersError(Exception):
    """The node refused; the text is its message."""


class Orders:
    """The orders of one chain."""

    def __init__(self, node: str, rpc: str, resolver: str, least: int = 1):
        self.node, self.least = node, least
        self.web3 = Web3(Web3.HTTPProvider(rpc, request_kwargs={"timeout": 20}))
        self.resolver = self.contract("CrossSwapResolver", resolver)
        self.zklink = self.contract("ZkLink", self.resolver.functions.zklink().call())
        self.ledger = self.contract("BlockLedger", self.zklink.functions.block_ledger().call())
        self.chain = self.zklink.functions.chain().call()

    def contract(self, name: str, address: str):
        """A contract by its name and address."""
        return self.web3.eth.contract(address=Web3.to_checksum_address(address), abi=artifact(name)["abi"])

    @property
    def address(self) -> InteroperableAddress:
        """The resolver's interoperable address."""
        return InteroperableAddress.evm(self.web3.eth.chain_id, self.resolver.address)

    def open(self) -> list[dict]:
        """What can be prepaid now."""
        body = {"jsonrpc": "2.0", "id": 1, "method": "zkl_payouts", "params": {"chain": self.chain}}
        answer = requests.post(self.node, json=body, timeout=20).json()
        if "error" in answer:
            raise OrdersError(answer["error"]["message"])
        found = []
        for one in answer["result"]["payouts"]:
            payout = bytes.fromhex(one["payout"][2:])
            if one["status"] != "executed" and self.is_open(payout):
                found.append({
                    "resolver": "0x" + self.address.encode().hex(), "status": one["status"],
                    "payload": "0x" + (payout + self.evidence(one["blockNumber"])).hex()})
        return found

    def is_open(self, payout: bytes) -> bool:
        """Whether a payout has a fee and nobody has prepaid it."""
        if payout[0] not in KINDS or int.from_bytes(payout[RATE], "big") < self.least:
            return False
        payout_hash = sha256(bytes([self.chain]) + payout).digest()
        return self.zklink.functions.accepted(payout_hash).call() == NOBODY

    def evidence(self, number: int) -> bytes:
        """The number and the operations of a block that is committed on the chain, nothing before that."""
        if number > self.ledger.functions.committed().call():
            return b""
        commits = self.ledger.events.BlockCommitted().get_logs(
            from_block=0, argument_filters={"number": number})
        return number.to_bytes(8, "big") + commits[-1]["args"]["chain_operations"]


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--node", required=True)
    parser.add_argument("--rpc", required=True)
    parser.add_argument("--resolver", required=True)
    parser.add_argument("--least", type=int, default=1, metavar="RATE")
    options = parser.parse_args()
    try:
        for one in Orders(options.node, options.rpc, options.resolver, options.least).open():
            print(json.dumps(one))
    except (OrdersError, OSError, RequestException, Web3Exception, ValueError) as error:
        print(f"orders: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
