"""The priority queue: its entries byte for byte, and refusals."""

import pytest

from . import encoding
from .encoding import padded
from .machine import refuses
from .world import (
    ALICE, BOB, CHAIN, DEPLOYER, GUARDIAN, MALLORY, NATIVE, OPERATOR, OTHER_CHAIN, QUEUE_DEADLINE, ROOT,
    World,
)

SOLANA_OWNER = bytes(range(1, 33))
KEY = bytes(range(40))


def requested(world: World) -> dict:
    """The entry of the last call."""
    [event] = [one for one in world.machine.events if one.name == "PriorityRequested"]
    return event.values


def assert_queued(world: World, operation: bytes, sender: str) -> None:
    """The last call appended exactly this entry."""
    index = len(world.entries)
    world.entries.append(operation)
    event = requested(world)
    assert event["operation"] == operation
    assert event["index"] == index
    assert event["sender"] == sender.lower()
    assert event["rolling_hash"] == world.rolling(index + 1)
    assert world.zklink.queue_hash(index + 1) == world.rolling(index + 1)
    assert world.zklink.queue_length() == index + 1
    assert world.zklink.queue_sender(index) == sender.lower()
    assert world.zklink.queue_time(index) == world.machine.now


class TestDeposit:
    """`deposit`."""

    def send(self, world, token=None, amount=5, family=1, owner=None, sub_account=3, value=0):
        """Deposits with one argument changed."""
        owner = encoding.padded(BOB) if owner is None else owner
        world.supply(world.usdc, ALICE, 10**40)
        token = token or world.usdc.address
        world.zklink.deposit(
            token, amount, family, owner, sub_account, sender=ALICE, value=value)

    def test_queues_scaled_amount(self, world):
        self.send(world, amount=1_234_567)
        entry = encoding.deposit(2, 1_234_567 * 10**12, encoding.evm(BOB), 3)
        assert_queued(world, entry, ALICE)
        assert world.usdc.balanceOf(world.zklink.address) == 1_234_567
        assert world.zklink.custody(world.usdc.address) == 1_234_567

    def test_queues_for_solana_owner(self, world):
        self.send(world, family=2, owner=SOLANA_OWNER)
        entry = encoding.deposit(2, 5 * 10**12, b"\x02" + SOLANA_OWNER, 3)
        assert_queued(world, entry, ALICE)

    def test_takes_native_coin(self, world):
        self.send(world, token=NATIVE, amount=7, value=7)
        assert_queued(world, encoding.deposit(4, 7, encoding.evm(BOB), 3), ALICE)
        assert world.machine.balance(world.zklink.address) == 7
        assert world.zklink.custody(NATIVE) == 7

    def test_takes_exactly_the_custody_limit(self, world):
        self.send(world, amount=2**120 // 10**12)
        assert requested(world)["operation"][0] == 1

    def test_refuses_itself_as_owner(self, world):
        with refuses("queue: address is ZkLink"):
            self.send(world, owner=padded(world.zklink.address))

    @pytest.mark.parametrize("change, text", [
        ({"sub_account": 32}, "queue: bad sub-account"),
        ({"family": 0}, "queue: unknown family"),
        ({"family": 3}, "queue: unknown family"),
        ({"owner": bytes(32)}, "queue: address is zero"),
        ({"family": 2, "owner": bytes(32)}, "queue: address is zero"),
        ({"owner": SOLANA_OWNER}, "queue: address not padded"),
        ({"owner": bytes(11) + b"\x01" + bytes(19) + b"\x01"}, "queue: address not padded"),
        ({"token": MALLORY}, "tokens: not registered"),
        ({"amount": 0}, "tokens: nothing received"),
        ({"token": NATIVE, "amount": 0}, "tokens: nothing received"),
        ({"token": NATIVE, "amount": 5, "value": 4}, "tokens: value below amount"),
        ({"amount": 2**120 // 10**12 + 1}, "tokens: custody limit"),
    ])
    def test_refuses(self, world, change, text):
        with refuses(text):
            self.send(world, **change)

    def test_refuses_while_paused(self, world):
        world.govern(world.zklink, "pause_deposits", world.usdc.address, True)
        with refuses("tokens: deposits paused"):
            self.send(world)
        self.send(world, token=NATIVE, amount=5, value=5)
        world.govern(world.zklink, "pause_deposits", world.usdc.address, False)
        self.send(world)

    def test_refuses_without_allowance(self, world):
        world.usdc.mint(BOB, 5)
        with pytest.raises(Exception, match="erc20: insufficient allowance"):
            world.zklink.deposit(
                world.usdc.address, 5, 1, encoding.padded(BOB), 0, sender=BOB)


class TestFullExit:
    """`request_full_exit`."""

    def send(self, world, account=9, sub_account=4, token=None, amount=encoding.ALL):
        """Requests an exit with one argument changed."""
        token = token or world.usdc.address
        world.zklink.request_full_exit(account, sub_account, token, amount, sender=ALICE)

    def test_queues_all(self, world):
        self.send(world)
        assert_queued(world, encoding.full_exit(ALICE, 9, 4, 2, encoding.ALL), ALICE)

    def test_queues_scaled_amount(self, world):
        self.send(world, amount=3, account=2**32 - 1)
        assert_queued(world, encoding.full_exit(ALICE, 2**32 - 1, 4, 2, 3 * 10**12), ALICE)

    def test_works_while_deposits_are_paused(self, world):
        world.govern(world.zklink, "pause_deposits", world.usdc.address, True)
        self.send(world)
        assert_queued(world, encoding.full_exit(ALICE, 9, 4, 2, encoding.ALL), ALICE)

    @pytest.mark.parametrize("change, text", [
        ({"sub_account": 32}, "queue: bad sub-account"),
        ({"token": MALLORY}, "tokens: not registered"),
        ({"amount": 2**128}, "queue: amount too large"),
        ({"amount": 2**128 - 2}, "queue: amount too large"),
        ({"amount": 2**128 // 10**12 + 1}, "queue: amount too large"),
        ({"token": NATIVE, "amount": 2**128}, "queue: amount too large"),
    ])
    def test_refuses(self, world, change, text):
        with refuses(text):
            self.send(world, **change)


class TestSetKey:
    """`set_key`."""

    def test_queues(self, world):
        world.zklink.set_key(15, KEY, 15, 2**64 - 1, sender=ALICE)
        assert_queued(world, encoding.set_key(ALICE, 15, KEY, 15, 2**64 - 1), ALICE)

    @pytest.mark.parametrize("slot, key, scopes, text", [
        (16, KEY, 1, "queue: bad slot"),
        (0, KEY[:39], 1, "queue: bad public key"),
        (0, b"", 1, "queue: bad public key"),
        (0, KEY, 16, "queue: unknown scope"),
    ])
    def test_refuses(self, world, slot, key, scopes, text):
        with refuses(text):
            world.zklink.set_key(slot, key, scopes, 0, sender=ALICE)

    def test_refuses_longer_key(self, world):
        with refuses(""):
            world.zklink.set_key(0, KEY + b"\0", 1, 0, sender=ALICE)


class TestCrossSwap:
    """`cross_swap`."""

    ORDINARY = {
        "token": None, "amount": 8, "target_chain": OTHER_CHAIN, "minimum_out": 77, "family": 2,
        "receiver": SOLANA_OWNER, "fallback": BOB, "fee_rate": 30,
        "hops": [(1, 4), (0x7FFF, 0x8001), (0, 3)], "value": 0,
    }

    def send(self, world, **change):
        """Requests a swap with some arguments changed."""
        order = self.ORDINARY | change
        world.supply(world.usdc, ALICE, 10**9)
        world.zklink.cross_swap(
            order["token"] or world.usdc.address, order["amount"], order["target_chain"],
            order["minimum_out"], order["family"], order["receiver"], order["fallback"],
            order["fee_rate"], order["hops"], sender=ALICE, value=order["value"])

    @pytest.mark.parametrize("hops", [
        [], [(5, 3)], [(5, 3), (6, 2)], [(0x7FFF, 65_535), (1, 1), (0, 2)],
        [(0x8000, 1)], [(0x8000, 1), (5, 0x8005)], [(0, 0x8000), (0x8000, 3), (0x7FFF, 0xFFFF)]])
    def test_queues_every_route_length(self, world, hops):
        self.send(world, hops=hops)
        entry = encoding.cross_swap(
            2, hops, 8 * 10**12, OTHER_CHAIN, 77, b"\2" + SOLANA_OWNER, BOB, 30)
        assert_queued(world, entry, ALICE)
        assert world.zklink.custody(world.usdc.address) == 8

    @pytest.mark.parametrize("family, receiver", [(1, encoding.padded(MALLORY)), (2, SOLANA_OWNER)])
    def test_queues_for_an_account(self, world, family, receiver):
        self.send(world, target_chain=255, fee_rate=0, family=family, receiver=receiver)
        entry = encoding.cross_swap(
            2, self.ORDINARY["hops"], 8 * 10**12, 255, 77, bytes([family]) + receiver, BOB, 0)
        assert_queued(world, entry, ALICE)

    def test_no_chain_has_the_number_of_the_network(self, world):
        genesis = encoding.genesis_header(7, ROOT, [CHAIN, 255]).encoded()
        with refuses("queue: chain 255"):
            world.machine.deploy("ZkLink", *world.constructor(genesis=genesis), sender=DEPLOYER)

    def test_queues_for_evm_receiver(self, world):
        self.send(world, family=1, receiver=encoding.padded(MALLORY), hops=[])
        entry = encoding.cross_swap(
            2, [], 8 * 10**12, OTHER_CHAIN, 77, encoding.evm(MALLORY), BOB, 30)
        assert_queued(world, entry, ALICE)

    def test_takes_native_coin(self, world):
        self.send(world, token=NATIVE, value=8, target_chain=CHAIN, hops=[])
        assert requested(world)["operation"][3:5] == b"\0\4"

    def test_accepts_extreme_values(self, world):
        self.send(world, minimum_out=2**128 - 1, fee_rate=9_999, amount=10**9)
        assert requested(world)["operation"][0] == 4

    @pytest.mark.parametrize("change, text", [
        ({"target_chain": 3}, "queue: unknown target chain"),
        ({"target_chain": 0}, "queue: unknown target chain"),
        ({"target_chain": 254}, "queue: unknown target chain"),
        ({"target_chain": 255}, "queue: bad fee rate"),
        ({"target_chain": 255, "fee_rate": 1}, "queue: bad fee rate"),
        ({"minimum_out": 0}, "queue: bad minimum"),
        ({"minimum_out": 2**128}, "queue: bad minimum"),
        ({"receiver": bytes(32)}, "queue: address is zero"),
        ({"family": 1, "receiver": bytes(32)}, "queue: address is zero"),
        ({"family": 1}, "queue: address not padded"),
        ({"family": 0}, "queue: unknown family"),
        ({"family": 3}, "queue: unknown family"),
        ({"fallback": "0x" + "00" * 20}, "queue: bad fallback"),
        ({"fee_rate": 10_000}, "queue: bad fee rate"),
        ({"hops": [(0x8001, 3)]}, "queue: bad pool"),
        ({"hops": [(1, 3), (2, 4), (0xFFFF, 5)]}, "queue: bad pool"),
        ({"hops": [(0x8000, 1), (2, 4), (0x8000, 3)]}, "queue: pool repeats"),
        ({"hops": [(1, 3), (1, 4)]}, "queue: pool repeats"),
        ({"hops": [(1, 3), (1, 4), (2, 5)]}, "queue: pool repeats"),
        ({"hops": [(1, 3), (2, 4), (1, 5)]}, "queue: pool repeats"),
        ({"hops": [(2, 3), (1, 4), (1, 5)]}, "queue: pool repeats"),
        ({"hops": [(0, 3), (0, 4)]}, "queue: pool repeats"),
        ({"hops": [(1, 0)]}, "queue: bad hop token"),
        ({"hops": [(1, 2)]}, "queue: bad hop token"),
        ({"hops": [(1, 3), (2, 3)]}, "queue: bad hop token"),
        ({"hops": [(1, 3), (2, 4), (3, 4)]}, "queue: bad hop token"),
        ({"token": MALLORY}, "tokens: not registered"),
        ({"amount": 0}, "tokens: nothing received"),
        ({"token": NATIVE, "value": 7, "hops": []}, "tokens: value below amount"),
    ])
    def test_refuses(self, world, change, text):
        with refuses(text):
            self.send(world, **change)

    def test_refuses_itself_as_receiver_and_as_fallback(self, world):
        with refuses("queue: address is ZkLink"):
            self.send(world, family=1, receiver=padded(world.zklink.address))
        with refuses("queue: bad fallback"):
            self.send(world, fallback=world.zklink.address)

    def test_refuses_four_hops(self, world):
        with refuses(""):
            self.send(world, hops=[(1, 3), (2, 4), (3, 5), (4, 6)])

    def test_refuses_while_paused(self, world):
        world.govern(world.zklink, "pause_deposits", world.usdc.address, True)
        with refuses("tokens: deposits paused"):
            self.send(world)


class TestRegisterToken:
    """`register_token`."""

    def token(self, world, decimals=8):
        """A token not registered yet."""
        return world.machine.deploy("MockToken", "New", "NEW", decimals, sender=DEPLOYER).address

    def send(self, world, token, contract, decimals=8, token_class=0):
        """Registers through the timelock, which reports the reason of a refusal."""
        world.govern(world.zklink, "register_token", token, contract, decimals, token_class)

    def test_queues(self, world):
        contract = self.token(world)
        self.send(world, 0x7FFF, contract, 8, 2)
        registered = [one for one in world.machine.events if one.name == "TokenRegistered"]
        assert [one.values for one in registered] == [{
            "token": 0x7FFF, "contract_address": contract.lower(), "decimals": 8, "token_class": 2,
        }]
        assert_queued(
            world, encoding.register_token(0x7FFF, contract, 8, 2), world.governance.address)
        assert world.zklink.token_id(contract) == 0x7FFF
        assert world.zklink.token_address(0x7FFF) == contract.lower()
        assert world.zklink.token_decimals(0x7FFF) == 8

    @pytest.mark.parametrize("token, decimals, token_class, text", [
        (0, 8, 0, "listing: bad identifier"),
        (1, 8, 0, "listing: not our voucher"),
        (0x8000, 8, 0, "listing: not our voucher"),
        (0xFFFF, 8, 0, "listing: not our voucher"),
        (2, 8, 0, "tokens: identifier in use"),
        (9, 19, 0, "listing: more than 18 decimals"),
        (9, 7, 0, "listing: decimals differ"),
        (9, 8, 3, "listing: unknown class"),
    ])
    def test_refuses(self, world, token, decimals, token_class, text):
        contract = self.token(world)
        with refuses(text):
            self.send(world, token, contract, decimals, token_class)

    def test_refuses_address_twice(self, world):
        with refuses("tokens: address in use"):
            self.send(world, 9, world.usdc.address, 6)
        with refuses("tokens: address in use"):
            self.send(world, 9, NATIVE, 18)

    def test_refuses_account_without_code(self, world):
        with refuses("listing: not a contract"):
            self.send(world, 9, MALLORY)

    def test_refuses_itself(self, world):
        with refuses("listing: not a token"):
            self.send(world, 9, world.zklink.address)

    def test_takes_token_without_decimals_at_its_word(self, world):
        silent = world.machine.deploy("MockReceiver", sender=DEPLOYER).address
        self.send(world, 9, silent, 5)
        assert world.zklink.token_decimals(9) == 5

    def test_refuses_everyone_but_governance(self, world):
        contract = self.token(world)
        with refuses("network: not governance"):
            world.zklink.register_token(9, contract, 8, 0, sender=DEPLOYER)


class TestGovern:
    """`govern`."""

    RAMP = encoding.governed(6, (3).to_bytes(2, "big") + bytes(8))

    @pytest.mark.parametrize("operation", [
        RAMP, encoding.governed(6, b""), encoding.governed(15, bytes(253)),
        encoding.governed(9, b"of any form"),
    ])
    def test_queues(self, world, operation):
        world.govern(world.zklink, "govern", operation)
        assert_queued(world, operation, world.governance.address)

    def test_counts_with_other_entries(self, world):
        world.deposit(5)
        world.govern(world.zklink, "govern", self.RAMP)
        world.remember()
        world.deposit(7)
        assert world.zklink.queue_hash(len(world.entries)) == world.rolling(len(world.entries))
        world.settle()
        assert world.ledger.queue_committed() == len(world.entries)

    @pytest.mark.parametrize("operation, text", [
        (b"", "operations: bad length"),
        (b"\6", "operations: bad length"),
        (b"\6\0", "operations: bad length"),
        (b"\6\0\1", "operations: bad length"),
        (b"\6\0\0\0", "operations: bad length"),
        (b"\6\1\0" + bytes(253), "operations: bad length"),
        (b"\6\1\1\0", "operations: bad length"),
        (encoding.governed(5, bytes(37)), "operations: not governed"),
        (encoding.governed(1, bytes(52)), "operations: not governed"),
        (encoding.governed(0, b""), "operations: not governed"),
        (encoding.governed(16, b""), "operations: not governed"),
        (encoding.governed(255, b""), "operations: not governed"),
    ])
    def test_refuses(self, world, operation, text):
        with refuses(text):
            world.govern(world.zklink, "govern", operation)

    def test_refuses_more_than_an_entry_holds(self, world):
        with refuses("timelock_controller: underlying transaction reverted"):
            world.govern(world.zklink, "govern", encoding.governed(6, bytes(254)))

    def test_refuses_everyone_but_governance(self, world):
        for sender in (ALICE, DEPLOYER, OPERATOR, GUARDIAN):
            with refuses("network: not governance"):
                world.zklink.govern(self.RAMP, sender=sender)

    def test_refuses_on_other_chains(self, compiled):
        other = World(data_chain=False)
        with refuses("queue: not the data chain"):
            other.govern(other.zklink, "govern", self.RAMP)

    def test_refuses_in_exodus(self, world):
        world.machine.advance(QUEUE_DEADLINE + 1)
        world.activate_exodus()
        with refuses("lifecycle: exodus"):
            world.govern(world.zklink, "govern", self.RAMP)
