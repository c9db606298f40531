# pragma version ~=0.4.3
"""
@title Resolver of Cross Swaps for Solvers
@custom:contract-name CrossSwapResolver
@license Apache-2.0
@notice Says in the terms of ERC-7683 what a solver does to prepay a
        payout of this chain, and what it is paid: steps, variables,
        payments, and what it has to believe. It serves what `accept` of
        `ZkLink` takes: cross swaps, fast withdrawals and refunds. It is
        called off chain, keeps no state and no money, and nothing of
        the network depends on it. See
        `docs/design/0031-cross-swap-orders.md`.
"""


# @dev We import the interfaces of the contracts that are read.
from .interfaces import ICommittedBlocks
from .interfaces import IOutflowPreview
from .interfaces import IPayouts


# @dev We import the `interoperable`, `issuance`, `operations`,
# `solving` and `widths` modules, which are stateless.
from . import interoperable
from . import issuance
from . import operations
from . import solving
from . import widths


# @dev The address that denotes the native coin.
_NATIVE: constant(address) = 0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE


# @dev A broker's largest share, in parts of `_WHOLE`.
_FEE_RATE_LIMIT: constant(uint256) = 9_999
_WHOLE: constant(uint256) = 10_000


# @dev The gas limit of each step: twice what it needs with a plain
# token.
_ACCEPT_GAS: constant(uint256) = 200_000
_CLAIM_GAS: constant(uint256) = 120_000


# @dev The parts of a payload: a payout, the number of a block and all
# operations of the block on this chain.
_NUMBER_LENGTH: constant(uint256) = 8
_OPERATIONS_AT: constant(uint256) = operations.PAYOUT_LENGTH + _NUMBER_LENGTH
_OPERATIONS_LENGTH: constant(uint256) = operations.CHAIN_OPERATIONS * operations.PAYOUT_LENGTH
_PAYLOAD_LENGTH: constant(uint256) = _OPERATIONS_AT + _OPERATIONS_LENGTH


# @dev Returns the contract whose payouts are resolved.
zklink: public(immutable(address))


# @dev Returns the estimated seconds from sequencing to execution.
settlement_seconds: public(immutable(uint256))


# @dev The network's number of this chain, and what `zklink` created.
_CHAIN: immutable(uint8)
_BLOCK_LEDGER: immutable(address)
_OUTFLOW_LIMITS: immutable(address)


@deploy
def __init__(zklink_: address, settlement_seconds_: uint256):
    """
    @dev Fixes the contract and the estimate.
    @param zklink_ The 20-byte address of a `ZkLink`.
    @param settlement_seconds_ The seconds from sequencing to execution
           that are rarely exceeded.
    """
    zklink = zklink_
    settlement_seconds = settlement_seconds_
    _CHAIN = staticcall IPayouts(zklink_).chain()
    _BLOCK_LEDGER = staticcall IPayouts(zklink_).block_ledger()
    _OUTFLOW_LIMITS = staticcall IPayouts(zklink_).outflow_limits()


@external
@view
def resolve(payload: Bytes[_PAYLOAD_LENGTH]) -> solving.ResolvedOrder:
    """
    @dev Resolves a payload into an order (`IResolver` of ERC-7683).
         Refuses a payout that `accept` would refuse now, one that the
         limit of outflow would make wait, and native coin, which that
         standard has no payments in.
    @param payload The encoded payout; after it, if its block is
           committed here, the block's number and all operations of the
           block on this chain.
    @return ResolvedOrder The order.
    """
    assert len(payload) >= operations.PAYOUT_LENGTH, "resolver: bad length"
    payout: Bytes[66] = slice(payload, 0, operations.PAYOUT_LENGTH)
    order: operations.Payout = operations._payout(payout, _CHAIN)
    token: address = self._check(order)
    due: uint256 = block.timestamp + settlement_seconds
    return solving.ResolvedOrder(
        steps=[self._accepting(order, payout, token), self._claiming(token, due)],
        variables=[solving._payment_recipient()],
        payments=[
            solving._payment(
                self._here(token), self._payer(order.token), order.amount, settlement_seconds
            )
        ],
        assumptions=self._assumptions(payload, payout, order.payout_hash),
    )


@internal
@view
def _check(order: operations.Payout) -> address:
    """
    @dev Refuses a payout that cannot be prepaid, or would be repaid
         late.
    @param order The payout.
    @return address The 20-byte token address.
    """
    assert not staticcall IPayouts(zklink).in_exodus(), "resolver: exodus"
    assert operations._length(order.kind) != 0, "operations: unknown code"
    assert order.kind != operations.FULL_EXIT, "resolver: kind not acceptable"
    assert staticcall IPayouts(zklink).accepted(order.payout_hash) == empty(
        address
    ), "resolver: accepted or executed"
    receiver: uint256 = convert(order.receiver, uint256)
    assert (
        receiver != 0 and receiver <= widths.U160 and receiver != convert(zklink, uint256)
    ), "resolver: bad receiver"
    token: address = staticcall IPayouts(zklink).token_address(order.token)
    assert token != empty(address), "resolver: token not registered"
    assert token != _NATIVE, "resolver: native coin"
    assert order.amount > 0, "resolver: amount is zero"
    assert order.fee_rate <= _FEE_RATE_LIMIT, "resolver: bad fee rate"
    first: uint256 = 0
    last: uint256 = 0
    (first, last) = staticcall IOutflowPreview(_OUTFLOW_LIMITS).preview(token, order.amount)
    assert last == 0, "resolver: beyond outflow limit"
    return token


