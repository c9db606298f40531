"""The effect of every operation on the records, from docs/protocol/transition.md."""

from __future__ import annotations

from math import isqrt

import codec
from codec import U128, Header, Operation, Payout, Section
from records import (
    BALANCE, EXISTS, EXPIRED, FIRST_SHARE, KEY, LOCKED_SHARES, MALFORMED, NETWORK, NO_ACCOUNT,
    NONCE_USED, NONCE_WINDOW, NOT_FOUND, ON_CHAIN, OVERFLOW, PAIR, RESERVE, SCOPE, SLIPPAGE, TOKEN,
    Pool, Records, Rejected, byte_words, number, require, words,
)

MILLION = 1_000_000
TRADE, MOVE, WITHDRAW_OWN, WITHDRAW_ANY = 1, 2, 4, 8
MAXIMUM_SUB, MAXIMUM_SLOT, MAXIMUM_RATE, MAXIMUM_POOL_FEE = 31, 15, 9_999, 100_000
WINDOW = 64
EVM = 1


class BlockFull(Exception):
    """The operation would pass a limit of the block: it is not applied and leaves no trace."""


def ceil_div(a: int, b: int) -> int:
    return -(-a // b)


def fits(value: int) -> int:
    """The value, when it fits an amount."""
    require(value <= U128, OVERFLOW)
    return value


class Hop:
    """One pool of a path: what goes in and out, and the protocol's part of what goes in."""

    def __init__(self, pool: Pool, token_in: int):
        self.pool, self.token_in, self.token_out = pool, token_in, pool.other(token_in)
        self.kept = MILLION - pool.fee - pool.protocol
        self.amount_in = self.amount_out = 0

    def give(self, amount_in: int) -> int:
        """Quotes exact in; what comes out."""
        balance_in, balance_out = self.pool.balances(self.token_in)
        net = amount_in * self.kept // MILLION
        grown = fits(balance_in + net)
        out = balance_out * net // grown
        require(out > 0, SLIPPAGE)
        self.amount_in, self.amount_out = amount_in, out
        return out

    def ask(self, out: int) -> int:
        """Quotes exact out; what must go in."""
        balance_in, balance_out = self.pool.balances(self.token_in)
        require(out < balance_out, SLIPPAGE)
        net = fits(ceil_div(balance_in * out, balance_out - out))
        self.amount_in, self.amount_out = fits(ceil_div(net * MILLION, self.kept)), out
        return self.amount_in

    @property
    def cut(self) -> int:
        return self.amount_in * self.pool.protocol // MILLION


class OpenChain:
    """What the open block has of one chain so far."""

    def __init__(self, chain: int, queue_start: int = 0, queue_hash: bytes = codec.ZERO_HASH):
        self.chain, self.queue_start, self.queue_hash = chain, queue_start, queue_hash
        self.queue_count = 0
        self.payouts: list[Payout] = []

    @property
    def next_index(self) -> int:
        return self.queue_start + self.queue_count

    def payout_bytes(self) -> bytes:
        return b"".join(payout.encoded() for payout in self.payouts)

    def section(self) -> Section:
        return Section(
            self.chain, self.queue_start, self.queue_count, self.queue_hash, len(self.payouts),
            codec.digest(self.payout_bytes()))


class Ledger(Records):
    """The records and the open block."""

    def __init__(self, network: int, chains: list[int], fee_owner: bytes):
        super().__init__(fee_owner)
        self.network = network
        self.chains = {chain: OpenChain(chain) for chain in sorted(chains)}
        self.timestamp = 0
        self._data: list[bytes] = []
        self._data_bytes = codec.DATA_HEAD_BYTES
        self._new_payout: tuple[int, Payout] | None = None

    # Blocks

    def open(self, timestamp: int) -> None:
        assert timestamp >= self.timestamp
        self.timestamp = timestamp
        self._data, self._data_bytes = [], codec.DATA_HEAD_BYTES

    def apply(self, source: int, op: Operation, encoded: bytes) -> int:
        """The code, 0 when applied; `encoded` is the operation as block data carries it."""
        full = len(self._data) == codec.MAXIMUM_OPERATIONS
        if full or self._data_bytes + len(encoded) > codec.MAXIMUM_DATA_BYTES:
            raise BlockFull
        code = self._attempt(source, op)
        if self._new_payout is not None:
            chain, payout = self._new_payout
            if len(self.chains[chain].payouts) == codec.MAXIMUM_PAYOUTS:
                self.roll_back()
                raise BlockFull
            self.chains[chain].payouts.append(payout)
        if source:
            queue = self.chains[source]
            queue.queue_count += 1
            queue.queue_hash = codec.rolling(queue.queue_hash, op.encoded())
        if source or code == 0:
            self._data.append(encoded)
            self._data_bytes += len(encoded)
        return code

    def _attempt(self, source: int, op: Operation) -> int:
        self.begin()
        self._new_payout = None
        try:
            if source == 0:
                self._signed(op)
            else:
                getattr(self, "_" + _PRIORITY[op.opcode])(source, op)
            return 0
        except Rejected as rejected:
            self.roll_back()
            self._new_payout = None
            if source:
                self._refund(source, op)
            return rejected.code

    def finish(self, block_number: int) -> bytes:
        """Ends the block in the records; its data."""
        network = self.records[(NETWORK,)]
        self.put((NETWORK,), network[:2] + words(block_number, 2) + words(self.timestamp, 2))
        self.check_conservation()
        head = codec.data_head(block_number, self.timestamp, len(self._data))
        return head + b"".join(self._data)

    def close(self, previous: Header, data: bytes, new_root: bytes) -> Header:
        """The finished block's header; the next block's queues follow on."""
        header = Header(
            self.network, previous.number + 1, previous.hash(), self.timestamp, previous.new_root,
            new_root, codec.digest(data), [chain.section() for chain in self.chains.values()])
        self.chains = {
            number_: OpenChain(number_, chain.next_index, chain.queue_hash)
            for number_, chain in self.chains.items()
        }
        return header

    # Checks common to signed operations

    def _signed(self, op: Operation) -> None:
        self._check_form(op)
        self._check_found(op)
        if op.opcode == codec.CREATE_POOL:
            require((PAIR, op.kind, op.token_a, op.token_b) not in self.records, EXISTS)
        key = self.records[(KEY, op.account, op.slot)]
        expiry, base, bitmap = number(key[11:13]), key[13], number(key[14:16])
        require(op.valid_until >= self.timestamp, EXPIRED)
        require(expiry == 0 or expiry >= self.timestamp, EXPIRED)
        self._check_scope(op, key[10])
        offset = op.nonce - base
        require(offset >= 0 and not bitmap >> offset & 1, NONCE_USED)
        require(offset < WINDOW, NONCE_WINDOW)
        bitmap |= 1 << offset
        while bitmap & 1 and base < 2**32 - WINDOW:
            base, bitmap = base + 1, bitmap >> 1
        self.debit(op.account, op.from_sub, op.fee_token, op.fee)
        getattr(self, "_" + _SIGNED[op.opcode])(op)
        self.credit(0, 0, op.fee_token, op.fee)
        self.put((KEY, op.account, op.slot), key[:13] + (base,) + words(bitmap, 2))

    def _check_form(self, op: Operation) -> None:
        require(op.from_sub <= MAXIMUM_SUB and op.slot <= MAXIMUM_SLOT, MALFORMED)
        if op.opcode == codec.TRANSFER:
            require(op.amount > 0 and op.to_sub <= MAXIMUM_SUB, MALFORMED)
            to = op.to if isinstance(op.to, int) else self.account_of(op.to)
            require(to != op.account or op.to_sub != op.from_sub, MALFORMED)
        elif op.opcode == codec.WITHDRAW:
            require(op.amount > 0 and op.rate <= MAXIMUM_RATE, MALFORMED)
            scale = self.scale(op.chain, op.token)
            require(scale is None or op.amount >= scale, MALFORMED)
        elif op.opcode == codec.CREATE_POOL:
            require(op.token_a < op.token_b and op.fee_rate <= MAXIMUM_POOL_FEE, MALFORMED)
            require(op.amount_a > 0 and op.amount_b > 0, MALFORMED)
        elif op.opcode == codec.ADD_LIQUIDITY:
            require(op.maximum_a > 0 and op.maximum_b > 0, MALFORMED)
        elif op.opcode == codec.REMOVE_LIQUIDITY:
            require(op.shares > 0, MALFORMED)
        else:
            require(len(set(op.pools)) == len(op.pools), MALFORMED)
            require((op.amount_in if op.kind == 0 else op.amount_out) > 0, MALFORMED)

    def _check_found(self, op: Operation) -> None:
        require(self.owner(op.account) is not None, NOT_FOUND)
        require((KEY, op.account, op.slot) in self.records, NOT_FOUND)
        if op.fee:
            self.require_token(op.fee_token)
        if op.opcode == codec.TRANSFER:
            self.require_token(op.token)
            require(not isinstance(op.to, int) or self.owner(op.to) is not None, NOT_FOUND)
        elif op.opcode == codec.WITHDRAW:
            require(self.scale(op.chain, op.token) is not None, NOT_FOUND)
        elif op.opcode == codec.CREATE_POOL:
            self.require_token(op.token_a)
            self.require_token(op.token_b)
        elif op.opcode == codec.SWAP:
            self.path(op.token_in, op.pools)
        else:
            self.pool(op.pool)

    def _check_scope(self, op: Operation, scopes: int) -> None:
        allowed = TRADE
        if op.opcode == codec.TRANSFER:
            allowed = MOVE
        elif op.opcode == codec.WITHDRAW:
            own = self.owner(op.account) == bytes([EVM]) + op.receiver
            allowed = WITHDRAW_OWN | WITHDRAW_ANY if own else WITHDRAW_ANY
        require(scopes & allowed != 0, SCOPE)

    # Signed operations

    def _transfer(self, op: Operation) -> None:
        self.debit(op.account, op.from_sub, op.token, op.amount)
        to = op.to if isinstance(op.to, int) else self.account_for(op.to)
        self.credit(to, op.to_sub, op.token, op.amount)

    def _withdraw(self, op: Operation) -> None:
        scale = self.scale(op.chain, op.token)
        units = op.amount // scale
        self.debit(op.account, op.from_sub, op.token, units * scale)
        self.lower_reserve(op.chain, op.token, units * scale)
        self._new_payout = op.chain, Payout(
            codec.WITHDRAWAL, op.account, op.from_sub, op.slot << 32 | op.nonce, op.receiver,
            op.token, units, op.rate)

    def _create_pool(self, op: Operation) -> None:
        self.debit(op.account, op.from_sub, op.token_a, op.amount_a)
        self.debit(op.account, op.from_sub, op.token_b, op.amount_b)
        supply = isqrt(op.amount_a * op.amount_b)
        require(supply > LOCKED_SHARES, SLIPPAGE)
        network = self.records[(NETWORK,)]
        index = network[1]
        require(index <= 0x7FFF, OVERFLOW)
        self.put((NETWORK,), (network[0], index + 1) + network[2:])
        self.put_pool(Pool(index, (
            (op.kind, op.token_a, op.token_b) + words(op.amount_a, 4) + words(op.amount_b, 4)
            + words(supply, 4) + (op.fee_rate, op.fee_rate // 5))))
        self.put((PAIR, op.kind, op.token_a, op.token_b), (index,))
        self.put((TOKEN, FIRST_SHARE + index), (3, 18))
        self.credit(op.account, op.from_sub, FIRST_SHARE + index, supply - LOCKED_SHARES)

    def _add_liquidity(self, op: Operation) -> None:
        pool = self.pool(op.pool)
        shares = fits(min(
            op.maximum_a * pool.supply // pool.a, op.maximum_b * pool.supply // pool.b))
        take_a = ceil_div(shares * pool.a, pool.supply)
        take_b = ceil_div(shares * pool.b, pool.supply)
        self.debit(op.account, op.from_sub, pool.token_a, take_a)
        self.debit(op.account, op.from_sub, pool.token_b, take_b)
        require(shares > 0 and shares >= op.minimum, SLIPPAGE)
        pool.a, pool.b, pool.supply = pool.a + take_a, pool.b + take_b, pool.supply + shares
        self.put_pool(pool)
        self.credit(op.account, op.from_sub, FIRST_SHARE + op.pool, shares)

    def _remove_liquidity(self, op: Operation) -> None:
        pool = self.pool(op.pool)
        self.debit(op.account, op.from_sub, FIRST_SHARE + op.pool, op.shares)
        pay_a = op.shares * pool.a // pool.supply
        pay_b = op.shares * pool.b // pool.supply
        require(pay_a >= op.minimum_a and pay_b >= op.minimum_b and pay_a + pay_b > 0, SLIPPAGE)
        pool.a, pool.b, pool.supply = pool.a - pay_a, pool.b - pay_b, pool.supply - op.shares
        self.put_pool(pool)
        self.credit(op.account, op.from_sub, pool.token_a, pay_a)
        self.credit(op.account, op.from_sub, pool.token_b, pay_b)

    def _swap(self, op: Operation) -> None:
        hops = self.path(op.token_in, op.pools)
        if op.kind == 0:
            self.debit(op.account, op.from_sub, op.token_in, op.amount_in)
            out = op.amount_in
            for hop in hops:
                out = hop.give(out)
            require(out >= op.amount_out, SLIPPAGE)
        else:
            out = needed = op.amount_out
            for hop in reversed(hops):
                needed = hop.ask(needed)
            self.debit(op.account, op.from_sub, op.token_in, needed)
            require(needed <= op.amount_in, SLIPPAGE)
        self.trade(hops)
        self.credit(op.account, op.from_sub, hops[-1].token_out, out)

    # Paths

    def path(self, token: int, pools: list[int]) -> list[Hop]:
        hops = []
        for index in pools:
            pool = self.pool(index)
            require(token in (pool.token_a, pool.token_b), NOT_FOUND)
            hops.append(Hop(pool, token))
            token = hops[-1].token_out
        return hops

    def trade(self, hops: list[Hop]) -> None:
        """Moves what was quoted."""
        for hop in hops:
            hop.pool.move(hop.token_in, hop.amount_in - hop.cut, hop.amount_out)
            self.put_pool(hop.pool)
            self.credit(0, 0, hop.token_in, hop.cut)

    # Priority operations

    def _deposit(self, chain: int, op: Operation) -> None:
        scale = self.scale(chain, op.token)
        require(op.sub <= MAXIMUM_SUB and op.amount > 0, MALFORMED)
        require(scale is None or op.amount % scale == 0, MALFORMED)
        require(scale is not None, NOT_FOUND)
        self.credit(self.account_for(op.to), op.sub, op.token, op.amount)
        self.raise_reserve(chain, op.token, op.amount)

    def _full_exit(self, chain: int, op: Operation) -> None:
        scale, owner = self.scale(chain, op.token), self.owner(op.account)
        require(op.sub <= MAXIMUM_SUB and (scale is None or op.amount >= scale), MALFORMED)
        require(scale is not None and owner is not None, NOT_FOUND)
        require(op.caller == owner, SCOPE)
        balance, reserve = self.balance(op.account, op.sub, op.token), self.reserve(chain, op.token)
        require(balance >= scale, BALANCE)
        require(reserve >= scale, RESERVE)
        units = min(balance, reserve, op.amount) // scale
        self.debit(op.account, op.sub, op.token, units * scale)
        self.lower_reserve(chain, op.token, units * scale)
        self._new_payout = chain, Payout(
            codec.EXIT, op.account, op.sub, self.chains[chain].next_index, op.caller[1:], op.token,
            units, 0)

    def _set_key(self, chain: int, op: Operation) -> None:
        every_scope = TRADE | MOVE | WITHDRAW_OWN | WITHDRAW_ANY
        require(op.slot <= MAXIMUM_SLOT and op.scopes <= every_scope, MALFORMED)
        account = self.account_for(op.caller)
        nonces = self.records.get((KEY, account, op.slot), (0,) * 16)[13:]
        record = byte_words(op.key) + (op.scopes,) + words(op.expiry, 2) + nonces
        self.put((KEY, account, op.slot), record)

    def _cross_swap(self, chain: int, op: Operation) -> None:
        scale = self.scale(chain, op.token_in)
        target_scale = self.scale(op.target_chain, op.target_token)
        require(op.amount > 0 and op.rate <= MAXIMUM_RATE, MALFORMED)
        require(len(set(op.pools)) == len(op.pools), MALFORMED)
        require(scale is None or op.amount % scale == 0, MALFORMED)
        require(scale is not None and target_scale is not None, NOT_FOUND)
        hops = self.path(op.token_in, op.pools)
        require((hops[-1].token_out if hops else op.token_in) == op.target_token, NOT_FOUND)
        self.raise_reserve(chain, op.token_in, op.amount)
        out = op.amount
        for hop in hops:
            out = hop.give(out)
        units, dust = divmod(out, target_scale)
        self.lower_reserve(op.target_chain, op.target_token, units * target_scale)
        paid = (units - units * op.rate // 10_000) * target_scale
        require(units > 0 and paid >= op.minimum, SLIPPAGE)
        if hops:
            hops[-1].amount_out -= dust
            self.trade(hops)
        else:
            self.credit(0, 0, op.token_in, dust)
        self._new_payout = op.target_chain, Payout(
            codec.CROSS, NO_ACCOUNT, chain, self.chains[chain].next_index, op.receiver,
            op.target_token, units, op.rate)

    def _register_token(self, chain: int, op: Operation) -> None:
        require(0 < op.token < FIRST_SHARE, MALFORMED)
        require(op.decimals <= 18 and op.token_class <= 2, MALFORMED)
        require((ON_CHAIN, op.token, chain) not in self.records, EXISTS)
        if (TOKEN, op.token) not in self.records:
            self.put((TOKEN, op.token), (op.token_class, 18))
        self.put((ON_CHAIN, op.token, chain), byte_words(op.address) + (op.decimals,))

    def _refund(self, chain: int, op: Operation) -> None:
        """What a failed entry of a queue is paid back."""
        if op.opcode == codec.DEPOSIT and op.to[0] == EVM:
            token, receiver = op.token, op.to[1:]
        elif op.opcode == codec.CROSS_SWAP:
            token, receiver = op.token_in, op.fallback
        else:
            return
        scale = self.scale(chain, token)
        units = 0 if scale is None else op.amount // scale
        if units:
            self._new_payout = chain, Payout(
                codec.REFUND, NO_ACCOUNT, chain, self.chains[chain].next_index, receiver, token,
                units, 0)


_SIGNED = {
    codec.TRANSFER: "transfer", codec.WITHDRAW: "withdraw", codec.CREATE_POOL: "create_pool",
    codec.ADD_LIQUIDITY: "add_liquidity", codec.REMOVE_LIQUIDITY: "remove_liquidity",
    codec.SWAP: "swap",
}
_PRIORITY = {
    codec.DEPOSIT: "deposit", codec.FULL_EXIT: "full_exit", codec.SET_KEY: "set_key",
    codec.CROSS_SWAP: "cross_swap", codec.REGISTER_TOKEN: "register_token",
}
