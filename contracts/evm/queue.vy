# pragma version ~=0.4.3
"""
@title Priority Queue
@custom:contract-name queue
@license Apache-2.0
@notice Requests that the operator can neither skip nor reorder. Entry
        `i` moves the rolling hash from `r_i` to `r_(i+1)`; a block names
        the hash after its range. Every entry that is queued decodes on
        layer 2: what a decoder would refuse is refused here, for an
        entry that cannot be decoded would stop the network.
"""


# @dev We import the `check` module, which is stateless.
from . import check


# @dev We import and use the `network` module.
from . import network
uses: network


# @dev We import and use the `tokens` module.
from . import tokens
uses: tokens


# @dev The families of owners.
_EVM: constant(uint8) = 1
_SOLANA: constant(uint8) = 2


# @dev The amount of a full exit that means "all".
_ALL: constant(uint256) = 2 ** 128 - 1


# @dev Returns the number of entries ever queued.
queue_length: public(uint64)


# @dev Returns the rolling hash `r_index` before entry `index`.
queue_hash: public(HashMap[uint64, bytes32])


# @dev Entry's time of request and sender, and when the last block
# was committed that takes entries from this one on (until 2106):
# `take time << 224 | time << 160 | sender`.
_origins: HashMap[uint64, uint256]


# @dev The chains of the network as a set of bits.
_CHAINS: immutable(uint256)


# @dev Emitted for every entry. The rolling hash is the one after it.
event PriorityRequested:
    index: indexed(uint64)
    sender: indexed(address)
    operation: Bytes[256]
    rolling_hash: bytes32


@deploy
def __init__(chains: uint256):
    """
    @dev Fixes the chains that a cross swap may name.
    @param chains The set of chains, bit `i` for chain `i`.
    """
    _CHAINS = chains


@external
@payable
@nonreentrant
def deposit(token: address, amount: uint256, family: uint8, owner: bytes32, sub_account: uint8):
    """
    @dev Takes tokens into custody for an account of layer 2.
    @notice What arrives counts, not what is named.
    @param token The 20-byte token address.
    @param amount The amount in the token's own units.
    @param family The family of the owner: 1 EVM, 2 Solana.
    @param owner The 32-byte owner of the account.
    @param sub_account The sub-account to credit.
    """
    network._check_active()
    check._that(owner != empty(bytes32), "queue: owner is zero")
    if family == _EVM:
        check._that(convert(owner, uint256) >> 160 == 0, "queue: owner not padded")
    else:
        check._that(family == _SOLANA, "queue: unknown family")
    check._that(sub_account <= 31, "queue: bad sub-account")
    received: uint256 = tokens._take(token, amount)
    self._push(
        concat(
            0x01,
            0x0034,
            convert(tokens.token_id[token], bytes2),
            convert(convert(received, uint128), bytes16),
            convert(family, bytes1),
            owner,
            convert(sub_account, bytes1),
        )
    )


@external
def request_full_exit(account: uint32, sub_account: uint8, token: address, amount: uint256):
    """
    @dev Asks for a payout to the owner that the operator cannot
         refuse. Layer 2 pays nothing when the caller is not the
         owner.
    @param account The account.
    @param sub_account The sub-account.
    @param token The 20-byte token address.
    @param amount The amount in the token's own units;
           `2 ** 128 - 1` for all.
    """
    network._check_active()
    check._that(sub_account <= 31, "queue: bad sub-account")
    identifier: uint16 = tokens.token_id[token]
    check._that(identifier != 0, "tokens: not registered")
    check._that(amount <= _ALL, "queue: amount too large")
    units: uint256 = _ALL
    if amount != _ALL:
        units = amount * tokens._scale(identifier)
        check._that(units < _ALL, "queue: amount too large")
    self._push(
        concat(
            0x02,
            0x0038,
            self._caller(),
            convert(account, bytes4),
            convert(sub_account, bytes1),
            convert(identifier, bytes2),
            convert(convert(units, uint128), bytes16),
        )
    )


@external
def set_key(slot: uint8, public_key: Bytes[40], scopes: uint8, expiry: uint64):
    """
    @dev Registers a trading key for the caller's account.
    @param slot The key slot.
    @param public_key The 40-byte public key. Layer 2 ignores an
           entry whose key is no point.
    @param scopes What the key may do, as bits.
    @param expiry When the key stops counting, in seconds
           since 1970.
    """
    network._check_active()
    check._that(len(public_key) == 40, "queue: bad public key")
    check._that(slot <= 15, "queue: bad slot")
    check._that(scopes <= 15, "queue: unknown scope")
    self._push(
        concat(
            0x03,
            0x0053,
            self._caller(),
            convert(slot, bytes1),
            public_key,
            convert(scopes, bytes1),
            convert(expiry, bytes8),
        )
    )


