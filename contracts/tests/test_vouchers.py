"""Vouchers: tokens that the network itself issues, minted when claimed and burnt when deposited."""

from contextlib import suppress

import pytest
from eth_utils import keccak

from . import encoding
from .encoding import Payout, padded
from .machine import Reverted, refuses
from .world import (
    ALICE, BOB, BROKER, CHAIN, DEPLOYER, MALLORY, NATIVE, OTHER_CHAIN, QUEUE_DEADLINE, World, account,
)

DOLLAR, SHARE = 1, 0x8005
DAY = 86_400


@pytest.fixture
def voucher(world):
    """The voucher of a pool's share, of which Alice has 1,000."""
    made = world.register_voucher(SHARE)
    pay(world, ALICE, 1_000)
    return made


def pay(world: World, owner: str, amount: int, token: int = SHARE) -> None:
    """A payout that is claimed at once."""
    world.salt += 1
    world.settle([Payout(padded(owner), token, amount, serial=world.salt)])
    world.zklink.claim(owner, world.zklink.token_address(token))


def deposit(world: World, voucher, amount: int, owner: str = ALICE) -> None:
    """A deposit without an allowance."""
    world.zklink.deposit(voucher.address, amount, 1, padded(owner), 0, sender=owner)
    world.remember()


def assert_accounts(world: World, voucher, supply: int, owed: int) -> None:
    """What is out is supply and pending balances; none of it is custody."""
    address = voucher.address
    assert voucher.totalSupply() == supply
    assert world.zklink.owed(address) == owed
    assert world.zklink.issued(address) == supply + owed
    assert world.zklink.custody(address) == 0
    assert voucher.balanceOf(world.zklink.address) == 0


class TestContract:
    """`Voucher` by itself."""

    def test_says_what_it_is(self, world, voucher):
        assert (voucher.name(), voucher.symbol(), voucher.decimals()) == ("Voucher 32773", "VOUCH", 18)
        assert voucher.issuer() == world.zklink.address.lower()

    @pytest.mark.parametrize("sender", [ALICE, DEPLOYER, MALLORY])
    def test_only_the_issuer_mints_and_burns(self, voucher, sender):
        with refuses("Voucher: not issuer"):
            voucher.mint(sender, 1, sender=sender)
        with refuses("Voucher: not issuer"):
            voucher.burn(ALICE, 1, sender=sender)

    def test_has_no_owner_and_no_minters(self, voucher):
        changing = {
            name for name, entry in voucher.functions.items()
            if entry["stateMutability"] not in ("view", "pure")}
        assert changing == {"mint", "burn", "transfer", "transferFrom", "approve", "permit"}

    def test_moves_like_any_token(self, voucher):
        voucher.transfer(BOB, 400, sender=ALICE)
        voucher.approve(MALLORY, 100, sender=BOB)
        voucher.transferFrom(BOB, MALLORY, 100, sender=MALLORY)
        assert [voucher.balanceOf(one) for one in (ALICE, BOB, MALLORY)] == [600, 300, 100]
        with pytest.raises(Exception, match="erc20: insufficient allowance"):
            voucher.transferFrom(BOB, MALLORY, 1, sender=MALLORY)

    def test_takes_permits(self, world, voucher):
        deadline = world.machine.now + 100
        words = [padded(ALICE), padded(BROKER), (70).to_bytes(32, "big"), bytes(32),
                 deadline.to_bytes(32, "big")]
        kind = keccak(text="Permit(address owner,address spender,uint256 value,uint256 nonce,"
                      "uint256 deadline)")
        digest = keccak(b"\x19\x01" + voucher.DOMAIN_SEPARATOR() + keccak(kind + b"".join(words)))
        made = account("alice").unsafe_sign_hash(digest)
        voucher.permit(
            ALICE, BROKER, 70, deadline, made.v, made.r.to_bytes(32, "big"), made.s.to_bytes(32, "big"),
            sender=MALLORY)
        assert voucher.allowance(ALICE, BROKER) == 70 and voucher.nonces(ALICE) == 1


