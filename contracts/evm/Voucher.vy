# pragma version ~=0.4.3
"""
@title Voucher of an Issued Token
@custom:contract-name Voucher
@license GNU Affero General Public License v3.0 only
@notice A token of the network on this chain: the unified dollar, or the
        share of a pool. Its issuer, a `ZkLink`, mints when it pays an owner
        of layer 2 and burns what its caller brings back; nobody else can do
        either, and nothing can be changed. The license is that of the
        ERC-20, which is compiled in.
"""


# @dev We import and initialise snekmate's `ownable` and `erc20`
# modules; nobody is given the owner's role.
from snekmate.auth import ownable
initializes: ownable

from snekmate.tokens import erc20
initializes: erc20[ownable := ownable]


# @dev We export ERC-20 with EIP-2612, without the functions of minters
# and owner.
exports: (
    erc20.name,
    erc20.symbol,
    erc20.decimals,
    erc20.totalSupply,
    erc20.balanceOf,
    erc20.allowance,
    erc20.transfer,
    erc20.approve,
    erc20.transferFrom,
    erc20.permit,
    erc20.nonces,
    erc20.DOMAIN_SEPARATOR,
    erc20.eip712Domain,
)


# @dev Returns the contract that alone mints and burns.
issuer: public(immutable(address))


@deploy
def __init__(issuer_: address, name_: String[25], symbol_: String[5]):
    """
    @dev Fixes the issuer.
    @param issuer_ The contract that mints and burns.
    @param name_ The name, also of the domain of permits.
    @param symbol_ The symbol.
    """
    ownable.__init__()
    erc20.__init__(name_, symbol_, 18, name_, "1")
    ownable._transfer_ownership(empty(address))
    issuer = issuer_


@external
def mint(owner: address, amount: uint256):
    """
    @dev Makes vouchers, by the issuer.
    @param owner The 20-byte address that gets them.
    @param amount The amount.
    """
    self._check_issuer()
    erc20._mint(owner, amount)


@external
def burn(owner: address, amount: uint256):
    """
    @dev Destroys vouchers of an owner, by the issuer, which needs no
         allowance: it burns from its own caller only.
    @param owner The 20-byte address that loses them.
    @param amount The amount.
    """
    self._check_issuer()
    erc20._burn(owner, amount)


@internal
@view
def _check_issuer():
    """
    @dev Refuses every caller but the issuer.
    """
    assert msg.sender == issuer, "Voucher: not issuer"
