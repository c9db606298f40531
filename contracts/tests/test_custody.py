"""Random histories: custody always equals what is queued, reserved and pending."""

from collections import Counter

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from . import encoding
from .encoding import Payout, padded
from .machine import Reverted
from .world import (
    ALICE, BOB, BROKER, FEE, MALLORY, NATIVE, OPERATOR, OTHER_CHAIN, QUEUE_DEADLINE,
    REVERT_DEADLINE, World,
)

OWNERS = [ALICE, BOB, MALLORY]
TOKENS = [2, 4, 9, 10]
tokens = st.sampled_from(TOKENS)
amounts = st.integers(1, 10**6)


class CustodyMachine(RuleBasedStateMachine):
    """A model of all owners' claims, beside the contract."""

    def __init__(self):
        super().__init__()
        self.world = World(fee=FEE)
        contracts = {
            2: self.world.usdc,
            9: self.world.register("MockFeeToken", 9, 6),
            10: self.world.register("MockNoReturnToken", 10, 8),
        }
        self.contracts = contracts
        self.addresses = {4: NATIVE} | {token: one.address for token, one in contracts.items()}
        self.queued: list[tuple[int, int, str] | None] = [None] * len(self.world.entries)
        self.executed = 0
        self.reserve = Counter()
        self.pending = Counter()
        self.donated = Counter()
        self.next_nonce = 0
        self.prepaid: list[Payout] = []
        self.exodus = False
        self.fees = 0

    # Into the queue

    def fee(self) -> int:
        """The fee of the next entry, which is counted as paid."""
        fee = self.world.zklink.queue_fee()
        self.fees += fee
        return fee

    @rule()
    def collect(self):
        before = self.world.machine.balance(OPERATOR)
        self.world.govern(self.world.terms, "collect_queue_fees", OPERATOR)
        assert self.world.machine.balance(OPERATOR) - before == self.fees
        self.fees = 0

    def fund(self, token: int, owner: str, amount: int) -> int:
        """Gives an owner tokens; returns the value to send along."""
        if token == 4:
            return amount
        self.world.supply(self.contracts[token], owner, amount)
        return 0

    def received(self, token: int, amount: int) -> int:
        """The amount that arrives of a deposit."""
        return amount - amount // 100 if token == 9 else amount

    @precondition(lambda self: not self.exodus)
    @rule(token=tokens, amount=amounts, owner=st.sampled_from(OWNERS), above=st.integers(0, 9))
    def deposit(self, token, amount, owner, above):
        value = self.fund(token, owner, amount) + self.fee() + above
        self.world.zklink.deposit(
            self.addresses[token], amount, 1, padded(BOB), 0, sender=owner, value=value)
        self.world.remember()
        self.queued.append((token, self.received(token, amount), owner))

    @precondition(lambda self: not self.exodus)
    @rule(token=tokens, amount=amounts, owner=st.sampled_from(OWNERS))
    def cross_swap(self, token, amount, owner):
        value = self.fund(token, ALICE, amount) + self.fee()
        self.world.zklink.cross_swap(
            self.addresses[token], amount, OTHER_CHAIN, 1, 1, padded(BOB), owner, 5, [(1, 3)],
            sender=ALICE, value=value)
        self.world.remember()
        self.queued.append((token, self.received(token, amount), owner))

    @precondition(lambda self: not self.exodus)
    @rule()
    def request(self):
        self.world.zklink.request_full_exit(
            1, 0, self.world.usdc.address, encoding.ALL, sender=ALICE, value=self.fee() + 3)
        self.world.remember()
        self.queued.append(None)

    @rule(token=tokens, amount=amounts)
    def donate(self, token, amount):
        if token == 4:
            balance = self.world.machine.balance(self.world.zklink.address)
            self.world.machine.fund(self.world.zklink.address, balance + amount)
        else:
            self.contracts[token].mint(self.world.zklink.address, amount)
        self.donated[token] += amount

    # Blocks

    def payout(self, token: int, amount: int, owner: str, **fields) -> Payout:
        """A payout that never occurred before."""
        self.next_nonce += 1
        return Payout(padded(owner), token, amount, serial=self.next_nonce, **fields)

    @precondition(lambda self: not self.exodus)
    @rule(share=st.integers(1, 100), token=tokens, rate=st.integers(0, 9_999))
    def accept(self, share, token, rate):
        amount = self.reserve[token] * share // 100
        free = self.reserve[token] - sum(p.amount for p in self.prepaid if p.token == token)
        if not 0 < amount <= free:
            return
        order = self.payout(token, amount, BOB, kind=3, fee_rate=rate)
        paid = amount - amount * rate // 10_000
        value = self.fund(token, BROKER, paid)
        try:
            self.world.zklink.accept(order.encoded(), sender=BROKER, value=value)
        except Reverted:
            assert token == 9 and paid // 100 > 0
            return
        self.prepaid.append(order)

    @precondition(lambda self: not self.exodus)
    @rule(data=st.data())
    def settle(self, data):
        """A block with payouts to owners, to brokers and to nobody."""
        count = data.draw(st.integers(0, len(self.queued) - self.executed))
        end = self.executed + count
        for entry in filter(None, self.queued[self.executed:end]):
            self.reserve[entry[0]] += entry[1]
        payouts, owners = list(self.prepaid), [BROKER] * len(self.prepaid)
        for token in TOKENS:
            free = self.reserve[token] - sum(p.amount for p in payouts if p.token == token)
            amount = data.draw(st.integers(0, free))
            payouts.append(self.payout(token, amount, BOB))
            owners.append(BOB)
        lost = self.payout(2, 7, "0x" + "00" * 20)
        self.world.commit(payouts + [lost], queue_count=count)
        self.world.prove()
        self.world.confirm()
        self.world.execute(payouts + [lost])
        for payout, owner in zip(payouts, owners):
            self.reserve[payout.token] -= payout.amount
            self.pending[owner, payout.token] += payout.amount
        self.prepaid = []
        self.executed = end

    @precondition(lambda self: not self.exodus)
    @rule()
    def commit_and_revert(self):
        executed = self.world.zklink.executed()
        self.world.commit()
        self.world.prove()
        self.world.machine.advance(REVERT_DEADLINE + 1)
        self.world.revert(executed)

    # Out

    @rule(owner=st.sampled_from([*OWNERS, BROKER]), token=tokens)
    def claim(self, owner, token):
        due = self.pending.pop((owner, token), 0)
        try:
            paid = self.world.zklink.claim(owner, self.addresses[token])
        except Reverted:
            paid = 0
        assert paid == due

    @precondition(lambda self: not self.exodus and self.executed < len(self.queued))
    @rule()
    def activate(self):
        self.world.machine.advance(QUEUE_DEADLINE + 1)
        self.world.activate_exodus()
        self.exodus = True

    @precondition(lambda self: self.exodus and self.executed < len(self.queued))
    @rule()
    def refund(self):
        self.world.zklink.refund_entry(self.world.entries[self.executed], sender=MALLORY)
        entry = self.queued[self.executed]
        if entry is not None:
            self.pending[entry[2], entry[0]] += entry[1]
        self.executed += 1

    # Always

    @invariant()
    def fees_are_apart(self):
        assert self.world.terms.queue_fees() == self.fees

    @invariant()
    def custody_is_accounted_for(self):
        zklink = self.world.zklink
        waiting = Counter()
        for entry in filter(None, self.queued[self.executed:]):
            waiting[entry[0]] += entry[1]
        for token in TOKENS:
            owed = sum(due for (_, one), due in self.pending.items() if one == token)
            address = self.addresses[token]
            assert zklink.owed(address) == owed
            assert zklink.custody(address) == waiting[token] + self.reserve[token] + owed
            balance = (
                self.world.machine.balance(zklink.address) if token == 4
                else self.contracts[token].balanceOf(zklink.address))
            assert balance == zklink.custody(address) + self.donated[token]


CustodyMachine.TestCase.settings = settings(
    max_examples=40, stateful_step_count=30, deadline=None, derandomize=True)
TestCustody = CustodyMachine.TestCase
