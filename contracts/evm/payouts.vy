# pragma version ~=0.4.3
"""
@title Payouts
@custom:contract-name payouts
@license Apache-2.0
@notice What executed blocks order this chain to pay, and brokers who
        prepay it. Execution only writes pending balances: no receiver
        is called, so none can block the others.
"""


# @dev We import the `check` module, which is stateless.
from . import check


# @dev We import and use the `network` module.
from . import network
uses: network


# @dev We import and use the `tokens` module.
from . import tokens
uses: tokens


# @dev We import and use the `blocks` module.
from . import blocks
uses: blocks


# @dev The length of a payout.
_PAYOUT: constant(uint256) = 66


# @dev What is recorded for a payout hash without a broker once it
# is executed, and the bit that marks any hash as executed.
_NOBODY: constant(uint256) = 1
_SPENT: constant(uint256) = 2 ** 160


_U16: constant(uint256) = 2 ** 16 - 1
_U128: constant(uint256) = 2 ** 128 - 1


# @dev The broker of a payout hash, `_NOBODY` once executed
# without one, and `_SPENT`.
_accepted: HashMap[bytes32, uint256]


# @dev One payout.
struct Payout:
    kind: uint256
    receiver: bytes32
    token: uint16
    amount: uint256
    fee_rate: uint256
    payout_hash: bytes32


# @dev Emitted when a block is executed.
event BlockExecuted:
    number: indexed(uint64)
    header_hash: bytes32


# @dev Emitted when a payout becomes a pending balance.
event PayoutPending:
    owner: indexed(address)
    token: indexed(address)
    amount: uint256
    payout_hash: indexed(bytes32)


# @dev Emitted when a payout can be paid to nobody and stays
# in custody.
event PayoutUnpayable:
    payout_hash: indexed(bytes32)


# @dev Emitted when a broker prepays a payout.
event PayoutAccepted:
    payout_hash: indexed(bytes32)
    broker: indexed(address)
    receiver: indexed(address)
    token: address
    paid: uint256


@deploy
def __init__():
    """
    @dev Nothing to set up.
    """
    pass


@external
@payable
@nonreentrant
def accept(payout: Bytes[66]):
    """
    @dev Prepays a payout from the caller, who gets it at execution.
    @param payout The encoded payout: a withdrawal, a cross swap
           or a refund.
    """
    network._check_active()
    check._that(len(payout) == _PAYOUT, "payouts: bad length")
    order: Payout = self._decode(payout, 0)
    check._that(order.kind in [1, 3, 4], "payouts: kind not acceptable")
    check._that(self._accepted[order.payout_hash] == 0, "payouts: accepted or executed")
    check._that(self._is_payable(order.receiver), "payouts: bad receiver")
    token: address = tokens.token_address[order.token]
    check._that(token != empty(address), "tokens: not registered")
    check._that(order.amount > 0, "payouts: amount is zero")
    check._that(order.fee_rate <= 9_999, "payouts: bad fee rate")
    receiver: address = convert(order.receiver, address)
    paid: uint256 = order.amount - order.amount * order.fee_rate // 10_000
    self._accepted[order.payout_hash] = convert(msg.sender, uint256)
    log PayoutAccepted(
        payout_hash=order.payout_hash, broker=msg.sender, receiver=receiver, token=token, paid=paid
    )
    tokens._forward(token, receiver, paid)


@external
@nonreentrant
def execute(payouts: DynArray[Bytes[4_224], 8]):
    """
    @dev Executes the next blocks, proven and confirmed.
    @param payouts The payouts of each block, in order.
    """
    network._check_active()
    check._that(len(payouts) > 0, "payouts: no block")
    number: uint64 = blocks.executed
    last: uint64 = blocks._executable()
    for encoded: Bytes[4_224] in payouts:
        number += 1
        check._that(number <= last, "payouts: not executable yet")
        check._that(sha256(encoded) == blocks._payouts_hash[number], "payouts: bad payouts hash")
        for i: uint256 in range(len(encoded) // _PAYOUT, bound=64):
            self._settle(self._decode(encoded, i * _PAYOUT))
        log BlockExecuted(number=number, header_hash=blocks._header_hash[number])
    blocks.executed = number


@external
@view
def accepted(payout_hash: bytes32) -> address:
    """
    @dev Returns who prepaid a payout: zero if nobody yet, `0x...01`
         once executed without a broker.
    @param payout_hash The 32-byte payout hash.
    @return address The 20-byte broker.
    """
    return convert(self._accepted[payout_hash] & (_SPENT - 1), address)


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
def _settle(order: Payout):
    """
    @dev Turns a payout into a pending balance of its broker or its
         receiver. A hash is spent once.
    @param order The payout.
    """
    record: uint256 = self._accepted[order.payout_hash]
    token: address = tokens.token_address[order.token]
    owner: address = convert(record & (_SPENT - 1), address)
    payable_: bool = token != empty(address) and record & _SPENT == 0
    if record == 0:
        record = _NOBODY
        payable_ = payable_ and self._is_payable(order.receiver)
        owner = convert(convert(order.receiver, uint256) & (_SPENT - 1), address)

    self._accepted[order.payout_hash] = record | _SPENT
    if not payable_:
        log PayoutUnpayable(payout_hash=order.payout_hash)
    elif order.amount > 0:
        tokens._owe(owner, token, order.amount)
        log PayoutPending(
            owner=owner, token=token, amount=order.amount, payout_hash=order.payout_hash
        )


@internal
@view
def _is_payable(receiver: bytes32) -> bool:
    """
    @dev Returns whether a receiver is an address that can be paid.
    @param receiver The 32-byte receiver.
    @return bool The verdict.
    """
    word: uint256 = convert(receiver, uint256)
    return word != 0 and word >> 160 == 0 and word != convert(self, uint256)


@internal
@view
def _decode(encoded: Bytes[4_224], offset: uint256) -> Payout:
    """
    @dev Reads one payout and computes its hash.
    @param encoded The encoded payouts.
    @param offset Where the payout starts.
    @return Payout The payout.
    """
    body: Bytes[66] = slice(encoded, offset, _PAYOUT)
    tail: uint256 = extract32(body, 34, output_type=uint256)
    return Payout(
        kind=extract32(body, 0, output_type=uint256) >> 248,
        receiver=extract32(body, 14),
        token=convert((tail >> 144) & _U16, uint16),
        amount=(tail >> 16) & _U128,
        fee_rate=tail & _U16,
        payout_hash=sha256(concat(convert(network._chain(), bytes1), body)),
    )
