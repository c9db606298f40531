"""Blocks: the checks of a commit, proof and confirmation, and reverts."""

from dataclasses import replace

import pytest

from . import encoding
from .encoding import codec
from .encoding import Payout, padded
from .machine import Reverted, refuses
from .world import (
    ALICE, BOB, CHAIN, DEPLOYER, GUARDIAN, KEY_ROOT, MALLORY, NETWORK, OPERATOR, OTHER_CHAIN, PROGRAM,
    REVERT_DEADLINE, ROOT, World, account, sign,
)

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
PAYOUT = Payout(padded(BOB), 2, 4)


def own(header: encoding.Header, **fields) -> encoding.Header:
    """A header with another section of this chain."""
    return replace(header, sections=(replace(header.sections[0], **fields), header.sections[1]))


def malleated(signature: bytes) -> bytes:
    """The other valid signature of the same signer."""
    s = ORDER - int.from_bytes(signature[32:64], "big")
    return signature[:32] + s.to_bytes(32, "big") + bytes([55 - signature[64]])


class TestGenesis:
    """The constructor."""

    def test_starts_at_genesis(self, world):
        zklink, ledger = world.zklink, world.ledger
        assert (ledger.committed(), ledger.proven(), ledger.confirmed(), zklink.executed()) == (
            0, 0, 0, 0)
        assert ledger.header_hash(0) == world.genesis.hash()
        assert ledger.sync_hash(0) == world.genesis.hash()
        assert ledger.operations_hash(0) == encoding.EMPTY_HASH
        assert ledger.commit_time(0) == world.machine.now
        for one in (zklink, ledger):
            assert one.network_id() == NETWORK and one.chain() == CHAIN
            assert one.governance() == world.governance.address.lower()
        assert ledger.zklink() == zklink.address.lower()
        assert zklink.block_ledger() == ledger.address.lower()
        assert ledger.chains() == 1 << CHAIN | 1 << OTHER_CHAIN
        assert ledger.is_data_chain() and ledger.mode() == 1
        assert ledger.settlement_mode() == "unproven: for development, computation is not proven"
        assert ledger.program_id() == PROGRAM
        assert ledger.key_root() == KEY_ROOT
        assert ledger.operator() == OPERATOR.lower()
        assert ledger.verifier() == world.verifier.address.lower()
        assert ledger.oracles() == world.registry.address.lower()

    def test_names_validity_mode(self, world):
        made = world.machine.deploy("ZkLink", *world.constructor(mode=2), sender=DEPLOYER)
        ledger = world.machine.at("BlockLedger", made.block_ledger())
        assert ledger.settlement_mode() == "validity"

    @pytest.mark.parametrize("fields, text", [
        ({"version": 1}, "blocks: unknown version"),
        ({"network": NETWORK + 1}, "blocks: other network"),
        ({"number": 1}, "header: genesis number"),
        ({"previous": b"\1" * 32}, "header: genesis previous hash"),
        ({"timestamp": 1}, "header: genesis timestamp"),
        ({"new_root": b"\1" * 32}, "header: genesis roots"),
        ({"data_hash": bytes(32)}, "header: genesis data hash"),
        ({"sections": ()}, "header: too short"),
        ({"sections": (encoding.Section(OTHER_CHAIN),)}, "header: chain missing"),
        ({"sections": (encoding.Section(2), encoding.Section(1))}, "header: chains not ascending"),
        ({"sections": (encoding.Section(1), encoding.Section(1))}, "header: chains not ascending"),
        ({"sections": (encoding.Section(0), encoding.Section(1))}, "header: chains not ascending"),
        ({"sections": (encoding.Section(1, queue_start=1),)}, "header: genesis not empty"),
        ({"sections": (encoding.Section(1, queue_count=1),)}, "header: genesis not empty"),
        ({"sections": (encoding.Section(1, queue_hash=b"\1" * 32),)}, "header: genesis not empty"),
        ({"sections": (encoding.Section(1, operation_count=1),)}, "header: genesis not empty"),
        ({"sections": (encoding.Section(1), encoding.Section(2, operations_hash=bytes(32)))},
         "header: genesis not empty"),
    ])
    def test_refuses_genesis(self, world, fields, text):
        header = replace(world.genesis, **fields).encoded()
        with refuses(text):
            world.machine.deploy("ZkLink", *world.constructor(genesis=header), sender=DEPLOYER)

    @pytest.mark.parametrize("change, text", [
        ({"mode": 0}, "blocks: unknown mode"),
        ({"mode": 3}, "blocks: unknown mode"),
        ({"verifier": MALLORY}, "blocks: verifier is no contract"),
        ({"oracles": MALLORY}, "blocks: oracles are no contract"),
        ({"governance": "0x" + "00" * 20}, "network: governance is zero"),
        ({"operator": "0x" + "00" * 20}, "levers: operator is zero"),
        ({"chain": 3}, "header: chain missing"),
        ({"chain": 2}, "blocks: data chain not lowest"),
    ])
    def test_refuses_arguments(self, world, change, text):
        with refuses(text):
            world.machine.deploy("ZkLink", *world.constructor(**change), sender=DEPLOYER)


