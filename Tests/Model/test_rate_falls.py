"""How rates of yield-bearing tokens fall: by little at once, by much only when it is seen twice, and what
thaws them afterwards."""

from __future__ import annotations

import codec
import prices
import pytest
from codec import Operation
from dollar_scene import ALICE, BOB, CAROL, ONE
from prices import Price, follow
from rate_scene import HOUR, SAVED, RateScene
from stable import W
from test_rules import A
from words import TOKEN

BOUND = W - W * 20_000 // 10**6
START = 1_000


@pytest.fixture
def scene() -> RateScene:
    made = RateScene(None)
    made.post(W)
    return made


class Rate:
    """A rate that was W at first, on the rule alone."""

    def __init__(self, first: int = W) -> None:
        self.price, self.candidate = prices.begin(prices.RATE, (first, START))

    def see(self, value: int, time: int) -> tuple[int, int, int, int]:
        self.candidate = follow(self.price, (value, START + time), self.candidate)
        price = self.price
        since = price.calm_since - START if price.calm_since else None
        return price.value, price.time - START, price.suspended, since

    @property
    def is_frozen(self) -> int:
        return self.price.frozen


def test_a_rate_falls_at_once_by_two_hundredths():
    rate = Rate()
    assert rate.see(BOUND, 1) == (BOUND, 1, 0, None) and not rate.is_frozen
    assert rate.candidate == (W, 0)


def test_a_large_fall_is_suspended_until_it_is_seen_again():
    rate = Rate()
    assert rate.see(BOUND - 1, 10) == (W, 0, 1, 10)
    assert not rate.is_frozen and rate.candidate == (W, 0)
    assert not rate.price.is_fresh(START + 10)
    assert rate.see(BOUND - 1, 40) == (BOUND - 1, 40, 0, None)
    assert rate.is_frozen and rate.candidate == (W, 0) and rate.price.is_fresh(START + 40)


