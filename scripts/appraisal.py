"""Whether a solver takes an order of ERC-7683, and in which order it executes the steps."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from caller import Caller
from interoperable import InteroperableAddress
from resolved_order import Item, OrderError, ResolvedOrder, Step, Term, Value, formula

# The roles of variables that are decided here; orders with others are declined.
ROLES = ("PaymentRecipient", "StepCaller", "ExecutionOutput", "Query")
OUTPUTS = ("block.number", "block.timestamp", "receipt.effectiveGasPrice")
FIELDS = ("block.number", "block.timestamp")


class Declined(Exception):
    """The order is not taken; nothing was sent."""


@dataclass(frozen=True)
class Terms:
    """What the operator of the solver agrees to."""

    assumptions: frozenset[str] = frozenset()
    profit: int = 0
    delay_seconds: int = 3_600
    patience_seconds: int = 600


def appraise(order: ResolvedOrder, terms: Terms, caller: Caller) -> dict[InteroperableAddress, int]:
    """Declines what is not trusted, understood, profitable or affordable; returns the profit by token."""
    for name, _ in order.assumptions:
        if name not in terms.assumptions:
            raise Declined(f"assumption {name!r}")
    check_variables(order)
    check_steps(order, caller)
    check_payments(order, terms, caller)
    spent = spending(order)
    net = {token: -amount for token, amount in spent.items()}
    for one in order.payments:
        net[one.token] = net.get(one.token, 0) + known(one.amount)
    if min(net.values()) < 0 or max(net.values()) < terms.profit:
        raise Declined(f"no profit: {sorted(net.values())}")
    for token, amount in spent.items():
        held = caller.read(token.chain_id, token.account, "balanceOf(address)", [caller.address])
        if held < amount:
            raise Declined(f"{held} of {amount} units of {token.name}")
    return net


def check_variables(order: ResolvedOrder) -> None:
    """Declines roles that are not decided here."""
    for role in order.variables:
        if role.name not in ROLES or role.name == "ExecutionOutput" and role.fields[0] not in OUTPUTS:
            raise Declined(f"variable of role {role.name}")


def check_steps(order: ResolvedOrder, caller: Caller) -> None:
    """Declines chains and times that are not known here, and steps that need each other."""
    for step in order.steps:
        if step.target.chain_id not in caller.nodes:
            raise Declined(f"no node of chain {step.target.chain_id}")
        for name, _, _ in step.all("TimingBounds"):
            if name not in FIELDS:
                raise Declined(f"time {name!r}")
    sequence(order)


def check_payments(order: ResolvedOrder, terms: Terms, caller: Caller) -> None:
    """Declines payments that are late or elsewhere, refuses those for no step or to no recipient."""
    if not order.payments:
        raise Declined("no payment")
    for one in order.payments:
        if one.token.chain_id not in caller.nodes:
            raise Declined(f"no node of chain {one.token.chain_id}")
        if one.delay_seconds > terms.delay_seconds:
            raise Declined(f"paid after {one.delay_seconds} s")
        if one.step >= len(order.steps):
            raise OrderError("a payment is for no step")
        if variable(order, one.recipient_variable).name != "PaymentRecipient":
            raise OrderError("a payment's recipient is another variable")


def spending(order: ResolvedOrder) -> dict[InteroperableAddress, int]:
    """What all steps spend of each token."""
    spent: dict[InteroperableAddress, int] = defaultdict(int)
    for step in order.steps:
        for token, amount, spender, _ in step.all("SpendsERC20"):
            places = [InteroperableAddress.decode(token), InteroperableAddress.decode(spender)]
            if any(place.chain_id != step.target.chain_id for place in places):
                raise OrderError("a step spends on another chain")
            spent[places[0]] += known(formula(amount))
    return spent


def known(term: Term) -> int:
    """An amount that is known before anything is executed."""
    if not isinstance(term, Value):
        raise Declined("an amount depends on a variable")
    return term.word


def variable(order: ResolvedOrder, index: int) -> Item:
    """A variable of the order."""
    if index >= len(order.variables):
        raise OrderError(f"no variable {index}")
    return order.variables[index]


def sequence(order: ResolvedOrder) -> list[int]:
    """The steps in an order in which each comes after those that it needs."""
    needs = {index: needed(order, step) for index, step in enumerate(order.steps)}
    done: list[int] = []
    while len(done) < len(needs):
        ready = [index for index in needs if index not in done and needs[index] <= set(done)]
        if not ready:
            raise Declined("steps need each other")
        done.append(ready[0])
    return done


def needed(order: ResolvedOrder, step: Step) -> set[int]:
    """The steps that a step comes after: those it names, and those its variables are observed in."""
    found = {one[0] for one in step.all("NeedsStep")}
    waiting = [one for one in step.arguments if not isinstance(one, Value)]
    waiting += [one[0] for one in step.all("NeedsVariable")]
    seen: set[int] = set()
    while waiting:
        index = waiting.pop()
        if index in seen:
            continue
        seen.add(index)
        role = variable(order, index)
        if role.name == "ExecutionOutput":
            found.add(role.fields[1])
        elif role.name == "Query":
            waiting += [int.from_bytes(one, "big") for one in role.fields[2] if len(one) == 32]
    return found
