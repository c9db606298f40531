"""What nobody gains from rates: shares stand for no less after any operation, detours do not pay, and
a step of a rate does not pay for trades before and after it."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from fractions import Fraction

import pytest
from stable import M, W, Fees, Refused, StablePool, depth

POOLS = 3_000 if os.environ.get("ZKLINK_DEEP") == "1" else 60
SEED = int(os.environ.get("ZKLINK_SEED", "1"))
STEP = 50
"""The most that a rate rises at once, in parts of a million."""


def rates(dice: random.Random, count: int) -> list[int]:
    """Some coins are rated, a few at rates far away."""
    found = []
    for _ in range(count):
        kind = dice.random()
        usual, any_rate = int(W * dice.uniform(0.8, 2)), int(W * 10 ** dice.uniform(-4, 4))
        found.append(W if kind < 0.3 else usual if kind < 0.8 else any_rate)
    return found


def pools(seed: int, count: int, smallest: int = 18) -> Iterator[tuple[random.Random, StablePool]]:
    """Pools of two to four coins whose scaled balances are within the admitted ratio."""
    dice = random.Random(seed)
    for _ in range(count):
        top = 10 ** dice.uniform(smallest, 29)
        scaled = [top / 10 ** dice.uniform(0, 2.99) for _ in range(dice.randint(2, 4))]
        coins = rates(dice, len(scaled))
        balances = [int(each * W / rate) + 1 for each, rate in zip(scaled, coins)]
        fees = Fees(300, dice.choice([0, 2_000]), 5_000)
        yield dice, StablePool(balances, int(100 * 10 ** dice.uniform(0, 4)), rates=coins, fees=fees)


def worth(pool: StablePool) -> Fraction:
    return Fraction(depth(pool.scaled, pool.a), pool.shares)


def random_step(dice: random.Random, pool: StablePool) -> int:
    """A swap or a one-coin operation of any size, often of a few units."""
    source, target = dice.sample(range(len(pool.balances)), 2)
    amount = max(1, int(pool.balances[source] * 10 ** dice.uniform(-9, -0.3)))
    amount = dice.choice([amount, amount, dice.randint(1, 30)])
    kind = dice.randrange(4)
    if kind == 0:
        pool.swap_exact_in(source, target, amount)
    elif kind == 1:
        pool.swap_exact_out(source, target, max(1, min(amount, pool.balances[target] // 3)))
    elif kind == 2:
        pool.add_one(source, amount)
    else:
        pool.remove_one(source, max(1, pool.shares // dice.randint(3, 10**6)))
    return kind


def test_no_operation_lowers_what_a_share_of_a_rated_pool_stands_for():
    """Over swaps and one-coin operations D/s never falls, as rationals."""
    applied = [0] * 4
    for dice, pool in pools(SEED, POOLS):
        before = worth(pool)
        for _ in range(25):
            try:
                applied[random_step(dice, pool)] += 1
            except Refused:
                continue
            assert worth(pool) >= before
            before = worth(pool)
    assert min(applied) > POOLS


def test_balanced_operations_lower_it_by_less_than_a_unit_of_each_coin():
    """They round the coins, and a rate rounds once more."""
    falls = 0
    for dice, pool in pools(SEED + 1, POOLS):
        for _ in range(10):
            before, d, s = worth(pool), depth(pool.scaled, pool.a), pool.shares
            if dice.random() < 0.5:
                pool.add_balanced(dice.randint(1, pool.shares))
            else:
                pool.remove_balanced(dice.randint(1, pool.shares // 2))
            lost = before * pool.shares - depth(pool.scaled, pool.a)
            falls += lost > 0
            # A unit of a scarce coin may be worth many of D.
            assert lost < 3_000 * len(pool.balances), (d, s)
    assert falls > 0


def copy(pool: StablePool) -> StablePool:
    return StablePool(
        list(pool.balances), pool.a, shares=pool.shares, rates=list(pool.rates), fees=pool.fees)


def test_round_trips_and_detours_of_rated_pools_never_pay():
    for dice, pool in pools(SEED + 2, POOLS):
        source, target = dice.sample(range(len(pool.balances)), 2)
        amount = max(1, int(pool.balances[source] * 10 ** dice.uniform(-9, -0.5)))
        try:
            there, detour = copy(pool), copy(pool)
            assert there.swap_exact_in(target, source, there.swap_exact_in(source, target, amount)) < amount
            made = detour.add_one(source, amount)
            by_shares = detour.remove_one(target, made)
            assert by_shares <= copy(pool).swap_exact_in(source, target, amount)
            again = copy(pool)
            assert again.remove_one(source, again.add_one(source, amount)) < amount
            exact = copy(pool)
            paid = exact.swap_exact_out(source, target, by_shares)
            # Exact out takes the fee of the net amount, which may be a millionth lower.
            given = copy(pool).swap_exact_in(source, target, paid)
            assert given * (M + 2) >= by_shares * M
        except Refused:
            continue


# A step of a rate between two operations of one actor, who begins and ends with coin 0


def by_swaps(pool: StablePool, coin: int, amount: int, step: int) -> int:
    bought = pool.swap_exact_in(0, coin, amount)
    rise(pool, step)
    return pool.swap_exact_in(coin, 0, bought)


def by_shares(pool: StablePool, coin: int, amount: int, step: int) -> int:
    made = pool.add_one(0, amount)
    rise(pool, step)
    return pool.remove_one(0, made)


def by_shares_and_a_swap(pool: StablePool, coin: int, amount: int, step: int) -> int:
    bought = pool.remove_one(coin, pool.add_one(0, amount))
    rise(pool, step)
    return pool.swap_exact_in(coin, 0, bought)


def by_a_swap_and_shares(pool: StablePool, coin: int, amount: int, step: int) -> int:
    bought = pool.swap_exact_in(0, coin, amount)
    rise(pool, step)
    return pool.remove_one(0, pool.add_one(coin, bought))


def by_shares_and_their_coins(pool: StablePool, coin: int, amount: int, step: int) -> int:
    made = pool.add_one(0, amount)
    rise(pool, step)
    first, *others = pool.remove_balanced(made)
    return first + sum(pool.swap_exact_in(each, 0, paid) for each, paid in enumerate(others, 1))


def rise(pool: StablePool, step: int) -> None:
    """Every rate but that of coin 0 rises."""
    pool.rates = pool.rates[:1] + [rate + rate * step // M for rate in pool.rates[1:]]


WAYS = (
    by_swaps, by_shares, by_shares_and_a_swap, by_a_swap_and_shares, by_shares_and_their_coins)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("least", [50, 300])
def test_rate_step_cannot_be_sandwiched(way, least):
    """With the least fee that there may be, in pools of any balance, for any amount."""
    tried = 0
    for dice, pool in pools(SEED + 3, 10 * POOLS, smallest=22):
        pool.fees = Fees(least, dice.choice([0, 2_000]), dice.choice([least, 5_000]))
        pool.rates[0] = W
        pool.balances[0] = max(pool.scaled[1:]) if dice.random() < 0.2 else pool.balances[0]
        coin = dice.randrange(1, len(pool.balances))
        amount = max(10**9, int(pool.balances[0] * 10 ** dice.uniform(-5, 2.5)))
        pool.shares = depth(pool.scaled, pool.a)
        try:
            assert way(pool, coin, amount, dice.choice([STEP, dice.randint(0, STEP)])) < amount
            tried += 1
        except Refused:
            continue
    assert tried > POOLS


@pytest.mark.parametrize("way", WAYS)
def test_the_step_of_an_hour_is_not_worth_the_least_fee_at_the_worst_balances(way):
    """A search that begins anywhere and keeps what loses less."""
    dice, tried = random.Random(SEED), 0
    for _ in range(POOLS // 10):
        best, found = 0.0, None
        for turn in range(120):
            width = 0.4 * (1 - turn / 130)
            place = [value + dice.gauss(0, width) for value in found] if found else [
                dice.uniform(2, 6), dice.uniform(-3, 2), *(dice.uniform(0, 2.9) for _ in range(2))]
            amplification = int(10 ** min(6, max(2, place[0])))
            balances = [int(10 ** (24 + min(3, max(0, each)))) for each in place[2:]]
            amount = int(balances[0] * 10 ** place[1])
            pool = StablePool(balances, amplification, fees=Fees(50, 0, 50))
            try:
                kept = way(pool, 1, amount, STEP) / amount
            except Refused:
                continue
            tried += 1
            assert kept < 1
            if kept > best:
                best, found = kept, place
    assert tried > POOLS


def test_a_large_step_would_be():
    """Of a thousandth, which is why a rate rises by little at once."""
    pool = StablePool([10**24] * 2, 50_000, fees=Fees(300, 0, 300))
    assert by_swaps(pool, 1, 10**22, 1_000) > 10**22
