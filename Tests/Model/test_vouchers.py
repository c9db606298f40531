"""Issued tokens on chains: what goes out as vouchers and comes back, on the model alone.

`RouteScene.apply` checks after each operation that every token is conserved.
"""

from __future__ import annotations

import random

import codec
import pytest
from codec import Operation
from dollar import W
from dollar_scene import CAROL, MILLION, ONE, OUTSIDE, POOL, SHARE, TWO, DollarScene
from records import (
    EXISTS, LACKS_BALANCE, LACKS_RESERVE, MALFORMED, NOT_FOUND, SCOPE, ZUSD, is_issued,
)
from route_scene import BACK, ISSUED, NOBODY, RouteScene
from routes import DOLLAR_PLACE
from test_rules import A, B, S, Scene, evm, solana
from words import RESERVE, TOKEN, words

OUT = MILLION // 10  # of each issued token on chain A
EACH_ISSUED = pytest.mark.parametrize("token", ISSUED)
NEW_SHARE = 0x8002  # of a pool whose share is on no chain


@pytest.fixture
def scene() -> RouteScene:
    return RouteScene(OUT)


def exit_of(scene: RouteScene, token: int, amount: int = codec.U128, chain: int = A, **change):
    fields = dict(caller=evm(13), account=CAROL, sub=0, token=token, amount=amount)
    return scene.apply(chain, Operation(codec.FULL_EXIT, **(fields | change)))


def test_issued_are_the_dollar_and_shares():
    assert [token for token in (0, 1, 2, 0x7FFF, 0x8000, 0xFFFF) if is_issued(token)] == [
        1, 0x8000, 0xFFFF]


# Registration


@pytest.mark.parametrize("token, decimals, code", [
    (NEW_SHARE, 18, 0), (NEW_SHARE, 9, 0), (NEW_SHARE, 19, MALFORMED), (0x8009, 18, NOT_FOUND),
    (0x8009, 19, MALFORMED), (0xFFFF, 18, NOT_FOUND), (ZUSD, 18, EXISTS), (SHARE, 18, EXISTS),
    (0, 18, MALFORMED), (50, 6, 0), (50, 19, MALFORMED),
])
def test_judges_registrations(scene, token, decimals, code):
    assert scene.try_register(A, token, decimals) == code
    assert scene.try_register(A, token, decimals, token_class=3) == MALFORMED
    assert scene.try_register(S, token, decimals) == MALFORMED, "the contract is none of Solana"


def test_an_issued_token_keeps_its_class(scene):
    assert scene.try_register(A, NEW_SHARE, token_class=1) == 0
    assert scene.ledger.records[TOKEN, NEW_SHARE] == (3, 0, 0)
    assert scene.ledger.records[TOKEN, ZUSD] == (4, 0, 0)


def test_there_is_no_voucher_of_the_dollar_before_the_dollar():
    scene = Scene()
    fields = dict(token=ZUSD, contract=evm(9), decimals=18, token_class=1)
    assert scene.queue(A, codec.REGISTER_TOKEN, **fields)[0] == NOT_FOUND
    assert (TOKEN, ZUSD) not in scene.ledger.records
    scene = DollarScene()
    assert scene.apply(A, Operation(codec.REGISTER_TOKEN, **fields))[0] == 0


# Out and in


@EACH_ISSUED
def test_withdrawn_is_out_on_the_chain_and_may_come_back_there(scene, token):
    before = scene.balance(token, CAROL)
    assert scene.withdraw(B, token, W, CAROL)[0] == 0
    assert (scene.reserve(A, token), scene.reserve(B, token)) == (OUT, W)
    payout = scene.payouts(B)[-1]
    assert (payout.kind, payout.token, payout.units) == (codec.WITHDRAWAL, token, W)
    assert scene.balance(token, CAROL) == before - W
    assert scene.deposit(B, token, W - 1)[0] == 0
    assert (scene.reserve(B, token), scene.balance(token, CAROL)) == (1, before - 1)


