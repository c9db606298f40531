"""`eth_subscribe` for one WebSocket connection."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from devchain.blocks import Block
from devchain.chain import Chain, ChainListener
from devchain.encoding import to_data
from devchain.errors import invalid_params
from devchain.logs import LogCriteria, read_criteria
from devchain.params import read_bool
from devchain.transactions import Transaction

MAX_SUBSCRIPTIONS = 256
KINDS = ("newHeads", "logs", "newPendingTransactions")


class Subscriptions(ChainListener):
    """Sends events of the chain as notifications of one connection."""

    def __init__(self, chain: Chain, notify: Callable[[dict[str, object]], None]) -> None:
        self._chain = chain
        self._notify = notify
        self._heads: set[str] = set()
        self._logs: dict[str, LogCriteria] = {}
        self._pending: dict[str, bool] = {}
        chain.listeners.append(self)

    def close(self) -> None:
        """Handles the end of the connection."""
        if self in self._chain.listeners:
            self._chain.listeners.remove(self)

    def eth_subscribe(self, kind: object, options: object = None) -> str:
        """Starts a subscription; returns its identifier."""
        if len(self._heads) + len(self._logs) + len(self._pending) >= MAX_SUBSCRIPTIONS:
            raise invalid_params(f"at most {MAX_SUBSCRIPTIONS} subscriptions")
        identifier = "0x" + secrets.token_hex(16)
        if kind == "newHeads":
            self._heads.add(identifier)
        elif kind == "logs":
            self._logs[identifier] = read_criteria({} if options is None else options)
        elif kind == "newPendingTransactions":
            full = False if options is None else read_bool(options, "full transactions")
            self._pending[identifier] = full
        else:
            raise invalid_params(f"subscription: expected one of {', '.join(KINDS)}")
        return identifier

    def eth_unsubscribe(self, identifier: object) -> bool:
        """Ends a subscription; false if there is none."""
        if not isinstance(identifier, str):
            raise invalid_params("subscription: expected its identifier")
        if identifier in self._heads:
            self._heads.remove(identifier)
            return True
        return (self._logs.pop(identifier, None) is not None
                or self._pending.pop(identifier, None) is not None)

    def _send(self, identifier: str, result: object) -> None:
        self._notify({"jsonrpc": "2.0", "method": "eth_subscription",
                      "params": {"subscription": identifier, "result": result}})

    def block_added(self, block: Block) -> None:
        for identifier in self._heads:
            self._send(identifier, block.header.to_json())
        for identifier, criteria in self._logs.items():
            for log in criteria.find(block):
                self._send(identifier, log)

    def blocks_removed(self, blocks: list[Block]) -> None:
        for identifier, criteria in self._logs.items():
            for block in blocks:
                for log in criteria.find(block, removed=True):
                    self._send(identifier, log)

    def transaction_pending(self, tx: Transaction) -> None:
        for identifier, full in self._pending.items():
            self._send(identifier, tx.to_json(None, None, None) if full else to_data(tx.hash))