class TestRegistering:
    """`register_token` with the identifier of an issued token."""

    def made(self, world, issuer: str | None = None):
        """A voucher that is not registered."""
        return world.machine.deploy(
            "Voucher", issuer or world.zklink.address, "Unified Dollar", "zkUSD", sender=DEPLOYER)

    def register(self, world, token, contract, decimals=18, token_class=2):
        """Registers through the timelock."""
        world.govern(world.zklink, "register_token", token, contract, decimals, token_class)

    @pytest.mark.parametrize("token", [DOLLAR, 0x8000, SHARE, 0xFFFF])
    def test_takes_the_dollar_and_every_share(self, world, token):
        made = self.made(world)
        self.register(world, token, made.address)
        [event] = [one for one in world.machine.events if one.name == "PriorityRequested"]
        assert event.values["operation"] == encoding.register_token(token, made.address, 18, 2)
        assert world.zklink.token_id(made.address) == token
        assert world.zklink.token_decimals(token) == 18

    def test_takes_the_same_once_more(self, world):
        """For a ledger that did not know the share yet: another entry, nothing else."""
        made = self.made(world)
        self.register(world, SHARE, made.address)
        before = world.zklink.queue_length()
        self.register(world, SHARE, made.address)
        [event] = [one for one in world.machine.events if one.name == "PriorityRequested"]
        assert not [one for one in world.machine.events if one.name == "TokenRegistered"]
        assert event.values["operation"] == encoding.register_token(SHARE, made.address, 18, 2)
        assert world.zklink.queue_length() == before + 1
        with refuses("queue: decimals differ"):
            self.register(world, SHARE, made.address, decimals=6)
        with refuses("tokens: identifier in use"):
            self.register(world, SHARE, self.made(world).address)

    def test_refuses_other_decimals(self, world):
        for decimals in (0, 6, 17):
            with refuses("listing: decimals differ"):
                self.register(world, SHARE, self.made(world).address, decimals)

    def test_refuses_what_is_no_voucher_of_its_own(self, world):
        others = [self.made(world, issuer=MALLORY).address, world.usdc.address, NATIVE, MALLORY,
                  world.zklink.address, world.terms.address]
        for other in others:
            with refuses("listing: not our voucher"):
                self.register(world, SHARE, other)

    def test_refuses_a_voucher_twice(self, world, voucher):
        with refuses("listing: voucher in use"):
            self.register(world, DOLLAR, voucher.address)
        fresh = world.register_voucher(0x8006)
        with refuses("tokens: address in use"):
            self.register(world, DOLLAR, fresh.address)
        with refuses("tokens: identifier in use"):
            self.register(world, SHARE, self.made(world).address)

    def test_check_token_says_so_to_anyone(self, world):
        assert world.terms.check_token(SHARE, self.made(world).address, 18, 2) is True
        with refuses("listing: unknown class"):
            world.terms.check_token(SHARE, self.made(world).address, 18, 3)


