"""Governance: the timelock, and the guardian that can only pause."""

import pytest

from .machine import refuses
from .world import ALICE, DEPLOYER, GUARDIAN, MALLORY, OPERATOR, ZERO, World

SALT = b"\7" * 32


def proposal(world: World, name: str, *arguments) -> tuple:
    """A call of the ledger in the timelock's form."""
    target = world.ledger
    return (target.address, 0, target.encode(name, *arguments), bytes(32), SALT)


class TestTimelock:
    """Governance announces its actions in advance."""

    @pytest.fixture
    def slow(self, world) -> World:
        """A world whose governance waits a hundred seconds."""
        world.govern(world.governance, "update_delay", 100)
        return world

    def test_waits(self, slow):
        call = proposal(slow, "set_operator", ALICE)
        slow.governance.schedule(*call, 100, sender=DEPLOYER)
        slow.machine.advance(99)
        with refuses("timelock_controller: operation is not ready"):
            slow.governance.execute(*call, sender=MALLORY)
        slow.machine.advance(1)
        slow.governance.execute(*call, sender=MALLORY)
        assert slow.ledger.operator() == ALICE.lower()

    def test_refuses_shorter_delay(self, slow):
        with refuses("timelock_controller: insufficient delay"):
            slow.governance.schedule(*proposal(slow, "set_operator", ALICE), 99, sender=DEPLOYER)

    @pytest.mark.parametrize("sender", [MALLORY, GUARDIAN, OPERATOR])
    def test_refuses_other_proposers(self, slow, sender):
        with refuses("access_control: account is missing role"):
            slow.governance.schedule(*proposal(slow, "set_operator", ALICE), 100, sender=sender)

    def test_proposers_can_cancel(self, slow):
        call = proposal(slow, "set_operator", ALICE)
        slow.governance.schedule(*call, 100, sender=DEPLOYER)
        slow.governance.cancel(slow.governance.hash_operation(*call), sender=DEPLOYER)
        slow.machine.advance(100)
        with refuses("timelock_controller: operation is not ready"):
            slow.governance.execute(*call, sender=MALLORY)

    def test_deployer_is_no_administrator(self, world):
        admin = bytes(32)
        assert not world.governance.hasRole(admin, DEPLOYER)
        assert world.governance.hasRole(admin, world.governance.address)


class TestGuardian:
    """The guardian pauses at once and can do nothing else."""

    def test_pauses(self, world):
        world.governance.pause_blocks(world.ledger.address, sender=GUARDIAN)
        world.governance.pause_deposits(
            world.zklink.address, world.usdc.address, sender=GUARDIAN)
        assert world.ledger.blocks_paused()
        assert world.zklink.deposits_paused(world.usdc.address)
        with refuses("levers: blocks paused"):
            world.commit()

    def test_only_the_timelock_lifts_a_pause(self, world):
        world.governance.pause_blocks(world.ledger.address, sender=GUARDIAN)
        with refuses("network: not governance"):
            world.ledger.pause_blocks(False, sender=GUARDIAN)
        world.govern(world.ledger, "pause_blocks", False)
        world.commit()

    @pytest.mark.parametrize("sender", [MALLORY, DEPLOYER, OPERATOR])
    def test_nobody_else_pauses(self, world, sender):
        with refuses("Governance: not guardian"):
            world.governance.pause_blocks(world.ledger.address, sender=sender)
        with refuses("Governance: not guardian"):
            world.governance.pause_deposits(
                world.zklink.address, world.usdc.address, sender=sender)

    def test_is_replaced_by_the_timelock(self, world):
        with refuses("Governance: not the timelock"):
            world.governance.set_guardian(MALLORY, sender=GUARDIAN)
        world.govern(world.governance, "set_guardian", ALICE)
        assert world.governance.guardian() == ALICE.lower()
        with refuses("Governance: not guardian"):
            world.governance.pause_blocks(world.ledger.address, sender=GUARDIAN)
        world.governance.pause_blocks(world.ledger.address, sender=ALICE)


class TestLevers:
    """The levers of both contracts obey governance alone."""

    @pytest.mark.parametrize("sender", [MALLORY, GUARDIAN, DEPLOYER, OPERATOR])
    def test_refuses_everyone_else(self, world, sender):
        token = world.usdc.address
        for call in [
            lambda: world.ledger.set_operator(MALLORY, sender=sender),
            lambda: world.ledger.pause_blocks(True, sender=sender),
            lambda: world.zklink.pause_deposits(token, True, sender=sender),
            lambda: world.zklink.register_token(30, token, 6, 0, sender=sender),
        ]:
            with refuses("network: not governance"):
                call()

    def test_new_operator_commits(self, world):
        world.govern(world.ledger, "set_operator", ALICE)
        with refuses("levers: not operator"):
            world.commit()
        world.commit(sender=ALICE)

    def test_refuses_no_operator(self, world):
        with refuses("levers: operator is zero"):
            world.govern(world.ledger, "set_operator", ZERO)

    def test_refuses_pause_of_unknown_token(self, world):
        with refuses("tokens: not registered"):
            world.govern(world.zklink, "pause_deposits", MALLORY, True)

    def test_takes_and_sends_coin(self, world):
        world.machine.call(ALICE, world.governance.address, b"", 10)
        call = (MALLORY, 10, b"", bytes(32), SALT)
        before = world.machine.balance(MALLORY)
        world.governance.schedule(*call, 0, sender=DEPLOYER)
        world.governance.execute(*call, sender=ALICE)
        assert world.machine.balance(MALLORY) == before + 10
