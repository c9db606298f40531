# pragma version ~=0.4.3
"""
@title Network Identity and Levers
@custom:contract-name network
@license Apache-2.0
@notice Who this contract is within the network, who may pull which
        lever, and whether it still runs. Everything else builds on
        this module.
"""


# @dev We import the `check` module, which is stateless.
from . import check


# @dev The network's identifier, bound into headers and signatures.
network_id: public(immutable(uint32))


# @dev The network's own number of this chain.
# @notice The name `chain` is taken by the language.
_CHAIN: immutable(uint8)


# @dev Whether this chain receives the data of every block.
is_data_chain: public(immutable(bool))


# @dev The address of the governance contract.
governance: public(immutable(address))


# @dev The only address that may commit blocks.
operator: public(address)


# @dev Whether new blocks are refused.
blocks_paused: public(bool)


# @dev Whether this contract left normal operation for good.
exodus: public(bool)


# @dev Emitted when the operator changes.
event OperatorChanged:
    operator: address


# @dev Emitted when new blocks are refused or allowed again.
event BlocksPaused:
    paused: bool


@deploy
def __init__(
    network_id_: uint32,
    chain_: uint8,
    is_data_chain_: bool,
    governance_: address,
    operator_: address,
):
    """
    @dev Fixes the identity and the first operator.
    @param network_id_ The network's identifier.
    @param chain_ The network's own number of this chain.
    @param is_data_chain_ Whether block data is published here.
    @param governance_ The governance contract.
    @param operator_ The first operator.
    """
    check._that(chain_ != 0, "network: chain is zero")
    check._that(governance_ != empty(address), "network: governance is zero")
    check._that(operator_ != empty(address), "network: operator is zero")
    network_id = network_id_
    _CHAIN = chain_
    is_data_chain = is_data_chain_
    governance = governance_
    self.operator = operator_
    log OperatorChanged(operator=operator_)


@external
@view
def chain() -> uint8:
    """
    @dev Returns the network's own number of this chain.
    @return uint8 The chain number.
    """
    return _CHAIN


@external
def set_operator(operator: address):
    """
    @dev Replaces the operator.
    @param operator The new operator.
    """
    self._check_governance()
    check._that(operator != empty(address), "network: operator is zero")
    self.operator = operator
    log OperatorChanged(operator=operator)


@external
def pause_blocks(paused: bool):
    """
    @dev Stops or allows new blocks. Blocks that are proven and
         confirmed can be executed either way.
    @param paused Whether commits are refused.
    """
    self._check_governance()
    self.blocks_paused = paused
    log BlocksPaused(paused=paused)


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


@internal
@view
def _check_operator():
    """
    @dev Refuses every caller but the operator.
    """
    check._that(msg.sender == self.operator, "network: not operator")


@internal
@view
def _check_active():
    """
    @dev Refuses everything that exodus ended.
    """
    check._that(not self.exodus, "network: exodus")