class TestCommit:
    """`commit`."""

    def test_stores_and_announces(self, world):
        world.deposit(5)
        header = world.commit([PAYOUT])
        [event] = world.machine.events
        assert event.name == "BlockCommitted"
        assert event.values == {
            "number": 1, "header_hash": header.hash(), "sync_hash": world.syncs[1], "epoch": 0,
            "header": header.encoded(), "chain_operations": PAYOUT.encoded(),
        }
        zklink, ledger = world.zklink, world.ledger
        assert ledger.committed() == 1
        assert ledger.header_hash(1) == header.hash()
        assert ledger.sync_hash(1) == world.syncs[1]
        assert ledger.operations_hash(1) == header.sections[0].operations_hash
        assert ledger.commit_time(1) == world.machine.now
        assert ledger.queue_committed() == 3 and zklink.queue_executed() == 0

    def test_follows_itself(self, world):
        world.commit(queue_count=1)
        world.commit(queue_count=0)
        world.machine.advance(10)
        world.commit()
        assert world.ledger.committed() == 3
        assert world.ledger.queue_committed() == 2

    def test_takes_64_payouts(self, world):
        world.commit([replace(PAYOUT, serial=i) for i in range(64)])
        assert world.ledger.committed() == 1

    def test_takes_largest_data(self, world):
        world.commit(data=bytes(98_304))
        assert world.ledger.committed() == 1

    @pytest.mark.parametrize("mutate, text", [
        (lambda h: replace(h, version=1), "blocks: unknown version"),
        (lambda h: replace(h, network=NETWORK + 1), "blocks: other network"),
        (lambda h: replace(h, number=3), "blocks: bad number"),
        (lambda h: replace(h, number=1), "blocks: bad number"),
        (lambda h: replace(h, previous=b"\1" * 32), "blocks: bad previous hash"),
        (lambda h: replace(h, timestamp=h.timestamp - 1), "blocks: timestamp falls"),
        (lambda h: replace(h, timestamp=h.timestamp + 901), "blocks: timestamp ahead"),
        (lambda h: replace(h, timestamp=2**64 - 1), "blocks: timestamp ahead"),
        (lambda h: replace(h, old_root=b"\1" * 32), "blocks: bad old root"),
        (lambda h: replace(h, data_hash=b"\1" * 32), "blocks: bad data hash"),
        (lambda h: replace(h, sections=h.sections[:1]), "blocks: other chains"),
        (lambda h: replace(h, sections=(*h.sections, encoding.Section(9))), "blocks: other chains"),
        (lambda h: replace(h, sections=(h.sections[0], encoding.Section(9))),
         "blocks: other chains"),
        (lambda h: replace(h, sections=h.sections[1:]), "header: chain missing"),
        (lambda h: replace(h, sections=h.sections[::-1]), "header: chains not ascending"),
        (lambda h: replace(h, sections=()), "header: too short"),
        (lambda h: own(h, queue_start=0), "blocks: bad queue start"),
        (lambda h: own(h, queue_start=2**64 - 1), "blocks: bad queue start"),
        (lambda h: own(h, queue_count=1), "blocks: bad queue hash"),
        (lambda h: own(h, queue_count=3), "queue: beyond queue"),
        (lambda h: own(h, queue_count=2**32 - 1), "queue: beyond queue"),
        (lambda h: own(h, queue_hash=b"\1" * 32), "blocks: bad queue hash"),
        (lambda h: own(h, operation_count=0), "blocks: bad operation count"),
        (lambda h: own(h, operation_count=2), "blocks: bad operation count"),
        (lambda h: own(h, operation_count=65), "blocks: bad operation count"),
        (lambda h: own(h, operations_hash=b"\1" * 32), "blocks: bad operations hash"),
    ])
    def test_refuses_mutated_header(self, world, mutate, text):
        world.commit(queue_count=1)
        world.deposit(5)
        header = mutate(world.next_header([PAYOUT]))
        with refuses(text):
            world.commit([PAYOUT], header=header)
        world.commit([PAYOUT])

    @pytest.mark.parametrize("change", [lambda b: b + b"\0", lambda b: b[:-1]])
    def test_refuses_other_length(self, world, change):
        encoded = change(world.next_header().encoded())
        with refuses("header: bad length"):
            world.ledger.commit(encoded, b"", b"data", sender=OPERATOR)

    @pytest.mark.parametrize("change, text", [
        (lambda b: b + b"\1", "operations: trailing bytes"),
        (lambda b: b[:-1], "operations: trailing bytes"),
        (lambda b: b + b"\5" + b[1:], "operations: unknown code"),
        (lambda b: b"\0" + b[1:], "operations: unknown code"),
        (lambda b: b"\5" + b[1:], "operations: unknown code"),
        (lambda b: b"\xff" + b[1:], "operations: unknown code"),
        (lambda b: b + b, "blocks: bad operation count"),
        (lambda b: b"", "blocks: bad operation count"),
    ])
    def test_walks_the_chain_operations(self, world, change, text):
        """What it finds is compared with the header, whatever the header's hash says."""
        operations = change(PAYOUT.encoded())
        header = own(world.next_header([PAYOUT]), operations_hash=codec.digest(operations))
        with refuses(text):
            world.ledger.commit(header.encoded(), operations, b"data", sender=OPERATOR)

    @pytest.mark.parametrize("kind", [1, 2, 3, 4])
    def test_takes_code(self, world, kind):
        world.commit([replace(PAYOUT, kind=kind)])
        assert world.ledger.committed() == 1

    def test_refuses_other_payouts(self, world):
        header = world.next_header([PAYOUT])
        with refuses("blocks: bad operations hash"):
            world.commit([replace(PAYOUT, amount=5)], header=header)

    def test_refuses_other_data(self, world):
        with refuses("blocks: bad data hash"):
            world.commit(header=world.next_header(data=b"data"), data=b"other")

    def test_refuses_timestamp_at_the_limit_only_beyond(self, world):
        world.commit(header=replace(world.next_header(), timestamp=world.machine.now + 900))
        assert world.ledger.committed() == 1

    def test_refuses_everyone_but_the_operator(self, world):
        with refuses("levers: not operator"):
            world.commit(sender=MALLORY)

    def test_refuses_while_paused(self, world):
        world.govern(world.ledger, "pause_blocks", True)
        with refuses("levers: blocks paused"):
            world.commit()
        world.govern(world.ledger, "pause_blocks", False)
        world.commit()

    def test_other_chain_takes_no_data(self):
        world = World(data_chain=False)
        encoded = world.next_header().encoded()
        with refuses("blocks: data not expected"):
            world.ledger.commit(encoded, b"", b"data", sender=OPERATOR)
        world.commit()
        assert world.ledger.committed() == 1

    def test_forged_block_cannot_hide_behind_honest_one(self, world):
        honest = world.next_header()
        following = replace(
            honest, number=2, previous=honest.hash(), old_root=honest.new_root,
            sections=(replace(honest.sections[0], queue_start=2, queue_count=0),
                      honest.sections[1]))
        synced = encoding.sync_hash(
            encoding.sync_hash(world.syncs[0], honest.hash()), following.hash())
        world.commit(header=replace(honest, new_root=b"\6" * 32))
        with refuses("blocks: bad previous hash"):
            world.commit(header=following)
        # The operator continues its own history; the oracles' signatures are about the other one.
        world.commit()
        digest = encoding.confirmation(NETWORK, CHAIN, 0, 2, following.hash(), synced)
        with refuses("blocks: not confirmed"):
            world.ledger.confirm(2, [sign(digest, key) for key in world.keys])
        # Nor does the header of block 2 alone help, without the history before it.
        digest = encoding.confirmation(NETWORK, CHAIN, 0, 2, world.headers[2].hash(), synced)
        with refuses("blocks: not confirmed"):
            world.ledger.confirm(2, [sign(digest, key) for key in world.keys])