@internal
@view
def _accepting(
    order: operations.Payout, payout: Bytes[66], token: address
) -> Bytes[solving.STEP_LENGTH]:
    """
    @dev Returns the step that prepays the payout. It either pays the
         receiver or changes nothing.
    @param order The payout.
    @param payout The same, encoded.
    @param token The 20-byte token address.
    @return Bytes The step.
    """
    paid: uint256 = order.amount - order.amount * order.fee_rate // _WHOLE
    receiver: address = convert(order.receiver, address)
    return solving._call(
        self._here(zklink),
        method_id("accept(bytes,address)", output_type=bytes4),
        [solving._framed_bytes(payout), solving._variable(0)],
        [
            solving._spends(
                self._here(token), paid, self._here(zklink), self._here(receiver)
            ),
            solving._spends_gas(_ACCEPT_GAS),
            solving._reverts("abort", "payouts: accepted or executed"),
            solving._reverts("abort", "lifecycle: exodus"),
            solving._reverts("abort", "tokens: receiver got less"),
        ],
    )


@internal
@view
def _claiming(token: address, due: uint256) -> Bytes[solving.STEP_LENGTH]:
    """
    @dev Returns the step that collects the payment. Anyone may do it,
         so it may find nothing left to collect.
    @param token The 20-byte token address.
    @param due The time in seconds since 1970 before which it is of no
           use.
    @return Bytes The step.
    """
    return solving._call(
        self._here(zklink),
        method_id("claim(address,address)", output_type=bytes4),
        [solving._variable(0), solving._framed_address(token)],
        [
            solving._needs_step(0),
            solving._not_before(due),
            solving._spends_gas(_CLAIM_GAS),
            solving._reverts("ignore", "tokens: nothing pending"),
        ],
    )


@internal
@view
def _assumptions(
    payload: Bytes[_PAYLOAD_LENGTH], payout: Bytes[66], payout_hash: bytes32
) -> DynArray[solving.Assumption, 1]:
    """
    @dev Returns what a solver has to believe: that layer 2 has the
         payout, or that a committed block will be executed, or nothing
         when its block is proven and confirmed. Refuses a block that
         does not have the payout.
    @param payload The payload.
    @param payout The payout.
    @param payout_hash The 32-byte payout hash.
    @return DynArray The assumption, or none.
    """
    if len(payload) == operations.PAYOUT_LENGTH:
        return [solving.Assumption(name="zklink.sequenced", data=abi_encode(_CHAIN, payout_hash))]

    assert len(payload) > _OPERATIONS_AT, "resolver: bad length"
    number: uint64 = convert(
        convert(slice(payload, operations.PAYOUT_LENGTH, _NUMBER_LENGTH), uint256), uint64
    )
    block_operations: Bytes[_PAYLOAD_LENGTH] = slice(
        payload, _OPERATIONS_AT, len(payload) - _OPERATIONS_AT
    )
    committed: bytes32 = staticcall ICommittedBlocks(_BLOCK_LEDGER).operations_hash(number)
    assert committed != empty(bytes32), "resolver: block not committed"
    assert sha256(block_operations) == committed, "resolver: other operations"
    assert self._has(block_operations, payout), "resolver: payout not in block"
    if number <= staticcall ICommittedBlocks(_BLOCK_LEDGER).executable():
        return []
    header_hash: bytes32 = staticcall ICommittedBlocks(_BLOCK_LEDGER).header_hash(number)
    return [solving.Assumption(name="zklink.committed", data=abi_encode(number, header_hash))]


@internal
@pure
def _has(block_operations: Bytes[_PAYLOAD_LENGTH], payout: Bytes[66]) -> bool:
    """
    @dev Returns whether a block's operations have a payout. They are
         those that `commit` walked.
    @param block_operations The encoded chain operations.
    @param payout The encoded payout.
    @return bool The verdict.
    """
    offset: uint256 = 0
    for i: uint256 in range(operations.CHAIN_OPERATIONS):
        if offset == len(block_operations):
            break
        if slice(block_operations, offset, operations.PAYOUT_LENGTH) == payout:
            return True
        offset += operations.PAYOUT_LENGTH
    return False


@internal
@view
def _payer(token: uint16) -> Bytes[58]:
    """
    @dev Returns the sender of the payment's transfer: what the network
         issues is minted.
    @param token The identifier of the token.
    @return Bytes The interoperable address.
    """
    return self._here(empty(address) if issuance._is_issued(token) else zklink)


@internal
@view
def _here(account: address) -> Bytes[58]:
    """
    @dev Returns the interoperable address of an account of this chain.
    @param account The 20-byte address.
    @return Bytes The interoperable address.
    """
    return interoperable._evm(chain.id, account)
