"""The effect of every operation on the records, from docs/protocol/transition.md.

A rule of a signed operation has the parts of its section: form (malformed), names (not found),
clash (exists), scope, and the effect, which returns the receipt. The rules of a chain's queue judge
in their effect.
"""

from __future__ import annotations

from math import isqrt

import codec
import words
from codec import Operation, Payout, Receipt
from dollar import BUFFER
from records import (
    CONSTANT_PRODUCT, EXISTS, EXPIRED, FIRST_SHARE, LACKS_BALANCE, LACKS_RESERVE, LOCKED_SHARES, MALFORMED,
    NONCE_USED, NONCE_WINDOW, NOT_FOUND, OVERFLOW, SCOPE, SLIPPAGE, STABLE, Pool, fits, require,
)
from stable import new_supply
from trading import (
    add_one, ceil_div, has_form, refusing, remove_one, route, token_out, trade,
)
from vaults import VaultRules
from words import KEY, ON_CHAIN, TOKEN, address_words, number

TRADE, MOVE, WITHDRAW_OWN, WITHDRAW_ANY = 1, 2, 4, 8
MAXIMUM_SUB, MAXIMUM_SLOT, MAXIMUM_RATE, MAXIMUM_POOL_FEE = 31, 15, 9_999, 100_000
EVERY_SCOPE = TRADE | MOVE | WITHDRAW_OWN | WITHDRAW_ANY
WINDOW = 64
ZERO = bytes(32)
DAY = 86_400


