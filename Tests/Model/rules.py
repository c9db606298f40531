"""The effect of every operation on the records, from docs/protocol/transition.md.

A rule of a signed operation has the parts of its section: form (malformed), names (not found),
clash (exists), scope, and the effect, which returns the receipt. The rules of a chain's queue judge
in their effect.
"""

from __future__ import annotations

import codec
import words
from codec import Operation, Payout, Receipt
from dollar import BUFFER
from records import (
    EXISTS, EXPIRED, LACKS_BALANCE, LACKS_RESERVE, MALFORMED, NONCE_USED, NONCE_WINDOW, NOT_FOUND,
    SCOPE, SLIPPAGE, STABLE, fits, is_issued, require,
)
from reserves import POT, ReserveRules
from routes import has_form, token_out
from words import KEY, ON_CHAIN, TOKEN, number

TRADE, MOVE, WITHDRAW_OWN, WITHDRAW_ANY = 1, 2, 4, 8
MAXIMUM_SUB, MAXIMUM_SLOT, MAXIMUM_RATE = 31, 15, 9_999
EVERY_SCOPE = TRADE | MOVE | WITHDRAW_OWN | WITHDRAW_ANY
WINDOW = 64
ZERO = bytes(32)
DAY = 86_400


class Rules(ReserveRules):
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
        """The scopes of which the key needs one; none suffices for the buffer and the pot."""
        if (op.account, op.from_sub) in (BUFFER, POT):
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
            op.amount > 0 and op.minimum <= op.amount and op.rate <= MAXIMUM_RATE
            and op.receiver[1:] != ZERO and family in (None, op.receiver[0]) and (scale is None or op.amount >= scale)
        )

    def _withdraw_names(self, op: Operation) -> None:
        require(self.family(op.chain) is not None, NOT_FOUND)
        require(self.scale(op.chain, op.token) is not None, NOT_FOUND)

    def _withdraw(self, op: Operation) -> Receipt:
        units, paid, fee = self.payable(op.chain, op.token, op.amount, is_partial=True)
        is_short = op.amount > self.reserve(op.chain, op.token) and not is_issued(op.token)
        require(units > 0 and paid >= op.minimum, LACKS_RESERVE if is_short else SLIPPAGE)
        self._debit(op, op.token, paid + fee)
        self.leave(op.chain, op.token, paid)
        self.credit(*POT, op.token, fee)
        return self.order(op.chain, paid + fee, Payout(
            codec.WITHDRAWAL, op.account, op.slot, op.nonce, op.receiver[1:], op.token, units,
            op.rate))

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
        rebate = self.take_rebate(chain, op.token, op.amount)
        self.credit(account, op.sub, op.token, op.amount + rebate)
        self.arrive(chain, op.token, op.amount)
        return Receipt(codec.ACCOUNT, account=account, created=int(created))

    def _full_exit(self, chain: int, index: int, op: Operation) -> Receipt:
        scale, owner = self.scale(chain, op.token), self.owner(op.account)
        require(op.sub <= MAXIMUM_SUB and op.caller[0] == self.family(chain), MALFORMED)
        require(scale is None or op.amount >= scale, MALFORMED)
        require(scale is not None and owner is not None, NOT_FOUND)
        require(op.caller == owner and (op.account, op.sub) not in (BUFFER, POT), SCOPE)
        balance = self.balance(op.account, op.sub, op.token)
        require(balance >= scale, LACKS_BALANCE)
        is_there = is_issued(op.token) or self.reserve(chain, op.token) >= scale
        require(is_there, LACKS_RESERVE)
        units, paid, fee = self.payable(
            chain, op.token, min(balance, op.amount), is_partial=True)
        require(units > 0, LACKS_RESERVE)
        self.debit(op.account, op.sub, op.token, paid + fee)
        self.leave(chain, op.token, paid)
        self.credit(*POT, op.token, fee)
        return self.order(chain, paid + fee, Payout(
            codec.EXIT, op.account, op.sub, index, op.caller[1:], op.token, units, 0))

    def _set_key(self, chain: int, index: int, op: Operation) -> Receipt:
        require(op.slot <= MAXIMUM_SLOT and op.scopes <= EVERY_SCOPE, MALFORMED)
        account, created = self.account_for(op.caller)
        old = self.records.get((KEY, account, op.slot), (0,) * 16)
        value = words.key_value(op.key, op.scopes, op.expiry, old[13], number(old[14:16]))
        self.put((KEY, account, op.slot), value)
        return Receipt(codec.ACCOUNT, account=account, created=int(created))

    def _cross_swap(self, chain: int, index: int, op: Operation) -> Receipt:
        self._cross_swap_form(chain, op)
        bought = token_out(op.token_in, op.hops)
        require(self.scale(chain, op.token_in) is not None, NOT_FOUND)
        if op.target != codec.TARGET_ACCOUNT:
            require(self.family(op.target) is not None, NOT_FOUND)
            require(self.scale(op.target, bought) is not None, NOT_FOUND)
        self.require_route(op.token_in, op.hops)
        rebate = self.take_rebate(chain, op.token_in, op.amount)
        self.arrive(chain, op.token_in, op.amount)
        brought = fits(op.amount + rebate)
        legs = self.take(op.token_in, op.hops, brought)
        out = legs[-1][3] if legs else brought
        if op.target == codec.TARGET_ACCOUNT:
            return self._credit_receiver(op, bought, out)
        return self._pay_receiver(chain, index, op, bought, out)

    def _cross_swap_form(self, chain: int, op: Operation) -> None:
        to_account, scale = op.target == codec.TARGET_ACCOUNT, self.scale(chain, op.token_in)
        require(op.amount > 0 and op.rate <= (0 if to_account else MAXIMUM_RATE), MALFORMED)
        require(has_form(op.token_in, op.hops) and op.receiver[1:] != ZERO, MALFORMED)
        require(self.family(op.target) in (None, op.receiver[0]), MALFORMED)
        require(op.fallback[0] == self.family(chain), MALFORMED)
        require(scale is None or op.amount % scale == 0, MALFORMED)

    def _credit_receiver(self, op: Operation, token: int, out: int) -> Receipt:
        require(out >= op.minimum, SLIPPAGE)
        account, created = self.account_for(op.receiver)
        self.credit(account, 0, token, out)
        return Receipt(
            codec.CREDIT, account=account, created=int(created), token=token, amount=out)

    def _pay_receiver(
        self, chain: int, index: int, op: Operation, token: int, out: int
    ) -> Receipt:
        units, paid, fee = self.payable(op.target, token, out, is_partial=False)
        self.leave(op.target, token, paid)
        received = (units - units * op.rate // 10_000) * self.scale(op.target, token)
        require(units > 0 and received >= op.minimum, SLIPPAGE)
        self.credit(0, 0, token, out - paid - fee)
        self.credit(*POT, token, fee)
        return self.order(op.target, out, Payout(
            codec.CROSS, codec.NO_ACCOUNT, chain, index, op.receiver[1:], token, units, op.rate))

    def _register_token(self, chain: int, index: int, op: Operation) -> Receipt:
        issued = is_issued(op.token)
        require(op.token > 0 and op.decimals <= 18 and op.token_class <= 2, MALFORMED)
        require(op.contract[0] == self.family(chain), MALFORMED)
        require(not issued or (TOKEN, op.token) in self.records, NOT_FOUND)
        require((ON_CHAIN, op.token, chain) not in self.records, EXISTS)
        if (TOKEN, op.token) not in self.records:
            self.put((TOKEN, op.token), (op.token_class, 0, 0))
        self.put((ON_CHAIN, op.token, chain), words.on_chain_value(op.contract, op.decimals))
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
    codec.SET_VAULT_TERMS: "set_vault_terms", codec.SET_RESERVE_TARGET: "set_reserve_target",
}
