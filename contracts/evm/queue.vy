# pragma version ~=0.4.3
"""
@title Priority Queue
@custom:contract-name queue
@license Apache-2.0
@notice Requests that the operator can neither skip nor reorder. Entry
        `i` moves the rolling hash from `r_i` to `r_(i+1)`; a block names
        the hash after its range. Every queued entry decodes on layer
        2: what a decoder would refuse is refused here, because an entry
        that cannot be decoded would stop the network. Bodies of
        operations of governance are free: layer 2 decodes any.

        Users pay a fee in the native coin for an entry: the value of a
        call is at least `queue_fee()`, beside the amount of a deposit of
        native coin, and what is above comes back.
"""


# @dev We import the `check` module, which is stateless.
from . import check


# @dev We import the `operations` and `widths` modules, which
# are stateless.
from . import operations
from . import widths


# @dev We import and use the `network` module.
from . import network
uses: network


# @dev We import and use the `lifecycle` module.
from . import lifecycle
uses: lifecycle


# @dev We import and use the `tokens` module.
from . import tokens
uses: tokens


# @dev We import and use the `terms` module.
from . import terms
uses: terms


# @dev The largest values that layer 2 accepts.
_SUB_ACCOUNT_LIMIT: constant(uint8) = 31
_SLOT_LIMIT: constant(uint8) = 15
_SCOPES_LIMIT: constant(uint8) = 15
_FEE_RATE_LIMIT: constant(uint16) = 9_999
_PLACE_LIMIT: constant(uint256) = 2 ** 15
_NO_POOL: constant(uint256) = 2 ** 16


# @dev The network itself as the target of a cross swap, and its bit
# in the set of chains.
_NETWORK: constant(uint8) = 255
_NETWORK_BIT: constant(uint256) = 2 ** 255


# @dev The length of a public key.
_KEY_LENGTH: constant(uint256) = 40


# @dev The position of the time in an entry's origin.
_TIME_SHIFT: constant(uint256) = 160


# @dev Returns the number of entries ever queued.
queue_length: public(uint64)


# @dev Returns the rolling hash `r_index` before entry `index`.
queue_hash: public(HashMap[uint64, bytes32])


# @dev An entry's time of request and sender: `time << 160 | sender`.
_origins: HashMap[uint64, uint256]


# @dev The targets of cross swaps: the chains of the network, and the
# network itself, as a set of bits.
_TARGETS: immutable(uint256)


# @dev Returns the contract that may queue a key for an owner who signed
# for it, and nothing else. `ZkLink` created it.
key_registrar: public(immutable(address))


# @dev Whether this is the chain whose queue takes the operations
# of the network's governance: the one that block data is published on.
_IS_GOVERNING: immutable(bool)


# @dev Emitted for every entry. The rolling hash is the one after it.
event PriorityRequested:
    index: indexed(uint64)
    sender: indexed(address)
    operation: Bytes[256]
    rolling_hash: bytes32


@deploy
def __init__(chains: uint256, is_data_chain: bool, key_registrar_: address):
    """
    @dev Fixes the chains that a cross swap may name, whether governance
         may queue operations of the network here, and who checks
         signatures for keys.
    @param chains The set of chains, bit `i` for chain `i`.
    @param is_data_chain Whether block data is published here.
    @param key_registrar_ The registrar of keys.
    """
    assert chains & _NETWORK_BIT == 0, "queue: chain 255"
    _TARGETS = chains | _NETWORK_BIT
    _IS_GOVERNING = is_data_chain
    key_registrar = key_registrar_


@external
@payable
@nonreentrant
def deposit(token: address, amount: uint256, family: uint8, owner: bytes32, sub_account: uint8):
    """
    @dev Takes tokens into custody for an account of layer 2.
    @notice The amount that arrives counts, not the argument.
    @param token The 20-byte token address.
    @param amount The amount in the token's own units.
    @param family The family of the owner: 1 EVM, 2 Solana.
    @param owner The 32-byte owner of the account.
    @param sub_account The sub-account to credit.
    """
    lifecycle._check_active()
    self._check_address(family, owner)
    check._that(sub_account <= _SUB_ACCOUNT_LIMIT, "queue: bad sub-account")
    received: uint256 = 0
    rest: uint256 = 0
    (received, rest) = tokens._take(token, amount)
    identifier: uint16 = tokens.token_id[token]
    units: uint256 = received * tokens._scale(identifier)
    self._enter(
        operations._deposit(identifier, units, family, owner, sub_account),
        rest,
        token,
        received,
    )


