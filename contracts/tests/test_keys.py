"""`KeyRegistrar`: keys set by signatures of their owners, and every refusal."""

import json
import re
import sys
from dataclasses import replace

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data

from . import encoding
from .machine import ROOT, refuses
from .test_queue import KEY, assert_queued
from .test_signatures import compact, mirrored
from .world import ALICE, BOB, BROKER, DEPLOYER, GUARDIAN, MALLORY, OPERATOR, QUEUE_DEADLINE, ZERO, World, account

sys.path.append(str(ROOT / "scripts"))

from walletkeys import KeyMessage, encode_type, read_message  # noqa: E402

FEE = 1_000
CHAIN_ID = 1


@pytest.fixture
def world() -> World:
    """A world in which entries cost something."""
    return World(fee=FEE)


def message(world: World, owner: str = ALICE, **fields) -> KeyMessage:
    """A key for an owner, by the nonce that is next."""
    made = KeyMessage(
        CHAIN_ID, world.registrar.address, owner, 3, KEY, 5, 2**40, world.registrar.nonces(owner),
        world.machine.now + 60)
    return replace(made, **fields)


def signed(one: KeyMessage, name: str = "alice") -> bytes:
    """The message signed as a wallet signs it."""
    return bytes(Account.sign_message(encode_typed_data(full_message=one.typed_data()), account(name).key).signature)


def send(world: World, one: KeyMessage, signature: bytes, value: int = FEE, sender: str = BROKER) -> None:
    """Brings a signature."""
    world.machine.call(sender, world.registrar.address, bytes.fromhex(one.call(signature)[2:]), value)


def entry(one: KeyMessage) -> bytes:
    """The entry that a message becomes."""
    return encoding.set_key(one.owner, one.slot, one.public_key, one.scopes, one.expiry)


def arguments(one: KeyMessage) -> tuple:
    """The arguments of `ZkLink.set_key`."""
    return one.slot, one.public_key, one.scopes, one.expiry, one.owner


