"""What a wallet is asked to do a deposit or a cross swap in one piece: a `wallet_sendCalls` request (EIP-5792).

    scripts/walletcalls.py --rpc URL --zklink ADDRESS --from ADDRESS --token ADDRESS --amount UNITS deposit
                           [--owner ADDRESS] [--sub-account N]
    scripts/walletcalls.py ... crossswap --to-chain N --minimum UNITS --receiver ADDRESS [--fee-rate RATE]
                           [--hop PLACE:TOKEN ...]

Prints the request as JSON; sends nothing. It is atomic: an approval does not stay behind when the call after it
is refused. Amounts are in the token's own units, `--minimum` in units of layer 2 (18 decimals), RATE in parts
of 10,000. The fee of the queue is sent with a tenth more than it is now; the contract sends back what is above.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass

from deploy import artifact
from eth_abi import encode
from eth_utils import keccak, to_checksum_address
from requests.exceptions import RequestException
from web3 import Web3
from web3.exceptions import Web3Exception

VERSION = "2.0.0"
NATIVE = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"
EVM = 1
DEPOSIT = "deposit(address,uint256,uint8,bytes32,uint8)"
CROSS_SWAP = "cross_swap(address,uint256,uint8,uint256,uint8,bytes32,address,uint16,(uint16,uint16)[])"
APPROVE = "approve(address,uint256)"


@dataclass(frozen=True)
class Payment:
    """What a queue entry brings from an account of one chain, and what the chain says about it."""

    chain_id: int
    zklink: str
    sender: str
    token: str
    amount: int
    queue_fee: int
    allowance: int = 0
    is_issued: bool = False

    def deposit(self, owner: str, sub_account: int = 0) -> dict:
        """The request that credits an EVM owner on layer 2."""
        return self.request(DEPOSIT, [self.token, self.amount, EVM, padded(owner), sub_account])

    def cross_swap(
        self, target_chain: int, minimum_out: int, receiver: str, fee_rate: int, hops: list[tuple[int, int]]
    ) -> dict:
        """The request that swaps to an EVM receiver; what fails comes back to the sender."""
        return self.request(CROSS_SWAP, [
            self.token, self.amount, target_chain, minimum_out, EVM, padded(receiver), self.sender, fee_rate, hops])

    def request(self, form: str, values: list) -> dict:
        """The request of one call of the contract, after what it needs."""
        value = self.queue_fee * 11 // 10 + (self.amount if self.token == NATIVE else 0)
        calls = [*self.approvals(), {"to": self.zklink, "data": call_data(form, values), "value": hex(value)}]
        return {
            "jsonrpc": "2.0", "id": 1, "method": "wallet_sendCalls",
            "params": [{
                "version": VERSION, "from": self.sender, "chainId": hex(self.chain_id), "atomicRequired": True,
                "calls": calls}]}

    def approvals(self) -> list[dict]:
        """Approvals of the amount: none for native coin, for vouchers, and where there is one already.

        A smaller one is taken back first: some tokens refuse to change an approval that is not zero.
        """
        if self.token == NATIVE or self.is_issued or self.allowance >= self.amount:
            return []
        amounts = [0, self.amount] if self.allowance else [self.amount]
        return [
            {"to": self.token, "data": call_data(APPROVE, [self.zklink, amount]), "value": "0x0"}
            for amount in amounts]


def padded(address: str) -> bytes:
    """An EVM address in 32 bytes."""
    return bytes(12) + bytes.fromhex(address[2:])


def call_data(form: str, values: list) -> str:
    """The call data of a function, in hexadecimal."""
    kinds = kinds_of(form[form.index("(") + 1:-1])
    return "0x" + (keccak(text=form)[:4] + encode(kinds, values)).hex()


def kinds_of(text: str) -> list[str]:
    """The types between commas that are in no parentheses."""
    kinds, depth = [""], 0
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            kinds.append("")
        else:
            kinds[-1] += letter
    return kinds


def read(options: argparse.Namespace) -> Payment:
    """Asks the chain what a request depends on."""
    web3 = Web3(Web3.HTTPProvider(options.rpc, request_kwargs={"timeout": 20}))
    zklink, sender, token = map(to_checksum_address, (options.zklink, options.sender, options.token))
    functions = web3.eth.contract(address=zklink, abi=artifact("ZkLink")["abi"]).functions
    identifier = functions.token_id(token).call()
    if identifier == 0:
        raise ValueError(f"{token} is not registered")
    allowance = 0
    if token != NATIVE:
        held = web3.eth.contract(address=token, abi=artifact("Voucher")["abi"]).functions
        allowance = held.allowance(sender, zklink).call()
    # Token 1 and shares are burnt from their owner without an approval.
    return Payment(
        web3.eth.chain_id, zklink, sender, token, options.amount, functions.queue_fee().call(), allowance,
        identifier == 1 or identifier >= 0x8000)


def hop(text: str) -> tuple[int, int]:
    """A place and the token that comes out of it."""
    place, token = text.split(":")
    return int(place, 0), int(token, 0)


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("rpc", "zklink", "token"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--from", dest="sender", required=True)
    parser.add_argument("--amount", required=True, type=int)
    commands = parser.add_subparsers(dest="command", required=True)
    deposit = commands.add_parser("deposit")
    deposit.add_argument("--owner")
    deposit.add_argument("--sub-account", type=int, default=0)
    swap = commands.add_parser("crossswap")
    swap.add_argument("--to-chain", type=int, required=True)
    swap.add_argument("--minimum", type=int, required=True)
    swap.add_argument("--receiver", required=True)
    swap.add_argument("--fee-rate", type=int, default=0)
    swap.add_argument("--hop", type=hop, action="append", default=[])
    options = parser.parse_args()
    try:
        payment = read(options)
        if options.command == "deposit":
            request = payment.deposit(options.owner or payment.sender, options.sub_account)
        else:
            request = payment.cross_swap(
                options.to_chain, options.minimum, options.receiver, options.fee_rate, options.hop)
    except (OSError, RequestException, Web3Exception, ValueError) as error:
        print(f"walletcalls: {error}", file=sys.stderr)
        return 1
    print(json.dumps(request, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
