"""Full exits from reserves with targets: what they cost, what they take, and the order of their reasons."""

from __future__ import annotations

import random

import codec
import pytest
from records import (
    LACKS_BALANCE, LACKS_RESERVE, MALFORMED, NOT_FOUND, OVERFLOW, SCOPE, ZUSD,
)
from reserves import POT, affordable, fee_of_taking
from test_reserves import MILLION, TARGET, ReserveScene
from test_rules import A, B, ETH, S, UNIT, USDC, evm
from words import BALANCE, RESERVE, words

SIX = 10**12
"""A unit of a token with 6 decimals."""


class ExitScene(ReserveScene):
    def leave(self, amount: int = codec.U128, chain: int = A, **change):
        fields = dict(caller=evm(11), account=1, sub=0, token=ETH, amount=amount)
        return self.queue(chain, codec.FULL_EXIT, **(fields | change))

    def hold(self, amount: int, token: int = ETH) -> None:
        """Alice keeps no more than this; another account has the rest."""
        code, _ = self.sign(
            codec.TRANSFER, token=token, amount=self.balance(token) - amount, to=evm(20), to_sub=0)
        assert code == 0


def with_targets() -> ExitScene:
    made = ExitScene()
    assert made.set_target() == made.set_target(token=USDC) == 0
    return made


@pytest.fixture
def scene() -> ExitScene:
    return with_targets()


def test_the_example_of_the_page():
    scene = ExitScene()
    scene.set_reserve(7 * UNIT // 10, B, USDC)
    scene.hold(UNIT + UNIT // 2_000_000, USDC)
    code, receipt = scene.leave(chain=B, token=USDC)
    assert (code, receipt.payout.units, receipt.amount) == (0, 700_000, 7 * UNIT // 10)
    assert scene.balance(USDC) == 3 * UNIT // 10 + UNIT // 2_000_000
    assert scene.reserve(B, USDC) == scene.pot(USDC) == 0


def test_a_full_exit_costs_what_a_withdrawal_does():
    draw = random.Random(1)
    for _ in range(60):
        token, scale = draw.choice([(ETH, 1), (USDC, SIX)])
        reserve = draw.randint(1, 8 * MILLION // SIX) * SIX
        amount = int(10 ** draw.uniform(13, 26))
        scenes = with_targets(), with_targets()
        for each in scenes:
            each.set_reserve(reserve, token=token)
        (code, exited), (same, withdrawn) = (
            scenes[0].leave(amount, token=token), scenes[1].withdraw(amount, token=token))
        assert code == same == 0
        assert (exited.amount, exited.payout.units) == (withdrawn.amount, withdrawn.payout.units)
        assert exited.amount == exited.payout.units * scale + scenes[0].pot(token) <= amount
        found = [
            (each.balance(token), each.reserve(token=token), each.pot(token)) for each in scenes]
        assert found[0] == found[1]


def test_all_of_a_balance_pays_its_own_fee(scene):
    scene.set_reserve(6 * MILLION)
    scene.hold(MILLION)
    code, receipt = scene.leave()
    paid = affordable(6 * MILLION, MILLION, TARGET)
    fee = fee_of_taking(6 * MILLION, paid, TARGET)
    assert (code, receipt.payout.units, receipt.amount) == (0, paid, paid + fee)
    assert (receipt.payout.kind, receipt.payout.account, receipt.payout.rate) == (codec.EXIT, 1, 0)
    assert scene.balance(ETH) == MILLION - paid - fee and scene.balance(ETH) <= fee // 90
    assert (scene.pot(), scene.reserve()) == (fee, 6 * MILLION - paid)


def test_all_of_a_reserve(scene):
    scene.set_reserve(MILLION)
    before = scene.balance(ETH)
    code, receipt = scene.leave()
    fee = fee_of_taking(MILLION, MILLION, TARGET)
    assert (code, receipt.payout.units, receipt.amount) == (0, MILLION, MILLION + fee)
    assert before - scene.balance(ETH) == MILLION + fee and scene.pot() == fee > 0
    assert scene.reserve() == 0 and scene.leave()[0] == LACKS_RESERVE


@pytest.mark.parametrize("balance, reserve, amount, token, code", [
    (1, 5 * UNIT, codec.U128, ETH, LACKS_RESERVE),  # a unit costs one
    (UNIT, 0, codec.U128, ETH, LACKS_RESERVE), (0, 0, codec.U128, ETH, LACKS_BALANCE),
    (0, 0, 0, ETH, MALFORMED), (UNIT, 5 * UNIT, 1, ETH, LACKS_RESERVE),
    (SIX - 1, 0, codec.U128, USDC, LACKS_BALANCE), (SIX, SIX - 1, SIX, USDC, LACKS_RESERVE),
    (SIX, 5 * UNIT, SIX - 1, USDC, MALFORMED),
    # The fee leaves less than one unit.
    (SIX, 5 * UNIT, codec.U128, USDC, LACKS_RESERVE), (SIX, 9 * MILLION, codec.U128, USDC, 0),
    (5 * UNIT, 5 * UNIT, 2 * SIX, USDC, 0),
])
def test_reasons(scene, balance, reserve, amount, token, code):
    scene.set_reserve(reserve, token=token)
    scene.hold(balance, token)
    before = scene.holdings
    assert scene.leave(amount, token=token)[0] == code
    if code:
        assert scene.holdings == before
        assert scene.leave(amount, chain=B, token=77)[0] in (NOT_FOUND, MALFORMED)
        assert scene.leave(amount, token=token, caller=evm(12))[0] in (SCOPE, MALFORMED)


def test_nobody_exits_with_the_pot(scene):
    scene.donate(5 * UNIT)
    for sub in (1, 2):
        assert scene.leave(UNIT, caller=evm(250), account=0, sub=sub)[0] == SCOPE
    assert scene.pot() == 5 * UNIT


def test_a_pot_that_is_full_takes_no_fee(scene):
    scene.set_reserve(5 * UNIT)
    ledger, filled = scene.ledger, codec.U128 - 10
    ledger.records[(BALANCE, *POT, ETH)] = words(filled, 4)
    for chain, more in ((B, filled // 2), (S, filled - filled // 2)):
        ledger.records[RESERVE, chain, ETH] = words(ledger.reserve(chain, ETH) + more, 4)
    ledger.check_conservation()
    before = scene.holdings
    assert scene.leave(UNIT)[0] == OVERFLOW and scene.holdings == before
    assert scene.withdraw(UNIT)[0] == OVERFLOW
    # Where a reserve has no target the pot is not looked at.
    assert scene.leave(UNIT, chain=B)[0] == 0


def test_issued_tokens_have_no_fee():
    scene = ExitScene()
    assert scene.pool(10 * MILLION, 10 * MILLION)[0] == 0
    share = 0x8000
    assert scene.queue(
        A, codec.REGISTER_TOKEN, token=share, contract=evm(77), decimals=18, token_class=0)[0] == 0
    assert scene.set_target(token=share) == scene.set_target(token=ZUSD) == MALFORMED
    held = scene.balance(share)
    code, receipt = scene.leave(token=share)
    assert (code, receipt.amount, receipt.payout.units) == (0, held, held)
    assert scene.reserve(token=share) == held and scene.pot(share) == 0
