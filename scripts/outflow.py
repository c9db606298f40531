"""Limits of outflow on one chain: what can leave now, what waits and until when; releases what is due.

    scripts/outflow.py --rpc URL --zklink ADDRESS [--from BLOCK] [--json]
    scripts/outflow.py --rpc URL --zklink ADDRESS [--from BLOCK] --release --key FILE

Needs the compiled contracts (`make contracts`) and a node of the chain, no node of the network. `--from`
is the block of the deployment. With `--release` anything that is due is released, whoever it belongs to,
by the account whose private key (hexadecimal) is in the file; owners, or anyone for them, claim then.

Exit status: 0 when nothing waits or all that was due is released, 3 when something waits, 1 on errors.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from deploy import DeploymentError, Sender, artifact
from hexbytes import HexBytes
from requests.exceptions import RequestException
from web3 import Web3
from web3.exceptions import Web3Exception

# All chain operations of this version are payouts of one length.
PAYOUT_LENGTH = 66
# Providers limit the range of a query for logs.
LOG_RANGE = 10_000
RELEASE_GAS = 200_000
WAITS = 3


@dataclass
class TokenOutflow:
    """One token on the chain, in its own units."""

    token: int
    address: str
    custody: int
    issued: int
    owed: int
    share: int
    minimum: int
    payable_now: int
    waiting: int

    @property
    def is_issued(self) -> bool:
        """Whether the network issues it: the dollar, or the share of a pool."""
        return self.token == 1 or self.token >= 0x8000

    @property
    def free(self) -> float:
        """What can become owed: custody that is not, any amount of an issued token."""
        return math.inf if self.is_issued else self.custody - self.owed


@dataclass
class WaitingPayout:
    """One payout that waits, in its token's own units; times in seconds since 1970."""

    payout_hash: str
    owner: str
    token: str
    amount: int
    first: int
    last: int
    released: int
    due: int


class Outflow:
    """The contracts of one chain, read at its latest block."""

    def __init__(self, rpc: str, zklink: str, first_block: int):
        self.web3 = Web3(Web3.HTTPProvider(rpc, request_kwargs={"timeout": 20}))
        self.zklink = self.contract("ZkLink", zklink)
        self.ledger = self.contract("BlockLedger", self.zklink.functions.block_ledger().call())
        self.limits = self.contract("OutflowLimits", self.zklink.functions.outflow_limits().call())
        self.first_block = first_block

    def contract(self, name: str, address: str):
        """A contract by its name and address."""
        return self.web3.eth.contract(
            address=Web3.to_checksum_address(address), abi=artifact(name)["abi"])

    def events(self, event) -> list:
        """Every event of a kind since the deployment."""
        found, last = [], self.web3.eth.block_number
        for start in range(self.first_block, last + 1, LOG_RANGE):
            found += event.get_logs(from_block=start, to_block=min(start + LOG_RANGE - 1, last))
        return found

    def tokens(self) -> list[TokenOutflow]:
        """Every registered token."""
        return [
            self.token(event["args"]["token"], event["args"]["contract_address"])
            for event in self.events(self.zklink.events.TokenRegistered())]

    def token(self, identifier: int, address: str) -> TokenOutflow:
        """One token."""
        zklink, limits = self.zklink.functions, self.limits.functions
        share, minimum = limits.limit(address).call()
        return TokenOutflow(
            identifier, address, zklink.custody(address).call(), zklink.issued(address).call(),
            zklink.owed(address).call(),
            share, minimum, limits.payable_now(address).call(), limits.waiting(address).call())

    def waiting(self) -> list[WaitingPayout]:
        """Every payout that waits, the one that is released first in front."""
        found = []
        for event in self.events(self.limits.events.PayoutWaiting()):
            values = event["args"]
            first, last, released, due = self.limits.functions.wait_of(
                values["payout_hash"], values["amount"]).call()
            if last:
                found.append(WaitingPayout(
                    values["payout_hash"].hex(), values["owner"], values["token"], values["amount"],
                    first, last, released, due))
        return sorted(found, key=lambda one: (one.last, one.payout_hash))

    def payouts(self) -> dict[str, bytes]:
        """The payouts of every committed block by their hash: `release` wants their bytes."""
        chain = bytes([self.zklink.functions.chain().call()])
        found = {}
        for event in self.events(self.ledger.events.BlockCommitted()):
            operations = event["args"]["chain_operations"]
            for start in range(0, len(operations), PAYOUT_LENGTH):
                payout = operations[start:start + PAYOUT_LENGTH]
                found[sha256(chain + payout).hexdigest()] = payout
        return found

    def release(self, key: str) -> int:
        """Releases what is due and what custody covers; returns the number of payouts."""
        due = [one for one in self.waiting() if one.due]
        payouts = self.payouts() if due else {}
        sender = Sender(self.web3, key)
        free = {one.address: one.free for one in self.tokens()}
        released = 0
        for one in due:
            if one.due > free[one.token]:
                print(f"{one.payout_hash}: more than custody has", file=sys.stderr)
                continue
            free[one.token] -= one.due
            data = self.zklink.encode_abi("release", [payouts[one.payout_hash]])
            sender.send(f"release {one.payout_hash}", self.zklink.address, HexBytes(data), RELEASE_GAS)
            released += 1
        if released:
            sender.settle()
        return released


def date(seconds: int) -> str:
    """A time as people write it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%SZ")


def report(tokens: list[TokenOutflow], waiting: list[WaitingPayout]) -> str:
    """The text for people."""
    lines = []
    for one in tokens:
        held = (
            f"out {one.issued}, of which owed {one.owed}; waiting {one.waiting}" if one.is_issued
            else f"custody {one.custody}, of which owed {one.owed} and waiting {one.waiting}")
        lines.append(
            f"token {one.token} {one.address}\n"
            f"  {held}\n"
            f"  a day {one.share / 100:g} % or {one.minimum}; payable now {one.payable_now}")
    for one in waiting:
        lines.append(
            f"payout {one.payout_hash} of {one.amount} {one.token} to {one.owner}\n"
            f"  from {date(one.first)} to {date(one.last)}; released {one.released}, due {one.due}")
    return "\n".join(lines)


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rpc", required=True)
    parser.add_argument("--zklink", required=True)
    parser.add_argument("--from", dest="first_block", type=int, default=0, metavar="BLOCK")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--release", action="store_true")
    parser.add_argument("--key", type=Path, metavar="FILE")
    options = parser.parse_args()
    if options.release and options.key is None:
        parser.error("--release needs --key")
    try:
        outflow = Outflow(options.rpc, options.zklink, options.first_block)
        if options.release:
            print(f"payouts of which parts were released: {outflow.release(options.key.read_text().strip())}")
            return 0
        tokens, waiting = outflow.tokens(), outflow.waiting()
    except (DeploymentError, OSError, RequestException, Web3Exception, ValueError) as error:
        print(f"outflow: {error}", file=sys.stderr)
        return 1
    if options.json:
        content = {"tokens": list(map(asdict, tokens)), "waiting": list(map(asdict, waiting))}
        print(json.dumps(content, indent=1))
    else:
        print(report(tokens, waiting))
    return WAITS if waiting else 0


if __name__ == "__main__":
    sys.exit(main())
