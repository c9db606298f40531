"""The resolver of cross swaps: orders, their execution from the order alone, refusals."""

import re
import sys
from dataclasses import replace
from itertools import product

import pytest
from eth_abi import decode, encode
from eth_utils import keccak

from .encoding import Payout, codec, padded
from .machine import ROOT, Contract, Reverted, refuses
from .world import (
    ALICE, BOB, BROKER, CHAIN, DEPLOYER, MALLORY, OTHER_CHAIN, QUEUE_DEADLINE, ZERO, World)

sys.path.append(str(ROOT / "scripts"))

from interoperable import InteroperableAddress  # noqa: E402
from resolved_order import Item, ResolvedOrder, Value, call_data  # noqa: E402

SECONDS = 600
PAYOUT = Payout(
    padded(BOB), 2, 10_001, kind=codec.CROSS_SWAP, account=codec.NO_ACCOUNT, part=OTHER_CHAIN,
    serial=5, fee_rate=30)
PAID = 10_001 - 30


@pytest.fixture
def funded(world) -> World:
    """A world with tokens to pay out."""
    world.deposit(1_000_000)
    return world


@pytest.fixture
def resolver(funded) -> Contract:
    """The resolver of this world."""
    return funded.machine.deploy("CrossSwapResolver", funded.zklink.address, SECONDS, sender=DEPLOYER)


def resolved(resolver: Contract, payload: bytes) -> ResolvedOrder:
    """The order of a payload."""
    machine = resolver.machine
    return ResolvedOrder.read(machine.call(MALLORY, resolver.address, resolver.encode("resolve", payload)))


def evidence(number: int, payouts: list[Payout]) -> bytes:
    """What a payload has after the payout when its block is committed."""
    return number.to_bytes(8, "big") + b"".join(one.encoded() for one in payouts)


def here(address: str) -> InteroperableAddress:
    """An address of this chain."""
    return InteroperableAddress.evm(1, address)


def text_of(reason: bytes) -> str:
    """The string of a revert."""
    assert reason[:4] == keccak(text="Error(string)")[:4]
    return decode(["string"], reason[4:])[0]


def perform(resolver: Contract, order: ResolvedOrder, index: int, recipient: str) -> None:
    """Makes the call of a step as the broker, with nothing but the order."""
    step = order.steps[index]
    values = [one if isinstance(one, Value) else Value.of("address", recipient) for one in step.arguments]
    resolver.machine.call(BROKER, step.target.account, call_data(step.selector, values))


class TestOrder:
    """What a payload becomes."""

    def test_accepts_then_claims(self, funded, resolver):
        order = resolved(resolver, PAYOUT.encoded())
        token, zklink = here(funded.usdc.address), here(funded.zklink.address)
        assert order.variables == [Item("PaymentRecipient", ())]
        accept, claim = order.steps
        assert accept.target == claim.target == zklink
        assert accept.selector == keccak(text="accept(bytes,address)")[:4]
        assert accept.arguments == [Value.of("bytes", PAYOUT.encoded()), 0]
        [(spent, amount, spender, receiver)] = accept.all("SpendsERC20")
        assert (spent, spender, receiver) == tuple(
            one.encode() for one in (token, zklink, here(BOB)))
        assert amount == keccak(text="Constant(uint256)")[:4] + encode(["uint256"], [PAID])
        assert claim.selector == keccak(text="claim(address,address)")[:4]
        assert claim.arguments == [0, Value.of("address", funded.usdc.address)]
        assert claim.all("NeedsStep") == [(0,)]
        [(field, lower, upper)] = claim.all("TimingBounds")
        assert (field, upper) == ("block.timestamp", b"")
        assert int.from_bytes(lower[4:], "big") == funded.machine.now + SECONDS
        gas = [int.from_bytes(one.all("SpendsGas")[0][0][4:], "big") for one in order.steps]
        assert gas == [200_000, 120_000]

    def test_pays_the_whole_amount_to_the_recipient(self, funded, resolver):
        [payment] = resolved(resolver, PAYOUT.encoded()).payments
        assert payment.token == here(funded.usdc.address)
        assert payment.sender == here(funded.zklink.address)
        assert payment.amount.word == 10_001
        assert (payment.recipient_variable, payment.step, payment.delay_seconds) == (0, 0, SECONDS)

    def test_vouchers_are_minted_so_they_come_from_nobody(self, funded, resolver):
        voucher = funded.register_voucher(1)
        payout = replace(PAYOUT, token=1)
        order = resolved(resolver, payout.encoded())
        [payment] = order.payments
        assert (payment.token, payment.sender) == (here(voucher.address), here(ZERO))
        funded.settle([Payout(padded(BROKER), 1, PAID)])
        funded.zklink.claim(BROKER, voucher.address)
        voucher.approve(funded.zklink.address, PAID, sender=BROKER)
        perform(resolver, order, 0, ALICE)
        assert voucher.balanceOf(BOB) == PAID and voucher.balanceOf(BROKER) == 0
        funded.settle([payout])
        perform(resolver, order, 1, ALICE)
        [transfer] = [one for one in funded.machine.events if one.name == "Transfer"]
        assert list(transfer.values.values()) == [ZERO, ALICE.lower(), 10_001]

    @pytest.mark.parametrize("kind", [codec.WITHDRAWAL, codec.CROSS_SWAP, codec.REFUND])
    def test_serves_what_accept_takes(self, resolver, kind):
        assert len(resolved(resolver, replace(PAYOUT, kind=kind).encoded()).steps) == 2

    def test_names_what_it_serves(self, funded, resolver):
        assert resolver.zklink() == funded.zklink.address.lower()
        assert resolver.settlement_seconds() == SECONDS