class TestViews:
    """The views that `ZkLink` reads."""

    def test_executable_is_what_is_proven_and_confirmed(self, world):
        headers = [world.commit(queue_count=count) for count in (1, 1, 0)]
        world.prove(3)
        world.confirm(2)
        assert world.ledger.executable() == 2
        assert world.ledger.executable_block(2) == (
            headers[1].sections[0].operations_hash, headers[1].hash())
        with refuses("blocks: not executable yet"):
            world.ledger.executable_block(3)
        assert [world.ledger.queue_end(number) for number in range(4)] == [0, 1, 2, 2]
        with refuses("blocks: not committed"):
            world.ledger.queue_end(4)

    def test_committable_hash_ends_with_the_queue(self, world):
        assert world.zklink.committable_hash(2) == world.rolling(2)
        with refuses("queue: beyond queue"):
            world.zklink.committable_hash(3)


class TestProve:
    """`prove`, with a verifier that takes the public input for a proof."""

    def test_proves_several_blocks_at_once(self, world):
        for _ in range(3):
            world.commit()
        world.prove(2)
        statement = encoding.public_input(
            PROGRAM, KEY_ROOT, world.headers[0].hash(), world.headers[2].hash())
        [event] = world.machine.events
        assert event.values == {"last": 2, "public_input": statement.to_bytes(32, "big")}
        world.prove(3)
        assert world.ledger.proven() == 3

    def test_anyone_proves(self, world):
        world.commit()
        world.ledger.prove(0, 1, world.proof(0, 1), sender=MALLORY)
        assert world.ledger.proven() == 1

    @pytest.mark.parametrize("start", [0, 1, 2])
    def test_takes_a_proof_that_begins_before_the_proven_block(self, world, start):
        for _ in range(3):
            world.commit()
        world.prove(2)
        world.ledger.prove(start, 3, world.proof(start, 3))
        assert world.ledger.proven() == 3

    def test_takes_the_same_proof_after_a_revert(self, world):
        for _ in range(3):
            world.commit()
        world.prove(3)
        world.confirm(1)
        world.machine.advance(REVERT_DEADLINE + 1)
        reverted = world.headers[2:]
        world.revert(1)
        assert world.ledger.proven() == 1
        for header in reverted:
            world.commit(header=header)
        world.ledger.prove(0, 3, world.proof(0, 3))
        assert world.ledger.proven() == 3

    @pytest.mark.parametrize("start, last", [
        (0, 0), (0, 1), (1, 1), (0, 3), (1, 3), (2, 2), (2, 3), (3, 2), (2**64 - 1, 2),
        (0, 2**64 - 1), (1, 2**64 - 1),
    ])
    def test_refuses_range(self, world, start, last):
        world.commit()
        world.commit()
        world.prove(1)
        with refuses("blocks: bad range"):
            world.ledger.prove(start, last, world.proof(min(start, 2), min(last, 2)))

    def test_refuses_twice(self, world):
        world.commit()
        proof = world.proof(0, 1)
        world.ledger.prove(0, 1, proof)
        with refuses("blocks: bad range"):
            world.ledger.prove(0, 1, proof)

    def test_refuses_other_history(self, world):
        world.commit(header=replace(world.next_header(), new_root=b"\6" * 32))
        honest = replace(world.headers[1], new_root=ROOT)
        statement = encoding.public_input(PROGRAM, KEY_ROOT, world.headers[0].hash(), honest.hash())
        with refuses("blocks: bad proof"):
            world.ledger.prove(0, 1, statement.to_bytes(32, "big"))

    @pytest.mark.parametrize("start, last", [(0, 1), (1, 2)])
    def test_refuses_proof_of_part_of_the_range(self, world, start, last):
        world.commit()
        world.commit()
        with refuses("blocks: bad proof"):
            world.ledger.prove(0, 2, world.proof(start, last))

    @pytest.mark.parametrize("changed", ["program", "key_root"])
    def test_refuses_proof_of_other_program(self, world, changed):
        world.commit()
        about = {"program": PROGRAM, "key_root": KEY_ROOT, changed: b"\7" * 32}
        statement = encoding.public_input(
            about["program"], about["key_root"], world.headers[0].hash(), world.headers[1].hash())
        with refuses("blocks: bad proof"):
            world.ledger.prove(0, 1, statement.to_bytes(32, "big"))

    @pytest.mark.parametrize("length", [0, 1, 31, 33, 64, 4_096])
    def test_verifier_refuses_lengths(self, world, length):
        world.commit()
        with refuses("blocks: bad proof"):
            world.ledger.prove(0, 1, (world.proof(0, 1) * 128)[:length])


