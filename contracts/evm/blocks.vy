# pragma version ~=0.4.3
"""
@title Blocks
@custom:contract-name blocks
@license Apache-2.0
@notice Blocks are committed by the operator, proven and confirmed by
        anyone who brings the proof and the oracles' signatures. Proofs
        judge computation; oracles judge whether all chains saw the same
        history. The sync hash chains headers, so that a false block
        cannot hide behind a later honest one.
"""


# @dev We import the interfaces of the two judges and of custody.
from .interfaces import IVerifier
from .interfaces import IOracleRegistry
from .interfaces import IZkLink


# @dev We import the `header`, `operations` and `widths` modules,
# which are stateless.
from . import header
from . import operations
from . import widths


# @dev We import and use the `network` module.
from . import network
uses: network


# @dev We import and use the `levers` module.
from . import levers
uses: levers


# @dev The version of headers.
VERSION: constant(uint256) = 2


# @dev How far a block's timestamp may be ahead of the
# chain, in seconds.
_DRIFT: constant(uint256) = 900


# @dev The public input's bits: below the order of any
# curve in use.
_MASK: constant(uint256) = 2 ** 253 - 1


# @dev The settlement modes.
_UNPROVEN: constant(uint8) = 1
_VALIDITY: constant(uint8) = 2


# @dev The positions of queue end and commit time in `_marks`.
_QUEUE_END_SHIFT: constant(uint256) = 128
_COMMIT_TIME_SHIFT: constant(uint256) = 64


# @dev Returns the contract that created this one and has custody
# and queue.
zklink: public(immutable(address))


# @dev Returns whether this chain receives the data of every block.
is_data_chain: public(immutable(bool))


# @dev Returns the settlement mode: 1 unproven, 2 validity.
mode: public(immutable(uint8))


# @dev Returns the contract that verifies proofs.
verifier: public(immutable(address))


# @dev Returns the registry of oracles.
oracles: public(immutable(address))


# @dev Returns the identifier of the proven program.
program_id: public(immutable(bytes32))


# @dev Returns the root of the list of keys whose proofs may be
# joined to a proof of blocks.
key_root: public(immutable(bytes32))


# @dev Returns the seconds after which unexecuted blocks can be
# reverted.
revert_deadline: public(immutable(uint256))


# @dev Returns the chains of the network, bit `i` for chain `i`.
chains: public(immutable(uint256))


# @dev Returns the last block of each stage before execution.
committed: public(uint64)
proven: public(uint64)
confirmed: public(uint64)


# @dev Returns the number of reverts.
epoch: public(uint32)


# @dev Stored values of blocks. Entries above `committed` are left
# from before a revert and have no meaning.
_header_hash: HashMap[uint64, bytes32]
_sync_hash: HashMap[uint64, bytes32]
_operations_hash: HashMap[uint64, bytes32]
_root: HashMap[uint64, bytes32]


# @dev `queue end << 128 | commit time << 64 | timestamp`.
_marks: HashMap[uint64, uint256]


# @dev Emitted when a block is committed.
event BlockCommitted:
    number: indexed(uint64)
    header_hash: indexed(bytes32)
    sync_hash: bytes32
    epoch: uint32
    header: Bytes[2_048]
    chain_operations: Bytes[4_224]


# @dev Emitted when blocks are proven.
event BlocksProven:
    last: indexed(uint64)
    public_input: bytes32


# @dev Emitted when blocks are confirmed, up to `number`.
event BlockConfirmed:
    number: indexed(uint64)


# @dev Emitted when blocks are reverted, down to `to`.
event BlocksReverted:
    to: uint64
    epoch: uint32


