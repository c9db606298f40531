"""What an attacker may take from a full exit, which has no minimum: by making a reserve short before it and
filling it afterwards. It is a part of the exit's fee, which is 1 % at most."""

from __future__ import annotations

import random
from fractions import Fraction

import codec
import pytest
from reserves import earned_by_bringing, fee_of_taking
from test_reserves import MILLION, TARGET, ReserveScene
from test_rules import A, ETH, evm

ATTACKER = evm(20)


class SandwichScene(ReserveScene):
    """Alice exits; the attacker, account 2, has ten million more."""

    def __init__(self, reserve: int = 6 * MILLION) -> None:
        super().__init__()
        assert self.set_target() == 0
        assert self.sign(codec.TRANSFER, token=ETH, amount=10 * MILLION, to=ATTACKER, to_sub=0)[0] == 0
        self.set_reserve(reserve)
        self.outside = 0

    def attackers(self, amount: int) -> None:
        """The attacker takes an amount, or brings one."""
        if amount < 0:
            assert self.deposit(ETH, -amount, ATTACKER)[0] == 0
            self.outside += amount
        elif amount > 0:
            code, receipt = self.leave(2, ATTACKER, amount)
            assert code == 0
            self.outside += receipt.payout.units

    def leave(self, account: int, caller: bytes, amount: int):
        return self.queue(
            A, codec.FULL_EXIT, caller=caller, account=account, sub=0, token=ETH, amount=amount)

    @property
    def attackers_wealth(self) -> int:
        return self.balance(ETH, 2) + self.outside

    def sandwich(self, taken: int, exits: int) -> tuple[int, int, int]:
        """What the attacker gains, what the exit costs, and what it would cost to take as much alone."""
        before, reserve = self.attackers_wealth, self.reserve()
        self.attackers(taken)
        code, receipt = self.leave(1, evm(11), exits)
        assert code == 0
        self.attackers(-self.outside)
        paid = receipt.payout.units
        alone = fee_of_taking(reserve, paid, TARGET)
        return self.attackers_wealth - before, receipt.amount - paid, alone


def test_a_full_exit_can_be_sandwiched():
    """Of the design's example: four million taken before one million, and brought afterwards."""
    gain, cost, alone = SandwichScene().sandwich(4 * MILLION, MILLION)
    assert alone < 834 * 10**18 and cost > 7_000 * 10**18
    assert 2_000 * 10**18 < gain < cost - alone


@pytest.mark.parametrize("seed", range(3))
def test_it_is_a_part_of_a_fee_of_one_percent_at_most(seed):
    draw = random.Random(seed)
    for _ in range(60):
        reserve = int(MILLION * draw.uniform(1, 8))
        exits = int(10 ** draw.uniform(20, 24.5))
        scene = SandwichScene(reserve)
        taken = int(min(9 * MILLION, 98 * reserve // 100) * draw.random())
        if not taken or scene.reserve() <= taken:
            continue
        gain, cost, alone = scene.sandwich(taken, exits)
        assert gain <= (cost - alone) * Fraction(4, 5) + 4
        assert cost <= exits // 100 + 1


def test_exactly():
    """Of shortages q: the fee of v rises with q^2, so who was there first pays for less than he fills."""
    taken, exits, reserve = 4 * MILLION, MILLION, 6 * MILLION
    paid = fee_of_taking(reserve, taken, TARGET)
    cost = fee_of_taking(reserve - taken, exits, TARGET)
    earned = earned_by_bringing(reserve - taken - exits, taken, TARGET)
    assert paid == -(-(4 * MILLION) ** 2 // (200 * TARGET))
    assert cost == -(-9 * MILLION**2 // (200 * TARGET))
    assert earned == 24 * MILLION**2 // (250 * TARGET) and earned <= paid + cost
