# pragma version ~=0.4.3
"""
@title Block Header
@custom:contract-name header
@license Apache-2.0
@notice Reads a block header: a fixed part of 150 bytes, then 81 bytes
        for each chain of the network in ascending order.
"""


# @dev We import the `check` module, which is stateless.
from . import check


# @dev The length of the fixed part.
_FIXED: constant(uint256) = 150


# @dev The length of one chain's section.
_SECTION: constant(uint256) = 81


# @dev The most sections that fit into the longest header.
_SECTIONS: constant(uint256) = 23


# @dev The largest values of the narrow fields.
_U16: constant(uint256) = 2 ** 16 - 1
_U32: constant(uint256) = 2 ** 32 - 1
_U64: constant(uint256) = 2 ** 64 - 1
_U128: constant(uint256) = 2 ** 128 - 1


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
    payout_count: uint256
    payouts_hash: bytes32


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
    check._that(len(encoded) >= _FIXED + _SECTION, "header: too short")
    first: uint256 = extract32(encoded, 0, output_type=uint256)
    count: uint256 = extract32(encoded, 149, output_type=uint256) >> 248
    check._that(len(encoded) == _FIXED + _SECTION * count, "header: bad length")
    result: Header = Header(
        version=first >> 248,
        network_id=(first >> 216) & _U32,
        number=(first >> 152) & _U64,
        previous_hash=extract32(encoded, 13),
        timestamp=extract32(encoded, 45, output_type=uint256) >> 192,
        old_root=extract32(encoded, 53),
        new_root=extract32(encoded, 85),
        data_hash=extract32(encoded, 117),
        chains=0,
        queue_start=0,
        queue_count=0,
        queue_hash=empty(bytes32),
        payout_count=0,
        payouts_hash=empty(bytes32),
    )
    last: uint256 = 0
    for i: uint256 in range(count, bound=_SECTIONS):
        offset: uint256 = _FIXED + _SECTION * i
        word: uint256 = extract32(encoded, offset, output_type=uint256)
        number: uint256 = word >> 248
        check._that(number > last, "header: chains not ascending")
        last = number
        result.chains |= 1 << number
        if number == convert(own_chain, uint256):
            result.queue_start = (word >> 184) & _U64
            result.queue_count = (word >> 152) & _U32
            result.queue_hash = extract32(encoded, offset + 13)
            result.payout_count = extract32(encoded, offset + 45, output_type=uint256) >> 224
            result.payouts_hash = extract32(encoded, offset + 49)

    check._that((result.chains >> convert(own_chain, uint256)) & 1 == 1, "header: chain missing")
    return result


@internal
@pure
def _check_genesis(encoded: Bytes[2_048], genesis: Header):
    """
    @dev Refuses a genesis header that is not the empty one.
    @param encoded The encoded header.
    @param genesis The same, decoded.
    """
    check._that(genesis.number == 0, "header: genesis number")
    check._that(genesis.previous_hash == empty(bytes32), "header: genesis previous hash")
    check._that(genesis.timestamp == 0, "header: genesis timestamp")
    check._that(genesis.old_root == genesis.new_root, "header: genesis roots")
    check._that(genesis.data_hash == sha256(b""), "header: genesis data hash")
    blank: Bytes[80] = concat(empty(bytes32), empty(bytes16), sha256(b""))
    for i: uint256 in range(_SECTIONS):
        offset: uint256 = _FIXED + _SECTION * i
        if offset >= len(encoded):
            break
        check._that(slice(encoded, offset + 1, 80) == blank, "header: genesis not empty")
