# pragma version ~=0.4.3
"""
@title Outflow Limits
@custom:contract-name OutflowLimits
@license Apache-2.0
@notice Limits what a `ZkLink` makes payable in a day, should a proof of
        something false be accepted. In any 24 hours a share of a token's
        custody may become payable, more only by as much as is deposited:
        a quarter of the share at once, a quarter as it refills, and half
        for payouts that wait. It holds no money and makes static calls
        only. See `docs/design/0025-outflow-limits.md`.
"""


# @dev We import and implement the `IOutflowLimits` interface.
from .interfaces import IOutflowLimits
implements: IOutflowLimits


# @dev We import the interface of the contract that created this one.
from .interfaces import ICustody


# @dev We import the `allowance` and `issuance` modules, which
# are stateless.
from . import allowance
from . import issuance


# @dev Returns the contract that created this one and has custody.
zklink: public(immutable(address))


# @dev Returns the address of the governance contract.
governance: public(immutable(address))


# @dev Returns how much of a token waits.
waiting: public(HashMap[address, uint256])


# @dev The outflow of a token, see `allowance`.
_outflows: HashMap[address, uint256]


# @dev The wait of a payout, see `allowance`.
_waits: HashMap[bytes32, uint256]


# @dev Emitted when a payout must wait. It becomes payable in proportion
# to the time between the two times, in seconds since 1970.
event PayoutWaiting:
    owner: indexed(address)
    token: indexed(address)
    amount: uint256
    payout_hash: indexed(bytes32)
    first: uint256
    last: uint256


# @dev Emitted when the limit of a token is set.
event OutflowLimited:
    token: indexed(address)
    share: uint256
    minimum: uint256


@deploy
def __init__(governance_: address):
    """
    @dev Fixes creator and governance.
    @param governance_ The governance contract.
    """
    zklink = msg.sender
    governance = governance_


@external
def limit_outflow(token: address, share: uint256, minimum: uint256):
    """
    @dev Sets the limit of one token. Payouts that wait already keep
         their times.
    @param token The 20-byte token address.
    @param share The share of custody that may leave in any 24 hours,
           in parts of 10,000.
    @param minimum The amount that may leave in any 24 hours if the
           share is less, in the token's own units.
    """
    assert msg.sender == governance, "limits: not governance"
    self._outflows[token] = allowance._limited(self._outflows[token], share, minimum)
    log OutflowLimited(token=token, share=share, minimum=minimum)


@external
def admit(
    owner: address,
    token: address,
    free: uint256,
    amount: uint256,
    payout_hash: bytes32,
    is_issued: bool,
) -> bool:
    """
    @dev Enters one payout into the outflow of its token. Never refuses
         `ZkLink` an amount below 2^128 and custody within its limit.
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
    self._check_zklink()
    outflow: uint256 = 0
    wait: uint256 = 0
    (outflow, wait) = allowance._plan(self._outflows[token], free, amount, is_issued)
    self._outflows[token] = outflow
    if wait == 0:
        return True

    self._waits[payout_hash] = wait
    self.waiting[token] += amount
    first: uint256 = 0
    last: uint256 = 0
    (first, last) = allowance._seconds(wait)
    log PayoutWaiting(
        owner=owner, token=token, amount=amount, payout_hash=payout_hash, first=first, last=last
    )
    return False


@external
def refill(token: address, free: uint256, amount: uint256):
    """
    @dev Counts a deposit against what left before it.
    @param token The 20-byte token address.
    @param free The custody that is not owed, or more, with the
           deposit; the supply of an issued token before it, or more.
    @param amount The amount of the deposit.
    """
    self._check_zklink()
    self._outflows[token] = allowance._refilled(self._outflows[token], free, amount)


@external
def release(token: address, amount: uint256, payout_hash: bytes32) -> uint256:
    """
    @dev Takes what is payable by now of a payout that waits.
    @param token The 20-byte token address.
    @param amount The amount of the payout.
    @param payout_hash The 32-byte payout hash.
    @return uint256 The amount, above 0.
    """
    self._check_zklink()
    wait: uint256 = self._waits[payout_hash]
    assert wait != 0, "limits: not waiting"
    part: uint256 = allowance._payable(wait, amount)
    assert part > 0, "limits: nothing payable yet"
    self.waiting[token] -= part
    self._waits[payout_hash] = allowance._after(wait, part)
    return part


@external
@view
def limit(token: address) -> (uint256, uint256):
    """
    @dev Returns the limit of a token.
    @param token The 20-byte token address.
    @return uint256 The share, in parts of 10,000.
    @return uint256 The minimum, in the token's own units.
    """
    outflow: uint256 = self._outflows[token]
    return allowance._share(outflow), allowance._minimum(outflow)


@external
@view
def payable_now(token: address) -> uint256:
    """
    @dev Returns the largest amount that would be payable at once.
    @param token The 20-byte token address.
    @return uint256 The amount.
    """
    return allowance._largest(
        self._outflows[token], self._free(token), self._is_issued(token)
    )


@external
@view
def preview(token: address, amount: uint256) -> (uint256, uint256):
    """
    @dev Returns when a payout would be payable if its block were
         executed now: in proportion to the time between two times.
    @param token The 20-byte token address.
    @param amount The amount of the payout.
    @return uint256 The first time in seconds since 1970, zero for a
            payout that is payable at once.
    @return uint256 The last time, at which all is payable.
    """
    outflow: uint256 = 0
    wait: uint256 = 0
    (outflow, wait) = allowance._plan(
        self._outflows[token], self._free(token), amount, self._is_issued(token)
    )
    return allowance._seconds(wait)


@external
@view
def wait_of(payout_hash: bytes32, amount: uint256) -> (uint256, uint256, uint256, uint256):
    """
    @dev Returns where a payout that waits stands, zeros for one that
         does not.
    @param payout_hash The 32-byte payout hash.
    @param amount The amount of the payout.
    @return uint256 The first time in seconds since 1970.
    @return uint256 The last time, at which all is payable.
    @return uint256 What was released.
    @return uint256 What a release would make payable now.
    """
    wait: uint256 = self._waits[payout_hash]
    if wait == 0:
        return 0, 0, 0, 0
    first: uint256 = 0
    last: uint256 = 0
    (first, last) = allowance._seconds(wait)
    return first, last, allowance._paid(wait), allowance._payable(wait, amount)


@internal
@view
def _free(token: address) -> uint256:
    """
    @dev Returns the custody that is not owed, or the supply of an
         issued token.
    @param token The 20-byte token address.
    @return uint256 The amount.
    """
    held: uint256 = staticcall ICustody(zklink).custody(token)
    return held + staticcall ICustody(zklink).issued(token) - staticcall ICustody(zklink).owed(token)


@internal
@view
def _is_issued(token: address) -> bool:
    """
    @dev Returns whether `ZkLink` issues a token.
    @param token The 20-byte token address.
    @return bool The verdict.
    """
    return issuance._is_issued(staticcall ICustody(zklink).token_id(token))


@internal
@view
def _check_zklink():
    """
    @dev Refuses every caller but the creator.
    """
    assert msg.sender == zklink, "limits: not ZkLink"
