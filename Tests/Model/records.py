"""The state as the documents define it: records with a log to undo a rejection, and their meaning."""

from __future__ import annotations

import words
from codec import NO_ACCOUNT, U128
from words import (
    ACCOUNT, ACCOUNTS, BALANCE, CHAIN, COUNTER, DOLLAR, MARKET, ON_CHAIN, OWNER, POOL, POOLS,
    RESERVE, TOKEN, VAULT, ChainEntry, Words, address_of, address_words, number,
)

MALFORMED, NOT_FOUND, EXISTS, EXPIRED, BAD_SIGNATURE, SCOPE, NONCE_USED, NONCE_WINDOW = range(1, 9)
LACKS_BALANCE, LACKS_RESERVE, SLIPPAGE, CEILING, PAUSED, STALE_PRICE, OVERFLOW = range(9, 16)
COLLATERAL_LOW = 16
CONSTANT_PRODUCT, STABLE = 0, 1
LOCKED_SHARES = {CONSTANT_PRODUCT: 1_000, STABLE: 10**18}
ZUSD = 1
ORDINARY, STABLE_COIN, YIELD_BEARING, SHARE_CLASS, DOLLAR_CLASS = range(5)
FIRST_SHARE = 0x8000
LAST_POOL = 0x7FFF


class Rejected(Exception):
    """An operation fails with a reason."""

    def __init__(self, code: int):
        super().__init__(code)
        self.code = code


def require(condition: bool, code: int) -> None:
    if not condition:
        raise Rejected(code)


def fits(value: int) -> int:
    """The value, when it fits an amount."""
    require(value <= U128, OVERFLOW)
    assert value >= 0
    return value


def is_issued(token: int) -> bool:
    """Whether the network makes the token: on chains it is a voucher, and a reserve is what is out."""
    return token == ZUSD or token >= FIRST_SHARE


class Pool:
    """A pool's record, to be changed and then stored."""

    def __init__(self, index: int, record: Words):
        self.index, self.kind, count = index, record[0], record[1]
        self.tokens = list(record[2 : 2 + count])
        rest = record[2 + count :]
        self.balances = [number(rest[4 * i : 4 * i + 4]) for i in range(count)]
        rest = rest[4 * count :]
        self.supply, self.fee_rate, self.terms = number(rest[:4]), rest[4], rest[5:8]
        self.rated, ramp = rest[8] if self.terms else 0, rest[9:]
        self.ramp = (ramp[0], number(ramp[1:3]), ramp[3]) if len(ramp) > 1 else None

    @property
    def share(self) -> int:
        """The token of its shares."""
        return FIRST_SHARE + self.index

    def place(self, token: int) -> int:
        """The index of a token in the pool."""
        require(token in self.tokens, NOT_FOUND)
        return self.tokens.index(token)

    def record(self) -> Words:
        coins = [(token, fits(left)) for token, left in zip(self.tokens, self.balances)]
        return words.pool_value(
            self.kind, coins, fits(self.supply), self.fee_rate, self.terms, self.ramp, self.rated)

    def is_ramping(self, time: int) -> bool:
        """Whether the amplification of a stable pool is still on its way."""
        return self.ramp is not None and time < self.ramp[1] + self.ramp[2]

    def amplification(self, time: int) -> int:
        """That of a stable pool at a time."""
        first = self.terms[0]
        if self.ramp is None:
            return first
        target, start, duration = self.ramp
        passed = min(max(time - start, 0), duration)
        moved = abs(target - first) * passed // duration
        return first + moved if target > first else first - moved


