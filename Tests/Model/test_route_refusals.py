"""What routes refuse, in a Swap and in a CrossSwap: the first reason, and no trace, on the model alone."""

from __future__ import annotations

import codec
import pytest
from dollar import W
from dollar_scene import MILLION, ONE, OUTSIDE, PAIR, PAIR_SHARE, POOL, SHARE, TWO
from records import (
    CEILING, LACKS_BALANCE, LACKS_RESERVE, MALFORMED, NONCE_USED, NOT_FOUND, OVERFLOW, PAUSED,
    SLIPPAGE, STALE_PRICE, ZUSD,
)
from route_scene import AMOUNT, BACK, DOLLARS, ROUTES, SHARES, RouteScene
from routes import DOLLAR_PLACE
from test_rules import A, B, S, evm, solana
from words import BALANCE, words

HUGE = codec.U128


@pytest.fixture
def scene() -> RouteScene:
    return RouteScene()


NO_ROUTES = [
    ("a pool twice", ONE, [(POOL, TWO), (POOL, ONE)], MALFORMED),
    ("a pool twice, to add and to trade", ONE, [(POOL, SHARE), (SHARES, TWO), (POOL, ONE)], MALFORMED),
    ("into a pool and out of it", ONE, [(POOL, SHARE), (POOL, TWO)], MALFORMED),
    ("the dollar twice", ONE, [(DOLLAR_PLACE, ZUSD), (DOLLAR_PLACE, TWO)], MALFORMED),
    ("an unknown place twice", ONE, [(999, TWO), (999, ONE)], MALFORMED),
    ("a token for itself", ONE, [(POOL, ONE)], MALFORMED),
    ("shares for themselves", SHARE, [(POOL, SHARE)], MALFORMED),
    ("a dollar for itself", ZUSD, [(DOLLAR_PLACE, ZUSD)], MALFORMED),
    ("a later token for itself", ONE, [(POOL, TWO), (999, TWO)], MALFORMED),
    ("no pool", ONE, [(999, TWO)], NOT_FOUND),
    ("a place above the dollar", ONE, [(0x8001, ZUSD)], NOT_FOUND),
    ("the dollar of a coin that is not behind it", OUTSIDE, [(DOLLAR_PLACE, ZUSD)], NOT_FOUND),
    ("such a coin for dollars", ZUSD, [(DOLLAR_PLACE, OUTSIDE)], NOT_FOUND),
    ("coin for coin at the dollar", ONE, [(DOLLAR_PLACE, TWO)], NOT_FOUND),
    ("shares to the dollar", SHARE, [(DOLLAR_PLACE, ZUSD)], NOT_FOUND),
    ("a token that the pool has not, in", OUTSIDE, [(POOL, ONE)], NOT_FOUND),
    ("a token that the pool has not, out", ONE, [(POOL, OUTSIDE)], NOT_FOUND),
    ("adding a token that the pool has not", OUTSIDE, [(POOL, SHARE)], NOT_FOUND),
    ("shares of another pool", ONE, [(POOL, PAIR_SHARE)], NOT_FOUND),
    ("removing a token that the pool has not", SHARE, [(POOL, OUTSIDE)], NOT_FOUND),
    ("removing from another pool", SHARE, [(PAIR, ONE)], NOT_FOUND),
    ("a later hop of no kind", ONE, [(POOL, SHARE), (DOLLARS, OUTSIDE)], NOT_FOUND),
]


@pytest.mark.parametrize(
    "token, hops, code", [row[1:] for row in NO_ROUTES], ids=[row[0] for row in NO_ROUTES])
def test_refuses_routes(scene, token, hops, code):
    before = scene.holdings
    # With more than Carol has: the route is judged first.
    assert scene.swap(token, hops, HUGE)[0] == code
    assert scene.swap(token, hops, HUGE, kind=codec.EXACT_OUT, amount_out=1)[0] == code
    assert scene.cross(token, hops, HUGE)[0] == code
    assert scene.holdings == before and scene.payouts(A)[-1].units == HUGE


