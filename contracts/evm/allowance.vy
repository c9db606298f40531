# pragma version ~=0.4.3
"""
@title Allowance of a Day
@custom:contract-name allowance
@license Apache-2.0
@notice What of a token may leave in a day, in numbers: two words and the
        rules that change them. An outflow has what is used of the daily
        limit, and the limit; a wait has the times between which a payout
        is released, and what was. See `docs/protocol/contracts.md`.
"""


# @dev We import the `widths` module, which is stateless.
from . import widths


# @dev Shares, in parts of `_WHOLE`: that of a token without a limit of
# its own, and the least.
_WHOLE: constant(uint256) = 10_000
_DEFAULT_SHARE: constant(uint256) = 2_000
_LEAST_SHARE: constant(uint256) = 500


# @dev The largest minimum.
_MINIMUM_LIMIT: constant(uint256) = 2 ** 112 - 1


# @dev What may leave at once, what refills in a day, and what is
# released in a day to those that wait, as divisors of the daily limit.
_AT_ONCE: constant(uint256) = 4
_RELEASED: constant(uint256) = 2


# @dev Times have 24 bits below the second: a day, and the longest wait,
# in which the least share releases all custody. What would wait longer
# is payable at its end.
_FRACTION: constant(uint256) = 24
_DAY: constant(uint256) = 86_400 * 2 ** _FRACTION
_LONGEST: constant(uint256) = 40 * _DAY


# @dev An outflow: the time up to which what may leave at once is used,
# the time at which the last that waits is released, and the limit:
# `used << 192 | released << 128 | share << 112 | minimum`.
_USED_SHIFT: constant(uint256) = 192
_RELEASED_SHIFT: constant(uint256) = 128
_SHARE_SHIFT: constant(uint256) = 112


# @dev A wait: `paid << 128 | first << 64 | last`, zero for none.
_PAID_SHIFT: constant(uint256) = 128
_FIRST_SHIFT: constant(uint256) = 64


@internal
@pure
def _limited(outflow: uint256, share: uint256, minimum: uint256) -> uint256:
    """
    @dev Returns an outflow with another limit. Its times stay.
    @param outflow The outflow of the token.
    @param share The share of custody that may leave in any 24 hours,
           in parts of 10,000.
    @param minimum The amount that may leave if the share is less.
    @return uint256 The outflow after it.
    """
    assert share >= _LEAST_SHARE and share <= _WHOLE, "limits: bad share"
    assert minimum <= _MINIMUM_LIMIT, "limits: bad minimum"
    times: uint256 = (outflow >> _RELEASED_SHIFT) << _RELEASED_SHIFT
    return times | (share << _SHARE_SHIFT) | minimum


@internal
@view
def _plan(
    outflow: uint256, free: uint256, amount: uint256, is_issued: bool
) -> (uint256, uint256):
    """
    @dev Decides about one payout.
    @notice What leaves at once is measured by the custody without it, a
            deposit by the custody with it: so that no order of deposits
            and payouts gains by rounds of both. Quotients are rounded up
            in place: a call of `_ceil` costs each payout 100 gas.
    @param outflow The outflow of the token.
    @param free The custody that is not owed, or the supply of an
           issued token.
    @param amount The amount of the payout.
    @param is_issued Whether `ZkLink` issues the token.
    @return uint256 The outflow after it.
    @return uint256 The wait, zero for a payout that is payable at once.
    """
    now: uint256 = self._now()
    if amount <= free or is_issued:
        daily: uint256 = self._daily(outflow, free - min(amount, free))
        used: uint256 = max(outflow >> _USED_SHIFT, now)
        used += (amount * (_AT_ONCE * _DAY) + daily - 1) // daily
        if used <= now + _DAY:
            rest: uint256 = outflow & (2 ** _USED_SHIFT - 1)
            return (used << _USED_SHIFT) | rest, 0

    first: uint256 = max((outflow >> _RELEASED_SHIFT) & widths.U64, now)
    last: uint256 = first + self._ceil(amount * _RELEASED * _DAY, self._daily(outflow, free))
    if last > now + _LONGEST:
        # Nothing before the end: a rate would follow from an amount that may be false.
        first = now + _LONGEST
        last = first
    kept: uint256 = outflow & ~(widths.U64 << _RELEASED_SHIFT)
    return kept | (last << _RELEASED_SHIFT), (first << _FIRST_SHIFT) | last


