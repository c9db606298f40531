"""Rates of yield-bearing tokens: how they follow what is agreed, SetFeed, and prices of the kinds."""

from __future__ import annotations

import codec
import prices
import pytest
from codec import Operation
from dollar_scene import ONE, SHARE, TWO
from prices import Price, agreed, follow
from rate_scene import ETHER, ETHER_PRICE, HOUR, RATE, SAVED, STAKED, RateScene
from records import EXISTS, MALFORMED, NOT_FOUND, SCOPE, ZUSD
from stable import W
from test_rules import A, B
from words import FEED, TOKEN

DAY = 24 * HOUR


@pytest.fixture
def scene() -> RateScene:
    return RateScene(None)


# How a rate follows


def test_the_first_rate_is_taken_as_it_is(scene):
    assert not scene.has_price() and scene.post(3 * W) == 0
    price = scene.price_of()
    assert (price.value, price.time, price.frozen) == (3 * W, scene.ledger.timestamp, 0)
    assert scene.candidate() == (3 * W, 0)


@pytest.mark.parametrize("seconds, rise", [
    (1, W // 72_000_000), (60, 60 * W // 72_000_000), (HOUR - 1, 3_599 * W // 72_000_000),
    (HOUR, 50 * 10**12), (HOUR + 1, 50 * 10**12), (10 * DAY, 50 * 10**12),
])
def test_a_rate_rises_by_fifty_millionths_an_hour(scene, seconds, rise):
    scene.post(W)
    other = RateScene(None)
    other.post(W)
    assert scene.posted(2 * W, seconds) == W + rise
    assert scene.candidate() == (W + rise, 0)
    assert other.posted(W + rise - 1, seconds) == W + rise - 1


def test_rises_of_parts_of_an_hour_are_no_more_than_that_of_the_hour(scene):
    scene.post(RATE)
    value = RATE
    for _ in range(60):
        last, value = value, scene.posted(2 * W, 60)
        assert value == last + last * 60 // 72_000_000
    assert value <= RATE * (1 + 1 / 20_000) ** 1.0001


def test_a_rate_is_fresh_for_26_hours(scene):
    scene.post(W)
    assert scene.price_of().is_fresh(scene.ledger.timestamp + 10_800)
    assert not scene.price_of().is_fresh(scene.ledger.timestamp + 93_601)


def test_values_are_agreed_within_a_hundredth():
    now, median = 1_000, 10**18 + 5
    for off, is_kept in ((median // 100, True), (median // 100 + 1, False)):
        seen = [(median - off, now), (median, now - 3), (median + off, now)]
        found = agreed(seen + [prices.NONE] * 4, 0, now, 3)
        assert found == ((median, now - 3) if is_kept else None)


# Prices of other tokens


@pytest.mark.parametrize("kind, seconds, jump", [
    (0, 0, 5_000), (0, 60, 10_000), (0, 5_000, 100_000), (1, 0, 20_000), (1, 59, 39_666),
    (1, 60, 40_000), (1, 540, 200_000), (1, 5_000, 200_000),
])
def test_jumps_of_prices(kind, seconds, jump):
    for off, is_taken in ((jump, True), (jump + 1, False)):
        price = Price(10**6 * W, 1_000, kind=kind)
        value = 10**6 * W - off * W
        candidate = follow(price, (value, 1_000 + seconds), prices.NONE)
        assert (price.value == value, price.suspended) == (is_taken, int(not is_taken))
        assert candidate == (prices.NONE if is_taken else (value, 1_000 + seconds))


def test_a_candidate_of_another_token_is_confirmed_within_two_hundredths():
    for off, is_taken in ((20_000, True), (20_001, False)):
        price = Price(10**6, 1_000, kind=1)
        candidate = follow(price, (2 * 10**6, 1_010), prices.NONE)
        value = 2 * 10**6 + 2 * off
        assert follow(price, (value, 1_040), candidate) == (
            prices.NONE if is_taken else (value, 1_040))
        assert price.suspended == int(not is_taken) and not price.frozen


def test_another_token_has_no_band(scene):
    assert scene.posted(ETHER_PRICE, 0, ETHER) == ETHER_PRICE
    price = scene.price_of(ETHER)
    assert not price.frozen and price.is_fresh(price.time + 120)
    assert not price.is_fresh(price.time + 121)


# SetFeed


@pytest.mark.parametrize("fields, code", [
    ((SAVED, 2, ONE), 0), ((SAVED, 2, ETHER), EXISTS), ((SAVED, 2, TWO), EXISTS), ((SAVED, 2, 99), NOT_FOUND),
    ((SAVED, 2, 0), NOT_FOUND), ((SAVED, 2, STAKED), MALFORMED), ((SAVED, 2, SAVED), MALFORMED),
    ((SAVED, 2, ZUSD), MALFORMED), ((SAVED, 2, SHARE), MALFORMED), ((SAVED, 0, 0), MALFORMED),
    ((SAVED, 1, 0), MALFORMED), ((ONE, 2, TWO), MALFORMED), ((ONE, 2, 99), NOT_FOUND),
    ((ONE, 1, 0), MALFORMED), ((ONE, 0, TWO), MALFORMED), ((ONE, 0, 99), MALFORMED),
    ((ONE, 0, 0), 0), ((ETHER, 1, 0), 0), ((ETHER, 1, 1), MALFORMED), ((ETHER, 0, 0), EXISTS),
    ((ETHER, 2, ONE), MALFORMED), ((SHARE, 1, 0), 0), ((SHARE, 2, ONE), MALFORMED),
    ((ZUSD, 0, 0), 0), ((99, 0, 0), NOT_FOUND), ((99, 0, 5), NOT_FOUND),
    ((SAVED, 2, ONE, 9), NOT_FOUND), ((SAVED, 0, ONE, 9), NOT_FOUND),
])
def test_judges_feeds(scene, fields, code):
    assert scene.stable_pool()[0] == 0
    scene.post(RATE)
    before = dict(scene.ledger.records)
    assert scene.set_feed(*fields) == code
    if code:
        assert scene.ledger.records == before
    else:
        feed, kind, underlying = fields
        assert scene.ledger.records[FEED, feed][:2] == (kind, 1)
        assert scene.ledger.records[TOKEN, feed][2] == underlying


def test_other_chains_set_no_feeds(scene):
    scene.post(RATE)
    for fields, code in (
            ((SAVED, 2, ONE), SCOPE), ((SAVED, 2, 99), NOT_FOUND), ((SAVED, 1, 0), MALFORMED),
            ((SAVED, 2, TWO), EXISTS), ((ETHER, 0, 0), EXISTS)):
        feed, kind, underlying = fields
        assert scene.apply(B, Operation(
            codec.SET_FEED, feed=feed, kind=kind, set=1, underlying=underlying))[0] == code
    assert scene.apply(A, codec.governed(codec.SET_FEED, bytes([0, SAVED, 3, 1, 0, ONE])))[0] == MALFORMED


def test_a_token_stands_for_the_same_forever(scene):
    """Also when its feed is set again; only its first feed says for what."""
    other = 8
    scene.queue(
        codec.REGISTER_TOKEN, token=other, contract=b"\1" + bytes(31) + b"\x08", decimals=18,
        token_class=2)
    assert scene.ledger.underlying(other) == 0
    assert scene.set_feed(other, 2, ETHER) == 0
    for underlying, code in ((ONE, EXISTS), (0, NOT_FOUND), (other, MALFORMED), (ETHER, 0), (TWO, EXISTS)):
        assert scene.set_feed(other, 2, underlying) == code
    assert scene.ledger.underlying(other) == ETHER
    scene.post(RATE)
    for underlying, code in ((ETHER, EXISTS), (TWO, EXISTS), (0, NOT_FOUND), (STAKED, MALFORMED)):
        assert scene.set_feed(SAVED, 2, underlying) == code
    assert scene.ledger.underlying(SAVED) == ONE
    assert scene.set_feed(SAVED, 2, ONE) == 0 and scene.ledger._is_fresh(SAVED)