class TestLife:
    """Out by payouts, in by deposits."""

    def test_a_claim_mints(self, world):
        voucher = world.register_voucher(SHARE)
        world.settle([Payout(padded(ALICE), SHARE, 700), Payout(padded(BOB), SHARE, 300, serial=1)])
        assert_accounts(world, voucher, 0, 1_000)
        assert world.zklink.claim(ALICE, voucher.address) == 700
        assert voucher.balanceOf(ALICE) == 700
        assert_accounts(world, voucher, 700, 300)
        assert world.zklink.claim(BOB, voucher.address) == 300
        assert_accounts(world, voucher, 1_000, 0)
        with refuses("tokens: nothing pending"):
            world.zklink.claim(BOB, voucher.address)

    def test_a_deposit_burns_without_allowance(self, world, voucher):
        deposit(world, voucher, 400)
        assert world.entries[-1] == encoding.deposit(SHARE, 400, encoding.evm(ALICE), 0)
        assert voucher.balanceOf(ALICE) == 600
        assert_accounts(world, voucher, 600, 0)

    def test_a_cross_swap_burns(self, world, voucher):
        hops = [(5, 2), (0x8000, DOLLAR)]
        world.zklink.cross_swap(
            voucher.address, 400, 255, 9, 1, padded(BOB), MALLORY, 0, hops, sender=ALICE)
        world.remember()
        assert world.entries[-1] == encoding.cross_swap(
            SHARE, hops, 400, 255, 9, encoding.evm(BOB), MALLORY, 0)
        assert_accounts(world, voucher, 600, 0)

    def test_nobody_burns_what_others_have(self, world, voucher):
        with pytest.raises(Exception, match="erc20: burn amount exceeds balance"):
            deposit(world, voucher, 1, owner=BOB)
        with pytest.raises(Exception, match="erc20: burn amount exceeds balance"):
            deposit(world, voucher, 1_001)
        assert_accounts(world, voucher, 1_000, 0)

    def test_refuses_nothing_and_small_deposits(self, world, voucher):
        with refuses("tokens: nothing received"):
            deposit(world, voucher, 0)
        world.govern(world.terms, "limit_deposit", voucher.address, 10)
        with refuses("terms: deposit too small"):
            deposit(world, voucher, 9)
        deposit(world, voucher, 10)

    def test_refuses_while_paused(self, world, voucher):
        world.govern(world.zklink, "pause_deposits", voucher.address, True)
        with refuses("tokens: deposits paused"):
            deposit(world, voucher, 1)
        pay(world, BOB, 5)
        assert voucher.balanceOf(BOB) == 5

    def test_full_exits_name_it(self, world, voucher):
        world.zklink.request_full_exit(9, 4, voucher.address, 50, sender=ALICE)
        world.remember()
        assert world.entries[-1] == encoding.full_exit(ALICE, 9, 4, SHARE, 50)

    def test_a_broker_prepays_with_vouchers(self, world, voucher):
        order = Payout(padded(BOB), SHARE, 500, kind=3, fee_rate=100, serial=9)
        pay(world, BROKER, 500)
        voucher.approve(world.zklink.address, 500, sender=BROKER)
        world.zklink.accept(order.encoded(), sender=BROKER)
        assert voucher.balanceOf(BOB) == 495
        assert_accounts(world, voucher, 1_500, 0)
        world.settle([order])
        assert_accounts(world, voucher, 1_500, 500)
        assert world.zklink.claim(BROKER, voucher.address) == 500
        assert voucher.balanceOf(BROKER) == 505

    def test_exodus_refunds_what_was_burnt(self, world, voucher):
        """Also the last of them: nothing has to be left that a refund could be taken from."""
        world.settle()
        deposit(world, voucher, 900)
        world.zklink.cross_swap(
            voucher.address, 100, OTHER_CHAIN, 1, 1, padded(BOB), BOB, 0, [], sender=ALICE)
        world.remember()
        assert_accounts(world, voucher, 0, 0)
        world.machine.advance(QUEUE_DEADLINE + 1)
        world.activate_exodus()
        for entry in world.entries[-2:]:
            world.zklink.refund_entry(entry, sender=MALLORY)
        assert_accounts(world, voucher, 0, 1_000)
        assert world.zklink.claim(ALICE, voucher.address) == 900
        assert world.zklink.claim(BOB, voucher.address) == 100
        assert_accounts(world, voucher, 1_000, 0)

    def test_a_deposit_fits_its_encoding(self, world, voucher):
        """Whatever a false block let out, amounts above 2^128 would change the entry's token."""
        for serial in range(3):
            order = Payout(padded(BOB), SHARE, 2**128 - 1, serial=100 + serial)
            world.settle([order])
            world.machine.advance(80 * DAY)
            world.zklink.release(order.encoded())
        world.zklink.claim(BOB, voucher.address)
        assert voucher.balanceOf(BOB) > 2**129
        for amount in (2**120 + 1, 2**128, 2**129):
            with refuses("tokens: custody limit"):
                deposit(world, voucher, amount, owner=BOB)
        deposit(world, voucher, 2**120, owner=BOB)
        assert world.entries[-1] == encoding.deposit(SHARE, 2**120, encoding.evm(BOB), 0)

    def test_prepaid_and_unknown_receivers_are_those_of_other_tokens(self, world, voucher):
        lost = Payout(padded("0x" + "00" * 20), SHARE, 5, serial=50)
        world.settle([lost])
        assert any(one.name == "PayoutUnpayable" for one in world.machine.events)
        assert_accounts(world, voucher, 1_000, 0)


class TestFalseVoucher:
    """A voucher that governance should never have registered: it burns and mints nothing."""

    @pytest.fixture
    def false(self, world):
        """Registered, with 100 of it owed to Bob."""
        made = world.machine.deploy("MockFalseVoucher", world.zklink.address, sender=DEPLOYER)
        world.govern(world.zklink, "register_token", SHARE, made.address, 18, 2)
        world.entries.append(encoding.register_token(SHARE, made.address, 18, 2))
        world.limit(made.address)
        world.deposit(1_000)
        world.settle([Payout(padded(BOB), SHARE, 100)])
        return made

    def test_no_more_comes_in_than_the_supply(self, world, false):
        """What is only owed cannot be brought back."""
        with refuses("tokens: beyond supply"):
            deposit(world, false, 1, owner=MALLORY)
        world.zklink.claim(BOB, false.address)
        with refuses("tokens: beyond supply"):
            deposit(world, false, 101, owner=MALLORY)
        deposit(world, false, 100, owner=MALLORY)
        assert world.zklink.issued(false.address) == world.zklink.owed(false.address) == 0

    def test_stops_no_execution(self, world, false):
        """`issued` below `owed` would: of every token, and exodus with it."""
        with suppress(Reverted):
            deposit(world, false, 100, owner=MALLORY)
        world.settle([Payout(padded(BOB), SHARE, 1, serial=1), Payout(padded(ALICE), 2, 500, serial=2)])
        assert world.zklink.pending(ALICE, world.usdc.address) == 500
        world.deposit(5)
        world.machine.advance(QUEUE_DEADLINE + 1)
        world.activate_exodus()


