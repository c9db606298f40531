"""Prices and the unified dollar on the records, from docs/protocol/transition.md."""

from __future__ import annotations

import codec
import prices
from codec import Operation, Receipt
from prices import Price
from records import (
    CEILING, EXISTS, LACKS_BALANCE, MALFORMED, NOT_FOUND, OVERFLOW, PAUSED, SLIPPAGE, STALE_PRICE, Records, fits,
    require,
)
from trading import ceil_div
from words import ACCOUNT, COLLATERAL, DOLLAR, FEED, PRICE, SIGNERS, TOKEN, Words, number, words

W, M = 10**18, 10**6
ZUSD = 1
MINT_SHARE, REDEEM_SHARE, REFILL_SECONDS = 20_000, 50_000, 3_600
BASKET_FEE = 1_000
LEAST_COVERAGE = 999 * 10**15
MOST_COINS = 8
BUFFER = 0, 1
"""Account and sub-account of the dollars that take losses first."""


class Coin:
    """A coin behind the dollar: its terms and allowances."""

    def __init__(self, record: Words):
        self.discount, self.mint_fee, self.least_fee, self.most_fee = record[:4]
        self.ceiling = number(record[4:8])
        self.minting = [number(record[8:12]), number(record[12:14])]
        self.redeeming = [number(record[14:18]), number(record[18:20])]

    def record(self) -> Words:
        allowances = [words(part, size) for pair in (self.minting, self.redeeming) for part, size in zip(pair, (4, 2))]
        return terms_record(self.discount, self.mint_fee, self.least_fee, self.most_fee, self.ceiling) + sum(allowances, ())

    @staticmethod
    def use(allowance: list[int], amount: int, whole: int, now: int) -> None:
        """Uses a part of an allowance, which comes back in an hour."""
        left, time = allowance
        if now - time < REFILL_SECONDS:
            whole = min(whole, left + whole * (now - time) // REFILL_SECONDS)
        require(amount <= whole, CEILING)
        allowance[:] = [whole - amount, now]


def terms_record(discount: int, mint_fee: int, least: int, most: int, ceiling: int) -> Words:
    return (discount, mint_fee, least, most) + words(ceiling, 4)


class DollarRules(Records):
    """The effects of operations on prices and on the unified dollar."""

    timestamp: int

    # Prices

    def _feed(self, feed: int) -> tuple[int, int, list[prices.Observation], prices.Observation]:
        record = self.records[FEED, feed]
        pairs = [record[2 + 6 * i : 8 + 6 * i] for i in range(prices.SIGNERS + 1)]
        seen = [(number(pair[:4]), number(pair[4:])) for pair in pairs]
        return record[0], record[1], seen[:-1], seen[-1]

    def _put_feed(self, feed: int, kind: int, signers: int, seen: list, candidate: tuple) -> None:
        flat = [part for value, time in seen + [candidate] for part in words(value, 4) + words(time, 2)]
        self.put((FEED, feed), (kind, signers) + tuple(flat))

    def _price(self, feed: int) -> Price | None:
        record = self.records.get((PRICE, feed))
        if record is None:
            return None
        return Price(number(record[:4]), number(record[4:6]), record[6], record[7], number(record[8:10]))

    def _put_price(self, feed: int, price: Price) -> None:
        self.put(
            (PRICE, feed),
            words(price.value, 4) + words(price.time, 2) + (price.suspended, price.frozen) + words(price.calm_since, 2))

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

    def _set_feed_check(self, op: Operation) -> None:
        require((TOKEN, op.feed) in self.records and (SIGNERS, op.set) in self.records, NOT_FOUND)
        if (FEED, op.feed) in self.records:
            require(self._feed(op.feed)[0] == op.kind, EXISTS)

    def _set_feed(self, op: Operation) -> None:
        self._put_feed(op.feed, op.kind, op.set, [prices.NONE] * prices.SIGNERS, prices.NONE)

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
        found = prices.agreed(seen, price.time if price else 0, self.timestamp, self.records[SIGNERS, signers][0])
        if found is not None:
            if price is None:
                price = Price(*found)
                price.put(*found)
            else:
                candidate = prices.follow(price, found, candidate)
            seen = [prices.NONE] * prices.SIGNERS
            self._put_price(feed, price)
        self._put_feed(feed, kind, signers, seen, candidate)

    # The unified dollar

    def _set_collateral_check(self, op: Operation) -> None:
        require(op.discount <= 500_000 and max(op.mint_fee, op.most_fee) <= 50_000, MALFORMED)
        require(0 < op.least_fee <= op.most_fee and op.ceiling <= 2**120, MALFORMED)
        require((TOKEN, op.token) in self.records, NOT_FOUND)
        require(self.records[TOKEN, op.token][0] == 1, MALFORMED)
        require((FEED, op.token) in self.records, NOT_FOUND)

    def _set_collateral(self, op: Operation) -> None:
        new = terms_record(op.discount, op.mint_fee, op.least_fee, op.most_fee, op.ceiling)
        old = self.records.get((COLLATERAL, op.token))
        if old is None:
            if (DOLLAR,) not in self.records:
                self.put((TOKEN, ZUSD), (4, 0, 0))
                supply, coins = 0, []
            else:
                supply, coins = self._dollar()
            require(len(coins) < MOST_COINS, OVERFLOW)
            self._put_dollar(supply, coins + [(op.token, 0)])
        self.put((COLLATERAL, op.token), new + ((0,) * 12 if old is None else old[8:]))

    def _dollar(self) -> tuple[int, list[tuple[int, int]]]:
        """Supply, and the coins with what is held of each."""
        record = self.records[(DOLLAR,)]
        rows = [record[5 + 5 * i : 10 + 5 * i] for i in range(record[4])]
        return number(record[:4]), [(row[0], number(row[1:])) for row in rows]

    def _put_dollar(self, supply: int, coins: list[tuple[int, int]]) -> None:
        flat = [part for token, held in coins for part in (token,) + words(fits(held), 4)]
        self.put((DOLLAR,), words(fits(supply), 4) + (len(coins),) + tuple(flat))

    def _is_large(self, held: int, coins: list[tuple[int, int]]) -> bool:
        return held > sum(amount for _, amount in coins) // 100

    def _value(self, token: int, amount: int) -> int:
        price = self._price(token)
        return amount * min(W, price.value if price else 0) // W

    def _is_fresh(self, token: int) -> bool:
        price = self._price(token)
        return price is not None and price.is_fresh(self.timestamp)

    def _coverage(self, outstanding: int, coins: list[tuple[int, int]]) -> int:
        backing = sum(
            self._value(token, held) for token, held in coins if self._is_fresh(token) or self._is_large(held, coins))
        return W if backing >= outstanding else backing * W // outstanding

    def _are_fresh(self, token: int, coins: list[tuple[int, int]]) -> bool:
        return all(
            self._is_fresh(other) for other, held in coins if other == token or self._is_large(held, coins))

    def _outstanding(self, supply: int) -> int:
        return max(0, supply - self.balance(*BUFFER, ZUSD))

    def _mint_form(self, op: Operation) -> bool:
        return op.amount > 0

    def _mint_names(self, op: Operation) -> None:
        require((COLLATERAL, op.token) in self.records, NOT_FOUND)

    _redeem_names = _mint_names

    def _mint(self, op: Operation) -> Receipt:
        self.debit(op.account, op.from_sub, op.token, op.amount)
        coin, (supply, coins) = Coin(self.records[COLLATERAL, op.token]), self._dollar()
        held = dict(coins)[op.token]
        fee = self._mint_fee(coin, held + op.amount // 2)
        minted = self._value(op.token, op.amount) * (M - coin.discount - fee) // M
        require(minted > 0 and minted >= op.minimum, SLIPPAGE)
        require(held + op.amount <= coin.ceiling, CEILING)
        coin.use(coin.minting, op.amount, coin.ceiling * MINT_SHARE // M, self.timestamp)
        price = self._price(op.token)
        coverage = self._coverage(self._outstanding(supply), coins)
        require(not price.frozen and coverage >= LEAST_COVERAGE, PAUSED)
        require(self._are_fresh(op.token, coins), STALE_PRICE)
        self.put((COLLATERAL, op.token), coin.record())
        self._put_dollar(supply + op.amount, _changed(coins, {op.token: op.amount}))
        self.credit(*BUFFER, ZUSD, op.amount - minted)
        self.credit(op.account, op.from_sub, ZUSD, minted)
        return Receipt(codec.DOLLARS, dollars=minted, fee=op.amount - minted, coins=[(op.token, op.amount)])

    @staticmethod
    def _mint_fee(coin: Coin, middle: int) -> int:
        half = coin.ceiling // 2
        if middle >= coin.ceiling:
            return coin.mint_fee
        return 0 if middle <= half else ceil_div(coin.mint_fee * (middle - half), coin.ceiling - half)

    def _redeem_form(self, op: Operation) -> bool:
        return op.dollars > 0

    _redeem_basket_form = _redeem_form

    def _redeem(self, op: Operation) -> Receipt:
        self.debit(op.account, op.from_sub, ZUSD, op.dollars)
        coin, (supply, coins) = Coin(self.records[COLLATERAL, op.token]), self._dollar()
        outstanding, held = self._outstanding(supply), dict(coins)[op.token]
        require(op.dollars <= outstanding, LACKS_BALANCE)
        half, total = op.dollars // 2, sum(amount for _, amount in coins)
        fee = ceil_div(op.dollars * self._redeem_fee(coin, held - half, total - half), M)
        price = self._price(op.token)
        burnt = op.dollars - fee
        paid = burnt * self._coverage(outstanding, coins) // max(W, price.value if price else 0)
        require(paid <= held, LACKS_BALANCE)
        require(paid > 0 and paid >= op.minimum, SLIPPAGE)
        coin.use(coin.redeeming, paid, held * REDEEM_SHARE // M, self.timestamp)
        require(self._are_fresh(op.token, coins), STALE_PRICE)
        self.put((COLLATERAL, op.token), coin.record())
        self._put_dollar(supply - burnt, _changed(coins, {op.token: -paid}))
        self.credit(*BUFFER, ZUSD, fee)
        self.credit(op.account, op.from_sub, op.token, paid)
        return Receipt(codec.DOLLARS, dollars=op.dollars, fee=fee, coins=[(op.token, paid)])

    @staticmethod
    def _redeem_fee(coin: Coin, held: int, total: int) -> int:
        if held < 0 or total < 0:
            return coin.most_fee
        if 5 * held >= total:
            return coin.least_fee
        return coin.least_fee + ceil_div((coin.most_fee - coin.least_fee) * (total - 5 * held), total)

    def _redeem_basket_names(self, op: Operation) -> None:
        require((DOLLAR,) in self.records, NOT_FOUND)
        require(len(op.minima) <= len(self._dollar()[1]), NOT_FOUND)

    def _redeem_basket(self, op: Operation) -> Receipt:
        self.debit(op.account, op.from_sub, ZUSD, op.dollars)
        supply, coins = self._dollar()
        outstanding = self._outstanding(supply)
        require(op.dollars <= outstanding, LACKS_BALANCE)
        fee = ceil_div(op.dollars * BASKET_FEE, M)
        burnt, whole = op.dollars - fee, max(sum(held for _, held in coins), outstanding)
        paid = [(token, burnt * held // whole) for token, held in coins]
        require(all(amount >= least for (_, amount), least in zip(paid, op.minima)), SLIPPAGE)
        require(any(amount for _, amount in paid), SLIPPAGE)
        self._put_dollar(supply - burnt, _changed(coins, {token: -amount for token, amount in paid}))
        self.credit(*BUFFER, ZUSD, fee)
        for token, amount in paid:
            self.credit(op.account, op.from_sub, token, amount)
        return Receipt(codec.DOLLARS, dollars=op.dollars, fee=fee, coins=paid)


def _changed(coins: list[tuple[int, int]], changes: dict[int, int]) -> list[tuple[int, int]]:
    return [(token, held + changes.get(token, 0)) for token, held in coins]
