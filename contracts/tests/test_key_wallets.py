"""`KeyRegistrar` with owners that are contracts, and what a factory can do in the middle."""

from dataclasses import replace

import pytest

from . import encoding
from .machine import Contract, refuses
from .test_keys import FEE, KEY, KeyMessage, assert_queued, entry, message, send, signed, world  # noqa: F401
from .test_signatures import SALT, wallet_address, wallet_code, wrapped
from .world import ALICE, BOB, DEPLOYER, MALLORY, ZERO, World


class TestWallets:
    """Owners that are contracts."""

    def factory(self, world: World) -> Contract:
        """A factory of wallets."""
        return world.machine.deploy("MockFactory", sender=DEPLOYER)

    def test_a_wallet_approves(self, world):
        wallet = world.machine.deploy("MockWallet", ALICE, 0, sender=DEPLOYER)
        one = message(world, wallet.address)
        with refuses("keys: bad signature"):
            send(world, one, signed(one, "bob"))
        send(world, one, signed(one))
        assert_queued(world, entry(one), wallet.address)

    def test_two_wallets_of_one_key_do_not_share_signatures(self, world):
        first, second = (world.machine.deploy("MockWallet", ALICE, 0, sender=DEPLOYER) for _ in range(2))
        one = message(world, first.address)
        for owner in (second.address, ALICE):
            with refuses("keys: bad signature"):
                send(world, replace(one, owner=owner), signed(one))

    @pytest.mark.parametrize("mode", [2, 3, 4, 5, 6, 8])
    def test_a_wallet_that_does_not_approve(self, world, mode):
        wallet = world.machine.deploy("MockWallet", ALICE, mode, sender=DEPLOYER)
        one = message(world, wallet.address)
        with refuses("keys: bad signature"):
            send(world, one, signed(one))
        assert world.registrar.nonces(wallet.address) == 0

    def test_a_wallet_enters_nothing_while_it_judges(self, world):
        wallet = world.machine.deploy("MockWallet", ALICE, 7, sender=DEPLOYER)
        other = message(world, BOB)
        for target, payload in (
                (world.registrar, world.registrar.encode("use_nonce")),
                (world.registrar, bytes.fromhex(other.call(signed(other, "bob"))[2:])),
                (world.zklink, world.zklink.encode("set_key", 1, KEY, 15, 0))):
            wallet.arm(target.address, payload)
            one = message(world, wallet.address)
            with refuses("keys: bad signature"):
                send(world, one, b"")
        assert world.zklink.queue_length() == len(world.entries)

    def test_a_wallet_that_is_not_deployed(self, world):
        factory, code = self.factory(world), wallet_code()
        one = message(world, wallet_address(factory, code))
        payload = factory.encode("create", code, SALT)
        send(world, one, wrapped(factory.address, payload, signed(one)))
        assert_queued(world, entry(one), one.owner)
        again = replace(one, nonce=1, slot=4)
        send(world, again, wrapped(factory.address, payload, signed(again)))
        assert_queued(world, entry(again), one.owner)
        assert factory.made() == 1 and factory.last_caller() == world.signatures.address.lower()

    def test_a_factory_that_fails(self, world):
        factory = self.factory(world)
        one = message(world, wallet_address(factory, wallet_code()))
        with refuses("keys: bad signature"):
            send(world, one, wrapped(factory.address, factory.encode("fail"), signed(one)))

    def test_a_wallet_is_not_created_for_a_bad_signature(self, world):
        factory, code = self.factory(world), wallet_code()
        one = message(world, wallet_address(factory, code))
        with refuses("keys: bad signature"):
            send(world, one, wrapped(factory.address, factory.encode("create", code, SALT), signed(one, "bob")))
        assert world.machine.code(one.owner) == b""

    def test_refuses_what_cannot_be_unwrapped(self, world):
        one = message(world)
        with refuses(""):
            send(world, one, bytes(64) + b"\0" * 31 + b"\x40" + b"\xff" * 32 + wrapped(ALICE, b"", b"")[-32:])


class TestFactoriesThatCall:
    """What can be done in the middle, by the call of a factory."""

    def bring(self, world: World, target: Contract, payload: bytes, value: int = FEE) -> tuple[Contract, KeyMessage]:
        """Has a factory make a call before it creates the wallet."""
        factory = world.machine.deploy("MockFactory", sender=DEPLOYER)
        code = wallet_code()
        one = message(world, wallet_address(factory, code))
        made = wrapped(
            factory.address, factory.encode("call_first", target.address, payload, code, SALT), signed(one))
        send(world, one, made, value)
        return factory, one

    def test_no_second_key(self, compiled):
        """Not even where entries cost nothing: the registrar is locked."""
        world = World()
        other = message(world, BOB)
        factory, one = self.bring(world, world.registrar, bytes.fromhex(other.call(signed(other, "bob"))[2:]), 0)
        assert_queued(world, entry(one), one.owner)
        assert not factory.succeeded() and world.registrar.nonces(BOB) == 0

    def test_the_queue_is_open_as_to_everybody(self, compiled):
        """An entry of the factory itself, before the key."""
        world = World()
        factory, one = self.bring(world, world.zklink, world.zklink.encode("set_key", 1, KEY, 15, 0), 0)
        own, last = [event.values for event in world.machine.events if event.name == "PriorityRequested"]
        assert factory.succeeded()
        assert own["operation"] == encoding.set_key(factory.address, 1, KEY, 15, 0)
        assert own["sender"] == factory.address.lower() and last["operation"] == entry(one)

    def test_pays_the_fee_after_it(self, world):
        """The queue grows meanwhile, and the fee with it."""
        payer = world.machine.deploy("MockReceiver", sender=DEPLOYER)
        world.machine.fund(payer.address)
        call = world.zklink.encode("set_key", 1, KEY, 15, 0)
        payload = payer.encode("perform", world.zklink.address, call, FEE)
        factory, one = self.bring(world, payer, payload)
        assert factory.succeeded() and world.terms.queue_fees() == 2 * FEE

    def test_names_no_other_owner(self, world):
        payload = world.zklink.encode("set_key", 1, KEY, 15, 0, BOB)
        factory, one = self.bring(world, world.zklink, payload)
        assert not factory.succeeded()

    def test_the_judge_has_no_rights(self, compiled):
        """The call of a factory comes from the judge. All that it can do is what anybody can: for itself."""
        world = World()
        world.deposit(5)
        wallet = world.machine.deploy("MockWallet", ALICE, 3, sender=DEPLOYER)

        def have_called(contract: Contract, name: str, *values) -> None:
            made = wrapped(contract.address, contract.encode(name, *values), b"")
            assert not world.signatures.is_valid(wallet.address, bytes(32), made, sender=MALLORY)

        for contract, name, values in (
                (world.zklink, "set_key", (1, KEY, 15, 0, BOB)),
                (world.zklink, "pause_deposits", (world.usdc.address, True)),
                (world.zklink, "govern", (encoding.governed(6, bytes(10)),)),
                (world.terms, "enter", (BOB, 0, ZERO, 0)),
                (world.terms, "set_queue_fee_base", (1,)),
                (world.limits, "refill", (world.usdc.address, 1, 1)),
                (world.ledger, "pause_blocks", (True,)),
                (world.usdc, "transferFrom", (ALICE, MALLORY, 1))):
            before = world.machine.storage()
            have_called(contract, name, *values)
            assert world.machine.storage() == before, name
        have_called(world.zklink, "set_key", 1, KEY, 15, 0)
        assert_queued(world, encoding.set_key(world.signatures.address, 1, KEY, 15, 0), world.signatures.address)
