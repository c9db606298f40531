# pragma version ~=0.4.3
"""
@title Mock Token without Return Values
@custom:contract-name MockNoReturnToken
@license GNU Affero General Public License v3.0 only
@notice A token whose transfers return nothing.
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
def transfer(to: address, amount: uint256):
    """
    @dev Transfers from the caller, returning nothing.
    @param to The 20-byte receiver address.
    @param amount The amount.
    """
    self._move(msg.sender, to, amount)


@external
def transferFrom(owner: address, to: address, amount: uint256):
    """
    @dev Transfers with an allowance, returning nothing.
    @param owner The 20-byte owner address.
    @param to The 20-byte receiver address.
    @param amount The amount.
    """
    erc20._spend_allowance(owner, msg.sender, amount)
    self._move(owner, to, amount)


@internal
def _move(owner: address, to: address, amount: uint256):
    """
    @dev Moves tokens.
    @param owner The 20-byte owner address.
    @param to The 20-byte receiver address.
    @param amount The amount.
    """
    erc20._transfer(owner, to, amount)