class TestConfirm:
    """`confirm`."""

    def test_confirms_several_blocks_at_once(self, world):
        for _ in range(3):
            world.commit()
        world.confirm(2)
        assert [event.values for event in world.machine.events] == [{"number": 2}]
        world.confirm(3)
        assert world.ledger.confirmed() == 3

    @pytest.mark.parametrize("number", [0, 2, 2**64 - 1])
    def test_refuses_range(self, world, number):
        world.commit()
        signatures = world.confirmations(1)
        with refuses("blocks: bad range"):
            world.ledger.confirm(number, signatures)

    def test_refuses_twice(self, world):
        world.commit()
        world.confirm()
        with refuses("blocks: bad range"):
            world.confirm()

    @pytest.mark.parametrize("change", [
        lambda s: s[:2],
        lambda s: [],
        lambda s: [s[0], s[1], s[1]],
        lambda s: [s[1], s[0], s[2]],
        lambda s: [malleated(s[0]), s[1], s[2]],
        lambda s: [s[0], s[1], s[2][:64]],
        lambda s: [s[0], s[1], b""],
        lambda s: [s[0], s[1], s[2][:64] + b"\x1d"],
    ])
    def test_refuses_signatures(self, world, change):
        world.commit()
        with refuses("blocks: not confirmed"):
            world.ledger.confirm(1, change(world.confirmations(1)))

    def test_refuses_stranger(self, world):
        world.commit()
        strangers = sorted([*world.keys[:2], account("stranger")], key=lambda k: int(k.address, 16))
        with refuses("blocks: not confirmed"):
            world.ledger.confirm(1, world.confirmations(1, strangers))

    @pytest.mark.parametrize("network, chain, epoch", [
        (NETWORK + 1, CHAIN, 0), (NETWORK, OTHER_CHAIN, 0), (NETWORK, CHAIN, 1)])
    def test_refuses_confirmation_of_something_else(self, world, network, chain, epoch):
        world.commit()
        digest = encoding.confirmation(
            network, chain, epoch, 1, world.headers[1].hash(), world.syncs[1])
        with refuses("blocks: not confirmed"):
            world.ledger.confirm(1, [sign(digest, key) for key in world.keys])


