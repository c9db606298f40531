# pragma version ~=0.4.3
"""
@title Issued Tokens
@custom:contract-name issuance
@license Apache-2.0
@notice Tokens that the network itself issues: the unified dollar, and the
        shares of pools. On a chain they are vouchers, which `ZkLink` mints
        when it pays and burns when it takes.
"""


# @dev The identifier of the unified dollar, and the least of a share.
_DOLLAR: constant(uint16) = 1
_FIRST_SHARE: constant(uint16) = 2 ** 15


@internal
@pure
def _is_issued(token: uint16) -> bool:
    """
    @dev Returns whether the network itself issues a token.
    @param token The identifier.
    @return bool The verdict.
    """
    return token == _DOLLAR or token >= _FIRST_SHARE