@internal
@view
def _refilled(outflow: uint256, free: uint256, amount: uint256) -> uint256:
    """
    @dev Returns an outflow after a deposit.
    @param outflow The outflow of the token.
    @param free The custody that is not owed, or more, with the deposit.
    @param amount The amount of the deposit.
    @return uint256 The outflow after it.
    """
    used: uint256 = outflow >> _USED_SHIFT
    if used <= self._now():
        return outflow
    back: uint256 = amount * _AT_ONCE * _DAY // self._daily(outflow, free)
    return outflow - (min(used, back) << _USED_SHIFT)


@internal
@view
def _largest(outflow: uint256, free: uint256, is_issued: bool) -> uint256:
    """
    @dev Returns the largest amount that would be payable at once.
    @param outflow The outflow of the token.
    @param free The custody that is not owed, or the supply of an
           issued token.
    @param is_issued Whether `ZkLink` issues the token.
    @return uint256 The amount.
    """
    now: uint256 = self._now()
    left: uint256 = now + _DAY - max(outflow >> _USED_SHIFT, now)
    # The solution of _AT_ONCE * _DAY * x = left * share * (free - x), at most 1 too large because
    # `_daily` rounds down.
    part: uint256 = self._share(outflow) * left
    by_share: uint256 = free * part // (_AT_ONCE * _DAY * _WHOLE + part)
    by_minimum: uint256 = self._minimum(outflow) * left // (_AT_ONCE * _DAY)
    amount: uint256 = max(by_share, by_minimum)
    if not is_issued:
        amount = min(amount, free)
    wait: uint256 = self._plan(outflow, free, amount, is_issued)[1]
    return amount if wait == 0 else amount - 1


@internal
@view
def _payable(wait: uint256, amount: uint256) -> uint256:
    """
    @dev Returns what is payable by now of a payout that waits, without
         what was paid.
    @param wait The wait.
    @param amount The amount of the payout.
    @return uint256 The amount, rounded down.
    """
    first: uint256 = (wait >> _FIRST_SHIFT) & widths.U64
    last: uint256 = wait & widths.U64
    now: uint256 = self._now()
    if now >= last:
        return amount - (wait >> _PAID_SHIFT)
    if now <= first:
        return 0
    return amount * (now - first) // (last - first) - (wait >> _PAID_SHIFT)


@internal
@view
def _after(wait: uint256, part: uint256) -> uint256:
    """
    @dev Returns a wait after a release of all that was payable.
    @param wait The wait.
    @param part The amount released.
    @return uint256 The wait, zero at its end.
    """
    return 0 if self._now() >= wait & widths.U64 else wait + (part << _PAID_SHIFT)


@internal
@pure
def _paid(wait: uint256) -> uint256:
    """
    @dev Returns what was released of a payout that waits.
    @param wait The wait.
    @return uint256 The amount.
    """
    return wait >> _PAID_SHIFT


@internal
@pure
def _seconds(wait: uint256) -> (uint256, uint256):
    """
    @dev Returns the times of a wait in seconds.
    @param wait The wait.
    @return uint256 The first time, rounded down.
    @return uint256 The last time, rounded up.
    """
    first: uint256 = ((wait >> _FIRST_SHIFT) & widths.U64) >> _FRACTION
    return first, self._ceil(wait & widths.U64, 2 ** _FRACTION)


@internal
@pure
def _share(outflow: uint256) -> uint256:
    """
    @dev Returns the share of a limit.
    @param outflow The outflow of the token.
    @return uint256 The share, in parts of 10,000.
    """
    share: uint256 = (outflow >> _SHARE_SHIFT) & widths.U16
    return share if share != 0 else _DEFAULT_SHARE


@internal
@pure
def _minimum(outflow: uint256) -> uint256:
    """
    @dev Returns the minimum of a limit.
    @param outflow The outflow of the token.
    @return uint256 The amount, in the token's own units.
    """
    return outflow & _MINIMUM_LIMIT


@internal
@pure
def _daily(outflow: uint256, free: uint256) -> uint256:
    """
    @dev Returns what may leave in any 24 hours.
    @param outflow The outflow of the token.
    @param free The custody that is not owed.
    @return uint256 The amount, at least 1.
    """
    by_share: uint256 = free * self._share(outflow) // _WHOLE
    return max(max(by_share, self._minimum(outflow)), 1)


@internal
@view
def _now() -> uint256:
    """
    @dev Returns the time with 24 bits below the second.
    @return uint256 The time since 1970.
    """
    return block.timestamp << _FRACTION


@internal
@pure
def _ceil(dividend: uint256, divisor: uint256) -> uint256:
    """
    @dev Returns a quotient, rounded up.
    @param dividend The dividend.
    @param divisor The divisor, above 0.
    @return uint256 The quotient.
    """
    return (dividend + divisor - 1) // divisor
