"""Payouts: execution, brokers, pending balances."""

from dataclasses import replace

import pytest

from . import encoding
from .encoding import Payout, padded
from .machine import refuses
from .world import ALICE, BOB, BROKER, CHAIN, DEPLOYER, MALLORY, NATIVE, QUEUE_DEADLINE, ZERO, World

ONE = "0x" + "00" * 19 + "01"
PAYOUT = Payout(padded(BOB), 2, 1_000, fee_rate=30)


@pytest.fixture
def funded(world) -> World:
    """A world with tokens to pay out and a funded broker."""
    world.deposit(1_000_000)
    world.deposit_native(10**18)
    world.supply(world.usdc, BROKER, 1_000_000)
    return world


def events(world: World, name: str) -> list[dict]:
    """The events of one name in the last call."""
    return [event.values for event in world.machine.events if event.name == name]


class TestExecute:
    """`execute`."""

    def test_makes_pending_balances(self, funded):
        other = Payout(padded(ALICE), 4, 5)
        header = funded.commit([PAYOUT, other])
        funded.prove()
        funded.confirm()
        funded.execute([PAYOUT, other])
        assert events(funded, "PayoutPending") == [
            {"owner": BOB.lower(), "token": funded.usdc.address.lower(), "amount": 1_000,
             "payout_hash": PAYOUT.hash(CHAIN)},
            {"owner": ALICE.lower(), "token": NATIVE.lower(), "amount": 5,
             "payout_hash": other.hash(CHAIN)},
        ]
        assert events(funded, "BlockExecuted") == [{"number": 1, "header_hash": header.hash()}]
        zklink = funded.zklink
        assert zklink.pending(BOB, funded.usdc.address) == 1_000
        assert zklink.owed(funded.usdc.address) == 1_000
        assert zklink.custody(funded.usdc.address) == 1_000_000
        assert zklink.executed() == 1 and zklink.queue_executed() == 4
        assert zklink.accepted(PAYOUT.hash(CHAIN)) == ONE
        assert zklink.is_executed(PAYOUT.hash(CHAIN))

    def test_executes_eight_blocks_at_once(self, funded):
        blocks = [[replace(PAYOUT, serial=i)] for i in range(8)]
        for payouts in blocks:
            funded.commit(payouts)
        funded.prove()
        funded.confirm()
        funded.execute(*blocks)
        assert funded.zklink.executed() == 8
        assert funded.zklink.pending(BOB, funded.usdc.address) == 8_000

    def test_executes_64_payouts(self, funded):
        payouts = [replace(PAYOUT, serial=i) for i in range(64)]
        funded.settle(payouts)
        assert funded.zklink.pending(BOB, funded.usdc.address) == 64_000

    @pytest.mark.parametrize("prove, confirm", [(False, False), (True, False), (False, True)])
    def test_refuses_before_proof_and_confirmation(self, funded, prove, confirm):
        funded.commit([PAYOUT])
        if prove:
            funded.prove()
        if confirm:
            funded.confirm()
        with refuses("blocks: not executable yet"):
            funded.execute([PAYOUT])

    def test_refuses_beyond_proven_and_confirmed(self, funded):
        for _ in range(3):
            funded.commit()
        funded.prove(3)
        funded.confirm(2)
        with refuses("blocks: not executable yet"):
            funded.execute([], [], [])
        funded.execute([], [])

    def test_refuses_other_payouts(self, funded):
        funded.commit([PAYOUT])
        funded.prove()
        funded.confirm()
        for other in ([], [replace(PAYOUT, amount=1_001)], [PAYOUT, PAYOUT]):
            with refuses("payouts: bad operations hash"):
                funded.execute(other)
        with refuses("payouts: bad operations hash"):
            funded.zklink.execute([PAYOUT.encoded() + b"\0"])

    def test_refuses_nothing(self, funded):
        with refuses("payouts: no block"):
            funded.execute()

    def test_refuses_twice(self, funded):
        funded.settle([PAYOUT])
        with refuses("blocks: not executable yet"):
            funded.execute([PAYOUT])

    @pytest.mark.parametrize("first, second", [(0, 1_000_001), (999_999, 2)])
    def test_beyond_custody_waits_and_blocks_nobody(self, funded, first, second):
        """What is owed is not paid twice, and the rest of the block is executed."""
        beyond = replace(PAYOUT, amount=second, serial=1)
        native = replace(PAYOUT, token=4, amount=5)
        funded.settle([replace(PAYOUT, amount=first)])
        funded.settle([beyond, native])
        token = funded.usdc.address
        assert funded.zklink.owed(token) == funded.zklink.pending(BOB, token) == first
        assert funded.zklink.pending(BOB, NATIVE) == 5
        assert funded.limits.waiting(token) == second
        funded.machine.advance(1)
        with refuses("tokens: beyond custody"):
            funded.zklink.release(beyond.encoded())
        funded.deposit(1)
        funded.zklink.release(beyond.encoded())
        assert funded.zklink.pending(BOB, token) == first + second == funded.zklink.custody(token)

    def test_works_while_blocks_and_deposits_are_paused(self, funded):
        funded.commit([PAYOUT])
        funded.prove()
        funded.govern(funded.ledger, "pause_blocks", True)
        funded.govern(funded.zklink, "pause_deposits", funded.usdc.address, True)
        funded.confirm()
        funded.execute([PAYOUT])
        assert funded.zklink.claim(BOB, funded.usdc.address) == 1_000

    @pytest.mark.parametrize("fields", [
        {"receiver": bytes(32)},
        {"receiver": b"\1" + bytes(31)},
        {"receiver": bytes(11) + b"\1" + padded(BOB)[12:]},
        {"token": 77},
        {"token": 0x8001},
        {"receiver": None},
    ])
    def test_unpayable_stays_in_custody_and_blocks_nobody(self, funded, fields):
        if fields == {"receiver": None}:
            fields = {"receiver": padded(funded.zklink.address)}
        lost = replace(PAYOUT, serial=9, **fields)
        funded.settle([lost, PAYOUT])
        assert events(funded, "PayoutUnpayable") == [{"payout_hash": lost.hash(CHAIN)}]
        assert funded.zklink.pending(BOB, funded.usdc.address) == 1_000
        assert funded.zklink.owed(funded.usdc.address) == 1_000
        assert funded.zklink.custody(funded.usdc.address) == 1_000_000

    def test_amount_zero_is_spent_quietly(self, funded):
        nothing = replace(PAYOUT, kind=2, amount=0)
        funded.settle([nothing])
        assert [event.name for event in funded.machine.events] == ["BlockExecuted"]
        assert funded.zklink.is_executed(nothing.hash(CHAIN))

    @pytest.mark.parametrize("prepaid", [False, True])
    def test_same_hash_again_pays_nothing(self, funded, prepaid):
        if prepaid:
            funded.zklink.accept(PAYOUT.encoded(), sender=BROKER)
        funded.settle([PAYOUT])
        funded.settle([PAYOUT])
        assert events(funded, "PayoutUnpayable") == [{"payout_hash": PAYOUT.hash(CHAIN)}]
        assert funded.zklink.owed(funded.usdc.address) == 1_000
        assert funded.zklink.pending(ONE, funded.usdc.address) == 0


