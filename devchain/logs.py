"""Log filters, and search for matching logs in blocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from devchain.blocks import Block, Log, bloom_of
from devchain.encoding import from_address, from_hash
from devchain.errors import invalid_params

MAX_ADDRESSES = 1000
MAX_TOPIC_CHOICES = 1000


@dataclass(frozen=True)
class LogCriteria:
    """Addresses (any if empty) and, for each topic position, the accepted values (any if empty)."""

    addresses: frozenset[bytes] = frozenset()
    topics: tuple[frozenset[bytes], ...] = ()

    def accepts(self, log: Log) -> bool:
        """Whether a log matches."""
        if self.addresses and log.address not in self.addresses:
            return False
        if len(self.topics) > len(log.topics):
            return False
        return all(not wanted or topic in wanted
                   for wanted, topic in zip(self.topics, log.topics))

    def may_be_in(self, bloom: int) -> bool:
        """False if the bloom shows that no log of the block can match."""
        def any_of(items: frozenset[bytes]) -> bool:
            if not items:
                return True
            masks = (bloom_of((Log(item, (), b""),)) for item in items)
            return any(bloom & mask == mask for mask in masks)
        return any_of(self.addresses) and all(any_of(wanted) for wanted in self.topics)

    def find(self, block: Block, removed: bool = False) -> Iterator[dict[str, object]]:
        """The matching logs of a block, as objects."""
        if not block.header.bloom or not self.may_be_in(block.header.bloom):
            return
        for index, receipt in enumerate(block.receipts):
            for position, log in enumerate(receipt.logs):
                if self.accepts(log):
                    yield block.log_json(index, position, removed)


def read_criteria(filter_object: object) -> LogCriteria:
    """Reads `address` and `topics` of a filter object."""
    if not isinstance(filter_object, dict):
        raise invalid_params("filter: expected an object")
    address = filter_object.get("address")
    if address is None:
        addresses: list[object] = []
    else:
        addresses = address if isinstance(address, list) else [address]
    if len(addresses) > MAX_ADDRESSES:
        raise invalid_params(f"filter: at most {MAX_ADDRESSES} addresses")
    topics = filter_object.get("topics")
    if topics is None:
        topics = []
    if not isinstance(topics, list) or len(topics) > 4:
        raise invalid_params("filter: topics must be a list of at most four")
    return LogCriteria(frozenset(from_address(item) for item in addresses),
                       tuple(_read_topic(item) for item in topics))


def _read_topic(item: object) -> frozenset[bytes]:
    if item is None:
        return frozenset()
    choices = item if isinstance(item, list) else [item]
    if len(choices) > MAX_TOPIC_CHOICES:
        raise invalid_params(f"filter: at most {MAX_TOPIC_CHOICES} choices a topic")
    if any(choice is None for choice in choices):
        return frozenset()
    return frozenset(from_hash(choice, "topic") for choice in choices)