class Records:
    """All records, and the meaning of each kind."""

    def __init__(self, chains: list[ChainEntry], fee_owner: bytes):
        self.records = words.genesis_records(chains, fee_owner)
        self.timestamp = 0
        self._undo: list[tuple[Words, Words | None]] = []

    def put(self, key: Words, value: Words) -> None:
        self._undo.append((key, self.records.get(key)))
        self.records[key] = value

    def begin(self) -> None:
        """Makes all writes so far final."""
        self._undo.clear()

    def roll_back(self) -> None:
        """Undoes every write since `begin`."""
        for key, old in reversed(self._undo):
            if old is None:
                del self.records[key]
            else:
                self.records[key] = old
        self._undo.clear()

    # Balances and reserves

    def _amount(self, key: Words) -> int:
        record = self.records.get(key)
        return 0 if record is None else number(record)

    def _move(self, key: Words, change: int, shortage: int) -> None:
        """Adds to an amount, or takes from it; a change of 0 writes nothing."""
        total = self._amount(key) + change
        require(total >= 0, shortage)
        if change:
            self.put(key, words.words(fits(total), 4))

    def balance(self, account: int, sub: int, token: int) -> int:
        return self._amount((BALANCE, account, sub, token))

    def credit(self, account: int, sub: int, token: int, amount: int) -> None:
        self._move((BALANCE, account, sub, token), amount, LACKS_BALANCE)

    def debit(self, account: int, sub: int, token: int, amount: int) -> None:
        self._move((BALANCE, account, sub, token), -amount, LACKS_BALANCE)

    def reserve(self, chain: int, token: int) -> int:
        return self._amount((RESERVE, chain, token))

    def arrive(self, chain: int, token: int, amount: int) -> None:
        """An amount arrives on a chain: its contract holds more, or less of an issued token is out."""
        self._move((RESERVE, chain, token), -amount if is_issued(token) else amount, LACKS_RESERVE)

    def leave(self, chain: int, token: int, amount: int) -> None:
        """An amount leaves on a chain."""
        self._move((RESERVE, chain, token), amount if is_issued(token) else -amount, LACKS_RESERVE)

    # Chains and tokens

    def family(self, chain: int) -> int | None:
        """A chain's family; None for a chain that the network does not have."""
        record = self.records.get((CHAIN, chain))
        return None if record is None else record[0]

    def scale(self, chain: int, token: int) -> int | None:
        """Layer-2 units in one unit of the chain; None when the token is not registered there."""
        record = self.records.get((ON_CHAIN, token, chain))
        return None if record is None else 10 ** (18 - record[9])

    def token_class(self, token: int) -> int | None:
        record = self.records.get((TOKEN, token))
        return None if record is None else record[0]

    def underlying(self, token: int) -> int:
        """What a yield-bearing token stands for; 0 when there is none."""
        return self.records.get((TOKEN, token), (0, 0, 0))[2]

    def require_token(self, token: int) -> None:
        require((TOKEN, token) in self.records, NOT_FOUND)

    # Accounts

    def owner(self, account: int) -> bytes | None:
        record = self.records.get((ACCOUNT, account))
        return None if record is None else address_of(record)

    def account_of(self, owner: bytes) -> int | None:
        record = self.records.get((OWNER,) + address_words(owner))
        return None if record is None else record[0]

    def account_for(self, owner: bytes) -> tuple[int, bool]:
        """The owner's account, opened when there is none; and whether it is new."""
        found = self.account_of(owner)
        if found is not None:
            return found, False
        account = self._next(ACCOUNTS, NO_ACCOUNT - 1)
        self.put((ACCOUNT, account), address_words(owner) + (0,))
        self.put((OWNER,) + address_words(owner), (account,))
        return account, True

    def next_pool(self) -> int:
        return self._next(POOLS, LAST_POOL)

    def _next(self, counter: int, last: int) -> int:
        """The next number of a counter."""
        value = self.records[COUNTER, counter][0]
        require(value <= last, OVERFLOW)
        self.put((COUNTER, counter), (value + 1,))
        return value

    # Pools

    def has_pool(self, index: int) -> bool:
        return (POOL, index) in self.records

    def pool(self, index: int) -> Pool:
        require(self.has_pool(index), NOT_FOUND)
        return Pool(index, self.records[POOL, index])

    def put_pool(self, pool: Pool) -> None:
        self.put((POOL, pool.index), pool.record())

    # The law that every block keeps

    def check_conservation(self) -> None:
        """Reserves back balances, pools, coins behind the dollar and collateral of vaults; for a
        share, the supply less the locked shares does, for the dollar its supply, and what is out
        on chains is held as well."""
        surplus: dict[int, int] = {}

        def add(token: int, amount: int) -> None:
            surplus[token] = surplus.get(token, 0) + amount

        for key, value in self.records.items():
            if key[0] == BALANCE:
                add(key[3], number(value))
            elif key[0] == RESERVE:
                add(key[2], number(value) if is_issued(key[2]) else -number(value))
            elif key[0] == POOL:
                pool = Pool(key[1], value)
                for token, balance in zip(pool.tokens, pool.balances):
                    add(token, balance)
                add(pool.share, LOCKED_SHARES[pool.kind] - pool.supply)
            elif key[0] == DOLLAR:
                for token, held in coins_of(value):
                    add(token, held)
                add(ZUSD, -number(value[:4]))
            elif key[0] == VAULT:
                add(key[3], number(value[:4]))
        for token, amount in surplus.items():
            assert amount == 0, f"token {token} is not conserved"
        self._check_dollar()

    def _check_dollar(self) -> None:
        """A dollar has a unit of a coin or of debt behind it, and debts are those of vaults."""
        record, owed = self.records.get((DOLLAR,)), 0
        totals: dict[int, list[int]] = {}
        for key, value in self.records.items():
            if key[0] == MARKET:
                change = totals.setdefault(key[1], [0, 0])
                change[0] -= number(value[8:12])
                change[1] -= number(value[12:16])
            elif key[0] == VAULT:
                change = totals.setdefault(key[3], [0, 0])
                change[0] += number(value[:4])
                change[1] += number(value[4:8])
                owed += number(value[4:8])
        assert all(change == [0, 0] for change in totals.values()), "totals of a market are wrong"
        if record is not None:
            supply, debts, bad = (number(record[4 * i : 4 * i + 4]) for i in range(3))
            assert sum(held for _, held in coins_of(record)) + debts >= supply, "an unbacked dollar"
            assert owed == debts - bad, "debts are not those of vaults"


def coins_of(dollar: Words) -> list[tuple[int, int]]:
    """The coins in the record of the dollar, with what is held of each."""
    rows = [dollar[19 + 5 * i : 24 + 5 * i] for i in range(dollar[18])]
    return [(row[0], number(row[1:])) for row in rows]
