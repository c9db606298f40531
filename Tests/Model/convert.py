"""Convert: a coin sold for another, from docs/protocol/transition.md, "Unified dollar".

A part goes to a pool and the rest through the dollar: a mint, then a redemption of what it made, on
the dollar that the mint left. Nothing is credited before both are through.
"""

from __future__ import annotations

import codec
from codec import Operation, Receipt
from dollar import Dollar, DollarRules
from records import NOT_FOUND, SLIPPAGE, fits, require
from trading import Hop, trade
from words import COLLATERAL


class Rest:
    """What the part that goes through the dollar comes to."""

    def __init__(self) -> None:
        self.minted = self.mint_fee = self.redeem_fee = self.redeemed = 0
        self.dollar: Dollar | None = None


class ConvertRules(DollarRules):
    """The effect of Convert."""

    def _convert_form(self, op: Operation) -> bool:
        return op.amount > 0 and op.token_in != op.token_out and op.pool_part <= op.amount

    def _convert_names(self, op: Operation) -> None:
        self._hop(op)
        if op.amount > op.pool_part:
            for token in (op.token_in, op.token_out):
                require((COLLATERAL, token) in self.records, NOT_FOUND)

    def _hop(self, op: Operation) -> Hop | None:
        """The trade with the pool, if there is one."""
        if op.pool_part == 0:
            return None
        return Hop(self, self.pool(op.pool), op.token_in, op.token_out)

    def _convert(self, op: Operation) -> Receipt:
        self.debit(op.account, op.from_sub, op.token_in, op.amount)
        hop = self._hop(op)
        traded = hop.give(op.pool_part) if hop else 0
        rest = self._through_dollar(op)
        bought = fits(traded + rest.redeemed)
        require(bought >= op.minimum, SLIPPAGE)
        if hop:
            trade(self, [hop])
        if rest.dollar:
            self._put_dollar(rest.dollar)
        self.credit(op.account, op.from_sub, op.token_out, bought)
        return Receipt(
            codec.CONVERSION, traded=traded, dollars=rest.minted, mint_fee=rest.mint_fee,
            redeem_fee=rest.redeem_fee, redeemed=rest.redeemed)

    def _through_dollar(self, op: Operation) -> Rest:
        rest, amount = Rest(), op.amount - op.pool_part
        if amount == 0:
            return rest
        rest.dollar = dollar = self._dollar()
        rest.minted = self._mint_step(dollar, op.token_in, amount, 0)
        rest.mint_fee = amount - rest.minted
        rest.redeemed, rest.redeem_fee = self._redeem_step(dollar, op.token_out, rest.minted, 0)
        return rest
