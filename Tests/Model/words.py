"""State records as lists of 32-bit words, from docs/protocol/encodings.md, "State records"."""

from __future__ import annotations

from itertools import chain as chained

from codec import FORMAT

NETWORK, ACCOUNT, OWNER, KEY, BALANCE, TOKEN, ON_CHAIN, RESERVE, POOL, POOL_OF_TOKENS = range(
    1, 11)
CHAIN, COUNTER, SIGNERS, FEED, PRICE, COLLATERAL, DOLLAR, MARKET, VAULT = range(11, 20)
ACCOUNTS, POOLS = 1, 2

Words = tuple[int, ...]
ChainEntry = tuple[int, int, bytes]
"""A chain of the genesis: number, family, reference."""


def words(value: int, count: int) -> Words:
    """A number as words, the least significant first."""
    return tuple([value >> 32 * i & 0xFFFFFFFF for i in range(count)])


def number(parts: Words) -> int:
    """The number of such words."""
    value = 0
    for part in reversed(parts):
        value = value << 32 | part
    return value


def byte_words(data: bytes) -> Words:
    """Bytes four at a time, the least significant first."""
    return tuple([int.from_bytes(data[i : i + 4], "little") for i in range(0, len(data), 4)])


def address_words(address: bytes) -> Words:
    """The family, then the 32 bytes."""
    return (address[0],) + byte_words(address[1:])


def address_of(parts: Words) -> bytes:
    """The address of such words."""
    return bytes([parts[0]]) + b"".join(part.to_bytes(4, "little") for part in parts[1:9])


def network_value(block: int, timestamp: int) -> Words:
    return (FORMAT,) + words(block, 2) + words(timestamp, 2)


def key_value(
    public_key: bytes, scopes: int, expiry: int, nonce_base: int, bitmap: int
) -> Words:
    return byte_words(public_key) + (scopes,) + words(expiry, 2) + (nonce_base,) + words(bitmap, 2)


def on_chain_value(contract: bytes, decimals: int, target: int = 0) -> Words:
    """A token on a chain, with the target of its reserve there."""
    return address_words(contract) + (decimals,) + words(target, 4)


def pool_value(
    kind: int, coins: list[tuple[int, int]], supply: int, fee_rate: int, terms: Words = (),
    ramp: tuple[int, int, int] | None = None, rated: int = 0,
) -> Words:
    """A pool of these tokens and balances; a stable one adds its terms, a bit for each of its rated
    coins, and its ramp, if it has one.

    A ramp is its target, its start and its duration.
    """
    added: Words = ()
    if terms:
        moves = (0,) if ramp is None else (ramp[0],) + words(ramp[1], 2) + (ramp[2],)
        added = tuple(terms) + (rated,) + moves
    balances = chained.from_iterable(words(balance, 4) for _, balance in coins)
    return (
        (kind, len(coins)) + tuple(token for token, _ in coins) + tuple(balances)
        + words(supply, 4) + (fee_rate,) + added
    )


def pool_of_tokens_key(kind: int, tokens: list[int]) -> Words:
    """Four tokens, ascending, then zeros."""
    return (POOL_OF_TOKENS, kind) + tuple(sorted(tokens)) + (0,) * (4 - len(tokens))


def genesis_records(chains: list[ChainEntry], fee_owner: bytes) -> dict[Words, Words]:
    """The records of the genesis."""
    found = {
        (NETWORK,): network_value(0, 0),
        (COUNTER, ACCOUNTS): (1,),
        (COUNTER, POOLS): (0,),
        (ACCOUNT, 0): address_words(fee_owner) + (0,),
        (OWNER,) + address_words(fee_owner): (0,),
    }
    for chain, family, reference in chains:
        found[(CHAIN, chain)] = (family,) + byte_words(reference) + (0,)
    return found
