"""The fee of the queue: its growth, who pays it, what comes back, and where it goes."""

import pytest

from . import encoding
from .encoding import padded
from .machine import Reverted, refuses
from .world import (
    ALICE, BOB, CHAIN, DEPLOYER, FEE, FEE_LIMIT, GUARDIAN, MALLORY, NATIVE, OPERATOR, OTHER_CHAIN,
    QUEUE_DEADLINE, ZERO, World,
)

KEY = bytes(range(40))
PLENTY = 10**18
# A base of 0.05 $, in units of which a dollar has 20 million.
CENTS = 1_000_000


@pytest.fixture
def world() -> World:
    """A chain with a fee, in the place of the one without."""
    made = World(fee=FEE)
    made.settle()
    return made


def calls(world: World) -> dict:
    """Every call that appends an entry, and the native coin that it needs beside the fee."""
    token = world.usdc.address
    world.supply(world.usdc, ALICE, 10**9)
    swap = (OTHER_CHAIN, 1, 1, padded(BOB), BOB, 30, [(1, 3)])
    return {
        "deposit": (0, ("deposit", token, 5, 1, padded(ALICE), 0)),
        "deposit_native": (500, ("deposit", NATIVE, 500, 1, padded(ALICE), 0)),
        "request_full_exit": (0, ("request_full_exit", 9, 4, token, encoding.ALL)),
        "set_key": (0, ("set_key", 1, KEY, 15, 0)),
        "cross_swap": (0, ("cross_swap", token, 5, *swap)),
        "cross_swap_native": (500, ("cross_swap", NATIVE, 500, *swap)),
    }


NAMES = [
    "deposit", "deposit_native", "request_full_exit", "set_key", "cross_swap", "cross_swap_native"]


def send(world: World, name: str, above: int, payer=None) -> None:
    """Queues an entry with the fee and something above, or below, it; a contract may pay."""
    amount, (function, *arguments) = calls(world)[name]
    value = amount + world.zklink.queue_fee() + above
    if payer is None:
        getattr(world.zklink, function)(*arguments, sender=ALICE, value=value)
    else:
        payer.perform(world.zklink.address, world.zklink.encode(function, *arguments), value)
    world.remember()


def supply(world: World, payer) -> None:
    """Gives tokens to a contract that pays."""
    world.usdc.mint(payer.address, 10**9)
    payer.perform(
        world.usdc.address, world.usdc.encode("approve", world.zklink.address, 10**9), 0)


