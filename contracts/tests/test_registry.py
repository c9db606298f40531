"""The oracle registry: arithmetic, changes, bonds, evidence."""

import pytest

from . import encoding
from .machine import refuses
from .world import (
    ALICE, CHAIN, DELAY, DEPLOYER, MALLORY, NETWORK, ZERO, World, account, address, sign,
)

BOND = 10**18
HASH_A, HASH_B, SYNC_A, SYNC_B = (bytes([i]) * 32 for i in range(1, 5))


@pytest.fixture
def bonded() -> World:
    """A world whose oracles must post bonds, and did."""
    world = World(bond=BOND)
    for key in world.keys:
        world.machine.fund(key.address, BOND)
        world.registry.post_bond(sender=key.address, value=BOND)
    return world


def signed(keys: list, digest: bytes) -> list[bytes]:
    """Signatures in the registry's order."""
    return [sign(digest, key) for key in sorted(keys, key=lambda one: int(one.address, 16))]


def deploy(world: World, members: list[str], threshold: int):
    """Another registry."""
    return world.machine.deploy(
        "OracleRegistry", world.governance.address, members, threshold, DELAY, 0, NETWORK, CHAIN,
        sender=DEPLOYER)


class TestThreshold:
    """`threshold >= 2`, `3 * threshold > 2 * count`, `threshold <= count`."""

    MEMBERS = [f"0x{i + 1:040x}" for i in range(33)]

    @pytest.mark.parametrize("count", range(2, 33))
    def test_least_threshold(self, world, count):
        least = max(2, 2 * count // 3 + 1)
        assert deploy(world, self.MEMBERS[:count], least).threshold() == least
        assert deploy(world, self.MEMBERS[:count], count).threshold() == count
        with refuses(f"OracleRegistry: threshold {'below 2' if least == 2 else 'too low'}"):
            deploy(world, self.MEMBERS[:count], least - 1)
        with refuses("OracleRegistry: threshold too high"):
            deploy(world, self.MEMBERS[:count], count + 1)

    @pytest.mark.parametrize("count, threshold, text", [
        (0, 0, "OracleRegistry: threshold below 2"),
        (0, 2, "OracleRegistry: threshold too high"),
        (1, 1, "OracleRegistry: threshold below 2"),
        (1, 2, "OracleRegistry: threshold too high"),
        (33, 23, ""),
    ])
    def test_refuses(self, world, count, threshold, text):
        with refuses(text):
            deploy(world, self.MEMBERS[:count], threshold)

    def test_refuses_members(self, world):
        with refuses("OracleRegistry: member is zero"):
            deploy(world, [ZERO, ALICE], 2)
        with refuses("OracleRegistry: already a member"):
            deploy(world, [ALICE, ALICE], 2)
        with refuses("OracleRegistry: governance is zero"):
            world.machine.deploy(
                "OracleRegistry", ZERO, [ALICE, MALLORY], 2, 0, 0, NETWORK, CHAIN, sender=DEPLOYER)

    def test_32_members_can_all_sign(self, world):
        keys = [account(f"many {i}") for i in range(32)]
        registry = deploy(world, [key.address for key in keys], 22)
        assert registry.verify(HASH_A, signed(keys, HASH_A))
        assert registry.verify(HASH_A, signed(keys[:22], HASH_A))
        assert not registry.verify(HASH_A, signed(keys[:21], HASH_A))


class TestChange:
    """Changes of members."""

    NEW = account("new oracle")

    def propose(self, world, added=(), removed=(), threshold=3):
        """Proposes through the timelock."""
        world.govern(world.registry, "propose_change", list(added), list(removed), threshold)

    def test_applies_after_the_delay(self, world):
        old = world.keys[1].address
        self.propose(world, [self.NEW.address], [old])
        assert world.registry.change_time() == world.machine.now + DELAY
        world.machine.advance(DELAY - 1)
        with refuses("OracleRegistry: too early"):
            world.registry.apply_change(sender=MALLORY)
        assert world.registry.verify(HASH_A, signed(world.keys[:3], HASH_A))
        world.machine.advance(1)
        world.registry.apply_change(sender=MALLORY)
        assert world.registry.is_member(self.NEW.address)
        assert not world.registry.is_member(old)
        expected = {key.address.lower() for key in world.keys} - {old.lower()}
        assert set(world.registry.members()) == expected | {self.NEW.address.lower()}
        assert not world.registry.verify(HASH_A, signed(world.keys[:3], HASH_A))
        keys = [world.keys[0], world.keys[2], self.NEW]
        assert world.registry.verify(HASH_A, signed(keys, HASH_A))
        with refuses("OracleRegistry: no change"):
            world.registry.apply_change()

    @pytest.mark.parametrize("index", range(4))
    def test_removes_any_position(self, world, index):
        self.propose(world, [], [world.keys[index].address])
        world.machine.advance(DELAY)
        world.registry.apply_change()
        rest = {key.address.lower() for key in world.keys} - {world.keys[index].address.lower()}
        assert set(world.registry.members()) == rest and len(world.registry.members()) == 3

    def test_changes_threshold_alone(self, world):
        self.propose(world, threshold=4)
        world.machine.advance(DELAY)
        world.registry.apply_change()
        assert world.registry.threshold() == 4

    def test_refuses_arithmetic(self, world):
        with refuses("OracleRegistry: threshold too low"):
            self.propose(world, [self.NEW.address], [], 3)
        with refuses("OracleRegistry: threshold too high"):
            self.propose(world, [], [key.address for key in world.keys[:2]], 3)
        with refuses("OracleRegistry: threshold below 2"):
            self.propose(world, threshold=1)

    def test_refuses_members(self, world):
        with refuses("OracleRegistry: already a member"):
            self.propose(world, [world.keys[0].address])
        with refuses("OracleRegistry: not a member"):
            self.propose(world, [], [ALICE])
        with refuses("OracleRegistry: member is zero"):
            self.propose(world, [ZERO])

    def test_can_be_cancelled(self, world):
        self.propose(world, threshold=4)
        world.govern(world.registry, "cancel_change")
        world.machine.advance(DELAY)
        with refuses("OracleRegistry: no change"):
            world.registry.apply_change()
        with refuses("OracleRegistry: no change"):
            world.govern(world.registry, "cancel_change")

    def test_proposal_replaces_the_one_that_waits(self, world):
        self.propose(world, threshold=4)
        world.machine.advance(DELAY)
        self.propose(world, [self.NEW.address], threshold=4)
        with refuses("OracleRegistry: too early"):
            world.registry.apply_change()

    def test_is_for_governance_alone(self, world):
        with refuses("OracleRegistry: not governance"):
            world.registry.propose_change([], [], 4, sender=DEPLOYER)
        with refuses("OracleRegistry: not governance"):
            world.registry.cancel_change(sender=DEPLOYER)


class TestBond:
    """Bonds."""

    def test_member_counts_only_with_its_bond(self):
        world = World(bond=BOND)
        signatures = signed(world.keys[:3], HASH_A)
        assert not world.registry.verify(HASH_A, signatures)
        for key, part in [(world.keys[0], 1), (world.keys[1], 1), (world.keys[2], 2)]:
            world.machine.fund(key.address, BOND)
            for _ in range(part):
                assert not world.registry.verify(HASH_A, signatures)
                world.registry.post_bond(sender=key.address, value=BOND // part)
        assert world.registry.verify(HASH_A, signatures)
        assert world.registry.bond_of(world.keys[2].address) == BOND

    def test_refuses(self, world):
        with refuses("OracleRegistry: not a member"):
            world.registry.post_bond(sender=ALICE, value=1)
        with refuses("OracleRegistry: no value"):
            world.registry.post_bond(sender=world.keys[0].address)

    def test_returns_after_the_delay(self, bonded):
        leaver = bonded.keys[0].address
        with refuses("OracleRegistry: still a member"):
            bonded.registry.withdraw_bond(sender=leaver)
        bonded.govern(bonded.registry, "propose_change", [], [leaver], 3)
        bonded.machine.advance(DELAY)
        bonded.registry.apply_change()
        with refuses("OracleRegistry: too early"):
            bonded.registry.withdraw_bond(sender=leaver)
        bonded.machine.advance(DELAY)
        bonded.registry.withdraw_bond(sender=leaver)
        assert bonded.machine.balance(leaver) == BOND
        with refuses("OracleRegistry: no bond"):
            bonded.registry.withdraw_bond(sender=leaver)


class TestEvidence:
    """`submit_evidence`."""

    def submit(self, world, key, a=(HASH_A, SYNC_A), b=(HASH_B, SYNC_B), other=None, **fields):
        """Submits two confirmations of one block."""
        name = {"network": NETWORK, "chain": CHAIN, "epoch": 2, "number": 5} | fields
        signatures = [
            sign(encoding.confirmation(
                name["network"], name["chain"], name["epoch"], name["number"], *pair), signer)
            for pair, signer in ((a, key), (b, other or key))
        ]
        world.registry.submit_evidence(
            2, 5, *a, signatures[0], *b, signatures[1], sender=MALLORY)

    @pytest.mark.parametrize("b", [(HASH_B, SYNC_B), (HASH_A, SYNC_B), (HASH_B, SYNC_A)])
    def test_convicts(self, bonded, b):
        culprit = bonded.keys[0].address
        self.submit(bonded, bonded.keys[0], b=b)
        registry = bonded.registry
        assert registry.is_convicted(culprit) and not registry.is_member(culprit)
        assert registry.bond_of(culprit) == 0
        before = bonded.machine.balance(MALLORY)
        registry.withdraw_reward(sender=MALLORY)
        assert bonded.machine.balance(MALLORY) == before + BOND // 2
        bonded.govern(registry, "withdraw_reward")
        assert bonded.machine.balance(bonded.governance.address) == BOND // 2
        with refuses("OracleRegistry: no reward"):
            registry.withdraw_reward(sender=MALLORY)

    def test_stops_counting_at_once(self, bonded):
        signatures = signed(bonded.keys[:3], HASH_A)
        assert bonded.registry.verify(HASH_A, signatures)
        self.submit(bonded, bonded.keys[0])
        assert not bonded.registry.verify(HASH_A, signatures)
        assert bonded.registry.verify(HASH_A, signed(bonded.keys[1:], HASH_A))
        self.submit(bonded, bonded.keys[1])
        assert bonded.registry.threshold() == 3
        assert not bonded.registry.verify(HASH_A, signed(bonded.keys[2:], HASH_A))

    def test_convicted_never_returns(self, bonded):
        self.submit(bonded, bonded.keys[0])
        with refuses("OracleRegistry: convicted"):
            bonded.govern(
                bonded.registry, "propose_change", [bonded.keys[0].address], [], 3)

    def test_convicted_meanwhile_does_not_stop_its_removal(self, bonded):
        culprit, new = bonded.keys[0], account("new oracle").address
        bonded.govern(bonded.registry, "propose_change", [new], [culprit.address], 3)
        self.submit(bonded, culprit)
        bonded.machine.advance(DELAY)
        bonded.registry.apply_change()
        assert bonded.registry.is_member(new)

    def test_reaches_a_leaver_until_it_has_its_bond(self, bonded):
        leaver = bonded.keys[0]
        bonded.govern(bonded.registry, "propose_change", [], [leaver.address], 3)
        bonded.machine.advance(DELAY)
        bonded.registry.apply_change()
        self.submit(bonded, leaver)
        assert bonded.registry.is_convicted(leaver.address)
        bonded.machine.advance(DELAY)
        with refuses("OracleRegistry: no bond"):
            bonded.registry.withdraw_bond(sender=leaver.address)

    def test_refuses(self, bonded):
        key = bonded.keys[0]
        with refuses("OracleRegistry: same confirmation"):
            self.submit(bonded, key, b=(HASH_A, SYNC_A))
        with refuses("OracleRegistry: different signers"):
            self.submit(bonded, key, other=bonded.keys[1])
        with refuses("OracleRegistry: not a member"):
            self.submit(bonded, account("stranger"))
        for fields in ({"network": 8}, {"chain": 2}, {"epoch": 1}, {"number": 6}):
            with refuses("OracleRegistry: different signers"):
                self.submit(bonded, key, **fields)
        self.submit(bonded, key)
        with refuses("OracleRegistry: not a member"):
            self.submit(bonded, key)

    def test_refuses_bad_signatures(self, bonded):
        for signature in (b"", bytes(64), bytes(65)):
            with refuses("OracleRegistry: bad signature"):
                bonded.registry.submit_evidence(
                    2, 5, HASH_A, SYNC_A, signature, HASH_B, SYNC_B, signature)


def test_members_are_the_oracles_of_the_world(world):
    """The world's keys are those that the registry knows."""
    assert set(world.registry.members()) == {
        address(f"oracle {i}").lower() for i in range(4)}
