"""The unified dollar on the records, from docs/protocol/transition.md."""

from __future__ import annotations

import codec
from codec import Operation, Receipt
from feeds import PriceRules
from records import (
    CEILING, LACKS_BALANCE, MALFORMED, NOT_FOUND, OVERFLOW, PAUSED, SLIPPAGE, STALE_PRICE, ZUSD,
    coins_of, fits, require,
)
from trading import ceil_div
from words import COLLATERAL, DOLLAR, FEED, TOKEN, Words, number, words

W, M = 10**18, 10**6
MINT_SHARE, REDEEM_SHARE, REFILL_SECONDS = 20_000, 50_000, 3_600
BASKET_FEE = 1_000
LEAST_COVERAGE = 999 * 10**15
MOST_COINS = 8
BUFFER = 0, 1
"""Account and sub-account of the dollars that take losses first."""
YEAR = 31_536_000
LEAST_RATE, MOST_RATE = 20_000, 200_000
EASY_SHARE, LARGEST_SHARE = 24, 30
"""Hundredths of all dollars that vaults owe: where interest begins to rise, and the most."""


class Coin:
    """A coin behind the dollar: its terms and allowances."""

    def __init__(self, record: Words):
        self.discount, self.mint_fee, self.least_fee, self.most_fee = record[:4]
        self.ceiling = number(record[4:8])
        self.minting = [number(record[8:12]), number(record[12:14])]
        self.redeeming = [number(record[14:18]), number(record[18:20])]

    def record(self) -> Words:
        allowances: Words = ()
        for left, time in (self.minting, self.redeeming):
            allowances += words(left, 4) + words(time, 2)
        return coin_record(
            self.discount, self.mint_fee, self.least_fee, self.most_fee, self.ceiling, allowances)

    @staticmethod
    def use(allowance: list[int], amount: int, whole: int, now: int) -> None:
        """Uses a part of an allowance, which comes back in an hour."""
        left, time = allowance
        if now - time < REFILL_SECONDS:
            whole = min(whole, left + whole * (now - time) // REFILL_SECONDS)
        require(amount <= whole, CEILING)
        allowance[:] = [whole - amount, now]

    def fee_of_mint(self, middle: int) -> int:
        half = self.ceiling // 2
        if middle >= self.ceiling:
            return self.mint_fee
        rising = middle - half
        return 0 if rising <= 0 else ceil_div(self.mint_fee * rising, self.ceiling - half)

    def fee_of_redeem(self, held: int, total: int) -> int:
        if held < 0 or total < 0:
            return self.most_fee
        if 5 * held >= total:
            return self.least_fee
        rise = self.most_fee - self.least_fee
        return self.least_fee + ceil_div(rise * (total - 5 * held), total)


def coin_record(
    discount: int, mint_fee: int, least: int, most: int, ceiling: int, allowances: Words
) -> Words:
    """The record of a coin: terms, then allowances."""
    return (discount, mint_fee, least, most) + words(ceiling, 4) + allowances


class Dollar:
    """The record of the unified dollar, to be changed and then stored.

    `saved` are dollars for the buffer that are not in its balance yet: credits come last.
    """

    def __init__(self, record: Words | None):
        record = record or (0,) * 19
        parts = [number(record[4 * i : 4 * i + 4]) for i in range(4)]
        self.supply, self.owed, self.bad, self.index = parts
        self.time = number(record[16:18])
        self.coins = dict(coins_of(record))
        self.saved = 0

    def record(self) -> Words:
        flat: Words = ()
        for token, held in self.coins.items():
            flat += (token,) + words(fits(held), 4)
        amounts = (self.supply, self.owed, self.bad, self.index)
        head = sum((words(fits(value), 4) for value in amounts), ())
        return head + words(self.time, 2) + (len(self.coins),) + flat

    @property
    def held(self) -> int:
        """Units of all coins."""
        return sum(self.coins.values())

    def is_large(self, token: int) -> bool:
        return self.coins[token] > self.held // 100

    @property
    def rate(self) -> int:
        """Yearly interest, in parts of a million."""
        low, high = (self.supply * share // 100 for share in (EASY_SHARE, LARGEST_SHARE))
        good = self.owed - self.bad
        if good <= low:
            return LEAST_RATE
        if good >= high:
            return MOST_RATE
        return LEAST_RATE + (MOST_RATE - LEAST_RATE) * (good - low) // (high - low)

    def accrue(self, now: int) -> None:
        """Brings the index of interest to the present."""
        if self.owed > self.bad:
            self.index += self.rate * (now - self.time) * 10**12 // YEAR
        self.time = now

    def save(self, dollars: int) -> None:
        """Dollars for the buffer; those against bad debt are burnt."""
        burnt = min(dollars, self.bad)
        self.supply -= burnt
        self.owed -= burnt
        self.bad -= burnt
        self.saved += dollars - burnt


class DollarRules(PriceRules):
    """The effects of operations on the unified dollar."""

    def _set_collateral_check(self, op: Operation) -> None:
        require(op.discount <= 500_000 and max(op.mint_fee, op.most_fee) <= 50_000, MALFORMED)
        require(0 < op.least_fee <= op.most_fee and op.ceiling <= 2**120, MALFORMED)
        require((TOKEN, op.token) in self.records, NOT_FOUND)
        require(self.records[TOKEN, op.token][0] == 1, MALFORMED)
        require((FEED, op.token) in self.records, NOT_FOUND)

    def _set_collateral(self, op: Operation) -> None:
        old = self.records.get((COLLATERAL, op.token))
        if old is None:
            dollar = Dollar(self.records.get((DOLLAR,)))
            if not dollar.coins:
                self.put((TOKEN, ZUSD), (4, 0, 0))
            require(len(dollar.coins) < MOST_COINS, OVERFLOW)
            dollar.coins[op.token] = 0
            self.put((DOLLAR,), dollar.record())
        allowances = (0,) * 12 if old is None else old[8:]
        self.put((COLLATERAL, op.token), coin_record(
            op.discount, op.mint_fee, op.least_fee, op.most_fee, op.ceiling, allowances))

    def _dollar(self) -> Dollar:
        """The dollar with interest up to now."""
        dollar = Dollar(self.records[(DOLLAR,)])
        dollar.accrue(self.timestamp)
        return dollar

    def _put_dollar(self, dollar: Dollar) -> None:
        """Stores the dollar and credits the buffer."""
        self.put((DOLLAR,), dollar.record())
        self.credit(*BUFFER, ZUSD, dollar.saved)

    def _capped(self, token: int) -> int:
        """The price of a coin, at most a dollar."""
        price = self._price(token)
        return min(W, price.value) if price else 0

    def _outstanding(self, dollar: Dollar) -> int:
        """Dollars that the coins must back."""
        saved = self.balance(*BUFFER, ZUSD) + dollar.saved
        return max(0, dollar.supply - (dollar.owed - dollar.bad) - saved)

    def _coverage(self, dollar: Dollar) -> int:
        backing = sum(
            held * self._capped(token) // W for token, held in dollar.coins.items()
            if self._is_fresh(token) or dollar.is_large(token))
        outstanding = self._outstanding(dollar)
        return W if backing >= outstanding else backing * W // outstanding

    def _are_fresh(self, dollar: Dollar, token: int | None = None) -> bool:
        """Whether the prices of large coins and of this one are fresh."""
        return all(
            self._is_fresh(coin) for coin in dollar.coins if coin == token or dollar.is_large(coin))

    # Mint

    def _mint_form(self, op: Operation) -> bool:
        return op.amount > 0

    def _mint_names(self, op: Operation) -> None:
        require((COLLATERAL, op.token) in self.records, NOT_FOUND)

    def _mint(self, op: Operation) -> Receipt:
        self.debit(op.account, op.from_sub, op.token, op.amount)
        minted = self._minted(op.token, op.amount, op.minimum)
        self.credit(op.account, op.from_sub, ZUSD, minted)
        return Receipt(
            codec.DOLLARS, dollars=minted, fee=op.amount - minted, coins=[(op.token, op.amount)])

    def _minted(self, token: int, amount: int, minimum: int) -> int:
        """Takes coins on the record of the dollar; returns the dollars for their owner."""
        dollar = self._dollar()
        minted = self._mint_step(dollar, token, amount, minimum)
        self._put_dollar(dollar)
        return minted

    def _mint_step(self, dollar: Dollar, token: int, amount: int, minimum: int) -> int:
        """Takes coins; returns the dollars that are made for their owner."""
        coin, held = Coin(self.records[COLLATERAL, token]), dollar.coins[token]
        fee = coin.fee_of_mint(held + amount // 2)
        minted = (amount * self._capped(token) // W) * (M - coin.discount - fee) // M
        require(minted > 0 and minted >= minimum, SLIPPAGE)
        require(held + amount <= coin.ceiling, CEILING)
        coin.use(coin.minting, amount, coin.ceiling * MINT_SHARE // M, self.timestamp)
        is_frozen = self._price(token).frozen
        require(not is_frozen and self._coverage(dollar) >= LEAST_COVERAGE, PAUSED)
        require(self._are_fresh(dollar, token), STALE_PRICE)
        self.put((COLLATERAL, token), coin.record())
        dollar.coins[token] = fits(held + amount)
        dollar.supply = fits(dollar.supply + amount)
        dollar.save(amount - minted)
        return minted

    # Redeem

    def _redeem_form(self, op: Operation) -> bool:
        return op.dollars > 0

    _redeem_basket_form, _redeem_names = _redeem_form, _mint_names

    def _redeem(self, op: Operation) -> Receipt:
        self.debit(op.account, op.from_sub, ZUSD, op.dollars)
        paid, fee = self._redeemed(op.token, op.dollars, op.minimum)
        self.credit(op.account, op.from_sub, op.token, paid)
        return Receipt(codec.DOLLARS, dollars=op.dollars, fee=fee, coins=[(op.token, paid)])

    def _redeemed(self, token: int, dollars: int, minimum: int) -> tuple[int, int]:
        """Takes dollars on the record of the dollar; returns the coins for their owner, and the fee."""
        dollar = self._dollar()
        paid, fee = self._redeem_step(dollar, token, dollars, minimum)
        self._put_dollar(dollar)
        return paid, fee

    def _redeem_step(
        self, dollar: Dollar, token: int, dollars: int, minimum: int
    ) -> tuple[int, int]:
        """Takes dollars; returns the coins for their owner, and the fee in dollars."""
        coin, held = Coin(self.records[COLLATERAL, token]), dollar.coins[token]
        require(dollars <= max(dollar.held, self._outstanding(dollar)), LACKS_BALANCE)
        half = dollars // 2
        fee = ceil_div(dollars * coin.fee_of_redeem(held - half, dollar.held - half), M)
        price = self._price(token)
        worth = max(W, price.value if price else 0)
        paid = (dollars - fee) * self._coverage(dollar) // worth
        require(paid <= held, LACKS_BALANCE)
        require(paid > 0 and paid >= minimum, SLIPPAGE)
        coin.use(coin.redeeming, paid, held * REDEEM_SHARE // M, self.timestamp)
        require(self._are_fresh(dollar, token), STALE_PRICE)
        self.put((COLLATERAL, token), coin.record())
        dollar.coins[token] = held - paid
        dollar.supply -= dollars - fee
        dollar.save(fee)
        return paid, fee

    # RedeemBasket

    def _redeem_basket_names(self, op: Operation) -> None:
        require((DOLLAR,) in self.records, NOT_FOUND)
        require(len(op.minima) <= len(Dollar(self.records[(DOLLAR,)]).coins), NOT_FOUND)

    def _redeem_basket(self, op: Operation) -> Receipt:
        self.debit(op.account, op.from_sub, ZUSD, op.dollars)
        dollar = self._dollar()
        whole = max(dollar.held, self._outstanding(dollar))
        require(op.dollars <= whole, LACKS_BALANCE)
        fee = ceil_div(op.dollars * BASKET_FEE, M)
        burnt = op.dollars - fee
        paid = {token: burnt * held // whole for token, held in dollar.coins.items()}
        require(all(amount >= least for amount, least in zip(paid.values(), op.minima)), SLIPPAGE)
        require(any(paid.values()), SLIPPAGE)
        dollar.coins = {token: held - paid[token] for token, held in dollar.coins.items()}
        dollar.supply -= burnt
        dollar.save(fee)
        self._put_dollar(dollar)
        for token, amount in paid.items():
            self.credit(op.account, op.from_sub, token, amount)
        coins = list(paid.items())
        return Receipt(codec.DOLLARS, dollars=op.dollars, fee=fee, coins=coins)
