"""A ledger with the unified dollar, pools and vaults, for tests on the model alone."""

from __future__ import annotations

import codec
from codec import Operation
from dollar import ZUSD, Dollar, W
from ledger import Ledger
from prices import Price
from test_rules import A, CHAINS, evm
from vaults import Market, Vault
from words import DOLLAR, MARKET, VAULT

ONE, TWO, OUTSIDE = 2, 3, 4  # two coins behind the dollar, and one that is not
ALICE, BOB, CAROL = 1, 2, 3
MILLION = 10**6 * W
POOL, SHARE = 0, 0x8000
PAIR, PAIR_SHARE = 1, 0x8001  # a constant product of ONE and OUTSIDE
TERMS = dict(
    loan=900_000, threshold=920_000, bonus=40_000, target=1_150_000, ceiling=100 * MILLION)
START = 10**6


class DollarScene:
    """Alice, Bob and Carol have plenty of three stable coins at one dollar."""

    def __init__(self) -> None:
        self.ledger, self.nonces = Ledger(7, CHAINS, evm(250)), {}
        self.number = 0
        self.open(START)
        for token in (ONE, TWO, OUTSIDE):
            self.queue(
                codec.REGISTER_TOKEN, token=token, contract=evm(token), decimals=18, token_class=1)
        for owner in (evm(11), evm(12), evm(13)):
            self.queue(codec.SET_KEY, caller=owner, slot=0, key=bytes(40), scopes=15, expiry=0)
            for token in (ONE, TWO, OUTSIDE):
                self.queue(codec.DEPOSIT, token=token, amount=1_000 * MILLION, to=owner, sub=0)
        self.queue(codec.SET_SIGNERS, set=1, threshold=3, members=[ALICE, BOB, CAROL])
        for token in (ONE, TWO, OUTSIDE):
            self.queue(codec.SET_FEED, feed=token, kind=0, set=1, underlying=0)
        for token in (ONE, TWO):
            self.queue(
                codec.SET_COLLATERAL, token=token, discount=0, mint_fee=5_000, least_fee=1_000,
                most_fee=5_000, ceiling=500 * MILLION)
        self.price(W, W, W)

    def open(self, timestamp: int) -> None:
        self.number += 1
        self.ledger.open(self.number, timestamp)

    def later(self, seconds: int) -> None:
        self.open(self.ledger.timestamp + seconds)

    def price(self, *values: int) -> None:
        """Sets prices as of now, of the coins in order."""
        for token, value in zip((ONE, TWO, OUTSIDE), values):
            price = self.ledger._price(token) or Price(W, 0)
            price.put(value, self.ledger.timestamp)
            self.ledger._put_price(token, price)

    def apply(self, source: int, op: Operation) -> tuple[int, codec.Receipt | None]:
        code, receipt = self.ledger.apply(source, op)
        self.ledger.check_conservation()
        return code, codec.decode_receipt(receipt) if receipt else None

    def queue(self, opcode: int, **fields) -> None:
        assert self.apply(A, Operation(opcode, **fields))[0] == 0

    def sign(self, opcode: int, by: int = ALICE, **fields):
        nonce = self.nonces.get(by, 0)
        head = dict(
            account=by, from_sub=0, slot=0, nonce=nonce, valid_until=2**64 - 1, fee_token=ONE,
            fee=0)
        result = self.apply(0, Operation(opcode, bytes(80), **(head | fields)))
        self.nonces[by] = nonce + (result[0] == 0)
        return result

    def mint(self, token: int, amount: int, by: int = ALICE):
        return self.sign(codec.MINT, by, token=token, amount=amount, minimum=0)

    def redeem(self, token: int, dollars: int, by: int = ALICE):
        return self.sign(codec.REDEEM, by, token=token, dollars=dollars, minimum=0)

    def convert(self, amount: int, part: int, by: int = ALICE, **change):
        fields = dict(
            token_in=ONE, token_out=TWO, amount=amount, pool=POOL, pool_part=part, minimum=0)
        return self.sign(codec.CONVERT, by, **(fields | change))

    def open_debt(self, collateral: int, dollars: int, by: int = ALICE, **change):
        fields = dict(token=SHARE, collateral=collateral, dollars=dollars)
        return self.sign(codec.OPEN_DEBT, by, **(fields | change))

    def repay(self, dollars: int, collateral: int, by: int = ALICE, **change):
        fields = dict(token=SHARE, dollars=dollars, collateral=collateral)
        return self.sign(codec.REPAY, by, **(fields | change))

    def liquidate(self, dollars: int, by: int = BOB, **change):
        fields = dict(owner=ALICE, owner_sub=0, token=SHARE, dollars=dollars, minimum=0)
        return self.sign(codec.LIQUIDATE, by, **(fields | change))

    def stable_pool(self, first: int = 10 * MILLION, second: int = 10 * MILLION):
        return self.sign(
            codec.CREATE_POOL, kind=1, fee_rate=300, terms=(100_000, 2_000, 5_000),
            coins=[(ONE, first), (TWO, second)])

    def with_vaults(self, minted: int = 10 * MILLION) -> DollarScene:
        """Two pools with markets, and dollars of Bob."""
        self.stable_pool()
        self.sign(
            codec.CREATE_POOL, kind=0, fee_rate=3_000, terms=(),
            coins=[(ONE, 10 * MILLION), (OUTSIDE, 10 * MILLION)])
        for share in (SHARE, PAIR_SHARE):
            self.queue(codec.SET_VAULT_TERMS, token=share, **TERMS)
        assert self.mint(ONE, minted, BOB)[0] == 0
        return self

    @property
    def dollar(self) -> Dollar:
        return Dollar(self.ledger.records[(DOLLAR,)])

    def vault(self, account: int = ALICE, token: int = SHARE) -> Vault:
        return Vault(self.ledger.records[VAULT, account, 0, token])

    def market(self, token: int = SHARE) -> Market:
        return Market(self.ledger.records[MARKET, token])

    def balance(self, token: int, account: int = ALICE, sub: int = 0) -> int:
        return self.ledger.balance(account, sub, token)

    @property
    def buffer(self) -> int:
        return self.balance(ZUSD, 0, 1)
