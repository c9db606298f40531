"""Limits of outflow: what is payable at once, what waits, who may set them, and a day's bound."""

from dataclasses import replace

import pytest

from .encoding import Payout, padded
from .machine import refuses
from .world import (
    ALICE, BOB, BROKER, CHAIN, DEPLOYER, GUARDIAN, MALLORY, NATIVE, OPERATOR, QUEUE_DEADLINE, World,
)

DAY = 86_400
CUSTODY = 1_000_000
# Of 1,000,000 and the default share of 20 %: the largest x with x <= 5 % of what it leaves.
AT_ONCE = 47_619
PAYOUT = Payout(padded(BOB), 2, AT_ONCE)
LARGE = Payout(padded(ALICE), 2, 400_000, serial=7)


@pytest.fixture
def limited(compiled) -> World:
    """A world under the default limit, with a million in custody."""
    world = World(minimum=0)
    world.deposit(CUSTODY)
    world.settle()
    return world


def events(world: World, name: str) -> list[dict]:
    """The events of one name in the last call."""
    return [event.values for event in world.machine.events if event.name == name]


def pending(world: World, owner: str = BOB) -> int:
    """What an owner can claim."""
    return world.zklink.pending(owner, world.usdc.address)


def release(world: World, payout: Payout) -> int:
    """Releases what is due; returns it."""
    world.zklink.release(payout.encoded(), sender=MALLORY)
    [event] = events(world, "PayoutPending")
    return event["amount"]


