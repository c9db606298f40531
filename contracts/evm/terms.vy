# pragma version ~=0.4.3
"""
@title Terms
@custom:contract-name terms
@license Apache-2.0
@notice What an entry of the queue must bring. `QueueTerms`, which
        `ZkLink` creates, decides and keeps the fees: they are never in
        the balance that custody is compared with.
"""


# @dev We import the interface of the terms.
from .interfaces import IQueueTerms


# @dev Returns the contract that has the terms, which this contract
# created.
queue_terms: public(immutable(address))


@deploy
def __init__(queue_terms_: address):
    """
    @dev Fixes the terms.
    @param queue_terms_ The 20-byte address of the terms.
    """
    queue_terms = queue_terms_


@external
@view
def queue_fee() -> uint256:
    """
    @dev Returns the fee of an entry that is queued now.
    @return uint256 The fee in the native coin's units.
    """
    return staticcall IQueueTerms(queue_terms).queue_fee()


@internal
def _enter(index: uint64, value_: uint256, token: address, amount: uint256):
    """
    @dev Brings an entry of the caller under the terms; the last step of
         a call, for the caller gets back what is above the fee.
    @param index The entry.
    @param value_ What the caller sent for the fee.
    @param token The 20-byte address of the token that it brought.
    @param amount The amount that arrived, zero for no token.
    """
    extcall IQueueTerms(queue_terms).enter(msg.sender, index, token, amount, value=value_)


@internal
@view
def _check_token(token: uint16, contract_address: address, decimals: uint8, token_class: uint8):
    """
    @dev Refuses what cannot be registered.
    @param token The identifier.
    @param contract_address The 20-byte token address.
    @param decimals The token's decimal places.
    @param token_class The token's class.
    """
    assert staticcall IQueueTerms(queue_terms).check_token(
        token, contract_address, decimals, token_class
    )


@internal
@view
def _check_governed(operation: Bytes[256]):
    """
    @dev Refuses what is no operation of governance.
    @param operation The encoded operation.
    """
    assert staticcall IQueueTerms(queue_terms).check_governed(operation)