@external
@payable
@nonreentrant
def cross_swap(
    token_in: address,
    amount: uint256,
    target_chain: uint8,
    target_token: uint16,
    minimum_out: uint256,
    receiver: bytes32,
    fallback: address,
    fee_rate: uint16,
    pools: DynArray[uint16, 3],
):
    """
    @dev Takes tokens in for a swap that pays on another chain, or
         refunds here.
    @param token_in The 20-byte token address.
    @param amount The amount in the token's own units.
    @param target_chain The network's number of the target chain.
    @param target_token The identifier of the target token.
    @param minimum_out The least to pay out, in layer-2 units.
    @param receiver The 32-byte receiver on the target chain.
    @param fallback The 20-byte receiver of a refund.
    @param fee_rate The share of a broker who prepays, in parts
           of 10,000.
    @param pools The pools to trade through, all different.
    """
    network._check_active()
    check._that((_CHAINS >> convert(target_chain, uint256)) & 1 == 1, "queue: unknown target chain")
    check._that(target_token != 0, "queue: bad target token")
    check._that(minimum_out > 0 and minimum_out <= _ALL, "queue: bad minimum")
    check._that(receiver != empty(bytes32), "queue: receiver is zero")
    check._that(fallback not in [empty(address), self], "queue: bad fallback")
    check._that(fee_rate <= 9_999, "queue: bad fee rate")
    hops: Bytes[6] = self._hops(pools)
    received: uint256 = tokens._take(token_in, amount)
    self._push(
        concat(
            0x04,
            convert(convert(104 + len(hops), uint16), bytes2),
            convert(tokens.token_id[token_in], bytes2),
            convert(convert(received, uint128), bytes16),
            convert(target_chain, bytes1),
            convert(target_token, bytes2),
            convert(convert(minimum_out, uint128), bytes16),
            receiver,
            convert(fallback, bytes32),
            convert(fee_rate, bytes2),
            convert(convert(len(pools), uint8), bytes1),
            hops,
        )
    )


@external
def register_token(token: uint16, contract_address: address, decimals: uint8, token_class: uint8):
    """
    @dev Makes a token known to the network. What is registered is
         never changed.
    @param token The identifier.
    @param contract_address The 20-byte token address.
    @param decimals The token's decimal places.
    @param token_class The token's class: 0 ordinary, 1 stable,
           2 voucher.
    """
    network._check_governance()
    network._check_active()
    tokens._register(token, contract_address, decimals, token_class)
    self._push(
        concat(
            0x05,
            0x0024,
            convert(token, bytes2),
            convert(contract_address, bytes32),
            convert(decimals, bytes1),
            convert(token_class, bytes1),
        )
    )


@external
@view
def queue_time(index: uint64) -> uint64:
    """
    @dev Returns when an entry was queued, zero if it was not.
    @param index The entry.
    @return uint64 The time in seconds since 1970.
    """
    return self._time(index)


@external
@view
def queue_sender(index: uint64) -> address:
    """
    @dev Returns who queued an entry, zero if nobody did.
    @param index The entry.
    @return address The 20-byte sender.
    """
    return self._sender(index)


@internal
def _push(operation: Bytes[256]):
    """
    @dev Appends an entry.
    @param operation The encoded priority operation.
    """
    index: uint64 = self.queue_length
    rolling_hash: bytes32 = sha256(concat(self.queue_hash[index], sha256(operation)))
    self.queue_hash[index + 1] = rolling_hash
    self._origins[index] = (block.timestamp << 160) | convert(msg.sender, uint256)
    self.queue_length = index + 1
    log PriorityRequested(
        index=index, sender=msg.sender, operation=operation, rolling_hash=rolling_hash
    )


@internal
@view
def _caller() -> Bytes[33]:
    """
    @dev Returns the caller as an owner.
    @return Bytes The 33 bytes: family and padded address.
    """
    return concat(convert(_EVM, bytes1), convert(msg.sender, bytes32))


@internal
@pure
def _hops(pools: DynArray[uint16, 3]) -> Bytes[6]:
    """
    @dev Encodes the pools of a route, which must be valid and
         all different.
    @param pools The pools.
    @return Bytes Two bytes for each pool.
    """
    count: uint256 = len(pools)
    for pool: uint16 in pools:
        check._that(pool <= 32_767, "queue: bad pool")
    if count == 0:
        return b""
    if count == 1:
        return concat(convert(pools[0], bytes2), b"")
    check._that(pools[0] != pools[1], "queue: pool repeats")
    if count == 2:
        return concat(convert(pools[0], bytes2), convert(pools[1], bytes2))
    check._that(pools[2] not in [pools[0], pools[1]], "queue: pool repeats")
    return concat(convert(pools[0], bytes2), convert(pools[1], bytes2), convert(pools[2], bytes2))


@internal
def _take(index: uint64):
    """
    @dev Notes that a block now takes entries from this one on.
    @param index The entry.
    """
    origin: uint256 = self._origins[index] & (2 ** 224 - 1)
    self._origins[index] = (block.timestamp << 224) | origin


@internal
@view
def _take_time(index: uint64) -> uint256:
    """
    @dev Returns when the last block was committed that takes entries
         from this one on; it may have been reverted since.
    @param index The entry.
    @return uint256 The time in seconds since 1970.
    """
    return self._origins[index] >> 224


@internal
@view
def _time(index: uint64) -> uint64:
    """
    @dev Returns when an entry was queued.
    @param index The entry.
    @return uint64 The time in seconds since 1970.
    """
    return convert((self._origins[index] >> 160) & (2 ** 64 - 1), uint64)


@internal
@view
def _sender(index: uint64) -> address:
    """
    @dev Returns who queued an entry.
    @param index The entry.
    @return address The 20-byte sender.
    """
    return convert(self._origins[index] & (2 ** 160 - 1), address)
