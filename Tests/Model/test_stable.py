"""The model of stable pools: the exact values of its design, both pins of every root, and what nobody may gain."""

from __future__ import annotations

import json
import os
import random
import subprocess
from collections import Counter
from fractions import Fraction

import pytest
import stable
from records import LACKS_BALANCE, OVERFLOW, SLIPPAGE
from replay import PROGRAM
from stable import W, Refused, StablePool, counterpart, depth, supports

MILLION = 10**6 * W
SEED = int(os.environ.get("ZKLINK_SEED", "1"))
STATES = 1_000_000 if os.environ.get("ZKLINK_DEEP") == "1" else 100_000
REASONS = {"overflow": OVERFLOW, "slippage": SLIPPAGE}


def pool(a: int, *balances: int, rates: list[int] | None = None) -> StablePool:
    return StablePool(list(balances), 100 * a, rates=rates or [])


def test_exact_values_of_roots():
    assert depth([MILLION, MILLION], 10_000) == 2000000000000000000000000
    assert depth([MILLION, MILLION // 2], 10_000) == 1499073492619947288141585
    second = [MILLION, MILLION // 2]
    moved = [11 * MILLION // 10, MILLION // 2]
    assert counterpart(depth(second, 10_000), moved, 10_000, 1) == 401121675560491482446435
    assert depth([25 * MILLION, 60 * MILLION, 7 * MILLION], 200_000) == 91973261828454851167462158
    assert depth([1_000 * W, 1_000 * W, 1_000 * W, W], 100) == 1168220985272872495590


def test_exact_values_of_swaps():
    swapped = pool(1_000, MILLION, MILLION)
    assert swapped.swap_exact_in(0, 1, MILLION // 10) == 99948118831481210972131
    assert swapped.protocol[0] == 69 * W // 10 and swapped.virtual_price == 1000017448311877431
    swapped = pool(1_000, MILLION, MILLION)
    assert swapped.swap_exact_out(0, 1, MILLION // 10) == 100051913443023389236723
    assert swapped.protocol[0] == 6903582027568613857
    three = (25 * MILLION, 60 * MILLION, 7 * MILLION)
    assert pool(2_000, *three).swap_exact_in(1, 2, MILLION) == 991192037881283757700828
    assert pool(2_000, *three).swap_exact_in(2, 1, MILLION) == 1004270111315150911646009
    rated = pool(500, MILLION, MILLION, rates=[W, 1027314159265358979])
    assert rated.swap_rates(rated.scaled, 0, MILLION // 10) == (322, 64)
    assert rated.swap_exact_in(0, 1, MILLION // 10) == 97289612355094973352576


def test_exact_values_of_one_coin_operations():
    assert pool(1_000, MILLION, MILLION, MILLION).add_one(0, MILLION // 10) == 99967438885571023259149
    left = pool(1_000, MILLION, MILLION, MILLION)
    assert left.remove_one(0, MILLION // 10) == 99969664293956834350618
    assert left.protocol[0] == 4399844387229878318


def states(seed: int, count: int):
    """Balances of two to four coins within the admitted ratio, and an amplification from 1 to 10,000."""
    dice = random.Random(seed)
    for _ in range(count):
        top = int(10 ** dice.uniform(18, 29))
        others = [max(W, int(top / 10 ** dice.uniform(0, 3))) for _ in range(dice.randint(1, 3))]
        balances = [max(top, *others), *others]
        dice.shuffle(balances)
        yield dice, balances, int(100 * 10 ** dice.uniform(0, 4))


def test_roots_are_pinned_from_both_sides_and_near_the_real_root():
    for dice, balances, a in states(1, 400):
        n, d = len(balances), depth(balances, a)
        assert supports(d, balances, a) and not supports(d + 1, balances, a)
        coin = dice.randrange(n)
        y = counterpart(d, balances, a, coin)
        # The balance itself supports d, and one unit less than the root does not.
        assert y <= balances[coin]
        assert y == 1 or not supports(d, [*balances[:coin], y - 1, *balances[coin + 1:]], a)
        # 100 D^(n+1) + (a n - 100) n^n P D = a n n^n P S at the real root, from which D is a few units away.
        product = n**n
        for balance in balances:
            product *= balance
        def real(x: int) -> int:
            return 100 * x ** (n + 1) + (a * n - 100) * product * x - a * n * product * sum(balances)
        assert real(d + 1) > 0 and real(max(0, d - 200)) <= 0


def test_no_operation_lowers_what_a_share_stands_for():
    """Over swaps and one-coin operations D/s never falls, as rationals."""
    for dice, balances, a in states(2, 60):
        made = StablePool(list(balances), a)
        worth = Fraction(depth(made.scaled, a), made.shares)
        for _ in range(12):
            source, target = dice.sample(range(len(balances)), 2)
            amount = max(1, int(made.balances[source] * 10 ** dice.uniform(-9, -0.5)))
            try:
                step = dice.randrange(4)
                if step == 0:
                    made.swap_exact_in(source, target, amount)
                elif step == 1:
                    made.swap_exact_out(source, target, max(1, min(amount, made.balances[target] // 3)))
                elif step == 2:
                    made.add_one(source, amount)
                else:
                    made.remove_one(source, max(1, made.shares // dice.randint(4, 10**6)))
            except Refused:
                continue
            now = Fraction(depth(made.scaled, a), made.shares)
            assert now >= worth
            worth = now


def test_round_trips_and_detours_never_pay():
    for dice, balances, a in states(3, 60):
        source, target = dice.sample(range(len(balances)), 2)
        amount = max(10**6, int(balances[source] * 10 ** dice.uniform(-6, -1)))
        try:
            there = StablePool(list(balances), a)
            back = there.swap_exact_in(target, source, there.swap_exact_in(source, target, amount))
            assert back < amount
            detour = StablePool(list(balances), a)
            by_shares = detour.remove_one(target, detour.add_one(source, amount))
            assert by_shares <= StablePool(list(balances), a).swap_exact_in(source, target, amount)
        except Refused:
            continue


@pytest.mark.parametrize("balances, refusal", [
    ([stable.LARGEST_SCALED + 1, stable.LARGEST_SCALED], "overflow"),
    ([4097 * W, W], "slippage"),
    ([5 * 10**16, 4 * 10**16], "slippage"),
])
def test_refuses_states_that_cannot_be_evaluated(balances, refusal):
    made = StablePool(balances, 10_000, shares=W)
    with pytest.raises(Refused, match=refusal):
        made.swap_exact_in(0, 1, W)


def test_admits_only_what_helps_beyond_the_admitted_ratio():
    made = StablePool([1500 * W, W], 10_000)
    with pytest.raises(Refused, match="slippage"):
        made.swap_exact_in(0, 1, W)
    assert made.swap_exact_in(1, 0, W) > 0


def operations(seed: int, count: int) -> list[list]:
    """Operations of the transition on pools in random and corner states."""
    if not PROGRAM.is_file():
        pytest.fail(f"{PROGRAM} is missing; build it with: swift build -c release --product transition-trace")
    done = subprocess.run(
        [str(PROGRAM), "stable", str(seed), str(count)], capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_equals_the_transition():
    codes = Counter()
    for row in operations(SEED, STATES):
        (a, least, slope, most, balances, supply, rates, kind, source, target, amount, code, after, shares, held, fees) = row
        made = StablePool(list(balances), a, shares=supply, rates=list(rates), fees=stable.Fees(least, slope, most))
        changes, refused = [0] * len(balances), 0
        try:
            if kind == 0:
                changes[target] = made.swap_exact_in(source, target, amount)
                changes[source] = -amount
            elif kind == 1:
                changes[source] = -made.swap_exact_out(source, target, amount)
                changes[target] = amount
            elif kind == 2:
                made.add_one(source, amount)
                changes[source] = -amount
            else:
                changes[target] = made.remove_one(target, amount)
        except Refused as refusal:
            refused = REASONS[str(refusal)]
        # The caller has 2^127 of each coin: a swap that costs more fails for that.
        if not refused and min(changes) < -2**127:
            refused = LACKS_BALANCE
        assert refused == code, row
        codes[kind, code] += 1
        if code:
            continue
        assert (made.balances, made.shares, made.protocol) == (after, shares, fees), row
        assert [2**127 + change for change in changes] == held, row
    missing = [(kind, code) for kind in range(4) for code in (0, SLIPPAGE, OVERFLOW) if not codes[kind, code]]
    assert not missing, codes


def test_everything_out_leaves_by_balanced_removal():
    made = StablePool([4097 * W, W], 10_000, shares=1_000 * W)
    assert made.remove_balanced(999 * W) == [4097 * W * 999 // 1000, W * 999 // 1000]