def expected(base: int, waiting: int) -> int:
    """The page's formula."""
    return min(base * (4_096**2 + waiting**2) // 4_096**2, 200 * base)


def fill(world: World, waiting: int) -> None:
    """Makes the contract say that so many entries wait, without queueing them."""
    zklink, length = world.zklink, world.ledger.queue_committed() + waiting
    words = world.machine.storage()[zklink.address.lower()]
    for slot, content in words.items():
        if content == zklink.queue_length():
            world.machine.evm.insert_account_storage(zklink.address, slot, length)
            if zklink.queue_length() == length:
                return
            world.machine.evm.insert_account_storage(zklink.address, slot, content)
    raise AssertionError("no word has the queue's length")


class TestFee:
    """`queue_fee` and `enter`."""

    @pytest.mark.parametrize("name", NAMES)
    def test_is_kept_apart_from_custody(self, world, name):
        before = world.machine.balance(world.zklink.address)
        fee, queued = world.zklink.queue_fee(), world.zklink.queue_length()
        send(world, name, 0)
        assert world.zklink.queue_length() == queued + 1
        assert world.terms.queue_fees() == fee == FEE
        assert world.machine.balance(world.terms.address) == fee
        amount = calls(world)[name][0]
        assert world.machine.balance(world.zklink.address) - before == amount
        assert world.zklink.custody(NATIVE) == amount

    @pytest.mark.parametrize("name", NAMES)
    def test_what_is_above_comes_back(self, world, name):
        before = world.machine.balance(ALICE)
        fee = world.zklink.queue_fee()
        send(world, name, PLENTY)
        assert before - world.machine.balance(ALICE) == fee + calls(world)[name][0]
        assert world.terms.queue_fees() == fee

    @pytest.mark.parametrize("name", NAMES)
    def test_refuses_less(self, world, name):
        with refuses("terms: fee too low"):
            send(world, name, -1)
        assert world.terms.queue_fees() == 0
        assert world.zklink.queue_length() == len(world.entries)

    def test_grows_with_what_waits_and_falls_with_commits(self, world):
        for waiting in range(100):
            assert world.zklink.queue_fee() == expected(FEE, waiting)
            send(world, "set_key", 0)
        paid = sum(expected(FEE, waiting) for waiting in range(100))
        assert world.terms.queue_fees() == paid
        world.commit(queue_count=60)
        assert world.zklink.queue_fee() == expected(FEE, 40)
        world.machine.advance(1_000)
        world.revert(1)
        assert world.zklink.queue_fee() == expected(FEE, 100)
        world.settle()
        assert world.zklink.queue_fee() == FEE

    def test_governance_pays_nothing_and_counts(self, world):
        world.govern(world.zklink, "govern", encoding.governed(6, bytes(10)))
        world.register("MockToken", 9, 6)
        assert world.terms.queue_fees() == 0
        assert world.zklink.queue_fee() == expected(FEE, 2)

    def test_is_nothing_without_a_base(self):
        world = World()
        send(world, "set_key", 0)
        assert (world.zklink.queue_fee(), world.terms.queue_fees()) == (0, 0)
        before = world.machine.balance(ALICE)
        send(world, "set_key", 7)
        assert world.machine.balance(ALICE) == before

    @pytest.mark.parametrize("waiting", [
        0, 1, 3, 4_095, 4_096, 4_097, 40_960, 57_781, 57_782, 57_783, 100_000, 2**40, 2**63])
    @pytest.mark.parametrize("base", [1, 3, FEE, 2**128 - 1])
    def test_is_the_formula(self, base, waiting):
        world = World()
        world.machine.fund(ALICE, 2**150)
        other = world.machine.deploy(
            "ZkLink", *world.constructor(fee_base=base, fee_limit=2**128 - 1), sender=DEPLOYER)
        world.zklink = other
        world.ledger = world.machine.at("BlockLedger", other.block_ledger())
        world.zklink.set_key(1, KEY, 15, 0, sender=ALICE, value=base)
        fill(world, waiting)
        assert other.queue_fee() == expected(base, waiting)
        with refuses("terms: fee too low"):
            other.set_key(1, KEY, 15, 0, sender=ALICE, value=expected(base, waiting) - 1)
        other.set_key(1, KEY, 15, 0, sender=ALICE, value=expected(base, waiting))

    def test_exodus_ends_it(self, world):
        send(world, "set_key", 0)
        world.machine.advance(QUEUE_DEADLINE + 1)
        world.activate_exodus()
        with refuses("lifecycle: exodus"):
            send(world, "set_key", 0)

    def test_refuses_everyone_but_the_queue(self, world):
        with refuses("terms: not ZkLink"):
            world.terms.enter(ALICE, 0, ZERO, 0, sender=ALICE, value=PLENTY)


def test_queue_fee_grows_and_is_capped():
    """What it costs to fill the queue with a base of 0.05 $."""
    world = World(fee=CENTS)

    def dollars(amount: int) -> float:
        return amount / (20 * CENTS)

    def price(waiting: int) -> int:
        fill(world, waiting)
        return world.zklink.queue_fee()

    send(world, "set_key", 0)
    assert dollars(price(0)) == 0.05
    assert dollars(price(40_960)) == 5.05
    assert dollars(price(100_000)) == 10
    assert price(57_781) < 200 * CENTS == price(57_782) == price(10**6)
    for waiting in (*range(0, 60_000, 997), 100_000):
        assert price(waiting) == expected(CENTS, waiting)
    # The sums are of the page's formula, which the contract follows above.
    assert round(dollars(sum(expected(CENTS, n) for n in range(40_960)))) == 70_312
    assert round(dollars(sum(expected(CENTS, n) for n in range(100_000)))) == 616_713


class TestBase:
    """`set_queue_fee_base`."""

    def test_is_set_by_the_timelock(self, world):
        world.govern(world.terms, "set_queue_fee_base", 3 * FEE)
        assert [one.values for one in world.machine.events if one.name == "QueueFeeBaseSet"] == [
            {"base": 3 * FEE}]
        assert world.terms.queue_fee_base() == 3 * FEE
        assert world.zklink.queue_fee() == world.terms.queue_fee() == 3 * FEE

    def test_reaches_its_limit_and_no_more(self, world):
        assert world.terms.queue_fee_limit() == FEE_LIMIT
        world.govern(world.terms, "set_queue_fee_base", FEE_LIMIT)
        assert world.zklink.queue_fee() == FEE_LIMIT
        with refuses("terms: base above limit"):
            world.govern(world.terms, "set_queue_fee_base", FEE_LIMIT + 1)
        world.govern(world.terms, "set_queue_fee_base", 0)
        assert world.zklink.queue_fee() == 0

    @pytest.mark.parametrize("sender", [DEPLOYER, GUARDIAN, MALLORY, OPERATOR])
    def test_refuses_everyone_but_governance(self, world, sender):
        with refuses("terms: not governance"):
            world.terms.set_queue_fee_base(0, sender=sender)

    @pytest.mark.parametrize("base, limit", [(FEE_LIMIT + 1, FEE_LIMIT), (1, 0), (1, 2**128)])
    def test_construction_refuses(self, world, base, limit):
        values = world.constructor(fee_base=base, fee_limit=limit)
        text = "terms: bad limit" if limit == 2**128 else "terms: base above limit"
        with refuses(text):
            world.machine.deploy("ZkLink", *values, sender=DEPLOYER)


class TestCollect:
    """`collect_queue_fees`."""

    def test_sends_all_to_the_receiver(self, world):
        send(world, "set_key", 0)
        send(world, "deposit_native", 0)
        fees, before = world.terms.queue_fees(), world.machine.balance(BOB)
        held = world.machine.balance(world.zklink.address)
        world.govern(world.terms, "collect_queue_fees", BOB)
        [event] = [one for one in world.machine.events if one.name == "QueueFeesCollected"]
        assert event.values == {"receiver": BOB.lower(), "amount": fees}
        assert world.machine.balance(BOB) - before == fees > FEE
        assert world.terms.queue_fees() == 0
        assert world.machine.balance(world.zklink.address) == held == world.zklink.custody(NATIVE)

    def test_counts_coin_that_somebody_forces_in(self, world):
        world.machine.fund(world.terms.address, 77)
        assert world.terms.queue_fees() == 77

    @pytest.mark.parametrize("sender", [DEPLOYER, GUARDIAN, MALLORY, OPERATOR])
    def test_refuses_everyone_but_governance(self, world, sender):
        with refuses("terms: not governance"):
            world.terms.collect_queue_fees(BOB, sender=sender)

    def test_refuses_no_receiver(self, world):
        with refuses("terms: receiver is zero"):
            world.govern(world.terms, "collect_queue_fees", ZERO)

    def test_refuses_a_receiver_that_takes_nothing(self, world):
        send(world, "set_key", 0)
        receiver = world.machine.deploy("MockReceiver", sender=DEPLOYER)
        with refuses("MockReceiver: refused"):
            world.govern(world.terms, "collect_queue_fees", receiver.address)
        assert world.terms.queue_fees() == FEE

    def test_refuses_plain_coin(self, world):
        with refuses(""):
            world.machine.call(ALICE, world.terms.address, b"", 1)


class TestReentrancy:
    """The payer is called when something comes back, and can do nothing with it."""

    @pytest.fixture
    def payer(self, world) -> tuple:
        """A contract that pays, and calls back when it gets coin."""
        payer = world.machine.deploy("MockReceiver", sender=DEPLOYER)
        world.machine.fund(payer.address, 10**20)
        return payer

    @pytest.mark.parametrize("name", NAMES)
    def test_exactly_the_fee_needs_no_receiver(self, world, payer, name):
        supply(world, payer)
        send(world, name, 0, payer=payer)
        with refuses("MockReceiver: refused"):
            send(world, name, 1, payer=payer)

    @pytest.mark.parametrize("inner", [
        "deposit", "request_full_exit", "set_key", "cross_swap", "claim", "execute", "release",
        "accept"])
    @pytest.mark.parametrize("outer", NAMES)
    def test_inner_call_fails(self, world, payer, outer, inner):
        world.govern(world.terms, "set_queue_fee_base", 0)
        supply(world, payer)
        encode, token = world.zklink.encode, world.usdc.address
        order = encoding.Payout(padded(BOB), 2, 5, serial=7)
        data = {
            "deposit": encode("deposit", token, 5, 1, padded(MALLORY), 0),
            "request_full_exit": encode("request_full_exit", 1, 0, token, 5),
            "set_key": encode("set_key", 1, KEY, 15, 0),
            "cross_swap": encode(
                "cross_swap", token, 5, CHAIN, 1, 1, padded(MALLORY), MALLORY, 0, []),
            "claim": encode("claim", BOB, token),
            "execute": encode("execute", [b""]),
            "release": encode("release", order.encoded()),
            "accept": encode("accept", order.encoded()),
        }[inner]
        world.deposit(1_000)
        world.settle([encoding.Payout(padded(BOB), 2, 100)])
        world.commit()
        world.prove()
        world.confirm()
        payer.arm(world.zklink.address, data)
        send(world, outer, 5, payer=payer)
        assert (payer.succeeded(), payer.failed()) == (0, 1)
        assert world.zklink.queue_length() == len(world.entries)

    def test_the_payer_cannot_enter_the_terms(self, world, payer):
        payer.arm(world.terms.address, world.terms.encode("enter", payer.address, 0, ZERO, 0))
        send(world, "set_key", 5, payer=payer)
        assert (payer.succeeded(), payer.failed()) == (0, 1)

    def test_collecting_within_a_refund_takes_fees_only(self):
        """The timelock is open to executors: a payer may execute what governance decided."""
        world = World(fee=FEE)
        payer = world.machine.deploy("MockReceiver", sender=DEPLOYER)
        world.machine.fund(payer.address, 10**20)
        send(world, "set_key", 0)
        call = (world.terms.address, 0, world.terms.encode("collect_queue_fees", BOB), bytes(32),
                bytes(32))
        world.governance.schedule(*call, 0, sender=DEPLOYER)
        payer.arm(world.governance.address, world.governance.encode("execute", *call))
        before = world.machine.balance(payer.address), world.machine.balance(BOB)
        first, fee = world.terms.queue_fees(), world.zklink.queue_fee()
        send(world, "set_key", 1_000, payer=payer)
        # The lock of the terms refuses it for as long as a payer is called.
        assert (payer.succeeded(), payer.failed()) == (0, 1)
        assert world.machine.balance(payer.address) == before[0] - fee
        world.governance.execute(*call, sender=MALLORY)
        assert world.machine.balance(BOB) - before[1] == first + fee

    def test_exodus_within_a_refund_finds_the_entry(self, world, payer):
        """Nothing locks it; it is as good as exodus after the call."""
        send(world, "set_key", 0)
        world.machine.advance(QUEUE_DEADLINE + 1)
        supply(world, payer)
        payer.arm(world.zklink.address, world.zklink.encode("activate_exodus", 0))
        send(world, "deposit", 5, payer=payer)
        assert (payer.succeeded(), payer.failed()) == (1, 0)
        assert world.zklink.in_exodus() and world.zklink.queue_length() == len(world.entries)
        for entry in world.entries[-2:]:
            world.zklink.refund_entry(entry)
        token = world.usdc.address
        assert world.zklink.pending(payer.address, token) == 5 == world.zklink.custody(token)
        with refuses("exodus: nothing left"):
            world.zklink.refund_entry(world.entries[-1])

    def test_a_token_that_calls_back_pays_no_fee_twice(self, world):
        token = world.register("MockReentrantToken", 9, 6)
        world.supply(token, ALICE, 1_000)
        token.arm(world.zklink.address, world.zklink.encode("set_key", 1, KEY, 15, 0))
        fee = world.zklink.queue_fee()
        world.zklink.deposit(token.address, 5, 1, padded(ALICE), 0, sender=ALICE, value=fee + 9)
        assert (token.succeeded(), token.failed()) == (0, 1)
        assert world.terms.queue_fees() == fee
        with pytest.raises(Reverted):
            token.arm(world.zklink.address, b"")
            world.zklink.deposit(token.address, 5, 1, padded(ALICE), 0, sender=ALICE, value=fee)