@external
@payable
@nonreentrant
def request_full_exit(account: uint32, sub_account: uint8, token: address, amount: uint256):
    """
    @dev Requests a payout to the owner, which the operator cannot
         refuse. Layer 2 pays nothing when the caller is not the
         owner.
    @param account The account.
    @param sub_account The sub-account.
    @param token The 20-byte token address.
    @param amount The amount in the token's own units;
           `2 ** 128 - 1` for all.
    """
    lifecycle._check_active()
    check._that(sub_account <= _SUB_ACCOUNT_LIMIT, "queue: bad sub-account")
    identifier: uint16 = tokens._identifier(token)
    units: uint256 = amount
    if amount != operations.ALL:
        units *= tokens._scale(identifier)
        check._that(units < operations.ALL, "queue: amount too large")
    self._enter(
        operations._full_exit(msg.sender, account, sub_account, identifier, units),
        msg.value,
        empty(address),
        0,
    )


@external
@payable
@nonreentrant
def set_key(
    slot: uint8,
    public_key: Bytes[40],
    scopes: uint8,
    expiry: uint64,
    owner: address = msg.sender,
):
    """
    @dev Registers a trading key for the caller's account, or for that of
         an owner who signed for it.
    @param slot The key slot.
    @param public_key The 40-byte public key. Layer 2 stores it
           unchecked: one that is no point can sign nothing.
    @param scopes The scopes of the key, as bits.
    @param expiry The end of the key's validity, in seconds
           since 1970; zero for no end.
    @param owner The 20-byte owner of the account; another than the
           caller is named by `KeyRegistrar` alone.
    """
    lifecycle._check_active()
    if msg.sender != key_registrar:
        check._that(msg.sender == owner, "queue: not the owner")
    check._that(len(public_key) == _KEY_LENGTH, "queue: bad public key")
    check._that(slot <= _SLOT_LIMIT, "queue: bad slot")
    check._that(scopes <= _SCOPES_LIMIT, "queue: unknown scope")
    operation: Bytes[256] = operations._set_key(owner, slot, public_key, scopes, expiry)
    index: uint64 = self.queue_length
    self._push(operation, owner)
    terms._enter(index, msg.value, empty(address), 0)


@external
@payable
@nonreentrant
def cross_swap(
    token_in: address,
    amount: uint256,
    target_chain: uint8,
    minimum_out: uint256,
    receiver_family: uint8,
    receiver: bytes32,
    fallback: address,
    fee_rate: uint16,
    hops: DynArray[operations.Hop, 3],
):
    """
    @dev Takes tokens into custody for a swap that pays on another
         chain or credits an account, or refunds here.
    @param token_in The 20-byte token address.
    @param amount The amount in the token's own units.
    @param target_chain The network's number of the target chain; 255
           for the network itself, which credits an account.
    @param minimum_out The least to pay out, in layer-2 units.
    @param receiver_family The family of the receiver: 1 EVM,
           2 Solana.
    @param receiver The 32-byte receiver on the target chain, or the
           owner of the account.
    @param fallback The 20-byte receiver of a refund.
    @param fee_rate The share of a broker who prepays, in parts
           of 10,000; zero where an account is credited.
    @param hops The places to go through, all different: pools, and
           0x8000 for the unified dollar; each with the token that
           comes out. That of the last is paid out.
    """
    lifecycle._check_active()
    check._that((_TARGETS >> convert(target_chain, uint256)) & 1 == 1, "queue: unknown target chain")
    check._that(minimum_out > 0 and minimum_out <= widths.U128, "queue: bad minimum")
    self._check_address(receiver_family, receiver)
    check._that(fallback != empty(address) and fallback != self, "queue: bad fallback")
    limit: uint16 = 0 if target_chain == _NETWORK else _FEE_RATE_LIMIT
    check._that(fee_rate <= limit, "queue: bad fee rate")
    identifier: uint16 = tokens.token_id[token_in]
    self._check_route(identifier, hops)
    received: uint256 = 0
    rest: uint256 = 0
    (received, rest) = tokens._take(token_in, amount)
    self._enter(
        operations._cross_swap(
            identifier,
            received * tokens._scale(identifier),
            target_chain,
            minimum_out,
            receiver_family,
            receiver,
            fallback,
            fee_rate,
            hops,
        ),
        rest,
        token_in,
        received,
    )


@external
def register_token(token: uint16, contract_address: address, decimals: uint8, token_class: uint8):
    """
    @dev Registers a token for the network. A registration is never
         changed; the same once more is queued again, for a ledger
         that did not know an issued token yet.
    @param token The identifier.
    @param contract_address The 20-byte token address.
    @param decimals The token's decimal places.
    @param token_class The token's class: 0 ordinary, 1 stable,
           2 voucher.
    """
    network._check_governance()
    lifecycle._check_active()
    if token != 0 and tokens.token_id[contract_address] == token:
        check._that(tokens.token_decimals[token] == decimals, "queue: decimals differ")
    else:
        terms._check_token(token, contract_address, decimals, token_class)
        tokens._register(token, contract_address, decimals, token_class)
    self._push(operations._register_token(token, contract_address, decimals, token_class), msg.sender)


