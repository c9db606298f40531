"""Targets of reserves, their fees and rebates, from docs/protocol/transition.md, "Chains"."""

from __future__ import annotations

from codec import Operation
from records import MALFORMED, NOT_FOUND, is_issued, require
from routes import RouteRules
from trading import ceil_div
from words import ON_CHAIN, number, words

POT = 0, 2
"""Account and sub-account of what fees of reserves leave for rebates."""
LARGEST_TARGET = 2**111
FEE_PART, REBATE_PART = 200, 250


def squared_shortage(reserve: int, target: int) -> int:
    return max(0, target - reserve) ** 2


def fee_of_taking(reserve: int, taken: int, target: int) -> int:
    """What it costs to take so much of a reserve, or all of it when there is less."""
    if target == 0:
        return 0
    more = squared_shortage(max(0, reserve - taken), target) - squared_shortage(reserve, target)
    return ceil_div(more, FEE_PART * target)


def earned_by_bringing(reserve: int, brought: int, target: int) -> int:
    """What it earns to bring so much to a reserve, if the pot has as much."""
    if target == 0:
        return 0
    less = squared_shortage(reserve, target) - squared_shortage(reserve + brought, target)
    return less // (REBATE_PART * target)


def affordable(reserve: int, amount: int, target: int) -> int:
    """What is left of an amount for the receiver when the fee comes out of it."""
    return amount - fee_of_taking(reserve, amount, target)


class ReserveRules(RouteRules):
    """Fees of what leaves on chains and rebates of what arrives there."""

    def target(self, chain: int, token: int) -> int:
        """That of the reserve of a token on a chain."""
        return number(self.records[ON_CHAIN, token, chain][10:14])

    def take_rebate(self, chain: int, token: int, amount: int) -> int:
        """What an amount that a chain brings earns, which leaves the pot."""
        earned = earned_by_bringing(
            self.reserve(chain, token), amount, self.target(chain, token))
        rebate = min(self.balance(*POT, token), earned)
        self.debit(*POT, token, rebate)
        return rebate

    def payable(
        self, chain: int, token: int, amount: int, is_partial: bool
    ) -> tuple[int, int, int]:
        """Units on the chain, what they are here, and the fee, of an amount that is to leave there;
        with a part for the whole no more than the reserve."""
        reserve, target = self.reserve(chain, token), self.target(chain, token)
        left = affordable(reserve, amount, target)
        if is_partial and not is_issued(token):
            left = min(left, reserve)
        scale = self.scale(chain, token)
        paid = left // scale * scale
        return left // scale, paid, fee_of_taking(reserve, paid, target)

    # SetReserveTarget

    def _set_reserve_target_check(self, op: Operation) -> None:
        require(op.target <= LARGEST_TARGET and not is_issued(op.token), MALFORMED)
        require((ON_CHAIN, op.token, op.chain) in self.records, NOT_FOUND)

    def _set_reserve_target(self, op: Operation) -> None:
        key = ON_CHAIN, op.token, op.chain
        self.put(key, self.records[key][:10] + words(op.target, 4))
        kept = self.balance(*POT, op.token)
        self.debit(*POT, op.token, kept)
        self.credit(0, 0, op.token, kept)
