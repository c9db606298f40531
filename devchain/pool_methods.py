"""Methods that show the pool."""

from __future__ import annotations

from devchain.chain import Chain
from devchain.encoding import from_address, to_checksum, to_quantity
from devchain.transactions import Transaction

Content = dict[str, dict[str, object]]


class PoolMethods:
    """The `txpool_` methods: pending are transactions without a gap in nonces, queued the rest."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain

    def txpool_status(self) -> dict[str, str]:
        """Numbers of pending and queued transactions."""
        pending, queued = self._split()
        return {"pending": to_quantity(len(pending)), "queued": to_quantity(len(queued))}

    def txpool_content(self) -> dict[str, Content]:
        """Transactions by sender and nonce."""
        pending, queued = self._split()
        return {"pending": _by_sender(pending), "queued": _by_sender(queued)}

    def txpool_contentFrom(self, address: object) -> dict[str, object]:
        """Transactions of one sender by nonce."""
        sender = from_address(address)
        return {name: _by_nonce([tx for tx in part if tx.sender == sender])
                for name, part in zip(("pending", "queued"), self._split())}

    def _split(self) -> tuple[list[Transaction], list[Transaction]]:
        pool, world = self._chain.pool, self._chain.world
        pending, queued = [], []
        for tx in sorted(pool.by_hash.values(), key=lambda tx: tx.nonce):
            (pending if pool.is_ready(tx, world) else queued).append(tx)
        return pending, queued


def _by_nonce(transactions: list[Transaction]) -> dict[str, object]:
    return {str(tx.nonce): tx.to_json(None, None, None) for tx in transactions}


def _by_sender(transactions: list[Transaction]) -> Content:
    senders = dict.fromkeys(tx.sender for tx in transactions)
    return {to_checksum(sender): _by_nonce([tx for tx in transactions if tx.sender == sender])
            for sender in senders}
