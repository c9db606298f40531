# pragma version ~=0.4.3
"""
@title Encodings of Operations
@custom:contract-name operations
@license Apache-2.0
@notice Builds the operations that this chain queues, and reads what is
        brought back to it: a queued operation that exodus refunds, and
        the chain operations of a block. Written from
        `docs/protocol/encodings.md`; no other module knows an opcode,
        a length or an offset.
"""


# @dev We import the `check` module, which is stateless.
from . import check


# @dev We import the `widths` module, which is stateless.
from . import widths


# @dev The families of addresses.
EVM: constant(uint8) = 1
SOLANA: constant(uint8) = 2


# @dev The amount of a full exit that means "all".
ALL: constant(uint256) = widths.U128


# @dev The opcodes of the operations that a chain queues, and
# the lengths of their bodies; that of a cross swap without hops.
_DEPOSIT: constant(uint256) = 1
_DEPOSIT_LENGTH: constant(uint256) = 52
_FULL_EXIT: constant(uint256) = 2
_FULL_EXIT_LENGTH: constant(uint256) = 56
_SET_KEY: constant(uint256) = 3
_SET_KEY_LENGTH: constant(uint256) = 83
_CROSS_SWAP: constant(uint256) = 4
_CROSS_SWAP_LENGTH: constant(uint256) = 104
_REGISTER_TOKEN: constant(uint256) = 5
_REGISTER_TOKEN_LENGTH: constant(uint256) = 37


# @dev The opcodes of the operations of governance, whatever
# their bodies.
_FIRST_GOVERNED: constant(uint256) = 6
_LAST_GOVERNED: constant(uint256) = 15


# @dev The length of opcode and body length, and the position of the
# opcode in them.
_HEAD_LENGTH: constant(uint256) = 3
_OPCODE_SHIFT: constant(uint256) = 16


# @dev The length of one hop of a route.
_HOP_LENGTH: constant(uint256) = 4


# @dev The length of a word.
_WORD: constant(uint256) = 32


# @dev The positions in the first word: of the token in a deposit and
# a cross swap, of the number of hops in a cross swap.
_TOKEN_SHIFT: constant(uint256) = 216
_HOPS_SHIFT: constant(uint256) = 208


# @dev The offsets of the amount in a deposit, and of the amount and
# the 32 bytes of the fallback in a cross swap without hops.
_DEPOSIT_AMOUNT_AT: constant(uint256) = 5
_CROSS_SWAP_AMOUNT_AT: constant(uint256) = 6
_FALLBACK_AT: constant(uint256) = 73


# @dev The codes of the chain operations. Those of this version are
# payouts.
WITHDRAWAL: constant(uint256) = 1
FULL_EXIT: constant(uint256) = 2
CROSS_SWAP: constant(uint256) = 3
REFUND: constant(uint256) = 4


# @dev The length of a payout, and the offset of its receiver. Its
# last word ends with the token, the amount and the fee rate.
PAYOUT_LENGTH: constant(uint256) = 66
_RECEIVER_AT: constant(uint256) = 14
_LAST_WORD_AT: constant(uint256) = 34
_PAID_TOKEN_SHIFT: constant(uint256) = 144
_PAID_AMOUNT_SHIFT: constant(uint256) = 16


# @dev The most chain operations of one chain and block, the length
# of the shortest, and the lengths by code: byte `i`, counted from the
# least, is that of code `i`, zero for an unknown one. Further codes
# are added here.
CHAIN_OPERATIONS: constant(uint256) = 64
_SHORTEST_LENGTH: constant(uint256) = PAYOUT_LENGTH
_LENGTHS: constant(uint256) = (
    (PAYOUT_LENGTH << (8 * WITHDRAWAL))
    | (PAYOUT_LENGTH << (8 * FULL_EXIT))
    | (PAYOUT_LENGTH << (8 * CROSS_SWAP))
    | (PAYOUT_LENGTH << (8 * REFUND))
)


# @dev Shifts that leave the first byte or the first bytes of
# a word.
_FIRST_U8: constant(uint256) = 248
_FIRST_U128: constant(uint256) = 128


# @dev One hop of a route: the pool, and the token that comes out.
struct Hop:
    pool: uint16
    token: uint16


# @dev The refund of a queued operation in exodus: the token is zero
# when there is nothing to refund, the fallback is zero when the
# sender gets it. The amount is in layer-2 units.
struct Refund:
    token: uint16
    amount: uint256
    fallback: address


# @dev One payout.
struct Payout:
    kind: uint256
    receiver: bytes32
    token: uint16
    amount: uint256
    fee_rate: uint256
    payout_hash: bytes32


