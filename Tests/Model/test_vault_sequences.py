"""Random sequences on the dollar and its vaults: what holds whatever is done."""

from __future__ import annotations

import os
import random

import codec
import pytest
from dollar import ZUSD, M, W
from dollar_scene import (
    ALICE, BOB, CAROL, MILLION, ONE, OUTSIDE, PAIR_SHARE, SHARE, TWO, DollarScene,
)
from records import Rejected
from words import VAULT

SEED = int(os.environ.get("ZKLINK_SEED", "1"))
DEEP = os.environ.get("ZKLINK_DEEP") == "1"
SEQUENCES, STEPS = (2_000, 300) if DEEP else (24, 120)
THOUSAND = 1_000 * W
ACCOUNTS = (ALICE, BOB, CAROL)


class Walk:
    """A sequence of random operations; prices and time move only between them."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)
        self.scene = DollarScene().with_vaults(10 * MILLION)
        self.scene.mint(TWO, 10 * MILLION, CAROL)
        for share in (SHARE, PAIR_SHARE):
            for owner in (BOB, CAROL):
                self.scene.sign(codec.TRANSFER, token=share, amount=MILLION, to=owner, to_sub=0)
        self.values = [W, W, W]

    def amount(self, most: int) -> int:
        """Now and then a tiny amount, or all."""
        kind = self.random.random()
        if kind < 0.15:
            return self.random.randint(1, 10**6)
        return most if kind > 0.9 else int(most * self.random.random() ** 3) + 1

    def move(self) -> None:
        """Lets time pass and posts prices, often with a fall."""
        draw = self.random
        self.scene.later(draw.choice([0, 1, 60, 3_600, 86_400, 30 * 86_400]))
        if draw.random() < 0.3:
            place = draw.choice([0, 1, 2, 2, 2])
            self.values[place] = int(W * draw.choice([0.5, 0.85, 0.9, 0.94, 0.97, 0.996, 1.004]))
        else:
            self.values = [W if draw.random() < 0.3 else value for value in self.values]
        self.scene.price(*self.values)
        for token in (ONE, TWO, OUTSIDE):
            price = self.scene.ledger._price(token)
            price.frozen = price.frozen and draw.random() < 0.5
            self.scene.ledger._put_price(token, price)

    def step(self) -> tuple[int, int, codec.Receipt | None]:
        """One operation: its opcode, code and receipt."""
        draw, scene = self.random, self.scene
        by, share = draw.choice(ACCOUNTS), draw.choice([SHARE, PAIR_SHARE])
        dollars, shares = scene.balance(ZUSD, by), scene.balance(share, by)
        coin, opcode = draw.choice([ONE, TWO]), draw.choice([*range(0x19, 0x20), 0x1D, 0x1F, 0x10])
        if opcode == codec.MINT:
            made = scene.mint(coin, self.amount(MILLION), by)
        elif opcode == codec.REDEEM:
            made = scene.redeem(coin, self.amount(min(dollars, MILLION)), by)
        elif opcode == codec.REDEEM_BASKET:
            made = scene.sign(opcode, by, dollars=self.amount(dollars // 4), minima=[])
        elif opcode == codec.CONVERT:
            amount = self.amount(MILLION)
            part = draw.choice([0, amount // 3, amount])
            made = scene.convert(amount, part, by, token_in=coin, token_out=5 - coin)
        elif opcode == codec.OPEN_DEBT:
            collateral = self.amount(shares // 2) * draw.randrange(2)
            made = scene.open_debt(collateral, self.debt(by, share, collateral), by, token=share)
        elif opcode == codec.REPAY:
            taken = self.amount(shares // 4) * draw.randrange(2)
            made = scene.repay(self.amount(codec.U128), taken, by, token=share)
        elif opcode == codec.LIQUIDATE:
            owner, share = self.weakest()
            made = scene.liquidate(self.amount(dollars), by, owner=owner, token=share)
        else:
            to = draw.choice([(ALICE, 0), (BOB, 0), (0, 1)])
            made = scene.sign(
                opcode, by, token=ZUSD, amount=self.amount(dollars // 50), to=to[0], to_sub=to[1])
        return opcode, *made

    def debt(self, by: int, share: int, added: int) -> int:
        """Often just what the collateral allows."""
        try:
            held = added
            if (VAULT, by, 0, share) in self.scene.ledger.records:
                held += self.scene.vault(by, share).collateral
            worth = self.scene.ledger._worth(share)[0] * held // W
        except Rejected:
            return 0
        return int(worth * self.random.choice([0, 0.3, 0.8, 0.89, 0.9]))

    def weakest(self) -> tuple[int, int]:
        """The vault that owes the most for its collateral."""
        found = [(0.0, ALICE, SHARE)]
        for key in self.scene.ledger.records:
            if key[0] == VAULT:
                vault = self.scene.vault(key[1], key[3])
                worth = self.scene.ledger._worth(key[3])[0] * vault.collateral // W
                found.append((vault.debt / max(1, worth), key[1], key[3]))
        return max(found)[1:]

    @property
    def coverage(self) -> tuple[int, int]:
        """Value of the coins and the dollars that they must back."""
        ledger, dollar = self.scene.ledger, self.scene.dollar
        backing = sum(held * ledger._capped(token) // W for token, held in dollar.coins.items())
        return backing, ledger._outstanding(dollar)

    def check(self, before: tuple[int, int], bad: int) -> None:
        """Coverage falls by bad debt alone, but for the rounding of each coin's value."""
        backing, outstanding = self.coverage
        rest = max(0, outstanding - bad)
        if backing < rest:
            slack = 4
            assert (backing + slack) * before[1] >= min(before) * (rest - slack), "coverage fell"


@pytest.mark.parametrize("part", range(4))
def test_coverage_and_backing_hold_on_random_sequences(part):
    codes: dict[tuple[int, int], int] = {}
    for seed in range(SEED + part, SEED + SEQUENCES, 4):
        walk = Walk(seed)
        for _ in range(STEPS):
            walk.move()
            before = walk.coverage
            opcode, code, receipt = walk.step()
            codes[opcode, code] = codes.get((opcode, code), 0) + 1
            walk.check(before, receipt.bad if receipt and opcode == codec.LIQUIDATE else 0)
    for opcode in range(codec.MINT, codec.LIQUIDATE + 1):
        assert codes.get((opcode, 0)), f"opcode {opcode:#04x} was never applied: {codes}"
