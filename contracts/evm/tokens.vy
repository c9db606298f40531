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
        change of balance counts. Tokens that the network issues have no
        custody: their vouchers are burnt when they come in and minted
        when they are claimed, and `issued = supply + owed` holds.
"""


# @dev We import the `check` and `issuance` modules, which are stateless.
from . import check
from . import issuance


# @dev We import the `IERC20` interface, which is a
# built-in interface of the Vyper compiler.
from ethereum.ercs import IERC20


# @dev We import the interface of vouchers.
from .interfaces import IVoucher


# @dev We import and use the `network` module.
from . import network
uses: network


# @dev We import and use the `outflow` module.
from . import outflow
uses: outflow


# @dev The address that denotes the native coin.
_NATIVE: constant(address) = 0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE


# @dev The decimal places of every amount on layer 2.
_DECIMALS: constant(uint256) = 18


# @dev The most that custody of one token may reach,
# in layer-2 units.
_CUSTODY_LIMIT: constant(uint256) = 2 ** 120


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


# @dev Returns how much of an issued token is out on this chain: the
# supply of its voucher, and pending balances. Zero for other tokens.
issued: public(HashMap[address, uint256])


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
    log Claimed(owner=owner, token=token, amount=amount)
    if issuance._is_issued(self.token_id[token]):
        extcall IVoucher(token).mint(owner, amount)
    else:
        self.custody[token] -= amount
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
    check._that(self.token_address[token] == empty(address), "tokens: identifier in use")
    check._that(self.token_id[contract_address] == 0, "tokens: address in use")
    self.token_id[contract_address] = token
    self.token_address[token] = contract_address
    self.token_decimals[token] = decimals
    log TokenRegistered(
        token=token, contract_address=contract_address, decimals=decimals, token_class=token_class
    )


@internal
@payable
def _take(token: address, amount: uint256) -> (uint256, uint256):
    """
    @dev Takes a deposit from the caller into custody, or burns it when
         its token is issued.
    @param token The 20-byte token address.
    @param amount The amount that the caller offers.
    @return uint256 The amount received.
    @return uint256 The native coin that came beside it.
    """
    identifier: uint16 = self._identifier(token)
    check._that(not self.deposits_paused[token], "tokens: deposits paused")
    is_issued: bool = issuance._is_issued(identifier)
    received: uint256 = amount
    rest: uint256 = msg.value
    if token == _NATIVE:
        check._that(rest >= amount, "tokens: value below amount")
        rest -= amount
    elif is_issued:
        extcall IVoucher(token).burn(msg.sender, amount)
    else:
        before: uint256 = self._balance(token, self)
        self._pull(token, self, amount)
        received = self._balance(token, self) - before

    check._that(received > 0, "tokens: nothing received")
    total: uint256 = self.custody[token] + received
    check._that(total <= _CUSTODY_LIMIT // self._scale(identifier), "tokens: custody limit")
    if is_issued:
        total = self.issued[token]
        # Or execution could stop: a voucher that lies would bring back what is only owed.
        check._that(received <= total - self.owed[token], "tokens: beyond supply")
        self.issued[token] = total - received
    else:
        self.custody[token] = total
    outflow._refill(token, total, received)
    return received, rest


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

    before: uint256 = self._balance(token, receiver)
    self._pull(token, receiver, amount)
    after: uint256 = self._balance(token, receiver)
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

    before: uint256 = self._balance(token, self)
    success: bool = extcall IERC20(token).transfer(receiver, amount, default_return_value=True)
    check._that(success, "tokens: transfer refused")
    remaining: uint256 = self._balance(token, self)
    check._that(remaining + amount >= before, "tokens: took too much")


@internal
@view
def _balance(token: address, owner: address) -> uint256:
    """
    @dev Returns what an address holds of a token.
    @param token The 20-byte token address, not the native coin.
    @param owner The 20-byte address.
    @return uint256 The amount.
    """
    return staticcall IERC20(token).balanceOf(owner)


@internal
def _owe(owner: address, token: address, amount: uint256, is_issued: bool):
    """
    @dev Adds to a pending balance, within custody unless the token is
         issued.
    @param owner The 20-byte address that is owed.
    @param token The 20-byte token address.
    @param amount The amount.
    @param is_issued Whether this contract issues the token.
    """
    total: uint256 = self.owed[token] + amount
    if is_issued:
        self.issued[token] += amount
    else:
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
def _free(token: address, is_issued: bool) -> uint256:
    """
    @dev Returns the custody of a token that is not owed, or the supply
         of an issued one.
    @param token The 20-byte token address.
    @param is_issued Whether this contract issues the token.
    @return uint256 The amount.
    """
    held: uint256 = self.issued[token] if is_issued else self.custody[token]
    return held - self.owed[token]


@internal
@view
def _scale(token: uint16) -> uint256:
    """
    @dev Returns how many layer-2 units one unit of a token is.
    @param token The identifier of a known token.
    @return uint256 The factor, a power of ten.
    """
    return 10 ** (_DECIMALS - convert(self.token_decimals[token], uint256))
