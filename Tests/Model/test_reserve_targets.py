"""What happens to the pot of a token when one of its targets is set."""

from __future__ import annotations

import codec
import pytest
from records import MALFORMED, OVERFLOW, SCOPE
from test_reserves import MILLION, TARGET, ReserveScene
from test_rules import A, B, ETH, UNIT, USDC
from words import BALANCE, RESERVE, words


@pytest.fixture
def scene() -> ReserveScene:
    return ReserveScene()


@pytest.mark.parametrize("target", [0, TARGET, TARGET // 2, 2**111])
def test_a_change_moves_what_the_pot_holds(scene, target):
    """All of the token's, whatever the chain, also to the same target; nothing of another token."""
    assert scene.set_target() == scene.set_target(chain=B) == 0
    scene.donate(5 * UNIT)
    scene.donate(3 * UNIT, USDC)
    scene.set_reserve(0)
    before = scene.balance(ETH, 0)
    for code, change in ((SCOPE, {"by": B}), (MALFORMED, {"target": 2**111 + 1})):
        assert scene.set_target(**({"target": target} | change)) == code and scene.pot() == 5 * UNIT
    assert scene.set_target(target, chain=B) == 0
    assert (scene.pot(), scene.pot(USDC)) == (0, 3 * UNIT)
    assert scene.balance(ETH, 0) - before == 5 * UNIT
    # So that on every chain a rebate waits for the next fee.
    before = scene.balance(ETH)
    assert scene.deposit(ETH, MILLION)[0] == 0 and scene.balance(ETH) - before == MILLION


def test_a_pot_that_cannot_be_moved_keeps_the_target(scene):
    scene.donate(5 * UNIT)
    ledger = scene.ledger
    filled = codec.U128 - 5 * UNIT + 1
    ledger.records[BALANCE, 0, 0, ETH] = words(filled, 4)
    # Two chains hold it, so that the token is conserved.
    for chain in (A, B):
        ledger.records[RESERVE, chain, ETH] = words(ledger.reserve(chain, ETH) + filled // 2, 4)
    ledger.records[BALANCE, 1, 1, ETH] = words(0, 4)
    ledger.records[RESERVE, A, ETH] = words(ledger.reserve(A, ETH) + filled % 2, 4)
    ledger.check_conservation()
    before = scene.holdings
    assert scene.set_target() == OVERFLOW and scene.holdings == before