class TestAssumptions:
    """What a solver has to believe at each step of a block."""

    def test_of_a_payout_that_is_sequenced(self, resolver):
        [(name, data)] = resolved(resolver, PAYOUT.encoded()).assumptions
        assert name == "zklink.sequenced"
        assert decode(["uint8", "bytes32"], data) == (CHAIN, PAYOUT.hash(CHAIN))

    def test_of_a_block_that_is_committed(self, funded, resolver):
        others = [replace(PAYOUT, serial=one) for one in range(63)]
        block = [*others, replace(PAYOUT, serial=77)]
        header = funded.commit(block)
        for payout in (block[0], block[-1]):
            order = resolved(resolver, payout.encoded() + evidence(1, block))
            [(name, data)] = order.assumptions
            assert name == "zklink.committed"
            assert decode(["uint64", "bytes32"], data) == (1, header.hash())

    @pytest.mark.parametrize("prove, confirm", [(True, False), (False, True)])
    def test_of_a_block_that_is_proven_or_confirmed(self, funded, resolver, prove, confirm):
        funded.commit([PAYOUT])
        if prove:
            funded.prove()
        if confirm:
            funded.confirm()
        order = resolved(resolver, PAYOUT.encoded() + evidence(1, [PAYOUT]))
        assert [name for name, _ in order.assumptions] == ["zklink.committed"]

    def test_none_of_a_block_that_can_be_executed(self, funded, resolver):
        funded.commit([PAYOUT])
        funded.prove()
        funded.confirm()
        assert resolved(resolver, PAYOUT.encoded() + evidence(1, [PAYOUT])).assumptions == []

    def test_none_holds(self, funded, resolver):
        """Such a block cannot be reverted any more, so who prepays now is repaid."""
        funded.commit([PAYOUT])
        funded.prove()
        funded.confirm()
        funded.machine.advance(10_000)
        with refuses("blocks: bad range"):
            funded.ledger.revert_blocks(0, sender=MALLORY)


