"""Random histories of one token beside a model: a day's outflow, what waits, custody."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from .encoding import Payout, padded
from .machine import Reverted
from .outflow_model import DAY, LONGEST, Outflow, Wait
from .world import ALICE, BOB, CHAIN, MALLORY, World

OWNERS = [ALICE, BOB, MALLORY]
# So much that rounding to a unit or to 2^-24 seconds is less than `CLOSE` seconds in a history.
SCALE = 10**15
CLOSE = 1


class OutflowMachine(RuleBasedStateMachine):
    """Deposits, honest and false blocks, releases, claims and time."""

    def __init__(self):
        super().__init__()
        self.world = World(minimum=0)
        self.token = self.world.usdc.address
        self.model = Outflow()
        self.waits: dict[Payout, Wait] = {}
        self.pending = Counter()
        self.custody = self.queued = self.reserve = 0
        self.serial = 0
        # Of each change: time, free custody before it, what became payable at once, what came in.
        self.changes: list[tuple[int, int, int, int]] = []
        # Of each payout that waited: the free custody when it was executed.
        self.history: list[tuple[Wait, int]] = []

    @property
    def free(self) -> int:
        """The custody that is not owed."""
        return self.custody - self.pending.total()

    def note(self, leaving: int = 0, coming: int = 0) -> None:
        """Remembers a change before it is made."""
        self.changes.append((self.world.machine.now, self.free, leaving, coming))

    @rule(amount=st.integers(1, 100))
    def deposit(self, amount):
        self.world.deposit(amount * SCALE)
        self.note(coming=amount * SCALE)
        self.custody += amount * SCALE
        self.queued += amount * SCALE
        self.model.deposit(self.world.machine.now, self.custody, amount * SCALE)

    @precondition(lambda self: self.custody)
    @rule(shares=st.lists(st.sampled_from([1, 2, 4, 5, 10, 30, 60, 100]), max_size=5))
    def settle(self, shares):
        """An honest block: parts of what the ledger still has for this chain."""
        self.reserve, self.queued = self.reserve + self.queued, 0
        amounts = [self.reserve * share // 100 // max(1, len(shares)) for share in shares]
        self.reserve -= sum(amounts)
        self.execute(amounts)

    @precondition(lambda self: self.custody)
    @rule(factors=st.lists(st.sampled_from([1, 10, 49, 100, 101, 300, 10_000]), max_size=3))
    def settle_falsely(self, factors):
        """A block of a wrong prover: percents of custody, whatever the ledger has."""
        self.reserve, self.queued = self.reserve + self.queued, 0
        self.execute([self.custody * factor // 100 for factor in factors])

    def execute(self, amounts: list[int]) -> None:
        """Executes a block with payouts of these amounts; compares each decision with the model."""
        payouts = []
        for amount in filter(None, amounts):
            self.serial += 1
            owner = OWNERS[self.serial % 3]
            payouts.append(Payout(padded(owner), 2, amount, serial=self.serial))
        self.world.settle(payouts)
        events = {
            event.values["payout_hash"]: event.name for event in self.world.machine.events
            if event.name in ("PayoutPending", "PayoutWaiting")}
        now = self.world.machine.now
        for payout in payouts:
            used = self.model.used_after(now, self.free, payout.amount)
            waits = events[payout.hash(CHAIN)] == "PayoutWaiting"
            if used is None or used > now + DAY + CLOSE:
                assert waits
            elif used < now + DAY - CLOSE:
                assert not waits
            if waits:
                wait = self.model.wait(now, self.free, payout.amount)
                first, last, _, _ = self.world.limits.wait_of(payout.hash(CHAIN), payout.amount)
                assert abs(first - wait.first) <= CLOSE and abs(last - wait.last) <= CLOSE
                assert last <= now + LONGEST
                self.waits[payout] = wait
                self.history.append((wait, self.free))
            else:
                self.note(leaving=payout.amount)
                self.model.used = used
                self.pending[self.owner(payout)] += payout.amount

    def owner(self, payout: Payout) -> str:
        """The receiver of a payout."""
        return next(owner for owner in OWNERS if padded(owner) == payout.receiver)

    @precondition(lambda self: self.waits)
    @rule(data=st.data())
    def release(self, data):
        """Whatever is payable of one payout, as long as custody has it."""
        payout = data.draw(st.sampled_from(list(self.waits)))
        wait, now = self.waits[payout], self.world.machine.now
        due = int(wait.due(now)) - wait.paid
        try:
            self.world.zklink.release(payout.encoded(), sender=MALLORY)
        except Reverted as error:
            close = payout.amount * CLOSE // max(1, int(wait.last - wait.first)) + 1
            assert due <= close or str(error) == "tokens: beyond custody" and due > self.free - close
            return
        [event] = self.world.machine.events[-1:]
        part = event.values["amount"]
        assert abs(part - due) * (wait.last - wait.first) <= (payout.amount + 1) * CLOSE + DAY
        wait.paid += part
        self.pending[self.owner(payout)] += part
        if wait.paid == payout.amount:
            del self.waits[payout]

    @rule(owner=st.sampled_from(OWNERS))
    def claim(self, owner):
        due = self.pending.pop(owner, 0)
        try:
            assert self.world.zklink.claim(owner, self.token) == due
        except Reverted:
            assert due == 0
        self.custody -= due

    @rule(hours=st.sampled_from([1, 5, 12, 24, 48, 500, 960]))
    def advance(self, hours):
        self.world.machine.advance(hours * 3_600)

    @invariant()
    def amounts_add_up(self):
        zklink = self.world.zklink
        assert zklink.custody(self.token) == self.custody == self.world.usdc.balanceOf(zklink.address)
        assert zklink.owed(self.token) == self.pending.total() <= self.custody
        assert self.world.limits.waiting(self.token) == sum(
            payout.amount - wait.paid for payout, wait in self.waits.items())

    @invariant()
    def a_day_takes_no_more_than_the_share(self):
        """In any 24 hours the share of the most custody, and what is deposited in them."""
        starts = [change[0] for change in self.changes]
        for start in starts + [start - DAY for start in starts]:
            end = start + DAY
            inside = [change for change in self.changes if start <= change[0] <= end]
            bases = [free for _, free, _, _ in inside]
            taken = sum(leaving - coming for _, _, leaving, coming in inside)
            for wait, free in self.history:
                rate = wait.due(end) - wait.due(start)
                if rate and wait.first < wait.last:
                    taken += rate
                    bases.append(free)
            assert taken <= Fraction(1, 5) * max(bases, default=0) + len(self.changes)

    def teardown(self):
        """Nothing waits for ever: after the longest wait all is released that custody has."""
        self.world.machine.advance(LONGEST)
        for payout in list(self.waits):
            wait = self.waits[payout]
            if payout.amount - wait.paid <= self.free:
                self.world.zklink.release(payout.encoded(), sender=MALLORY)
                self.pending[self.owner(payout)] += payout.amount - wait.paid
                wait.paid = payout.amount
                del self.waits[payout]
        self.amounts_add_up()


OutflowMachine.TestCase.settings = settings(
    max_examples=60, stateful_step_count=30, deadline=None, derandomize=True)
TestOutflow = OutflowMachine.TestCase


def take(world: World, serial: int, pieces: int) -> None:
    """Executes all that is payable at once, in pieces, and claims it."""
    amount = world.limits.payable_now(world.usdc.address)
    sizes = [amount - amount // pieces * (pieces - 1)] + [amount // pieces] * (pieces - 1)
    payouts = [
        Payout(padded(MALLORY), 2, size, account=i, serial=serial) for i, size in enumerate(sizes)]
    world.settle(payouts)
    if world.zklink.pending(MALLORY, world.usdc.address):
        world.zklink.claim(MALLORY, world.usdc.address)


@pytest.mark.parametrize("out, back", [(1, 1), (1, 2), (1, 7), (8, 1), (40, 1), (8, 8)])
@pytest.mark.parametrize("part", [2, 20, 50])
def test_rounds_of_payouts_and_deposits_gain_nothing(compiled, out, back, part):
    """Within a second, nobody takes more by rounds of deposits and payouts of any sizes."""
    world = World(minimum=0)
    world.deposit(SCALE)
    world.settle()
    token = world.usdc.address
    for serial in range(30):
        take(world, serial, out)
        for _ in range(back):
            world.deposit(SCALE // part // back, MALLORY)
    take(world, 30, out)
    assert world.zklink.custody(token) >= SCALE * 95 // 100
