"""What can be had from a rate that was wrong, frozen, and whose feed is set again."""

from __future__ import annotations

import pytest
from dollar_scene import BOB, CAROL, MILLION, ONE
from rate_scene import RATE, SAVED, RateScene
from records import PAUSED, STALE_PRICE
from stable import W

HUNDRED = MILLION // 10


@pytest.fixture
def scene() -> RateScene:
    """Three signers were wrong twice: the rate of a pool's coin is half of what it should be."""
    made = RateScene(None)
    made.post(RATE)
    assert made.rated_pool()[0] == 0
    assert made.posted(RATE // 2, 1) == RATE and made.swap(HUNDRED)[0] == STALE_PRICE
    assert made.posted(RATE // 2, 30) == RATE // 2 and made.swap(HUNDRED)[0] == PAUSED
    return made


def test_nobody_trades_at_a_rate_that_was_wrong(scene):
    assert scene.set_feed(SAVED, 2, ONE) == 0
    code, receipt = scene.swap(HUNDRED, by=BOB)
    # Bob would get twice what he paid.
    assert code == STALE_PRICE and receipt is None


def test_the_rate_that_is_observed_next_is_traded_at(scene):
    assert scene.set_feed(SAVED, 2, ONE) == 0 and scene.posted(RATE, 1) == RATE
    code, receipt = scene.swap(HUNDRED, by=CAROL)
    assert code == 0 and receipt.hops[0][3] * RATE // W < HUNDRED


def test_a_frozen_rate_is_right_again_only_by_its_feed(scene):
    for _ in range(40):
        scene.posted(RATE, 3_600)
    assert scene.price_of().value < RATE // 2 * 1_003 // 1_000 and scene.swap(HUNDRED)[0] == PAUSED
