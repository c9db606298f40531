"""Vaults whose collateral is a yield-bearing token, or shares of pools of such tokens, on the model alone."""

from __future__ import annotations

import codec
import pytest
from codec import Operation
from dollar import ZUSD, M
from dollar_scene import ALICE, BOB, MILLION, ONE, SHARE, TERMS
from rate_scene import ETHER, ETHER_PRICE, RATE, SAVED, STAKED, RateScene
from records import (
    CEILING, COLLATERAL_LOW, LACKS_BALANCE, MALFORMED, NOT_FOUND, PAUSED, STALE_PRICE, STABLE, Pool,
)
from stable import W, depth
from test_rules import A
from words import pool_value
from worth import share_worth

PAIR_SHARE, STAKED_SHARE = 0x8001, 0x8002  # constant products of ONE and SAVED, of ETHER and STAKED
THOUSAND = 1_000 * W


class YieldScene(RateScene):
    """Three pools and the token itself have markets; Bob has dollars."""

    def __init__(self) -> None:
        super().__init__()
        assert self.rated_pool(10 * MILLION, 10 * MILLION)[0] == 0
        for tokens, balances in (
                ((ONE, SAVED), (MILLION, MILLION)), ((ETHER, STAKED), (10 * THOUSAND, 10 * THOUSAND))):
            assert self.sign(
                codec.CREATE_POOL, kind=0, fee_rate=3_000, terms=(),
                coins=list(zip(tokens, balances)))[0] == 0
        for token in (SHARE, PAIR_SHARE, STAKED_SHARE, SAVED):
            self.queue(codec.SET_VAULT_TERMS, token=token, **TERMS)
        assert self.mint(ONE, 10 * MILLION, BOB)[0] == 0

    def now(self, rate: int = RATE, frozen: int = 0) -> None:
        """Every price as of now."""
        self.price(W, W, W)
        self.other_price(ETHER_PRICE)
        self.rate(RATE, STAKED)
        self.rate(rate, SAVED, frozen)


@pytest.fixture
def scene() -> YieldScene:
    return YieldScene()


# Worth


