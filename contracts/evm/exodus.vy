# pragma version ~=0.4.3
"""
@title Exodus
@custom:contract-name exodus
@license Apache-2.0
@notice The exit when the operator stops: anyone ends normal operation
        once the queue's next entry is older than the deadline; then
        unprocessed entries are refunded in order. It is irreversible,
        and governance has no influence on it.
"""


# @dev We import the `check` module, which is stateless.
from . import check


# @dev We import the interface of the ledger of blocks.
from .interfaces import IBlockLedger


# @dev We import the `issuance` and `operations` modules, which
# are stateless.
from . import issuance
from . import operations


# @dev We import and use the `lifecycle` module.
from . import lifecycle
uses: lifecycle


# @dev We import and use the `tokens` module.
from . import tokens
uses: tokens


# @dev We import and use the `queue` module.
from . import queue
uses: queue


# @dev We import and use the `payouts` module.
from . import payouts
uses: payouts


# @dev Returns the seconds that an entry may wait for execution.
queue_deadline: public(immutable(uint256))


# @dev Returns the next entry to refund, once in exodus.
queue_refunded: public(uint64)


# @dev Emitted when normal operation ends. The index is the first
# entry to refund.
event ExodusActivated:
    index: uint64


# @dev Emitted for every entry refunded or passed over: then the
# receiver, the token and the amount are zero.
event EntryRefunded:
    index: indexed(uint64)
    receiver: address
    token: address
    amount: uint256


@deploy
def __init__(queue_deadline_: uint256):
    """
    @dev Fixes the deadline.
    @param queue_deadline_ The seconds that an entry may wait.
    """
    queue_deadline = queue_deadline_


@external
def activate_exodus(number: uint64):
    """
    @dev Ends normal operation for good.
    @notice A block that can be executed must be executed first, by
            anyone: another chain may already have paid for its
            entries. A recent block that takes the entry must wait, to
            leave time for the oracles' signatures: the operator could
            otherwise commit it late, be paid on another chain and be
            refunded here.
    @param number The committed block that takes the next entry;
           no meaning when there is none.
    """
    lifecycle._check_active()
    ledger: address = payouts.block_ledger
    index: uint64 = payouts._queue_executed()
    check._that(index < queue.queue_length, "exodus: queue is empty")
    deadline: uint256 = convert(queue._time(index), uint256) + queue_deadline
    check._that(block.timestamp > deadline, "exodus: before deadline")
    executable: uint64 = staticcall IBlockLedger(ledger).executable()
    check._that(executable <= payouts.executed, "exodus: execute first")
    recent: bool = staticcall IBlockLedger(ledger).is_taken_recently(index, number)
    check._that(not recent, "exodus: block is recent")
    lifecycle.in_exodus = True
    self.queue_refunded = index
    log ExodusActivated(index=index)


@external
def refund_entry(operation: Bytes[256]):
    """
    @dev Refunds the next entry as a pending balance: a deposit to
         its sender, a cross swap to its fallback. Other entries
         are passed over.
    @param operation The entry's encoded operation.
    """
    check._that(lifecycle.in_exodus, "exodus: not active")
    index: uint64 = self.queue_refunded
    check._that(index < queue.queue_length, "exodus: nothing left")
    rolling_hash: bytes32 = queue._hash_after(index, operation)
    check._that(rolling_hash == queue.queue_hash[index + 1], "exodus: not the next entry")
    self.queue_refunded = index + 1
    receiver: address = empty(address)
    token: address = empty(address)
    amount: uint256 = 0
    refund: operations.Refund = operations._refund(operation)
    if refund.token != 0:
        token = tokens.token_address[refund.token]
        receiver = refund.fallback
        if receiver == empty(address):
            receiver = queue._sender(index)
        amount = refund.amount // tokens._scale(refund.token)
        is_issued: bool = issuance._is_issued(refund.token)
        if not is_issued:
            amount = min(amount, tokens._free(token, False))
        tokens._owe(receiver, token, amount, is_issued)

    log EntryRefunded(index=index, receiver=receiver, token=token, amount=amount)
