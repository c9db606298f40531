# pragma version ~=0.4.3
"""
@title Interoperable Addresses
@custom:contract-name interoperable
@license Apache-2.0
@notice ERC-7930, version 1, with the profile of CAIP-350 for chains of
        the EVM: version 2 bytes, chain type 2 bytes, length 1 byte and
        chain id, length 1 byte and address.
"""


# @dev Version 1, and chain type 0: EIP-155.
_HEAD: constant(bytes4) = 0x00010000


# @dev The length of an EVM address.
_ADDRESS_LENGTH: constant(bytes1) = 0x14


# @dev The bytes of a word.
_WORD: constant(uint256) = 32


@internal
@pure
def _evm(chain_id: uint256, account: address) -> Bytes[58]:
    """
    @dev Returns the interoperable address of an account.
    @param chain_id The EVM chain id, above 0; encoded without leading
           zero bytes.
    @param account The 20-byte address.
    @return Bytes The address.
    """
    length: uint256 = 0
    for i: uint256 in range(_WORD):
        if chain_id >> (8 * i) == 0:
            break
        length += 1
    reference: bytes32 = convert(chain_id << (8 * (_WORD - length)), bytes32)
    return concat(
        _HEAD,
        convert(convert(length, uint8), bytes1),
        slice(reference, 0, length),
        _ADDRESS_LENGTH,
        convert(account, bytes20),
    )
