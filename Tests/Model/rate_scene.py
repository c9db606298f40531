"""A ledger with yield-bearing tokens, for tests on the model alone: beside `dollar_scene.py` one that
stands for a coin behind the dollar, one for an ordinary token, and pools of both."""

from __future__ import annotations

import codec
from codec import Operation
from dollar import W
from dollar_scene import ALICE, BOB, CAROL, MILLION, ONE, DollarScene
from prices import Price
from test_rules import A, evm
from words import PRICE

SAVED, ETHER, STAKED = 5, 6, 7  # SAVED stands for ONE, STAKED for ETHER
RATE = 1_027_314_159_265_358_979
ETHER_PRICE = 2_500 * W
HOUR = 3_600


class RateScene(DollarScene):
    """Alice, Bob and Carol have plenty; both tokens have the rate of the design's example."""

    def __init__(self, rate: int | None = RATE) -> None:
        super().__init__()
        for token, kind in ((SAVED, 2), (ETHER, 0), (STAKED, 2)):
            self.queue(
                codec.REGISTER_TOKEN, token=token, contract=evm(token), decimals=18,
                token_class=kind)
            for owner in (evm(11), evm(12), evm(13)):
                self.queue(codec.DEPOSIT, token=token, amount=1_000 * MILLION, to=owner, sub=0)
        assert self.set_feed(SAVED, 2, ONE) == 0
        assert self.set_feed(ETHER, 1) == 0
        assert self.set_feed(STAKED, 2, ETHER) == 0
        if rate:
            self.rate(rate, SAVED)
            self.rate(rate, STAKED)
            self.other_price(ETHER_PRICE)

    def set_feed(self, feed: int, kind: int, underlying: int = 0, signers: int = 1) -> int:
        return self.apply(A, Operation(
            codec.SET_FEED, feed=feed, kind=kind, set=signers, underlying=underlying))[0]

    def rate(self, value: int, token: int = SAVED, frozen: int = 0) -> None:
        """Sets a rate as of now."""
        self.ledger._put_price(token, Price(value, self.ledger.timestamp, frozen=frozen, kind=2))

    def other_price(self, value: int) -> None:
        self.ledger._put_price(ETHER, Price(value, self.ledger.timestamp, kind=1))

    def post(self, value: int, feed: int = SAVED) -> int:
        """All signers observe it now; the code of the last."""
        prices = [(feed, value)]
        return [
            self.sign(codec.POST_PRICES, by, time=self.ledger.timestamp, prices=prices)[0]
            for by in (ALICE, BOB, CAROL)][-1]

    def posted(self, value: int, seconds: int = 0, feed: int = SAVED) -> int:
        """What the price becomes when this is agreed so much later."""
        self.later(seconds)
        assert self.post(value, feed) == 0
        return self.price_of(feed).value

    def fall(self, value: int, seconds: int = 30, feed: int = SAVED) -> int:
        """What the rate becomes when this is agreed twice, so long apart."""
        self.posted(value, 1, feed)
        return self.posted(value, seconds, feed)

    def reserve(self, token: int) -> int:
        return self.ledger.reserve(A, token)

    def price_of(self, feed: int = SAVED) -> Price:
        return self.ledger._price(feed)

    def candidate(self, feed: int = SAVED) -> tuple[int, int]:
        return self.ledger._feed(feed)[3]

    def has_price(self, feed: int = SAVED) -> bool:
        return (PRICE, feed) in self.ledger.records

    def rated_pool(
        self, first: int = MILLION, second: int = MILLION, tokens: tuple = (ONE, SAVED),
        a: int = 50_000, fee_rate: int = 300,
    ):
        return self.sign(
            codec.CREATE_POOL, kind=1, fee_rate=fee_rate, terms=(a, 2_000, 5_000),
            coins=list(zip(tokens, (first, second))))

    def swap(self, amount: int, sold: int = ONE, bought: int = SAVED, by: int = BOB, **change):
        fields = dict(
            kind=codec.EXACT_IN, token_in=sold, hops=[(0, bought)], amount_in=amount, amount_out=0)
        return self.sign(codec.SWAP, by, **(fields | change))
