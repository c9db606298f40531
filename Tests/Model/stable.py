"""StableSwap pools in exact integers, written from the design of the pools and from nothing else.

Amounts have 18 decimals, fees are parts of a million, rates of coins have 18 decimals. A pool's amplification is
`a = 100 A`, with A as in Curve's contracts (`Ann = A n`). A root is where `supports` changes, found by halving between two
values that show it; an iteration only says where to begin, so nothing here can share a mistake with one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

W = 10**18
M = 10**6
LARGEST_SCALED = 2**110
SMALLEST_SUM = 10**17
EVALUATED_RATIO = 4096
ADMITTED_RATIO = 1000
U128 = 2**128 - 1


class Refused(Exception):
    """An operation is rejected; the text is the rejection."""


def ceil_div(a: int, b: int) -> int:
    return -(-a // b)


def invariant(d: int, scaled: list[int], a: int) -> int:
    """G(d, X): rises strictly in d and falls strictly in every balance."""
    n, product = len(scaled), d
    for balance in sorted(scaled, reverse=True):
        product = product * d // (n * balance)
    return 100 * product + (a * n - 100) * d - a * n * sum(scaled)


def supports(d: int, scaled: list[int], a: int) -> bool:
    return d <= sum(scaled) and invariant(d, scaled, a) <= 0


def falling(start: int, step: Callable[[int], int]) -> int:
    """Where an iteration stops falling."""
    for _ in range(64):
        lower = step(start)
        if lower >= start:
            break
        start = lower
    return start


def boundary(guess: int, low: int, high: int, holds: Callable[[int], bool]) -> int:
    """The last value that holds, in `low..<high`: `low` holds and `high` does not; `guess` only makes it quick."""
    reach = 1
    while high - low > 1:
        place = guess if low < guess < high else (low + high) // 2
        if holds(place):
            low, guess = place, place + reach
        else:
            high, guess = place, place - reach
        reach *= 2
    return low


def depth(scaled: list[int], a: int) -> int:
    """D(X): the largest d that the balances support."""
    n, total = len(scaled), sum(scaled)

    def newton(d: int) -> int:
        product = d
        for balance in sorted(scaled, reverse=True):
            product = product * d // (n * balance)
        return (a * n * total + 100 * n * product) * d // ((a * n - 100) * d + 100 * (n + 1) * product)

    return boundary(falling(total, newton), 0, total + 1, lambda d: supports(d, scaled, a))


def counterpart(d: int, scaled: list[int], a: int, index: int) -> int:
    """y: the smallest balance of a coin with which the balances support d."""
    def fits(value: int) -> bool:
        return supports(d, [*scaled[:index], value, *scaled[index + 1:]], a)

    n, others = len(scaled), [*scaled[:index], *scaled[index + 1:]]

    def newton(y: int) -> int:
        """Of the quadratic y^2 + (b - d) y = c, from above."""
        product = 100 * d * d // (a * n * n)
        for balance in others:
            product = product * d // (n * balance)
        slope = 2 * y + sum(others) + 100 * d // (a * n) - d
        return (y * y + product) // slope if slope > 0 else y

    high = max(1, d)
    while not fits(high):
        high *= 2
    return boundary(falling(high, newton), 0, high, lambda y: y == 0 or not fits(y)) + 1


def fits(value: int) -> int:
    if value > U128:
        raise Refused("overflow")
    return value


def scale(balances: list[int], rates: list[int]) -> list[int]:
    """What balances count as."""
    return [fits(balance * rate // W) for balance, rate in zip(balances, rates)]


def require_ratio(before: list[int], largest: int, smallest: int) -> None:
    """Refuses a ratio that is neither admitted nor at most that of the balances before."""
    if largest > ADMITTED_RATIO * smallest and largest * min(before) > max(before) * smallest:
        raise Refused("slippage")


def admit(before: list[int], after: list[int]) -> None:
    """Refuses balances that no operation may lead to."""
    if max(after) > LARGEST_SCALED:
        raise Refused("overflow")
    require_ratio(before, max(after), min(after))


@dataclass
class Fees:
    """Rates of a pool: the least, the slope and the most that its providers earn."""

    least: int = 300
    slope: int = 2_000
    most: int = 5_000

    def rates(self, share: int, whole: int) -> tuple[int, int]:
        """Rate of the providers and of the protocol, for an incoming coin with `share` of `whole`."""
        rate = self.least
        if share > whole:
            rate = min(self.most, self.least + ceil_div(self.slope * (share - whole), whole))
        return rate, rate // 5


def new_supply(balances: list[int], a: int, rates: list[int]) -> int:
    """The shares of a new pool: D."""
    balances = scale(balances, rates)
    admit(balances, balances)
    if min(balances) < W or max(balances) > ADMITTED_RATIO * min(balances):
        raise Refused("slippage")
    return depth(balances, a)


@dataclass
class StablePool:
    """A pool of two to four coins; operations change it and return what the user gets or pays."""

    balances: list[int]
    a: int
    shares: int = 0
    rates: list[int] = field(default_factory=list)
    fees: Fees = field(default_factory=Fees)
    protocol: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rates = self.rates or [W] * len(self.balances)
        self.protocol = self.protocol or [0] * len(self.balances)
        self.shares = self.shares or depth(self.scaled, self.a)

    @property
    def scaled(self) -> list[int]:
        return scale(self.balances, self.rates)

    @property
    def virtual_price(self) -> int:
        return depth(self.scaled, self.a) * W // self.shares

    def swap_exact_in(self, source: int, target: int, amount: int) -> int:
        """What comes out."""
        fee, cut = self.swap_rates(self.scaled, source, self.counted(source, amount))
        scaled = self.evaluated()
        before = list(scaled)
        d = depth(scaled, self.a)
        net = amount * (M - fee - cut) // M
        scaled[source] += self.counted(source, net)
        admit(before, scaled)
        left = counterpart(d, scaled, self.a, target)
        require_ratio(before, max(scaled[:target] + scaled[target + 1:]), left)
        out = (scaled[target] - left) * W // self.rates[target]
        if out <= 0:
            raise Refused("slippage")
        self.settle(source, amount, amount * cut // M, {target: out})
        return out

    def swap_exact_out(self, source: int, target: int, out: int) -> int:
        """What goes in."""
        scaled = self.evaluated()
        d = depth(scaled, self.a)
        taken = ceil_div(out * self.rates[target], W)
        if out >= self.balances[target] or taken >= scaled[target]:
            raise Refused("slippage")
        left = list(scaled)
        left[target] -= taken
        others = left[:source] + left[source + 1:]
        require_ratio(scaled, max(others), min(others))
        held = counterpart(d, left, self.a, source)
        most = max(ADMITTED_RATIO * min(others), max(scaled) * min(others) // min(scaled))
        if held > min(most, LARGEST_SCALED):
            raise Refused("overflow" if most >= LARGEST_SCALED else "slippage")
        net = fits(ceil_div(max(1, held - scaled[source]) * W, self.rates[source]))
        fee, cut = self.swap_rates(scaled, source, self.counted(source, net))
        amount = fits(ceil_div(net * M, M - fee - cut))
        self.settle(source, amount, amount * cut // M, {target: out})
        return amount

    def add_one(self, coin: int, amount: int) -> int:
        """Shares for one coin."""
        total = sum(self.scaled)
        rates = self.swap_rates(self.scaled, coin, self.counted(coin, amount))
        fee, cut = self.one_coin_rates(*rates, total - self.scaled[coin], total)
        scaled = self.evaluated()
        net = amount * (M - fee) // M
        before, d = list(scaled), depth(scaled, self.a)
        scaled[coin] += self.counted(coin, net)
        admit(before, scaled)
        made = self.shares * (depth(scaled, self.a) - d) // d
        if made <= 0:
            raise Refused("slippage")
        self.settle(coin, amount, amount * cut // M, {})
        self.shares += made
        return made

    def remove_one(self, coin: int, burnt: int) -> int:
        """One coin for shares."""
        scaled = self.evaluated()
        total = sum(scaled)
        d = ceil_div(depth(scaled, self.a) * (self.shares - burnt), self.shares)
        left = counterpart(d, scaled, self.a, coin)
        other = max(balance for index, balance in enumerate(scaled) if index != coin)
        require_ratio(scaled, other, left)
        taken = scaled[coin] - left
        rates = self.fees.rates(len(scaled) * other, total - taken // 2)
        fee, cut = self.one_coin_rates(*rates, total - scaled[coin], total)
        gross = taken * W // self.rates[coin]
        out, kept = gross * (M - fee) // M, gross * cut // M
        if out == 0:
            raise Refused("slippage")
        self.protocol[coin] += kept
        self.settle(None, 0, 0, {coin: out + kept})
        self.shares -= burnt
        return out

    def add_balanced(self, made: int) -> list[int]:
        """What each coin takes for new shares."""
        taken = [ceil_div(made * balance, self.shares) for balance in self.balances]
        self.balances = [balance + amount for balance, amount in zip(self.balances, taken)]
        self.shares += made
        return taken

    def remove_balanced(self, burnt: int) -> list[int]:
        """What each coin pays for shares: no fee, no price, no domain."""
        paid = [burnt * balance // self.shares for balance in self.balances]
        self.balances = [balance - amount for balance, amount in zip(self.balances, paid)]
        self.shares -= burnt
        return paid

    # Parts of operations

    def counted(self, coin: int, amount: int) -> int:
        """What an amount that goes into a coin counts as."""
        return fits(amount * self.rates[coin] // W)

    def evaluated(self) -> list[int]:
        """The scaled balances, if the invariant can be evaluated with them."""
        scaled = self.scaled
        if max(scaled) > LARGEST_SCALED:
            raise Refused("overflow")
        if max(scaled) > EVALUATED_RATIO * min(scaled) or sum(scaled) < SMALLEST_SUM:
            raise Refused("slippage")
        return scaled

    def swap_rates(self, scaled: list[int], source: int, amount: int) -> tuple[int, int]:
        """Rates for a coin that comes in, taken half way through the trade."""
        half = amount // 2
        share = len(scaled) * (scaled[source] + half)
        if max(share, sum(scaled) + half) > U128:
            raise Refused("overflow")
        return self.fees.rates(share, sum(scaled) + half)

    @staticmethod
    def one_coin_rates(rate: int, cut: int, others: int, total: int) -> tuple[int, int]:
        """The whole rate of a one-coin operation and the protocol's part: the share of the other coins is swapped."""
        whole = rate + cut
        if total == 0:
            raise Refused("overflow")
        return ceil_div(whole * others, total) + ceil_div(whole * whole, 4 * M), cut * others // total

    def settle(self, source: int | None, amount: int, cut: int, paid: dict[int, int]) -> None:
        """Moves the amounts, if the pool stays within the domain that operations may lead to."""
        before, balances = self.scaled, list(self.balances)
        if source is not None:
            balances[source] += amount - cut
        for coin, out in paid.items():
            balances[coin] -= out
        admit(before, scale(balances, self.rates))
        if source is not None:
            self.protocol[source] += cut
        self.balances = balances
