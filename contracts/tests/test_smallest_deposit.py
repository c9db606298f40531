"""The smallest deposit of a token, which governance sets."""

import pytest

from . import encoding
from .encoding import Payout, padded
from .machine import refuses
from .world import (
    ALICE, BOB, DEPLOYER, GUARDIAN, MALLORY, NATIVE, OPERATOR, OTHER_CHAIN, QUEUE_DEADLINE, ZERO,
    World,
)

LEAST = 1_000


def limit(world: World, token: str, minimum: int = LEAST) -> None:
    """Sets the smallest deposit through the timelock."""
    world.govern(world.terms, "limit_deposit", token, minimum)


def deposit(world: World, token: str, amount: int) -> None:
    """A deposit by Alice."""
    world.zklink.deposit(
        token, amount, 1, padded(ALICE), 0, sender=ALICE, value=amount if token == NATIVE else 0)


def cross_swap(world: World, token: str, amount: int) -> None:
    """A cross swap by Alice."""
    world.zklink.cross_swap(
        token, amount, OTHER_CHAIN, 1, 1, padded(BOB), BOB, 0, [(1, 3)], sender=ALICE,
        value=amount if token == NATIVE else 0)


def test_is_set_by_the_timelock(world):
    assert world.terms.minimum_deposit(world.usdc.address) == 0
    limit(world, world.usdc.address)
    assert [one.values for one in world.machine.events if one.name == "DepositLimited"] == [
        {"token": world.usdc.address.lower(), "minimum": LEAST}]
    assert world.terms.minimum_deposit(world.usdc.address) == LEAST
    assert world.terms.minimum_deposit(NATIVE) == 0


@pytest.mark.parametrize("sender", [DEPLOYER, GUARDIAN, MALLORY, OPERATOR])
def test_refuses_everyone_but_governance(world, sender):
    with refuses("terms: not governance"):
        world.terms.limit_deposit(world.usdc.address, 1, sender=sender)


@pytest.mark.parametrize("send", [deposit, cross_swap])
@pytest.mark.parametrize("is_native", [False, True])
def test_refuses_less(world, send, is_native):
    token = NATIVE if is_native else world.usdc.address
    world.supply(world.usdc, ALICE, 10**9)
    limit(world, token)
    before = world.zklink.custody(token)
    with refuses("terms: deposit too small"):
        send(world, token, LEAST - 1)
    assert world.zklink.custody(token) == before
    send(world, token, LEAST)
    send(world, token, LEAST + 1)
    limit(world, token, 0)
    send(world, token, 1)
    with refuses("tokens: nothing received"):
        send(world, token, 0)


@pytest.mark.parametrize("send", [deposit, cross_swap])
def test_what_arrives_counts(world, send):
    token = world.register("MockFeeToken", 9, 6)
    world.supply(token, ALICE, 10**9)
    limit(world, token.address, 991)
    with refuses("terms: deposit too small"):
        send(world, token.address, 1_000)
    limit(world, token.address, 990)
    send(world, token.address, 1_000)


def test_nothing_else_depends_on_it(world):
    """Exits, keys, payouts and refunds; a minimum of the zero address is of no token."""
    world.deposit(50)
    for token in (world.usdc.address, NATIVE, ZERO):
        limit(world, token, 2**256 - 1)
    world.zklink.request_full_exit(9, 4, world.usdc.address, encoding.ALL, sender=ALICE)
    world.remember()
    world.zklink.set_key(1, bytes(40), 15, 0, sender=ALICE)
    world.remember()
    limit(world, world.usdc.address, 0)
    world.settle([Payout(padded(BOB), 2, 5)])
    world.deposit(7)
    limit(world, world.usdc.address, 2**256 - 1)
    assert world.zklink.claim(BOB, world.usdc.address) == 5
    world.machine.advance(QUEUE_DEADLINE + 1)
    world.activate_exodus()
    world.zklink.refund_entry(world.entries[-1])
    assert world.zklink.claim(ALICE, world.usdc.address) == 7
