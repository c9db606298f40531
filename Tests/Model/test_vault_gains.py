"""One actor alone, at prices of a dollar and without time: whatever it does, it gains nothing."""

from __future__ import annotations

import codec
import pytest
from dollar import ZUSD, W
from dollar_scene import (
    BOB, CAROL, MILLION, ONE, OUTSIDE, PAIR, PAIR_SHARE, POOL, SHARE, TWO, DollarScene,
)
from lone_actor import LoneActor, opcodes_without_gain
from routes import DOLLAR_PLACE, Hops

MARKETS = ((POOL, SHARE, TWO), (PAIR, PAIR_SHARE, OUTSIDE))
PLACES = {
    POOL: [ONE, TWO, SHARE], PAIR: [ONE, OUTSIDE, PAIR_SHARE], DOLLAR_PLACE: [ONE, TWO, ZUSD]}


def routes(token: int, hops: Hops) -> list[Hops]:
    """Every route that goes on from these hops, which end in a token; and they themselves."""
    found = [hops] if hops else []
    left = [place for place in PLACES if place not in [used for used, _ in hops]]
    for place in left:
        for bought in PLACES[place]:
            is_hop = place != DOLLAR_PLACE or ZUSD in (token, bought)
            if token in PLACES[place] and bought != token and is_hop:
                found += routes(bought, [*hops, (place, bought)])
    return found


ROUTES = [
    (token, hops) for token in (ZUSD, ONE, TWO, OUTSIDE, SHARE, PAIR_SHARE)
    for hops in routes(token, [])]


class Actor(LoneActor):
    """Carol, who has shares of both pools; Bob owes dollars, and the buffer may have some."""

    def __init__(self, seed: int):
        super().__init__(seed, DollarScene().with_vaults())
        scene = self.scene
        scene.mint(TWO, 5 * MILLION, BOB)
        for _, share, _ in MARKETS:
            for owner in (BOB, CAROL):
                scene.sign(codec.TRANSFER, token=share, amount=3 * MILLION, to=owner, to_sub=0)
        scene.open_debt(MILLION, MILLION // 2, BOB)
        if self.random.random() < 0.5:
            scene.later(300 * 86_400)
            scene.price(W, W, W)
        if self.random.random() < 0.3:
            scene.sign(
                codec.TRANSFER, BOB, token=ZUSD, amount=MILLION // 3, to=0, to_sub=1)

    @property
    def wealth(self) -> int:
        """Dollars, with shares at what swaps do not move."""
        found = sum(self.scene.balance(token, CAROL) for token in (ZUSD, ONE, TWO, OUTSIDE))
        for _, share, _ in MARKETS:
            collateral, debt = self.vault(share)
            shares = collateral + self.scene.balance(share, CAROL)
            found += self.scene.ledger._worth(share)[0] * shares // W - debt
        return found

    def step(self) -> tuple[int, int]:
        market = self.random.choice(MARKETS)
        choices = [*range(codec.ADD_LIQUIDITY, codec.POST_PRICES), *range(codec.MINT, 0x20)]
        opcode = self.random.choice([codec.SWAP, codec.SWAP, *choices])
        kind = self.of_pool if opcode < codec.MINT else self.of_dollar
        if opcode >= codec.OPEN_DEBT:
            kind = self.of_vault
        return opcode, self.scene.sign(opcode, CAROL, **kind(opcode, *market))[0]

    def of_pool(self, opcode: int, pool: int, share: int, other: int) -> dict:
        amount, burnt = self.amount(MILLION), self.amount(self.scene.balance(share, CAROL))
        first = self.random.choice([ONE, other])
        token, hops = self.random.choice(ROUTES)
        return {
            codec.ADD_LIQUIDITY: dict(pool=pool, minimum=0, maxima=[amount, amount]),
            codec.REMOVE_LIQUIDITY: dict(pool=pool, shares=burnt, minima=[0, 0]),
            codec.SWAP: dict(
                kind=codec.EXACT_IN, token_in=token, hops=hops, amount_out=0,
                amount_in=self.amount(min(3 * MILLION, self.scene.balance(token, CAROL)))),
            codec.ADD_ONE_COIN: dict(pool=pool, token=first, amount=amount, minimum=0),
            codec.REMOVE_ONE_COIN: dict(pool=pool, token=first, shares=burnt, minimum=0),
        }[opcode]

    def of_dollar(self, opcode: int, pool: int, share: int, other: int) -> dict:
        coin, amount = self.random.choice([ONE, TWO]), self.amount(MILLION)
        dollars = self.amount(min(MILLION, self.scene.balance(ZUSD, CAROL)))
        part = self.random.choice([0, amount // 2, amount])
        return {
            codec.MINT: dict(token=coin, amount=amount, minimum=0),
            codec.REDEEM: dict(token=coin, dollars=dollars, minimum=0),
            codec.REDEEM_BASKET: dict(dollars=dollars, minima=[]),
            codec.CONVERT: dict(
                token_in=coin, token_out=5 - coin, amount=amount, pool=POOL, pool_part=part,
                minimum=0),
        }[opcode]

    def of_vault(self, opcode: int, pool: int, share: int, other: int) -> dict:
        return self.of_vault_of(opcode, share)


@pytest.mark.parametrize("part", range(4))
def test_one_actor_alone_gains_nothing(part):
    assert opcodes_without_gain(Actor, part) >= {
        *range(codec.ADD_LIQUIDITY, codec.POST_PRICES), *range(codec.MINT, 0x1F)}