@pytest.mark.parametrize("name", ROUTES)
def test_only_trades_are_exact_out(scene, name):
    token, hops = ROUTES[name]
    is_trades = name in ("trade", "trade in a stable pool", "trades")
    exact = dict(kind=codec.EXACT_OUT, amount_out=W)
    used = NONCE_USED if is_trades else NOT_FOUND
    assert scene.swap(token, hops, HUGE, nonce=0, **exact)[0] == used
    assert scene.swap(token, hops, 0, **exact)[0] == (SLIPPAGE if is_trades else NOT_FOUND)
    assert scene.swap(token, hops, HUGE, **exact)[0] == (0 if is_trades else NOT_FOUND)
    assert scene.swap(token, hops, AMOUNT, nonce=0)[0] == NONCE_USED


def fill_protocol(scene: RouteScene) -> None:
    """The protocol's balances leave no room for a cut."""
    scene.ledger.check_conservation = lambda: None
    for token in (ONE, TWO):
        scene.ledger.records[BALANCE, 0, 0, token] = words(codec.U128, 4)


def test_a_cut_is_credited_when_its_hop_is_taken(scene):
    """So its overflow comes before slippage of a later hop and of the whole."""
    fill_protocol(scene)
    before = scene.holdings
    for hops in ([(POOL, TWO)], [(POOL, TWO), (DOLLAR_PLACE, ZUSD)], [(POOL, SHARE)]):
        assert scene.swap(ONE, hops, AMOUNT, HUGE)[0] == OVERFLOW
        assert scene.cross(ONE, hops, AMOUNT, minimum=HUGE)[0] == OVERFLOW
    # A first hop that slips comes before the second one's cut.
    assert scene.swap(OUTSIDE, [(PAIR, ONE), (POOL, TWO)], 1)[0] == SLIPPAGE
    assert scene.swap(SHARE, [(POOL, TWO)], AMOUNT, HUGE)[0] == OVERFLOW
    assert scene.holdings == before


