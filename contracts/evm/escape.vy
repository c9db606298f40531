# pragma version ~=0.4.3
"""
@title Exodus
@custom:contract-name escape
@license Apache-2.0
@notice What remains when the operator is gone: anyone ends normal
        operation once the queue's next entry is older than the deadline,
        then unprocessed entries are refunded in order. There is no way
        back and no lever of governance reaches here.
"""


# @dev We import the `check` module, which is stateless.
from . import check


# @dev We import and use the `network` module.
from . import network
uses: network


# @dev We import and use the `tokens` module.
from . import tokens
uses: tokens


# @dev We import and use the `queue` module.
from . import queue
uses: queue


# @dev We import and use the `blocks` module.
from . import blocks
uses: blocks


_U128: constant(uint256) = 2 ** 128 - 1


# @dev Returns how many seconds an entry may wait for execution.
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
    @param queue_deadline_ How many seconds an entry may wait.
    """
    queue_deadline = queue_deadline_


@external
def activate_exodus():
    """
    @dev Ends normal operation for good.
    @notice A block that could be executed must be first, by anyone:
            another chain may already have paid for its entries. One
            that takes the entry and was committed lately leaves time
            to bring the oracles' signatures here, for the operator
            could commit it late and be paid on another chain, then
            refunded here.
    """
    network._check_active()
    index: uint64 = blocks._queue_end(blocks.executed)
    check._that(index < queue.queue_length, "escape: queue is empty")
    deadline: uint256 = convert(queue._time(index), uint256) + queue_deadline
    check._that(block.timestamp > deadline, "escape: before deadline")
    check._that(blocks._executable() <= blocks.executed, "escape: execute first")
    check._that(not blocks._is_recent(index), "escape: block is recent")
    network.exodus = True
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
    check._that(network.exodus, "escape: not active")
    index: uint64 = self.queue_refunded
    check._that(index < queue.queue_length, "escape: nothing left")
    rolling_hash: bytes32 = sha256(concat(queue.queue_hash[index], sha256(operation)))
    check._that(rolling_hash == queue.queue_hash[index + 1], "escape: not the next entry")
    self.queue_refunded = index + 1
    receiver: address = empty(address)
    token: address = empty(address)
    amount: uint256 = 0
    opcode: bytes1 = convert(slice(operation, 0, 1), bytes1)
    if opcode == 0x01 or opcode == 0x04:
        word: uint256 = extract32(operation, 3, output_type=uint256)
        identifier: uint16 = convert(word >> 240, uint16)
        token = tokens.token_address[identifier]
        amount = ((word >> 112) & _U128) // tokens._scale(identifier)
        if opcode == 0x01:
            receiver = queue._sender(index)
        else:
            receiver = convert(extract32(operation, 72), address)
        amount = min(amount, tokens.custody[token] - tokens.owed[token])
        tokens._owe(receiver, token, amount)

    log EntryRefunded(index=index, receiver=receiver, token=token, amount=amount)
