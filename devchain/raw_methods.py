"""Methods that show blocks, receipts and transactions in their consensus encoding."""

from __future__ import annotations

from devchain.blocks import Block
from devchain.chain import Chain
from devchain.encoding import from_hash, to_data
from devchain.errors import refused
from devchain.params import find_block, read_block_number


class RawMethods:
    """The `debug_getRaw*` methods."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain

    def debug_getRawHeader(self, tag: object) -> str:
        """The header in RLP."""
        return to_data(self._block(tag).header.encoded)

    def debug_getRawBlock(self, tag: object) -> str:
        """The block in RLP."""
        return to_data(self._block(tag).encoded)

    def debug_getRawReceipts(self, tag: object) -> list[str]:
        """The receipts of a block (EIP-2718)."""
        block = self._block(tag)
        return [to_data(receipt.encoded(tx.kind))
                for tx, receipt in zip(block.transactions, block.receipts)]

    def debug_getRawTransaction(self, tx_hash: object) -> str:
        """A transaction of a block or of the pool (EIP-2718); empty if unknown."""
        key = from_hash(tx_hash, "transaction hash")
        place = self._chain.located.get(key)
        if place is not None:
            return to_data(place[0].transactions[place[1]].raw)
        waiting = self._chain.pool.by_hash.get(key)
        return "0x" if waiting is None else to_data(waiting.raw)

    def debug_getBadBlocks(self) -> list[object]:
        """No block comes from outside, so none is bad."""
        return []

    def _block(self, tag: object) -> Block:
        number = read_block_number(self._chain, tag)
        block = find_block(self._chain, number)
        if block is None:
            raise refused(f"block #{number} not found")
        return block
