# pragma version ~=0.4.3
"""
@title Block Header
@custom:contract-name header
@license Apache-2.0
@notice Reads a block header: a fixed part of 150 bytes, then 81 bytes
        for each chain of the network in ascending order.
"""


# @dev We import the `widths` module, which is stateless.
from . import widths


# @dev The length of the fixed part, and where its fields are: the
# first word has version, network and number.
_FIXED: constant(uint256) = 150
_VERSION_SHIFT: constant(uint256) = 248
_NETWORK_SHIFT: constant(uint256) = 216
_NUMBER_SHIFT: constant(uint256) = 152
_PREVIOUS_AT: constant(uint256) = 13
_TIMESTAMP_AT: constant(uint256) = 45
_OLD_ROOT_AT: constant(uint256) = 53
_NEW_ROOT_AT: constant(uint256) = 85
_DATA_HASH_AT: constant(uint256) = 117
_COUNT_AT: constant(uint256) = 149


# @dev The length of one chain's section, the most sections that fit
# into the longest header, and where the fields are: the first word
# has chain, queue start and queue count.
_SECTION: constant(uint256) = 81
_SECTIONS: constant(uint256) = 23
_CHAIN_SHIFT: constant(uint256) = 248
_QUEUE_START_SHIFT: constant(uint256) = 184
_QUEUE_COUNT_SHIFT: constant(uint256) = 152
_QUEUE_HASH_AT: constant(uint256) = 13
_OPERATION_COUNT_AT: constant(uint256) = 45
_OPERATIONS_HASH_AT: constant(uint256) = 49


# @dev Shifts that leave the first byte or the first bytes of
# a word.
_FIRST_U8: constant(uint256) = 248
_FIRST_U32: constant(uint256) = 224
_FIRST_U64: constant(uint256) = 192


# @dev A header as one chain sees it: the fixed part, the set of
# chains as bits, and that chain's own section.
struct Header:
    version: uint256
    network_id: uint256
    number: uint256
    previous_hash: bytes32
    timestamp: uint256
    old_root: bytes32
    new_root: bytes32
    data_hash: bytes32
    chains: uint256
    queue_start: uint256
    queue_count: uint256
    queue_hash: bytes32
    operation_count: uint256
    operations_hash: bytes32


@internal
@pure
def _decode(encoded: Bytes[2_048], own_chain: uint8) -> Header:
    """
    @dev Reads a header. Refuses wrong lengths, chains that do not
         ascend, and a header without the chain asked for.
    @param encoded The encoded header.
    @param own_chain The chain whose section is wanted.
    @return Header The header.
    """
    assert len(encoded) >= _FIXED + _SECTION, "header: too short"
    first: uint256 = extract32(encoded, 0, output_type=uint256)
    count: uint256 = extract32(encoded, _COUNT_AT, output_type=uint256) >> _FIRST_U8
    assert len(encoded) == _FIXED + _SECTION * count, "header: bad length"
    result: Header = Header(
        version=first >> _VERSION_SHIFT,
        network_id=(first >> _NETWORK_SHIFT) & widths.U32,
        number=(first >> _NUMBER_SHIFT) & widths.U64,
        previous_hash=extract32(encoded, _PREVIOUS_AT),
        timestamp=extract32(encoded, _TIMESTAMP_AT, output_type=uint256) >> _FIRST_U64,
        old_root=extract32(encoded, _OLD_ROOT_AT),
        new_root=extract32(encoded, _NEW_ROOT_AT),
        data_hash=extract32(encoded, _DATA_HASH_AT),
        chains=0,
        queue_start=0,
        queue_count=0,
        queue_hash=empty(bytes32),
        operation_count=0,
        operations_hash=empty(bytes32),
    )
    last: uint256 = 0
    for i: uint256 in range(count, bound=_SECTIONS):
        offset: uint256 = _FIXED + _SECTION * i
        word: uint256 = extract32(encoded, offset, output_type=uint256)
        number: uint256 = word >> _CHAIN_SHIFT
        assert number > last, "header: chains not ascending"
        last = number
        result.chains |= 1 << number
        if number == convert(own_chain, uint256):
            result.queue_start = (word >> _QUEUE_START_SHIFT) & widths.U64
            result.queue_count = (word >> _QUEUE_COUNT_SHIFT) & widths.U32
            result.queue_hash = extract32(encoded, offset + _QUEUE_HASH_AT)
            counted: uint256 = extract32(encoded, offset + _OPERATION_COUNT_AT, output_type=uint256)
            result.operation_count = counted >> _FIRST_U32
            result.operations_hash = extract32(encoded, offset + _OPERATIONS_HASH_AT)

    assert (result.chains >> convert(own_chain, uint256)) & 1 == 1, "header: chain missing"
    return result


@internal
@pure
def _check_genesis(encoded: Bytes[2_048], genesis: Header):
    """
    @dev Refuses a genesis header that is not the empty one.
    @param encoded The encoded header.
    @param genesis The same, decoded.
    """
    assert genesis.number == 0, "header: genesis number"
    assert genesis.previous_hash == empty(bytes32), "header: genesis previous hash"
    assert genesis.timestamp == 0, "header: genesis timestamp"
    assert genesis.old_root == genesis.new_root, "header: genesis roots"
    assert genesis.data_hash == sha256(b""), "header: genesis data hash"
    blank: Bytes[80] = concat(empty(bytes32), empty(bytes16), sha256(b""))
    for i: uint256 in range(_SECTIONS):
        offset: uint256 = _FIXED + _SECTION * i
        if offset >= len(encoded):
            break
        assert slice(encoded, offset + 1, _SECTION - 1) == blank, "header: genesis not empty"
