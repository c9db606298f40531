# pragma version ~=0.4.3
"""
@title Attested Verifier
@custom:contract-name AttestedVerifier
@license Apache-2.0
@notice Used in place of a verifier of succinct proofs: the "proof"
        is signatures of oracles that they re-executed the blocks. It
        trusts k of n oracles for computation.
"""


# @dev We import and implement the `IVerifier` interface.
from .interfaces import IVerifier
implements: IVerifier


# @dev We import the interface of the registry.
from .interfaces import IOracleRegistry


# @dev The length of a signature.
_SIGNATURE: constant(uint256) = 65


# @dev The most signatures of a proof.
_SIGNATURES: constant(uint256) = 32


# @dev Returns the network's identifier.
network_id: public(immutable(uint32))


# @dev Returns the registry of oracles.
oracles: public(immutable(address))


@deploy
def __init__(network_id_: uint32, oracles_: address):
    """
    @dev Fixes the network and the registry.
    @param network_id_ The network's identifier.
    @param oracles_ The registry of oracles.
    """
    assert oracles_.is_contract, "AttestedVerifier: no registry"
    network_id = network_id_
    oracles = oracles_


@external
@view
def verify(public_input: uint256, proof: Bytes[4_096]) -> bool:
    """
    @dev Returns whether enough oracles attested `public_input`.
    @param public_input The 253-bit public input.
    @param proof The 65-byte signatures, ascending by signer.
    @return bool The verdict.
    """
    count: uint256 = len(proof) // _SIGNATURE
    if count > _SIGNATURES or count * _SIGNATURE != len(proof):
        return False
    signatures: DynArray[Bytes[65], _SIGNATURES] = []
    for i: uint256 in range(count, bound=_SIGNATURES):
        signatures.append(slice(proof, i * _SIGNATURE, _SIGNATURE))
    digest: bytes32 = keccak256(
        concat(b"ZkLink attest v1", convert(network_id, bytes4), convert(public_input, bytes32))
    )
    return staticcall IOracleRegistry(oracles).verify(digest, signatures)
