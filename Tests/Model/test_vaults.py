"""Vaults and interest: the examples of docs/protocol/transition.md, and what is refused."""

from __future__ import annotations

import codec
import pytest
from codec import Operation
from dollar import YEAR, ZUSD, Dollar, M, W
from dollar_scene import (
    ALICE, BOB, CAROL, MILLION, ONE, OUTSIDE, PAIR_SHARE, SHARE, TERMS, TWO, DollarScene,
)
from records import (
    CEILING, COLLATERAL_LOW, LACKS_BALANCE, MALFORMED, NOT_FOUND, PAUSED, SCOPE, SLIPPAGE,
    STALE_PRICE, Pool,
)
from test_rules import A, B
from vaults import Market, seizure
from worth import share_worth
from words import pool_value

THOUSAND = 1_000 * W
MARKET = Market((900_000, 920_000, 40_000, 1_150_000) + (0,) * 18)


@pytest.fixture
def scene() -> DollarScene:
    return DollarScene().with_vaults()


# Examples of the page


@pytest.mark.parametrize("debt, repaid, bad", [
    (92_500 * W, 57954545454545454545455, 0), (95_000 * W, 84090909090909090909091, 0),
    (97_500 * W, 97_500 * W, 0), (99_500 * W, 99009900990099009900990, 490099009900990099010),
])
def test_examples_of_liquidations(debt, repaid, bad):
    worth = 100_000 * W
    found = seizure(debt, worth, (W, W), MARKET, codec.U128)
    assert found == (repaid, min(worth, repaid * 1_040_000 // M), bad)


def test_parts_of_a_vault_that_cannot_pay_cost_as_much_as_the_whole():
    worth = 101_000 * W
    for debt, part in ((100_000 * W, 100_000 * W), (120_000 * W, 100_000 * W)):
        whole = seizure(debt, worth, (W, W), MARKET, codec.U128)
        assert whole == (part, worth, debt - part)
        assert seizure(debt, worth, (W, W), MARKET, part // 4) == tuple(each // 4 for each in whole)


def test_liquidators_pay_for_what_shares_redeem_for():
    held = 100_000 * W
    repaid, seized, bad = seizure(90_000 * W, held, (W * 9 // 10, W * 99 // 100), MARKET, codec.U128)
    # As much as restores the target of the lowest worth, by collateral of the redeemable one.
    assert abs(repaid - 66_000 * W) < W and bad == 0 and seized == repaid * 1_040_000 * 100 // (M * 99)
    assert 0 <= (held - seized) * 9 * M // 10 - 1_150_000 * (90_000 * W - repaid) < W * M


def test_a_liquidation_leads_to_the_target():
    debt, worth = 92_500 * W, 100_000 * W
    repaid, seized, _ = seizure(debt, worth, (W, W), MARKET, codec.U128)
    assert (worth - seized) * M - 1_150_000 * (debt - repaid) in range(2 * M)


def dollar(supply: int, owed: int) -> Dollar:
    made = Dollar(None)
    made.supply, made.owed = supply, owed
    return made


@pytest.mark.parametrize("owed, rate", [
    (1, 20_000), (24 * W, 20_000), (25 * W, 50_000), (27 * W, 110_000), (30 * W - 1, 199_999),
    (30 * W, 200_000), (90 * W, 200_000),
])
def test_rates(owed, rate):
    made = dollar(100 * W, owed)
    assert made.rate == rate
    made.accrue(YEAR)
    assert (made.index, made.time) == (rate * W // M, YEAR)


def test_without_debts_only_the_time_of_the_index_moves():
    made = dollar(100 * W, 0)
    made.accrue(YEAR)
    assert (made.index, made.time) == (0, YEAR)


def test_worth_of_shares_of_a_stable_pool():
    coins = [(ONE, 6 * MILLION), (TWO, 14 * MILLION)]
    pool = Pool(0, pool_value(1, coins, 20 * MILLION, 300, (100_000, 2_000, 5_000)))
    lowest, redeemable = (each * 20 for each in share_worth(pool, [W, 97 * W // 100], 0))
    assert (round(lowest / W, 3), round(redeemable / W, 3)) == (19.398, 19.58)
    # The lowest price counts, and none above a dollar.
    assert share_worth(pool, [W + W // 100] * 2, 0) == share_worth(pool, [W, W], 0)
    assert share_worth(pool, [97 * W // 100, W], 0)[0] * 20 == lowest


def test_worth_of_shares_of_a_constant_product():
    pool = Pool(0, pool_value(0, [(ONE, 4 * W), (TWO, 9 * W)], 6 * W, 0))
    assert share_worth(pool, [W, W], 0) == (2 * W, 13 * W // 6)
    assert share_worth(pool, [4 * W, W], 0) == (4 * W, 25 * W // 6)


# What operations do


def test_opens_and_repays(scene):
    code, receipt = scene.open_debt(1_000 * THOUSAND, 800 * THOUSAND)
    assert code == 0 and vars(receipt) == dict(
        shape=7, collateral=1_000 * THOUSAND, principal=800 * THOUSAND, interest=0, bad=0)
    assert scene.balance(ZUSD) == 800 * THOUSAND == scene.dollar.owed
    assert scene.dollar.supply == 10_800 * THOUSAND
    scene.later(YEAR)
    scene.price(W, W, W)
    code, receipt = scene.repay(100 * THOUSAND, 0)
    assert code == 0 and (receipt.interest, receipt.principal) == (16 * THOUSAND, 84 * THOUSAND)
    assert scene.buffer == 16 * THOUSAND
    scene.sign(codec.TRANSFER, BOB, token=ZUSD, amount=20 * THOUSAND, to=ALICE, to_sub=0)
    code, receipt = scene.repay(codec.U128, 1_000 * THOUSAND)
    assert code == 0 and receipt.principal == 716 * THOUSAND
    vault, market = scene.vault(), scene.market()
    assert (vault.debt, vault.collateral, market.principal, market.collateral) == (0, 0, 0, 0)
    assert scene.dollar.supply == 10_000 * THOUSAND and scene.dollar.owed == 0


def fallen(scene: DollarScene, debt: int, price: int) -> DollarScene:
    """Alice's vault of 1,000,000 shares, whose second coin falls to a price."""
    assert scene.open_debt(1_000 * THOUSAND, debt)[0] == 0
    scene.price(W, price, W)
    return scene


def test_liquidates_to_the_target(scene):
    fallen(scene, 900 * THOUSAND, 97 * W // 100)
    code, receipt = scene.liquidate(codec.U128)
    assert code == 0 and receipt.bad == 0 and receipt.principal < 900 * THOUSAND
    lowest, _ = scene.ledger._worth(SHARE)
    assert scene.vault().collateral * lowest // W * M >= 1_150_000 * scene.vault().debt
    assert scene.balance(SHARE, BOB) == receipt.collateral
    assert scene.liquidate(codec.U128)[0] == COLLATERAL_LOW


@pytest.mark.parametrize("saved", [0, 10 * THOUSAND, 100 * THOUSAND])
def test_bad_debt_is_taken_from_the_buffer_and_then_from_coverage(scene, saved):
    fallen(scene, 900 * THOUSAND, 8 * W // 10)
    if saved:
        scene.sign(codec.TRANSFER, BOB, token=ZUSD, amount=saved, to=0, to_sub=1)
    before = scene.dollar
    code, receipt = scene.liquidate(codec.U128)
    # Half of a share's coins are worth 0.8.
    whole = 900_000 * THOUSAND // 1_010
    assert (code, receipt.principal, receipt.collateral) == (0, whole, 1_000 * THOUSAND)
    assert receipt.bad == 900 * THOUSAND - whole
    burnt, after = min(receipt.bad, saved), scene.dollar
    assert scene.buffer == saved - burnt and after.bad == receipt.bad - burnt
    assert after.supply == before.supply - whole - burnt
    # What the buffer earns later is burnt against the rest.
    assert scene.sign(codec.REDEEM_BASKET, BOB, dollars=MILLION, minima=[])[0] == 0
    assert scene.buffer == saved - burnt + max(0, THOUSAND - after.bad)
    assert scene.dollar.bad == max(0, after.bad - THOUSAND)


def test_part_of_a_vault_that_is_worth_less_than_its_debt(scene):
    fallen(scene, 900 * THOUSAND, 8 * W // 10)
    whole = 900_000 * THOUSAND // 1_010
    code, receipt = scene.liquidate(whole // 4)
    assert code == 0 and abs(4 * receipt.bad - 900 * THOUSAND + whole) <= 4
    assert abs(4 * receipt.collateral - 1_000 * THOUSAND) <= 4
    code, receipt = scene.liquidate(codec.U128)
    assert code == 0 and abs(4 * receipt.bad - 3 * (900 * THOUSAND - whole)) <= 12
    assert scene.vault().debt == 0


def test_dropped_interest_is_no_bad_debt(scene):
    fallen(scene, 900 * THOUSAND, W)
    scene.later(YEAR)
    scene.price(W, W // 100, W)
    code, receipt = scene.liquidate(codec.U128)
    assert code == 0
    # Half of a share's coins are worth 0.01; what is paid is interest first.
    paid = 505_000 * THOUSAND // 1_010
    assert receipt.interest + receipt.principal == paid
    assert receipt.bad == 900 * THOUSAND - receipt.principal
    assert scene.vault().debt == 0
    assert scene.dollar.bad == receipt.bad - receipt.interest
    assert scene.dollar.supply == scene.dollar.held + scene.dollar.bad


# What operations refuse


def test_refuses_debts(scene):
    assert scene.open_debt(0, 0)[0] == MALFORMED
    assert scene.open_debt(1, 0, token=0x8002)[0] == NOT_FOUND
    assert scene.open_debt(21 * MILLION, 0)[0] == LACKS_BALANCE
    assert scene.open_debt(4 * MILLION + 1, THOUSAND)[0] == CEILING
    assert scene.open_debt(THOUSAND, 100 * W - 1)[0] == COLLATERAL_LOW
    assert scene.open_debt(THOUSAND, 900 * W + 1)[0] == COLLATERAL_LOW
    assert scene.open_debt(THOUSAND, 900 * W)[0] == 0
    scene.queue(codec.SET_VAULT_TERMS, token=SHARE, **(TERMS | {"ceiling": THOUSAND}))
    assert scene.open_debt(THOUSAND, 100 * W + 1)[0] == CEILING
    scene.later(3_600)
    scene.price(W, W, W)
    assert scene.open_debt(THOUSAND, 50 * W + 1)[0] == CEILING
    assert scene.open_debt(THOUSAND, 50 * W)[0] == 0
    assert scene.open_debt(THOUSAND, 1)[0] == CEILING


def test_debts_are_at_most_three_tenths_of_all_dollars():
    scene = DollarScene().with_vaults(THOUSAND)
    most = THOUSAND * 3 // 7
    assert scene.open_debt(THOUSAND, most + 1)[0] == CEILING
    assert scene.open_debt(THOUSAND, most)[0] == 0
    assert scene.open_debt(MILLION, 10**6)[0] == CEILING


@pytest.mark.parametrize("prices, seconds, code", [
    ((994 * W // 1_000, W, W), 0, PAUSED), ((W, 994 * W // 1_000, W), 0, PAUSED),
    ((W, W, 2 * W), 0, 0), ((W, W, W), 120, 0), ((W, W, W), 121, STALE_PRICE),
])
def test_opens_debts_only_while_prices_are_calm_and_fresh(scene, prices, seconds, code):
    scene.price(*prices)
    scene.later(seconds)
    assert scene.open_debt(THOUSAND, 500 * W)[0] == code
    assert scene.open_debt(THOUSAND, 0)[0] == 0


def test_judges_prices_of_coins_behind_the_dollar(scene):
    scene.later(121)
    for feed in (ONE, OUTSIDE):
        price = scene.ledger._price(feed)
        price.put(W, scene.ledger.timestamp)
        scene.ledger._put_price(feed, price)
    # Nothing is held of the second coin, and the pool does not hold it.
    assert scene.sign(codec.TRANSFER, token=PAIR_SHARE, amount=THOUSAND, to=BOB, to_sub=0)[0] == 0
    assert scene.open_debt(THOUSAND, 500 * W, token=PAIR_SHARE)[0] == 0
    assert scene.open_debt(THOUSAND, 500 * W)[0] == STALE_PRICE


def test_refuses_repayments(scene):
    assert scene.repay(0, 0)[0] == MALFORMED
    assert scene.repay(1, 0, token=9)[0] == NOT_FOUND
    assert scene.repay(1, 0)[0] == LACKS_BALANCE
    scene.open_debt(THOUSAND, 500 * W)
    assert scene.repay(400 * W + 1, 0)[0] == COLLATERAL_LOW
    assert scene.repay(0, THOUSAND + 1)[0] == LACKS_BALANCE
    assert scene.repay(400 * W, THOUSAND - 111 * W)[0] == COLLATERAL_LOW
    scene.later(121)
    assert scene.repay(0, 1)[0] == STALE_PRICE
    scene.price(W, W // 2, W)
    assert scene.repay(0, 1)[0] == PAUSED
    assert scene.repay(400 * W - 1_000, 0)[0] == 0
    scene.sign(codec.TRANSFER, BOB, token=ZUSD, amount=W, to=ALICE, to_sub=0)
    assert scene.repay(codec.U128, THOUSAND)[0] == 0


def test_refuses_liquidations(scene):
    assert scene.liquidate(0)[0] == MALFORMED
    assert scene.liquidate(1)[0] == NOT_FOUND
    fallen(scene, 900 * THOUSAND, 98 * W // 100)
    assert scene.liquidate(1)[0] == COLLATERAL_LOW
    scene.price(W, 97 * W // 100, W)
    assert scene.liquidate(1, owner_sub=1)[0] == NOT_FOUND
    assert scene.liquidate(1, CAROL)[0] == LACKS_BALANCE
    assert scene.liquidate(W, minimum=107 * W // 100 + W // 100)[0] == SLIPPAGE
    scene.later(121)
    assert scene.liquidate(W)[0] == STALE_PRICE


@pytest.mark.parametrize("debt, most, code", [
    (900 * W, 800 * W + 1, COLLATERAL_LOW), (900 * W, 800 * W, 0), (900 * W, 900 * W, 0),
])
def test_a_liquidation_leaves_no_small_debt(scene, debt, most, code):
    assert scene.open_debt(THOUSAND, debt)[0] == 0
    scene.price(W, 905 * W // 1_000, W)
    assert scene.liquidate(most)[0] == code


@pytest.mark.parametrize("change, code", [
    ({}, 0), ({"loan": 0}, MALFORMED), ({"loan": 920_000}, MALFORMED),
    ({"bonus": 86_957}, MALFORMED), ({"bonus": 86_956}, 0), ({"target": 1_086_956}, MALFORMED),
    ({"target": 1_086_957}, 0), ({"target": 5_000_000}, 0), ({"target": 5_000_001}, MALFORMED),
    ({"ceiling": 2**120}, 0), ({"ceiling": 2**120 + 1}, MALFORMED), ({"token": ONE}, NOT_FOUND),
    ({"token": 0x8003}, NOT_FOUND), ({"token": 0x8002}, MALFORMED), ({"chain": B}, SCOPE),
    ({"bonus": 9_999}, MALFORMED),
])
def test_judges_terms(scene, change, code):
    scene.sign(
        codec.CREATE_POOL, BOB, kind=0, fee_rate=0, terms=(), coins=[(ZUSD, W), (OUTSIDE, W)])
    fields = dict(chain=A, token=SHARE) | TERMS | change
    chain = fields.pop("chain")
    assert scene.apply(chain, Operation(codec.SET_VAULT_TERMS, **fields))[0] == code


def test_new_terms_keep_what_a_market_holds(scene):
    scene.open_debt(THOUSAND, 500 * W)
    scene.queue(codec.SET_VAULT_TERMS, token=SHARE, **(TERMS | {"loan": 1}))
    assert (scene.market().collateral, scene.market().principal) == (THOUSAND, 500 * W)
