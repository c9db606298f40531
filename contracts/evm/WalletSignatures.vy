# pragma version ~=0.4.3
"""
@title Signatures of Wallets
@custom:contract-name WalletSignatures
@license Apache-2.0
@notice Says whether the owner of an address signed a digest: by the
        address's own key (ECDSA), by the word of the contract that is
        there (ERC-1271), or of the contract that a factory puts there
        first (ERC-6492). See `docs/design/0032-keys-by-signature.md`.

        The call of a factory goes to any address with any data, so
        this contract must have no rights anywhere, hold nothing and
        store nothing. Whoever asks it must not be in a state in which
        a call from outside does harm.
"""


# @dev We import and implement the `IWalletSignatures` interface.
from .interfaces import IWalletSignatures
implements: IWalletSignatures


# @dev The gas that a wallet gets to judge a signature, and that a
# factory gets to create a wallet.
_WALLET_GAS: constant(uint256) = 1_000_000
_FACTORY_GAS: constant(uint256) = 5_000_000


# @dev What a wallet answers to say yes: the selector of the function
# (ERC-1271), alone in a word.
_APPROVED: constant(bytes32) = 0x1626ba7e00000000000000000000000000000000000000000000000000000000


# @dev The end of a signature that names a factory (ERC-6492).
_WRAPPED: constant(bytes32) = 0x6492649264926492649264926492649264926492649264926492649264926492
_WRAPPED_LENGTH: constant(uint256) = 32


# @dev The length of the beginning of what is before that end, an address
# and two offsets, and the largest offset: a decoder that looked beyond
# it would use all gas.
_HEAD_LENGTH: constant(uint256) = 96
_OFFSET_LIMIT: constant(uint256) = 6_144


# @dev The code of an account with a key that runs the code of another
# address (EIP-7702): its beginning and its length. No contract can
# begin so (EIP-3541).
_DELEGATED: constant(bytes3) = 0xef0100
_DELEGATED_LENGTH: constant(uint256) = 23


# @dev The largest `s` of a signature: half the order of the curve. The
# other half would be a second signature of the same key (EIP-2).
_S_LIMIT: constant(uint256) = (
    57_896_044_618_658_097_711_785_492_504_343_953_926_418_782_139_537_452_191_302_581_570_759_080_747_168
)


# @dev The lengths of `r || s || v`, and of `r || vs` (ERC-2098).
_LONG: constant(uint256) = 65
_SHORT: constant(uint256) = 64


# @dev The bits of `s` in `vs`; the highest bit is `v - 27`.
_S_MASK: constant(uint256) = 2 ** 255 - 1
_V_SHIFT: constant(uint256) = 255


@external
def is_valid(owner: address, digest: bytes32, signature: Bytes[6_144]) -> bool:
    """
    @dev Returns whether an owner signed a digest. A wrapped signature
         that cannot be decoded reverts.
    @param owner The 20-byte owner address.
    @param digest The 32-byte digest.
    @param signature The signature.
    @return bool The verdict.
    """
    if owner == empty(address):
        return False
    if self._is_wrapped(signature):
        return self._is_approved_wrapped(owner, digest, signature)
    if owner.is_contract:
        if self._is_approved(owner, digest, signature):
            return True
        if not self._is_delegated(owner):
            return False
    return self._is_signed(owner, digest, signature)


@internal
@pure
def _is_wrapped(signature: Bytes[6_144]) -> bool:
    """
    @dev Returns whether a signature names a factory.
    @param signature The signature.
    @return bool The verdict.
    """
    length: uint256 = len(signature)
    if length < _WRAPPED_LENGTH:
        return False
    return extract32(signature, length - _WRAPPED_LENGTH) == _WRAPPED


@internal
def _is_approved_wrapped(owner: address, digest: bytes32, signature: Bytes[6_144]) -> bool:
    """
    @dev Returns whether a wallet approves a signature, if need be after
         a call of the factory that the signature names, which creates
         the wallet or makes it ready.
    @param owner The 20-byte wallet address.
    @param digest The 32-byte digest.
    @param signature The wrapped signature.
    @return bool The verdict.
    """
    length: uint256 = len(signature) - _WRAPPED_LENGTH
    if length < _HEAD_LENGTH:
        return False
    for at: uint256 in [32, 64]:
        if extract32(signature, at, output_type=uint256) > _OFFSET_LIMIT:
            return False
    factory: address = empty(address)
    payload: Bytes[3_072] = b""
    inner: Bytes[2_048] = b""
    factory, payload, inner = abi_decode(
        slice(signature, 0, length),
        (address, Bytes[3_072], Bytes[2_048]),
    )
    if self._is_approved(owner, digest, inner):
        return True
    # What the factory says does not matter: the wallet is asked again.
    success: bool = raw_call(factory, payload, gas=_FACTORY_GAS, revert_on_failure=False)
    return self._is_approved(owner, digest, inner)


@internal
@view
def _is_approved(owner: address, digest: bytes32, signature: Bytes[6_144]) -> bool:
    """
    @dev Returns whether the contract at an address approves
         a signature. One that reverts, answers anything else or
         runs out of its gas does not.
    @param owner The 20-byte wallet address.
    @param digest The 32-byte digest.
    @param signature The signature.
    @return bool The verdict.
    """
    # Without code there, a call succeeds and answers nothing.
    success: bool = False
    answer: Bytes[32] = b""
    success, answer = raw_call(
        owner,
        abi_encode(digest, signature, method_id=method_id("isValidSignature(bytes32,bytes)")),
        max_outsize=32,
        gas=_WALLET_GAS,
        is_static_call=True,
        revert_on_failure=False,
    )
    return success and len(answer) == 32 and convert(answer, bytes32) == _APPROVED


@internal
@view
def _is_delegated(owner: address) -> bool:
    """
    @dev Returns whether an address has a key although it has code.
    @param owner The 20-byte address.
    @return bool The verdict.
    """
    if owner.codesize != _DELEGATED_LENGTH:
        return False
    return convert(slice(owner.code, 0, 3), bytes3) == _DELEGATED


@internal
@pure
def _is_signed(owner: address, digest: bytes32, signature: Bytes[6_144]) -> bool:
    """
    @dev Returns whether the key of an address signed a digest.
    @param owner The 20-byte address, not zero.
    @param digest The 32-byte digest.
    @param signature The signature, of 65 or 64 bytes.
    @return bool The verdict.
    """
    length: uint256 = len(signature)
    if length != _LONG and length != _SHORT:
        return False
    s: uint256 = extract32(signature, 32, output_type=uint256)
    v: uint256 = 0
    if length == _LONG:
        v = convert(slice(signature, 64, 1), uint256)
    else:
        v = 27 + (s >> _V_SHIFT)
        s &= _S_MASK
    if s > _S_LIMIT or (v != 27 and v != 28):
        return False
    r: uint256 = extract32(signature, 0, output_type=uint256)
    return ecrecover(digest, v, r, s) == owner