class TestRevert:
    """`revert_blocks`."""

    @pytest.mark.parametrize("proven, confirmed", [(1, 3), (3, 1)])
    def test_takes_back_to_any_block_not_executable(self, world, proven, confirmed):
        world.settle()
        for _ in range(3):
            world.commit()
        for number in range(2, proven + 1):
            world.prove(number)
        for number in range(2, confirmed + 1):
            world.confirm(number)
        world.machine.advance(REVERT_DEADLINE + 1)
        world.revert(2)
        zklink, ledger = world.zklink, world.ledger
        assert [event.values for event in world.machine.events] == [{"to": 2, "epoch": 1}]
        assert (ledger.committed(), ledger.proven(), ledger.confirmed(), zklink.executed()) == (
            2, min(proven, 2), min(confirmed, 2), 1)
        assert ledger.epoch() == 1
        assert ledger.header_hash(3) == bytes(32) and ledger.sync_hash(3) == bytes(32)
        assert ledger.operations_hash(3) == bytes(32) and ledger.commit_time(3) == 0

    def test_leaves_what_can_be_executed(self, world):
        """Another chain may have executed it: its entries would be paid twice after exodus."""
        world.commit()
        world.prove()
        world.confirm()
        world.commit(queue_count=0)
        world.machine.advance(REVERT_DEADLINE + 1)
        with refuses("blocks: bad range"):
            world.ledger.revert_blocks(0)
        world.revert(1)
        world.execute([])
        assert world.zklink.executed() == 1

    def test_returns_queue_entries(self, world):
        world.commit()
        assert world.ledger.queue_committed() == 2
        world.machine.advance(REVERT_DEADLINE + 1)
        world.revert(0)
        assert world.ledger.queue_committed() == 0
        world.commit()
        assert world.ledger.queue_committed() == 2

    def test_old_confirmations_are_void_after_a_revert(self, world):
        header = world.commit()
        before = world.confirmations(1)
        world.machine.advance(REVERT_DEADLINE + 1)
        world.revert(0)
        world.commit(header=header)
        with refuses("blocks: not confirmed"):
            world.ledger.confirm(1, before)
        world.confirm(1)
        assert world.ledger.confirmed() == 1

    @pytest.mark.parametrize("sender", [OPERATOR, MALLORY, GUARDIAN])
    def test_refuses_before_the_deadline(self, world, sender):
        world.commit()
        world.machine.advance(REVERT_DEADLINE)
        with refuses("blocks: before deadline"):
            world.ledger.revert_blocks(0, sender=sender)
        world.machine.advance(1)
        world.ledger.revert_blocks(0, sender=sender)

    def test_deadline_counts_from_the_first_block_not_executable(self, world):
        world.settle()
        world.machine.advance(REVERT_DEADLINE)
        world.commit()
        world.machine.advance(1)
        with refuses("blocks: before deadline"):
            world.ledger.revert_blocks(1)

    @pytest.mark.parametrize("to", [0, 2, 3])
    def test_refuses_range(self, world, to):
        world.settle()
        world.commit()
        world.machine.advance(REVERT_DEADLINE + 1)
        with refuses("blocks: bad range"):
            world.ledger.revert_blocks(to)


def test_settles_to_the_end_of_custody(world):
    """Nothing is left over when everybody withdrew everything."""
    world.deposit(5)
    world.settle([replace(PAYOUT, amount=5)])
    world.zklink.claim(BOB, world.usdc.address)
    assert world.zklink.custody(world.usdc.address) == 0
    assert world.usdc.balanceOf(BOB) == 5
    assert world.usdc.balanceOf(ALICE) == 0
    with pytest.raises(Reverted):
        world.zklink.claim(BOB, world.usdc.address)
