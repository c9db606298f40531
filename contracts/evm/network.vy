# pragma version ~=0.4.3
"""
@title Network Identity
@custom:contract-name network
@license Apache-2.0
@notice The network and chain that a contract serves, and the
        governance that it obeys. `ZkLink` and its `BlockLedger` have one
        identity.
"""


# @dev We import the `check` module, which is stateless.
from . import check


# @dev Returns the network's identifier, bound into headers
# and signatures.
network_id: public(immutable(uint32))


# @dev The network's own number of this chain.
# @notice The name `chain` is taken by the language.
_CHAIN: immutable(uint8)


# @dev Returns the address of the governance contract.
governance: public(immutable(address))


@deploy
def __init__(network_id_: uint32, chain_: uint8, governance_: address):
    """
    @dev Fixes the identity.
    @param network_id_ The network's identifier.
    @param chain_ The network's own number of this chain.
    @param governance_ The governance contract.
    """
    assert chain_ != 0, "network: chain is zero"
    assert governance_ != empty(address), "network: governance is zero"
    network_id = network_id_
    _CHAIN = chain_
    governance = governance_


@external
@view
def chain() -> uint8:
    """
    @dev Returns the network's own number of this chain.
    @return uint8 The chain number.
    """
    return _CHAIN


@internal
@view
def _chain() -> uint8:
    """
    @dev Returns the network's own number of this chain.
    @return uint8 The chain number.
    """
    return _CHAIN


@internal
@view
def _check_governance():
    """
    @dev Refuses every caller but governance.
    """
    check._that(msg.sender == governance, "network: not governance")
