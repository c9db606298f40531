"""Vaults: debts in dollars against shares of pools and yield-bearing tokens, from
docs/protocol/transition.md, "Vaults"."""

from __future__ import annotations

import codec
from codec import Operation, Receipt
from dollar import BUFFER, LARGEST_SHARE, LEAST_COVERAGE, ZUSD, Coin, Dollar, M, W
from prices import COIN
from records import (
    CEILING, COLLATERAL_LOW, FIRST_SHARE, LACKS_BALANCE, MALFORMED, NOT_FOUND, PAUSED, SLIPPAGE,
    STABLE, STALE_PRICE, YIELD_BEARING, fits, require,
)
from trading import ceil_div
from words import DOLLAR, FEED, MARKET, VAULT, Words, number, words
from worth import WorthRules

LEAST_DEBT = 100 * W
LENT_SHARE = 50_000
"""Millionths of a market's ceiling that may be lent at once; they come back in an hour."""
LARGEST_COLLATERAL = 20
"""Hundredths of a pool's shares that its vaults may hold."""
MOST_TARGET = 5_000_000


class Market:
    """Terms of the vaults of a token, and what they hold and owe together."""

    def __init__(self, record: Words):
        self.loan, self.threshold, self.bonus, self.target = record[:4]
        self.ceiling, self.collateral, self.principal = (
            number(record[4 * i : 4 * i + 4]) for i in range(1, 4))
        self.lending = [number(record[16:20]), number(record[20:22])]

    def record(self) -> Words:
        amounts = (self.ceiling, self.collateral, self.principal, self.lending[0])
        terms = (self.loan, self.threshold, self.bonus, self.target)
        return terms + sum((words(fits(value), 4) for value in amounts), ()) + words(self.lending[1], 2)


class Vault:
    """Collateral and debt of one account."""

    def __init__(self, record: Words):
        self.collateral, self.principal, self.interest, self.index = (
            number(record[4 * i : 4 * i + 4]) for i in range(4))

    def record(self) -> Words:
        amounts = (self.collateral, self.principal, self.interest, self.index)
        return sum((words(fits(value), 4) for value in amounts), ())

    @property
    def debt(self) -> int:
        return fits(self.principal + self.interest)

    def settle(self, index: int) -> None:
        self.interest = fits(
            self.interest + ceil_div(self.principal * (index - self.index), W))
        self.index = index


