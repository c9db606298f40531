# pragma version ~=0.4.3
"""
@title Mock Yield-Bearing Vault
@custom:contract-name MockYieldVault
@license GNU Affero General Public License v3.0 only
@notice Shares of the coins that it holds, as a lending protocol has
        them (ERC-4626 in small). Whoever sends it coins raises what a
        share is worth.
"""


from ethereum.ercs import IERC20

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
    erc20.transfer,
    erc20.transferFrom,
)


# @dev Returns that this is a mock: its shares are worth nothing.
is_mock: public(constant(bool)) = True


# @dev Returns the coin that the shares are a claim on.
asset: public(immutable(address))


@deploy
def __init__(asset_: address, name_: String[25], symbol_: String[5]):
    """
    @dev Names the shares, of 18 decimal places.
    @param asset_ The coin.
    @param name_ The name.
    @param symbol_ The symbol.
    """
    ownable.__init__()
    erc20.__init__(name_, symbol_, 18, name_, "1")
    ownable._transfer_ownership(empty(address))
    asset = asset_


@external
@view
def convertToAssets(shares: uint256) -> uint256:
    """
    @dev Returns what shares are worth; 1 coin of 6 decimal places each
         while there are none.
    @param shares The shares.
    @return uint256 The coins, in their own units.
    """
    return self._assets(shares)


@external
def deposit(assets: uint256, receiver: address) -> uint256:
    """
    @dev Takes coins and mints shares.
    @param assets The coins, in their own units.
    @param receiver The owner of the shares.
    @return uint256 The shares.
    """
    shares: uint256 = assets * 10 ** 12
    if erc20.totalSupply != 0:
        shares = assets * erc20.totalSupply // staticcall IERC20(asset).balanceOf(self)
    erc20._mint(receiver, shares)
    assert extcall IERC20(asset).transferFrom(msg.sender, self, assets), "vault: coins not taken"
    return shares


@external
def redeem(shares: uint256, receiver: address) -> uint256:
    """
    @dev Burns shares of the caller and pays their coins.
    @param shares The shares.
    @param receiver The receiver of the coins.
    @return uint256 The coins, in their own units.
    """
    assets: uint256 = self._assets(shares)
    erc20._burn(msg.sender, shares)
    assert extcall IERC20(asset).transfer(receiver, assets), "vault: coins not paid"
    return assets


@internal
@view
def _assets(shares: uint256) -> uint256:
    if erc20.totalSupply == 0:
        return shares // 10 ** 12
    return shares * staticcall IERC20(asset).balanceOf(self) // erc20.totalSupply