class Rules(VaultRules):
    """The records and the effects of operations; `orders` are the payouts of the last operation."""

    def __init__(self, chains: list[words.ChainEntry], fee_owner: bytes):
        super().__init__(chains, fee_owner)
        self.governing = min(chain for chain, _, _ in chains)
        self.orders: list[tuple[int, Payout]] = []

    def order(self, chain: int, amount: int, payout: Payout) -> Receipt:
        """Orders a payout of a chain; returns the receipt."""
        self.orders.append((chain, payout))
        return Receipt(codec.PAYOUT, amount=amount, chain=chain, payout=payout)

    # Signed operations: the checks that are common to all

    def signed(self, op: Operation) -> Receipt:
        name = _SIGNED[op.opcode]
        require(op.from_sub <= MAXIMUM_SUB and op.slot <= MAXIMUM_SLOT, MALFORMED)
        require(getattr(self, f"_{name}_form")(op), MALFORMED)
        require(self.owner(op.account) is not None, NOT_FOUND)
        require((KEY, op.account, op.slot) in self.records, NOT_FOUND)
        if op.fee:
            self.require_token(op.fee_token)
        getattr(self, f"_{name}_names")(op)
        key = self.records[KEY, op.account, op.slot]
        expiry, base, bitmap = number(key[11:13]), key[13], number(key[14:16])
        require(op.valid_until >= self.timestamp, EXPIRED)
        require(expiry == 0 or expiry >= self.timestamp, EXPIRED)
        require(key[10] & self._scopes(op) != 0, SCOPE)
        offset = op.nonce - base
        require(offset >= 0 and not bitmap >> offset & 1, NONCE_USED)
        require(offset < WINDOW, NONCE_WINDOW)
        bitmap |= 1 << offset
        while bitmap & 1 and base < 2**32 - WINDOW:
            base, bitmap = base + 1, bitmap >> 1
        self.debit(op.account, op.from_sub, op.fee_token, op.fee)
        receipt = getattr(self, f"_{name}")(op)
        self.credit(0, 0, op.fee_token, op.fee)
        self.put((KEY, op.account, op.slot), key[:13] + (base,) + words.words(bitmap, 2))
        return receipt

    def _scopes(self, op: Operation) -> int:
        """The scopes of which the key needs one; none suffices for the buffer of the dollar."""
        if (op.account, op.from_sub) == BUFFER:
            return 0
        if op.opcode == codec.TRANSFER:
            return MOVE
        if op.opcode == codec.WITHDRAW:
            own = self.owner(op.account) == op.receiver
            return WITHDRAW_OWN | WITHDRAW_ANY if own else WITHDRAW_ANY
        if op.opcode == codec.POST_PRICES:
            is_signer = all(self.signer_index(feed, op.account) is not None for feed, _ in op.prices)
            return TRADE if is_signer else 0
        return TRADE

    def _debit(self, op: Operation, token: int, amount: int) -> None:
        self.debit(op.account, op.from_sub, token, amount)

    def _credit(self, op: Operation, token: int, amount: int) -> None:
        self.credit(op.account, op.from_sub, token, amount)

    # Transfer

    def _transfer_form(self, op: Operation) -> bool:
        is_owner = not isinstance(op.to, int)
        to = self.account_of(op.to) if is_owner else op.to
        return (
            op.amount > 0 and op.to_sub <= MAXIMUM_SUB and not (is_owner and op.to[1:] == ZERO)
            and (to != op.account or op.to_sub != op.from_sub)
        )

    def _transfer_names(self, op: Operation) -> None:
        self.require_token(op.token)
        require(not isinstance(op.to, int) or self.owner(op.to) is not None, NOT_FOUND)

    def _transfer(self, op: Operation) -> Receipt:
        self._debit(op, op.token, op.amount)
        to, created = (op.to, False) if isinstance(op.to, int) else self.account_for(op.to)
        self.credit(to, op.to_sub, op.token, op.amount)
        return Receipt(codec.ACCOUNT, account=to, created=int(created))

    # Withdraw

    def _withdraw_form(self, op: Operation) -> bool:
        scale, family = self.scale(op.chain, op.token), self.family(op.chain)
        return (
            op.amount > 0 and op.rate <= MAXIMUM_RATE and op.receiver[1:] != ZERO
            and family in (None, op.receiver[0]) and (scale is None or op.amount >= scale)
        )

    def _withdraw_names(self, op: Operation) -> None:
        require(self.family(op.chain) is not None, NOT_FOUND)
        require(self.scale(op.chain, op.token) is not None, NOT_FOUND)

    def _withdraw(self, op: Operation) -> Receipt:
        scale = self.scale(op.chain, op.token)
        units = op.amount // scale
        self._debit(op, op.token, units * scale)
        self.lower_reserve(op.chain, op.token, units * scale)
        return self.order(op.chain, units * scale, Payout(
            codec.WITHDRAWAL, op.account, op.slot, op.nonce, op.receiver[1:], op.token, units,
            op.rate))

    # CreatePool

    def _create_pool_form(self, op: Operation) -> bool:
        tokens = [token for token, _ in op.coins]
        ascends = all(before < after for before, after in zip(tokens, tokens[1:]))
        return (
            ascends and self._has_pool_terms(op) and op.fee_rate <= MAXIMUM_POOL_FEE
            and all(amount > 0 for _, amount in op.coins)
        )

    @staticmethod
    def _has_pool_terms(op: Operation) -> bool:
        if op.kind == CONSTANT_PRODUCT:
            return len(op.coins) == 2
        amplification, slope, most = op.terms
        return (
            100 <= amplification <= 10**6 and slope <= 10**6
            and 0 < op.fee_rate <= most <= MAXIMUM_POOL_FEE
        )

    def _create_pool_names(self, op: Operation) -> None:
        tokens = [token for token, _ in op.coins]
        for token in tokens:
            self.require_token(token)
        require(words.pool_of_tokens_key(op.kind, tokens) not in self.records, EXISTS)

    def _create_pool(self, op: Operation) -> Receipt:
        for token, amount in op.coins:
            self._debit(op, token, amount)
        balances = [amount for _, amount in op.coins]
        if op.kind == CONSTANT_PRODUCT:
            supply = isqrt(balances[0] * balances[1])
        else:
            supply = refusing(lambda: new_supply(balances, op.terms[0]))
        issued = supply - LOCKED_SHARES[op.kind]
        require(issued > 0, SLIPPAGE)
        index = self.next_pool()
        value = words.pool_value(op.kind, op.coins, supply, op.fee_rate, op.terms)
        self.put_pool(Pool(index, value))
        self.put(words.pool_of_tokens_key(op.kind, [token for token, _ in op.coins]), (index,))
        self.put((TOKEN, FIRST_SHARE + index), (3, 0, 0))
        self._credit(op, FIRST_SHARE + index, issued)
        return Receipt(codec.LIQUIDITY, pool=index, shares=issued, amounts=balances)

    # AddLiquidity

    def _fits_pool(self, op: Operation, count: int) -> bool:
        return not self.has_pool(op.pool) or len(self.pool(op.pool).tokens) == count

    def _add_liquidity_form(self, op: Operation) -> bool:
        return all(op.maxima) and self._fits_pool(op, len(op.maxima))

    def _add_liquidity_names(self, op: Operation) -> None:
        self.pool(op.pool)

    def _add_liquidity(self, op: Operation) -> Receipt:
        pool = self.pool(op.pool)
        require(all(pool.balances), OVERFLOW)
        shares = fits(min(
            maximum * pool.supply // balance for maximum, balance in zip(op.maxima, pool.balances)))
        takes = [fits(ceil_div(shares * balance, pool.supply)) for balance in pool.balances]
        for token, amount in zip(pool.tokens, takes):
            self._debit(op, token, amount)
        require(shares > 0 and shares >= op.minimum, SLIPPAGE)
        pool.balances = [balance + amount for balance, amount in zip(pool.balances, takes)]
        pool.supply += shares
        self.put_pool(pool)
        self._credit(op, pool.share, shares)
        return Receipt(codec.LIQUIDITY, pool=op.pool, shares=shares, amounts=takes)

    # RemoveLiquidity

    def _remove_liquidity_form(self, op: Operation) -> bool:
        return op.shares > 0 and self._fits_pool(op, len(op.minima))

    def _remove_liquidity_names(self, op: Operation) -> None:
        self.pool(op.pool)

    def _remove_liquidity(self, op: Operation) -> Receipt:
        pool = self.pool(op.pool)
        self._debit(op, pool.share, op.shares)
        pays = [fits(op.shares * balance // pool.supply) for balance in pool.balances]
        require(all(pay >= least for pay, least in zip(pays, op.minima)) and any(pays), SLIPPAGE)
        pool.balances = [balance - amount for balance, amount in zip(pool.balances, pays)]
        pool.supply -= op.shares
        self.put_pool(pool)
        for token, amount in zip(pool.tokens, pays):
            self._credit(op, token, amount)
        return Receipt(codec.LIQUIDITY, pool=op.pool, shares=op.shares, amounts=pays)

    # AddLiquidityOneCoin, RemoveLiquidityOneCoin

    def _one_coin_names(self, op: Operation) -> None:
        self.pool(op.pool).place(op.token)

    _add_one_coin_names = _remove_one_coin_names = _one_coin_names

    def _add_one_coin_form(self, op: Operation) -> bool:
        return op.amount > 0

    def _add_one_coin(self, op: Operation) -> Receipt:
        pool = self.pool(op.pool)
        coin = pool.place(op.token)
        self._debit(op, op.token, op.amount)
        shares, amount, cut = add_one(pool, coin, op.amount, self.timestamp)
        require(shares >= op.minimum, SLIPPAGE)
        pool.balances[coin] += amount - cut
        pool.supply += shares
        return self._changed(op, pool, coin, amount, cut, (pool.share, shares), shares)

    def _remove_one_coin_form(self, op: Operation) -> bool:
        return op.shares > 0

    def _remove_one_coin(self, op: Operation) -> Receipt:
        pool = self.pool(op.pool)
        coin = pool.place(op.token)
        self._debit(op, pool.share, op.shares)
        shares, amount, cut = remove_one(pool, coin, op.shares, self.timestamp)
        require(amount >= op.minimum, SLIPPAGE)
        pool.balances[coin] -= amount + cut
        pool.supply -= shares
        return self._changed(op, pool, coin, amount, cut, (op.token, amount), shares)

    def _changed(
        self, op: Operation, pool: Pool, coin: int, amount: int, cut: int,
        paid: tuple[int, int], shares: int,
    ) -> Receipt:
        """Stores a pool after a one-coin operation and pays protocol and user."""
        self.put_pool(pool)
        self.credit(0, 0, op.token, cut)
        self._credit(op, *paid)
        amounts = [amount if index == coin else 0 for index in range(len(pool.tokens))]
        return Receipt(codec.LIQUIDITY, pool=op.pool, shares=shares, amounts=amounts)

    # Swap

    def _swap_form(self, op: Operation) -> bool:
        exact = op.amount_in if op.kind == 0 else op.amount_out
        return exact > 0 and has_form(op.token_in, op.hops)

    def _swap_names(self, op: Operation) -> None:
        route(self, op.token_in, op.hops)

    def _swap(self, op: Operation) -> Receipt:
        hops = route(self, op.token_in, op.hops)
        if op.kind == 0:
            needed = out = op.amount_in
            self._debit(op, op.token_in, needed)
            for hop in hops:
                out = hop.give(out)
            require(out >= op.amount_out, SLIPPAGE)
        else:
            out = needed = op.amount_out
            for hop in reversed(hops):
                needed = hop.ask(needed)
            self._debit(op, op.token_in, needed)
            require(needed <= op.amount_in, SLIPPAGE)
        trade(self, hops)
        self._credit(op, hops[-1].token_out, out)
        legs = [(hop.pool.index, hop.token_out, hop.cut, hop.amount_out) for hop in hops]
        return Receipt(codec.TRADE, token_in=op.token_in, amount_in=needed, hops=legs)

    # Operations of a chain's queue

    def queued(self, chain: int, index: int, op: Operation) -> Receipt:
        """The effect of entry `index` of a chain's queue."""
        if op.opcode in codec.GOVERNED:
            return self._governed(chain, op)
        return getattr(self, f"_{_QUEUED[op.opcode]}")(chain, index, op)

    # Operations of governance: form, then whether the chain may, then the effect

    def _governed(self, chain: int, op: Operation) -> Receipt:
        require(op.unread is None, MALFORMED)
        name = _GOVERNED[op.opcode]
        getattr(self, f"_{name}_check")(op)
        require(chain == self.governing, SCOPE)
        getattr(self, f"_{name}")(op)
        return Receipt(codec.DONE)

    def _ramp_amplification_check(self, op: Operation) -> None:
        require(100 <= op.target <= 10**6 and 3 * DAY <= op.duration <= 365 * DAY, MALFORMED)
        pool = self.pool(op.pool)
        require(pool.kind == STABLE, MALFORMED)
        present = pool.amplification(self.timestamp)
        require(op.target != present, MALFORMED)
        require(max(op.target, present) <= 2 * min(op.target, present), MALFORMED)
        require(not pool.is_ramping(self.timestamp), EXISTS)

    def _ramp_amplification(self, op: Operation) -> None:
        pool = self.pool(op.pool)
        pool.terms = (pool.amplification(self.timestamp),) + tuple(pool.terms[1:])
        pool.ramp = (op.target, self.timestamp, op.duration)
        self.put_pool(pool)

    def _deposit(self, chain: int, index: int, op: Operation) -> Receipt:
        require(op.sub <= MAXIMUM_SUB and op.amount > 0, MALFORMED)
        scale = self.scale(chain, op.token)
        require(scale is not None, NOT_FOUND)
        require(op.amount % scale == 0, MALFORMED)
        account, created = self.account_for(op.to)
        self.credit(account, op.sub, op.token, op.amount)
        self.raise_reserve(chain, op.token, op.amount)
        return Receipt(codec.ACCOUNT, account=account, created=int(created))

    def _full_exit(self, chain: int, index: int, op: Operation) -> Receipt:
        scale, owner = self.scale(chain, op.token), self.owner(op.account)
        require(op.sub <= MAXIMUM_SUB and op.caller[0] == self.family(chain), MALFORMED)
        require(scale is None or op.amount >= scale, MALFORMED)
        require(scale is not None and owner is not None, NOT_FOUND)
        require(op.caller == owner and (op.account, op.sub) != BUFFER, SCOPE)
        balance, reserve = self.balance(op.account, op.sub, op.token), self.reserve(chain, op.token)
        require(balance >= scale, LACKS_BALANCE)
        require(reserve >= scale, LACKS_RESERVE)
        units = min(balance, reserve, op.amount) // scale
        self.debit(op.account, op.sub, op.token, units * scale)
        self.lower_reserve(chain, op.token, units * scale)
        return self.order(chain, units * scale, Payout(
            codec.EXIT, op.account, op.sub, index, op.caller[1:], op.token, units, 0))

    def _set_key(self, chain: int, index: int, op: Operation) -> Receipt:
        require(op.slot <= MAXIMUM_SLOT and op.scopes <= EVERY_SCOPE, MALFORMED)
        account, created = self.account_for(op.caller)
        old = self.records.get((KEY, account, op.slot), (0,) * 16)
        value = words.key_value(op.key, op.scopes, op.expiry, old[13], number(old[14:16]))
        self.put((KEY, account, op.slot), value)
        return Receipt(codec.ACCOUNT, account=account, created=int(created))

    def _cross_swap(self, chain: int, index: int, op: Operation) -> Receipt:
        bought = token_out(op.token_in, op.hops)
        scale, target = self.scale(chain, op.token_in), self.scale(op.target_chain, bought)
        family = self.family(op.target_chain)
        require(op.amount > 0 and op.rate <= MAXIMUM_RATE, MALFORMED)
        require(has_form(op.token_in, op.hops), MALFORMED)
        require(op.receiver[1:] != ZERO and family in (None, op.receiver[0]), MALFORMED)
        require(op.fallback[0] == self.family(chain), MALFORMED)
        require(scale is None or op.amount % scale == 0, MALFORMED)
        require(scale is not None and family is not None and target is not None, NOT_FOUND)
        hops = route(self, op.token_in, op.hops)
        self.raise_reserve(chain, op.token_in, op.amount)
        out = op.amount
        for hop in hops:
            out = hop.give(out)
        units, dust = divmod(out, target)
        self.lower_reserve(op.target_chain, bought, units * target)
        paid = (units - units * op.rate // 10_000) * target
        require(units > 0 and paid >= op.minimum, SLIPPAGE)
        if hops:
            hops[-1].amount_out -= dust
            trade(self, hops)
        else:
            self.credit(0, 0, op.token_in, dust)
        return self.order(op.target_chain, out, Payout(
            codec.CROSS, codec.NO_ACCOUNT, chain, index, op.receiver[1:], bought, units, op.rate))

    def _register_token(self, chain: int, index: int, op: Operation) -> Receipt:
        require(1 < op.token < FIRST_SHARE, MALFORMED)
        require(op.decimals <= 18 and op.token_class <= 2, MALFORMED)
        require(op.contract[0] == self.family(chain), MALFORMED)
        require((ON_CHAIN, op.token, chain) not in self.records, EXISTS)
        if (TOKEN, op.token) not in self.records:
            self.put((TOKEN, op.token), (op.token_class, 0, 0))
        self.put((ON_CHAIN, op.token, chain), address_words(op.contract) + (op.decimals,))
        return Receipt(codec.DONE)

    def refund(self, chain: int, index: int, op: Operation) -> None:
        """The refund of a failed entry of a queue."""
        if op.opcode == codec.DEPOSIT:
            token, receiver = op.token, op.to
        elif op.opcode == codec.CROSS_SWAP:
            token, receiver = op.token_in, op.fallback
        else:
            return
        scale = self.scale(chain, token)
        units = 0 if scale is None else op.amount // scale
        if units and receiver[0] == self.family(chain):
            self.order(chain, 0, Payout(
                codec.REFUND, codec.NO_ACCOUNT, chain, index, receiver[1:], token, units, 0))


_SIGNED = {
    codec.TRANSFER: "transfer", codec.WITHDRAW: "withdraw", codec.CREATE_POOL: "create_pool",
    codec.ADD_LIQUIDITY: "add_liquidity", codec.REMOVE_LIQUIDITY: "remove_liquidity",
    codec.SWAP: "swap", codec.ADD_ONE_COIN: "add_one_coin",
    codec.REMOVE_ONE_COIN: "remove_one_coin", codec.POST_PRICES: "post_prices", codec.MINT: "mint",
    codec.REDEEM: "redeem", codec.REDEEM_BASKET: "redeem_basket",
    codec.CONVERT: "convert", codec.OPEN_DEBT: "open_debt", codec.REPAY: "repay",
    codec.LIQUIDATE: "liquidate",
}
_QUEUED = {
    codec.DEPOSIT: "deposit", codec.FULL_EXIT: "full_exit", codec.SET_KEY: "set_key",
    codec.CROSS_SWAP: "cross_swap", codec.REGISTER_TOKEN: "register_token",
}
_GOVERNED = {
    codec.RAMP_AMPLIFICATION: "ramp_amplification", codec.SET_COLLATERAL: "set_collateral",
    codec.SET_SIGNERS: "set_signers", codec.SET_FEED: "set_feed",
    codec.SET_VAULT_TERMS: "set_vault_terms",
}
