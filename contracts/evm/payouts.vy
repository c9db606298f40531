# pragma version ~=0.4.3
"""
@title Payouts
@custom:contract-name payouts
@license Apache-2.0
@notice The payouts of executed blocks on this chain, and brokers who
        prepay them. Execution only writes pending balances: no receiver
        is called, so none can block the others.
"""


# @dev We import the `check` module, which is stateless.
from . import check


# @dev We import the interface of the ledger of blocks.
from .interfaces import IBlockLedger


# @dev We import the `issuance`, `operations` and `widths` modules,
# which are stateless.
from . import issuance
from . import operations
from . import widths


# @dev We import and use the `network` module.
from . import network
uses: network


# @dev We import and use the `lifecycle` module.
from . import lifecycle
uses: lifecycle


# @dev We import and use the `tokens` module.
from . import tokens
uses: tokens


# @dev We import and use the `outflow` module.
from . import outflow
uses: outflow


# @dev The record of a payout hash that was executed without a
# broker, and the bit that marks any hash as executed.
_NOBODY: constant(uint256) = 1
_SPENT: constant(uint256) = 2 ** 160


# @dev A broker's largest share, in parts of `_WHOLE`.
_FEE_RATE_LIMIT: constant(uint256) = 9_999
_WHOLE: constant(uint256) = 10_000


# @dev Returns the ledger of blocks, which this contract created.
block_ledger: public(immutable(address))


# @dev Returns the last executed block.
executed: public(uint64)


# @dev The broker of a payout hash, `_NOBODY` once executed
# without one, and `_SPENT`.
_accepted: HashMap[bytes32, uint256]


# @dev Emitted when a block is executed.
event BlockExecuted:
    number: indexed(uint64)
    header_hash: bytes32


# @dev Emitted when a payout, or a part of one that waited, becomes a
# pending balance.
event PayoutPending:
    owner: indexed(address)
    token: indexed(address)
    amount: uint256
    payout_hash: indexed(bytes32)


# @dev Emitted when a payout has no payable receiver and stays in
# custody.
event PayoutUnpayable:
    payout_hash: indexed(bytes32)


# @dev Emitted when a payout is prepaid; the broker is repaid.
event PayoutAccepted:
    payout_hash: indexed(bytes32)
    broker: indexed(address)
    receiver: indexed(address)
    token: address
    paid: uint256


@deploy
def __init__(block_ledger_: address):
    """
    @dev Fixes the ledger of blocks.
    @param block_ledger_ The 20-byte address of the ledger.
    """
    block_ledger = block_ledger_


@external
@payable
@nonreentrant
def accept(payout: Bytes[66], repaid: address = msg.sender):
    """
    @dev Prepays a payout from the caller.
    @param payout The encoded payout: a withdrawal, a cross swap
           or a refund.
    @param repaid The 20-byte address that is repaid at execution, the
           caller if none is named.
    """
    lifecycle._check_active()
    order: operations.Payout = self._read(payout)
    check._that(operations._length(order.kind) != 0, "operations: unknown code")
    check._that(order.kind != operations.FULL_EXIT, "payouts: kind not acceptable")
    check._that(self._accepted[order.payout_hash] == 0, "payouts: accepted or executed")
    record: uint256 = convert(repaid, uint256)
    check._that(
        self._is_payable(order.receiver)
        and self._is_payable(convert(repaid, bytes32))
        and record != _NOBODY,
        "payouts: bad receiver",
    )
    token: address = tokens.token_address[order.token]
    check._that(token != empty(address), "tokens: not registered")
    check._that(order.amount > 0, "payouts: amount is zero")
    check._that(order.fee_rate <= _FEE_RATE_LIMIT, "payouts: bad fee rate")
    receiver: address = convert(order.receiver, address)
    paid: uint256 = order.amount - order.amount * order.fee_rate // _WHOLE
    self._accepted[order.payout_hash] = record
    log PayoutAccepted(
        payout_hash=order.payout_hash, broker=repaid, receiver=receiver, token=token, paid=paid
    )
    tokens._forward(token, receiver, paid)


@external
@nonreentrant
def execute(chain_operations: DynArray[Bytes[4_224], 8]):
    """
    @dev Executes the next blocks, proven and confirmed.
    @param chain_operations The operations of each block for this
           chain, in order of the blocks. Commit has walked the lists.
    """
    lifecycle._check_active()
    check._that(len(chain_operations) > 0, "payouts: no block")
    number: uint64 = self.executed
    for encoded: Bytes[4_224] in chain_operations:
        number += 1
        operations_hash: bytes32 = empty(bytes32)
        header_hash: bytes32 = empty(bytes32)
        (operations_hash, header_hash) = staticcall IBlockLedger(
            block_ledger
        ).executable_block(number)
        check._that(sha256(encoded) == operations_hash, "payouts: bad operations hash")
        offset: uint256 = 0
        for i: uint256 in range(operations.CHAIN_OPERATIONS):
            if offset == len(encoded):
                break
            body: Bytes[66] = slice(encoded, offset, operations.PAYOUT_LENGTH)
            order: operations.Payout = operations._payout(body, network._chain())
            self._settle(order)
            offset += operations._length(order.kind)
        log BlockExecuted(number=number, header_hash=header_hash)
    self.executed = number


