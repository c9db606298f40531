"""Targets of reserves: the examples of docs/protocol/transition.md, the order of checks, and what nobody
gains, on the model alone. `Scene.apply` checks after each operation that every token is conserved."""

from __future__ import annotations

import codec
import pytest
from codec import Operation
from records import (
    EXISTS, LACKS_BALANCE, LACKS_RESERVE, MALFORMED, NOT_FOUND, SCOPE, SLIPPAGE, ZUSD,
)
from reserves import POT, affordable, earned_by_bringing, fee_of_taking
from test_rules import A, B, ETH, S, UNIT, USDC, Scene, evm
from words import BALANCE, KEY, ON_CHAIN, RESERVE, words

MILLION = 10**6 * UNIT
TARGET = 6 * MILLION
EARNED = 4666666666666666666666
"""By bringing a million to two."""


class ReserveScene(Scene):
    """The token with 18 decimals has 10 million on chain A and on B, and Alice has all of it."""

    def __init__(self) -> None:
        super().__init__()
        for chain in (A, B, S):
            for token in (USDC, ETH):
                self.set_reserve(10 * MILLION, chain, token)

    def set_reserve(self, amount: int, chain: int = A, token: int = ETH) -> None:
        """Alice has what chains have."""
        ledger = self.ledger
        more = amount - ledger.reserve(chain, token)
        ledger.records[RESERVE, chain, token] = words(amount, 4)
        ledger.records[BALANCE, 1, 0, token] = words(self.balance(token) + more, 4)
        ledger.check_conservation()

    def set_target(self, target: int = TARGET, chain: int = A, token: int = ETH, by: int = A):
        return self.apply(by, Operation(
            codec.SET_RESERVE_TARGET, token=token, chain=chain, target=target))[0]

    def withdraw(self, amount: int, minimum: int = 0, chain: int = A, **change):
        fields = dict(
            token=ETH, amount=amount, minimum=minimum, chain=chain, receiver=evm(9), rate=0)
        return self.sign(codec.WITHDRAW, **(fields | change))

    def donate(self, amount: int, token: int = ETH) -> None:
        code, _ = self.sign(codec.TRANSFER, token=token, amount=amount, to=0, to_sub=2)
        assert code == (0 if amount else MALFORMED)

    def pot(self, token: int = ETH) -> int:
        return self.ledger.balance(*POT, token)

    def reserve(self, chain: int = A, token: int = ETH) -> int:
        return self.ledger.reserve(chain, token)

    @property
    def holdings(self) -> dict:
        return {key: value for key, value in self.ledger.records.items() if key[0] != KEY}


@pytest.fixture
def scene() -> ReserveScene:
    return ReserveScene()


# Examples of the page


@pytest.mark.parametrize("reserve, taken, fee", [
    (10, 1, 0), (6, 1, 833333333333333333334), (3, 1, 5833333333333333333334), (6, 6, 30_000 * UNIT),
    (10, 4, 0),
])
def test_examples_of_fees(scene, reserve, taken, fee):
    assert fee_of_taking(reserve * MILLION, taken * MILLION, TARGET) == fee
    assert scene.set_target() == 0
    scene.set_reserve(reserve * MILLION)
    before, amount = scene.balance(ETH), taken * MILLION + fee
    # What is left of the amount is as if the fee were that of all of it.
    left = affordable(reserve * MILLION, amount, TARGET)
    code, receipt = scene.withdraw(amount)
    paid = receipt.payout.units
    assert code == 0 and paid == left and 0 <= taken * MILLION - paid <= fee // 90
    assert scene.pot() == fee_of_taking(reserve * MILLION, paid, TARGET)
    assert receipt.amount == before - scene.balance(ETH) == paid + scene.pot() <= amount
    assert scene.reserve() == reserve * MILLION - paid


def test_example_of_a_rebate(scene):
    assert earned_by_bringing(2 * MILLION, MILLION, TARGET) == EARNED
    assert scene.set_target() == 0
    for pot, rebate in ((0, 0), (1, 1), (EARNED - 1, EARNED - 1), (10**25, EARNED)):
        scene.donate(pot)
        scene.set_reserve(2 * MILLION)
        before = scene.balance(ETH)
        assert scene.deposit(ETH, MILLION)[0] == 0
        assert (scene.balance(ETH) - before, scene.pot()) == (MILLION + rebate, pot - rebate)
        assert scene.reserve() == 3 * MILLION