class TestAtOnce:
    """A quarter of the share."""

    def test_view_says_the_largest(self, limited):
        token = limited.usdc.address
        assert limited.limits.payable_now(token) == AT_ONCE
        assert limited.limits.preview(token, AT_ONCE) == (0, 0)
        assert limited.limits.preview(token, AT_ONCE + 1)[0] == limited.machine.now
        limited.settle([PAYOUT])
        assert pending(limited) == AT_ONCE
        assert limited.limits.payable_now(token) == 0
        assert events(limited, "PayoutWaiting") == []

    @pytest.mark.parametrize("custody", [1, 7, 99, 2_017, 999_983, 10**15 + 1])
    @pytest.mark.parametrize("minimum", [0, 3, 1_000])
    def test_view_is_exact(self, compiled, custody, minimum):
        world = World(minimum=0)
        token = world.usdc.address
        world.govern(world.limits, "limit_outflow", token, 1_234, minimum)
        world.deposit(custody)
        for serial in range(3):
            amount = world.limits.payable_now(token)
            free = world.zklink.custody(token) - world.zklink.owed(token)
            assert world.limits.preview(token, amount) == (0, 0)
            assert amount == free or world.limits.preview(token, amount + 1) != (0, 0)
            world.settle([replace(PAYOUT, amount=amount // 2, serial=serial)])
            world.machine.advance(10_000)

    def test_one_more_waits(self, limited):
        limited.settle([replace(PAYOUT, amount=AT_ONCE + 1)])
        assert pending(limited) == 0
        assert limited.limits.waiting(limited.usdc.address) == AT_ONCE + 1

    def test_many_small_ones_are_as_one(self, limited):
        limited.settle([replace(PAYOUT, amount=1_000, serial=i) for i in range(60)])
        at_once = pending(limited)
        assert 47_000 <= at_once <= 49_000
        assert limited.limits.waiting(limited.usdc.address) == 60_000 - at_once

    def test_refills_within_a_day(self, limited):
        limited.settle([PAYOUT])
        seen = []
        for _ in range(4):
            limited.machine.advance(DAY // 4)
            seen.append(limited.limits.payable_now(limited.usdc.address))
        left = CUSTODY - AT_ONCE
        assert seen[-1] == left // 21
        assert [abs(amount - left * part // (80 + part)) <= 1
                for part, amount in zip((1, 2, 3, 4), seen)] == [True] * 4
        limited.machine.advance(100 * DAY)
        assert limited.limits.payable_now(limited.usdc.address) == left // 21

    def test_a_deposit_makes_room_again(self, limited):
        limited.settle([PAYOUT])
        limited.deposit(AT_ONCE // 2)
        room = limited.limits.payable_now(limited.usdc.address)
        assert AT_ONCE // 2 - AT_ONCE // 20 < room <= AT_ONCE // 2
        limited.deposit(10 * CUSTODY)
        assert limited.limits.payable_now(limited.usdc.address) <= 11 * CUSTODY // 20

    def test_a_deposit_into_unused_room_gives_none(self, limited):
        before = limited.limits.payable_now(limited.usdc.address)
        limited.deposit(1_000)
        assert limited.limits.payable_now(limited.usdc.address) - before <= 1_000 // 20

    def test_pending_balances_count_as_gone(self, limited):
        """Somebody who does not claim does not keep the limit high."""
        limited.settle([PAYOUT])
        limited.machine.advance(DAY)
        unclaimed = limited.limits.payable_now(limited.usdc.address)
        limited.zklink.claim(BOB, limited.usdc.address)
        assert limited.limits.payable_now(limited.usdc.address) == unclaimed

    def test_tokens_do_not_share(self, limited):
        limited.deposit_native(100)
        limited.settle([PAYOUT, Payout(padded(BOB), 4, 4)])
        assert limited.zklink.pending(BOB, NATIVE) == 4

    def test_minimum_lets_little_money_pass(self, limited):
        limited.govern(limited.limits, "limit_outflow", limited.usdc.address, 2_000, 400_000)
        assert limited.limits.payable_now(limited.usdc.address) == 100_000
        limited.settle([replace(PAYOUT, amount=100_000)])
        assert pending(limited) == 100_000

    def test_minimum_never_exceeds_custody(self, limited):
        limited.govern(limited.limits, "limit_outflow", limited.usdc.address, 500, 2**112 - 1)
        assert limited.limits.payable_now(limited.usdc.address) == CUSTODY
        limited.settle([replace(PAYOUT, amount=CUSTODY), replace(PAYOUT, amount=1, serial=1)])
        assert pending(limited) == CUSTODY
        assert limited.limits.waiting(limited.usdc.address) == 1


class TestWaiting:
    """Half of the share, for those above the limit, in the order of execution."""

    def test_is_announced(self, limited):
        limited.commit([LARGE])
        limited.prove()
        limited.confirm()
        expected = limited.limits.preview(limited.usdc.address, LARGE.amount)
        limited.execute([LARGE])
        now = limited.machine.now
        # 400,000 at 100,000 a day.
        assert expected == (now, now + 4 * DAY)
        assert events(limited, "PayoutWaiting") == [{
            "owner": ALICE.lower(), "token": limited.usdc.address.lower(), "amount": LARGE.amount,
            "payout_hash": LARGE.hash(CHAIN), "first": now, "last": now + 4 * DAY}]
        assert events(limited, "PayoutPending") == []
        assert limited.zklink.is_executed(LARGE.hash(CHAIN))
        assert limited.limits.wait_of(LARGE.hash(CHAIN), LARGE.amount) == (now, now + 4 * DAY, 0, 0)

    def test_is_released_in_proportion_to_time(self, limited):
        limited.settle([LARGE])
        start = limited.machine.now
        token = limited.usdc.address
        limited.machine.advance(DAY)
        assert limited.limits.wait_of(LARGE.hash(CHAIN), LARGE.amount)[3] == 100_000
        assert release(limited, LARGE) == 100_000
        assert events(limited, "PayoutPending") == [{
            "owner": ALICE.lower(), "token": token.lower(), "amount": 100_000,
            "payout_hash": LARGE.hash(CHAIN)}]
        assert limited.limits.waiting(token) == 300_000
        assert limited.limits.wait_of(LARGE.hash(CHAIN), LARGE.amount) == (
            start, start + 4 * DAY, 100_000, 0)
        assert limited.zklink.claim(ALICE, token) == 100_000
        limited.machine.advance(10 * DAY)
        assert release(limited, LARGE) == 300_000
        assert limited.zklink.claim(ALICE, token) == 300_000
        assert limited.limits.waiting(token) == 0
        assert limited.limits.wait_of(LARGE.hash(CHAIN), LARGE.amount) == (0, 0, 0, 0)

    def test_refuses_before_and_after(self, limited):
        with refuses("limits: not waiting"):
            release(limited, LARGE)
        limited.settle([LARGE, PAYOUT])
        with refuses("limits: nothing payable yet"):
            release(limited, LARGE)
        with refuses("limits: not waiting"):
            release(limited, PAYOUT)
        limited.machine.advance(4 * DAY)
        release(limited, LARGE)
        with refuses("limits: not waiting"):
            release(limited, LARGE)

    @pytest.mark.parametrize("change, text", [
        (lambda b: b[:-1], "payouts: bad length"), (lambda b: b"", "payouts: bad length"),
        (lambda b: b + b"\0", ""),
        (lambda b: b[:-3] + bytes([b[-3] ^ 1]) + b[-2:], "limits: not waiting"),
    ])
    def test_refuses_other_bytes(self, limited, change, text):
        limited.settle([LARGE])
        limited.machine.advance(DAY)
        with refuses(text):
            limited.zklink.release(change(LARGE.encoded()))

    def test_small_ones_pass_a_large_one(self, limited):
        limited.settle([LARGE])
        limited.settle([PAYOUT])
        assert pending(limited) == AT_ONCE

    def test_follow_one_another(self, limited):
        second = replace(LARGE, amount=100_000, serial=8)
        limited.settle([LARGE, second])
        start = limited.machine.now
        assert limited.limits.wait_of(second.hash(CHAIN), 100_000)[:2] == (
            start + 4 * DAY, start + 5 * DAY)
        limited.machine.advance(4 * DAY)
        with refuses("limits: nothing payable yet"):
            release(limited, second)
        assert release(limited, LARGE) == 400_000
        limited.machine.advance(DAY // 2)
        assert release(limited, second) == 50_000

    def test_need_no_order(self, limited):
        """Nobody else has to release anything first."""
        second = replace(LARGE, amount=100_000, serial=8)
        limited.settle([LARGE, second])
        limited.machine.advance(5 * DAY)
        assert release(limited, second) == 100_000

    def test_a_little_above_the_limit_waits_little(self, limited):
        limited.settle([PAYOUT])
        limited.settle([replace(PAYOUT, amount=10, serial=1)])
        start = limited.machine.now
        _, last = limited.limits.wait_of(replace(PAYOUT, amount=10, serial=1).hash(CHAIN), 10)[:2]
        assert last - start <= 11

    def test_cannot_be_released_within_a_transfer(self, limited):
        token = limited.register("MockReentrantToken", 9, 6)
        limited.supply(token, ALICE, CUSTODY)
        limited.zklink.deposit(token.address, CUSTODY, 1, padded(ALICE), 0, sender=ALICE)
        limited.remember()
        large, small = replace(LARGE, token=9), Payout(padded(BOB), 9, 5)
        limited.settle([large, small])
        limited.machine.advance(DAY)
        token.arm(limited.zklink.address, limited.zklink.encode("release", large.encoded()))
        limited.zklink.claim(BOB, token.address)
        assert (token.succeeded(), token.failed()) == (0, 1)
        limited.zklink.release(large.encoded())

    def test_a_broker_is_repaid(self, limited):
        limited.supply(limited.usdc, BROKER, CUSTODY)
        limited.zklink.accept(LARGE.encoded(), sender=BROKER)
        limited.settle([LARGE])
        assert events(limited, "PayoutWaiting")[0]["owner"] == BROKER.lower()
        limited.machine.advance(4 * DAY)
        assert release(limited, LARGE) == 400_000
        assert pending(limited, BROKER) == 400_000 and pending(limited, ALICE) == 0

    def test_cannot_be_prepaid_any_more(self, limited):
        limited.settle([LARGE])
        with refuses("payouts: accepted or executed"):
            limited.zklink.accept(LARGE.encoded(), sender=BROKER)

    def test_everybody_out_takes_as_long_as_the_share_says(self, limited):
        """The whole custody: at half of 20 % a day, ten days."""
        parts = [replace(LARGE, amount=CUSTODY // 10, serial=i) for i in range(10)]
        limited.settle(parts)
        start = limited.machine.now
        last = max(limited.limits.wait_of(one.hash(CHAIN), one.amount)[1] for one in parts)
        assert last == start + 10 * DAY
        limited.machine.advance(10 * DAY)
        for one in parts:
            release(limited, one)
        assert pending(limited, ALICE) == CUSTODY

    def test_none_waits_longer_than_forty_days(self, limited):
        limited.govern(limited.limits, "limit_outflow", limited.usdc.address, 500, 0)
        false = [replace(LARGE, amount=CUSTODY, serial=i) for i in range(64)]
        limited.settle(false)
        honest = replace(PAYOUT, amount=100_000, serial=100)
        limited.settle([honest])
        now = limited.machine.now
        assert limited.limits.wait_of(honest.hash(CHAIN), 100_000)[:2] == (now + 40 * DAY,) * 2
        with refuses("limits: nothing payable yet"):
            release(limited, honest)
        limited.machine.advance(40 * DAY - 1)
        with refuses("limits: nothing payable yet"):
            release(limited, honest)
        limited.machine.advance(1)
        assert release(limited, honest) == 100_000

    @pytest.mark.parametrize("factor", [1, 2, 3, 5, 100])
    def test_false_amounts_are_released_no_faster(self, limited, factor):
        """A payout of several times the custody gets no more in a day than one of all of it."""
        false = replace(LARGE, amount=factor * CUSTODY)
        limited.settle([false])
        limited.machine.advance(DAY)
        if factor > 4:
            with refuses("limits: nothing payable yet"):
                release(limited, false)
        else:
            assert release(limited, false) == CUSTODY // 10

    @pytest.mark.parametrize("custody", [1, 19, 20, 21])
    def test_dust_is_paid(self, compiled, custody):
        world = World(minimum=0)
        world.deposit(custody)
        world.settle([replace(PAYOUT, amount=custody)])
        world.machine.advance(40 * DAY)
        assert release(world, replace(PAYOUT, amount=custody)) == custody

    def test_largest_amounts_revert_nothing(self, limited):
        """Amounts that custody could never hold, beside an honest payout."""
        false = [replace(LARGE, amount=2**128 - 1, serial=i) for i in range(62)]
        limited.settle([*false, PAYOUT, replace(LARGE, token=4, amount=2**128 - 1, serial=99)])
        assert pending(limited) == AT_ONCE
        limited.machine.advance(41 * DAY)
        for one in (false[0], replace(LARGE, token=4, amount=2**128 - 1, serial=99)):
            with refuses("tokens: beyond custody"):
                limited.zklink.release(one.encoded())


class TestExodus:
    """Exits go on."""

    @pytest.fixture
    def ended(self, limited) -> World:
        """A payout that waits, an entry in the queue, then exodus."""
        limited.settle([LARGE])
        limited.deposit(500)
        limited.machine.advance(QUEUE_DEADLINE + 1)
        limited.activate_exodus()
        return limited

    def test_what_waits_is_released(self, ended):
        ended.machine.advance(4 * DAY)
        assert release(ended, LARGE) == 400_000
        assert ended.zklink.claim(ALICE, ended.usdc.address) == 400_000

    def test_refunds_do_not_wait(self, ended):
        ended.zklink.refund_entry(ended.entries[-1], sender=MALLORY)
        assert pending(ended, ALICE) == 500


class TestSettings:
    """Who may set limits, and to what."""

    def test_default(self, limited):
        assert limited.limits.limit(limited.usdc.address) == (2_000, 0)
        assert limited.limits.limit(MALLORY) == (2_000, 0)

    @pytest.mark.parametrize("sender", [MALLORY, GUARDIAN, OPERATOR, DEPLOYER])
    def test_refuses_everyone_but_governance(self, limited, sender):
        with refuses("limits: not governance"):
            limited.limits.limit_outflow(limited.usdc.address, 2_000, 0, sender=sender)

    @pytest.mark.parametrize("share, minimum, text", [
        (499, 0, "limits: bad share"), (0, 0, "limits: bad share"),
        (10_001, 0, "limits: bad share"), (2**256 - 1, 0, "limits: bad share"),
        (2_000, 2**112, "limits: bad minimum"),
    ])
    def test_refuses_values(self, limited, share, minimum, text):
        with refuses(text):
            limited.govern(limited.limits, "limit_outflow", limited.usdc.address, share, minimum)

    @pytest.mark.parametrize("share, minimum", [(500, 0), (10_000, 2**112 - 1)])
    def test_takes_values(self, limited, share, minimum):
        limited.settle([PAYOUT, LARGE])
        limited.govern(limited.limits, "limit_outflow", limited.usdc.address, share, minimum)
        assert limited.limits.limit(limited.usdc.address) == (share, minimum)

    def test_changes_no_time_of_what_waits(self, limited):
        limited.settle([PAYOUT, LARGE])
        before = limited.limits.wait_of(LARGE.hash(CHAIN), LARGE.amount)
        for share in (500, 10_000):
            limited.govern(limited.limits, "limit_outflow", limited.usdc.address, share, 0)
            assert limited.limits.wait_of(LARGE.hash(CHAIN), LARGE.amount) == before
            assert limited.limits.payable_now(limited.usdc.address) == 0

    @pytest.mark.parametrize("sender", [MALLORY, GUARDIAN, OPERATOR, DEPLOYER])
    def test_only_zklink_moves_the_outflow(self, limited, sender):
        token, limits = limited.usdc.address, limited.limits
        for call in [
            lambda: limits.admit(sender, token, 1, 1, bytes(32), False, sender=sender),
            lambda: limits.refill(token, 1, 1, sender=sender),
            lambda: limits.release(token, 1, bytes(32), sender=sender),
        ]:
            with refuses("limits: not ZkLink"):
                call()

    def test_is_bound_to_its_creator(self, limited):
        assert limited.limits.zklink() == limited.zklink.address.lower()
        assert limited.limits.governance() == limited.governance.address.lower()


class TestGuardian:
    """The guardian tightens at once and never loosens."""

    def tighten(self, world: World, share: int, minimum: int, sender: str = GUARDIAN) -> None:
        """Calls the guardian's function."""
        world.governance.tighten_outflow(
            world.limits.address, world.usdc.address, share, minimum, sender=sender)

    def test_tightens(self, limited):
        self.tighten(limited, 500, 0)
        assert [event.values for event in limited.machine.events] == [
            {"token": limited.usdc.address.lower(), "share": 500, "minimum": 0}]
        assert limited.limits.payable_now(limited.usdc.address) == CUSTODY // 81

    @pytest.mark.parametrize("share, minimum", [(1_001, 50), (1_000, 51), (10_000, 0), (500, 99)])
    def test_refuses_what_is_looser(self, limited, share, minimum):
        limited.govern(limited.limits, "limit_outflow", limited.usdc.address, 1_000, 50)
        with refuses("Governance: not tighter"):
            self.tighten(limited, share, minimum)

    def test_keeps_the_least_share(self, limited):
        with refuses("limits: bad share"):
            self.tighten(limited, 499, 0)

    @pytest.mark.parametrize("sender", [MALLORY, OPERATOR, DEPLOYER])
    def test_nobody_else(self, limited, sender):
        with refuses("Governance: not guardian"):
            self.tighten(limited, 500, 0, sender)