@EACH_ISSUED
def test_no_more_comes_back_than_is_out_there(scene, token):
    assert scene.withdraw(B, token, W, CAROL)[0] == 0
    before = scene.holdings
    assert scene.deposit(B, token, W + 1)[0] == LACKS_RESERVE
    assert scene.holdings == before
    refund = scene.payouts(B)[-1]
    assert (refund.kind, refund.token, refund.units) == (codec.REFUND, token, W + 1)
    assert refund.receiver == evm(13)[1:]
    for target in (A, B, codec.TARGET_ACCOUNT):
        assert scene.cross(token, [], W + 1, B, target=target)[0] == LACKS_RESERVE
        assert scene.payouts(B)[-1].units == W + 1 and scene.payouts(B)[-1].receiver == BACK[1:]
    assert scene.holdings == before
    assert scene.deposit(B, token, W)[0] == 0
    assert scene.deposit(B, token, 1)[0] == LACKS_RESERVE


@EACH_ISSUED
def test_a_deposit_of_vouchers_that_fails_gives_them_back(scene, token):
    before = scene.holdings
    assert scene.deposit(A, token, W, sub=32)[0] == MALFORMED
    assert scene.deposit(A, token, W, to=solana(5), sub=32)[0] == MALFORMED
    refunds = [one for one in scene.payouts(A) if one.kind == codec.REFUND]
    assert [(one.token, one.units, one.receiver) for one in refunds] == [(token, W, evm(13)[1:])]
    assert scene.holdings == before, "they were out and are out"
    assert scene.deposit(A, NEW_SHARE, W)[0] == NOT_FOUND
    assert len(scene.payouts(A)) == len(ISSUED) + 1, "no refund of what is not registered"


@EACH_ISSUED
def test_vouchers_go_from_chain_to_chain(scene, token):
    code, receipt = scene.cross(token, [], OUT - 5, target=B, rate=100)
    assert (code, receipt.amount, receipt.payout.units) == (0, OUT - 5, OUT - 5)
    assert (scene.reserve(A, token), scene.reserve(B, token)) == (5, OUT - 5)
    code, receipt = scene.cross(token, [], OUT - 5, B)
    assert (code, receipt.account, receipt.created, receipt.token) == (0, 4, 1, token)
    assert (scene.reserve(A, token), scene.reserve(B, token)) == (5, 0)
    assert scene.balance(token, 4) == OUT - 5
    assert scene.cross(token, [], 5, target=A)[0] == 0
    assert scene.reserve(A, token) == 5


def test_what_is_out_pays_for_nothing_else(scene):
    """A chain's vouchers are no reserve of it: the same amount of a coin has to be there."""
    assert scene.reserve(B, ZUSD) == scene.reserve(B, SHARE) == 0
    assert scene.cross(ONE, [(DOLLAR_PLACE, ZUSD)], W, target=B)[0] == 0
    assert scene.cross(ZUSD, [(DOLLAR_PLACE, TWO)], W, target=B)[0] == 0
    assert scene.cross(ZUSD, [(DOLLAR_PLACE, TWO)], 2 * W, B)[0] == LACKS_RESERVE
    most = scene.reserve(B, OUTSIDE)
    assert scene.deposit(A, OUTSIDE, 2 * most)[0] == 0
    assert scene.withdraw(B, OUTSIDE, most + 10**9)[0] == LACKS_RESERVE


# Full exits


@EACH_ISSUED
def test_a_full_exit_of_vouchers_is_not_bounded_by_what_is_out(scene, token):
    held = scene.balance(token, CAROL)
    assert scene.reserve(B, token) == 0 and held > OUT
    code, receipt = exit_of(scene, token, W + 1, B)
    assert (code, receipt.amount, receipt.payout.units) == (0, W + 1, W + 1)
    assert receipt.payout.kind == codec.EXIT and scene.reserve(B, token) == W + 1
    code, receipt = exit_of(scene, token)
    assert (code, receipt.amount) == (0, held - W - 1)
    assert scene.reserve(A, token) == OUT + held - W - 1
    assert scene.balance(token, CAROL) == 0
    assert exit_of(scene, token)[0] == LACKS_BALANCE
    assert exit_of(scene, token, 0)[0] == MALFORMED


