# pragma version ~=0.4.3
"""
@title Terms of the Queue
@custom:contract-name QueueTerms
@license Apache-2.0
@notice What an entry that users queue must bring: a fee in the native
        coin, which grows with the number of entries that wait, so that
        filling the queue costs more than gas; and at least the smallest
        deposit of a token. `ZkLink` creates this contract and hands it
        what a caller sent for the fee. Fees stay here, apart from
        custody. See `docs/design/0028-queue-fee-and-vouchers.md`.
"""


# @dev We import and implement the `IQueueTerms` interface.
from .interfaces import IQueueTerms
implements: IQueueTerms


# @dev We import the interfaces of the queue, and of the ledger that
# takes entries from it.
from .interfaces import IBlockLedger
from .interfaces import IQueue


# @dev We import the `listing` and `operations` modules, which
# are stateless.
from . import listing
from . import operations


# @dev The number of waiting entries at which the fee is twice the base,
# and the number from which on it does not grow: the first above
# `_GROWTH * sqrt(199)`.
_GROWTH: constant(uint256) = 4_096
_FULL: constant(uint256) = 57_782


# @dev The largest fee, in bases.
_LARGEST: constant(uint256) = 200


# @dev The most that the base may be limited to.
_LIMIT_LIMIT: constant(uint256) = 2 ** 128 - 1


# @dev Returns the contract that created this one and has the queue.
zklink: public(immutable(address))


# @dev Returns the ledger of blocks, which takes entries.
block_ledger: public(immutable(address))


# @dev Returns the address of the governance contract.
governance: public(immutable(address))


# @dev Returns the most that the base can ever be: so that nobody can
# close the queue by its price.
queue_fee_limit: public(immutable(uint256))


# @dev Returns the fee of an entry when nothing waits.
queue_fee_base: public(uint256)


# @dev Returns the smallest deposit of a token, in its own units; zero
# for no limit.
minimum_deposit: public(HashMap[address, uint256])


# @dev Emitted when the base is set.
event QueueFeeBaseSet:
    base: uint256


# @dev Emitted when the smallest deposit of a token is set.
event DepositLimited:
    token: indexed(address)
    minimum: uint256


# @dev Emitted when fees are sent away.
event QueueFeesCollected:
    receiver: indexed(address)
    amount: uint256


@deploy
def __init__(governance_: address, block_ledger_: address, base: uint256, limit: uint256):
    """
    @dev Fixes creator, ledger, governance and the largest base.
    @param governance_ The governance contract.
    @param block_ledger_ The ledger of blocks.
    @param base The first base, in the native coin's units.
    @param limit The largest base.
    """
    assert limit <= _LIMIT_LIMIT, "terms: bad limit"
    zklink = msg.sender
    block_ledger = block_ledger_
    governance = governance_
    queue_fee_limit = limit
    self._set_base(base, limit)


@external
@payable
@nonreentrant
def enter(payer: address, index: uint64, token: address, amount: uint256):
    """
    @dev Takes the fee of an entry from what the payer sent, and sends
         the rest back.
    @notice A contract that cannot receive native coin sends exactly
            `queue_fee()`, which it can read in the same transaction.
    @param payer The 20-byte sender of the entry.
    @param index The entry.
    @param token The 20-byte address of the token that it brought.
    @param amount The amount that arrived, zero for no token.
    """
    assert msg.sender == zklink, "terms: not ZkLink"
    if amount > 0:
        assert amount >= self.minimum_deposit[token], "terms: deposit too small"
    fee: uint256 = self._fee(index)
    assert msg.value >= fee, "terms: fee too low"
    if msg.value > fee:
        raw_call(payer, b"", value=msg.value - fee)


@external
def set_queue_fee_base(base: uint256):
    """
    @dev Sets the fee of an entry when nothing waits.
    @param base The fee in the native coin's units, zero for none.
    """
    self._check_governance()
    self._set_base(base, queue_fee_limit)


@external
def limit_deposit(token: address, minimum: uint256):
    """
    @dev Sets the smallest deposit of one token, also in a cross swap.
         What arrives counts. Nothing that pays out depends on it.
    @param token The 20-byte token address.
    @param minimum The amount in the token's own units.
    """
    self._check_governance()
    self.minimum_deposit[token] = minimum
    log DepositLimited(token=token, minimum=minimum)


@external
@nonreentrant
def collect_queue_fees(receiver: address):
    """
    @dev Sends all fees to a receiver.
    @param receiver The 20-byte receiver address.
    """
    self._check_governance()
    assert receiver != empty(address), "terms: receiver is zero"
    amount: uint256 = self.balance
    log QueueFeesCollected(receiver=receiver, amount=amount)
    raw_call(receiver, b"", value=amount)


@external
@view
def queue_fee() -> uint256:
    """
    @dev Returns the fee of an entry that is queued now.
    @return uint256 The fee in the native coin's units.
    """
    return self._fee(staticcall IQueue(zklink).queue_length())


@external
@view
def queue_fees() -> uint256:
    """
    @dev Returns the fees that are not collected.
    @return uint256 The amount of native coin.
    """
    return self.balance


@external
@view
def check_token(
    token: uint16, contract_address: address, decimals: uint8, token_class: uint8
) -> bool:
    """
    @dev Refuses what cannot be registered, for `ZkLink`, which has no
         room for it.
    @param token The identifier.
    @param contract_address The 20-byte token address.
    @param decimals The token's decimal places.
    @param token_class The token's class.
    @return bool True.
    """
    listing._check(zklink, token, contract_address, decimals, token_class)
    return True


@external
@view
def check_governed(operation: Bytes[256]) -> bool:
    """
    @dev Refuses what is no operation of governance, for `ZkLink`,
         which has no room for it.
    @param operation The encoded operation.
    @return bool True.
    """
    operations._check_governed(operation)
    return True


@internal
@view
def _fee(index: uint64) -> uint256:
    """
    @dev Returns the fee of an entry: with n entries waiting before it,
         `base * (1 + n^2 / 4096^2)`, rounded down, at most 200 bases.
    @param index The entry.
    @return uint256 The fee in the native coin's units.
    """
    committed: uint64 = staticcall IBlockLedger(block_ledger).queue_committed()
    waiting: uint256 = min(convert(index - committed, uint256), _FULL)
    base: uint256 = self.queue_fee_base
    grown: uint256 = base * (_GROWTH * _GROWTH + waiting * waiting) // (_GROWTH * _GROWTH)
    return min(grown, base * _LARGEST)


@internal
def _set_base(base: uint256, limit: uint256):
    """
    @dev Sets the base, within its limit.
    @param base The base.
    @param limit The largest base.
    """
    assert base <= limit, "terms: base above limit"
    self.queue_fee_base = base
    log QueueFeeBaseSet(base=base)


@internal
@view
def _check_governance():
    """
    @dev Refuses every caller but governance.
    """
    assert msg.sender == governance, "terms: not governance"
