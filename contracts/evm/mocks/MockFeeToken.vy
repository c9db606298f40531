# pragma version ~=0.4.3
"""
@title Mock Token with a Fee on Transfer
@custom:contract-name MockFeeToken
@license GNU Affero General Public License v3.0 only
@notice A token that burns 1 % of every transfer, on demand from the
        sender on top of the amount.
"""


# @dev We import and initialise snekmate's `ownable` and `erc20`
# modules; nobody is given the owner's role.
from snekmate.auth import ownable
initializes: ownable

from snekmate.tokens import erc20
initializes: erc20[ownable := ownable]


# @dev We export the plain part of the token.
exports: (
    erc20.name,
    erc20.symbol,
    erc20.decimals,
    erc20.balanceOf,
    erc20.allowance,
    erc20.totalSupply,
    erc20.approve,
)


# @dev Returns that this is a mock: its coins are worth nothing.
is_mock: public(constant(bool)) = True


# @dev Returns whether the sender pays the fee on top.
on_top: public(bool)


@deploy
def __init__(name_: String[25], symbol_: String[5], decimals_: uint8):
    """
    @dev Names the token.
    @param name_ The name.
    @param symbol_ The symbol.
    @param decimals_ The decimal places.
    """
    ownable.__init__()
    erc20.__init__(name_, symbol_, decimals_, name_, "1")
    ownable._transfer_ownership(empty(address))


@external
def mint(receiver: address, amount: uint256):
    """
    @dev Mints to anyone: a faucet.
    @param receiver The 20-byte receiver address.
    @param amount The amount.
    """
    erc20._mint(receiver, amount)


@external
def charge_on_top(on_top: bool):
    """
    @dev Chooses who pays the fee; anyone may.
    @param on_top Whether the sender pays it on top.
    """
    self.on_top = on_top


@external
def transfer(to: address, amount: uint256) -> bool:
    """
    @dev Transfers from the caller, less the fee.
    @param to The 20-byte receiver address.
    @param amount The amount.
    @return bool Always `True`.
    """
    self._move(msg.sender, to, amount)
    return True


@external
def transferFrom(owner: address, to: address, amount: uint256) -> bool:
    """
    @dev Transfers with an allowance, less the fee.
    @param owner The 20-byte owner address.
    @param to The 20-byte receiver address.
    @param amount The amount.
    @return bool Always `True`.
    """
    erc20._spend_allowance(owner, msg.sender, amount)
    self._move(owner, to, amount)
    return True


@internal
def _move(owner: address, to: address, amount: uint256):
    """
    @dev Moves tokens and burns the fee.
    @param owner The 20-byte owner address.
    @param to The 20-byte receiver address.
    @param amount The amount.
    """
    fee: uint256 = amount // 100
    erc20._burn(owner, fee)
    erc20._transfer(owner, to, amount if self.on_top else amount - fee)