class TestExecution:
    """The steps of an order, made with nothing else."""

    def solve(self, world: World, resolver: Contract, payout: Payout = PAYOUT) -> ResolvedOrder:
        """Prepays as the broker, to be repaid at ALICE."""
        order = resolved(resolver, payout.encoded())
        world.usdc.mint(BROKER, PAID)
        world.usdc.approve(world.zklink.address, PAID, sender=BROKER)
        perform(resolver, order, 0, ALICE)
        return order

    def test_pays_the_receiver_and_repays(self, funded, resolver):
        order = self.solve(funded, resolver)
        assert funded.usdc.balanceOf(BOB) == PAID and funded.usdc.balanceOf(BROKER) == 0
        funded.settle([PAYOUT])
        before = funded.usdc.balanceOf(ALICE)
        perform(resolver, order, 1, ALICE)
        [transfer] = [one for one in funded.machine.events if one.name == "Transfer"]
        assert set(transfer.values.values()) == {
            funded.zklink.address.lower(), ALICE.lower(), 10_001}
        assert funded.usdc.balanceOf(ALICE) == before + 10_001

    def test_needs_less_gas_than_the_order_says(self, funded, resolver):
        order = resolved(resolver, PAYOUT.encoded())
        funded.supply(funded.usdc, BROKER, PAID)
        for index in (0, 1):
            if index:
                perform(resolver, order, 0, ALICE)
                funded.settle([PAYOUT])
            step = order.steps[index]
            values = [one if isinstance(one, Value) else Value.of("address", ALICE) for one in step.arguments]
            used = funded.machine.cold_gas(BROKER, step.target.account, call_data(step.selector, values))
            [(limit,)] = step.all("SpendsGas")
            assert used < int.from_bytes(limit[4:], "big") * 6 // 10

    def reverts_with(self, resolver: Contract, order: ResolvedOrder, index: int, policy: str) -> str:
        """Makes a step that fails; returns its reason, which the order must have foreseen."""
        step = order.steps[index]
        values = [one if isinstance(one, Value) else Value.of("address", ALICE) for one in step.arguments]
        with pytest.raises(RuntimeError) as caught:
            resolver.machine.evm.message_call(
                BROKER, step.target.account, calldata=call_data(step.selector, values))
        output = bytes.fromhex(re.search(r"output: 0x([0-9a-f]*)", str(caught.value))[1])
        [(_, expected)] = [
            one for one in step.all("RevertPolicy") if one[0] == policy and output.startswith(one[1])]
        return text_of(expected)

    def test_aborts_when_another_was_first(self, funded, resolver):
        order = self.solve(funded, resolver)
        assert self.reverts_with(resolver, order, 0, "abort") == "payouts: accepted or executed"

    def test_aborts_in_exodus(self, funded, resolver):
        order = resolved(resolver, PAYOUT.encoded())
        funded.machine.advance(QUEUE_DEADLINE + 1)
        funded.activate_exodus()
        assert self.reverts_with(resolver, order, 0, "abort") == "lifecycle: exodus"

    def test_aborts_with_a_token_that_takes_a_fee(self, funded, resolver):
        token = funded.register("MockFeeToken", 9, 6)
        funded.deposit(100_000, token=token)
        order = resolved(resolver, replace(PAYOUT, token=9).encoded())
        funded.supply(token, BROKER, 100_000)
        assert self.reverts_with(resolver, order, 0, "abort") == "tokens: receiver got less"

    def test_claims_nothing_before_execution_and_twice(self, funded, resolver):
        order = self.solve(funded, resolver)
        assert self.reverts_with(resolver, order, 1, "ignore") == "tokens: nothing pending"
        funded.settle([PAYOUT])
        funded.zklink.claim(ALICE, funded.usdc.address, sender=MALLORY)
        assert self.reverts_with(resolver, order, 1, "ignore") == "tokens: nothing pending"


    def test_what_is_resolved_can_be_prepaid(self, funded, resolver):
        """Whatever the payout says: what `accept` refuses is no order, and what it takes is one.

        But for native coin and for what would wait, which `accept` takes.
        """
        voucher = funded.register_voucher(1)
        funded.settle([Payout(padded(BROKER), 1, 10**9)])
        funded.zklink.claim(BROKER, voucher.address)
        voucher.approve(funded.zklink.address, 2**255, sender=BROKER)
        funded.supply(funded.usdc, BROKER, 10**40)
        receivers = [padded(BOB), bytes(32), padded(funded.zklink.address), bytes(range(32)), padded(BROKER)]
        serial = resolved_count = 0
        for kind, receiver, token, amount, rate in product(
                range(6), receivers, (1, 2, 4, 77), (0, 1, 3, 10_001, 2_000_000), (0, 1, 9_999, 10_000)):
            serial += 1
            payout = Payout(receiver, token, amount, kind=kind, account=codec.NO_ACCOUNT, part=OTHER_CHAIN,
                            serial=serial, fee_rate=rate)
            outcomes = []
            for action in (
                    lambda: resolver.resolve(payout.encoded()),
                    lambda: funded.zklink.accept(payout.encoded(), ALICE, sender=BROKER)):
                try:
                    action()
                    outcomes.append("")
                except Reverted as error:
                    outcomes.append(str(error))
            refused, failed = outcomes
            if refused in ("resolver: native coin", "resolver: beyond outflow limit"):
                continue
            if failed == "tokens: receiver got less":
                assert receiver == padded(BROKER) and not refused
                continue
            assert bool(refused) == bool(failed), (payout, refused, failed)
            resolved_count += not refused
        assert resolved_count > 50