@deploy
def __init__(
    is_data_chain_: bool,
    mode_: uint8,
    verifier_: address,
    oracles_: address,
    program_id_: bytes32,
    key_root_: bytes32,
    revert_deadline_: uint256,
    encoded: Bytes[2_048],
    genesis: header.Header,
):
    """
    @dev Fixes the creator and the judges, and stores the genesis
         block. The data chain must have the lowest number: layer 2
         takes that chain's queue for the network's governance.
    @param is_data_chain_ Whether block data is published here.
    @param mode_ The settlement mode: 1 unproven, 2 validity.
    @param verifier_ The contract that verifies proofs.
    @param oracles_ The registry of oracles.
    @param program_id_ The identifier of the proven program.
    @param key_root_ The root of the list of allowed keys.
    @param revert_deadline_ The seconds after which unexecuted
           blocks can be reverted.
    @param encoded The encoded genesis header.
    @param genesis The same, decoded.
    """
    assert mode_ in [_UNPROVEN, _VALIDITY], "blocks: unknown mode"
    assert verifier_.is_contract, "blocks: verifier is no contract"
    assert oracles_.is_contract, "blocks: oracles are no contract"
    lower: uint256 = genesis.chains & ((1 << convert(network._chain(), uint256)) - 1)
    assert lower == 0 or not is_data_chain_, "blocks: data chain not lowest"
    zklink = msg.sender
    is_data_chain = is_data_chain_
    mode = mode_
    verifier = verifier_
    oracles = oracles_
    program_id = program_id_
    key_root = key_root_
    revert_deadline = revert_deadline_
    chains = genesis.chains
    header_hash: bytes32 = sha256(encoded)
    self._header_hash[0] = header_hash
    self._sync_hash[0] = header_hash
    self._operations_hash[0] = genesis.operations_hash
    self._root[0] = genesis.new_root
    self._marks[0] = block.timestamp << _COMMIT_TIME_SHIFT


@external
def commit(header_: Bytes[2_048], chain_operations: Bytes[4_224], data: Bytes[98_304]):
    """
    @dev Adds the next block.
    @notice The data is hashed in call data, and this function keeps
            nothing in memory after it, not even a revert string, so
            that a chain without data does not pay for that memory
            (measured: 36,000 gas).
    @param header_ The encoded header.
    @param chain_operations The operations of the block for this chain.
    @param data The block's data on the data chain, else nothing.
    """
    self._commit(header_, chain_operations, len(data), sha256(data))


@external
def prove(start: uint64, last: uint64, proof: Bytes[4_096]):
    """
    @dev Accepts a proof of the blocks after `start` up to `last`.
    @notice The proof may begin before the last proven block: headers
            are chained, so it is about the same blocks. One proof
            serves chains at different blocks, and after a revert.
    @param start The block before the range, proven or 0.
    @param last The last block of the range, committed and not proven.
    @param proof The proof in the verifier's encoding.
    """
    proven: uint64 = self.proven
    assert start <= proven and last > proven and last <= self.committed, "blocks: bad range"
    preimage: Bytes[128] = concat(
        program_id, key_root, self._header_hash[start], self._header_hash[last]
    )
    public_input: uint256 = convert(sha256(preimage), uint256) & _MASK
    assert staticcall IVerifier(verifier).verify(public_input, proof), "blocks: bad proof"
    self.proven = last
    log BlocksProven(last=last, public_input=convert(public_input, bytes32))


@external
def confirm(number: uint64, signatures: DynArray[Bytes[65], 32]):
    """
    @dev Accepts the oracles' confirmation that every chain saw the
         same history up to `number`.
    @param number The last block confirmed.
    @param signatures The oracles' signatures, ascending by signer.
    """
    assert number > self.confirmed and number <= self.committed, "blocks: bad range"
    digest: bytes32 = keccak256(
        concat(
            b"ZkLink confirm v1",
            convert(network.network_id, bytes4),
            convert(network._chain(), bytes1),
            convert(self.epoch, bytes4),
            convert(number, bytes8),
            self._header_hash[number],
            self._sync_hash[number],
        )
    )
    assert staticcall IOracleRegistry(oracles).verify(digest, signatures), "blocks: not confirmed"
    self.confirmed = number
    log BlockConfirmed(number=number)


