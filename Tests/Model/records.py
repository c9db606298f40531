"""The state as the documents give it: key words to value words, with a log to undo a rejection."""

from __future__ import annotations

from codec import U128

MALFORMED, NOT_FOUND, EXISTS, EXPIRED, BAD_SIGNATURE, SCOPE, NONCE_USED, NONCE_WINDOW = range(1, 9)
BALANCE, RESERVE, SLIPPAGE, CEILING, PAUSED, STALE_PRICE, OVERFLOW = range(9, 16)
NO_ACCOUNT = 2**32 - 1
LOCKED_SHARES = 1_000
FIRST_SHARE = 0x8000
NETWORK, ACCOUNT, OWNER, KEY, BALANCES, TOKEN, ON_CHAIN, RESERVES, POOL, PAIR = range(1, 11)

Words = tuple[int, ...]


class Rejected(Exception):
    """An operation fails with a reason."""

    def __init__(self, code: int):
        super().__init__(code)
        self.code = code


def require(condition: bool, code: int) -> None:
    if not condition:
        raise Rejected(code)


def words(value: int, count: int) -> Words:
    """A number as words, the least significant first."""
    return tuple([value >> 32 * i & 0xFFFFFFFF for i in range(count)])


def amount_words(value: int) -> Words:
    require(value <= U128, OVERFLOW)
    assert value >= 0
    return words(value, 4)


def number(parts: Words) -> int:
    value = 0
    for part in reversed(parts):
        value = value << 32 | part
    return value


def byte_words(data: bytes) -> Words:
    return tuple([int.from_bytes(data[i : i + 4], "little") for i in range(0, len(data), 4)])


def owner_words(owner: bytes) -> Words:
    return (owner[0],) + byte_words(owner[1:])


class Pool:
    """A pool's record, open for changes until it is stored."""

    def __init__(self, index: int, record: Words):
        self.index = index
        self.kind, self.token_a, self.token_b = record[:3]
        self.a, self.b = number(record[3:7]), number(record[7:11])
        self.supply, self.fee, self.protocol = number(record[11:15]), record[15], record[16]

    def other(self, token: int) -> int:
        return self.token_b if token == self.token_a else self.token_a

    def balances(self, token_in: int) -> tuple[int, int]:
        """The balance that a trade adds to and the one that it takes from."""
        return (self.a, self.b) if token_in == self.token_a else (self.b, self.a)

    def move(self, token_in: int, into: int, out_of: int) -> None:
        if token_in == self.token_a:
            self.a, self.b = self.a + into, self.b - out_of
        else:
            self.a, self.b = self.a - out_of, self.b + into

    def record(self) -> Words:
        return (
            (self.kind, self.token_a, self.token_b) + amount_words(self.a) + amount_words(self.b)
            + amount_words(self.supply) + (self.fee, self.protocol)
        )


class Records:
    """All records, and what each kind means."""

    def __init__(self, fee_owner: bytes):
        self.records: dict[Words, Words] = {}
        self._undo: list[tuple[Words, Words | None]] = []
        self.put((NETWORK,), (1, 0) + words(0, 2) + words(0, 2))
        self.put((ACCOUNT, 0), owner_words(fee_owner) + (0,))
        self.put((OWNER,) + owner_words(fee_owner), (0,))

    def put(self, key: Words, value: Words) -> None:
        self._undo.append((key, self.records.get(key)))
        self.records[key] = value

    def begin(self) -> None:
        """Forgets what could be undone."""
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

    def balance(self, account: int, sub: int, token: int) -> int:
        record = self.records.get((BALANCES, account, sub, token))
        return 0 if record is None else number(record)

    def credit(self, account: int, sub: int, token: int, amount: int) -> None:
        if amount:
            total = self.balance(account, sub, token) + amount
            self.put((BALANCES, account, sub, token), amount_words(total))

    def debit(self, account: int, sub: int, token: int, amount: int) -> None:
        left = self.balance(account, sub, token) - amount
        require(left >= 0, BALANCE)
        if amount:
            self.put((BALANCES, account, sub, token), amount_words(left))

    def reserve(self, chain: int, token: int) -> int:
        record = self.records.get((RESERVES, chain, token))
        return 0 if record is None else number(record)

    def raise_reserve(self, chain: int, token: int, amount: int) -> None:
        if amount:
            total = self.reserve(chain, token) + amount
            self.put((RESERVES, chain, token), amount_words(total))

    def lower_reserve(self, chain: int, token: int, amount: int) -> None:
        left = self.reserve(chain, token) - amount
        require(left >= 0, RESERVE)
        if amount:
            self.put((RESERVES, chain, token), amount_words(left))

    # Tokens

    def scale(self, chain: int, token: int) -> int | None:
        """Layer-2 units in one unit of the chain; None when the token is not registered there."""
        record = self.records.get((ON_CHAIN, token, chain))
        return None if record is None else 10 ** (18 - record[8])

    def require_token(self, token: int) -> None:
        require((TOKEN, token) in self.records, NOT_FOUND)

    # Accounts

    def owner(self, account: int) -> bytes | None:
        record = self.records.get((ACCOUNT, account))
        if record is None:
            return None
        return bytes([record[0]]) + b"".join(part.to_bytes(4, "little") for part in record[1:9])

    def account_of(self, owner: bytes) -> int | None:
        record = self.records.get((OWNER,) + owner_words(owner))
        return None if record is None else record[0]

    def account_for(self, owner: bytes) -> int:
        """The owner's account, a new one when it has none."""
        found = self.account_of(owner)
        if found is not None:
            return found
        network = self.records[(NETWORK,)]
        account = network[0]
        require(account < NO_ACCOUNT, OVERFLOW)
        self.put((NETWORK,), (account + 1,) + network[1:])
        self.put((ACCOUNT, account), owner_words(owner) + (0,))
        self.put((OWNER,) + owner_words(owner), (account,))
        return account

    # Pools

    def pool(self, index: int) -> Pool:
        record = self.records.get((POOL, index))
        require(record is not None, NOT_FOUND)
        return Pool(index, record)

    def put_pool(self, pool: Pool) -> None:
        self.put((POOL, pool.index), pool.record())

    # The law that every block keeps

    def check_conservation(self) -> None:
        """Reserves are balances and pools; shares are balances, pools and the locked part."""
        held: dict[int, int] = {}
        backed: dict[int, int] = {}

        def add(sums: dict[int, int], token: int, amount: int) -> None:
            sums[token] = sums.get(token, 0) + amount

        for key, value in self.records.items():
            if key[0] == BALANCES:
                add(held, key[3], number(value))
            elif key[0] == RESERVES:
                add(backed, key[2], number(value))
            elif key[0] == POOL:
                add(held, value[1], number(value[3:7]))
                add(held, value[2], number(value[7:11]))
                add(backed, FIRST_SHARE + key[1], number(value[11:15]))
                add(held, FIRST_SHARE + key[1], LOCKED_SHARES)
        for token in held.keys() | backed.keys():
            assert held.get(token, 0) == backed.get(token, 0), f"token {token} is not conserved"
