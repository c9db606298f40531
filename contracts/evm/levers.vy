# pragma version ~=0.4.3
"""
@title Levers of the Blocks
@custom:contract-name levers
@license Apache-2.0
@notice The operator, and the pause of new blocks. Governance sets
        both; neither affects a block that is proven and confirmed.
"""


# @dev We import and use the `network` module.
from . import network
uses: network


# @dev Returns the only address that may commit blocks.
operator: public(address)


# @dev Returns whether new blocks are refused.
blocks_paused: public(bool)


# @dev Emitted when the operator changes.
event OperatorChanged:
    operator: address


# @dev Emitted when new blocks are refused or allowed again.
event BlocksPaused:
    paused: bool


@deploy
def __init__(operator_: address):
    """
    @dev Sets the first operator.
    @param operator_ The first operator.
    """
    self._set_operator(operator_)


@external
def set_operator(operator: address):
    """
    @dev Replaces the operator.
    @param operator The new operator.
    """
    network._check_governance()
    self._set_operator(operator)


@external
def pause_blocks(paused: bool):
    """
    @dev Stops or allows new blocks. Blocks that are proven and
         confirmed can be executed either way.
    @param paused Whether commits are refused.
    """
    network._check_governance()
    self.blocks_paused = paused
    log BlocksPaused(paused=paused)


@internal
def _set_operator(operator: address):
    """
    @dev Writes the operator.
    @param operator The operator.
    """
    assert operator != empty(address), "levers: operator is zero"
    self.operator = operator
    log OperatorChanged(operator=operator)


@internal
@view
def _check_commit():
    """
    @dev Refuses every caller but the operator, and everyone while
         blocks are paused.
    """
    assert msg.sender == self.operator, "levers: not operator"
    assert not self.blocks_paused, "levers: blocks paused"