class TestRefusals:
    """Payloads that are no order."""

    @pytest.mark.parametrize("fields, text", [
        ({"kind": 0}, "operations: unknown code"),
        ({"kind": 2}, "resolver: kind not acceptable"),
        ({"kind": 5}, "operations: unknown code"),
        ({"receiver": bytes(32)}, "resolver: bad receiver"),
        ({"receiver": bytes(range(32))}, "resolver: bad receiver"),
        ({"token": 77}, "resolver: token not registered"),
        ({"token": 4}, "resolver: native coin"),
        ({"amount": 0}, "resolver: amount is zero"),
        ({"fee_rate": 10_000}, "resolver: bad fee rate"),
        ({"amount": 1_000_001}, "resolver: beyond outflow limit"),
    ])
    def test_of_payouts(self, resolver, fields, text):
        with refuses(text):
            resolver.resolve(replace(PAYOUT, **fields).encoded())

    def test_of_the_contract_as_receiver(self, funded, resolver):
        with refuses("resolver: bad receiver"):
            resolver.resolve(replace(PAYOUT, receiver=padded(funded.zklink.address)).encoded())

    def test_of_a_payout_that_would_wait(self):
        world = World(minimum=0)
        world.deposit(1_000_000)
        made = world.machine.deploy("CrossSwapResolver", world.zklink.address, SECONDS, sender=DEPLOYER)
        made.resolve(PAYOUT.encoded())
        with refuses("resolver: beyond outflow limit"):
            made.resolve(replace(PAYOUT, amount=100_000).encoded())

    def test_of_what_is_accepted(self, funded, resolver):
        funded.supply(funded.usdc, BROKER, PAID)
        funded.zklink.accept(PAYOUT.encoded(), sender=BROKER)
        with refuses("resolver: accepted or executed"):
            resolver.resolve(PAYOUT.encoded())

    def test_of_what_is_executed(self, funded, resolver):
        funded.settle([PAYOUT])
        for payload in (PAYOUT.encoded(), PAYOUT.encoded() + evidence(1, [PAYOUT])):
            with refuses("resolver: accepted or executed"):
                resolver.resolve(payload)

    def test_in_exodus(self, funded, resolver):
        funded.machine.advance(QUEUE_DEADLINE + 1)
        funded.activate_exodus()
        with refuses("resolver: exodus"):
            resolver.resolve(PAYOUT.encoded())

    @pytest.mark.parametrize("payload, text", [
        (b"", "resolver: bad length"),
        (PAYOUT.encoded()[:-1], "resolver: bad length"),
        (PAYOUT.encoded() + b"\0", "resolver: bad length"),
        (PAYOUT.encoded() + bytes(8), "resolver: bad length"),
        (PAYOUT.encoded() + bytes(9 + 64 * 66), ""),
    ])
    def test_of_lengths(self, resolver, payload, text):
        with refuses(text):
            resolver.resolve(payload)

    def test_of_a_block_that_is_not_committed(self, funded, resolver):
        for number in (1, 2**64 - 1):
            with refuses("resolver: block not committed"):
                resolver.resolve(PAYOUT.encoded() + evidence(number, [PAYOUT]))

    def test_of_other_operations(self, funded, resolver):
        funded.commit([PAYOUT])
        for other in ([replace(PAYOUT, amount=1)], [PAYOUT, PAYOUT]):
            with refuses("resolver: other operations"):
                resolver.resolve(PAYOUT.encoded() + evidence(1, other))
        with refuses("resolver: other operations"):
            resolver.resolve(PAYOUT.encoded() + evidence(0, [PAYOUT]))

    def test_of_a_block_without_the_payout(self, funded, resolver):
        other = replace(PAYOUT, serial=6)
        funded.commit([other, other])
        with refuses("resolver: payout not in block"):
            resolver.resolve(PAYOUT.encoded() + evidence(1, [other, other]))

    def test_construction_without_a_contract(self, funded):
        with refuses(""):
            funded.machine.deploy("CrossSwapResolver", ALICE, SECONDS, sender=DEPLOYER)
