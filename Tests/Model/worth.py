"""What collateral of vaults is worth, from docs/protocol/transition.md, "Vaults"."""

from __future__ import annotations

from math import isqrt

from convert import ConvertRules
from dollar import W
from records import FIRST_SHARE, STABLE, YIELD_BEARING, Pool, fits
from stable import Refused, StablePool, depth
from trading import refusing, stable


def share_worth(
    pool: Pool, prices: list[int], time: int, rates: list[int] | None = None
) -> tuple[int, int]:
    """Dollars for a share: the least, which swaps do not raise, and what its coins are worth; prices
    are of what one unit of a coin times its rate stands for."""
    rates = rates or [W] * len(prices)
    if pool.kind == STABLE:
        model = stable(pool, time, rates)
        held = refusing(lambda: model.scaled)
        prices = [min(W, price) for price in prices]
        lowest = _size(model, held) * min(prices) // pool.supply
    else:
        held = pool.balances
        prices = [fits(price * rate // W) for price, rate in zip(prices, rates)]
        unit = fits(2 * isqrt(prices[0] * prices[1]))
        lowest = isqrt(held[0] * held[1]) * unit // pool.supply
    coins = sum(fits(each * price // W) for each, price in zip(held, prices))
    return fits(lowest), fits(fits(coins) * W // pool.supply)


def _size(model: StablePool, held: list[int]) -> int:
    """The invariant of a stable pool, or outside of its domain what that is at least."""
    try:
        return depth(model.evaluated(), model.a)
    except Refused:
        return fits(len(held) * min(held))


class WorthRules(ConvertRules):
    """The worth of shares and of yield-bearing tokens."""

    def _coins(self, token: int) -> list[int]:
        """The coins of a pool by its share, or the yield-bearing token."""
        return self.pool(token - FIRST_SHARE).tokens if token >= FIRST_SHARE else [token]

    def _feeds(self, token: int) -> list[int]:
        """The feeds on which the worth of a token depends."""
        coins = self._coins(token)
        return coins + [
            self.underlying(coin) for coin in coins if self.token_class(coin) == YIELD_BEARING]

    def _value(self, feed: int) -> int:
        price = self._price(feed)
        return price.value if price else 0

    def _price_and_rate(self, coin: int) -> tuple[int, int]:
        """Dollars for what a coin stands for, and for how much of that."""
        if self.token_class(coin) != YIELD_BEARING:
            return self._value(coin), W
        return self._value(self.underlying(coin)), self._value(coin)

    def _worth(self, token: int) -> tuple[int, int]:
        """Dollars for a unit of collateral: the least, and what is there for it."""
        values = [self._price_and_rate(coin) for coin in self._coins(token)]
        if token < FIRST_SHARE:
            price, rate = values[0]
            return (min(W, price) * rate // W,) * 2
        prices, rates = map(list, zip(*values))
        return share_worth(self.pool(token - FIRST_SHARE), prices, self.timestamp, rates)

    def _is_priced(self, token: int) -> bool:
        return all(map(self._is_fresh, self._feeds(token)))

    def _is_calm(self, token: int) -> bool:
        prices = map(self._price, self._feeds(token))
        return not any(price and price.frozen for price in prices)
