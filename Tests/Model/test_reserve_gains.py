"""Nobody gains by withdrawing and bringing back: what fees and rebates of reserves come to, exactly."""

from __future__ import annotations

import os
import random
from fractions import Fraction

import codec
import pytest
from records import LACKS_RESERVE, SCOPE, SLIPPAGE
from reserves import FEE_PART, earned_by_bringing, fee_of_taking
from test_reserves import MILLION, ReserveScene
from test_rules import A, B, ETH, S, UNIT, USDC, evm, solana

SEED = int(os.environ.get("ZKLINK_SEED", "1"))
SEQUENCES = 5_000 if os.environ.get("ZKLINK_DEEP") == "1" else 60
STEPS = 40
CHAINS = (A, B, S)
EXIT = 4
SCALES = {ETH: 1, USDC: 10**12}


def parts(draw: random.Random, whole: int, count: int) -> list[int]:
    """Amounts that make up a whole."""
    cuts = sorted(draw.randint(0, whole) for _ in range(count - 1))
    return [high - low for low, high in zip([0, *cuts], [*cuts, whole])]


def test_a_circle_costs_a_fifth():
    """A whole way down and up, with a pot that has enough, in any number of steps."""
    draw = random.Random(SEED)
    for _ in range(300):
        target = int(2 ** draw.uniform(0, 111))
        reserve = int(target * draw.choice([1, draw.uniform(0, 2)]))
        taken = draw.randint(0, reserve)
        exact = Fraction(
            max(0, target - reserve + taken) ** 2 - max(0, target - reserve) ** 2, 200 * target)
        down, up = (parts(draw, taken, draw.randint(1, 9)) for _ in range(2))
        fees = rebates = 0
        for part in down:
            fees += fee_of_taking(reserve, part, target)
            reserve -= part
        for part in up:
            rebates += earned_by_bringing(reserve, part, target)
            reserve += part
        assert 0 <= fees - exact < len(down)
        assert 0 <= exact * 4 / 5 - rebates < len(up)


