"""One actor alone with yield-bearing tokens, at fixed prices and rates: whatever it does with a rated pool,
vaults, the dollar and chains whose reserves have targets, it gains nothing but what a rebate is."""

from __future__ import annotations

import codec
import pytest
from codec import Operation
from dollar import ZUSD, W
from dollar_scene import BOB, CAROL, MILLION, ONE, SHARE, TERMS, TWO
from lone_actor import LoneActor, opcodes_without_gain
from rate_scene import RATE, SAVED, RateScene
from reserves import POT
from routes import DOLLAR_PLACE
from test_rules import A, evm

WORTH = {ZUSD: W, ONE: W, TWO: W, SAVED: RATE}


class Actor(LoneActor):
    """Carol, with a rated pool whose coins count as much as each other, and two markets."""

    def __init__(self, seed: int):
        super().__init__(seed, RateScene())
        draw, scene = self.random, self.scene
        first = 10 * MILLION * RATE // W
        assert scene.rated_pool(first, 10 * MILLION, a=draw.choice([100, 50_000, 10**6]))[0] == 0
        for token in (SHARE, SAVED):
            scene.queue(codec.SET_VAULT_TERMS, token=token, **TERMS)
        for token in (ONE, TWO):
            assert scene.mint(token, 5 * MILLION, BOB)[0] == 0
        for owner in (BOB, CAROL):
            scene.sign(codec.TRANSFER, token=SHARE, amount=3 * MILLION, to=owner, to_sub=0)
        assert scene.open_debt(MILLION, MILLION // 2, BOB)[0] == 0
        for token in (ONE, SAVED):
            target = scene.reserve(token) + draw.choice([-1, 0, 1, 1_000]) * MILLION
            assert scene.apply(A, Operation(
                codec.SET_RESERVE_TARGET, token=token, chain=A, target=target))[0] == 0
            scene.sign(codec.TRANSFER, token=token, amount=MILLION, to=0, to_sub=2)
        self.outside = {ONE: 0, SAVED: 0}

    @property
    def wealth(self) -> int:
        """In 10^-36 dollars; what the pots of both tokens have lost is not gained."""
        scene = self.scene
        found = sum(scene.balance(token, CAROL) * worth for token, worth in WORTH.items())
        share = scene.ledger._worth(SHARE)[0]
        found += scene.balance(SHARE, CAROL) * share
        for token, worth in ((SHARE, share), (SAVED, RATE)):
            collateral, debt = self.vault(token)
            found += collateral * worth - debt * W
        for token, units in self.outside.items():
            found += (units + scene.balance(token, *POT)) * WORTH[token]
        return found

    def step(self) -> tuple[int, int]:
        draw = self.random
        signed = [
            codec.ADD_LIQUIDITY, codec.REMOVE_LIQUIDITY, codec.SWAP, codec.SWAP, codec.ADD_ONE_COIN,
            codec.REMOVE_ONE_COIN, codec.MINT, codec.REDEEM, codec.OPEN_DEBT, codec.REPAY,
            codec.LIQUIDATE, codec.WITHDRAW]
        opcode = draw.choice([*signed, codec.DEPOSIT, codec.FULL_EXIT])
        if opcode == codec.DEPOSIT:
            return opcode, self.deposit()
        if opcode == codec.FULL_EXIT:
            return opcode, self.leave()
        kind = self.of_vault if opcode in range(0x1D, 0x20) else self.of_pool
        code, receipt = self.scene.sign(opcode, CAROL, **kind(opcode))
        if opcode == codec.WITHDRAW and code == 0:
            self.outside[receipt.payout.token] += receipt.payout.units
            self.scene.ledger.chains[A].operations.clear()
        return opcode, code

    def deposit(self) -> int:
        token = self.random.choice([ONE, SAVED])
        amount = min(self.outside[token], self.amount(self.outside[token]))
        code = self.scene.apply(A, Operation(
            codec.DEPOSIT, token=token, amount=amount, to=evm(13), sub=0))[0]
        self.outside[token] -= amount if code == 0 else 0
        self.scene.ledger.chains[A].operations.clear()
        return code

    def leave(self) -> int:
        token = self.random.choice([ONE, SAVED])
        amount = self.random.choice([codec.U128, self.amount(self.scene.balance(token, CAROL))])
        code, receipt = self.scene.apply(A, Operation(
            codec.FULL_EXIT, caller=evm(13), account=CAROL, sub=0, token=token, amount=amount))
        if code == 0:
            self.outside[token] += receipt.payout.units
            self.scene.ledger.chains[A].operations.clear()
        return code

    def of_pool(self, opcode: int) -> dict:
        draw, scene = self.random, self.scene
        amount, burnt = self.amount(MILLION), self.amount(scene.balance(SHARE, CAROL))
        coin = draw.choice([ONE, SAVED])
        token, hops = draw.choice([
            (ONE, [(0, SAVED)]), (SAVED, [(0, ONE)]), (ONE, [(0, SHARE)]), (SAVED, [(0, SHARE)]),
            (SHARE, [(0, SAVED)]), (SAVED, [(0, ONE), (DOLLAR_PLACE, ZUSD)]),
            (ZUSD, [(DOLLAR_PLACE, ONE), (0, SAVED)])])
        exact = draw.randrange(2) * (len(hops) == 1 and SHARE not in (token, hops[0][1]))
        sold = self.amount(min(3 * MILLION, scene.balance(token, CAROL)))
        return {
            codec.ADD_LIQUIDITY: dict(pool=0, minimum=0, maxima=[amount, amount]),
            codec.REMOVE_LIQUIDITY: dict(pool=0, shares=burnt, minima=[0, 0]),
            codec.SWAP: dict(
                kind=exact, token_in=token, hops=hops, amount_in=2**120 if exact else sold,
                amount_out=sold if exact else 0),
            codec.ADD_ONE_COIN: dict(pool=0, token=coin, amount=amount, minimum=0),
            codec.REMOVE_ONE_COIN: dict(pool=0, token=coin, shares=burnt, minimum=0),
            codec.MINT: dict(token=ONE, amount=amount, minimum=0),
            codec.REDEEM: dict(
                token=draw.choice([ONE, TWO]), minimum=0,
                dollars=self.amount(min(MILLION, scene.balance(ZUSD, CAROL)))),
            codec.WITHDRAW: dict(
                token=coin, amount=self.amount(scene.balance(coin, CAROL)), minimum=0, chain=A,
                receiver=evm(13), rate=0),
        }[opcode]

    def of_vault(self, opcode: int) -> dict:
        return self.of_vault_of(opcode, self.random.choice([SHARE, SAVED]))


@pytest.mark.parametrize("part", range(4))
def test_one_actor_alone_gains_nothing_from_rates(part):
    assert opcodes_without_gain(Actor, part) >= {
        codec.DEPOSIT, codec.FULL_EXIT, codec.WITHDRAW,
        *range(codec.ADD_LIQUIDITY, codec.POST_PRICES), codec.MINT, codec.REDEEM, codec.OPEN_DEBT, codec.REPAY}