@external
def govern(operation: Bytes[256]):
    """
    @dev Queues an operation of the network's governance, on the data
         chain alone.
    @notice The body is not looked at, so that further operations need
            no other contract. Layer 2 takes any body: one that it
            cannot read fails there.
    @param operation The encoded operation.
    """
    network._check_governance()
    lifecycle._check_active()
    check._that(_IS_GOVERNING, "queue: not the data chain")
    terms._check_governed(operation)
    self._push(operation, msg.sender)


@external
@view
def committable_hash(index: uint64) -> bytes32:
    """
    @dev Returns the rolling hash before entry `index`. Refuses an
         entry beyond the queue, and everything in exodus. Read by
         the ledger of blocks for a commit.
    @param index The entry.
    @return bytes32 The 32-byte hash.
    """
    lifecycle._check_active()
    check._that(index <= self.queue_length, "queue: beyond queue")
    return self.queue_hash[index]


@external
@view
def queue_time(index: uint64) -> uint64:
    """
    @dev Returns the time at which an entry was queued, or zero.
    @param index The entry.
    @return uint64 The time in seconds since 1970.
    """
    return self._time(index)


@external
@view
def queue_sender(index: uint64) -> address:
    """
    @dev Returns the sender of an entry, or zero.
    @param index The entry.
    @return address The 20-byte sender.
    """
    return self._sender(index)


@internal
def _enter(
    operation: Bytes[256], value_: uint256, token: address, amount: uint256
):
    """
    @dev Appends an entry, which the caller pays for.
    @param operation The encoded priority operation.
    @param sender The 20-byte sender of the entry.
    @param value_ What the caller sent for the fee.
    @param token The 20-byte address of the token that it brought.
    @param amount The amount that arrived, zero for no token.
    """
    index: uint64 = self.queue_length
    self._push(operation, msg.sender)
    terms._enter(index, value_, token, amount)


@internal
def _push(operation: Bytes[256], sender: address):
    """
    @dev Appends an entry.
    @param operation The encoded priority operation.
    @param sender The 20-byte sender of the entry.
    """
    index: uint64 = self.queue_length
    rolling_hash: bytes32 = self._hash_after(index, operation)
    self.queue_hash[index + 1] = rolling_hash
    self._origins[index] = (block.timestamp << _TIME_SHIFT) | convert(sender, uint256)
    self.queue_length = index + 1
    log PriorityRequested(
        index=index, sender=sender, operation=operation, rolling_hash=rolling_hash
    )


@internal
@view
def _hash_after(index: uint64, operation: Bytes[256]) -> bytes32:
    """
    @dev Returns the rolling hash after an entry.
    @param index The entry.
    @param operation Its encoded priority operation.
    @return bytes32 The 32-byte hash.
    """
    return sha256(concat(self.queue_hash[index], sha256(operation)))


@internal
@view
def _check_address(family: uint8, padded: bytes32):
    """
    @dev Refuses an address that a decoder of layer 2 would refuse,
         and those that can never be paid: the zero address and this
         contract's own.
    @param family The family: 1 EVM, 2 Solana.
    @param padded The 32 bytes.
    """
    word: uint256 = convert(padded, uint256)
    check._that(word != 0, "queue: address is zero")
    if family == operations.EVM:
        check._that(word <= widths.U160, "queue: address not padded")
        check._that(word != convert(self, uint256), "queue: address is ZkLink")
    else:
        check._that(family == operations.SOLANA, "queue: unknown family")


@internal
@pure
def _check_route(token_in: uint16, hops: DynArray[operations.Hop, 3]):
    """
    @dev Refuses routes that cannot exist: unknown places, one place
         twice, no token, and a token for itself.
    @param token_in The identifier of the token paid in.
    @param hops The hops.
    """
    token: uint16 = token_in
    last_pool: uint256 = _NO_POOL
    pool_before: uint256 = _NO_POOL
    for hop: operations.Hop in hops:
        pool: uint256 = convert(hop.pool, uint256)
        check._that(pool <= _PLACE_LIMIT, "queue: bad pool")
        check._that(pool != last_pool and pool != pool_before, "queue: pool repeats")
        check._that(hop.token != 0 and hop.token != token, "queue: bad hop token")
        pool_before = last_pool
        last_pool = pool
        token = hop.token


@internal
@view
def _time(index: uint64) -> uint64:
    """
    @dev Returns the time at which an entry was queued.
    @param index The entry.
    @return uint64 The time in seconds since 1970.
    """
    return convert(self._origins[index] >> _TIME_SHIFT, uint64)


@internal
@view
def _sender(index: uint64) -> address:
    """
    @dev Returns the sender of an entry.
    @param index The entry.
    @return address The 20-byte sender.
    """
    return convert(self._origins[index] & widths.U160, address)
