"""Prices of feeds, from docs/protocol/transition.md, "Prices"."""

from __future__ import annotations

from dataclasses import dataclass

M = 10**6
SIGNERS = 7
STALE_AFTER, OBSERVATION_AGE, OBSERVATION_LEAD = 120, 30, 5
LEAST_JUMP, JUMP_A_MINUTE, LARGEST_JUMP = 5_000, 5_000, 100_000
CONFIRMED_AFTER, CONFIRMED_UNTIL = 30, 120
BAND, CALM_BAND = (995 * 10**15, 1010 * 10**15), (998 * 10**15, 1005 * 10**15)
CALM_SECONDS = 3_600

Observation = tuple[int, int]
"""A price and its time; (0, 0) is none."""
NONE: Observation = (0, 0)


@dataclass
class Price:
    """The price of a feed."""

    value: int
    time: int
    suspended: int = 0
    frozen: int = 0
    calm_since: int = 0

    def is_fresh(self, now: int) -> bool:
        return not self.suspended and now - self.time <= STALE_AFTER

    def put(self, value: int, time: int) -> None:
        """Sets the price and judges its band."""
        self.value, self.time, self.suspended = value, time, 0
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


def agreed(observations: list[Observation], after: int, now: int, least: int) -> Observation | None:
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


def follow(price: Price, new: Observation, candidate: Observation) -> Observation:
    """Takes an agreed price that is later, or suspends the feed; returns the candidate."""
    value, time = new
    gained = JUMP_A_MINUTE * min(time - price.time, 3_600) // 60
    jump = min(LARGEST_JUMP, LEAST_JUMP + gained)
    age = time - candidate[1]
    is_close = candidate != NONE and age >= 0 and _near(value, candidate[0], LEAST_JUMP)
    if _near(value, price.value, jump) or (
            is_close and CONFIRMED_AFTER <= age <= CONFIRMED_UNTIL):
        price.put(value, time)
        return NONE
    price.suspended = 1
    return candidate if is_close and age < CONFIRMED_AFTER else new
