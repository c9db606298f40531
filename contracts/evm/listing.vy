# pragma version ~=0.4.3
"""
@title Listing of Tokens
@custom:contract-name listing
@license Apache-2.0
@notice What a token must be to be registered. Tokens that the network
        itself issues are vouchers of the contract that registers them.
"""


# @dev We import the `issuance` module, which is stateless.
from . import issuance


# @dev The address that denotes the native coin.
_NATIVE: constant(address) = 0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE


# @dev The decimal places of every amount on layer 2.
_DECIMALS: constant(uint256) = 18


# @dev The largest class: 0 ordinary, 1 stable, 2 voucher.
_CLASS_LIMIT: constant(uint8) = 2


@internal
@view
def _check(
    zklink: address, token: uint16, contract_address: address, decimals: uint8, token_class: uint8
):
    """
    @dev Refuses what cannot be registered under any circumstances.
    @param zklink The contract that registers.
    @param token The identifier.
    @param contract_address The 20-byte token address.
    @param decimals The token's decimal places.
    @param token_class The token's class.
    """
    assert token != 0, "listing: bad identifier"
    assert convert(decimals, uint256) <= _DECIMALS, "listing: more than 18 decimals"
    assert token_class <= _CLASS_LIMIT, "listing: unknown class"
    own: uint256 = _DECIMALS
    if issuance._is_issued(token):
        issuer: uint256 = self._answer(contract_address, method_id("issuer()"), 0)
        assert issuer == convert(zklink, uint256), "listing: not our voucher"
        supply: uint256 = self._answer(contract_address, method_id("totalSupply()"), 1)
        assert supply == 0, "listing: voucher in use"
    elif contract_address != _NATIVE:
        assert contract_address.is_contract, "listing: not a contract"
        assert contract_address != zklink, "listing: not a token"
        own = self._answer(contract_address, method_id("decimals()"), convert(decimals, uint256))
    assert own == convert(decimals, uint256), "listing: decimals differ"


@internal
@view
def _answer(token: address, selector: Bytes[4], otherwise: uint256) -> uint256:
    """
    @dev Asks a contract for one word.
    @param token The 20-byte address of the contract.
    @param selector The 4 bytes of a function without arguments.
    @param otherwise What a failure, and an answer of another length,
           count as.
    @return uint256 The word.
    """
    success: bool = False
    answer: Bytes[32] = b""
    success, answer = raw_call(
        token, selector, max_outsize=32, is_static_call=True, revert_on_failure=False
    )
    return convert(answer, uint256) if success and len(answer) == 32 else otherwise
