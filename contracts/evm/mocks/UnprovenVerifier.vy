# pragma version ~=0.4.3
"""
@title Verifier of Nothing
@custom:contract-name UnprovenVerifier
@license Apache-2.0
@notice Used in place of a verifier of proofs where blocks are not
        proven: a "proof" is the public input, which anyone can
        compute. For development; it makes the mode `unproven`.
"""


# @dev We import and implement the `IVerifier` interface.
from ..interfaces import IVerifier
implements: IVerifier


# @dev Returns that this is a mock: it proves nothing.
is_mock: public(constant(bool)) = True


@external
@view
def verify(public_input: uint256, proof: Bytes[4_096]) -> bool:
    """
    @dev Returns whether the bytes are the public input.
    @param public_input The 253-bit public input.
    @param proof Its 32 bytes, big-endian.
    @return bool The verdict.
    """
    return len(proof) == 32 and convert(slice(proof, 0, 32), bytes32) == convert(public_input, bytes32)
