# pragma version ~=0.4.3
"""
@title Mock Voucher that Lies
@custom:contract-name MockFalseVoucher
@license Apache-2.0
@notice A voucher that says what a registration asks for, and neither
        mints nor burns anything.
"""


# @dev We import and implement the `IVoucher` interface.
from ..interfaces import IVoucher
implements: IVoucher


# @dev Returns that this is a mock: its coins are worth nothing.
is_mock: public(constant(bool)) = True


# @dev Returns the contract that believes it.
issuer: public(immutable(address))


# @dev Returns nothing, whatever is out.
totalSupply: public(constant(uint256)) = 0


@deploy
def __init__(issuer_: address):
    """
    @dev Names the issuer.
    @param issuer_ The contract that believes it.
    """
    issuer = issuer_


@external
def mint(owner: address, amount: uint256):
    """
    @dev Does nothing.
    @param owner The 20-byte address that gets nothing.
    @param amount The amount.
    """
    pass


@external
def burn(owner: address, amount: uint256):
    """
    @dev Does nothing.
    @param owner The 20-byte address that loses nothing.
    @param amount The amount.
    """
    pass