@internal
@pure
def _deposit(
    token: uint16, amount: uint256, family: uint8, owner: bytes32, sub_account: uint8
) -> Bytes[256]:
    """
    @dev Returns the encoded deposit.
    @param token The identifier of the token.
    @param amount The amount in layer-2 units.
    @param family The family of the owner.
    @param owner The 32-byte owner of the account.
    @param sub_account The sub-account to credit.
    @return Bytes The operation.
    """
    start: uint256 = (self._head(_DEPOSIT, _DEPOSIT_LENGTH) << 16) | convert(token, uint256)
    start = (((start << 128) | amount) << 8) | convert(family, uint256)
    return concat(convert(convert(start, uint176), bytes22), owner, convert(sub_account, bytes1))


@internal
@pure
def _full_exit(
    caller: address, account: uint32, sub_account: uint8, token: uint16, amount: uint256
) -> Bytes[256]:
    """
    @dev Returns the encoded full exit.
    @param caller The 20-byte caller address.
    @param account The account.
    @param sub_account The sub-account.
    @param token The identifier of the token.
    @param amount The amount in layer-2 units, `ALL` for all.
    @return Bytes The operation.
    """
    end: uint256 = (convert(account, uint256) << 8) | convert(sub_account, uint256)
    end = (((end << 16) | convert(token, uint256)) << 128) | amount
    return concat(
        self._evm_head(_FULL_EXIT, _FULL_EXIT_LENGTH),
        convert(caller, bytes32),
        convert(convert(end, uint184), bytes23),
    )


@internal
@pure
def _set_key(
    caller: address, slot: uint8, public_key: Bytes[40], scopes: uint8, expiry: uint64
) -> Bytes[256]:
    """
    @dev Returns the encoded registration of a trading key.
    @param caller The 20-byte caller address.
    @param slot The key slot.
    @param public_key The 40-byte public key.
    @param scopes The scopes of the key, as bits.
    @param expiry The end of the key's validity, in seconds
           since 1970.
    @return Bytes The operation.
    """
    end: uint256 = (convert(scopes, uint256) << 64) | convert(expiry, uint256)
    return concat(
        self._evm_head(_SET_KEY, _SET_KEY_LENGTH),
        convert(caller, bytes32),
        convert(slot, bytes1),
        public_key,
        convert(convert(end, uint72), bytes9),
    )


@internal
@pure
def _cross_swap(
    token_in: uint16,
    amount: uint256,
    target_chain: uint8,
    minimum_out: uint256,
    receiver_family: uint8,
    receiver: bytes32,
    fallback: address,
    fee_rate: uint16,
    hops: DynArray[Hop, 3],
) -> Bytes[256]:
    """
    @dev Returns the encoded cross swap.
    @param token_in The identifier of the token paid in.
    @param amount The amount in layer-2 units.
    @param target_chain The network's number of the target chain.
    @param minimum_out The least to pay out, in layer-2 units.
    @param receiver_family The family of the receiver.
    @param receiver The 32-byte receiver on the target chain.
    @param fallback The 20-byte receiver of a refund.
    @param fee_rate The share of a broker who prepays, in parts
           of 10,000.
    @param hops The hops to trade through.
    @return Bytes The operation.
    """
    route: uint256 = 0
    for hop: Hop in hops:
        route = (route << 32) | (convert(hop.pool, uint256) << 16) | convert(hop.token, uint256)
    length: uint256 = _HOP_LENGTH * len(hops)
    start: uint256 = self._head(_CROSS_SWAP, _CROSS_SWAP_LENGTH + length)
    start = (((start << 16) | convert(token_in, uint256)) << 8) | len(hops)
    paid: uint256 = (amount << 8) | convert(target_chain, uint256)
    least: uint256 = (minimum_out << 8) | convert(receiver_family, uint256)
    return concat(
        convert(convert(start, uint48), bytes6),
        slice(convert(route << (256 - 8 * length), bytes32), 0, length),
        convert(convert(paid, uint136), bytes17),
        convert(convert(least, uint136), bytes17),
        receiver,
        convert(EVM, bytes1),
        convert(fallback, bytes32),
        convert(fee_rate, bytes2),
    )


@internal
@pure
def _register_token(
    token: uint16, contract_address: address, decimals: uint8, token_class: uint8
) -> Bytes[256]:
    """
    @dev Returns the encoded registration of a token.
    @param token The identifier.
    @param contract_address The 20-byte token address.
    @param decimals The token's decimal places.
    @param token_class The token's class.
    @return Bytes The operation.
    """
    start: uint256 = self._head(_REGISTER_TOKEN, _REGISTER_TOKEN_LENGTH)
    start = (((start << 16) | convert(token, uint256)) << 8) | convert(EVM, uint256)
    end: uint256 = (convert(decimals, uint256) << 8) | convert(token_class, uint256)
    return concat(
        convert(convert(start, uint48), bytes6),
        convert(contract_address, bytes32),
        convert(convert(end, uint16), bytes2),
    )


