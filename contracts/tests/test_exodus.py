"""Exodus: its conditions, its consequences, its refunds."""

import pytest

from . import encoding
from .encoding import Payout, padded
from .machine import refuses
from .world import (
    ALICE, BOB, BROKER, CHAIN, MALLORY, NATIVE, OPERATOR, OTHER_CHAIN, QUEUE_DEADLINE,
    REVERT_DEADLINE, World,
)

ZERO = "0x" + "00" * 20


def start(world: World) -> None:
    """Waits out the deadline and begins exodus."""
    world.machine.advance(QUEUE_DEADLINE + 1)
    world.activate_exodus()


def refund(world: World, index: int) -> dict:
    """Refunds one entry and returns the event."""
    world.zklink.refund_entry(world.entries[index], sender=MALLORY)
    [event] = world.machine.events
    assert event.values["index"] == index
    return event.values


class TestActivate:
    """`activate_exodus`."""

    def test_waits_for_the_deadline(self, world):
        world.machine.advance(QUEUE_DEADLINE - 10)
        assert world.zklink.queue_time(0) > 0
        age = world.machine.now - world.zklink.queue_time(0)
        world.machine.advance(QUEUE_DEADLINE - age)
        with refuses("exodus: before deadline"):
            world.activate_exodus()
        world.machine.advance(1)
        world.activate_exodus()
        assert [event.values for event in world.machine.events] == [{"index": 0}]
        assert world.zklink.in_exodus()

    def test_counts_from_the_first_entry_not_executed(self, world):
        world.machine.advance(QUEUE_DEADLINE)
        world.deposit(5)
        world.commit(queue_count=2)
        world.prove()
        world.confirm()
        world.execute([])
        world.machine.advance(1)
        with refuses("exodus: before deadline"):
            world.activate_exodus()
        world.machine.advance(QUEUE_DEADLINE)
        world.activate_exodus()
        assert world.zklink.queue_refunded() == 2

    def test_committing_does_not_stop_it(self, world):
        world.commit()
        world.prove()
        start(world)
        assert world.zklink.in_exodus()

    def test_refuses_empty_queue(self, world):
        world.settle()
        world.machine.advance(QUEUE_DEADLINE + 1)
        with refuses("exodus: queue is empty"):
            world.activate_exodus()

    def test_refuses_while_a_block_can_be_executed(self, world):
        world.commit(queue_count=1)
        world.prove()
        world.confirm()
        world.machine.advance(QUEUE_DEADLINE + 1)
        with refuses("exodus: execute first"):
            world.activate_exodus()
        world.execute([])
        world.activate_exodus()

    def test_leaves_time_to_confirm_what_was_committed_late(self, world):
        """Oracles may have signed it for another chain, which then pays for the same entries."""
        world.machine.advance(QUEUE_DEADLINE + 1)
        world.commit()
        world.prove()
        committed = world.ledger.commit_time(1)
        with refuses("exodus: block is recent"):
            world.activate_exodus()
        world.machine.advance(committed + REVERT_DEADLINE // 2 - world.machine.now)
        with refuses("exodus: block is recent"):
            world.activate_exodus()
        world.machine.advance(1)
        world.activate_exodus()
        assert world.zklink.in_exodus()

    def test_blocks_without_the_entry_leave_no_time(self, world):
        world.machine.advance(QUEUE_DEADLINE + 1)
        world.commit(queue_count=0)
        world.activate_exodus()
        assert world.zklink.in_exodus()

    def test_comes_before_a_revert_that_would_delay_it(self, world):
        world.machine.advance(QUEUE_DEADLINE + 1)
        world.commit()
        world.machine.advance(REVERT_DEADLINE // 2 + 1)
        with refuses("blocks: before deadline"):
            world.revert(0)
        world.activate_exodus()
        assert world.zklink.in_exodus()

    def test_time_of_reverted_blocks_does_not_count(self, world):
        world.commit()
        world.machine.advance(REVERT_DEADLINE + 1)
        world.revert(0)
        world.machine.advance(QUEUE_DEADLINE)
        world.commit()
        with refuses("exodus: block is recent"):
            world.activate_exodus()
        world.machine.advance(REVERT_DEADLINE + 1)
        world.revert(0)
        world.activate_exodus()
        assert world.zklink.in_exodus()

    @pytest.mark.parametrize("number, text", [
        (0, "blocks: not committed"), (1, "blocks: entry not in block"),
        (3, "blocks: entry not in block"), (4, "blocks: not committed"),
        (2**64 - 1, "blocks: not committed"),
    ])
    def test_refuses_another_block_than_the_one_that_takes_the_entry(self, world, number, text):
        world.commit(queue_count=0)
        world.commit(queue_count=1)
        world.commit(queue_count=1)
        world.machine.advance(QUEUE_DEADLINE + 1)
        with refuses(text):
            world.zklink.activate_exodus(number)
        world.zklink.activate_exodus(2)

    def test_block_number_means_nothing_when_no_block_takes_the_entry(self, world):
        world.settle()
        world.deposit(5)
        world.machine.advance(QUEUE_DEADLINE + 1)
        world.zklink.activate_exodus(2**64 - 1)
        assert world.zklink.queue_refunded() == 2

    def test_refuses_twice(self, world):
        start(world)
        with refuses("lifecycle: exodus"):
            world.activate_exodus()

    def test_no_pause_stops_it(self, world):
        world.deposit(5)
        world.govern(world.ledger, "pause_blocks", True)
        world.govern(world.zklink, "pause_deposits", world.usdc.address, True)
        start(world)
        refund(world, 0)


class TestAfter:
    """The functions that exodus ends, and those that remain."""

    @pytest.fixture
    def ended(self, world):
        """A world in exodus with a pending balance and a committed block."""
        world.deposit(5_000)
        world.settle([Payout(padded(BOB), 2, 1_000)])
        world.deposit(7)
        world.commit()
        start(world)
        return world

    def test_ends_deposits_commits_and_executions(self, ended):
        zklink, token = ended.zklink, ended.usdc.address
        ended.supply(ended.usdc, ALICE, 10)
        calls = [
            lambda: zklink.deposit(token, 1, 1, padded(ALICE), 0, sender=ALICE),
            lambda: zklink.cross_swap(
                token, 1, CHAIN, 1, 1, padded(ALICE), ALICE, 0, [], sender=ALICE),
            lambda: zklink.request_full_exit(1, 0, token, 1, sender=ALICE),
            lambda: zklink.set_key(0, bytes(40), 1, 0, sender=ALICE),
            lambda: ended.commit(sender=OPERATOR),
            lambda: ended.execute([]),
            lambda: ended.govern(ended.zklink, "register_token", 30, token, 6, 0),
        ]
        for call in calls:
            with refuses("lifecycle: exodus"):
                call()

    def test_leaves_claims(self, ended):
        assert ended.zklink.claim(BOB, ended.usdc.address) == 1_000

    def test_leaves_reverts(self, ended):
        ended.machine.advance(REVERT_DEADLINE + 1)
        ended.revert(1)
        assert ended.ledger.committed() == 1


class TestRefund:
    """`refund_entry`."""

    @pytest.fixture
    def ended(self, world):
        """Entries of every kind, then exodus."""
        world.settle()
        world.deposit(5_000)
        world.zklink.request_full_exit(1, 0, world.usdc.address, encoding.ALL, sender=ALICE)
        world.remember()
        world.zklink.set_key(0, bytes(40), 1, 0, sender=ALICE)
        world.remember()
        world.supply(world.usdc, ALICE, 300)
        world.zklink.cross_swap(
            world.usdc.address, 300, OTHER_CHAIN, 1, 1, padded(BROKER), BOB, 0,
            [(1, 4), (2, 3)], sender=ALICE)
        world.remember()
        world.zklink.deposit(NATIVE, 9, 2, b"\7" * 32, 0, sender=BOB, value=9)
        world.remember()
        start(world)
        return world

    def test_refunds_in_order(self, ended):
        token = ended.usdc.address.lower()
        assert refund(ended, 2) == {
            "index": 2, "receiver": ALICE.lower(), "token": token, "amount": 5_000}
        for index in (3, 4):
            assert refund(ended, index) == {
                "index": index, "receiver": ZERO, "token": ZERO, "amount": 0}
        assert refund(ended, 5) == {
            "index": 5, "receiver": BOB.lower(), "token": token, "amount": 300}
        assert refund(ended, 6) == {
            "index": 6, "receiver": BOB.lower(), "token": NATIVE.lower(), "amount": 9}
        zklink = ended.zklink
        assert zklink.claim(ALICE, token) == 5_000
        assert zklink.claim(BOB, token) == 300
        assert zklink.claim(BOB, NATIVE) == 9
        assert zklink.custody(token) == 0 and zklink.custody(NATIVE) == 0
        with refuses("exodus: nothing left"):
            zklink.refund_entry(ended.entries[6])

    def test_refuses_other_order(self, ended):
        for index in (0, 1, 3, 6):
            with refuses("exodus: not the next entry"):
                ended.zklink.refund_entry(ended.entries[index])
        refund(ended, 2)
        with refuses("exodus: not the next entry"):
            ended.zklink.refund_entry(ended.entries[2])

    def test_refuses_altered_entry(self, ended):
        entry = bytearray(ended.entries[2])
        entry[20] += 1
        with refuses("exodus: not the next entry"):
            ended.zklink.refund_entry(bytes(entry))

    def test_refuses_before_exodus(self, world):
        world.deposit(5)
        with refuses("exodus: not active"):
            world.zklink.refund_entry(world.entries[0])

    def test_passes_over_registrations(self, world):
        world.deposit(5)
        start(world)
        assert refund(world, 0)["amount"] == 0
        assert refund(world, 1)["amount"] == 0
        assert refund(world, 2)["amount"] == 5

    def test_passes_over_governance(self, world):
        """Also over entries that are shorter than a word."""
        bodies = (b"", bytes(10), b"\1" * 29, bytes(253))
        for body in bodies:
            world.govern(world.zklink, "govern", encoding.governed(6, body))
            world.remember()
        world.deposit(5)
        start(world)
        for index in range(2 + len(bodies)):
            assert refund(world, index)["amount"] == 0
        assert refund(world, 2 + len(bodies))["amount"] == 5
