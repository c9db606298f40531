"""Unusual tokens, and calls from within calls."""

import pytest

from .encoding import Payout, padded
from .machine import Reverted, refuses
from .world import ALICE, BOB, BROKER, CHAIN, DEPLOYER, MALLORY, NATIVE, World

LOCKED = "MockReentrantToken"


def deposit(world: World, token, amount: int) -> None:
    """A deposit of a token with its balance already minted."""
    world.supply(token, ALICE, amount)
    world.zklink.deposit(token.address, amount, 1, padded(ALICE), 0, sender=ALICE)
    world.remember()


def test_plain_coin_cannot_be_sent(world):
    with refuses(""):
        world.machine.call(ALICE, world.zklink.address, b"", 1)


class TestNoReturnValue:
    """A token whose transfers return nothing."""

    def test_goes_in_and_out(self, world):
        token = world.register("MockNoReturnToken", 9, 6)
        deposit(world, token, 500)
        world.settle([Payout(padded(BOB), 9, 400)])
        world.zklink.claim(BOB, token.address)
        assert token.balanceOf(BOB) == 400
        assert world.zklink.custody(token.address) == 100

    def test_can_be_prepaid(self, world):
        token = world.register("MockNoReturnToken", 9, 6)
        world.supply(token, BROKER, 400)
        world.zklink.accept(Payout(padded(BOB), 9, 400).encoded(), sender=BROKER)
        assert token.balanceOf(BOB) == 400


class TestFalse:
    """A token that returns `False`."""

    def test_is_refused(self, world):
        token = world.register("MockFalseToken", 9, 6)
        with refuses("tokens: transfer refused"):
            deposit(world, token, 500)
        world.supply(token, BROKER, 400)
        with refuses("tokens: transfer refused"):
            world.zklink.accept(Payout(padded(BOB), 9, 400).encoded(), sender=BROKER)


class TestFee:
    """A token that takes a fee on transfer."""

    def test_what_arrives_is_credited(self, world):
        token = world.register("MockFeeToken", 9, 6)
        deposit(world, token, 1_000)
        assert world.zklink.custody(token.address) == 990 == token.balanceOf(world.zklink.address)
        assert int.from_bytes(world.entries[-1][5:21], "big") == 990 * 10**12

    def test_owner_bears_the_fee_of_a_claim(self, world):
        token = world.register("MockFeeToken", 9, 6)
        deposit(world, token, 1_000)
        world.settle([Payout(padded(BOB), 9, 500)])
        world.zklink.claim(BOB, token.address)
        assert token.balanceOf(BOB) == 495
        assert world.zklink.custody(token.address) == 490 == token.balanceOf(world.zklink.address)

    def test_receiver_must_get_the_whole_prepayment(self, world):
        token = world.register("MockFeeToken", 9, 6)
        world.supply(token, BROKER, 1_000)
        with refuses("tokens: receiver got less"):
            world.zklink.accept(Payout(padded(BOB), 9, 400).encoded(), sender=BROKER)

    def test_fee_on_top_is_not_taken_from_others(self, world):
        token = world.register("MockFeeToken", 9, 6)
        deposit(world, token, 1_000)
        world.settle([Payout(padded(BOB), 9, 500)])
        token.charge_on_top(True)
        with refuses("tokens: took too much"):
            world.zklink.claim(BOB, token.address)
        assert world.zklink.pending(BOB, token.address) == 500


class TestBlacklist:
    """A token that refuses some addresses."""

    def test_listed_owner_blocks_only_itself(self, world):
        token = world.register("MockBlacklistToken", 9, 6)
        deposit(world, token, 1_000)
        token.blacklist(BOB, True)
        world.settle([Payout(padded(BOB), 9, 500), Payout(padded(ALICE), 9, 300)])
        with refuses("MockBlacklistToken: listed"):
            world.zklink.claim(BOB, token.address)
        assert world.zklink.claim(ALICE, token.address) == 300
        token.blacklist(BOB, False)
        assert world.zklink.claim(BOB, token.address) == 500


class TestReentrancy:
    """Every function that moves tokens refuses calls from within one of them."""

    @pytest.fixture
    def armed(self, world):
        """A world with a token that calls back, and something to attack."""
        token = world.register("MockReentrantToken", 9, 6)
        deposit(world, token, 1_000)
        world.supply(token, MALLORY, 1_000)
        payouts = [Payout(padded(MALLORY), 9, 100), Payout(padded(BOB), 9, 100)]
        world.settle(payouts)
        world.commit([])
        world.prove()
        world.confirm()
        return world, token

    def attacks(self, world, token) -> dict:
        """A call of each protected function that would succeed from outside."""
        encode = world.zklink.encode
        return {
            "deposit": encode("deposit", token.address, 5, 1, padded(MALLORY), 0),
            "cross_swap": encode(
                "cross_swap", token.address, 5, CHAIN, 1, 1, padded(MALLORY), MALLORY, 0, []),
            "accept": encode("accept", Payout(padded(BOB), 9, 5, serial=7).encoded()),
            "claim": encode("claim", BOB, token.address),
            "execute": encode("execute", [b""]),
        }

    @pytest.mark.parametrize("name", ["deposit", "cross_swap", "accept", "claim", "execute"])
    @pytest.mark.parametrize("outer", ["deposit", "cross_swap", "accept", "claim"])
    def test_inner_call_fails(self, armed, outer, name):
        world, token = armed
        token.mint(token.address, 1_000)
        inner = self.attacks(world, token)[name]
        token.arm(world.zklink.address, inner)
        outer_data = self.attacks(world, token)[outer]
        if outer == "claim":
            outer_data = world.zklink.encode("claim", MALLORY, token.address)
        world.machine.call(MALLORY, world.zklink.address, outer_data)
        assert (token.succeeded(), token.failed()) == (0, 1)
        assert world.zklink.custody(token.address) <= token.balanceOf(world.zklink.address)

    @pytest.mark.parametrize("name", ["claim", "execute"])
    def test_the_same_call_succeeds_outside(self, armed, name):
        world, token = armed
        world.machine.call(MALLORY, world.zklink.address, self.attacks(world, token)[name])

    def test_native_receiver_cannot_claim_again(self, world):
        receiver = world.machine.deploy("MockReceiver", sender=DEPLOYER)
        world.deposit_native(1_000)
        world.settle([Payout(padded(receiver.address), 4, 100), Payout(padded(BOB), 4, 100)])
        receiver.arm(world.zklink.address, world.zklink.encode("claim", BOB, NATIVE))
        world.zklink.claim(receiver.address, NATIVE)
        assert (receiver.succeeded(), receiver.failed()) == (0, 1)
        assert world.machine.balance(receiver.address) == 100
        assert world.machine.balance(world.zklink.address) == 900

    def test_a_call_back_that_fails_does_not_matter(self, armed):
        world, token = armed
        token.arm(world.zklink.address, b"\0\0\0\0")
        assert world.zklink.claim(BOB, token.address) == 100
        with pytest.raises(Reverted):
            world.zklink.claim(BOB, token.address)