class TestAccept:
    """`accept`."""

    def test_pays_receiver_and_repays_broker(self, funded):
        funded.zklink.accept(PAYOUT.encoded(), sender=BROKER)
        assert events(funded, "PayoutAccepted") == [{
            "payout_hash": PAYOUT.hash(CHAIN), "broker": BROKER.lower(), "receiver": BOB.lower(),
            "token": funded.usdc.address.lower(), "paid": 997,
        }]
        assert funded.usdc.balanceOf(BOB) == 997
        assert funded.usdc.balanceOf(BROKER) == 999_003
        assert funded.zklink.accepted(PAYOUT.hash(CHAIN)) == BROKER.lower()
        assert not funded.zklink.is_executed(PAYOUT.hash(CHAIN))
        funded.settle([PAYOUT])
        assert funded.zklink.pending(BOB, funded.usdc.address) == 0
        assert funded.zklink.claim(BROKER, funded.usdc.address) == 1_000
        assert funded.zklink.accepted(PAYOUT.hash(CHAIN)) == BROKER.lower()
        assert funded.zklink.is_executed(PAYOUT.hash(CHAIN))

    def test_repays_whom_the_caller_names(self, funded):
        funded.zklink.accept(PAYOUT.encoded(), ALICE, sender=BROKER)
        assert events(funded, "PayoutAccepted")[0]["broker"] == ALICE.lower()
        assert funded.usdc.balanceOf(BROKER) == 999_003
        funded.settle([PAYOUT])
        assert funded.zklink.pending(BROKER, funded.usdc.address) == 0
        assert funded.zklink.claim(ALICE, funded.usdc.address) == 1_000

    @pytest.mark.parametrize("repaid", [ZERO, ONE, "ZkLink"])
    def test_refuses_to_repay_nobody(self, funded, repaid):
        """Zero and one are records of their own: a receiver would be paid a second time."""
        repaid = funded.zklink.address if repaid == "ZkLink" else repaid
        with refuses("payouts: bad receiver"):
            funded.zklink.accept(PAYOUT.encoded(), repaid, sender=BROKER)

    def test_pays_native_coin(self, funded):
        order = replace(PAYOUT, token=4, kind=3, account=encoding.codec.NO_ACCOUNT)
        before = funded.machine.balance(BOB)
        funded.zklink.accept(order.encoded(), sender=BROKER, value=997)
        assert funded.machine.balance(BOB) == before + 997
        funded.settle([order])
        before = funded.machine.balance(BROKER)
        funded.zklink.claim(BROKER, NATIVE)
        assert funded.machine.balance(BROKER) == before + 1_000

    @pytest.mark.parametrize("value", [996, 998, 0])
    def test_refuses_other_value(self, funded, value):
        with refuses("tokens: value differs"):
            funded.zklink.accept(replace(PAYOUT, token=4).encoded(), sender=BROKER, value=value)

    @pytest.mark.parametrize("amount, rate, paid", [
        (1_000, 0, 1_000), (1, 9_999, 1), (9_999, 1, 9_999), (10_000, 1, 9_999), (3, 3_333, 3),
        (3, 3_334, 2), (10_001, 9_999, 2), (2 * 10**5, 9_999, 20),
    ])
    def test_rounds_the_fee_down(self, funded, amount, rate, paid):
        order = replace(PAYOUT, amount=amount, fee_rate=rate)
        funded.zklink.accept(order.encoded(), sender=BROKER)
        assert funded.usdc.balanceOf(BOB) == paid == amount - amount * rate // 10_000

    @pytest.mark.parametrize("kind", [1, 3, 4])
    def test_takes_kind(self, funded, kind):
        funded.zklink.accept(replace(PAYOUT, kind=kind).encoded(), sender=BROKER)
        assert funded.usdc.balanceOf(BOB) == 997

    @pytest.mark.parametrize("fields, text", [
        ({"kind": 0}, "operations: unknown code"),
        ({"kind": 2}, "payouts: kind not acceptable"),
        ({"kind": 5}, "operations: unknown code"),
        ({"receiver": bytes(32)}, "payouts: bad receiver"),
        ({"receiver": bytes(range(32))}, "payouts: bad receiver"),
        ({"token": 77}, "tokens: not registered"),
        ({"amount": 0}, "payouts: amount is zero"),
        ({"fee_rate": 10_000}, "payouts: bad fee rate"),
        ({"amount": 2_000_000}, "erc20: transfer amount exceeds balance"),
    ])
    def test_refuses(self, funded, fields, text):
        with refuses(text):
            funded.zklink.accept(replace(PAYOUT, **fields).encoded(), sender=BROKER)

    def test_refuses_itself_as_receiver(self, funded):
        order = replace(PAYOUT, receiver=padded(funded.zklink.address))
        with refuses("payouts: bad receiver"):
            funded.zklink.accept(order.encoded(), sender=BROKER)

    def test_refuses_value_with_a_token(self, funded):
        with refuses("tokens: value not accepted"):
            funded.zklink.accept(PAYOUT.encoded(), sender=BROKER, value=1)

    @pytest.mark.parametrize("change, text", [
        (lambda b: b[:-1], "payouts: bad length"), (lambda b: b"", "payouts: bad length"),
        (lambda b: b + b"\0", ""),
    ])
    def test_refuses_length(self, funded, change, text):
        with refuses(text):
            funded.zklink.accept(change(PAYOUT.encoded()), sender=BROKER)

    def test_refuses_twice(self, funded):
        funded.zklink.accept(PAYOUT.encoded(), sender=BROKER)
        for sender in (BROKER, MALLORY):
            with refuses("payouts: accepted or executed"):
                funded.zklink.accept(PAYOUT.encoded(), sender=sender)

    def test_refuses_after_execution(self, funded):
        funded.settle([PAYOUT])
        with refuses("payouts: accepted or executed"):
            funded.zklink.accept(PAYOUT.encoded(), sender=BROKER)

    def test_other_fields_are_another_payout(self, funded):
        funded.zklink.accept(replace(PAYOUT, fee_rate=9_999).encoded(), sender=BROKER)
        funded.settle([PAYOUT])
        assert funded.zklink.pending(BOB, funded.usdc.address) == 1_000
        assert funded.zklink.pending(BROKER, funded.usdc.address) == 0

    def test_broker_cannot_prepay_itself(self, funded):
        order = replace(PAYOUT, receiver=padded(BROKER))
        with refuses("tokens: receiver got less"):
            funded.zklink.accept(order.encoded(), sender=BROKER)

    def test_refuses_in_exodus(self, funded):
        funded.machine.advance(QUEUE_DEADLINE + 1)
        funded.activate_exodus()
        with refuses("lifecycle: exodus"):
            funded.zklink.accept(PAYOUT.encoded(), sender=BROKER)

    def test_survives_a_revert(self, funded):
        funded.commit([PAYOUT])
        funded.zklink.accept(PAYOUT.encoded(), sender=BROKER)
        funded.machine.advance(10_000)
        funded.revert(0)
        funded.settle([PAYOUT])
        assert funded.zklink.pending(BROKER, funded.usdc.address) == 1_000