def seizure(
    debt: int, held: int, value: tuple[int, int], market: Market, most: int
) -> tuple[int, int, int]:
    """What a liquidator with so many dollars repays, the collateral for it, and the debt that is
    bad; `value` is the lowest and the redeemable worth of a share."""
    lowest, redeemable = (fits(held * each // W) for each in value)
    gain, target = M + market.bonus, market.target
    for product in debt * M, lowest * M, lowest * market.threshold, target * debt:
        fits(product)
    require(debt * M > lowest * market.threshold, COLLATERAL_LOW)
    gone = min(gain, ceil_div(gain * value[0], value[1])) if value[1] else gain
    needed = min(debt, ceil_div(target * debt - M * lowest, target - gone))
    if debt - needed < LEAST_DEBT:
        needed = debt
    if fits(needed * gain) <= fits(redeemable * M):
        repaid, bad = min(most, needed), 0
        seized = min(held, repaid * gain * W // fits(M * value[1]))
    else:
        whole = min(debt, redeemable * M // (M + market.bonus // 4))
        if most >= whole:
            repaid, seized, bad = whole, held, debt - whole
        else:
            repaid = most
            seized, bad = held * most // whole, (debt - whole) * most // whole
    require(not 0 < debt - repaid - bad < LEAST_DEBT, COLLATERAL_LOW)
    return repaid, seized, bad


class VaultRules(WorthRules):
    """The effects of operations on vaults."""

    # What the rules share

    def _market_names(self, op: Operation) -> None:
        require((MARKET, op.token) in self.records, NOT_FOUND)

    def _vault_of(self, account: int, sub: int, token: int, dollar: Dollar) -> Vault:
        """An account's vault with interest up to now; one without a record is empty."""
        vault = Vault(self.records.get((VAULT, account, sub, token), (0,) * 16))
        vault.settle(dollar.index)
        return vault

    def _put_vault(
        self, account: int, sub: int, token: int, vault: Vault, market: Market, dollar: Dollar
    ) -> None:
        self.put((VAULT, account, sub, token), vault.record())
        self.put((MARKET, token), market.record())
        self._put_dollar(dollar)

    def _loan(self, token: int, collateral: int, market: Market) -> int:
        """The largest debt that collateral secures."""
        return fits(collateral * self._worth(token)[0] // W) * market.loan // M

    def _require_secured(self, token: int, vault: Vault, market: Market) -> None:
        require(vault.debt <= self._loan(token, vault.collateral, market), COLLATERAL_LOW)

    def _use_lending(self, market: Market, dollars: int) -> None:
        Coin.use(market.lending, dollars, market.ceiling * LENT_SHARE // M, self.timestamp)

    @staticmethod
    def _pay(vault: Vault, market: Market, dollar: Dollar, dollars: int) -> tuple[int, int]:
        """Pays of a debt; returns what of principal and of interest, which is for the buffer."""
        interest = min(dollars, vault.interest)
        principal = dollars - interest
        vault.interest -= interest
        VaultRules._change_principal(vault, market, dollar, -principal)
        return principal, interest

    @staticmethod
    def _change_principal(vault: Vault, market: Market, dollar: Dollar, change: int) -> None:
        vault.principal = fits(vault.principal + change)
        market.principal = fits(market.principal + change)
        dollar.owed = fits(dollar.owed + change)
        dollar.supply = fits(dollar.supply + change)

    @staticmethod
    def _change_collateral(vault: Vault, market: Market, change: int) -> None:
        vault.collateral = fits(vault.collateral + change)
        market.collateral = fits(market.collateral + change)

    # OpenDebt

    def _open_debt_form(self, op: Operation) -> bool:
        return op.collateral > 0 or op.dollars > 0

    _open_debt_names = _market_names

    def _open_debt(self, op: Operation) -> Receipt:
        place = op.account, op.from_sub, op.token
        self.debit(*place, op.collateral)
        dollar, market = self._dollar(), Market(self.records[MARKET, op.token])
        vault = self._vault_of(*place, dollar)
        self._change_collateral(vault, market, op.collateral)
        self._change_principal(vault, market, dollar, op.dollars)
        if op.dollars > 0:
            if op.token >= FIRST_SHARE:
                shares = self.pool(op.token - FIRST_SHARE).supply
                require(market.collateral <= shares * LARGEST_COLLATERAL // 100, CEILING)
            most = dollar.supply * LARGEST_SHARE // 100
            good = dollar.owed - dollar.bad
            require(market.principal <= market.ceiling and good <= most, CEILING)
            self._use_lending(market, op.dollars)
            require(vault.debt >= LEAST_DEBT, COLLATERAL_LOW)
            is_covered = self._coverage(dollar) >= LEAST_COVERAGE
            require(self._is_calm(op.token) and is_covered, PAUSED)
            require(self._is_priced(op.token) and self._are_fresh(dollar), STALE_PRICE)
            self._require_secured(op.token, vault, market)
        self._put_vault(*place, vault, market, dollar)
        self.credit(op.account, op.from_sub, ZUSD, op.dollars)
        return Receipt(
            codec.VAULT, collateral=op.collateral, principal=op.dollars, interest=0, bad=0)

    # Repay

    _repay_form, _repay_names = _open_debt_form, _market_names

    def _repay(self, op: Operation) -> Receipt:
        place = op.account, op.from_sub, op.token
        dollar, market = self._dollar(), Market(self.records[MARKET, op.token])
        vault = self._vault_of(*place, dollar)
        repaid = min(op.dollars, vault.debt)
        require(repaid > 0 or op.collateral > 0, LACKS_BALANCE)
        self.debit(op.account, op.from_sub, ZUSD, repaid)
        principal, interest = self._pay(vault, market, dollar, repaid)
        dollar.save(interest)
        require(vault.collateral >= op.collateral, LACKS_BALANCE)
        self._change_collateral(vault, market, -op.collateral)
        if vault.debt > 0:
            require(repaid == 0 or vault.debt >= LEAST_DEBT, COLLATERAL_LOW)
            if op.collateral > 0:
                require(self._is_calm(op.token), PAUSED)
                require(self._is_priced(op.token), STALE_PRICE)
                self._require_secured(op.token, vault, market)
                self._use_lending(market, self._loan(op.token, op.collateral, market))
        self._put_vault(*place, vault, market, dollar)
        self.credit(*place, op.collateral)
        return Receipt(
            codec.VAULT, collateral=op.collateral, principal=principal, interest=interest, bad=0)

    # Liquidate

    def _liquidate_form(self, op: Operation) -> bool:
        return op.dollars > 0 and op.owner_sub <= 31

    def _liquidate_names(self, op: Operation) -> None:
        require((VAULT, op.owner, op.owner_sub, op.token) in self.records, NOT_FOUND)

    def _liquidate(self, op: Operation) -> Receipt:
        place = op.owner, op.owner_sub, op.token
        dollar, market = self._dollar(), Market(self.records[MARKET, op.token])
        vault = self._vault_of(*place, dollar)
        require(self._is_priced(op.token), STALE_PRICE)
        repaid, seized, bad = seizure(
            vault.debt, vault.collateral, self._worth(op.token), market, op.dollars)
        require(seized >= op.minimum, SLIPPAGE)
        self.debit(op.account, op.from_sub, ZUSD, repaid)
        principal, interest = self._pay(vault, market, dollar, repaid)
        self._change_collateral(vault, market, -seized)
        bad = self._write_off(vault, market, dollar, bad)
        dollar.save(interest)
        self._put_vault(*place, vault, market, dollar)
        self.credit(op.account, op.from_sub, op.token, seized)
        return Receipt(
            codec.VAULT, collateral=seized, principal=principal, interest=interest, bad=bad)

    def _write_off(self, vault: Vault, market: Market, dollar: Dollar, bad: int) -> int:
        """Drops a part of a debt, interest first; the buffer's dollars are burnt against the rest.

        The interest that was paid is saved later, as every debit comes before every credit: the
        sums are the same either way.
        """
        dropped = min(bad, vault.interest)
        bad -= dropped
        vault.interest -= dropped
        vault.principal, market.principal = vault.principal - bad, market.principal - bad
        burnt = min(bad, self.balance(*BUFFER, ZUSD))
        self.debit(*BUFFER, ZUSD, burnt)
        dollar.supply -= burnt
        dollar.owed -= burnt
        dollar.bad += bad - burnt
        return bad

    # SetVaultTerms

    def _set_vault_terms_check(self, op: Operation) -> None:
        require(0 < op.loan < op.threshold and op.ceiling <= 2**120, MALFORMED)
        require(op.bonus >= 10_000, MALFORMED)
        require(op.threshold * (M + op.bonus) < M * M, MALFORMED)
        require(op.target * op.threshold > M * M and op.target <= MOST_TARGET, MALFORMED)
        require((DOLLAR,) in self.records, NOT_FOUND)
        is_share = op.token >= FIRST_SHARE
        require(is_share or self.token_class(op.token) == YIELD_BEARING, NOT_FOUND)
        require(ZUSD not in self._coins(op.token), MALFORMED)
        is_like_dollars = not is_share or self.pool(op.token - FIRST_SHARE).kind == STABLE
        for coin in self._coins(op.token):
            self._require_feeds(coin, is_like_dollars)

    def _require_feeds(self, coin: int, is_like_dollars: bool) -> None:
        """The feeds of what is collateral, or a coin of it; the last of a kind for about a dollar."""
        is_rated = self.token_class(coin) == YIELD_BEARING
        feeds = [coin, self.underlying(coin)] if is_rated else [coin]
        require(all((FEED, feed) in self.records for feed in feeds), NOT_FOUND)
        require(not is_like_dollars or self._feed(feeds[-1])[0] == COIN, MALFORMED)

    def _set_vault_terms(self, op: Operation) -> None:
        old = self.records.get((MARKET, op.token), (0,) * 22)
        terms = (op.loan, op.threshold, op.bonus, op.target) + words(op.ceiling, 4)
        self.put((MARKET, op.token), terms + old[8:])
