"""The day when a prover is wrong: a verifier that accepts everything, and all keys in one hand.

The attacker is operator and every oracle, and the verifier proves nothing: contracts execute any
block. What they can take is what the limit of outflow leaves them.
"""

import pytest

from .encoding import Payout, padded
from .machine import Reverted, refuses
from .world import ALICE, BOB, GUARDIAN, MALLORY, NATIVE, World

HOUR, DAY = 3_600, 86_400
CUSTODY = 10_000_000_000_000  # ten million dollars
COINS = 3_000 * 10**18


@pytest.fixture
def world(compiled) -> World:
    """Money of honest depositors in two tokens, under the default limit."""
    made = World(minimum=0)
    for owner in (ALICE, BOB):
        made.deposit(CUSTODY // 2, owner)
        made.deposit_native(COINS // 2, owner)
    made.settle()
    assert made.verifier.is_mock()
    return made


class Attacker:
    """Everything that somebody without a balance can do with false blocks."""

    def __init__(self, world: World):
        self.world, self.serial = world, 0
        self.waiting: list[Payout] = []
        self.spent = 0

    def order(self, *amounts: int, token: int = 2) -> None:
        """A false block with payouts to the attacker."""
        payouts = []
        for amount in amounts:
            self.serial += 1
            payouts.append(Payout(padded(MALLORY), token, amount, serial=self.serial))
        self.world.settle(payouts)
        self.waiting += payouts

    def collect(self) -> None:
        """Releases what is due and claims."""
        for payout in self.waiting:
            try:
                self.world.zklink.release(payout.encoded(), sender=MALLORY)
            except Reverted:
                continue
        for token in (self.world.usdc.address, NATIVE):
            if self.world.zklink.pending(MALLORY, token):
                self.world.zklink.claim(MALLORY, token, sender=MALLORY)

    def deposit(self, amount: int) -> None:
        """Brings money of its own."""
        self.spent += amount
        self.world.deposit(amount, MALLORY)

    def taken(self) -> int:
        """Dollars gained."""
        return self.world.usdc.balanceOf(MALLORY) - self.spent


def strike(attacker: Attacker, hours: int) -> None:
    """Takes whatever is payable at once, hour by hour, while a payout of everything waits."""
    world = attacker.world
    attacker.order(world.zklink.custody(world.usdc.address))
    for _ in range(hours + 1):
        attacker.order(*[world.limits.payable_now(world.usdc.address)])
        attacker.collect()
        world.machine.advance(HOUR)


def test_first_block_takes_a_twentieth(world):
    """Of each token, however the block is made: the rest waits and is announced."""
    attacker = Attacker(world)
    attacker.order(*[CUSTODY // 63] * 63)
    assert sum(event.name == "PayoutWaiting" for event in world.machine.events) >= 60
    attacker.order(*[COINS // 64] * 64, token=4)
    before = world.machine.balance(MALLORY)
    attacker.collect()
    assert attacker.taken() <= CUSTODY // 20
    assert world.machine.balance(MALLORY) - before <= COINS // 20
    assert world.limits.waiting(world.usdc.address) >= CUSTODY * 94 // 100


def test_a_day_takes_a_fifth(world):
    """The best that a day gives: 19.2 %, as what leaves at once is measured by what is left."""
    attacker = Attacker(world)
    strike(attacker, 24)
    assert CUSTODY * 19 // 100 < attacker.taken() <= CUSTODY // 5
    assert world.zklink.custody(world.usdc.address) >= CUSTODY * 4 // 5


@pytest.mark.parametrize("rounds, share", [(1, 100), (10, 5), (40, 1), (3, 1_000)])
def test_money_of_its_own_does_not_help(world, rounds, share):
    """Deposits before, between and after false blocks, all within one second and then for a day."""
    attacker = Attacker(world)
    for _ in range(rounds):
        attacker.deposit(CUSTODY * share // 100)
        attacker.order(world.limits.payable_now(world.usdc.address))
        attacker.collect()
    assert attacker.taken() <= CUSTODY // 20
    for _ in range(24):
        attacker.order(world.limits.payable_now(world.usdc.address))
        attacker.collect()
        world.machine.advance(HOUR)
    assert attacker.taken() <= CUSTODY // 5


def test_a_pause_leaves_what_no_false_block_ordered(world):
    """The guardian stops new blocks and deposits: the attacker never gets more than was executed."""
    attacker = Attacker(world)
    attacker.order(CUSTODY * 3 // 10)
    world.machine.advance(HOUR)
    world.governance.pause_blocks(world.ledger.address, sender=GUARDIAN)
    world.governance.pause_deposits(world.zklink.address, world.usdc.address, sender=GUARDIAN)
    with refuses("levers: blocks paused"):
        attacker.order(CUSTODY)
    with refuses("tokens: deposits paused"):
        world.deposit(1, BOB)
    for _ in range(60):
        world.machine.advance(DAY)
        attacker.collect()
    assert attacker.taken() == CUSTODY * 3 // 10
    assert world.zklink.custody(world.usdc.address) == CUSTODY * 7 // 10


def test_what_was_executed_is_only_slowed(world):
    """No one can take back a payout: everything in one false block is gone after ten days."""
    attacker = Attacker(world)
    attacker.order(CUSTODY)
    world.governance.pause_blocks(world.ledger.address, sender=GUARDIAN)
    token, taken = world.usdc.address, []
    world.governance.tighten_outflow(world.limits.address, token, 500, 0, sender=GUARDIAN)
    for _ in range(10):
        world.machine.advance(DAY)
        attacker.collect()
        taken.append(attacker.taken() * 100 // CUSTODY)
    assert taken == [10, 20, 30, 40, 50, 60, 70, 80, 90, 100]


def test_a_tightened_limit_holds_for_blocks_after_it(world):
    """Blocks that were committed before a pause can still be executed; they get less."""
    attacker = Attacker(world)
    world.governance.tighten_outflow(
        world.limits.address, world.usdc.address, 500, 0, sender=GUARDIAN)
    strike(attacker, 24)
    assert CUSTODY * 4 // 100 < attacker.taken() <= CUSTODY // 20


def test_claims_of_honest_owners_go_on(world):
    """What was payable before the attack stays so, and small payouts of later blocks come soon."""
    world.settle([Payout(padded(BOB), 2, 1_000_000)])
    attacker = Attacker(world)
    attacker.order(CUSTODY // 2, world.limits.payable_now(world.usdc.address))
    assert world.zklink.claim(BOB, world.usdc.address) == 1_000_000
    world.machine.advance(HOUR)
    world.settle([Payout(padded(ALICE), 2, 1_000_000)])
    assert world.zklink.claim(ALICE, world.usdc.address) == 1_000_000
