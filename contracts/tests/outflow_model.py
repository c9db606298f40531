"""The limit of outflow, written from docs/protocol/contracts.md with rational numbers.

Times are seconds. Where the contract rounds, this model does not: a contract that lets less leave, by
less than one unit a step, agrees with it.
"""

from dataclasses import dataclass
from fractions import Fraction

DAY = 86_400
LONGEST = 40 * DAY
DEFAULT_SHARE = Fraction(20, 100)


@dataclass
class Wait:
    """A payout that is released in proportion to the time between two times."""

    amount: int
    first: Fraction
    last: Fraction
    paid: int = 0

    def due(self, now: int) -> Fraction:
        """What has become payable by a time, the part that was released included."""
        if now >= self.last:
            return Fraction(self.amount)
        if now <= self.first:
            return Fraction(0)
        return self.amount * (now - self.first) / (self.last - self.first)


@dataclass
class Outflow:
    """One token: how far a day's share is used, and what waits."""

    share: Fraction = DEFAULT_SHARE
    minimum: int = 0
    used: Fraction = Fraction(0)
    released: Fraction = Fraction(0)

    def daily(self, free: int) -> Fraction:
        """What may leave in any 24 hours."""
        return max(free * self.share, Fraction(self.minimum), Fraction(1))

    def used_after(self, now: int, free: int, amount: int) -> Fraction | None:
        """Up to when what may leave at once is used after a payout; none beyond custody."""
        if amount > free:
            return None
        return max(self.used, now) + 4 * DAY * amount / self.daily(free - amount)

    def wait(self, now: int, free: int, amount: int) -> Wait:
        """Enters a payout that waits."""
        first = max(self.released, Fraction(now))
        last = first + 2 * DAY * amount / self.daily(free)
        if last > now + LONGEST:
            first = last = Fraction(now + LONGEST)
        self.released = last
        return Wait(amount, first, last)

    def deposit(self, now: int, custody: int, amount: int) -> None:
        """A deposit, counted with the custody that it makes."""
        if self.used > now:
            self.used -= min(self.used, 4 * DAY * amount / self.daily(custody))
