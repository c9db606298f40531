"""Polled filters: events since the last poll."""

from __future__ import annotations

import secrets
from collections import deque

from devchain.blocks import Block
from devchain.chain import Chain, ChainListener
from devchain.encoding import from_quantity, to_data, to_quantity
from devchain.errors import refused
from devchain.logs import LogCriteria, read_criteria
from devchain.transactions import Transaction

MAX_FILTERS = 1024
MAX_WAITING = 100_000


class PolledFilter(ChainListener):
    """Collects entries until they are polled; the oldest are lost beyond a limit."""

    def __init__(self) -> None:
        self.waiting: deque[object] = deque(maxlen=MAX_WAITING)

    def take(self) -> list[object]:
        """Entries since the last call."""
        taken = list(self.waiting)
        self.waiting.clear()
        return taken


class BlockFilter(PolledFilter):
    """Hashes of new blocks."""

    def block_added(self, block: Block) -> None:
        self.waiting.append(to_data(block.hash))


class PendingFilter(PolledFilter):
    """Hashes of new pending transactions."""

    def transaction_pending(self, tx: Transaction) -> None:
        self.waiting.append(to_data(tx.hash))


class LogFilter(PolledFilter):
    """New logs, and removed ones with `removed: true`."""

    def __init__(self, criteria: LogCriteria, request: dict[str, object]) -> None:
        super().__init__()
        self.criteria = criteria
        self.request = request

    def block_added(self, block: Block) -> None:
        self.waiting.extend(self.criteria.find(block))

    def blocks_removed(self, blocks: list[Block]) -> None:
        for block in blocks:
            self.waiting.extend(self.criteria.find(block, removed=True))


class FilterMethods:
    """`eth_newFilter` and its relatives."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain
        self._filters: dict[int, PolledFilter] = {}

    def eth_newFilter(self, request: object) -> str:
        """Follows logs."""
        criteria = read_criteria(request)
        assert isinstance(request, dict)
        return self._install(LogFilter(criteria, request))

    def eth_newBlockFilter(self) -> str:
        """Follows blocks."""
        return self._install(BlockFilter())

    def eth_newPendingTransactionFilter(self) -> str:
        """Follows pending transactions."""
        return self._install(PendingFilter())

    def eth_getFilterChanges(self, identifier: object) -> list[object]:
        """The events since the last poll."""
        return self._find(identifier).take()

    def eth_uninstallFilter(self, identifier: object) -> bool:
        """Removes a filter; false if there is none."""
        removed = self._filters.pop(from_quantity(identifier, "filter"), None)
        if removed is not None:
            self._chain.listeners.remove(removed)
        return removed is not None

    def log_request(self, identifier: object) -> dict[str, object]:
        """The request that a log filter was made from."""
        found = self._find(identifier)
        if not isinstance(found, LogFilter):
            raise refused("filter is not a log filter")
        return found.request

    def _install(self, new: PolledFilter) -> str:
        if len(self._filters) >= MAX_FILTERS:
            oldest = next(iter(self._filters))
            self._chain.listeners.remove(self._filters.pop(oldest))
        identifier = secrets.randbits(63) | 1
        self._filters[identifier] = new
        self._chain.listeners.append(new)
        return to_quantity(identifier)

    def _find(self, identifier: object) -> PolledFilter:
        found = self._filters.get(from_quantity(identifier, "filter"))
        if found is None:
            raise refused("filter not found")
        return found
