"""A ledger with what routes go through, for tests on the model alone: pools of shares and of dollars
beside those of `dollar_scene.py`, coins on two chains, vouchers, debts whose interest runs."""

from __future__ import annotations

import codec
from codec import Operation
from dollar import W
from dollar_scene import (
    ALICE, BOB, CAROL, MILLION, ONE, OUTSIDE, PAIR, PAIR_SHARE, POOL, SHARE, TWO, DollarScene,
)
from records import ZUSD
from routes import DOLLAR_PLACE, Hops
from test_rules import A, B, evm
from words import BALANCE, KEY, Words

DOLLARS, SHARES = 2, 3  # a pool of dollars and OUTSIDE, and one of SHARE and TWO
ISSUED = (ZUSD, SHARE, PAIR_SHARE)
AMOUNT = 10**22 + 12_345
NOBODY, BACK = evm(77), evm(78)  # an address without account, and that of refunds
DECIMALS = {ONE: 18, TWO: 6, OUTSIDE: 9}
"""On chain B; on A all have 18."""

ROUTES: dict[str, tuple[int, Hops]] = {
    "trade": (ONE, [(PAIR, OUTSIDE)]),
    "trade in a stable pool": (ONE, [(POOL, TWO)]),
    "trades": (OUTSIDE, [(PAIR, ONE), (POOL, TWO), (SHARES, SHARE)]),
    "adding": (OUTSIDE, [(PAIR, PAIR_SHARE)]),
    "adding to a stable pool": (ONE, [(POOL, SHARE)]),
    "removing": (PAIR_SHARE, [(PAIR, ONE)]),
    "removing from a stable pool": (SHARE, [(POOL, TWO)]),
    "minting": (ONE, [(DOLLAR_PLACE, ZUSD)]),
    "redeeming": (ZUSD, [(DOLLAR_PLACE, TWO)]),
    "a coin for shares by way of the dollar": (
        TWO, [(DOLLAR_PLACE, ZUSD), (DOLLARS, OUTSIDE), (PAIR, PAIR_SHARE)]),
    "shares for shares that a pool holds": (PAIR_SHARE, [(PAIR, ONE), (POOL, SHARE), (SHARES, TWO)]),
    "shares for dollars": (SHARE, [(POOL, ONE), (DOLLAR_PLACE, ZUSD)]),
    "dollars for shares": (ZUSD, [(DOLLAR_PLACE, TWO), (POOL, SHARE)]),
    "to where it began": (ONE, [(POOL, TWO), (DOLLAR_PLACE, ZUSD), (DOLLARS, OUTSIDE)]),
}


class RouteScene(DollarScene):
    """Carol has some of every token, and vouchers of hers are out on chain A."""

    def __init__(self, out: int = MILLION // 10) -> None:
        super().__init__()
        self.with_vaults()
        assert self.mint(TWO, 5 * MILLION, CAROL)[0] == 0
        for share in (SHARE, PAIR_SHARE):
            self.sign(codec.TRANSFER, token=share, amount=MILLION, to=CAROL, to_sub=0)
        self.product(DOLLARS, BOB, (ZUSD, 2 * MILLION), (OUTSIDE, 2 * MILLION))
        self.product(SHARES, ALICE, (TWO, 2 * MILLION), (SHARE, 2 * MILLION))
        self.open_debt(MILLION, MILLION // 2)
        for token, decimals in DECIMALS.items():
            self.register(B, token, decimals)
            self.deposit(B, token, 100 * MILLION)
        for token in ISSUED:
            for chain in (A, B):
                self.register(chain, token)
            assert self.withdraw(A, token, out, CAROL)[0] == 0
        self.later(3_600)
        self.price(W, W, W)

    def product(self, index: int, by: int, *coins: tuple[int, int]) -> None:
        code, receipt = self.sign(
            codec.CREATE_POOL, by, kind=0, fee_rate=3_000, terms=(), coins=list(coins))
        assert (code, receipt.pool) == (0, index)

    def register(self, chain: int, token: int, decimals: int = 18) -> None:
        assert self.try_register(chain, token, decimals) == 0

    def try_register(self, chain: int, token: int, decimals: int = 18, token_class: int = 0) -> int:
        return self.apply(chain, Operation(
            codec.REGISTER_TOKEN, token=token, contract=evm(token % 251), decimals=decimals,
            token_class=token_class))[0]

    def deposit(self, chain: int, token: int, amount: int, to: bytes = evm(13), sub: int = 0):
        return self.apply(chain, Operation(
            codec.DEPOSIT, token=token, amount=amount, to=to, sub=sub))

    def withdraw(self, chain: int, token: int, amount: int, by: int = CAROL):
        return self.sign(
            codec.WITHDRAW, by, token=token, amount=amount, minimum=amount, chain=chain,
            receiver=NOBODY, rate=0)

    def swap(self, token: int, hops: Hops, amount: int, minimum: int = 0, **change):
        fields = dict(
            kind=codec.EXACT_IN, token_in=token, hops=hops, amount_in=amount, amount_out=minimum)
        return self.sign(codec.SWAP, CAROL, **(fields | change))

    def cross(self, token: int, hops: Hops, amount: int, chain: int = A, **change):
        fields = dict(
            token_in=token, hops=hops, amount=amount, target=codec.TARGET_ACCOUNT, minimum=0,
            receiver=NOBODY, fallback=BACK, rate=0)
        return self.apply(chain, Operation(codec.CROSS_SWAP, **(fields | change)))

    def payouts(self, chain: int) -> list[codec.Payout]:
        return self.ledger.chains[chain].operations

    def reserve(self, chain: int, token: int) -> int:
        return self.ledger.reserve(chain, token)

    @property
    def holdings(self) -> dict[Words, Words]:
        """Every record but keys; a balance of nothing is none."""
        return {
            key: value for key, value in self.ledger.records.items()
            if key[0] != KEY and (key[0] != BALANCE or any(value))}
