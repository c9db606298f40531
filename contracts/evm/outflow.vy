# pragma version ~=0.4.3
"""
@title Outflow
@custom:contract-name outflow
@license Apache-2.0
@notice The limits of what may leave in a day. `OutflowLimits`, which
        `ZkLink` creates, decides and keeps what waits; it makes no call
        that could change any state, so nothing is entered through it.
"""


# @dev We import the interface of the limits.
from .interfaces import IOutflowLimits


# @dev Returns the contract that has the limits, which this
# contract created.
outflow_limits: public(immutable(address))


@deploy
def __init__(outflow_limits_: address):
    """
    @dev Fixes the limits.
    @param outflow_limits_ The 20-byte address of the limits.
    """
    outflow_limits = outflow_limits_


@internal
def _admit(
    owner: address,
    token: address,
    free: uint256,
    amount: uint256,
    payout_hash: bytes32,
    is_issued: bool,
) -> bool:
    """
    @dev Enters one payout into the outflow of its token.
    @param owner The 20-byte address that is owed.
    @param token The 20-byte token address.
    @param free The custody that is not owed, or the supply of an
           issued token.
    @param amount The amount of the payout.
    @param payout_hash The 32-byte payout hash.
    @param is_issued Whether `ZkLink` issues the token: then nothing
           has to cover the payout.
    @return bool Whether the payout is payable at once.
    """
    return extcall IOutflowLimits(outflow_limits).admit(
        owner, token, free, amount, payout_hash, is_issued
    )


@internal
def _refill(token: address, free: uint256, amount: uint256):
    """
    @dev Counts a deposit against what left before it.
    @param token The 20-byte token address.
    @param free The custody that is not owed, with the deposit, or the
           supply of an issued token before it, or more.
    @param amount The amount of the deposit.
    """
    extcall IOutflowLimits(outflow_limits).refill(token, free, amount)


@internal
def _release(token: address, amount: uint256, payout_hash: bytes32) -> uint256:
    """
    @dev Takes what is payable by now of a payout that waits.
    @param token The 20-byte token address.
    @param amount The amount of the payout.
    @param payout_hash The 32-byte payout hash.
    @return uint256 The amount, above 0.
    """
    return extcall IOutflowLimits(outflow_limits).release(token, amount, payout_hash)