class TestKeys:
    """Owners with a key of their own, who need no transaction and no coins."""

    def test_queues_the_owners_entry(self, world):
        one, before = message(world), world.machine.balance(ALICE)
        send(world, one, signed(one))
        used = [event.values for event in world.machine.events if event.name == "NonceUsed"]
        assert used == [{"owner": ALICE.lower(), "nonce": 0}]
        assert_queued(world, entry(one), ALICE)
        assert world.registrar.nonces(ALICE) == 1
        assert world.terms.queue_fees() == FEE and world.machine.balance(ALICE) == before

    def test_the_entry_is_that_of_a_call(self, world):
        one = message(world)
        send(world, one, signed(one))
        world.remember()
        world.zklink.set_key(*arguments(one)[:4], sender=ALICE, value=FEE)
        world.remember()
        assert world.entries[-1] == world.entries[-2]
        world.settle()
        assert world.ledger.queue_committed() == len(world.entries)

    def test_takes_short_signatures(self, world):
        one = message(world)
        send(world, one, compact(signed(one)))
        assert_queued(world, entry(one), ALICE)

    @pytest.mark.parametrize("scopes", range(16))
    def test_signs_each_scope(self, world, scopes):
        one = message(world, scopes=scopes)
        other = replace(one, scopes=scopes ^ 1 << scopes % 4)
        with refuses("keys: bad signature"):
            send(world, other, signed(one))
        send(world, one, signed(one))
        assert_queued(world, entry(one), ALICE)

    def test_each_signature_works_once(self, world):
        one = message(world)
        send(world, one, signed(one))
        for again in (signed(one), compact(signed(one)), mirrored(signed(one))):
            with refuses("keys: bad nonce"):
                send(world, one, again)
        next_one = message(world)
        assert next_one.nonce == 1
        with refuses("keys: bad signature"):
            send(world, next_one, signed(one))
        send(world, next_one, signed(next_one))

    def test_nonces_of_owners_are_apart(self, world):
        for name, owner in (("alice", ALICE), ("bob", BOB)):
            one = message(world, owner)
            assert one.nonce == 0
            send(world, one, signed(one, name))

    def test_refuses_later_nonces(self, world):
        one = message(world, nonce=1)
        with refuses("keys: bad nonce"):
            send(world, one, signed(one))

    def test_an_owner_takes_a_signature_back(self, world):
        one = message(world)
        world.registrar.use_nonce(sender=MALLORY)
        assert world.registrar.nonces(ALICE) == 0
        world.registrar.use_nonce(sender=ALICE)
        assert [event.values["nonce"] for event in world.machine.events] == [0]
        with refuses("keys: bad nonce"):
            send(world, one, signed(one))

    def test_is_good_until_its_deadline(self, world):
        one, late = message(world), message(world, BOB)
        world.machine.advance(60)
        send(world, one, signed(one))
        world.machine.advance(1)
        with refuses("keys: signature expired"):
            send(world, late, signed(late, "bob"))
        assert world.registrar.nonces(BOB) == 0

    @pytest.mark.parametrize("field, value", [
        ("owner", BOB), ("slot", 4), ("public_key", KEY[::-1]), ("scopes", 4), ("expiry", 0),
        ("deadline", 2**256 - 1)])
    def test_refuses_anything_else_than_was_signed(self, world, field, value):
        one = message(world)
        with refuses("keys: bad signature"):
            send(world, replace(one, **{field: value}), signed(one))
        assert world.registrar.nonces(ALICE) == 0

    def test_refuses_signatures_for_another_chain_or_contract(self, world):
        one = message(world)
        for other in (replace(one, chain_id=2), replace(one, registrar=world.zklink.address)):
            with refuses("keys: bad signature"):
                send(world, one, signed(other))

    def test_a_chain_has_its_own_signatures(self, compiled):
        """The same contracts at the same addresses of two chains."""
        world, other = World(fee=FEE), World(fee=FEE, chain_id=2)
        assert world.registrar.address == other.registrar.address and other.registrar.eip712Domain()[3] == 2
        here = message(world)
        there = replace(here, chain_id=2)
        with refuses("keys: bad signature"):
            send(other, here, signed(here))
        send(other, there, signed(there))
        assert_queued(other, entry(there), ALICE)

    @pytest.mark.parametrize("change", [
        lambda made: mirrored(made), lambda made: made[:64], lambda made: b"", lambda made: made + b"\0",
        lambda made: made[:64] + bytes([made[64] - 27])])
    def test_refuses_every_other_form(self, world, change):
        one = message(world)
        with refuses("keys: bad signature"):
            send(world, one, change(signed(one)))

    def test_nobody_signs_for_the_zero_address(self, world):
        one = message(world, ZERO)
        with refuses("keys: bad signature"):
            send(world, one, bytes(64) + b"\x1b")

    @pytest.mark.parametrize("change, text", [
        ({"slot": 16}, "queue: bad slot"), ({"public_key": KEY[:39]}, "queue: bad public key"),
        ({"public_key": b""}, "queue: bad public key"), ({"scopes": 16}, "queue: unknown scope"),
        ({"scopes": 21}, "queue: unknown scope")])
    def test_refuses_what_the_queue_refuses(self, world, change, text):
        one = message(world, **change)
        with refuses(text):
            send(world, one, signed(one))
        assert world.registrar.nonces(ALICE) == 0

    def test_refuses_in_exodus(self, world):
        world.machine.advance(QUEUE_DEADLINE + 1)
        world.activate_exodus()
        one = message(world)
        with refuses("lifecycle: exodus"):
            send(world, one, signed(one))


