# pragma version ~=0.4.3
"""
@title Mock Wallet
@custom:contract-name MockWallet
@license Apache-2.0
@notice A contract wallet that approves what the key of its owner signed
        (ERC-1271), or behaves badly, as its mode says.
"""


# @dev Returns that this is a mock.
is_mock: public(constant(bool)) = True


# @dev The answer of a wallet that approves.
_APPROVED: constant(bytes4) = 0x1626ba7e


# @dev Returns whose signatures are approved.
owner: public(address)


# @dev Returns the behaviour: 0 judges, 1 approves all, 2 reverts,
# 3 answers nothing, 4 answers a true word, 5 answers the right bytes
# with others after them, 6 uses all gas, 7 makes the call, 8 reverts
# with the right answer.
mode: public(uint256)


# @dev The call to make.
_target: address
_payload: Bytes[2_048]


@deploy
def __init__(owner_: address, mode_: uint256):
    """
    @dev Fixes owner and behaviour.
    @param owner_ The 20-byte address of the owner.
    @param mode_ The behaviour.
    """
    self.owner = owner_
    self.mode = mode_


@external
def set_mode(mode_: uint256):
    """
    @dev Sets the behaviour.
    @param mode_ The behaviour.
    """
    self.mode = mode_


@external
def arm(target: address, payload: Bytes[2_048]):
    """
    @dev Sets the call to make when asked.
    @param target The 20-byte address to call.
    @param payload The call data.
    """
    self._target = target
    self._payload = payload


@external
@payable
def perform(target: address, payload: Bytes[2_048]):
    """
    @dev Makes a call, and fails with it.
    @param target The 20-byte address to call.
    @param payload The call data.
    """
    raw_call(target, payload, value=msg.value)


@external
@view
@raw_return
def isValidSignature(digest: bytes32, signature: Bytes[2_048]) -> Bytes[32]:
    """
    @dev Judges a signature.
    @param digest The 32-byte digest.
    @param signature The signature.
    @return Bytes The answer, as it is.
    """
    if self.mode == 1:
        return abi_encode(_APPROVED)
    if self.mode == 2:
        raise "MockWallet: reverts"
    if self.mode == 3:
        return b""
    if self.mode == 4:
        return abi_encode(True)
    if self.mode == 5:
        return concat(_APPROVED, 0x01010101010101010101010101010101010101010101010101010101)
    if self.mode == 6:
        for i: uint256 in range(2 ** 64):
            assert keccak256(convert(i, bytes32)) != empty(bytes32)
    if self.mode == 7:
        # The call of a wallet is static: this one cannot change anything.
        success: bool = raw_call(self._target, self._payload, is_static_call=True, revert_on_failure=False)
        return abi_encode(_APPROVED) if success else b""
    if self.mode == 8:
        raw_revert(abi_encode(_APPROVED))
    if len(signature) != 65:
        return b""
    v: uint256 = convert(slice(signature, 64, 1), uint256)
    r: uint256 = extract32(signature, 0, output_type=uint256)
    s: uint256 = extract32(signature, 32, output_type=uint256)
    if ecrecover(digest, v, r, s) == self.owner:
        return abi_encode(_APPROVED)
    return b""
