"""An actor of random operations alone, whose wealth must never grow."""

from __future__ import annotations

import os
import random
from abc import ABC, abstractmethod

import codec
from dollar import ZUSD, W
from dollar_scene import BOB, CAROL, MILLION, DollarScene
from words import VAULT

SEED = int(os.environ.get("ZKLINK_SEED", "1"))
SEQUENCES = 4_000 if os.environ.get("ZKLINK_DEEP") == "1" else 40
STEPS = 60


class LoneActor(ABC):
    """Carol, with whatever the scene gives her."""

    def __init__(self, seed: int, scene: DollarScene):
        self.random, self.scene = random.Random(seed), scene

    @property
    @abstractmethod
    def wealth(self) -> int:
        """All that she has, less what she owes."""

    @abstractmethod
    def step(self) -> tuple[int, int]:
        """Tries an operation; its opcode and code."""

    def amount(self, most: int) -> int:
        kind, most = self.random.random(), max(most, 1)
        if kind < 0.3:
            return self.random.randint(1, 50)
        return most if kind > 0.9 else int(most * self.random.random() ** 4) + 1

    def vault(self, token: int) -> tuple[int, int]:
        """Collateral and debt."""
        if (VAULT, CAROL, 0, token) not in self.scene.ledger.records:
            return 0, 0
        vault = self.scene.vault(CAROL, token)
        return vault.collateral, vault.debt

    def of_vault_of(self, opcode: int, token: int) -> dict:
        """Fields of an operation with a vault of a token."""
        draw, (held, debt) = self.random, self.vault(token)
        added = self.amount(self.scene.balance(token, CAROL)) * draw.randrange(2)
        most = self.scene.ledger._worth(token)[0] * (held + added) // W * 9 // 10
        made = draw.choice([0, 1, 2]) * max(0, most - debt) // 2
        paid = self.amount(self.scene.balance(ZUSD, CAROL)) * draw.randrange(2)
        return {
            codec.OPEN_DEBT: dict(token=token, collateral=added, dollars=made),
            codec.REPAY: dict(
                token=token, dollars=paid, collateral=self.amount(held) * draw.randrange(2)),
            codec.LIQUIDATE: dict(
                owner=draw.choice([BOB, CAROL]), owner_sub=0, token=token,
                dollars=self.amount(MILLION), minimum=0),
        }[opcode]


def opcodes_without_gain(actor: type, part: int) -> set[int]:
    """The opcodes that were applied in every fourth sequence; fails at the first that makes an actor richer."""
    applied = set()
    for seed in range(SEED + part, SEED + SEQUENCES, 4):
        made = actor(seed)
        before = made.wealth
        for _ in range(STEPS):
            opcode, code = made.step()
            applied |= {opcode} if code == 0 else set()
            assert made.wealth <= before, f"seed {seed}: opcode {opcode:#04x} gains"
    return applied