@external
def revert_blocks(to: uint64):
    """
    @dev Reverts the blocks above `to`, once the first block that is
         not both proven and confirmed is older than the deadline.
    @notice A block that is proven and confirmed can only be executed:
            another chain may have executed it and paid for its
            entries. Nobody may revert the others at once: the
            operator could otherwise revert here what another chain,
            with the oracles' signatures already given, is about to
            pay.
    @param to The last block kept, proven and confirmed or later.
    """
    executable: uint64 = self._executable()
    assert to >= executable and to < self.committed, "blocks: bad range"
    deadline: uint256 = self._commit_time(executable + 1) + revert_deadline
    assert block.timestamp > deadline, "blocks: before deadline"
    self.committed = to
    self.proven = min(self.proven, to)
    self.confirmed = min(self.confirmed, to)
    epoch: uint32 = self.epoch + 1
    self.epoch = epoch
    log BlocksReverted(to=to, epoch=epoch)


@external
@view
def settlement_mode() -> String[55]:
    """
    @dev Returns the settlement mode in words.
    @return String The words.
    """
    if mode == _UNPROVEN:
        return "unproven: for development, computation is not proven"
    return "validity"


@external
@view
def header_hash(number: uint64) -> bytes32:
    """
    @dev Returns a block's header hash, zero above `committed`.
    @param number The block.
    @return bytes32 The 32-byte hash.
    """
    return self._header_hash[number] if number <= self.committed else empty(bytes32)


@external
@view
def sync_hash(number: uint64) -> bytes32:
    """
    @dev Returns a block's sync hash, zero above `committed`.
    @param number The block.
    @return bytes32 The 32-byte hash.
    """
    return self._sync_hash[number] if number <= self.committed else empty(bytes32)


@external
@view
def operations_hash(number: uint64) -> bytes32:
    """
    @dev Returns the hash of a block's operations on this chain, zero above
         `committed`.
    @param number The block.
    @return bytes32 The 32-byte hash.
    """
    return self._operations_hash[number] if number <= self.committed else empty(bytes32)


@external
@view
def commit_time(number: uint64) -> uint64:
    """
    @dev Returns when a block was committed, zero above `committed`.
    @param number The block.
    @return uint64 The time in seconds since 1970.
    """
    if number > self.committed:
        return 0
    return convert(self._commit_time(number), uint64)


@external
@view
def queue_committed() -> uint64:
    """
    @dev Returns the first entry in no committed block.
    @return uint64 The entry.
    """
    return self._queue_end(self.committed)


@external
@view
def queue_end(number: uint64) -> uint64:
    """
    @dev Returns the first queue entry after a block's range.
    @param number The block, at most the last committed one.
    @return uint64 The entry.
    """
    assert number <= self.committed, "blocks: not committed"
    return self._queue_end(number)


@external
@view
def executable() -> uint64:
    """
    @dev Returns the last block that is both proven and confirmed.
    @return uint64 The block.
    """
    return self._executable()


@external
@view
def executable_block(number: uint64) -> (bytes32, bytes32):
    """
    @dev Returns the hashes that execution of a block must match.
         Refuses a block that is not both proven and confirmed.
    @param number The block.
    @return bytes32 The 32-byte hash of its operations on this chain.
    @return bytes32 The 32-byte header hash.
    """
    assert number <= self._executable(), "blocks: not executable yet"
    return self._operations_hash[number], self._header_hash[number]


