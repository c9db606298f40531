"""Which feeds SetVaultTerms asks for, and what shares of pools outside of their domain are worth."""

from __future__ import annotations

import random

import codec
import pytest
from codec import Operation
from dollar_scene import MILLION, ONE, TERMS
from rate_scene import ETHER, SAVED, STAKED, RateScene
from records import (
    CONSTANT_PRODUCT, MALFORMED, NOT_FOUND, OVERFLOW, SCOPE, STABLE, Pool, Rejected,
)
from stable import EVALUATED_RATIO, LARGEST_SCALED, SMALLEST_SUM, U128, W, depth
from test_rules import A, B
from words import FEED, pool_value
from worth import share_worth

UNPRICED, BARE, LONE = 8, 9, 10  # an ordinary token, and two yield-bearing ones


class FeedScene(RateScene):
    """Tokens without a feed, which Alice has."""

    def __init__(self) -> None:
        super().__init__()
        for token, kind in ((UNPRICED, 0), (BARE, 2), (LONE, 2)):
            contract = b"\1" + bytes(31) + bytes([token])
            self.queue(
                codec.REGISTER_TOKEN, token=token, contract=contract, decimals=18, token_class=kind)
            self.queue(
                codec.DEPOSIT, token=token, amount=1_000 * MILLION, to=b"\1" + bytes(31) + b"\x0b",
                sub=0)
        # Of these two the coin has no feed, but pools of LONE had a rate once.
        assert self.set_feed(LONE, 2, UNPRICED) == 0
        self.rate(W, LONE)
        self.rate(W, BARE)

    def market(self, kind: int, *tokens: int) -> int:
        """The code of terms for shares of a new pool of these tokens."""
        stored = dict(self.ledger.records)
        # Only to create the pool: the rate of a token without a feed.
        self.ledger.records.setdefault((FEED, BARE), (2, 1) + (0,) * 48)
        code, receipt = self.sign(
            codec.CREATE_POOL, kind=kind, fee_rate=300,
            terms=(50_000, 2_000, 5_000) if kind == STABLE else (),
            coins=[(token, MILLION) for token in tokens])
        assert code == 0
        if (FEED, BARE) not in stored:
            del self.ledger.records[FEED, BARE]
        return self.terms(0x8000 + receipt.pool)

    def terms(self, token: int, by: int = A) -> int:
        return self.apply(by, Operation(codec.SET_VAULT_TERMS, token=token, **TERMS))[0]


@pytest.fixture
def scene() -> FeedScene:
    return FeedScene()


@pytest.mark.parametrize("kind, tokens, code", [
    (STABLE, (ONE, SAVED), 0), (STABLE, (3, 4), 0), (STABLE, (ONE, 3, SAVED), 0),
    # An ordinary coin whose feed is of kind 1, and one that stands for it.
    (STABLE, (ONE, ETHER), MALFORMED), (STABLE, (ONE, STAKED), MALFORMED),
    (STABLE, (ETHER, STAKED), MALFORMED), (STABLE, (SAVED, STAKED), MALFORMED),
    (CONSTANT_PRODUCT, (ONE, ETHER), 0), (CONSTANT_PRODUCT, (ETHER, STAKED), 0),
    (CONSTANT_PRODUCT, (SAVED, STAKED), 0),
    # Without a feed, or without that of what it stands for.
    (STABLE, (ONE, UNPRICED), NOT_FOUND), (CONSTANT_PRODUCT, (ONE, UNPRICED), NOT_FOUND),
    (STABLE, (ONE, BARE), NOT_FOUND), (CONSTANT_PRODUCT, (ONE, BARE), NOT_FOUND),
    (STABLE, (ONE, LONE), NOT_FOUND), (CONSTANT_PRODUCT, (ONE, LONE), NOT_FOUND),
    # Coin by coin: the first of these gives the reason.
    (STABLE, (STAKED, UNPRICED), MALFORMED), (STABLE, (ETHER, LONE), MALFORMED),
    (STABLE, (BARE, LONE), NOT_FOUND), (CONSTANT_PRODUCT, (STAKED, UNPRICED), NOT_FOUND),
])
def test_feeds_of_coins_of_pools(scene, kind, tokens, code):
    assert scene.market(kind, *tokens) == code


