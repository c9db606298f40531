# pragma version ~=0.4.3
"""
@title Tokens, Custody and Pending Balances
@custom:contract-name tokens
@license Apache-2.0
@notice The tokens registered on this chain, custody of each, and
        pending balances of their owners. For every token
        `owed <= custody <= balance` holds: a payment out is never
        counted twice and never paid from another token's holders.
        Tokens may take fees, return nothing or call back: the measured
        change of balance counts.
"""


# @dev We import the `check` module, which is stateless.
from . import check


# @dev We import the `IERC20` interface, which is a
# built-in interface of the Vyper compiler.
from ethereum.ercs import IERC20


# @dev We import and use the `network` module.
from . import network
uses: network


# @dev We import and use the `outflow` module.
from . import outflow
uses: outflow


# @dev The address that denotes the native coin.
_NATIVE: constant(address) = 0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE


# @dev The decimal places of every amount on layer 2.
_DECIMALS: constant(uint8) = 18


# @dev The most that custody of one token may reach,
# in layer-2 units.
_CUSTODY_LIMIT: constant(uint256) = 2 ** 120


# @dev The largest identifier of a registered token.
_TOKEN_LIMIT: constant(uint16) = 32_767


# @dev Returns the identifier of a token, zero if unknown.
token_id: public(HashMap[address, uint16])


# @dev Returns the address of a token, zero if unknown.
token_address: public(HashMap[uint16, address])


# @dev Returns the decimal places of a known token.
token_decimals: public(HashMap[uint16, uint8])


# @dev Returns whether new deposits of a token are refused.
deposits_paused: public(HashMap[address, bool])


# @dev Returns how much of a token this contract accounts for,
# pending balances included.
custody: public(HashMap[address, uint256])


# @dev Returns the sum of a token's pending balances.
owed: public(HashMap[address, uint256])


# @dev Returns what `owner` can claim of a token.
pending: public(HashMap[address, HashMap[address, uint256]])


# @dev Emitted when a token is registered.
event TokenRegistered:
    token: indexed(uint16)
    contract_address: indexed(address)
    decimals: uint8
    token_class: uint8


# @dev Emitted when deposits of a token are refused or
# allowed again.
event DepositsPaused:
    token: indexed(address)
    paused: bool


# @dev Emitted when a pending balance is paid.
event Claimed:
    owner: indexed(address)
    token: indexed(address)
    amount: uint256


@deploy
def __init__():
    """
    @dev Nothing to set up: tokens are registered later.
    """
    pass


@external
def pause_deposits(token: address, paused: bool):
    """
    @dev Stops or allows new deposits of one token. Nothing that
         pays out depends on it.
    @param token The 20-byte token address.
    @param paused Whether deposits are refused.
    """
    network._check_governance()
    self._identifier(token)
    self.deposits_paused[token] = paused
    log DepositsPaused(token=token, paused=paused)


@external
@nonreentrant
def claim(owner: address, token: address) -> uint256:
    """
    @dev Pays the pending balance of `owner` to `owner`; anyone
         may call. An owner that cannot receive blocks only itself.
    @param owner The 20-byte address that is owed.
    @param token The 20-byte token address.
    @return uint256 The amount paid.
    """
    amount: uint256 = self.pending[owner][token]
    check._that(amount > 0, "tokens: nothing pending")
    self.pending[owner][token] = 0
    self.owed[token] -= amount
    self.custody[token] -= amount
    log Claimed(owner=owner, token=token, amount=amount)
    self._pay(token, owner, amount)
    return amount


@internal
def _register(token: uint16, contract_address: address, decimals: uint8, token_class: uint8):
    """
    @dev Binds an identifier and an address to each other, once.
    @param token The identifier.
    @param contract_address The 20-byte token address.
    @param decimals The token's decimal places.
    @param token_class The token's class: 0 ordinary, 1 stable,
           2 voucher.
    """
    check._that(token != 0 and token <= _TOKEN_LIMIT, "tokens: bad identifier")
    check._that(self.token_address[token] == empty(address), "tokens: identifier in use")
    check._that(self.token_id[contract_address] == 0, "tokens: address in use")
    check._that(decimals <= _DECIMALS, "tokens: more than 18 decimals")
    check._that(token_class <= 2, "tokens: unknown class")
    if contract_address == _NATIVE:
        check._that(decimals == _DECIMALS, "tokens: decimals differ")
    else:
        check._that(contract_address.is_contract, "tokens: not a contract")
        check._that(contract_address != self, "tokens: not a token")
        self._check_decimals(contract_address, decimals)

    self.token_id[contract_address] = token
    self.token_address[token] = contract_address
    self.token_decimals[token] = decimals
    log TokenRegistered(
        token=token, contract_address=contract_address, decimals=decimals, token_class=token_class
    )


