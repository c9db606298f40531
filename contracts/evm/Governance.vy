# pragma version ~=0.4.3
"""
@title Governance
@custom:contract-name Governance
@license GNU Affero General Public License v3.0 only
@notice A timelock that governs `ZkLink`, `BlockLedger`, `OutflowLimits`,
        `QueueTerms` and `OracleRegistry`, and a guardian that can do two things
        without waiting: pause, and tighten a limit of outflow. Only the
        timelock can undo either. No pause affects withdrawals, and no
        limit those that were executed before. The license is that of the
        timelock, which is compiled in.
"""


# @dev We import and initialise snekmate's `access_control` and
# `timelock_controller` modules.
from snekmate.auth import access_control
initializes: access_control

from snekmate.governance import timelock_controller
initializes: timelock_controller[access_control := access_control]


# @dev We import the interfaces of what the guardian may pause and of
# what it may tighten.
from .interfaces import IPausable
from .interfaces import IOutflowLimits


# @dev We export the whole timelock, its roles included.
exports: timelock_controller.__interface__


# @dev Returns who may pause and tighten without waiting; zero for nobody.
guardian: public(address)


# @dev Emitted when the guardian changes.
event GuardianChanged:
    guardian: address


@deploy
def __init__(
    minimum_delay_: uint256,
    proposers_: DynArray[address, 255],
    executors_: DynArray[address, 255],
    guardian_: address,
):
    """
    @dev Sets up the timelock without an administrator, so that it
         governs itself.
    @param minimum_delay_ The seconds between a proposal and its
           execution.
    @param proposers_ Who may propose and cancel.
    @param executors_ Who may execute; the zero address for anyone.
    @param guardian_ Who may pause and tighten without waiting.
    """
    access_control.__init__()
    timelock_controller.__init__(minimum_delay_, proposers_, executors_, empty(address))
    self.guardian = guardian_
    log GuardianChanged(guardian=guardian_)


@external
def pause_deposits(target: address, token: address):
    """
    @dev Stops new deposits of one token, by the guardian.
    @param target The `ZkLink` contract.
    @param token The 20-byte token address.
    """
    self._check_guardian()
    extcall IPausable(target).pause_deposits(token, True)


@external
def pause_blocks(target: address):
    """
    @dev Stops new blocks, by the guardian.
    @param target The `BlockLedger` contract.
    """
    self._check_guardian()
    extcall IPausable(target).pause_blocks(True)


@external
def tighten_outflow(target: address, token: address, share: uint256, minimum: uint256):
    """
    @dev Lowers the limit of outflow of one token, by the guardian.
    @param target The `OutflowLimits` contract.
    @param token The 20-byte token address.
    @param share The share of custody that may leave in any
           24 hours, in parts of 10,000, at most what it is.
    @param minimum The amount that may leave if the share is less,
           at most what it is.
    """
    self._check_guardian()
    share_before: uint256 = 0
    minimum_before: uint256 = 0
    (share_before, minimum_before) = staticcall IOutflowLimits(target).limit(token)
    assert share <= share_before and minimum <= minimum_before, "Governance: not tighter"
    extcall IOutflowLimits(target).limit_outflow(token, share, minimum)


@external
def set_guardian(guardian: address):
    """
    @dev Replaces the guardian, by a proposal to this contract.
    @param guardian The new guardian; zero for nobody.
    """
    assert msg.sender == self, "Governance: not the timelock"
    self.guardian = guardian
    log GuardianChanged(guardian=guardian)


@internal
@view
def _check_guardian():
    """
    @dev Refuses every caller but the guardian.
    """
    assert msg.sender == self.guardian, "Governance: not guardian"