@external
@view
def is_taken_recently(index: uint64, number: uint64) -> bool:
    """
    @dev Returns whether a queue entry is in a block that was
         committed less than half the revert deadline ago.
    @notice Half, so that exodus is open before the block can be
            reverted and committed anew.
    @param index The entry, not in an executed block.
    @param number The block that takes it; without meaning when
           no committed block does.
    @return bool The verdict.
    """
    last: uint64 = self.committed
    if index >= self._queue_end(last):
        return False
    assert number > 0 and number <= last, "blocks: not committed"
    takes: bool = index >= self._queue_end(number - 1) and index < self._queue_end(number)
    assert takes, "blocks: entry not in block"
    return block.timestamp <= self._commit_time(number) + revert_deadline // 2


@internal
def _commit(
    encoded: Bytes[2_048], chain_operations: Bytes[4_224], data_length: uint256, data_hash: bytes32
):
    """
    @dev Checks a block against the last one, this chain's queue and
         its chain operations, and stores what later steps need.
    @param encoded The encoded header.
    @param chain_operations The operations of the block for this chain.
    @param data_length The length of the data that came along.
    @param data_hash The hash of that data.
    """
    levers._check_commit()
    if not is_data_chain:
        assert data_length == 0, "blocks: data not expected"

    block_: header.Header = header._decode(encoded, network._chain())
    last: uint64 = self.committed
    number: uint64 = last + 1
    marks: uint256 = self._marks[last]
    assert block_.version == VERSION, "blocks: unknown version"
    assert block_.network_id == convert(network.network_id, uint256), "blocks: other network"
    assert block_.number == convert(number, uint256), "blocks: bad number"
    assert block_.previous_hash == self._header_hash[last], "blocks: bad previous hash"
    assert block_.old_root == self._root[last], "blocks: bad old root"
    assert block_.timestamp >= marks & widths.U64, "blocks: timestamp falls"
    assert block_.timestamp <= block.timestamp + _DRIFT, "blocks: timestamp ahead"
    assert block_.chains == chains, "blocks: other chains"
    if is_data_chain:
        assert block_.data_hash == data_hash, "blocks: bad data hash"

    assert block_.queue_start == marks >> _QUEUE_END_SHIFT, "blocks: bad queue start"
    queue_end: uint64 = convert(block_.queue_start + block_.queue_count, uint64)
    queue_hash: bytes32 = staticcall IZkLink(zklink).committable_hash(queue_end)
    assert block_.queue_hash == queue_hash, "blocks: bad queue hash"
    count: uint256 = operations._count(chain_operations)
    assert block_.operation_count == count, "blocks: bad operation count"
    assert block_.operations_hash == sha256(chain_operations), "blocks: bad operations hash"

    header_hash: bytes32 = sha256(encoded)
    sync_hash: bytes32 = sha256(concat(self._sync_hash[last], header_hash))
    self.committed = number
    self._header_hash[number] = header_hash
    self._sync_hash[number] = sync_hash
    self._operations_hash[number] = block_.operations_hash
    self._root[number] = block_.new_root
    self._marks[number] = (
        (convert(queue_end, uint256) << _QUEUE_END_SHIFT)
        | (block.timestamp << _COMMIT_TIME_SHIFT)
        | block_.timestamp
    )
    log BlockCommitted(
        number=number,
        header_hash=header_hash,
        sync_hash=sync_hash,
        epoch=self.epoch,
        header=encoded,
        chain_operations=chain_operations,
    )


@internal
@view
def _executable() -> uint64:
    """
    @dev Returns the last block that is both proven and confirmed.
    @return uint64 The block.
    """
    return min(self.proven, self.confirmed)


@internal
@view
def _commit_time(number: uint64) -> uint256:
    """
    @dev Returns when a block was committed.
    @param number The block.
    @return uint256 The time in seconds since 1970.
    """
    return (self._marks[number] >> _COMMIT_TIME_SHIFT) & widths.U64


@internal
@view
def _queue_end(number: uint64) -> uint64:
    """
    @dev Returns the first entry after a block's range.
    @param number The block.
    @return uint64 The entry.
    """
    return convert(self._marks[number] >> _QUEUE_END_SHIFT, uint64)
