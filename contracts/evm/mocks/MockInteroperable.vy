# pragma version ~=0.4.3
"""
@title Mock of Interoperable Addresses
@custom:contract-name MockInteroperable
@license Apache-2.0
@notice Shows what the `interoperable` module makes of any chain id.
"""


# @dev We import the `interoperable` module, which is stateless.
from .. import interoperable


# @dev Returns that this is a mock.
is_mock: public(constant(bool)) = True


@external
@pure
def encode_evm(chain_id: uint256, account: address) -> Bytes[58]:
    """
    @dev Returns the interoperable address of an account.
    @param chain_id The EVM chain id.
    @param account The 20-byte address.
    @return Bytes The address.
    """
    return interoperable._evm(chain_id, account)