def test_a_later_coin_gives_its_reason_only_after_an_earlier_one(scene):
    assert scene.set_feed(UNPRICED, 1) == 0
    for tokens in ((ETHER, BARE), (UNPRICED, BARE)):
        assert scene.market(STABLE, *tokens) == MALFORMED
    assert scene.market(STABLE, SAVED, BARE, LONE) == NOT_FOUND


def test_feeds_of_yield_bearing_tokens(scene):
    assert scene.terms(SAVED) == 0
    assert scene.terms(STAKED) == MALFORMED, "what it stands for is not worth a dollar"
    assert scene.terms(BARE) == scene.terms(LONE) == NOT_FOUND
    assert scene.set_feed(UNPRICED, 1) == 0 and scene.terms(LONE) == MALFORMED
    assert scene.set_feed(BARE, 2, ONE) == 0 and scene.terms(BARE) == 0
    # The section's reasons come before whether the chain may.
    for token, code in ((SAVED, SCOPE), (STAKED, MALFORMED), (99, NOT_FOUND)):
        assert scene.terms(token, B) == code


def test_an_ordinary_token_whose_feed_is_like_that_of_a_dollar(scene):
    assert scene.set_feed(UNPRICED, 0) == 0
    assert scene.terms(LONE) == 0 and scene.market(STABLE, ONE, UNPRICED) == 0


# Outside of the domain


def held(balances: list[int], a: int, supply: int = MILLION, rates: int = 0) -> Pool:
    coins = list(zip((2, 3, 4, 5), balances))
    return Pool(0, pool_value(STABLE, coins, supply, 300, (a, 2_000, 5_000), rated=rates))


def lowest(balances: list[int], a: int = 50_000, **change) -> int:
    return share_worth(held(balances, a, **change), [W] * len(balances), 0)[0]


@pytest.mark.parametrize("balances, is_inside", [
    ([EVALUATED_RATIO * W, W], True), ([EVALUATED_RATIO * W + 1, W], False),
    ([LARGEST_SCALED, LARGEST_SCALED], True), ([LARGEST_SCALED + 1, LARGEST_SCALED], False),
    ([SMALLEST_SUM // 2] * 2, True), ([SMALLEST_SUM // 2, SMALLEST_SUM // 2 - 1], False),
    ([W, 0], False), ([0, 0, 0], False), ([W, W, EVALUATED_RATIO * W + 1], False),
])
def test_edges_of_the_domain(balances, is_inside):
    size = depth(balances, 50_000) if is_inside else len(balances) * min(balances)
    assert lowest(balances) == size * W // MILLION


def test_what_does_not_fit():
    with pytest.raises(Rejected) as refused:
        lowest([U128 // 2 + 1, U128])
    assert refused.value.code == OVERFLOW
    assert lowest([U128 // 2, U128 // 2], supply=U128) == W * (U128 // 2 * 2) // U128
    with pytest.raises(Rejected) as refused:
        share_worth(held([W, 2 * W], 50_000, rates=2), [W, W], 0, [W, U128])
    assert refused.value.code == OVERFLOW


def test_the_lowest_worth_outside_is_no_more_than_of_the_invariant_and_of_its_coins():
    dice = random.Random(1)
    for _ in range(400):
        balances = [int(10 ** dice.uniform(3, 30)) for _ in range(dice.randint(2, 4))]
        a = int(100 * 10 ** dice.uniform(0, 4))
        found, coins = share_worth(held(balances, a), [W] * len(balances), 0)
        assert found <= depth(balances, a) * W // MILLION and found <= coins
