"""The effects of operations on pools, from docs/protocol/transition.md, "Pools"."""

from __future__ import annotations

from math import isqrt

import codec
import words
from codec import Operation, Receipt
from records import (
    CONSTANT_PRODUCT, EXISTS, FIRST_SHARE, LOCKED_SHARES, OVERFLOW, SHARE_CLASS, SLIPPAGE,
    YIELD_BEARING, Pool, fits, require,
)
from stable import new_supply
from trading import add_one, ceil_div, refusing, remove_one
from vaults import VaultRules
from words import TOKEN

MAXIMUM_POOL_FEE = 100_000
LEAST_RATED_FEE = 100
"""So that a step of a rate is worth no trade."""


class PoolRules(VaultRules):
    """The effects of operations on pools and their shares."""

    def _debit(self, op: Operation, token: int, amount: int) -> None:
        self.debit(op.account, op.from_sub, token, amount)

    def _credit(self, op: Operation, token: int, amount: int) -> None:
        self.credit(op.account, op.from_sub, token, amount)

    # CreatePool

    def _create_pool_form(self, op: Operation) -> bool:
        tokens = [token for token, _ in op.coins]
        ascends = all(before < after for before, after in zip(tokens, tokens[1:]))
        return (
            ascends and self._has_pool_terms(op) and op.fee_rate <= MAXIMUM_POOL_FEE
            and all(amount > 0 for _, amount in op.coins)
        )

    def _has_pool_terms(self, op: Operation) -> bool:
        if op.kind == CONSTANT_PRODUCT:
            return len(op.coins) == 2
        amplification, slope, most = op.terms
        return (
            100 <= amplification <= 10**6 and slope <= 10**6
            and 0 < op.fee_rate <= most <= MAXIMUM_POOL_FEE
            and (op.fee_rate >= LEAST_RATED_FEE or not self._rated(op))
        )

    def _create_pool_names(self, op: Operation) -> None:
        tokens = [token for token, _ in op.coins]
        for token in tokens:
            self.require_token(token)
        require(words.pool_of_tokens_key(op.kind, tokens) not in self.records, EXISTS)

    def _create_pool(self, op: Operation) -> Receipt:
        for token, amount in op.coins:
            self._debit(op, token, amount)
        balances = [amount for _, amount in op.coins]
        rated = self._rated(op)
        pool = Pool(0, words.pool_value(op.kind, op.coins, 0, op.fee_rate, op.terms, rated=rated))
        if op.kind == CONSTANT_PRODUCT:
            pool.supply = isqrt(balances[0] * balances[1])
        else:
            rates = self.pool_rates(pool)
            pool.supply = refusing(lambda: new_supply(balances, op.terms[0], rates))
        issued = pool.supply - LOCKED_SHARES[op.kind]
        require(issued > 0, SLIPPAGE)
        pool.index = self.next_pool()
        self.put_pool(pool)
        self.put(words.pool_of_tokens_key(op.kind, pool.tokens), (pool.index,))
        self.put((TOKEN, pool.share), (SHARE_CLASS, 0, 0))
        self._credit(op, pool.share, issued)
        return Receipt(codec.LIQUIDITY, pool=pool.index, shares=issued, amounts=balances)

    def _rated(self, op: Operation) -> int:
        """A bit for each yield-bearing token of a stable pool."""
        if op.kind == CONSTANT_PRODUCT:
            return 0
        return sum(
            1 << place for place, (token, _) in enumerate(op.coins)
            if self.token_class(token) == YIELD_BEARING)

    # AddLiquidity

    def _fits_pool(self, op: Operation, count: int) -> bool:
        return not self.has_pool(op.pool) or len(self.pool(op.pool).tokens) == count

    def _add_liquidity_form(self, op: Operation) -> bool:
        return all(op.maxima) and self._fits_pool(op, len(op.maxima))

    def _add_liquidity_names(self, op: Operation) -> None:
        self.pool(op.pool)

    def _add_liquidity(self, op: Operation) -> Receipt:
        pool = self.pool(op.pool)
        require(all(pool.balances), OVERFLOW)
        shares = fits(min(
            maximum * pool.supply // balance for maximum, balance in zip(op.maxima, pool.balances)))
        takes = [fits(ceil_div(shares * balance, pool.supply)) for balance in pool.balances]
        for token, amount in zip(pool.tokens, takes):
            self._debit(op, token, amount)
        require(shares > 0 and shares >= op.minimum, SLIPPAGE)
        pool.balances = [balance + amount for balance, amount in zip(pool.balances, takes)]
        pool.supply += shares
        self.put_pool(pool)
        self._credit(op, pool.share, shares)
        return Receipt(codec.LIQUIDITY, pool=op.pool, shares=shares, amounts=takes)

    # RemoveLiquidity

    def _remove_liquidity_form(self, op: Operation) -> bool:
        return op.shares > 0 and self._fits_pool(op, len(op.minima))

    def _remove_liquidity_names(self, op: Operation) -> None:
        self.pool(op.pool)

    def _remove_liquidity(self, op: Operation) -> Receipt:
        pool = self.pool(op.pool)
        self._debit(op, pool.share, op.shares)
        pays = [fits(op.shares * balance // pool.supply) for balance in pool.balances]
        require(all(pay >= least for pay, least in zip(pays, op.minima)) and any(pays), SLIPPAGE)
        pool.balances = [balance - amount for balance, amount in zip(pool.balances, pays)]
        pool.supply -= op.shares
        self.put_pool(pool)
        for token, amount in zip(pool.tokens, pays):
            self._credit(op, token, amount)
        return Receipt(codec.LIQUIDITY, pool=op.pool, shares=op.shares, amounts=pays)

    # AddLiquidityOneCoin, RemoveLiquidityOneCoin

    def _one_coin_names(self, op: Operation) -> None:
        self.pool(op.pool).place(op.token)

    _add_one_coin_names = _remove_one_coin_names = _one_coin_names

    def _add_one_coin_form(self, op: Operation) -> bool:
        return op.amount > 0

    def _add_one_coin(self, op: Operation) -> Receipt:
        self._debit(op, op.token, op.amount)
        shares, _ = self._add_one_step(op.pool, op.token, op.amount, op.minimum)
        self._credit(op, FIRST_SHARE + op.pool, shares)
        return self._one_coin_receipt(op, shares, op.amount)

    def _add_one_step(
        self, index: int, token: int, amount: int, minimum: int
    ) -> tuple[int, int]:
        """Adds one token to a pool; returns the shares for its owner, and the protocol's part."""
        pool = self.pool(index)
        coin = pool.place(token)
        shares, _, cut = add_one(self, pool, coin, amount)
        require(shares >= minimum, SLIPPAGE)
        pool.balances[coin] += amount - cut
        pool.supply += shares
        self._store(pool, token, cut)
        return shares, cut

    def _remove_one_coin_form(self, op: Operation) -> bool:
        return op.shares > 0

    def _remove_one_coin(self, op: Operation) -> Receipt:
        self._debit(op, FIRST_SHARE + op.pool, op.shares)
        amount, _ = self._remove_one_step(op.pool, op.token, op.shares, op.minimum)
        self._credit(op, op.token, amount)
        return self._one_coin_receipt(op, op.shares, amount)

    def _remove_one_step(
        self, index: int, token: int, shares: int, minimum: int
    ) -> tuple[int, int]:
        """Burns shares of a pool; returns the token for their owner, and the protocol's part."""
        pool = self.pool(index)
        coin = pool.place(token)
        _, amount, cut = remove_one(self, pool, coin, shares)
        require(amount >= minimum, SLIPPAGE)
        pool.balances[coin] -= amount + cut
        pool.supply -= shares
        self._store(pool, token, cut)
        return amount, cut

    def _store(self, pool: Pool, token: int, cut: int) -> None:
        """Stores a pool and credits the protocol's part."""
        self.put_pool(pool)
        self.credit(0, 0, token, cut)

    def _one_coin_receipt(self, op: Operation, shares: int, amount: int) -> Receipt:
        amounts = [amount if token == op.token else 0 for token in self.pool(op.pool).tokens]
        return Receipt(codec.LIQUIDITY, pool=op.pool, shares=shares, amounts=amounts)