class TestClaim:
    """`claim`."""

    def test_pays_the_owner_by_anyones_call(self, funded):
        funded.settle([PAYOUT])
        assert funded.zklink.claim(BOB, funded.usdc.address, sender=MALLORY) == 1_000
        assert events(funded, "Claimed") == [
            {"owner": BOB.lower(), "token": funded.usdc.address.lower(), "amount": 1_000}]
        assert funded.usdc.balanceOf(BOB) == 1_000
        assert funded.zklink.custody(funded.usdc.address) == 999_000
        assert funded.zklink.owed(funded.usdc.address) == 0

    def test_refuses_twice(self, funded):
        funded.settle([PAYOUT])
        funded.zklink.claim(BOB, funded.usdc.address)
        with refuses("tokens: nothing pending"):
            funded.zklink.claim(BOB, funded.usdc.address)

    def test_refuses_nothing(self, funded):
        with refuses("tokens: nothing pending"):
            funded.zklink.claim(ALICE, funded.usdc.address)

    def test_receiver_that_reverts_blocks_only_itself(self, funded):
        stubborn = funded.machine.deploy("MockReceiver", sender=DEPLOYER)
        orders = [Payout(padded(stubborn.address), 4, 5), Payout(padded(BOB), 4, 6)]
        funded.settle(orders)
        with refuses("MockReceiver: refused"):
            funded.zklink.claim(stubborn.address, NATIVE)
        assert funded.zklink.pending(stubborn.address, NATIVE) == 5
        assert funded.zklink.claim(BOB, NATIVE) == 6

    def test_receiver_that_reverts_cannot_be_prepaid(self, funded):
        stubborn = funded.machine.deploy("MockReceiver", sender=DEPLOYER)
        order = Payout(padded(stubborn.address), 4, 5)
        with refuses("MockReceiver: refused"):
            funded.zklink.accept(order.encoded(), sender=BROKER, value=5)
        assert funded.zklink.accepted(order.hash(CHAIN)) == "0x" + "00" * 20
