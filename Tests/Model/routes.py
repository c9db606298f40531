"""Routes and Swap, from docs/protocol/transition.md, "Routes"."""

from __future__ import annotations

from collections.abc import Callable

import codec
from codec import Operation, Receipt
from pools import PoolRules
from records import NOT_FOUND, SLIPPAGE, ZUSD, require
from trading import Hop, trade
from words import COLLATERAL

DOLLAR_PLACE = 0x8000

Hops = list[tuple[int, int]]
"""Of each hop the place and the token that comes out."""
Leg = tuple[int, int, int, int]
"""Place, token out, the protocol's cut and the amount out of a hop that was taken."""
Effect = Callable[[int, int, int, int], tuple[int, int]]
"""Of place, token in, token out and amount in: the amount out and the protocol's cut."""


def has_form(token_in: int, hops: Hops) -> bool:
    """Whether no place occurs twice, and no token is traded for itself."""
    places = [place for place, _ in hops]
    tokens = [token_in] + [token for _, token in hops]
    changes = all(before != after for before, after in zip(tokens, tokens[1:]))
    return len(set(places)) == len(places) and changes


def token_out(token_in: int, hops: Hops) -> int:
    """The token that a route ends in."""
    return hops[-1][1] if hops else token_in


class RouteRules(PoolRules):
    """Hops of routes, and the effect of Swap."""

    # Hops

    def _effect_of(self, place: int, sold: int, bought: int) -> Effect:
        """The effect of a hop, which is of one kind or not found."""
        if place == DOLLAR_PLACE:
            require(ZUSD in (sold, bought), NOT_FOUND)
            coin = sold if bought == ZUSD else bought
            require((COLLATERAL, coin) in self.records, NOT_FOUND)
            return self._mint_hop if bought == ZUSD else self._redeem_hop
        pool = self.pool(place)
        if bought == pool.share:
            require(sold in pool.tokens, NOT_FOUND)
            return self._add_hop
        require(bought in pool.tokens, NOT_FOUND)
        if sold == pool.share:
            return self._remove_hop
        require(sold in pool.tokens, NOT_FOUND)
        return self._trade_hop

    def _trade_hop(self, place: int, sold: int, bought: int, amount: int) -> tuple[int, int]:
        hop = Hop(self, self.pool(place), sold, bought)
        out = hop.give(amount)
        trade(self, [hop])
        return out, hop.cut

    def _add_hop(self, place: int, sold: int, bought: int, amount: int) -> tuple[int, int]:
        return self._add_one_step(place, sold, amount, 0)

    def _remove_hop(self, place: int, sold: int, bought: int, amount: int) -> tuple[int, int]:
        return self._remove_one_step(place, bought, amount, 0)

    def _mint_hop(self, place: int, sold: int, bought: int, amount: int) -> tuple[int, int]:
        return self._minted(sold, amount, 0), 0

    def _redeem_hop(self, place: int, sold: int, bought: int, amount: int) -> tuple[int, int]:
        return self._redeemed(bought, amount, 0)[0], 0

    def require_route(self, token: int, hops: Hops) -> None:
        """Every hop is of a kind."""
        for place, bought in hops:
            self._effect_of(place, token, bought)
            token = bought

    def take(self, token: int, hops: Hops, amount: int) -> list[Leg]:
        """Takes the hops in order."""
        legs = []
        for place, bought in hops:
            amount, cut = self._effect_of(place, token, bought)(place, token, bought, amount)
            legs.append((place, bought, cut, amount))
            token = bought
        return legs

    # Swap

    def _swap_form(self, op: Operation) -> bool:
        exact = op.amount_in if op.kind == codec.EXACT_IN else op.amount_out
        return exact > 0 and has_form(op.token_in, op.hops)

    def _swap_names(self, op: Operation) -> None:
        if op.kind == codec.EXACT_IN:
            self.require_route(op.token_in, op.hops)
        else:
            self._trades(op)

    def _trades(self, op: Operation) -> list[Hop]:
        """The hops of a swap that is exact out, of which each must be a trade."""
        found, token = [], op.token_in
        for place, bought in op.hops:
            found.append(Hop(self, self.pool(place), token, bought))
            token = bought
        return found

    def _swap(self, op: Operation) -> Receipt:
        needed, legs = self._swap_in(op) if op.kind == codec.EXACT_IN else self._swap_out(op)
        self._credit(op, legs[-1][1], legs[-1][3])
        return Receipt(codec.TRADE, token_in=op.token_in, amount_in=needed, hops=legs)

    def _swap_in(self, op: Operation) -> tuple[int, list[Leg]]:
        self._debit(op, op.token_in, op.amount_in)
        legs = self.take(op.token_in, op.hops, op.amount_in)
        require(legs[-1][3] >= op.amount_out, SLIPPAGE)
        return op.amount_in, legs

    def _swap_out(self, op: Operation) -> tuple[int, list[Leg]]:
        hops, needed = self._trades(op), op.amount_out
        for hop in reversed(hops):
            needed = hop.ask(needed)
        self._debit(op, op.token_in, needed)
        require(needed <= op.amount_in, SLIPPAGE)
        trade(self, hops)
        return needed, [
            (hop.pool.index, hop.token_out, hop.cut, hop.amount_out) for hop in hops]
