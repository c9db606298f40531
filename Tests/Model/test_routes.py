"""Hops that trade, add, remove, mint and redeem, in a Swap and in a CrossSwap, on the model alone."""

from __future__ import annotations

import codec
import pytest
from dollar_scene import CAROL, ONE, POOL, TWO
from records import SLIPPAGE, ZUSD, is_issued
from route_scene import AMOUNT, DECIMALS, NOBODY, ROUTES, RouteScene
from routes import DOLLAR_PLACE, Hops, Leg, token_out
from test_rules import A, B, evm

EACH_ROUTE = pytest.mark.parametrize("token, hops", ROUTES.values(), ids=ROUTES)


@pytest.fixture
def scene() -> RouteScene:
    return RouteScene()


def one_by_one(scene: RouteScene, token: int, hops: Hops, amount: int) -> list[Leg]:
    """The hops of a route as operations of their own."""
    legs = []
    for place, bought in hops:
        before = [scene.balance(one, 0) for one in (token, bought)]
        paid = (place, token, bought, amount)
        amount = of_dollar(scene, *paid) if place == DOLLAR_PLACE else of_pool(scene, *paid)
        after = [scene.balance(one, 0) for one in (token, bought)]
        legs.append((place, bought, sum(after) - sum(before), amount))
        token = bought
    return legs


def of_dollar(scene: RouteScene, _: int, token: int, bought: int, amount: int) -> int:
    if bought == ZUSD:
        return scene.mint(token, amount, CAROL)[1].dollars
    return scene.redeem(bought, amount, CAROL)[1].coins[0][1]


def of_pool(scene: RouteScene, place: int, token: int, bought: int, amount: int) -> int:
    share = 0x8000 + place
    if bought == share:
        return scene.sign(
            codec.ADD_ONE_COIN, CAROL, pool=place, token=token, amount=amount, minimum=0)[1].shares
    if token == share:
        fields = dict(pool=place, token=bought, shares=amount, minimum=0)
        return sum(scene.sign(codec.REMOVE_ONE_COIN, CAROL, **fields)[1].amounts)
    exact = scene.convert(
        amount, amount, CAROL, token_in=token, token_out=bought, pool=place)
    return exact[1].traded


@EACH_ROUTE
def test_a_swap_is_its_hops_one_by_one(scene, token, hops):
    other = RouteScene()
    code, receipt = scene.swap(token, hops, AMOUNT)
    legs = one_by_one(other, token, hops, AMOUNT)
    assert code == 0 and vars(receipt) == dict(
        shape=4, token_in=token, amount_in=AMOUNT, hops=legs)
    assert scene.holdings == other.holdings
    for place, _, cut, out in legs:
        assert (cut > 0) == (place != DOLLAR_PLACE) and out > 0
    assert receipt.encoded() == codec.decode_receipt(receipt.encoded()).encoded()


@EACH_ROUTE
def test_a_swap_is_judged_by_what_comes_out_of_the_last_hop(scene, token, hops):
    out = RouteScene().swap(token, hops, AMOUNT)[1].hops[-1][3]
    before = scene.holdings
    assert scene.swap(token, hops, AMOUNT, out + 1)[0] == SLIPPAGE
    assert scene.holdings == before
    assert scene.swap(token, hops, AMOUNT, out)[0] == 0


@EACH_ROUTE
def test_a_cross_swap_to_an_account_is_a_deposit_and_a_swap(scene, token, hops):
    other = RouteScene()
    code, receipt = scene.cross(token, hops, AMOUNT, receiver=evm(13))
    assert other.deposit(A, token, AMOUNT)[0] == 0
    out = other.swap(token, hops, AMOUNT)[1].hops[-1][3]
    assert code == 0 and vars(receipt) == dict(
        shape=8, account=CAROL, created=0, token=token_out(token, hops), amount=out)
    assert scene.holdings == other.holdings
    assert scene.payouts(A) == other.payouts(A)


@EACH_ROUTE
def test_a_cross_swap_opens_the_account_of_a_new_receiver(scene, token, hops):
    code, receipt = scene.cross(token, hops, AMOUNT)
    assert (code, receipt.account, receipt.created) == (0, 4, 1)
    assert scene.ledger.owner(4) == NOBODY
    assert scene.balance(receipt.token, 4) == receipt.amount > 0
    code, again = scene.cross(token, hops, AMOUNT, minimum=receipt.amount // 2)
    assert (code, again.account, again.created) == (0, 4, 0)
    assert scene.balance(receipt.token, 4) == receipt.amount + again.amount


@EACH_ROUTE
def test_a_cross_swap_to_a_chain_pays_what_comes_out(scene, token, hops):
    out = RouteScene().cross(token, hops, AMOUNT)[1].amount
    bought = token_out(token, hops)
    before = scene.reserve(B, bought), scene.balance(bought, 0)
    cut = sum(leg[2] for leg in cuts_in(bought, token, hops))
    code, receipt = scene.cross(token, hops, AMOUNT, target=B, rate=25)
    scale = 10 ** (18 - DECIMALS.get(bought, 18))
    assert (code, receipt.amount, receipt.chain) == (0, out, B)
    assert vars(receipt.payout) == dict(
        kind=codec.CROSS, account=codec.NO_ACCOUNT, part=A, receiver=NOBODY[1:], token=bought,
        serial=scene.ledger.chains[A].next_index - 1, units=out // scale, rate=25)
    paid = out // scale * scale
    left = paid if is_issued(bought) else -paid
    assert scene.reserve(B, bought) - before[0] == left
    assert scene.balance(bought, 0) - before[1] == cut + out % scale
    assert scale == 1 or out % scale > 0


def cuts_in(bought: int, token: int, hops: Hops) -> list[Leg]:
    """The hops of which the protocol takes its part in the token that the route ends in."""
    legs = RouteScene().swap(token, hops, AMOUNT)[1].hops
    tokens = [token] + [leg[1] for leg in legs]
    return [
        leg for index, leg in enumerate(legs)
        if bought == (leg[1] if tokens[index] == 0x8000 + leg[0] else tokens[index])]


def test_the_minimum_of_a_cross_swap_is_net_of_the_fast_fee_on_a_chain_only(scene):
    hops: Hops = [(POOL, TWO)]
    out = RouteScene().cross(ONE, hops, AMOUNT)[1].amount
    assert scene.cross(ONE, hops, AMOUNT, minimum=out + 1)[0] == SLIPPAGE
    units = out // 10**12
    net = (units - units * 100 // 10_000) * 10**12
    to_chain = dict(target=B, rate=100)
    assert scene.cross(ONE, hops, AMOUNT, minimum=net + 1, **to_chain)[0] == SLIPPAGE
    assert scene.cross(ONE, hops, AMOUNT, minimum=net, **to_chain)[0] == 0
    assert RouteScene().cross(ONE, hops, AMOUNT, minimum=out)[0] == 0
