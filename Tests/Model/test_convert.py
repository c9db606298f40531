"""Convert and the dollar that vaults owe part of, on the model alone."""

from __future__ import annotations

import codec
import pytest
from dollar import ZUSD, W
from dollar_scene import BOB, CAROL, MILLION, ONE, OUTSIDE, PAIR, POOL, TWO, DollarScene
from records import (
    CEILING, LACKS_BALANCE, MALFORMED, NOT_FOUND, PAUSED, SLIPPAGE, STALE_PRICE,
)

THOUSAND = 1_000 * W


def made() -> DollarScene:
    scene = DollarScene().with_vaults(5 * MILLION)
    assert scene.mint(TWO, 5 * MILLION, BOB)[0] == 0
    return scene


@pytest.fixture
def scene() -> DollarScene:
    return made()


def test_converts_as_a_swap_a_mint_and_a_redemption(scene):
    other, amount, part = made(), 100 * THOUSAND, 60 * THOUSAND
    code, receipt = scene.convert(amount, part, CAROL)
    swapped = other.sign(
        codec.SWAP, CAROL, kind=0, token_in=ONE, hops=[(POOL, TWO)], amount_in=part,
        amount_out=0)[1]
    minted = other.mint(ONE, amount - part, CAROL)[1]
    redeemed = other.redeem(TWO, minted.dollars, CAROL)[1]
    assert code == 0 and vars(receipt) == dict(
        shape=6, traded=swapped.hops[0][3], dollars=minted.dollars, mint_fee=minted.fee,
        redeem_fee=redeemed.fee, redeemed=redeemed.coins[0][1])
    added = other.ledger.records.keys() - scene.ledger.records.keys()
    assert added == {(5, CAROL, 0, ZUSD)}, "a convert leaves no dollars"
    assert all(
        value == scene.ledger.records[key] for key, value in other.ledger.records.items()
        if key in scene.ledger.records and key[0] != 4)


def test_values_of_a_conversion(scene):
    """Half of 100,000 to a pool of two times 10,000,000 with amplification 100,000."""
    _, receipt = scene.convert(100 * THOUSAND, 50 * THOUSAND, CAROL)
    assert (receipt.dollars, receipt.redeem_fee) == (50 * THOUSAND, 50 * W)
    assert receipt.redeemed == 50 * THOUSAND - 50 * W
    assert receipt.traded == 49_981_600_426_059_854_907_780


def test_converts_through_a_pool_alone_without_prices():
    scene = DollarScene()
    scene.stable_pool()
    scene.price(0, 0, 0)
    code, receipt = scene.convert(THOUSAND, THOUSAND, CAROL)
    assert code == 0 and receipt.dollars == receipt.redeemed == 0 < receipt.traded


def test_converts_through_the_dollar_alone(scene):
    assert scene.convert(THOUSAND, 0, CAROL, pool=999)[1].traded == 0
    other = made()
    assert other.mint(ONE, THOUSAND, CAROL)[0] == 0
    assert other.redeem(TWO, THOUSAND, CAROL)[0] == 0
    assert other.dollar.record() == scene.dollar.record()


@pytest.mark.parametrize("amount, part, change, code", [
    (0, 0, {}, MALFORMED), (1, 2, {}, MALFORMED), (1, 1, {"token_out": ONE}, MALFORMED),
    (1, 1, {"pool": 9}, NOT_FOUND), (1, 1, {"pool": PAIR}, NOT_FOUND),
    (1, 0, {"token_out": OUTSIDE}, NOT_FOUND),
    (2, 1, {"pool": PAIR, "token_out": OUTSIDE}, NOT_FOUND),
    (THOUSAND, THOUSAND, {"pool": PAIR, "token_out": OUTSIDE}, 0),
    (1_001 * MILLION, 0, {}, LACKS_BALANCE), (1_000 * MILLION, 0, {}, CEILING),
    (THOUSAND, 10**17, {"minimum": THOUSAND}, SLIPPAGE), (THOUSAND, 1, {}, SLIPPAGE),
    (250 * THOUSAND, 0, {}, 0), (252 * THOUSAND, 0, {}, CEILING),
])
def test_judges_conversions(scene, amount, part, change, code):
    assert scene.convert(amount, part, CAROL, **change)[0] == code


def test_judges_prices_of_conversions(scene):
    scene.price(W, 994 * W // 1_000, W)
    assert scene.convert(THOUSAND, 0)[0] == PAUSED, "less than 0.999 covered"
    scene.price(994 * W // 1_000, W, W)
    assert scene.convert(THOUSAND, 0)[0] == PAUSED
    scene = made()
    scene.later(121)
    assert scene.convert(THOUSAND, 0)[0] == STALE_PRICE
    assert scene.convert(THOUSAND, THOUSAND)[0] == 0


def test_what_vaults_owe_is_not_redeemed_of_the_coins():
    scene = DollarScene().with_vaults(MILLION)
    assert scene.open_debt(MILLION, 400 * THOUSAND)[0] == 0
    scene.sign(
        codec.TRANSFER, token=ZUSD, amount=400 * THOUSAND, to=BOB, to_sub=0)
    basket = dict(minima=[])
    assert scene.sign(codec.REDEEM_BASKET, BOB, dollars=MILLION + 1, **basket)[0] == LACKS_BALANCE
    assert scene.sign(codec.REDEEM_BASKET, BOB, dollars=MILLION, **basket)[0] == 0
    assert scene.balance(ZUSD, BOB) == 400 * THOUSAND
    # What the fee left of the coins is there for the rest.
    held = scene.dollar.held
    assert held == THOUSAND
    assert scene.sign(codec.REDEEM_BASKET, BOB, dollars=held + 1, **basket)[0] == LACKS_BALANCE
    assert scene.sign(codec.REDEEM_BASKET, BOB, dollars=held, **basket)[0] == 0
