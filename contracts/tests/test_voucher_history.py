"""Random histories of an issued token on two chains: what is out, and in the ledger, is conserved."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from .encoding import Payout, padded
from .machine import Reverted
from .world import ALICE, BOB, BROKER, CHAIN, FEE, MALLORY, OTHER_CHAIN, QUEUE_DEADLINE, World

SHARE = 0x8003
TOTAL = 10**6
OWNERS = [ALICE, BOB]
chains = st.sampled_from([0, 1])
owners = st.sampled_from(OWNERS)
parts = st.integers(1, 100)


class VoucherMachine(RuleBasedStateMachine):
    """The ledger is a number here: what its accounts have of the token."""

    def __init__(self):
        super().__init__()
        self.worlds = [World(fee=FEE, minimum=0), World(fee=FEE, minimum=0)]
        self.vouchers = [world.register_voucher(SHARE) for world in self.worlds]
        for world, voucher in zip(self.worlds, self.vouchers):
            world.govern(world.limits, "limit_outflow", voucher.address, 2_000, TOTAL // 4)
            world.settle()
        self.ledger = TOTAL
        self.queued = [0, 0]
        self.out = [0, 0]
        self.waits: list[list[Payout]] = [[], []]
        self.exodus = [False, False]
        self.refunds: list[list[tuple[bytes, int]]] = [[], []]

    def alive(self, chain: int) -> bool:
        """Whether a chain is not in exodus."""
        return not self.exodus[chain]

    @rule(chain=chains, owner=owners, part=parts, swap=st.booleans())
    def bring(self, chain, owner, part, swap):
        """A deposit or a cross swap: vouchers are burnt at once, the ledger has them later."""
        world, voucher = self.worlds[chain], self.vouchers[chain]
        amount = voucher.balanceOf(owner) * part // 100
        if not amount or not self.alive(chain):
            return
        fee = world.zklink.queue_fee()
        if swap:
            world.zklink.cross_swap(
                voucher.address, amount, OTHER_CHAIN, 1, 1, padded(BOB), owner, 5, [],
                sender=owner, value=fee)
        else:
            world.zklink.deposit(
                voucher.address, amount, 1, padded(owner), 0, sender=owner, value=fee + 1)
        world.remember()
        self.refunds[chain].append((world.entries[-1], amount))
        self.queued[chain] += amount
        self.out[chain] -= amount

    @rule(chain=chains, owner=owners, share=st.lists(parts, max_size=3))
    def settle(self, chain, owner, share):
        """A block that takes the queue and pays parts of what the ledger has."""
        if not self.alive(chain):
            return
        self.ledger += self.queued[chain]
        self.queued[chain] = 0
        self.refunds[chain] = []
        world, payouts = self.worlds[chain], []
        for part in share:
            amount = self.ledger * part // 300
            world.salt += 1
            payouts.append(Payout(padded(owner), SHARE, amount, serial=world.salt))
            self.ledger -= amount
            self.out[chain] += amount
        world.settle(payouts)
        late = {
            event.values["payout_hash"] for event in world.machine.events
            if event.name == "PayoutWaiting"}
        self.waits[chain] += [one for one in payouts if one.hash(CHAIN) in late]

    @rule(chain=chains, hours=st.integers(1, 200))
    def release(self, chain, hours):
        world = self.worlds[chain]
        for one in self.waits[chain]:
            try:
                world.zklink.release(one.encoded(), sender=MALLORY)
            except Reverted:
                pass
        world.machine.advance(3_600 * hours)

    @rule(chain=chains, owner=owners)
    def claim(self, chain, owner):
        world, voucher = self.worlds[chain], self.vouchers[chain]
        due, before = world.zklink.pending(owner, voucher.address), voucher.balanceOf(owner)
        if due:
            world.zklink.claim(owner, voucher.address, sender=BROKER)
        assert voucher.balanceOf(owner) == before + due

    @rule(chain=chains, part=parts)
    def move(self, chain, part):
        """Holders pass vouchers on as they like."""
        voucher = self.vouchers[chain]
        voucher.transfer(BOB, voucher.balanceOf(ALICE) * part // 100, sender=ALICE)

    @precondition(lambda self: not any(self.exodus))
    @rule(chain=chains)
    def activate(self, chain):
        if not self.queued[chain]:
            return
        self.worlds[chain].machine.advance(QUEUE_DEADLINE + 1)
        self.worlds[chain].activate_exodus()
        self.exodus[chain] = True

    @precondition(lambda self: any(self.exodus))
    @rule()
    def refund(self):
        chain = self.exodus.index(True)
        if self.refunds[chain]:
            entry, amount = self.refunds[chain].pop(0)
            self.worlds[chain].zklink.refund_entry(entry)
            self.queued[chain] -= amount
            self.out[chain] += amount

    @invariant()
    def what_is_out_changes_by_payouts_and_deposits_alone(self):
        for chain, (world, voucher) in enumerate(zip(self.worlds, self.vouchers)):
            address = voucher.address
            supply, owed = voucher.totalSupply(), world.zklink.owed(address)
            assert world.zklink.issued(address) == supply + owed
            assert supply + owed + world.limits.waiting(address) == self.out[chain]
            assert sum(map(voucher.balanceOf, OWNERS)) == supply
            assert world.zklink.custody(address) == 0

    @invariant()
    def the_network_is_conserved(self):
        assert self.ledger + sum(self.queued) + sum(self.out) == TOTAL


VoucherMachine.TestCase.settings = settings(
    max_examples=40, stateful_step_count=30, deadline=None, derandomize=True)
TestVouchers = VoucherMachine.TestCase
