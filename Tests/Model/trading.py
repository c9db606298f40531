"""Trades in pools, from docs/protocol/transition.md, "Pools"."""

from __future__ import annotations

from records import SLIPPAGE, Pool, Records, fits, require

MILLION = 1_000_000


def ceil_div(a: int, b: int) -> int:
    return -(-a // b)


class Hop:
    """One pool of a route: its input and output, and the protocol's share of the input."""

    def __init__(self, pool: Pool, token_in: int, token_out: int):
        self.pool, self.token_in, self.token_out = pool, token_in, token_out
        self.place_in, self.place_out = pool.place(token_in), pool.place(token_out)
        self.kept = MILLION - pool.fee_rate - pool.protocol_rate
        self.amount_in = self.amount_out = 0

    @property
    def balances(self) -> tuple[int, int]:
        """The balances of input and output."""
        return self.pool.balances[self.place_in], self.pool.balances[self.place_out]

    def give(self, amount_in: int) -> int:
        """Quotes exact in; returns the output."""
        balance_in, balance_out = self.balances
        net = amount_in * self.kept // MILLION
        out = balance_out * net // fits(balance_in + net) if balance_in + net else 0
        require(out > 0, SLIPPAGE)
        self.amount_in, self.amount_out = amount_in, out
        return out

    def ask(self, out: int) -> int:
        """Quotes exact out; returns the input."""
        balance_in, balance_out = self.balances
        require(out < balance_out, SLIPPAGE)
        net = fits(ceil_div(balance_in * out, balance_out - out))
        self.amount_in, self.amount_out = fits(ceil_div(net * MILLION, self.kept)), out
        return self.amount_in

    @property
    def cut(self) -> int:
        return self.amount_in * self.pool.protocol_rate // MILLION


def has_form(token_in: int, hops: list[tuple[int, int]]) -> bool:
    """Whether no pool occurs twice, and no token is traded for itself."""
    pools = [pool for pool, _ in hops]
    tokens = [token_in] + [token for _, token in hops]
    changes = all(before != after for before, after in zip(tokens, tokens[1:]))
    return len(set(pools)) == len(pools) and changes


def route(records: Records, token: int, hops: list[tuple[int, int]]) -> list[Hop]:
    """The hops as pools; each must hold both of its tokens."""
    found = []
    for index, token_out in hops:
        found.append(Hop(records.pool(index), token, token_out))
        token = token_out
    return found


def token_out(token_in: int, hops: list[tuple[int, int]]) -> int:
    """The token that a route ends in."""
    return hops[-1][1] if hops else token_in


def trade(records: Records, hops: list[Hop]) -> None:
    """Moves the quoted amounts."""
    for hop in hops:
        hop.pool.balances[hop.place_in] += hop.amount_in - hop.cut
        hop.pool.balances[hop.place_out] -= hop.amount_out
        records.put_pool(hop.pool)
        records.credit(0, 0, hop.token_in, hop.cut)