def test_a_unit_costs_one_percent_at_most():
    draw = random.Random(SEED)
    for _ in range(1_000):
        target = int(2 ** draw.uniform(0, 111))
        reserve = int(target * draw.uniform(0, 1.5))
        taken = int(reserve * draw.uniform(0, 1) ** 3)
        fee = fee_of_taking(reserve, taken, target)
        assert fee <= -(-taken // 100)
        assert fee <= fee_of_taking(reserve, taken + 1, target)


class Mover:
    """Alice alone, who moves what she has between the ledger and chains; targets are set once."""

    def __init__(self, seed: int, token: int):
        self.random, self.token = random.Random(seed), token
        self.scene = scene = ReserveScene()
        self.outside = 0
        draw = self.random
        for chain in CHAINS:
            reserve = draw.randint(1, 8) * MILLION + draw.randint(0, 5) * SCALES[token]
            scene.set_reserve(reserve, chain, token)
            target = draw.choice([0, MILLION, 6 * MILLION, draw.randrange(2**111)])
            assert scene.set_target(target, chain, token) == 0
        scene.donate(draw.choice([0, 1, MILLION]), token)
        self.donated, self.first = scene.pot(token), self.wealth
        self.start, self.rise = self.potential, Fraction(0)

    @property
    def wealth(self) -> int:
        return self.owned + self.scene.balance(self.token, 0)

    @property
    def owned(self) -> int:
        """Without what the protocol gets."""
        return self.scene.balance(self.token) + self.outside

    @property
    def potential(self) -> Fraction:
        """What it would cost to come to these reserves from full ones."""
        found = Fraction(0)
        for chain in CHAINS:
            target = self.scene.ledger.target(chain, self.token)
            if target:
                short = max(0, target - self.scene.reserve(chain, self.token))
                found += Fraction(short**2, FEE_PART * target)
        return found

    def amount(self, most: int) -> int:
        kind = self.random.random()
        found = most if kind > 0.9 else int(most * self.random.random() ** 3) + 1
        return self.random.randint(1, 10**6) if kind < 0.1 else found

    def whole(self, amount: int) -> int:
        scale = SCALES[self.token]
        return amount // scale * scale

    def step(self, kind: int) -> int:
        scene, draw = self.scene, self.random
        chain, target = draw.choice(CHAINS), draw.choice(CHAINS)
        receivers = {chain: evm(11) for chain in CHAINS} | {S: solana(11)}
        brought = self.whole(min(self.outside, self.amount(self.outside)))
        if kind == 0:
            amount = self.amount(scene.balance(self.token))
            code, receipt = scene.withdraw(
                amount, amount * draw.randrange(2), chain=chain, receiver=receivers[chain],
                token=self.token)
        elif kind == 1:
            code, receipt = scene.deposit(self.token, brought, chain=chain)
            self.outside -= brought if code == 0 else 0
        elif kind == EXIT:
            amount = draw.choice([codec.U128, self.amount(scene.balance(self.token))])
            code, receipt = scene.queue(
                chain, codec.FULL_EXIT, caller=receivers[chain], account=1, sub=0,
                token=self.token, amount=amount)
        else:
            where = codec.TARGET_ACCOUNT if kind == 2 else target
            receiver = receivers[target] if kind == 3 else evm(11)
            fallback = solana(13) if chain == S else evm(13)
            code, receipt = scene.apply(chain, codec.Operation(
                codec.CROSS_SWAP, token_in=self.token, hops=[], amount=brought, target=where,
                minimum=0, receiver=receiver, fallback=fallback, rate=0))
            self.outside -= brought if code == 0 else 0
        if code == 0 and kind in (0, 3, EXIT):
            self.outside += receipt.payout.units * SCALES[self.token]
        for each in CHAINS:
            scene.ledger.chains[each].operations.clear()
        return code


@pytest.mark.parametrize("token", [ETH, USDC])
def test_nobody_gains_by_moving_between_chains(token):
    """What is gained is at most four fifths of the shortage that is filled, less a fifth of what was
    made: nothing by a way that ends where it began."""
    codes = set()
    for seed in range(SEED, SEED + SEQUENCES):
        mover = Mover(seed, token)
        for _ in range(STEPS):
            before, kind = mover.potential, mover.random.randrange(5)
            codes.add((kind, mover.step(kind)))
            moved = mover.potential - before
            # A cross swap makes a shortage and fills another: its two parts are not told apart.
            mover.rise += max(0, moved)
            gain, pot = mover.wealth - mover.first, mover.scene.pot(token)
            assert gain == mover.donated - pot and pot >= 0
            assert gain <= (mover.start - mover.potential) * 4 / 5 - mover.rise / 5
    assert codes >= {(0, 0), (0, SLIPPAGE), (1, 0), (2, 0), (3, 0), (3, LACKS_RESERVE),
                     (EXIT, 0), (EXIT, LACKS_RESERVE), (EXIT, SCOPE)}


@pytest.mark.parametrize("token", [ETH, USDC])
def test_nobody_gains_by_a_change_of_targets(token):
    """Nor by what was done before it: whatever the pot holds then is out of reach."""
    for seed in range(SEED, SEED + SEQUENCES):
        mover = Mover(seed, token)
        scene, draw, most = mover.scene, mover.random, None
        for _ in range(STEPS):
            if draw.random() < 0.85:
                mover.step(draw.randrange(5))
                assert most is None or mover.owned <= most
                continue
            chain, owned = draw.choice(CHAINS), mover.owned
            target = draw.choice([0, MILLION, 6 * MILLION, scene.reserve(chain, token), 2**111])
            assert scene.set_target(target, chain, token) == scene.pot(token) == 0
            assert mover.owned == owned
            most = owned


def test_nobody_gains_by_full_exits():
    scene = ReserveScene()
    assert scene.set_target() == 0
    scene.donate(MILLION)
    scene.set_reserve(6 * MILLION)
    before = scene.balance(ETH)
    for _ in range(3):
        receipt = scene.queue(
            A, codec.FULL_EXIT, caller=evm(11), account=1, sub=0, token=ETH, amount=codec.U128)[1]
        assert receipt.payout.units == 6 * MILLION and receipt.amount == 6_030_000 * UNIT
        held = scene.balance(ETH)
        assert scene.deposit(ETH, 6 * MILLION)[0] == 0
        assert scene.balance(ETH) - held == 6_024_000 * UNIT
    assert before - scene.balance(ETH) == 3 * 6_000 * UNIT