class TestOutflow:
    """The limit is a share of the supply, or the minimum."""

    @pytest.fixture
    def limited(self):
        """A world with the default limit, and a voucher of which Alice got the first 10,000."""
        world = World(minimum=0)
        voucher = world.register_voucher(SHARE)
        world.govern(world.limits, "limit_outflow", voucher.address, 2_000, 2**112 - 1)
        pay(world, ALICE, 10_000)
        world.govern(world.limits, "limit_outflow", voucher.address, 2_000, 0)
        world.machine.advance(40 * DAY)
        return world, voucher

    def waits(self, world, amount: int) -> bool:
        """Whether a payout waits, once executed."""
        world.salt += 1
        world.settle([Payout(padded(BOB), SHARE, amount, serial=world.salt)])
        return any(one.name == "PayoutWaiting" for one in world.machine.events)

    def test_a_quarter_of_the_share_leaves_at_once(self, limited):
        world, voucher = limited
        largest = world.limits.payable_now(voucher.address)
        assert largest == 10_000 * 2_000 // (4 * 10_000 + 2_000)
        assert not self.waits(world, largest)
        assert self.waits(world, 1)
        assert world.limits.waiting(voucher.address) == 1

    def test_one_more_waits(self, limited):
        world, voucher = limited
        largest = world.limits.payable_now(voucher.address)
        assert world.limits.preview(voucher.address, largest)[0] == 0
        assert world.limits.preview(voucher.address, largest + 1)[0] == world.machine.now
        assert self.waits(world, largest + 1)

    def test_a_deposit_gives_room_back(self, limited):
        world, voucher = limited
        assert not self.waits(world, 400)
        before = world.limits.payable_now(voucher.address)
        deposit(world, voucher, 300)
        assert before < world.limits.payable_now(voucher.address)

    def test_a_deposit_is_measured_by_the_supply_before_it(self, limited):
        """400 use 1,600 / 1,920 of a day, 300 give 1,200 / 2,080 back; the rest is of 10,100."""
        world, voucher = limited
        assert not self.waits(world, 400)
        world.zklink.claim(BOB, voucher.address)
        deposit(world, voucher, 300)
        left = 0.2 * (1 - 1_600 / 1_920 + 1_200 / 2_080)
        # One less, as the daily amount is rounded down.
        assert world.limits.payable_now(voucher.address) == int(10_100 * left / (4 + left)) - 1

    def test_pending_balances_are_no_supply(self, limited):
        world, voucher = limited
        assert not self.waits(world, 400)
        before = world.limits.payable_now(voucher.address)
        world.zklink.claim(BOB, voucher.address)
        assert before < world.limits.payable_now(voucher.address)

    def test_more_than_there_is_waits_and_is_paid(self, limited):
        """2 x / daily days for 30,000, at 2,000 a day."""
        world, voucher = limited
        order = Payout(padded(BOB), SHARE, 30_000, serial=77)
        world.settle([order])
        first, last, _, _ = world.limits.wait_of(order.hash(CHAIN), 30_000)
        assert last - first == 30 * DAY
        world.machine.advance(15 * DAY)
        world.zklink.release(order.encoded())
        assert world.zklink.claim(BOB, voucher.address) == 15_000
        world.machine.advance(15 * DAY)
        world.zklink.release(order.encoded())
        assert world.zklink.claim(BOB, voucher.address) == 15_000
        assert_accounts(world, voucher, 40_000, 0)

    def test_the_first_leave_by_the_minimum(self):
        world = World(minimum=0)
        voucher = world.register_voucher(SHARE)
        assert world.limits.payable_now(voucher.address) == 0
        world.govern(world.limits, "limit_outflow", voucher.address, 2_000, 4_000)
        assert world.limits.payable_now(voucher.address) == 1_000
        assert not self.waits(world, 1_000)
        assert self.waits(world, 1)
        assert world.zklink.claim(BOB, voucher.address) == 1_000