def test_example_of_a_part_of_a_withdrawal(scene):
    scene.set_reserve(7 * UNIT // 10, B, USDC)
    before = scene.balance(USDC)
    fields = dict(token=USDC, chain=B)
    amount = UNIT + UNIT // 2_000_000
    assert scene.withdraw(amount, 7 * UNIT // 10 + 1, **fields)[0] == LACKS_RESERVE
    code, receipt = scene.withdraw(amount, UNIT // 2, **fields)
    assert (code, receipt.payout.units, receipt.amount) == (0, 700_000, 7 * UNIT // 10)
    assert before - scene.balance(USDC) == 7 * UNIT // 10 and scene.reserve(B, USDC) == 0
    assert scene.withdraw(amount, 0, **fields)[0] == LACKS_RESERVE


# SetReserveTarget


@pytest.mark.parametrize("change, code", [
    ({}, 0), ({"target": 0}, 0), ({"target": 2**111}, 0), ({"target": 2**111 + 1}, MALFORMED),
    ({"token": ZUSD}, MALFORMED), ({"token": 0x8000}, MALFORMED), ({"token": 0}, NOT_FOUND),
    ({"token": 77}, NOT_FOUND), ({"chain": 77}, NOT_FOUND), ({"by": B}, SCOPE),
    ({"by": B, "chain": 77}, NOT_FOUND), ({"by": S, "token": ZUSD}, MALFORMED), ({"chain": S}, 0),
])
def test_judges_targets(scene, change, code):
    before = scene.holdings
    assert scene.set_target(**change) == code
    if code:
        assert scene.holdings == before
    else:
        key = ON_CHAIN, change.get("token", ETH), change.get("chain", A)
        value = before[key][:10] + words(change.get("target", TARGET), 4)
        assert scene.holdings == before | {key: value}


def test_a_target_is_of_one_token_on_one_chain(scene):
    assert scene.set_target(chain=B) == 0
    assert scene.withdraw(10 * MILLION)[1].amount == 10 * MILLION and scene.pot() == 0
    assert scene.withdraw(MILLION, token=USDC, chain=B)[1].amount == MILLION
    assert scene.withdraw(MILLION, chain=B)[0] == scene.pot() == 0
    assert scene.withdraw(9 * MILLION, chain=B)[1].amount < 9 * MILLION
    assert scene.pot() > 0 and scene.pot(USDC) == 0


def test_a_registration_has_no_target(scene):
    fields = dict(token=9, contract=evm(9), decimals=18, token_class=0)
    assert scene.queue(B, codec.REGISTER_TOKEN, **fields)[0] == 0
    assert scene.set_target(token=9, chain=B) == 0
    assert scene.queue(B, codec.REGISTER_TOKEN, **fields)[0] == EXISTS
    assert scene.ledger.target(B, 9) == TARGET


# Withdraw


def test_a_withdrawal_costs_no_more_than_its_amount_and_pays_no_less_than_its_minimum(scene):
    assert scene.set_target() == 0
    scene.set_reserve(3 * MILLION)
    paid = affordable(3 * MILLION, MILLION, TARGET)
    fee = fee_of_taking(3 * MILLION, paid, TARGET)
    assert scene.withdraw(MILLION, paid + 1)[0] == SLIPPAGE
    code, receipt = scene.withdraw(MILLION, paid)
    assert (code, receipt.payout.units, receipt.amount) == (0, paid, paid + fee)
    assert paid + fee <= MILLION and scene.pot() == fee


def test_the_reasons_of_withdrawals(scene):
    assert scene.set_target() == scene.set_target(token=USDC) == 0
    scene.set_reserve(5 * UNIT)
    most = codec.U128
    assert scene.withdraw(UNIT, UNIT + 1)[0] == MALFORMED
    assert scene.withdraw(0)[0] == MALFORMED
    # Short of the reserve, also when the fee alone makes it less than the minimum.
    assert scene.withdraw(5 * UNIT + 1, 5 * UNIT)[0] == LACKS_RESERVE
    assert scene.withdraw(5 * UNIT, 5 * UNIT)[0] == SLIPPAGE
    assert scene.withdraw(most, 5 * UNIT + 1)[0] == LACKS_RESERVE
    # One unit costs one: nothing is left.
    assert scene.withdraw(1)[0] == SLIPPAGE
    # What is paid is judged before the balance.
    assert scene.sign(
        codec.TRANSFER, token=ETH, amount=scene.balance(ETH), to=evm(20), to_sub=0)[0] == 0
    assert scene.withdraw(UNIT, UNIT)[0] == SLIPPAGE
    assert scene.withdraw(UNIT, 0)[0] == LACKS_BALANCE
    assert scene.withdraw(most, 5 * UNIT)[0] == LACKS_BALANCE


def test_all_of_a_reserve_may_be_had_for_one_percent(scene):
    assert scene.set_target() == 0
    scene.set_reserve(MILLION)
    code, receipt = scene.withdraw(codec.U128, MILLION)
    assert code == 0 and receipt.payout.units == MILLION and scene.reserve() == 0
    assert 9 * MILLION // 1_000 < scene.pot() <= MILLION // 100


def test_a_part_has_the_rate_of_the_whole(scene):
    scene.set_reserve(5 * UNIT)
    code, receipt = scene.withdraw(9 * UNIT, UNIT, rate=25)
    assert (code, receipt.payout.units, receipt.payout.rate) == (0, 5 * UNIT, 25)


# The pot


def test_nobody_spends_from_the_pot(scene):
    scene.donate(5 * UNIT)
    key = dict(key=bytes(40), scopes=15, expiry=0)
    assert scene.queue(A, codec.SET_KEY, caller=evm(250), slot=0, **key)[0] == 0
    for sub, code in ((1, SCOPE), (2, SCOPE), (3, LACKS_BALANCE)):
        fields = dict(account=0, from_sub=sub, nonce=0, token=ETH, amount=UNIT)
        assert scene.sign(codec.TRANSFER, to=1, to_sub=0, **fields)[0] == code
        assert scene.sign(
            codec.WITHDRAW, minimum=0, chain=A, receiver=evm(250), rate=0, **fields)[0] == code
        exit_code = scene.queue(
            A, codec.FULL_EXIT, caller=evm(250), account=0, sub=sub, token=ETH, amount=UNIT)[0]
        assert exit_code == code
    assert scene.pot() == 5 * UNIT


# Cross swaps


def test_a_cross_swap_brings_with_a_rebate_and_takes_with_a_fee(scene):
    assert scene.set_target() == scene.set_target(chain=B) == 0
    scene.set_reserve(2 * MILLION)
    scene.set_reserve(3 * MILLION, B)
    scene.donate(MILLION)
    amount, out = MILLION, MILLION + EARNED
    paid = affordable(3 * MILLION, out, TARGET)
    fee = fee_of_taking(3 * MILLION, paid, TARGET)
    before, pot = scene.balance(ETH, 0), scene.pot()
    order = dict(token_in=ETH, rate=100)
    net = paid - paid * 100 // 10_000
    assert scene.cross(amount, [], minimum=net + 1, **order)[0] == SLIPPAGE
    assert (scene.pot(), scene.reserve(), scene.last_payout(A).units) == (pot, 2 * MILLION, amount)
    code, receipt = scene.cross(amount, [], minimum=net, **order)
    assert (code, receipt.amount, receipt.payout.units) == (0, out, paid)
    assert (scene.reserve(), scene.reserve(B)) == (3 * MILLION, 3 * MILLION - paid)
    assert scene.balance(ETH, 0) - before == out - paid - fee >= 0
    assert scene.pot() == pot - EARNED + fee


def test_a_cross_swap_to_an_account_is_a_deposit(scene):
    assert scene.set_target() == 0
    scene.set_reserve(2 * MILLION)
    scene.donate(MILLION)
    before = scene.balance(ETH)
    code, receipt = scene.cross(
        MILLION, [], token_in=ETH, target=codec.TARGET_ACCOUNT, receiver=evm(11))
    assert (code, receipt.amount) == (0, MILLION + EARNED)
    assert scene.balance(ETH) - before == receipt.amount


def test_a_cross_swap_is_whole_or_refunded(scene):
    assert scene.set_target(chain=B) == 0
    scene.set_reserve(MILLION, B)
    whole = fee_of_taking(MILLION, MILLION, TARGET)
    for amount, code in ((MILLION + whole + 1, LACKS_RESERVE), (MILLION + whole, 0)):
        assert scene.cross(amount, [], token_in=ETH)[0] == code
    assert (scene.reserve(B), scene.pot()) == (0, whole)


def test_the_rebate_goes_through_the_route(scene):
    assert scene.set_target() == 0
    scene.pool(MILLION, MILLION)
    scene.donate(MILLION)
    scene.set_reserve(MILLION)
    out = [
        scene.cross(
            MILLION // 100, [(0, USDC)], token_in=ETH, target=codec.TARGET_ACCOUNT)[1].amount]
    other = ReserveScene()
    other.pool(MILLION, MILLION)
    rebate = earned_by_bringing(MILLION, MILLION // 100, TARGET)
    out.append(other.cross(
        MILLION // 100 + rebate, [(0, USDC)], token_in=ETH, target=codec.TARGET_ACCOUNT)[1].amount)
    assert rebate > 0 and out[0] == out[1]
