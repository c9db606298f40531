"""Prices of feeds, from docs/protocol/transition.md, "Prices"."""

from __future__ import annotations

from dataclasses import dataclass

M = 10**6
SIGNERS = 7
OBSERVATION_AGE, OBSERVATION_LEAD = 30, 5
COIN, OTHER, RATE = range(3)
RATE_RISE = 72_000_000
"""A rate rises by one part of this in a second, for at most an hour: 50 millionths."""
RATE_FALL = 20_000
"""Millionths of the highest rate: a larger fall must be seen twice, and freezes the rate."""
CONFIRMED_AFTER, CONFIRMED_UNTIL = 30, 120
BAND, CALM_BAND = (995 * 10**15, 1010 * 10**15), (998 * 10**15, 1005 * 10**15)
CALM_SECONDS = 3_600

Observation = tuple[int, int]
"""A price and its time; (0, 0) is none."""
NONE: Observation = (0, 0)


@dataclass(frozen=True)
class Kind:
    """What differs between the kinds of feeds: jumps, in millionths, are the least, what is added in a
    minute, and the largest."""

    stale_after: int
    jumps: tuple[int, int, int] = (0, 0, 0)


KINDS = (
    Kind(120, (5_000, 5_000, 100_000)), Kind(120, (20_000, 20_000, 200_000)),
    Kind(10_800))


@dataclass
class Price:
    """The price of a feed."""

    value: int
    time: int
    suspended: int = 0
    frozen: int = 0
    calm_since: int = 0
    kind: int = COIN

    def is_fresh(self, now: int) -> bool:
        return not self.suspended and now - self.time <= KINDS[self.kind].stale_after

    def put(self, value: int, time: int) -> None:
        """Sets the price and judges its band, if its kind has one."""
        self.value, self.time, self.suspended = value, time, 0
        if self.kind != COIN:
            return
        if not BAND[0] <= value <= BAND[1]:
            self.frozen, self.calm_since = 1, 0
        elif self.frozen:
            is_calm = CALM_BAND[0] <= value <= CALM_BAND[1]
            self.calm_since = (self.calm_since or time) if is_calm else 0
            if is_calm and time - self.calm_since >= CALM_SECONDS:
                self.frozen = self.calm_since = 0


def counts(time: int, now: int) -> bool:
    """Whether an observation of a time counts now."""
    return now - OBSERVATION_AGE <= time <= now + OBSERVATION_LEAD


def agreed(
    observations: list[Observation], after: int, now: int, least: int
) -> Observation | None:
    """The price on which so many signers agree."""
    usable = [seen for seen in observations if seen[1] > after and counts(seen[1], now)]
    if not usable:
        return None
    median = _lower_median([value for value, _ in usable])
    kept = [seen for seen in usable if abs(seen[0] - median) <= median // 100]
    if len(kept) < least:
        return None
    return _lower_median([value for value, _ in kept]), min(time for _, time in kept)


def _lower_median(values: list[int]) -> int:
    """The one of rank ceil(m / 2)."""
    return sorted(values)[(len(values) + 1) // 2 - 1]


def _near(value: int, other: int, rate: int) -> bool:
    return abs(value - other) <= other * rate // M


def begin(kind: int, first: Observation) -> tuple[Price, Observation]:
    """The first agreed price of a feed, and its candidate."""
    price = Price(*first, kind=kind)
    price.put(*first)
    return price, (first[0], 0) if kind == RATE else NONE


def follow(price: Price, new: Observation, candidate: Observation) -> Observation:
    """Takes an agreed price that is later, or suspends the feed; returns the candidate."""
    if price.kind == RATE:
        return _follow_rate(price, new, candidate[0])
    value, time = new
    least, a_minute, largest = KINDS[price.kind].jumps
    jump = min(largest, least + a_minute * min(time - price.time, 3_600) // 60)
    age = time - candidate[1]
    is_close = candidate != NONE and age >= 0 and _near(value, candidate[0], least)
    if _near(value, price.value, jump) or (
            is_close and CONFIRMED_AFTER <= age <= CONFIRMED_UNTIL):
        price.put(value, time)
        return NONE
    price.suspended = 1
    return candidate if is_close and age < CONFIRMED_AFTER else new


def _follow_rate(price: Price, new: Observation, highest: int) -> Observation:
    """A rate rises slowly and falls at once, but far below its highest only when it is seen again."""
    value, time = new
    if highest == 0:
        return _take_rate(price, value, time, highest)
    most = price.value + price.value * min(time - price.time, 3_600) // RATE_RISE
    rate = min(value, most)
    if rate < highest - highest * RATE_FALL // M and not price.frozen:
        was_seen, age = price.suspended and price.calm_since != 0, time - price.calm_since
        if not (was_seen and CONFIRMED_AFTER <= age <= CONFIRMED_UNTIL):
            if not (was_seen and age < CONFIRMED_AFTER):
                price.calm_since = time
            price.suspended = 1
            return highest, 0
        price.frozen = 1
    return _take_rate(price, rate, time, highest)


def _take_rate(price: Price, rate: int, time: int, highest: int) -> Observation:
    price.put(rate, time)
    price.calm_since = 0
    return max(highest, rate), 0
