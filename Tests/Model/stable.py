"""StableSwap pools in exact integers, written from the design of the pools and from nothing else.

Amounts have 18 decimals, rates are parts of a million, voucher rates have 18 decimals. A pool's amplification is
`a = 100 A`, with A as in Curve's contracts (`Ann = A n`). Roots are found by bisection, so that nothing here can share a
mistake with an iteration.
"""

from __future__ import annotations

from dataclasses import dataclass, field

W = 10**18
M = 10**6
LARGEST_SCALED = 2**110
SMALLEST_SUM = 10**17
EVALUATED_RATIO = 4096
ADMITTED_RATIO = 1000


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


def depth(scaled: list[int], a: int) -> int:
    """D(X): the largest d that the balances support."""
    low, high = 0, sum(scaled) + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if supports(middle, scaled, a) else (low, middle)
    return low


def counterpart(d: int, scaled: list[int], a: int, index: int) -> int:
    """y: the smallest balance of a coin with which the balances support d."""
    def fits(value: int) -> bool:
        return supports(d, [*scaled[:index], value, *scaled[index + 1:]], a)

    high = 1
    while not fits(high):
        high *= 2
        if high > 2 * LARGEST_SCALED:
            raise Refused("overflow")
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if fits(middle) else (middle, high)
    return high


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
        return [balance * rate // W for balance, rate in zip(self.balances, self.rates)]

    @property
    def virtual_price(self) -> int:
        return depth(self.scaled, self.a) * W // self.shares

    def swap_exact_in(self, source: int, target: int, amount: int) -> int:
        """What comes out."""
        scaled = self.evaluated()
        fee, cut = self.swap_rates(scaled, source, amount * self.rates[source] // W)
        d = depth(scaled, self.a)
        net = amount * (M - fee - cut) // M
        scaled[source] += net * self.rates[source] // W
        out = (scaled[target] - counterpart(d, scaled, self.a, target)) * W // self.rates[target]
        if out <= 0:
            raise Refused("slippage")
        self.settle(source, amount, amount * cut // M, {target: out})
        return out

    def swap_exact_out(self, source: int, target: int, out: int) -> int:
        """What goes in."""
        scaled = self.evaluated()
        d = depth(scaled, self.a)
        taken = ceil_div(out * self.rates[target], W)
        if taken >= scaled[target]:
            raise Refused("slippage")
        left = list(scaled)
        left[target] -= taken
        scaled_net = max(1, counterpart(d, left, self.a, source) - scaled[source])
        fee, cut = self.swap_rates(scaled, source, scaled_net)
        net = ceil_div(scaled_net * W, self.rates[source])
        amount = ceil_div(net * M, M - fee - cut)
        self.settle(source, amount, amount * cut // M, {target: out})
        return amount

    def add_one(self, coin: int, amount: int) -> int:
        """Shares for one coin."""
        scaled = self.evaluated()
        total = sum(scaled)
        rates = self.swap_rates(scaled, coin, amount * self.rates[coin] // W)
        fee, cut = self.one_coin_rates(*rates, total - scaled[coin], total)
        net = amount * (M - fee) // M
        before = depth(scaled, self.a)
        scaled[coin] += net * self.rates[coin] // W
        made = self.shares * (depth(scaled, self.a) - before) // before
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
        taken = scaled[coin] - counterpart(d, scaled, self.a, coin)
        other = max(balance for index, balance in enumerate(scaled) if index != coin)
        rates = self.fees.rates(len(scaled) * other, total - taken // 2)
        fee, cut = self.one_coin_rates(*rates, total - scaled[coin], total)
        gross = taken * W // self.rates[coin]
        out, kept = gross * (M - fee) // M, gross * cut // M
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
        return self.fees.rates(len(scaled) * (scaled[source] + half), sum(scaled) + half)

    @staticmethod
    def one_coin_rates(rate: int, cut: int, others: int, total: int) -> tuple[int, int]:
        """The whole rate of a one-coin operation and the protocol's part: the share of the other coins is swapped."""
        whole = rate + cut
        return ceil_div(whole * others, total) + ceil_div(whole * whole, 4 * M), cut * others // total

    def settle(self, source: int | None, amount: int, cut: int, paid: dict[int, int]) -> None:
        """Moves the amounts, if the pool stays within the domain that operations may lead to."""
        before, balances = self.scaled, list(self.balances)
        if source is not None:
            balances[source] += amount - cut
        for coin, out in paid.items():
            balances[coin] -= out
        after = [balance * rate // W for balance, rate in zip(balances, self.rates)]
        if max(after) > LARGEST_SCALED:
            raise Refused("overflow")
        if max(after) > ADMITTED_RATIO * min(after) and max(after) * min(before) > max(before) * min(after):
            raise Refused("slippage")
        if source is not None:
            self.protocol[source] += cut
        self.balances = balances
