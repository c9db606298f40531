"""Solves one order of ERC-7683 with nothing but the standard: no protocol is known in this file.

    scripts/solver.py --resolver ADDRESS --payload HEX --key FILE --rpc CHAIN=URL ...
                      [--recipient ADDRESS] [--assume NAME ...] [--profit UNITS] [--delay SECONDS]
                      [--patience SECONDS]

ADDRESS is an interoperable address (ERC-7930) in hexadecimal: the resolver says everything else. The operator
has vetted it, and each assumption that is named with `--assume`. An order is taken when it pays back more of
every token than it spends, of one token by at least `--profit`, within `--delay`. Only what a step says it
spends is approved. A step that may be ignored when it reverts is tried again until the payments are there, or
`--patience` is over.

Prints the order's outcome as JSON. Exit status: 0 paid, 3 not taken (nothing was sent), 4 aborted as the order
allows, 5 executed and not paid in time, 1 on errors.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from appraisal import Declined, Terms, appraise, sequence
from caller import Caller, CallerError, Reverted, TransactionFailed
from eth_abi import encode
from eth_abi.exceptions import DecodingError
from eth_utils import keccak
from interoperable import InteroperableAddress, InteroperableAddressError
from requests.exceptions import RequestException
from resolved_order import RESOLVE, Item, OrderError, Payment, ResolvedOrder, Step, Term, Value, call_data, formula
from web3.exceptions import ContractLogicError, Web3Exception

PAID, FAILED, DECLINED, ABORTED, UNPAID = 0, 1, 3, 4, 5
LATEST = 2**256 - 1


class Aborted(Exception):
    """A step reverts in a way that ends the order."""


@dataclass
class Solver:
    """Takes one order from its resolver to its payments."""

    caller: Caller
    recipient: str
    terms: Terms
    values: dict[int, Value] = field(default_factory=dict)
    receipts: dict[int, dict] = field(default_factory=dict)
    ignored: list[int] = field(default_factory=list)

    def resolve(self, resolver: InteroperableAddress, payload: bytes) -> ResolvedOrder:
        """Asks the resolver."""
        data = keccak(text=RESOLVE)[:4] + encode(["bytes"], [payload])
        try:
            return ResolvedOrder.read(self.caller.call(resolver.chain_id, resolver.account, data))
        except Reverted as error:
            raise Declined(f"the resolver {error}") from None

    def solve(self, order: ResolvedOrder) -> dict:
        """Decides, executes every step and waits for the payments."""
        self.order = order
        net = appraise(order, self.terms, self.caller)
        since = {one.token.chain_id: self.caller.observed(one.token.chain_id, "block.number") + 1
                 for one in order.payments}
        for index in sequence(order):
            self.perform(index)
        arrived = self.wait(since)
        return {
            "paid": arrived, "recipient": self.recipient, "ignored": self.ignored,
            "profit": {token.encode().hex(): amount for token, amount in net.items()},
            "transactions": {index: "0x" + one["transactionHash"].hex() for index, one in self.receipts.items()}}

    # Executing

    def perform(self, index: int) -> None:
        """Executes a step: approves what it spends, waits for its time, and makes its call."""
        step = self.order.steps[index]
        chain, target = step.target.chain_id, step.target.account
        self.approve(step)
        self.await_time(step)
        for one in step.all("NeedsVariable"):
            self.value(one[0])
        data = call_data(step.selector, [self.value(one) for one in step.arguments])
        gas = max((self.value(formula(one[0])).word for one in step.all("SpendsGas")), default=0)
        try:
            self.caller.call(chain, target, data)
            self.receipts[index] = self.caller.send(chain, target, data, gas)
        except Reverted as error:
            self.judge(step, error)
            self.ignored.append(index)
        except (TransactionFailed, ContractLogicError):
            # The state changed after the first call: a second one has the reason.
            self.confirm_failure(step, chain, target, data)
            self.ignored.append(index)

    def confirm_failure(self, step: Step, chain: int, target: str, data: bytes) -> None:
        """Returns when a call that failed still does, and the order lets the solver ignore that."""
        try:
            self.caller.call(chain, target, data)
        except Reverted as error:
            return self.judge(step, error)
        raise CallerError(f"chain {chain}: a call to {target} failed and would not now")

    @staticmethod
    def judge(step: Step, error: Reverted) -> None:
        """Returns when the order lets the solver ignore a failure."""
        for policy, expected in step.all("RevertPolicy"):
            if error.data.startswith(expected):
                if policy == "ignore":
                    return
                raise Aborted(str(error)) from None
        raise error

    def approve(self, step: Step) -> None:
        """Lets spenders take exactly what the step says."""
        for token, amount, spender, _ in step.all("SpendsERC20"):
            place, taker = InteroperableAddress.decode(token), InteroperableAddress.decode(spender).account
            wanted = self.value(formula(amount)).word
            allowed = self.caller.read(
                place.chain_id, place.account, "allowance(address,address)", [self.caller.address, taker])
            if allowed < wanted:
                data = keccak(text="approve(address,uint256)")[:4] + encode(["address", "uint256"], [taker, wanted])
                self.caller.send(place.chain_id, place.account, data)

    def await_time(self, step: Step) -> None:
        """Waits for the first block in which the step may be."""
        for name, lower, upper in step.all("TimingBounds"):
            least = self.value(formula(lower)).word if lower else 0
            most = self.value(formula(upper)).word if upper else LATEST
            while (now := self.caller.observed(step.target.chain_id, name)) < least:
                time.sleep(self.caller.poll_seconds)
            if now >= most:
                raise Aborted(f"too late: {name} is {now}")

    def value(self, term: Term) -> Value:
        """The value of an argument or a formula; a variable is decided once."""
        if isinstance(term, Value):
            return term
        if term not in self.values:
            self.values[term] = self.decide(self.order.variables[term])
        return self.values[term]

    def decide(self, role: Item) -> Value:
        """The value of a variable."""
        if role.name == "PaymentRecipient":
            return Value.of("address", self.recipient)
        if role.name == "StepCaller":
            return Value.of("address", self.caller.address)
        if role.name == "ExecutionOutput":
            return self.output(*role.fields)
        target, selector, arguments, number = role.fields
        place = InteroperableAddress.decode(target)
        values = [self.value(int.from_bytes(one, "big") if len(one) == 32 else Value.framed(one)) for one in arguments]
        return Value.framed(self.caller.call(
            place.chain_id, place.account, call_data(selector, values), None if number == LATEST else number))

    def output(self, name: str, index: int) -> Value:
        """What was observed when a step was executed."""
        if index not in self.receipts:
            raise OrderError(f"nothing was observed in step {index}")
        receipt, chain = self.receipts[index], self.order.steps[index].target.chain_id
        if name == "receipt.effectiveGasPrice":
            return Value.of("uint256", receipt["effectiveGasPrice"])
        found = self.caller.node(chain).eth.get_block(receipt["blockNumber"])
        return Value.of("uint256", found[name.removeprefix("block.")])

    # Being paid

    def wait(self, since: dict[int, int]) -> int:
        """Waits for every payment; returns the sum, or raises `Unpaid`."""
        longest = max(one.delay_seconds for one in self.order.payments)
        deadline = time.monotonic() + longest + self.terms.patience_seconds
        while True:
            arrived = [self.arrived(one, since) for one in self.order.payments]
            if all(arrived):
                return sum(arrived)
            if time.monotonic() > deadline:
                raise Unpaid(f"{sum(map(bool, arrived))} of {len(arrived)} payments")
            self.retry()
            time.sleep(self.caller.poll_seconds)

    def arrived(self, one: Payment, since: dict[int, int]) -> int:
        """The amount of a payment, 0 before it is there."""
        chain = one.token.chain_id
        owed = sum(
            self.value(other.amount).word for other in self.order.payments
            if (other.token, other.sender) == (one.token, one.sender))
        found = self.caller.received(
            chain, one.token.account, one.sender.account, self.recipient, since[chain])
        return self.value(one.amount).word if found >= owed else 0

    def retry(self) -> None:
        """Tries again what was ignored."""
        waiting, self.ignored = self.ignored, []
        for index in waiting:
            self.perform(index)


class Unpaid(Exception):
    """Every step is executed, and a payment is missing."""


def options() -> argparse.Namespace:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--resolver", required=True)
    parser.add_argument("--payload", required=True)
    parser.add_argument("--key", required=True, type=Path)
    parser.add_argument("--rpc", required=True, action="append", metavar="CHAIN=URL")
    parser.add_argument("--recipient")
    parser.add_argument("--assume", action="append", default=[], metavar="NAME")
    parser.add_argument("--profit", type=int, default=Terms.profit, metavar="UNITS")
    parser.add_argument("--delay", type=int, default=Terms.delay_seconds, metavar="SECONDS")
    parser.add_argument("--patience", type=int, default=Terms.patience_seconds, metavar="SECONDS")
    return parser.parse_args()


def main() -> int:
    """Solves one order."""
    chosen = options()
    endings = {Declined: ("declined", DECLINED), Aborted: ("aborted", ABORTED), Unpaid: ("unpaid", UNPAID)}
    try:
        nodes = dict(one.split("=", 1) for one in chosen.rpc)
        caller = Caller(chosen.key.read_text().strip(), {int(chain): url for chain, url in nodes.items()})
        terms = Terms(frozenset(chosen.assume), chosen.profit, chosen.delay, chosen.patience)
        solver = Solver(caller, chosen.recipient or caller.address, terms)
        resolver = InteroperableAddress.decode(bytes.fromhex(chosen.resolver.removeprefix("0x")))
        order = solver.resolve(resolver, bytes.fromhex(chosen.payload.removeprefix("0x")))
        outcome, status = solver.solve(order), PAID
    except tuple(endings) as error:
        name, status = endings[type(error)]
        outcome = {name: str(error)}
    except (CallerError, OrderError, Reverted, InteroperableAddressError, DecodingError, OSError, IndexError,
            RequestException, Web3Exception, ValueError) as error:
        print(f"solver: {error}", file=sys.stderr)
        return FAILED
    print(json.dumps(outcome, indent=1))
    return status


if __name__ == "__main__":
    sys.exit(main())
