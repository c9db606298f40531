"""Prices on the records, from docs/protocol/transition.md, "Prices"."""

from __future__ import annotations

import codec
import prices
from codec import Operation, Receipt
from prices import Price
from records import (
    EXISTS, MALFORMED, NOT_FOUND, ORDINARY, PAUSED, STABLE_COIN, STALE_PRICE, YIELD_BEARING, Pool,
    Records, require,
)
from stable import W
from words import ACCOUNT, FEED, PRICE, SIGNERS, TOKEN, Words, number, words


class PriceRules(Records):
    """The effects of operations on signers, feeds and prices."""

    timestamp: int

    def _feed(self, feed: int) -> tuple[int, int, list[prices.Observation], prices.Observation]:
        record = self.records[FEED, feed]
        pairs = [record[2 + 6 * i : 8 + 6 * i] for i in range(prices.SIGNERS + 1)]
        seen = [(number(pair[:4]), number(pair[4:])) for pair in pairs]
        return record[0], record[1], seen[:-1], seen[-1]

    def _put_feed(
        self, feed: int, kind: int, signers: int, seen: list, candidate: tuple
    ) -> None:
        flat: Words = ()
        for value, time in seen + [candidate]:
            flat += words(value, 4) + words(time, 2)
        self.put((FEED, feed), (kind, signers) + flat)

    def _price(self, feed: int) -> Price | None:
        record = self.records.get((PRICE, feed))
        if record is None:
            return None
        return Price(
            number(record[:4]), number(record[4:6]), record[6], record[7], number(record[8:10]),
            self.records[FEED, feed][0])

    def _put_price(self, feed: int, price: Price) -> None:
        self.put(
            (PRICE, feed),
            words(price.value, 4) + words(price.time, 2) + (price.suspended, price.frozen)
            + words(price.calm_since, 2))

    def _is_fresh(self, token: int) -> bool:
        price = self._price(token)
        return price is not None and price.is_fresh(self.timestamp)

    def signer_index(self, feed: int, account: int) -> int | None:
        members = self.records[SIGNERS, self._feed(feed)[1]][2:]
        return members.index(account) if account in members else None

    def _set_signers_check(self, op: Operation) -> None:
        count = len(op.members)
        is_valid = 3 <= op.threshold <= count and 3 * op.threshold > 2 * count
        require(is_valid and len(set(op.members)) == count, MALFORMED)
        require(all((ACCOUNT, member) in self.records for member in op.members), NOT_FOUND)

    def _set_signers(self, op: Operation) -> None:
        self.put((SIGNERS, op.set), (op.threshold, len(op.members)) + tuple(op.members))

    def pool_rates(self, pool: Pool) -> list[int]:
        """By how much each balance of a stable pool counts; every rate is there, fresh and not frozen."""
        return [
            self._usable_rate(token) if pool.rated >> place & 1 else W
            for place, token in enumerate(pool.tokens)]

    def _usable_rate(self, token: int) -> int:
        rate = self._price(token)
        require(rate is None or not rate.frozen, PAUSED)
        require(self._is_fresh(token), STALE_PRICE)
        return rate.value

    def _set_feed_check(self, op: Operation) -> None:
        require((TOKEN, op.feed) in self.records and (SIGNERS, op.set) in self.records, NOT_FOUND)
        is_rate, of = op.kind == prices.RATE, self.token_class(op.feed)
        require(not is_rate or (TOKEN, op.underlying) in self.records, NOT_FOUND)
        require(is_rate == (of == YIELD_BEARING), MALFORMED)
        require(op.kind != prices.OTHER or of != STABLE_COIN, MALFORMED)
        plain = (ORDINARY, STABLE_COIN)
        require(
            self.token_class(op.underlying) in plain if is_rate else op.underlying == 0, MALFORMED)
        if (FEED, op.feed) in self.records:
            require(self._feed(op.feed)[0] == op.kind, EXISTS)
        require(self.underlying(op.feed) in (0, op.underlying), EXISTS)

    def _set_feed(self, op: Operation) -> None:
        is_known = (FEED, op.feed) in self.records and op.kind == prices.RATE
        rate = self._price(op.feed) if is_known else None
        keeps = rate is not None and not rate.frozen
        candidate = self._feed(op.feed)[3] if keeps else prices.NONE
        self._put_feed(op.feed, op.kind, op.set, [prices.NONE] * prices.SIGNERS, candidate)
        if op.kind == prices.RATE:
            self.put((TOKEN, op.feed), self.records[TOKEN, op.feed][:2] + (op.underlying,))
            if rate and rate.frozen:
                rate.suspended, rate.frozen, rate.calm_since = 1, 0, 0
                self._put_price(op.feed, rate)

    def _post_prices_form(self, op: Operation) -> bool:
        feeds = [feed for feed, _ in op.prices]
        return feeds == sorted(set(feeds)) and all(price for _, price in op.prices)

    def _post_prices_names(self, op: Operation) -> None:
        require(all((FEED, feed) in self.records for feed, _ in op.prices), NOT_FOUND)

    def _post_prices(self, op: Operation) -> Receipt:
        require(prices.counts(op.time, self.timestamp), STALE_PRICE)
        for feed, value in op.prices:
            self._observe(feed, self.signer_index(feed, op.account), (value, op.time))
        return Receipt(codec.DONE)

    def _observe(self, feed: int, signer: int, observation: prices.Observation) -> None:
        kind, signers, seen, candidate = self._feed(feed)
        price = self._price(feed)
        require(max(seen[signer][1], price.time if price else 0) < observation[1], STALE_PRICE)
        seen[signer] = observation
        threshold = self.records[SIGNERS, signers][0]
        found = prices.agreed(seen, price.time if price else 0, self.timestamp, threshold)
        if found is not None:
            if price is None:
                price, candidate = prices.begin(kind, found)
            else:
                candidate = prices.follow(price, found, candidate)
            seen = [prices.NONE] * prices.SIGNERS
            self._put_price(feed, price)
        self._put_feed(feed, kind, signers, seen, candidate)
