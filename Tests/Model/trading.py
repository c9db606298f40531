"""Trades in pools, from docs/protocol/transition.md, "Pools"."""

from __future__ import annotations

from collections.abc import Callable
from math import isqrt

from feeds import PriceRules
from records import OVERFLOW, SLIPPAGE, STABLE, Pool, Records, Rejected, fits, require
from stable import Fees, Refused, StablePool

MILLION = 1_000_000
REASONS = {"overflow": OVERFLOW, "slippage": SLIPPAGE}


def ceil_div(a: int, b: int) -> int:
    return -(-a // b)


def stable(pool: Pool, time: int, rates: list[int]) -> StablePool:
    """The model of a stable pool at a time, with rates of its coins."""
    _, slope, most = pool.terms
    return StablePool(
        list(pool.balances), pool.amplification(time), shares=pool.supply, rates=rates,
        fees=Fees(pool.fee_rate, slope, most))


def refusing(function: Callable[[], int]) -> int:
    """The value of a function of the model of stable pools, whose refusals are rejections here."""
    try:
        return function()
    except Refused as refusal:
        raise Rejected(REASONS[str(refusal)]) from None


class Hop:
    """One pool of a route: its input and output, and the protocol's share of the input."""

    def __init__(self, records: PriceRules, pool: Pool, token_in: int, token_out: int):
        self.records, self.pool, self.token_in, self.token_out = records, pool, token_in, token_out
        self.place_in, self.place_out = pool.place(token_in), pool.place(token_out)
        self.amount_in = self.amount_out = self.cut = 0

    def give(self, amount_in: int) -> int:
        """Quotes exact in; returns the output."""
        if self.pool.kind == STABLE:
            made = self._stable()
            out = refusing(lambda: made.swap_exact_in(self.place_in, self.place_out, amount_in))
            return self._take(amount_in, out, made.protocol[self.place_in])[1]
        balance_in, balance_out = self._balances
        net = amount_in * self._kept // MILLION
        out = balance_out * net // fits(balance_in + net) if balance_in + net else 0
        require(out > 0, SLIPPAGE)
        return self._take(amount_in, out, self._cut(amount_in))[1]

    def ask(self, out: int) -> int:
        """Quotes exact out; returns the input."""
        if self.pool.kind == STABLE:
            made = self._stable()
            paid = refusing(lambda: made.swap_exact_out(self.place_in, self.place_out, out))
            return self._take(paid, out, made.protocol[self.place_in])[0]
        balance_in, balance_out = self._balances
        require(out < balance_out, SLIPPAGE)
        net = fits(ceil_div(balance_in * out, balance_out - out))
        paid = fits(ceil_div(net * MILLION, self._kept))
        return self._take(paid, out, self._cut(paid))[0]

    def _stable(self) -> StablePool:
        return stable(self.pool, self.records.timestamp, self.records.pool_rates(self.pool))

    def _take(self, paid: int, out: int, cut: int) -> tuple[int, int]:
        self.amount_in, self.amount_out, self.cut = paid, out, cut
        return paid, out

    @property
    def _balances(self) -> tuple[int, int]:
        """The balances of input and output."""
        return self.pool.balances[self.place_in], self.pool.balances[self.place_out]

    @property
    def _kept(self) -> int:
        return MILLION - self.pool.fee_rate - self.pool.fee_rate // 5

    def _cut(self, paid: int) -> int:
        return paid * (self.pool.fee_rate // 5) // MILLION


# One-coin operations: both give the shares, what the user pays or gets, and the protocol's part.


def add_one(
    records: PriceRules, pool: Pool, coin: int, amount: int
) -> tuple[int, int, int]:
    """Adds exactly an amount of one token."""
    if pool.kind == STABLE:
        made = stable(pool, records.timestamp, records.pool_rates(pool))
        shares = refusing(lambda: made.add_one(coin, amount))
        return shares, amount, made.protocol[coin]
    fee, cut = _one_coin_rates(pool)
    held, other = pool.balances[coin], pool.balances[1 - coin]
    before = isqrt(held * other)
    before += before * before < held * other
    after = isqrt(fits(held + amount * (MILLION - fee) // MILLION) * other)
    require(after >= before, SLIPPAGE)
    require(before > 0, OVERFLOW)
    shares = fits(pool.supply * (after - before) // before)
    require(shares > 0, SLIPPAGE)
    return shares, amount, amount * cut // MILLION


def remove_one(
    records: PriceRules, pool: Pool, coin: int, shares: int
) -> tuple[int, int, int]:
    """Pays one token for exactly so many shares."""
    if pool.kind == STABLE:
        made = stable(pool, records.timestamp, records.pool_rates(pool))
        out = refusing(lambda: made.remove_one(coin, shares))
        return shares, out, made.protocol[coin]
    fee, cut = _one_coin_rates(pool)
    held, rest = pool.balances[coin], pool.supply - shares
    gross = held - ceil_div(ceil_div(held * rest, pool.supply) * rest, pool.supply)
    out = gross * (MILLION - fee) // MILLION
    require(out > 0, SLIPPAGE)
    return shares, out, gross * cut // MILLION


def _one_coin_rates(pool: Pool) -> tuple[int, int]:
    """Half of a one-coin amount is swapped."""
    cut = pool.fee_rate // 5
    whole = pool.fee_rate + cut
    return ceil_div(whole, 2) + ceil_div(whole * whole, 4 * MILLION), cut // 2


def trade(records: Records, hops: list[Hop]) -> None:
    """Moves the quoted amounts."""
    for hop in hops:
        hop.pool.balances[hop.place_in] += hop.amount_in - hop.cut
        hop.pool.balances[hop.place_out] -= hop.amount_out
        records.put_pool(hop.pool)
        records.credit(0, 0, hop.token_in, hop.cut)