@external
@nonreentrant
def release(payout: Bytes[66]):
    """
    @dev Makes payable what is due by now of a payout that waits;
         anyone may call, in exodus too.
    @param payout The encoded payout.
    """
    order: operations.Payout = self._read(payout)
    token: address = tokens.token_address[order.token]
    amount: uint256 = outflow._release(token, order.amount, order.payout_hash)
    owner: address = self._owner(self._accepted[order.payout_hash], order.receiver)
    self._owe(owner, token, amount, order.payout_hash, issuance._is_issued(order.token))


@external
@view
def queue_executed() -> uint64:
    """
    @dev Returns the first queue entry in no executed block.
    @return uint64 The entry.
    """
    return self._queue_executed()


@external
@view
def accepted(payout_hash: bytes32) -> address:
    """
    @dev Returns the broker of a payout: zero if it is not accepted,
         `0x...01` once executed without a broker.
    @param payout_hash The 32-byte payout hash.
    @return address The 20-byte broker.
    """
    return convert(self._accepted[payout_hash] & widths.U160, address)


@external
@view
def is_executed(payout_hash: bytes32) -> bool:
    """
    @dev Returns whether a payout hash is spent.
    @param payout_hash The 32-byte payout hash.
    @return bool Whether a block with it is executed.
    """
    return self._accepted[payout_hash] & _SPENT != 0


@internal
@view
def _read(payout: Bytes[66]) -> operations.Payout:
    """
    @dev Reads a payout. Refuses another length.
    @param payout The encoded payout.
    @return Payout The payout.
    """
    check._that(len(payout) == operations.PAYOUT_LENGTH, "payouts: bad length")
    return operations._payout(payout, network._chain())


@internal
def _settle(order: operations.Payout):
    """
    @dev Turns a payout into a pending balance of its broker or its
         receiver, or into a wait. A hash is spent once.
    @param order The payout.
    """
    record: uint256 = self._accepted[order.payout_hash]
    token: address = tokens.token_address[order.token]
    payable_: bool = token != empty(address) and record & _SPENT == 0
    if record == 0:
        record = _NOBODY
        payable_ = payable_ and self._is_payable(order.receiver)

    self._accepted[order.payout_hash] = record | _SPENT
    if not payable_:
        log PayoutUnpayable(payout_hash=order.payout_hash)
    elif order.amount > 0:
        owner: address = self._owner(record, order.receiver)
        is_issued: bool = issuance._is_issued(order.token)
        free: uint256 = tokens._free(token, is_issued)
        if outflow._admit(owner, token, free, order.amount, order.payout_hash, is_issued):
            self._owe(owner, token, order.amount, order.payout_hash, is_issued)


@internal
def _owe(
    owner: address, token: address, amount: uint256, payout_hash: bytes32, is_issued: bool
):
    """
    @dev Makes an amount of a payout payable.
    @param owner The 20-byte address that is owed.
    @param token The 20-byte token address.
    @param amount The amount.
    @param payout_hash The 32-byte payout hash.
    @param is_issued Whether this contract issues the token.
    """
    tokens._owe(owner, token, amount, is_issued)
    log PayoutPending(owner=owner, token=token, amount=amount, payout_hash=payout_hash)


@internal
@pure
def _owner(record: uint256, receiver: bytes32) -> address:
    """
    @dev Returns who is owed a payout: its broker or its receiver.
    @param record The record of the payout hash, not zero.
    @param receiver The 32-byte receiver of the payout.
    @return address The 20-byte address.
    """
    owner: uint256 = record & widths.U160
    if owner == _NOBODY:
        owner = convert(receiver, uint256) & widths.U160
    return convert(owner, address)


@internal
@view
def _is_payable(receiver: bytes32) -> bool:
    """
    @dev Returns whether a receiver is an address that can be paid.
    @param receiver The 32-byte receiver.
    @return bool The verdict.
    """
    word: uint256 = convert(receiver, uint256)
    return word != 0 and word <= widths.U160 and word != convert(self, uint256)


@internal
@view
def _queue_executed() -> uint64:
    """
    @dev Returns the first queue entry in no executed block.
    @return uint64 The entry.
    """
    return staticcall IBlockLedger(block_ledger).queue_end(self.executed)