def test_hops_fail_for_the_reasons_of_their_operations(scene):
    mint, redeem = [(DOLLAR_PLACE, ZUSD)], [(DOLLAR_PLACE, TWO)]
    much = 10 * MILLION + 1  # the allowance is two hundredths of 500 million
    assert scene.swap(TWO, mint, much, HUGE)[0] == CEILING
    assert scene.swap(ZUSD, redeem, 250_001 * W + 500 * W, HUGE)[0] == CEILING
    assert scene.swap(ONE, mint, 10**12 * W, HUGE)[0] == LACKS_BALANCE
    assert scene.swap(ONE, mint, 1, 2)[0] == SLIPPAGE
    scene.later(121)
    assert scene.swap(ONE, mint, W, HUGE)[0] == STALE_PRICE
    assert scene.swap(ZUSD, redeem, W, HUGE)[0] == STALE_PRICE
    assert scene.swap(ONE, [(POOL, TWO), *mint], W)[0] == STALE_PRICE
    assert scene.swap(ONE, [(POOL, TWO)], W)[0] == 0
    assert scene.cross(ONE, mint, W)[0] == STALE_PRICE
    scene.price(W, 994 * W // 1_000, W)
    assert scene.swap(TWO, mint, W, HUGE)[0] == PAUSED
    assert scene.swap(ONE, [(POOL, TWO), *mint], W)[0] == PAUSED


FIRST_REASONS = [
    ({"amount": 0, "target": 77}, MALFORMED),
    ({"rate": 10_000, "hops": [(999, TWO)]}, MALFORMED),
    ({"rate": 9_999}, 0),
    ({"target": 255, "rate": 1, "hops": [(999, TWO)]}, MALFORMED),
    ({"target": 255, "rate": 1}, MALFORMED),
    ({"target": 255}, 0),
    ({"target": 255, "receiver": solana(9)}, 0),
    ({"target": 255, "receiver": evm(0)}, MALFORMED),
    ({"target": 255, "receiver": solana(0)}, MALFORMED),
    ({"target": 255, "fallback": solana(9)}, MALFORMED),
    ({"receiver": solana(9), "minimum": HUGE}, MALFORMED),
    ({"target": 77, "receiver": solana(9)}, NOT_FOUND),
    ({"target": 0}, NOT_FOUND),
    ({"target": 254, "minimum": HUGE}, NOT_FOUND),
    ({"hops": [(POOL, TWO), (POOL, ONE)], "target": 77}, MALFORMED),
    ({"target": S, "receiver": solana(9)}, NOT_FOUND),
    ({"target": 255, "hops": [(999, TWO)], "minimum": HUGE}, NOT_FOUND),
    ({"token": 99, "hops": []}, NOT_FOUND),
    ({"token": 99, "hops": [], "target": 255}, NOT_FOUND),
    ({"hops": [(DOLLARS, 0x8002)], "token": OUTSIDE}, NOT_FOUND),
    ({"hops": [(DOLLARS, 0x8002)], "token": OUTSIDE, "target": 255}, 0),
    ({"amount": HUGE, "minimum": HUGE}, OVERFLOW),
    ({"amount": MILLION, "token": ZUSD, "hops": [(DOLLARS, OUTSIDE)], "minimum": HUGE}, LACKS_RESERVE),
    ({"amount": MILLION, "token": ZUSD, "hops": [(DOLLAR_PLACE, TWO)]}, LACKS_RESERVE),
    ({"amount": MILLION // 10, "token": ZUSD, "hops": [(DOLLAR_PLACE, TWO)]}, 0),
    ({"amount": 150 * MILLION, "hops": [], "minimum": HUGE}, LACKS_RESERVE),
    ({"amount": 99 * MILLION, "hops": [], "minimum": HUGE}, SLIPPAGE),
    ({"amount": 150 * MILLION, "hops": [], "target": 255}, 0),
    ({"amount": 20 * MILLION, "hops": [(DOLLAR_PLACE, ZUSD)], "minimum": HUGE}, CEILING),
    ({"minimum": HUGE}, SLIPPAGE),
    ({"target": 255, "minimum": HUGE}, SLIPPAGE),
    ({"amount": 10**12 - 1}, SLIPPAGE),
    ({"amount": 10**12 - 1, "target": 255}, 0),
    ({"amount": 1, "target": 255}, SLIPPAGE),
]


@pytest.mark.parametrize("change, code", FIRST_REASONS)
def test_the_first_reason_of_a_cross_swap_holds(scene, change, code):
    fields = dict(token=ONE, hops=[(POOL, TWO)], amount=AMOUNT, target=B) | change
    before, orders = scene.holdings, len(scene.payouts(A))
    assert scene.cross(**fields)[0] == code
    if code == 0:
        return
    assert scene.holdings == before, "what failed moved something"
    refunds = scene.payouts(A)[orders:]
    is_due = fields["amount"] > 0 and fields["token"] != 99
    assert len(refunds) == (is_due and fields.get("fallback") is None)
    for refund in refunds:
        assert (refund.kind, refund.receiver, refund.rate) == (codec.REFUND, BACK[1:], 0)
        assert (refund.token, refund.units) == (fields["token"], fields["amount"])


@pytest.mark.parametrize("target", [codec.TARGET_ACCOUNT, B])
@pytest.mark.parametrize("token, hops", [
    (OUTSIDE, [(PAIR, ONE), (POOL, TWO), (DOLLAR_PLACE, ZUSD)]),
    (PAIR_SHARE, [(PAIR, ONE), (DOLLAR_PLACE, ZUSD)]),
    (ZUSD, [(DOLLAR_PLACE, ONE), (PAIR, OUTSIDE)]),
    (ONE, [(POOL, SHARE), (SHARES, TWO), (DOLLAR_PLACE, ZUSD)]),
])
def test_a_later_hop_that_fails_undoes_those_before(scene, token, hops, target):
    assert RouteScene().cross(token, hops, AMOUNT, target=target)[0] == 0
    scene.later(121)  # no price is fresh
    before, orders = scene.holdings, len(scene.payouts(A))
    failing = hops if token != ZUSD else [(DOLLARS, OUTSIDE), (PAIR, ONE), (DOLLAR_PLACE, ZUSD)]
    assert scene.cross(token, failing, AMOUNT, target=target)[0] == STALE_PRICE
    assert scene.holdings == before
    assert [one.units for one in scene.payouts(A)[orders:]] == [AMOUNT]
    assert scene.swap(token, failing, AMOUNT)[0] == STALE_PRICE
    assert scene.holdings == before