def test_judges_full_exits(scene):
    assert exit_of(scene, NEW_SHARE)[0] == NOT_FOUND
    assert exit_of(scene, ZUSD, caller=evm(12))[0] == SCOPE
    assert exit_of(scene, ZUSD, caller=evm(250), account=0, sub=1)[0] == SCOPE
    reserve = scene.reserve(B, TWO)
    assert scene.deposit(A, TWO, 2 * reserve)[0] == 0
    assert exit_of(scene, TWO, chain=B)[1].amount == reserve, "a coin is bounded"
    assert exit_of(scene, TWO, chain=B)[0] == LACKS_RESERVE


# What backs vouchers


def test_dollars_that_are_out_are_dollars(scene):
    before = scene.dollar.supply
    outstanding = scene.ledger._outstanding(scene.dollar)
    assert scene.withdraw(B, ZUSD, 1_000 * W)[0] == 0
    assert scene.dollar.supply == before
    assert scene.ledger._outstanding(scene.dollar) == outstanding
    code, receipt = scene.cross(ZUSD, [(DOLLAR_PLACE, TWO)], 1_000 * W, B)
    assert (code, receipt.token, receipt.amount) == (0, TWO, 999 * W)
    assert scene.dollar.supply < before and scene.reserve(B, ZUSD) == 0


def test_shares_that_are_out_are_shares(scene):
    supply = scene.ledger.pool(POOL).supply
    code, receipt = scene.cross(TWO, [(POOL, SHARE)], 1_000 * W, target=B)
    made = receipt.payout.units
    assert code == 0 and scene.ledger.pool(POOL).supply == supply + made
    assert scene.reserve(B, SHARE) == made
    code, receipt = scene.cross(SHARE, [(POOL, TWO)], made, B, target=A, receiver=NOBODY)
    assert code == 0 and 990 * W < receipt.payout.units < 1_000 * W, "out and in costs its fee"
    assert scene.ledger.pool(POOL).supply == supply and scene.reserve(B, SHARE) == 0


@EACH_ISSUED
@pytest.mark.parametrize("change", [1, -1])
def test_conservation_counts_what_is_out(scene, token, change):
    scene.ledger.check_conservation()
    scene.ledger.records[RESERVE, A, token] = words(OUT + change, 4)
    with pytest.raises(AssertionError):
        scene.ledger.check_conservation()


@pytest.mark.parametrize("seed", range(3))
def test_whatever_goes_out_and_in_is_conserved(seed):
    """Each step is checked by the scene; no chain takes more than went out there."""
    scene, draw = RouteScene(OUT), random.Random(seed)
    out = {(chain, token): OUT if chain == A else 0 for chain in (A, B) for token in ISSUED}
    codes = set()
    for _ in range(150):
        token, chain, target = draw.choice(ISSUED), draw.choice([A, B]), draw.choice([A, B])
        amount = draw.choice([1, out[chain, token] or 1, draw.randrange(1, OUT)])
        kind = draw.randrange(4)
        if kind == 0:
            code = scene.withdraw(chain, token, amount)[0]
            change = {chain: amount}
        elif kind == 1:
            code = scene.deposit(chain, token, amount)[0]
            change = {chain: -amount}
        elif kind == 2:
            code, receipt = exit_of(scene, token, amount, chain)
            change = {chain: receipt.amount if receipt else 0}
        else:
            code = scene.cross(token, [], amount, chain, target=target)[0]
            change = {chain: -amount, target: amount} if chain != target else {}
        codes.add((kind, code))
        for place, moved in change.items():
            out[place, token] += moved if code == 0 else 0
        assert all(scene.reserve(*key) == value >= 0 for key, value in out.items())
        scene.ledger.chains[A].operations.clear()
        scene.ledger.chains[B].operations.clear()
    assert {(0, 0), (1, 0), (2, 0), (3, 0), (1, LACKS_RESERVE), (3, LACKS_RESERVE)} <= codes