@pytest.mark.parametrize("after, is_taken, since", [
    (-9, False, 10), (0, False, 10), (1, False, 10), (29, False, 10), (30, True, None),
    (120, True, None), (121, False, 131), (HOUR, False, 10 + HOUR),
])
def test_the_second_sight_is_30_to_120_seconds_later(after, is_taken, since):
    rate = Rate()
    rate.see(W // 2, 10)
    found = rate.see(W // 2, 10 + after)
    assert found == ((W // 2, 10 + after, 0, None) if is_taken else (W, 0, 1, since))
    assert rate.is_frozen == int(is_taken)


def test_what_is_seen_too_early_keeps_its_place_and_too_late_begins_again():
    rate = Rate()
    for time in (10, 20, 39):
        assert rate.see(W // 2, time) == (W, 0, 1, 10)
    assert rate.see(W // 2, 131) == (W, 0, 1, 131)
    assert rate.see(W // 2, 160) == (W, 0, 1, 131)
    assert rate.see(W // 2, 161) == (W // 2, 161, 0, None)


@pytest.mark.parametrize("value, taken", [
    (BOUND, BOUND), (W, W), (2 * W, W + W * 20 // 72_000_000), (W - 1, W - 1),
])
def test_one_sight_that_was_wrong_is_forgotten(value, taken):
    rate = Rate()
    rate.see(1, 10)
    assert rate.see(value, 20) == (taken, 20, 0, None)
    assert not rate.is_frozen and rate.candidate == (max(W, taken), 0)
    # The next one is a first one again.
    assert rate.see(1, 45) == (taken, 20, 1, 45)


def test_rises_are_counted_from_the_rate_that_is_there():
    """A suspension does not move its time: as much as of one that was not seen."""
    rate = Rate()
    rate.see(W // 2, 1_000)
    assert rate.see(2 * W, 2_000)[0] == W + W * 2_000 // 72_000_000


def test_what_is_seen_again_may_be_another_large_fall():
    rate = Rate()
    rate.see(BOUND - 1, 10)
    assert rate.see(W // 1_000, 40) == (W // 1_000, 40, 0, None) and rate.is_frozen


def test_a_frozen_rate_is_never_suspended_and_rises_by_little():
    rate = Rate()
    rate.see(W // 2, 10)
    rate.see(W // 2, 40)
    assert rate.see(W // 4, 41) == (W // 4, 41, 0, None)
    assert rate.see(W, 41 + HOUR) == (W // 4 + W // 4 * HOUR // 72_000_000, 41 + HOUR, 0, None)
    time = 41 + HOUR
    for _ in range(30_000):
        time += HOUR
        value = rate.see(W, time)[0]
    assert value == W and rate.is_frozen and rate.candidate == (W, 0)


def test_a_slow_fall_is_measured_from_the_highest():
    rate = Rate()
    for i in range(1, 21):
        rate.see(W - W * i // 1_000, 60 * i)
    assert rate.price.value == BOUND and not rate.price.suspended
    assert rate.see(BOUND - 1, 1_260) == (BOUND, 1_200, 1, 1_260)
    assert rate.see(BOUND - 1, 1_320) == (BOUND - 1, 1_320, 0, None) and rate.is_frozen


def test_the_bound_is_of_the_highest_rate_there_was():
    rate, time = Rate(), 0
    for _ in range(1_000):
        time += HOUR
        rate.see(2 * W, time)
    highest = rate.price.value
    assert rate.candidate == (highest, 0) and highest > W * 104 // 100
    bound = highest - highest * 20_000 // 10**6
    assert rate.see(bound - 1, time + 1)[2] == 1
    assert rate.see(bound, time + 2) == (bound, time + 2, 0, None)


@pytest.mark.parametrize("least, risen", [(1, 1), (19_999, 19_999), (20_000, 20_001)])
def test_the_smallest_rates_never_rise(least, risen):
    rate = Rate(least)
    assert rate.see(W, HOUR)[0] == risen


# On the ledger


def test_operations_see_what_the_rule_says(scene):
    assert scene.posted(W // 2, 1) == W and scene.price_of().suspended
    since = scene.ledger.timestamp
    assert scene.price_of().calm_since == since and scene.candidate() == (W, 0)
    assert scene.posted(W // 2, 29) == W and scene.price_of().calm_since == since
    assert scene.posted(W // 2, 1) == W // 2
    price = scene.price_of()
    assert (price.suspended, price.frozen, price.calm_since) == (0, 1, 0)
    assert price.time == scene.ledger.timestamp


def test_a_large_fall_may_be_seen_twice_in_one_block(scene):
    """Seconds are those of the observations, of which those of 30 seconds before count."""
    scene.later(60)
    now = scene.ledger.timestamp
    for time in (now - 30, now):
        for by in (ALICE, BOB, CAROL):
            assert scene.sign(codec.POST_PRICES, by, time=time, prices=[(SAVED, W // 2)])[0] == 0
    assert scene.price_of().value == W // 2 and scene.price_of().frozen


def test_a_second_sight_may_be_older_than_the_first(scene):
    scene.later(60)
    now = scene.ledger.timestamp
    for time in (now, now - 20):
        for by in (ALICE, BOB, CAROL):
            assert scene.sign(codec.POST_PRICES, by, time=time, prices=[(SAVED, W // 2)])[0] == 0
        assert scene.price_of().value == W and scene.price_of().calm_since == now


def test_a_feed_that_is_set_again_thaws_and_begins_with_its_next_rate(scene):
    assert scene.fall(W // 2) == W // 2
    assert scene.price_of().frozen and scene.candidate() == (W, 0)
    assert scene.set_feed(SAVED, 2, ONE) == 0
    price = scene.price_of()
    assert (price.value, price.frozen) == (W // 2, 0) and scene.candidate() == prices.NONE
    assert scene.ledger.records[TOKEN, SAVED] == (2, 0, ONE)
    # The next is as it is, up or down, and is the highest.
    assert scene.posted(W // 3, 1) == W // 3 and scene.candidate() == (W // 3, 0)
    price = scene.price_of()
    assert (price.suspended, price.frozen, price.calm_since) == (0, 0, 0)
    assert scene.posted(W // 3 * 98 // 100 + 1, 1) < W // 3 and not scene.price_of().frozen
    assert scene.fall(W // 4) == W // 4 and scene.price_of().frozen


def test_setting_signers_again_does_not_lift_the_bound_of_a_rate(scene):
    assert scene.set_feed(SAVED, 2, ONE) == 0
    assert scene.posted(3 * W, 3_600) == W + W // 20_000


def test_a_feed_that_is_set_again_keeps_a_large_fall_that_was_seen_once(scene):
    scene.posted(W // 2, 1)
    before = scene.price_of()
    assert before.suspended and before.calm_since
    assert scene.set_feed(SAVED, 2, ONE) == 0
    # Nothing is lifted, so the second sight counts.
    assert scene.price_of() == before and scene.candidate() == (W, 0)
    assert scene.posted(W // 2, 30) == W // 2 and scene.price_of().frozen


def test_only_setting_the_feed_thaws_a_rate(scene):
    scene.fall(W // 2)
    assert scene.set_feed(SAVED, 1, 0) != 0 and scene.price_of().frozen
    for by in (ALICE, BOB, CAROL):
        assert scene.ledger.signer_index(SAVED, by) is not None
    scene.posted(W, 60)
    assert scene.price_of().frozen
    assert scene.apply(A, Operation(
        codec.SET_SIGNERS, set=1, threshold=3, members=[CAROL, BOB, ALICE]))[0] == 0
    assert scene.price_of().frozen


def test_prices_of_other_kinds_do_not_follow_this_rule():
    for kind in (prices.COIN, prices.OTHER):
        price = Price(W, START, kind=kind)
        candidate = follow(price, (W // 2, START + 10), prices.NONE)
        assert candidate == (W // 2, START + 10) and price.calm_since == 0
        assert follow(price, (W // 2, START + 40), candidate) == prices.NONE
        assert price.frozen == int(kind == prices.COIN)
