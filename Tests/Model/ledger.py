"""The effect of every operation on the records, from docs/protocol/transition.md."""

from __future__ import annotations

from hashlib import sha256
from math import isqrt

import codec
from codec import U128, ChainSection, Header, Operation

MALFORMED, NOT_FOUND, EXISTS, EXPIRED, BAD_SIGNATURE, SCOPE, NONCE_USED, NONCE_WINDOW = range(1, 9)
BALANCE, RESERVE, SLIPPAGE, CEILING, PAUSED, STALE_PRICE, OVERFLOW = range(9, 16)
MILLION = 1_000_000
NO_ACCOUNT = 2**32 - 1
LOCKED_SHARES = 1_000


class Rejected(Exception):
    def __init__(self, code: int):
        super().__init__(code)
        self.code = code


def require(condition: bool, code: int) -> None:
    if not condition:
        raise Rejected(code)


def ceil_div(a: int, b: int) -> int:
    return -(-a // b)


def words(value: int, count: int) -> tuple[int, ...]:
    return tuple(value >> 32 * i & 0xFFFFFFFF for i in range(count))


def number(parts: tuple[int, ...]) -> int:
    return sum(part << 32 * i for i, part in enumerate(parts))


def byte_words(data: bytes) -> tuple[int, ...]:
    return tuple(int.from_bytes(data[i : i + 4], "little") for i in range(0, len(data), 4))


class Ledger:
    """Records as the documents give them: key words to value words."""

    def __init__(self, network: int, chains: list[int], fee_owner: bytes):
        self.network, self.chains = network, sorted(chains)
        self.records: dict[tuple[int, ...], tuple[int, ...]] = {}
        self._put((1,), (1, 0) + words(0, 2) + words(0, 2))
        self._put((2, 0), self._owner_words(fee_owner) + (0,))
        self._put((3,) + self._owner_words(fee_owner), (0,))
        self.sections = [ChainSection(chain) for chain in self.chains]
        self.timestamp = 0

    # Records

    def _put(self, key: tuple[int, ...], value: tuple[int, ...]) -> None:
        self.records[key] = value

    @staticmethod
    def _owner_words(owner: bytes) -> tuple[int, ...]:
        return (owner[0],) + byte_words(owner[1:])

    def balance(self, account: int, sub: int, token: int) -> int:
        return number(self.records.get((5, account, sub, token), (0,)))

    def _set_balance(self, account: int, sub: int, token: int, amount: int) -> None:
        require(amount <= U128, OVERFLOW)
        self._put((5, account, sub, token), words(amount, 4))

    def credit(self, account: int, sub: int, token: int, amount: int) -> None:
        if amount:
            self._set_balance(account, sub, token, self.balance(account, sub, token) + amount)

    def debit(self, account: int, sub: int, token: int, amount: int) -> None:
        have = self.balance(account, sub, token)
        require(have >= amount, BALANCE)
        if amount:
            self._set_balance(account, sub, token, have - amount)

    def reserve(self, chain: int, token: int) -> int:
        return number(self.records.get((8, chain, token), (0,)))

    def _set_reserve(self, chain: int, token: int, amount: int) -> None:
        require(amount <= U128, OVERFLOW)
        self._put((8, chain, token), words(amount, 4))

    def scale(self, chain: int, token: int) -> int:
        record = self.records.get((7, token, chain))
        require(record is not None, NOT_FOUND)
        return 10 ** (18 - record[8])

    def owner(self, account: int) -> bytes | None:
        record = self.records.get((2, account))
        if record is None:
            return None
        return bytes([record[0]]) + b"".join(part.to_bytes(4, "little") for part in record[1:9])

    def account_of(self, owner: bytes) -> int | None:
        record = self.records.get((3,) + self._owner_words(owner))
        return None if record is None else record[0]

    def account_for(self, owner: bytes) -> int:
        found = self.account_of(owner)
        if found is not None:
            return found
        network = self.records[(1,)]
        account = network[0]
        require(account < NO_ACCOUNT, OVERFLOW)
        self._put((1,), (account + 1,) + network[1:])
        self._put((2, account), self._owner_words(owner) + (0,))
        self._put((3,) + self._owner_words(owner), (account,))
        return account

    def pool(self, pool: int) -> dict:
        record = self.records.get((9, pool))
        require(record is not None, NOT_FOUND)
        return {
            "kind": record[0], "a": record[1], "b": record[2], "balance_a": number(record[3:7]),
            "balance_b": number(record[7:11]), "supply": number(record[11:15]), "fee": record[15], "protocol": record[16],
        }

    def put_pool(self, pool: int, state: dict) -> None:
        for name in ("balance_a", "balance_b", "supply"):
            require(state[name] <= U128, OVERFLOW)
        self._put(
            (9, pool),
            (state["kind"], state["a"], state["b"]) + words(state["balance_a"], 4) + words(state["balance_b"], 4)
            + words(state["supply"], 4) + (state["fee"], state["protocol"]),
        )

    # Blocks

    def apply(self, source: int, operation: Operation, timestamp: int) -> int:
        """The result code: 0 applied, otherwise the reason; priority operations are consumed either way."""
        self.timestamp = timestamp
        before, payouts = dict(self.records), [list(section.payouts) for section in self.sections]
        try:
            if source == 0:
                self._signed(operation)
            else:
                self._priority(source, operation)
            code = 0
        except Rejected as rejected:
            self.records = before
            for section, old in zip(self.sections, payouts):
                section.payouts = old
            code = rejected.code
        if source:
            section = self._section(source)
            if code:
                self._failed_priority(source, operation, section)
            section.queue_count += 1
            entry = sha256(operation.encoded()).digest()
            section.queue_hash = sha256(section.queue_hash + entry).digest()
        return code

    def close(self, previous: Header, timestamp: int, data: bytes, old_root: bytes, new_root: bytes) -> Header:
        header = Header(
            self.network, previous.number + 1, previous.hash(), timestamp, old_root, new_root,
            sha256(data).digest(), self.sections,
        )
        self.sections = [
            ChainSection(s.chain, s.queue_start + s.queue_count, 0, s.queue_hash) for s in self.sections
        ]
        return header

    def finish_block(self, number_: int, timestamp: int) -> None:
        network = self.records[(1,)]
        self._put((1,), network[:2] + words(number_, 2) + words(timestamp, 2))

    def _section(self, chain: int) -> ChainSection:
        return next(section for section in self.sections if section.chain == chain)

    # Signed operations

    def _signed(self, op: Operation) -> None:
        self._check_form(op)
        self._check_found(op)
        if op.opcode == codec.CREATE_POOL:
            require((10, op.kind, op.token_a, op.token_b) not in self.records, EXISTS)
        key = self.records[(4, op.account, op.slot)]
        expiry, base, bitmap = number(key[11:13]), key[13], number(key[14:16])
        require(op.valid_until >= self.timestamp and (expiry == 0 or expiry >= self.timestamp), EXPIRED)
        self._check_scope(op, key[10])
        require(op.nonce >= base, NONCE_USED)
        offset = op.nonce - base
        require(offset >= 64 or not bitmap >> offset & 1, NONCE_USED)
        require(offset < 64, NONCE_WINDOW)
        bitmap |= 1 << offset
        while bitmap & 1 and base < 2**32 - 64:
            base, bitmap = base + 1, bitmap >> 1
        self.debit(op.account, op.from_sub, op.fee_token, op.fee)
        getattr(self, "_" + _SIGNED[op.opcode])(op)
        self.credit(0, 0, op.fee_token, op.fee)
        self._put((4, op.account, op.slot), key[:13] + (base,) + words(bitmap, 2))

    def _check_form(self, op: Operation) -> None:
        require(op.from_sub <= 31 and op.slot <= 15, MALFORMED)
        if op.opcode == codec.TRANSFER:
            require(op.amount > 0 and op.to_sub <= 31, MALFORMED)
            same = op.to_account == op.account or (
                op.to_owner is not None and self.account_of(op.to_owner) == op.account)
            require(not (same and op.to_sub == op.from_sub), MALFORMED)
        elif op.opcode == codec.WITHDRAW:
            require(op.amount > 0 and op.rate <= 9_999, MALFORMED)
            on_chain = self.records.get((7, op.token, op.chain))
            if on_chain is not None:
                require(op.amount >= 10 ** (18 - on_chain[8]), MALFORMED)
        elif op.opcode == codec.CREATE_POOL:
            require(op.token_a < op.token_b and op.kind == 0 and op.fee_rate <= 100_000, MALFORMED)
            require(op.amount_a > 0 and op.amount_b > 0, MALFORMED)
        elif op.opcode == codec.ADD_LIQUIDITY:
            require(op.maximum_a > 0 and op.maximum_b > 0, MALFORMED)
        elif op.opcode == codec.REMOVE_LIQUIDITY:
            require(op.shares > 0, MALFORMED)
        elif op.opcode == codec.SWAP:
            require(op.kind <= 1 and 1 <= len(op.pools) <= 3 and len(set(op.pools)) == len(op.pools), MALFORMED)
            require((op.amount_in if op.kind == 0 else op.amount_out) > 0, MALFORMED)

    def _check_found(self, op: Operation) -> None:
        token_exists = lambda token: (6, token) in self.records
        require((2, op.account) in self.records and (4, op.account, op.slot) in self.records, NOT_FOUND)
        require(op.fee == 0 or token_exists(op.fee_token), NOT_FOUND)
        if op.opcode in (codec.TRANSFER, codec.WITHDRAW):
            require(token_exists(op.token), NOT_FOUND)
        if op.opcode == codec.TRANSFER and op.to_account is not None:
            require((2, op.to_account) in self.records, NOT_FOUND)
        if op.opcode == codec.WITHDRAW:
            require(op.chain in self.chains and (7, op.token, op.chain) in self.records, NOT_FOUND)
        if op.opcode == codec.CREATE_POOL:
            require(token_exists(op.token_a) and token_exists(op.token_b), NOT_FOUND)
        if op.opcode in (codec.ADD_LIQUIDITY, codec.REMOVE_LIQUIDITY):
            self.pool(op.pool)
        if op.opcode == codec.SWAP:
            require(token_exists(op.token_in), NOT_FOUND)
            self.path(op.token_in, op.pools)

    def _check_scope(self, op: Operation, scopes: int) -> None:
        if op.opcode == codec.TRANSFER:
            require(scopes & 2 != 0, SCOPE)
        elif op.opcode == codec.WITHDRAW:
            own = self.owner(op.account) == bytes([1]) + op.receiver
            require(scopes & 8 != 0 or (own and scopes & 4 != 0), SCOPE)
        else:
            require(scopes & 1 != 0, SCOPE)

    def _transfer(self, op: Operation) -> None:
        self.debit(op.account, op.from_sub, op.token, op.amount)
        to = op.to_account if op.to_owner is None else self.account_for(op.to_owner)
        self.credit(to, op.to_sub, op.token, op.amount)

    def _withdraw(self, op: Operation) -> None:
        scale = self.scale(op.chain, op.token)
        units = op.amount // scale
        self.debit(op.account, op.from_sub, op.token, units * scale)
        self._pay(op.chain, 1, op.account, op.from_sub, op.slot << 32 | op.nonce, op.receiver, op.token, units, op.rate)

    def _pay(self, chain: int, kind: int, account: int, sub: int, nonce: int, receiver: bytes, token: int, units: int,
             rate: int) -> None:
        amount, have = units * self.scale(chain, token), self.reserve(chain, token)
        require(have >= amount, RESERVE)
        self._set_reserve(chain, token, have - amount)
        self._section(chain).payouts.append(codec.payout(kind, account, sub, nonce, receiver, token, units, rate))

    def _create_pool(self, op: Operation) -> None:
        self.debit(op.account, op.from_sub, op.token_a, op.amount_a)
        self.debit(op.account, op.from_sub, op.token_b, op.amount_b)
        shares = isqrt(op.amount_a * op.amount_b)
        require(shares > LOCKED_SHARES, SLIPPAGE)
        network = self.records[(1,)]
        pool = network[1]
        require(pool <= 0x7FFF, OVERFLOW)
        self._put((1,), (network[0], pool + 1) + network[2:])
        self.put_pool(pool, {
            "kind": op.kind, "a": op.token_a, "b": op.token_b, "balance_a": op.amount_a, "balance_b": op.amount_b,
            "supply": shares, "fee": op.fee_rate, "protocol": op.fee_rate // 5,
        })
        self._put((10, op.kind, op.token_a, op.token_b), (pool,))
        self._put((6, 0x8000 + pool), (3, 18))
        self.credit(op.account, op.from_sub, 0x8000 + pool, shares - LOCKED_SHARES)

    def _add_liquidity(self, op: Operation) -> None:
        pool = self.pool(op.pool)
        a, b, supply = pool["balance_a"], pool["balance_b"], pool["supply"]
        require(min(a, b, supply) > 0, SLIPPAGE)
        shares = min(op.maximum_a * supply // a, op.maximum_b * supply // b)
        take_a, take_b = ceil_div(shares * a, supply), ceil_div(shares * b, supply)
        affordable = (
            self.balance(op.account, op.from_sub, pool["a"]) >= take_a
            and self.balance(op.account, op.from_sub, pool["b"]) >= take_b
        )
        require(affordable, BALANCE)
        require(shares > 0 and shares >= op.minimum, SLIPPAGE)
        self.debit(op.account, op.from_sub, pool["a"], take_a)
        self.debit(op.account, op.from_sub, pool["b"], take_b)
        pool.update(balance_a=a + take_a, balance_b=b + take_b, supply=supply + shares)
        self.put_pool(op.pool, pool)
        self.credit(op.account, op.from_sub, 0x8000 + op.pool, shares)

    def _remove_liquidity(self, op: Operation) -> None:
        pool = self.pool(op.pool)
        self.debit(op.account, op.from_sub, 0x8000 + op.pool, op.shares)
        pay_a = op.shares * pool["balance_a"] // pool["supply"]
        pay_b = op.shares * pool["balance_b"] // pool["supply"]
        require(pay_a >= op.minimum_a and pay_b >= op.minimum_b and pay_a + pay_b > 0, SLIPPAGE)
        pool.update(
            balance_a=pool["balance_a"] - pay_a, balance_b=pool["balance_b"] - pay_b, supply=pool["supply"] - op.shares)
        self.put_pool(op.pool, pool)
        self.credit(op.account, op.from_sub, pool["a"], pay_a)
        self.credit(op.account, op.from_sub, pool["b"], pay_b)

    def _swap(self, op: Operation) -> None:
        hops = self.path(op.token_in, op.pools)
        token_out = hops[-1][2]
        if op.kind == 0:
            self.debit(op.account, op.from_sub, op.token_in, op.amount_in)
            out = self._trade(hops, self._exact_in(hops, op.amount_in))
            require(out >= op.amount_out, SLIPPAGE)
        else:
            amounts = self._exact_out(hops, op.amount_out)
            require(self.balance(op.account, op.from_sub, op.token_in) >= min(amounts[0], op.amount_in), BALANCE)
            require(amounts[0] <= op.amount_in, SLIPPAGE)
            self.debit(op.account, op.from_sub, op.token_in, amounts[0])
            out = self._trade(hops, amounts)
        self.credit(op.account, op.from_sub, token_out, out)

    # Pools

    def path(self, token: int, pools: list[int]) -> list[tuple[int, int, int]]:
        """(pool, token in, token out) of each hop."""
        hops = []
        for index in pools:
            pool = self.pool(index)
            require(token in (pool["a"], pool["b"]), NOT_FOUND)
            out = pool["b"] if token == pool["a"] else pool["a"]
            hops.append((index, token, out))
            token = out
        return hops

    def _sides(self, hop: tuple[int, int, int]) -> tuple[dict, str, str]:
        pool = self.pool(hop[0])
        return (pool, "balance_a", "balance_b") if hop[1] == pool["a"] else (pool, "balance_b", "balance_a")

    def _exact_in(self, hops: list, amount: int) -> list[int]:
        amounts = [amount]
        for hop in hops:
            pool, into, out_of = self._sides(hop)
            net = amounts[-1] * (MILLION - pool["fee"] - pool["protocol"]) // MILLION
            require(pool[into] + net > 0, SLIPPAGE)
            out = pool[out_of] * net // (pool[into] + net)
            require(out > 0, SLIPPAGE)
            amounts.append(out)
        return amounts

    def _exact_out(self, hops: list, amount: int) -> list[int]:
        amounts = [amount]
        for hop in reversed(hops):
            pool, into, out_of = self._sides(hop)
            require(amounts[0] < pool[out_of], SLIPPAGE)
            net = ceil_div(pool[into] * amounts[0], pool[out_of] - amounts[0])
            needed = ceil_div(net * MILLION, MILLION - pool["fee"] - pool["protocol"])
            require(needed <= U128, OVERFLOW)
            amounts.insert(0, needed)
        return amounts

    def _trade(self, hops: list, amounts: list[int]) -> int:
        for hop, amount_in, amount_out in zip(hops, amounts, amounts[1:]):
            pool, into, out_of = self._sides(hop)
            cut = amount_in * pool["protocol"] // MILLION
            pool[into] += amount_in - cut
            pool[out_of] -= amount_out
            self.put_pool(hop[0], pool)
            self.credit(0, 0, hop[1], cut)
        return amounts[-1]

    # Priority operations

    def _priority(self, chain: int, op: Operation) -> None:
        getattr(self, "_" + _PRIORITY[op.opcode])(chain, op)

    def _deposit(self, chain: int, op: Operation) -> None:
        scale = self.scale(chain, op.token)
        require(op.sub <= 31 and op.amount > 0 and op.amount % scale == 0, MALFORMED)
        account = self.account_for(op.to)
        self.credit(account, op.sub, op.token, op.amount)
        self._set_reserve(chain, op.token, self.reserve(chain, op.token) + op.amount)

    def _full_exit(self, chain: int, op: Operation) -> None:
        if self.owner(op.account) != op.caller or op.sub > 31 or (7, op.token, chain) not in self.records:
            return
        scale = self.scale(chain, op.token)
        have = self.balance(op.account, op.sub, op.token)
        units = min(have, self.reserve(chain, op.token), op.amount) // scale
        if units == 0:
            return
        index = self._section(chain).queue_start + self._section(chain).queue_count
        self.debit(op.account, op.sub, op.token, units * scale)
        self._pay(chain, 2, op.account, op.sub, index, op.caller[1:], op.token, units, 0)

    def _set_key(self, chain: int, op: Operation) -> None:
        require(op.slot <= 15 and op.scopes < 16, MALFORMED)
        account = self.account_for(op.caller)
        old = self.records.get((4, account, op.slot), (0,) * 16)
        self._put((4, account, op.slot), byte_words(op.key) + (op.scopes,) + words(op.expiry, 2) + old[13:])

    def _cross_swap(self, chain: int, op: Operation) -> None:
        require(op.amount > 0 and op.rate <= 9_999 and len(op.pools) <= 3, MALFORMED)
        require(len(set(op.pools)) == len(op.pools), MALFORMED)
        require(op.amount % self.scale(chain, op.token_in) == 0, MALFORMED)
        require(op.target_chain in self.chains, NOT_FOUND)
        target_scale = self.scale(op.target_chain, op.target_token)
        self._set_reserve(chain, op.token_in, self.reserve(chain, op.token_in) + op.amount)
        hops = self.path(op.token_in, op.pools)
        require((hops[-1][2] if hops else op.token_in) == op.target_token, NOT_FOUND)
        out = self._trade(hops, self._exact_in(hops, op.amount)) if hops else op.amount
        units, dust = divmod(out, target_scale)
        require(units > 0 and (units - units * op.rate // 10_000) * target_scale >= op.minimum, SLIPPAGE)
        if hops:
            pool, _, out_of = self._sides(hops[-1])
            pool[out_of] += dust
            self.put_pool(hops[-1][0], pool)
        else:
            self.credit(0, 0, op.token_in, dust)
        index = self._section(chain).queue_start + self._section(chain).queue_count
        self._pay(op.target_chain, 3, NO_ACCOUNT, chain, index, op.receiver, op.target_token, units, op.rate)

    def _register_token(self, chain: int, op: Operation) -> None:
        require(0 < op.token < 0x8000 and op.decimals <= 18 and op.token_class <= 2, MALFORMED)
        require((7, op.token, chain) not in self.records, EXISTS)
        if (6, op.token) not in self.records:
            self._put((6, op.token), (op.token_class, 18))
        self._put((7, op.token, chain), byte_words(op.address) + (op.decimals,))

    def _failed_priority(self, chain: int, op: Operation, section: ChainSection) -> None:
        if op.opcode not in (codec.DEPOSIT, codec.CROSS_SWAP):
            return
        token = op.token if op.opcode == codec.DEPOSIT else op.token_in
        if (7, token, chain) not in self.records:
            return
        units = op.amount // self.scale(chain, token)
        if op.opcode == codec.DEPOSIT:
            if op.to[0] != 1:
                return
            receiver = op.to[1:]
        else:
            receiver = op.fallback
        if units == 0:
            return
        index = section.queue_start + section.queue_count
        section.payouts.append(codec.payout(4, NO_ACCOUNT, chain, index, receiver, token, units, 0))


_SIGNED = {
    codec.TRANSFER: "transfer", codec.WITHDRAW: "withdraw", codec.CREATE_POOL: "create_pool",
    codec.ADD_LIQUIDITY: "add_liquidity", codec.REMOVE_LIQUIDITY: "remove_liquidity", codec.SWAP: "swap",
}
_PRIORITY = {
    codec.DEPOSIT: "deposit", codec.FULL_EXIT: "full_exit", codec.SET_KEY: "set_key", codec.CROSS_SWAP: "cross_swap",
    codec.REGISTER_TOKEN: "register_token",
}