@internal
@view
def _check_decimals(token: address, decimals: uint8):
    """
    @dev Compares with the token's own `decimals()`, where it
         has one.
    @param token The 20-byte token address.
    @param decimals The decimal places it should have.
    """
    success: bool = False
    answer: Bytes[32] = b""
    success, answer = raw_call(
        token, method_id("decimals()"), max_outsize=32, is_static_call=True, revert_on_failure=False
    )
    if success and len(answer) == 32:
        own: uint256 = convert(answer, uint256)
        check._that(own == convert(decimals, uint256), "tokens: decimals differ")


@internal
@payable
def _take(token: address, amount: uint256) -> uint256:
    """
    @dev Takes a deposit from the caller into custody.
    @param token The 20-byte token address.
    @param amount The amount that the caller offers.
    @return uint256 The amount received, in layer-2 units.
    """
    identifier: uint16 = self._identifier(token)
    check._that(not self.deposits_paused[token], "tokens: deposits paused")
    self._check_value(token, amount)
    received: uint256 = amount
    if token != _NATIVE:
        before: uint256 = staticcall IERC20(token).balanceOf(self)
        self._pull(token, self, amount)
        received = staticcall IERC20(token).balanceOf(self) - before

    check._that(received > 0, "tokens: nothing received")
    total: uint256 = self.custody[token] + received
    scale: uint256 = self._scale(identifier)
    check._that(total <= _CUSTODY_LIMIT // scale, "tokens: custody limit")
    self.custody[token] = total
    outflow._refill(token, total, received)
    return received * scale


@internal
@payable
def _check_value(token: address, amount: uint256):
    """
    @dev Refuses a call whose value is not what it must bring.
    @param token The 20-byte token address.
    @param amount The amount that the caller offers.
    """
    if token == _NATIVE:
        check._that(msg.value == amount, "tokens: value differs")
    else:
        check._that(msg.value == 0, "tokens: value not accepted")


@internal
def _pull(token: address, receiver: address, amount: uint256):
    """
    @dev Moves tokens from the caller to `receiver`. A token may
         return nothing; one that returns `False` is refused.
    @param token The 20-byte token address, not the native coin.
    @param receiver The 20-byte receiver address.
    @param amount The amount.
    """
    success: bool = extcall IERC20(token).transferFrom(
        msg.sender, receiver, amount, default_return_value=True
    )
    check._that(success, "tokens: transfer refused")


@internal
@payable
def _forward(token: address, receiver: address, amount: uint256):
    """
    @dev Pays `receiver` from the caller; the receiver's balance must
         rise by the amount.
    @param token The 20-byte token address.
    @param receiver The 20-byte receiver address.
    @param amount The amount.
    """
    self._check_value(token, amount)
    if token == _NATIVE:
        raw_call(receiver, b"", value=amount)
        return

    before: uint256 = staticcall IERC20(token).balanceOf(receiver)
    self._pull(token, receiver, amount)
    after: uint256 = staticcall IERC20(token).balanceOf(receiver)
    check._that(after >= before + amount, "tokens: receiver got less")


@internal
def _pay(token: address, receiver: address, amount: uint256):
    """
    @dev Sends from this contract's own balance, which may not fall
         by more than `amount`.
    @param token The 20-byte token address.
    @param receiver The 20-byte receiver address.
    @param amount The amount.
    """
    if token == _NATIVE:
        raw_call(receiver, b"", value=amount)
        return

    before: uint256 = staticcall IERC20(token).balanceOf(self)
    success: bool = extcall IERC20(token).transfer(receiver, amount, default_return_value=True)
    check._that(success, "tokens: transfer refused")
    remaining: uint256 = staticcall IERC20(token).balanceOf(self)
    check._that(remaining + amount >= before, "tokens: took too much")


@internal
def _owe(owner: address, token: address, amount: uint256):
    """
    @dev Adds to a pending balance, within custody.
    @param owner The 20-byte address that is owed.
    @param token The 20-byte token address.
    @param amount The amount.
    """
    total: uint256 = self.owed[token] + amount
    check._that(total <= self.custody[token], "tokens: beyond custody")
    self.owed[token] = total
    self.pending[owner][token] += amount


@internal
@view
def _identifier(token: address) -> uint16:
    """
    @dev Returns the identifier of a token. Refuses an unknown one.
    @param token The 20-byte token address.
    @return uint16 The identifier.
    """
    identifier: uint16 = self.token_id[token]
    check._that(identifier != 0, "tokens: not registered")
    return identifier


@internal
@view
def _free(token: address) -> uint256:
    """
    @dev Returns the custody of a token that is not owed.
    @param token The 20-byte token address.
    @return uint256 The amount.
    """
    return self.custody[token] - self.owed[token]


@internal
@view
def _scale(token: uint16) -> uint256:
    """
    @dev Returns how many layer-2 units one unit of a token is.
    @param token The identifier of a known token.
    @return uint256 The factor, a power of ten.
    """
    return 10 ** convert(_DECIMALS - self.token_decimals[token], uint256)
