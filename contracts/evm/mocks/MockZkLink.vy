# pragma version ~=0.4.3
"""
@title Mock Custody
@custom:contract-name MockZkLink
@license Apache-2.0
@notice Creates a `BlockLedger` and says about the queue whatever it
        was told: an operator that makes up the queue as well. It
        keeps no money.
"""


# @dev We import and implement the `IZkLink` interface.
from ..interfaces import IZkLink
implements: IZkLink


# @dev Returns that this is a mock: its queue is made up.
is_mock: public(constant(bool)) = True


# @dev Returns the ledger of blocks that this contract created.
block_ledger: public(immutable(address))


# @dev Returns the rolling hash before a queue entry.
committable_hash: public(HashMap[uint64, bytes32])


@deploy
def __init__(ledger_code: Bytes[24_576], arguments: Bytes[4_096]):
    """
    @dev Creates the ledger.
    @param ledger_code The creation code of `BlockLedger`.
    @param arguments The encoded arguments of its constructor.
    """
    block_ledger = raw_create(concat(ledger_code, arguments))


@external
def set_hash(index: uint64, hash: bytes32):
    """
    @dev Makes up the queue before an entry.
    @param index The entry.
    @param hash The 32-byte rolling hash before it.
    """
    self.committable_hash[index] = hash