@internal
@pure
def _check_governed(operation: Bytes[256]):
    """
    @dev Refuses what is no operation of governance: another opcode,
         or a body of another length than stated. The body is not
         looked at.
    @param operation The encoded operation.
    """
    length: uint256 = len(operation)
    check._that(length >= _HEAD_LENGTH, "operations: bad length")
    head: uint256 = convert(slice(operation, 0, _HEAD_LENGTH), uint256)
    opcode: uint256 = head >> _OPCODE_SHIFT
    check._that(
        opcode >= _FIRST_GOVERNED and opcode <= _LAST_GOVERNED, "operations: not governed"
    )
    check._that((head & widths.U16) + _HEAD_LENGTH == length, "operations: bad length")


@internal
@pure
def _refund(operation: Bytes[256]) -> Refund:
    """
    @dev Reads the refund of a queued operation in exodus. Refuses
         a length that the opcode does not have.
    @param operation The encoded operation.
    @return Refund The refund.
    """
    length: uint256 = len(operation)
    # Operations of governance may be shorter than the word that is
    # read below; those with a refund are not.
    if length < _WORD:
        return empty(Refund)
    first_word: uint256 = extract32(operation, 0, output_type=uint256)
    opcode: uint256 = first_word >> _FIRST_U8
    amount_at: uint256 = _DEPOSIT_AMOUNT_AT
    fallback: address = empty(address)
    if opcode == _DEPOSIT:
        check._that(length == _HEAD_LENGTH + _DEPOSIT_LENGTH, "operations: bad length")
    elif opcode == _CROSS_SWAP:
        hops: uint256 = _HOP_LENGTH * ((first_word >> _HOPS_SHIFT) & widths.U8)
        check._that(
            length == _HEAD_LENGTH + _CROSS_SWAP_LENGTH + hops, "operations: bad length"
        )
        amount_at = _CROSS_SWAP_AMOUNT_AT + hops
        fallback = extract32(operation, _FALLBACK_AT + hops, output_type=address)
    else:
        return empty(Refund)
    return Refund(
        token=convert((first_word >> _TOKEN_SHIFT) & widths.U16, uint16),
        amount=extract32(operation, amount_at, output_type=uint256) >> _FIRST_U128,
        fallback=fallback,
    )


@internal
@pure
def _length(code: uint256) -> uint256:
    """
    @dev Returns the length of a chain operation.
    @param code The code.
    @return uint256 The length, zero for an unknown code.
    """
    return (_LENGTHS >> (code * 8)) & widths.U8


@internal
@pure
def _count(encoded: Bytes[4_224]) -> uint256:
    """
    @dev Returns the number of chain operations in a list. Refuses
         unknown codes, trailing bytes and a list that is too long.
    @notice No call in a round, neither of `check` nor of `_length`:
            they cost 570 gas an operation.
    @param encoded The encoded chain operations.
    @return uint256 The number.
    """
    end: uint256 = len(encoded)
    offset: uint256 = 0
    for count: uint256 in range(CHAIN_OPERATIONS):
        if offset == end:
            return count
        assert offset + _SHORTEST_LENGTH <= end, "operations: trailing bytes"
        code: uint256 = extract32(encoded, offset, output_type=uint256) >> _FIRST_U8
        length: uint256 = (_LENGTHS >> (code * 8)) & widths.U8
        assert length != 0, "operations: unknown code"
        offset += length
    assert offset == end, "operations: too many"
    return CHAIN_OPERATIONS


@internal
@pure
def _payout(body: Bytes[66], chain_: uint8) -> Payout:
    """
    @dev Reads one payout and computes its hash.
    @param body The 66-byte payout.
    @param chain_ The network's own number of this chain.
    @return Payout The payout.
    """
    last_word: uint256 = extract32(body, _LAST_WORD_AT, output_type=uint256)
    return Payout(
        kind=extract32(body, 0, output_type=uint256) >> _FIRST_U8,
        receiver=extract32(body, _RECEIVER_AT),
        token=convert((last_word >> _PAID_TOKEN_SHIFT) & widths.U16, uint16),
        amount=(last_word >> _PAID_AMOUNT_SHIFT) & widths.U128,
        fee_rate=last_word & widths.U16,
        payout_hash=sha256(concat(convert(chain_, bytes1), body)),
    )


@internal
@pure
def _head(opcode: uint256, length: uint256) -> uint256:
    """
    @dev Returns the opcode and body length of an operation.
    @param opcode The opcode.
    @param length The length of the body.
    @return uint256 The 24 bits.
    """
    return (opcode << 16) | length


@internal
@pure
def _evm_head(opcode: uint256, length: uint256) -> bytes4:
    """
    @dev Returns the same and the family of this chain's addresses.
    @param opcode The opcode.
    @param length The length of the body.
    @return bytes4 The 4 bytes.
    """
    head: uint256 = (self._head(opcode, length) << 8) | convert(EVM, uint256)
    return convert(convert(head, uint32), bytes4)
