"""Stable pools with rated coins on the model of the ledger: the value of the design, what is refused
and in which order, and what does not need a rate."""

from __future__ import annotations

import codec
import pytest
from dollar_scene import ALICE, BOB, MILLION, ONE, OUTSIDE, SHARE, TWO
from rate_scene import ETHER, RATE, SAVED, STAKED, RateScene
from records import (
    EXISTS, LACKS_BALANCE, MALFORMED, NOT_FOUND, OVERFLOW, PAUSED, SLIPPAGE, STALE_PRICE,
)
from stable import W, depth
from words import POOL

HUNDRED = MILLION // 10
STALE = 93_601


@pytest.fixture
def scene() -> RateScene:
    made = RateScene()
    assert made.rated_pool()[0] == 0
    return made


def scaled(scene: RateScene) -> list[int]:
    pool = scene.ledger.pool(0)
    return [held * rate // W for held, rate in zip(pool.balances, scene.ledger.pool_rates(pool))]


def test_the_exact_value_of_the_design(scene):
    pool = scene.ledger.pool(0)
    assert pool.rated == 0b10 and pool.supply == depth([MILLION, MILLION * RATE // W], 50_000)
    code, receipt = scene.swap(HUNDRED)
    # The fee is 322 and the protocol's part 64.
    assert (code, receipt.hops) == (0, [(0, SAVED, HUNDRED * 64 // 10**6, 97289612355094973352576)])


@pytest.mark.parametrize("tokens, rated", [
    ((ONE, SAVED), 0b10), ((SAVED, STAKED), 0b11), ((ONE, TWO), 0), ((ONE, SAVED, STAKED), 0b110),
    ((TWO, OUTSIDE, SAVED, STAKED), 0b1100), ((SAVED, ETHER), 0b01), ((ETHER, STAKED), 0b10),
])
def test_yield_bearing_coins_are_rated(tokens, rated):
    scene = RateScene()
    code, receipt = scene.sign(
        codec.CREATE_POOL, kind=1, fee_rate=300, terms=(50_000, 2_000, 5_000),
        coins=[(token, MILLION) for token in tokens])
    pool = scene.ledger.pool(0)
    rates = [RATE if rated >> place & 1 else W for place in range(len(tokens))]
    assert (code, pool.rated, scene.ledger.pool_rates(pool)) == (0, rated, rates)
    assert receipt.shares + W == depth([MILLION * rate // W for rate in rates], 50_000)
    end = scene.ledger.records[POOL, 0][-5:]
    assert end == (50_000, 2_000, 5_000, rated, 0)
    pair = scene.sign(
        codec.CREATE_POOL, kind=0, fee_rate=300, terms=(), coins=[(ONE, W), (SAVED, W)])
    assert pair[0] == 0 and scene.ledger.pool(1).rated == 0


def operations(scene: RateScene) -> dict[str, dict]:
    """Everything that needs a rate of pool 0, with more than Bob has."""
    much = 2**127
    swap = dict(opcode=codec.SWAP, token_in=ONE, hops=[(0, SAVED)])
    return {
        "exact in": swap | dict(kind=0, amount_in=MILLION, amount_out=much),
        "exact out": swap | dict(kind=1, amount_in=0, amount_out=HUNDRED),
        "other way": swap | dict(
            kind=0, token_in=SAVED, hops=[(0, ONE)], amount_in=MILLION, amount_out=much),
        "one coin in": dict(
            opcode=codec.ADD_ONE_COIN, pool=0, token=ONE, amount=MILLION, minimum=much),
        "one coin out": dict(
            opcode=codec.REMOVE_ONE_COIN, pool=0, token=ONE, shares=1, minimum=much),
        "convert": dict(
            opcode=codec.CONVERT, token_in=ONE, token_out=SAVED, amount=MILLION, pool=0,
            pool_part=MILLION, minimum=much),
        "adding hop": swap | dict(
            kind=0, hops=[(0, SHARE)], amount_in=MILLION, amount_out=much),
    }


@pytest.mark.parametrize("name", operations(None))
def test_rates_are_judged_before_all_else_of_a_pool(scene, name):
    fields = operations(scene)[name]
    opcode = fields.pop("opcode")
    scene.sign(codec.TRANSFER, token=SHARE, amount=W, to=BOB, to_sub=0)
    assert scene.sign(opcode, BOB, **fields)[0] == SLIPPAGE
    # A debit comes before, but not that of an amount which is only known by the pool.
    poor = fields | dict(account=BOB, from_sub=9)
    poor_code = LACKS_BALANCE
    scene.rate(RATE, frozen=1)
    assert scene.sign(opcode, BOB, **fields)[0] == PAUSED
    assert scene.sign(opcode, BOB, **poor)[0] == (PAUSED if name == "exact out" else poor_code)
    scene.later(STALE)
    assert scene.sign(opcode, BOB, **fields)[0] == PAUSED
    scene.rate(RATE)
    assert scene.sign(opcode, BOB, **fields)[0] == SLIPPAGE
    scene.later(STALE)
    assert scene.sign(opcode, BOB, **fields)[0] == STALE_PRICE
    # Before the domain of the pool, too.
    scene.rate(1)
    assert scene.sign(opcode, BOB, **fields)[0] == SLIPPAGE
    scene.rate(2**127)
    assert scene.sign(opcode, BOB, **fields)[0] == OVERFLOW
    scene.rate(2**127, frozen=1)
    assert scene.sign(opcode, BOB, **fields)[0] == PAUSED


def test_rates_are_judged_in_the_order_of_the_coins():
    scene = RateScene()
    assert scene.rated_pool(tokens=(SAVED, STAKED))[0] == 0
    scene.later(STALE)
    scene.rate(RATE, STAKED, frozen=1)
    assert scene.swap(HUNDRED, SAVED, STAKED)[0] == STALE_PRICE
    scene.rate(RATE, SAVED)
    assert scene.swap(HUNDRED, SAVED, STAKED)[0] == PAUSED


def test_balanced_operations_need_no_rate(scene):
    for spoil in (lambda: scene.rate(RATE, frozen=1), lambda: scene.later(STALE), lambda: scene.rate(1)):
        spoil()
        code, added = scene.sign(codec.ADD_LIQUIDITY, pool=0, minimum=0, maxima=[HUNDRED, HUNDRED])
        assert code == 0 and added.amounts == [HUNDRED, HUNDRED]
        code, removed = scene.sign(
            codec.REMOVE_LIQUIDITY, pool=0, shares=added.shares, minima=[0, 0])
        assert code == 0 and all(0 <= HUNDRED - amount <= 1 for amount in removed.amounts)


# CreatePool


def test_reasons_of_new_pools():
    scene = RateScene(None)
    much = 2_000 * MILLION
    assert scene.rated_pool()[0] == STALE_PRICE
    assert scene.rated_pool(second=much)[0] == LACKS_BALANCE
    assert scene.rated_pool(first=W - 1)[0] == STALE_PRICE, "before its domain"
    scene.rate(RATE, frozen=1)
    assert scene.rated_pool(first=W - 1)[0] == PAUSED
    scene.rate(RATE)
    assert scene.rated_pool(first=W - 1)[0] == SLIPPAGE
    scene.later(STALE)
    assert scene.rated_pool()[0] == STALE_PRICE
    scene.rate(RATE)
    assert scene.rated_pool()[0] == 0 and scene.rated_pool()[0] == EXISTS


def test_new_pools_are_measured_by_scaled_balances():
    """Of the sizes that a pool begins with, what its coins count as."""
    scene = RateScene(2 * W)
    assert scene.rated_pool(1_000 * W, W // 2 - 1)[0] == SLIPPAGE
    assert scene.rated_pool(W, 501 * W)[0] == SLIPPAGE
    assert scene.rated_pool(W, 500 * W)[0] == 0
    assert RateScene(2 * W).rated_pool(1_000 * W, W // 2)[0] == 0
    scene = RateScene(2**126)
    assert scene.rated_pool(MILLION, 10 * W)[0] == OVERFLOW
    assert scene.rated_pool(MILLION, 10**6 * MILLION)[0] == LACKS_BALANCE


@pytest.mark.parametrize("tokens, fee_rate, code", [
    ((ONE, SAVED), 100, 0), ((ONE, SAVED), 99, MALFORMED), ((ONE, SAVED), 1, MALFORMED),
    ((SAVED, STAKED), 99, MALFORMED), ((ONE, TWO, SAVED), 99, MALFORMED), ((ONE, TWO), 1, 0),
    ((ETHER, STAKED), 99, MALFORMED),
    # Of a token that is not known nothing is known; another may be.
    ((ONE, 99), 99, NOT_FOUND), ((SAVED, 99), 99, MALFORMED), ((SAVED, 99), 100, NOT_FOUND),
])
def test_the_least_fee_of_a_rated_pool(tokens, fee_rate, code):
    scene = RateScene()
    made = scene.sign(
        codec.CREATE_POOL, kind=1, fee_rate=fee_rate, terms=(50_000, 0, fee_rate),
        coins=[(token, MILLION) for token in tokens])
    assert made[0] == code


def test_a_constant_product_of_a_yield_bearing_token_may_have_any_fee():
    for fee_rate in (0, 99):
        assert RateScene().sign(
            codec.CREATE_POOL, kind=0, fee_rate=fee_rate, terms=(),
            coins=[(ONE, MILLION), (SAVED, MILLION)])[0] == 0


# Exact out


def test_exact_out_asks_for_no_less_than_exact_in_needs(scene):
    out = 97289612355094973352576
    for sold, bought in ((ONE, SAVED), (SAVED, ONE)):
        other = RateScene()
        other.rated_pool()
        code, receipt = other.swap(
            2**120, sold, bought, kind=codec.EXACT_OUT, amount_out=out)
        assert code == 0 and receipt.hops[0][3] == out
        code, given = scene.swap(receipt.amount_in, sold, bought)
        assert code == 0 and given.hops[0][3] >= out
        scene = RateScene()
        scene.rated_pool()


def test_exact_out_leaves_something(scene):
    held = scene.ledger.pool(0).balances[1]
    for out in (held, held + 1, 2**127):
        assert scene.swap(2**120, kind=codec.EXACT_OUT, amount_out=out)[0] == SLIPPAGE
    scene.rate(10 * W)
    assert scene.swap(2**120, kind=codec.EXACT_OUT, amount_out=held - 1)[0] == SLIPPAGE


def test_small_amounts_count_as_nothing_at_a_low_rate(scene):
    scene.rate(W // 3)
    for amount in (1, 2):
        assert scene.swap(amount, SAVED, ONE)[0] == SLIPPAGE
    before = scaled(scene)
    code, _ = scene.sign(codec.ADD_ONE_COIN, BOB, pool=0, token=SAVED, amount=2, minimum=0)
    assert code == SLIPPAGE and scaled(scene) == before


def test_the_protocols_part_is_of_the_coin_itself(scene):
    before = scene.balance(SAVED, 0)
    code, receipt = scene.swap(HUNDRED, SAVED, ONE)
    assert code == 0 and scene.balance(SAVED, 0) - before == receipt.hops[0][2]
    code, receipt = scene.sign(
        codec.REMOVE_ONE_COIN, ALICE, pool=0, token=SAVED, shares=HUNDRED, minimum=0)
    assert code == 0
    lost = scene.ledger.pool(0).balances[1]
    assert lost + receipt.amounts[1] + scene.balance(SAVED, 0) - before == MILLION + HUNDRED