class TestFee:
    """Who brings a signature pays."""

    def test_what_is_above_comes_back(self, world):
        one, before = message(world), world.machine.balance(BROKER)
        send(world, one, signed(one), value=FEE * 3)
        assert world.machine.balance(BROKER) == before - FEE
        assert world.machine.balance(world.registrar.address) == 0

    def test_refuses_less(self, world):
        one = message(world)
        for value in (0, FEE - 1):
            with refuses("keys: fee too low"):
                send(world, one, signed(one), value=value)

    def test_exactly_the_fee_needs_no_receiver(self, world):
        payer = world.machine.deploy("MockReceiver", sender=DEPLOYER)
        one = message(world)
        data = bytes.fromhex(one.call(signed(one))[2:])
        world.machine.fund(payer.address)
        with refuses("MockReceiver: refused"):
            payer.perform(world.registrar.address, data, FEE + 1)
        payer.perform(world.registrar.address, data, FEE)
        assert_queued(world, entry(one), ALICE)

    def test_no_second_key_within_the_refund(self, compiled):
        """The nonce is used and the lock is closed; the queue has the entry. A key would cost nothing here."""
        world = World()
        payer = world.machine.deploy("MockReceiver", sender=DEPLOYER)
        world.machine.fund(payer.address)
        one, other = message(world), message(world, BOB)
        payer.arm(world.registrar.address, bytes.fromhex(other.call(signed(other, "bob"))[2:]))
        payer.perform(world.registrar.address, bytes.fromhex(one.call(signed(one))[2:]), 5)
        assert_queued(world, entry(one), ALICE)
        assert (payer.succeeded(), payer.failed()) == (0, 1) and world.registrar.nonces(BOB) == 0

    def test_no_key_within_another_entry(self, compiled):
        """What is sent back by the queue's terms cannot be used to queue while `ZkLink` is locked."""
        world = World()
        payer = world.machine.deploy("MockReceiver", sender=DEPLOYER)
        world.machine.fund(payer.address)
        one = message(world)
        payer.arm(world.registrar.address, bytes.fromhex(one.call(signed(one))[2:]))
        payer.perform(world.zklink.address, world.zklink.encode("set_key", 1, KEY, 1, 0), 5)
        assert (payer.succeeded(), payer.failed()) == (0, 1) and world.registrar.nonces(ALICE) == 0


class TestRight:
    """The one right: to name another owner in `set_key`."""

    def test_nobody_else_names_another_owner(self, world):
        for sender in (BOB, OPERATOR, GUARDIAN, DEPLOYER, MALLORY):
            with refuses("queue: not the owner"):
                world.zklink.set_key(1, KEY, 15, 0, ALICE, sender=sender, value=FEE)

    def test_an_owner_may_name_itself(self, world):
        world.zklink.set_key(1, KEY, 15, 0, ALICE, sender=ALICE, value=FEE)
        assert_queued(world, encoding.set_key(ALICE, 1, KEY, 15, 0), ALICE)

    def test_the_registrar_is_anybody_elsewhere(self, world):
        """No other function of `ZkLink` asks for it."""
        for name in ("queue", "payouts", "exodus", "tokens", "lifecycle", "outflow", "terms", "network"):
            source = (ROOT / "contracts" / "evm" / f"{name}.vy").read_text()
            found = re.findall(r"\n(?!#).*\bkey_registrar\b(?!_).*", source)
            assert len(found) == (3 if name == "queue" else 0), found

    def test_a_judge_is_a_contract(self, world):
        with refuses("keys: no judge of signatures"):
            world.machine.deploy("KeyRegistrar", ALICE, sender=DEPLOYER)
        with refuses("keys: no judge of signatures"):
            world.machine.deploy("ZkLink", *world.constructor(signatures=MALLORY), sender=DEPLOYER)


class TestMessage:
    """The typed data, as wallets see it."""

    def test_names_its_domain(self, world):
        domain = message(world).typed_data()["domain"]
        values = world.registrar.eip712Domain()
        assert values == (
            b"\x0f", domain["name"], domain["version"], domain["chainId"], domain["verifyingContract"].lower(),
            bytes(32), ())

    def test_the_contract_hashes_the_same_type(self):
        assert f'"{encode_type()}"' in (ROOT / "contracts" / "evm" / "KeyRegistrar.vy").read_text()

    def test_reads_its_own_requests_alone(self, world):
        request = message(world).request()
        assert read_message(json.loads(json.dumps(request))) == message(world)
        typed = json.loads(request["params"][1])
        typed["types"]["SetTradingKey"].pop()
        with pytest.raises(ValueError, match="no message"):
            read_message(request | {"params": [request["params"][0], json.dumps(typed)]})