def test_worth_of_a_yield_bearing_token(scene):
    assert scene.ledger._worth(SAVED) == (RATE, RATE)
    scene.price(98 * W // 100, W, W)
    assert scene.ledger._worth(SAVED) == (98 * RATE // 100,) * 2
    scene.price(102 * W // 100, W, W)
    assert scene.ledger._worth(SAVED) == (RATE, RATE), "its coin is worth no more than a dollar"
    scene.rate(1)
    assert scene.ledger._worth(SAVED) == (1, 1)


def test_worth_of_shares_of_a_rated_pool(scene):
    pool = scene.ledger.pool(0)
    held = [10 * MILLION, 10 * MILLION * RATE // W]
    d = depth(held, 50_000)
    assert pool.supply == d
    assert scene.ledger._worth(SHARE) == (W, sum(held) * W // d)
    scene.price(98 * W // 100, W, W)
    lowest, redeemable = scene.ledger._worth(SHARE)
    assert lowest == d * (98 * W // 100) // d
    assert redeemable == sum(each * (98 * W // 100) // W for each in held) * W // d
    scene.rate(2 * RATE)
    assert scene.ledger._worth(SHARE)[0] > lowest
    scene.rate(RATE // 2)
    assert scene.ledger._worth(SHARE)[0] < lowest


def test_worth_of_shares_of_a_constant_product(scene):
    # 10,000 of each at 2,500 dollars and at that times the rate: size 10,000, supply 10,000.
    lowest, redeemable = scene.ledger._worth(STAKED_SHARE)
    staked = ETHER_PRICE * RATE // W
    assert redeemable == ETHER_PRICE + staked
    assert 0 <= 2 * (ETHER_PRICE * staked) ** 0.5 - lowest < 10**8
    pool = Pool(0, pool_value(0, [(ETHER, 4 * W), (STAKED, 9 * W)], 6 * W, 0))
    assert share_worth(pool, [4 * W, W], 0, [W, 4 * W]) == (8 * W, 52 * W // 6)


def test_worth_of_shares_of_a_stable_pool_is_of_scaled_balances():
    coins = [(ONE, 3 * MILLION), (SAVED, 2 * MILLION)]
    pool = Pool(0, pool_value(STABLE, coins, 5 * MILLION, 300, (100_000, 2_000, 5_000), rated=2))
    lowest, redeemable = share_worth(pool, [W, W // 2], 0, [W, 3 * W // 2])
    assert lowest == W * 6 // 10 and redeemable == W * 9 // 10


# Debts


@pytest.mark.parametrize("token, most", [
    (SAVED, THOUSAND * RATE // W * 9 // 10), (SHARE, THOUSAND * 9 // 10),
])
def test_opens_debts_up_to_the_loan(token, most):
    scene = YieldScene()
    assert scene.open_debt(THOUSAND, most + 1, token=token)[0] == COLLATERAL_LOW
    code, receipt = scene.open_debt(THOUSAND, most, token=token)
    assert code == 0 and (receipt.collateral, receipt.principal) == (THOUSAND, most)
    assert scene.vault(ALICE, token).collateral == scene.market(token).collateral == THOUSAND
    assert scene.repay(codec.U128, 0, token=token)[0] == 0
    assert scene.repay(0, THOUSAND, token=token)[0] == 0
    assert scene.market(token).collateral == 0


def test_the_collateral_of_a_token_has_no_share_of_a_supply(scene):
    assert scene.open_debt(100 * MILLION, THOUSAND, token=SAVED)[0] == 0
    assert scene.open_debt(2_000 * MILLION, THOUSAND, token=SAVED)[0] == LACKS_BALANCE
    assert scene.open_debt(5 * MILLION, THOUSAND)[0] == CEILING


@pytest.mark.parametrize("token", [SAVED, SHARE, PAIR_SHARE])
def test_debts_need_every_price_and_rate(scene, token):
    def attempts() -> tuple[int, int, int]:
        opened = scene.open_debt(THOUSAND, 100 * W, token=token)[0]
        freed = scene.repay(0, 1, token=token)[0]
        return opened, freed, scene.liquidate(1, token=token)[0]

    assert scene.open_debt(10 * THOUSAND, 200 * W, token=token)[0] == 0
    calm = 0, 0, COLLATERAL_LOW
    assert attempts() == calm
    # A rate that is frozen, or the price of what it stands for; liquidations go on.
    scene.now(frozen=1)
    assert attempts() == (PAUSED, PAUSED, COLLATERAL_LOW)
    scene.now()
    scene.price(99 * W // 100, W, W)
    assert attempts() == (PAUSED, PAUSED, COLLATERAL_LOW)
    price = scene.ledger._price(ONE)
    price.frozen = 0
    scene.ledger._put_price(ONE, price)
    scene.now()
    assert attempts() == calm
    # The price of the coin goes stale in two minutes, the rate in three hours.
    scene.later(121)
    assert attempts() == (STALE_PRICE,) * 3
    scene.later(10_800)
    scene.price(W, W, W)
    assert attempts() == (STALE_PRICE,) * 3
    scene.now()
    assert attempts() == calm


def test_liquidates_a_token_when_its_rate_falls(scene):
    debt = THOUSAND * RATE // W * 9 // 10
    assert scene.open_debt(THOUSAND, debt, token=SAVED)[0] == 0
    assert scene.liquidate(codec.U128, token=SAVED)[0] == COLLATERAL_LOW
    scene.rate(RATE * 97 // 100, frozen=1)
    code, receipt = scene.liquidate(codec.U128, token=SAVED)
    worth = scene.ledger._worth(SAVED)[0]
    assert code == 0 and receipt.bad == 0 and 0 < receipt.principal < debt
    assert abs(receipt.collateral * worth // W - receipt.principal * 1_040_000 // M) <= 2
    vault = scene.vault(ALICE, SAVED)
    assert vault.collateral * worth // W * M >= 1_150_000 * vault.debt
    assert scene.balance(SAVED, BOB) == 1_000 * MILLION + receipt.collateral


def test_a_token_without_worth_is_all_bad_debt(scene):
    assert scene.open_debt(THOUSAND, 500 * W, token=SAVED)[0] == 0
    scene.rate(1, frozen=1)
    # The collateral is worth 1,000 units: one of them is more than what they are worth together.
    code, receipt = scene.liquidate(codec.U128, token=SAVED)
    assert code == 0 and receipt.collateral == THOUSAND
    assert receipt.principal + receipt.bad == 500 * W and receipt.principal < THOUSAND // W
    assert scene.vault(ALICE, SAVED).debt == 0


def test_shares_of_a_pool_outside_of_its_domain_are_worth_little_and_liquidated(scene):
    assert scene.open_debt(THOUSAND, 400 * W)[0] == 0
    supply = scene.ledger.pool(0).supply
    scene.rate(W // 4_096, frozen=1)
    inside = scene.ledger._worth(SHARE)
    scene.rate(W // 4_097, frozen=1)
    outside = scene.ledger._worth(SHARE)
    scaled = 10 * MILLION * (W // 4_097) // W
    assert outside == (2 * scaled * W // supply, (10 * MILLION + scaled) * W // supply)
    assert outside[0] * 100 < inside[0] and outside[1] < inside[1]
    # Their coins are still worth the debt: the liquidator gets of them no more than the bonus.
    code, receipt = scene.liquidate(codec.U128)
    assert code == 0 and receipt.bad == 0 and receipt.principal + scene.vault(ALICE).debt == 400 * W
    assert receipt.collateral * outside[1] // W * M <= receipt.principal * 1_040_000


# SetVaultTerms


@pytest.mark.parametrize("token, code", [
    (SAVED, 0), (STAKED, MALFORMED), (SHARE, 0), (STAKED_SHARE, 0), (ONE, NOT_FOUND),
    (ETHER, NOT_FOUND), (99, NOT_FOUND), (ZUSD, NOT_FOUND), (0x8003, MALFORMED), (0x8004, NOT_FOUND),
])
def test_judges_terms(scene, token, code):
    assert scene.sign(
        codec.CREATE_POOL, BOB, kind=0, fee_rate=0, terms=(), coins=[(ZUSD, W), (SAVED, W)])[0] == 0
    assert scene.apply(A, Operation(codec.SET_VAULT_TERMS, token=token, **TERMS))[0] == code
