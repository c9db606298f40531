"""The examples of docs/protocol/transition.md and corners of its rules, on the model alone."""

from __future__ import annotations

import codec
import pytest
import words
from codec import Operation
from ledger import Ledger
from records import (
    EXISTS, LACKS_BALANCE, MALFORMED, NONCE_USED, NOT_FOUND, OVERFLOW, SCOPE, SLIPPAGE,
)

A, B, S = 1, 2, 9  # two EVM chains and one of Solana
CHAINS = [(A, 1, (31_001).to_bytes(32, "big")), (B, 1, (31_002).to_bytes(32, "big")),
          (S, 2, bytes(range(32)))]
USDC, ETH = 2, 4
UNIT = 10**18


def evm(last: int) -> bytes:
    return b"\1" + bytes(31) + bytes([last])


def solana(last: int) -> bytes:
    return b"\2" + bytes(31) + bytes([last])


class Scene:
    """Alice (account 1, all scopes) has plenty of two tokens; time is 100."""

    def __init__(self):
        self.ledger = Ledger(7, CHAINS, evm(250))
        self.ledger.open(1, 100)
        self.nonce = 0
        for token, decimals in ((USDC, 6), (ETH, 18)):
            for chain, contract in ((A, evm(token)), (B, evm(token + 100)), (S, solana(token))):
                assert self.queue(
                    chain, codec.REGISTER_TOKEN, token=token, contract=contract,
                    decimals=decimals, token_class=0)[0] == 0
        key = dict(key=bytes(40), scopes=15, expiry=0)
        assert self.queue(A, codec.SET_KEY, caller=evm(11), slot=0, **key)[0] == 0
        for token in (USDC, ETH):
            for chain in (A, B, S):
                assert self.deposit(token, 10**9 * UNIT, chain=chain)[0] == 0

    def apply(self, source: int, op: Operation) -> tuple[int, codec.Receipt | None]:
        code, receipt = self.ledger.apply(source, op)
        self.ledger.check_conservation()
        return code, codec.decode_receipt(receipt) if receipt else None

    def queue(self, chain: int, opcode: int, **fields):
        return self.apply(chain, Operation(opcode, **fields))

    def deposit(self, token: int, amount: int, to: bytes = evm(11), chain: int = A):
        return self.queue(chain, codec.DEPOSIT, token=token, amount=amount, to=to, sub=0)

    def sign(self, opcode: int, fee: int = 0, nonce: int | None = None, **fields):
        head = dict(
            account=1, from_sub=0, slot=0, nonce=self.nonce if nonce is None else nonce,
            valid_until=100, fee_token=USDC, fee=fee)
        result = self.apply(0, Operation(opcode, bytes(80), **(head | fields)))
        self.nonce += result[0] == 0 and nonce is None
        return result

    def pool(self, first: int, second: int, fee_rate: int = 2_500):
        return self.sign(
            codec.CREATE_POOL, kind=0, fee_rate=fee_rate, terms=(), coins=[(USDC, first), (ETH, second)])

    def swap(self, amount: int, hops: list, kind: int = 0, other: int = 0):
        amounts = (amount, other) if kind == 0 else (other, amount)
        return self.sign(
            codec.SWAP, kind=kind, token_in=USDC, hops=hops, amount_in=amounts[0],
            amount_out=amounts[1])

    def cross(self, amount: int, hops: list, **change):
        fields = dict(
            token_in=USDC, hops=hops, amount=amount, target=B, minimum=1, receiver=evm(12),
            fallback=evm(13), rate=0) | change
        return self.queue(A, codec.CROSS_SWAP, **fields)

    def balance(self, token: int, account: int = 1) -> int:
        return self.ledger.balance(account, 0, token)

    def last_payout(self, chain: int) -> codec.Payout:
        return self.ledger.chains[chain].operations[-1]


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_example_of_transfer(scene):
    before = scene.balance(USDC)
    code, receipt = scene.sign(
        codec.TRANSFER, fee=1, token=USDC, amount=40, to=evm(20), to_sub=0)
    assert (code, receipt.account, receipt.created) == (0, 2, 1)
    assert scene.balance(USDC) == before - 41
    assert scene.balance(USDC, 2) == 40 and scene.balance(USDC, 0) == 1


def test_example_of_withdraw(scene):
    before = scene.balance(USDC)
    code, receipt = scene.sign(
        codec.WITHDRAW, token=USDC, amount=UNIT + UNIT // 2_000_000, minimum=0, chain=B,
        receiver=evm(9), rate=7)
    assert code == 0 and receipt.amount == UNIT and before - scene.balance(USDC) == UNIT
    payout = scene.last_payout(B)
    assert (payout.kind, payout.account, payout.part, payout.serial) == (1, 1, 0, 0)
    assert (payout.units, payout.rate, payout.receiver) == (1_000_000, 7, evm(9)[1:])


def test_example_of_create_pool(scene):
    code, receipt = scene.pool(1_001, 9_999)
    assert (code, receipt.pool, receipt.shares) == (0, 0, 2_163)
    assert receipt.amounts == [1_001, 9_999]
    assert scene.balance(0x8000) == 2_163
    assert scene.pool(1_001, 9_999)[0] == EXISTS


def test_example_of_swap(scene):
    scene.pool(1_000_000, 2_000_000)
    code, receipt = scene.swap(10_001, [(0, ETH)])
    assert code == 0 and receipt.amount_in == 10_001
    assert receipt.hops == [(0, ETH, 5, 19_743)]
    assert scene.balance(USDC, 0) == 5


def test_exact_out_asks_for_no_less_than_exact_in_needs(scene):
    scene.pool(1_000_000, 2_000_000)
    code, receipt = scene.swap(19_743, [(0, ETH)], kind=1, other=10**6)
    assert code == 0 and receipt.hops[0][3] == 19_743 and receipt.amount_in <= 10_001


@pytest.mark.parametrize("hops, code", [
    ([(0, USDC)], MALFORMED), ([(0, ETH), (0, USDC)], MALFORMED), ([(0, 3)], NOT_FOUND),
    ([(1, ETH)], NOT_FOUND), ([(0, ETH), (1, ETH)], MALFORMED),
])
def test_judges_routes(scene, hops, code):
    scene.pool(1_000_000, 2_000_000)
    assert scene.swap(10, hops) == (code, None)
    assert scene.cross(10**12, hops)[0] == code
    assert scene.last_payout(A).kind == codec.REFUND


@pytest.mark.parametrize("change, code", [
    ({"receiver": solana(9)}, MALFORMED), ({"receiver": evm(0)}, MALFORMED),
    ({"chain": 77}, NOT_FOUND), ({"chain": 77, "receiver": solana(9)}, NOT_FOUND),
    ({"token": 77}, NOT_FOUND), ({"chain": S, "receiver": solana(9)}, 0),
    ({"chain": S}, MALFORMED), ({"amount": 10**12 - 1}, MALFORMED), ({"rate": 10_000}, MALFORMED),
])
def test_judges_withdrawals_by_the_family_of_the_chain(scene, change, code):
    fields = dict(
        token=USDC, amount=UNIT, minimum=0, chain=A, receiver=evm(9), rate=0) | change
    assert scene.sign(codec.WITHDRAW, **fields)[0] == code


def test_own_address_is_the_owner_on_any_chain_of_its_family(scene):
    key = dict(key=bytes(40), scopes=4, expiry=0)
    assert scene.queue(A, codec.SET_KEY, caller=evm(11), slot=0, **key)[0] == 0
    fields = dict(token=USDC, amount=UNIT, minimum=0, rate=0)
    assert scene.sign(codec.WITHDRAW, chain=B, receiver=evm(11), **fields)[0] == 0
    assert scene.sign(codec.WITHDRAW, chain=B, receiver=evm(12), **fields)[0] == SCOPE
    assert scene.sign(codec.WITHDRAW, chain=S, receiver=solana(11), **fields)[0] == SCOPE


@pytest.mark.parametrize("change, code", [
    ({"receiver": solana(1)}, MALFORMED), ({"receiver": evm(0)}, MALFORMED),
    ({"target": 77}, NOT_FOUND), ({"target": S}, MALFORMED),
    ({"target": S, "receiver": solana(1)}, 0), ({"amount": 10**12 + 1}, MALFORMED),
    ({"rate": 10_000}, MALFORMED), ({"minimum": 10**12 + 1}, SLIPPAGE),
])
def test_refunds_cross_swaps_that_fail(scene, change, code):
    assert scene.cross(**{"amount": 10**12, "hops": []} | change)[0] == code
    if code:
        payout = scene.last_payout(A)
        assert (payout.kind, payout.account, payout.part) == (4, codec.NO_ACCOUNT, A)
        assert payout.serial == scene.ledger.chains[A].next_index - 1
        assert payout.receiver == evm(13)[1:] and payout.units == 1


def test_never_refunds_to_another_family(scene):
    before = len(scene.ledger.chains[A].operations)
    assert scene.cross(10**12, [], fallback=solana(13))[0] == MALFORMED
    assert scene.deposit(USDC, 10**12 + 1, to=solana(5))[0] == MALFORMED
    assert len(scene.ledger.chains[A].operations) == before
    assert scene.deposit(USDC, 10**12 + 1)[0] == MALFORMED
    assert len(scene.ledger.chains[A].operations) == before + 1


def test_refuses_registrations_of_another_family(scene):
    fields = dict(token=9, decimals=6, token_class=0)
    assert scene.queue(A, codec.REGISTER_TOKEN, contract=solana(9), **fields)[0] == MALFORMED
    assert scene.queue(S, codec.REGISTER_TOKEN, contract=solana(9), **fields)[0] == 0
    assert scene.queue(S, codec.REGISTER_TOKEN, contract=solana(8), **fields)[0] == EXISTS
    assert scene.ledger.records[words.TOKEN, 9] == (0, 0, 0)


@pytest.mark.parametrize("coins", [
    [(USDC, 9), (3, 9), (ETH, 9)], [(ETH, 9), (USDC, 9)], [(USDC, 9), (USDC, 9)],
    [(USDC, 0), (ETH, 9)],
])
def test_refuses_pools_of_another_form(scene, coins):
    assert scene.sign(codec.CREATE_POOL, kind=0, fee_rate=0, terms=(), coins=coins)[0] == MALFORMED


def test_refuses_counts_that_are_not_the_pools(scene):
    scene.pool(1_000_000, 2_000_000)
    assert scene.sign(codec.ADD_LIQUIDITY, pool=0, minimum=0, maxima=[5, 5, 5])[0] == MALFORMED
    assert scene.sign(codec.ADD_LIQUIDITY, pool=1, minimum=0, maxima=[5, 5, 5])[0] == NOT_FOUND
    assert scene.sign(codec.REMOVE_LIQUIDITY, pool=0, shares=5, minima=[0] * 3)[0] == MALFORMED
    assert scene.sign(codec.REMOVE_LIQUIDITY, pool=1, shares=5, minima=[0] * 3)[0] == NOT_FOUND


def test_shares_go_in_and_out_against_the_caller(scene):
    scene.pool(1_000_003, 2_000_001)
    code, added = scene.sign(codec.ADD_LIQUIDITY, pool=0, minimum=1, maxima=[1_000, 10**6])
    assert code == 0 and added.amounts[0] <= 1_000
    code, removed = scene.sign(
        codec.REMOVE_LIQUIDITY, pool=0, shares=added.shares, minima=[0, 0])
    assert code == 0 and all(out <= into for out, into in zip(removed.amounts, added.amounts))
    too_many = scene.balance(0x8000) + 1
    assert scene.sign(
        codec.REMOVE_LIQUIDITY, pool=0, shares=too_many, minima=[0, 0])[0] == LACKS_BALANCE


def test_examples_of_one_coin_operations(scene):
    scene.pool(10**6 * UNIT, 2_000 * UNIT)
    code, added = scene.sign(codec.ADD_ONE_COIN, pool=0, token=USDC, amount=10**4 * UNIT, minimum=1)
    assert (code, added.shares) == (0, 222716144137687717379)
    assert added.amounts == [10**4 * UNIT, 0]
    other = Scene()
    other.pool(10**6 * UNIT, 2_000 * UNIT)
    code, removed = other.sign(
        codec.REMOVE_ONE_COIN, pool=0, token=USDC, shares=1_000 * UNIT, minimum=1)
    assert (code, removed.amounts) == (0, [44154894846592150249907, 0])
    assert other.sign(codec.REMOVE_ONE_COIN, pool=0, token=9, shares=1, minimum=0)[0] == NOT_FOUND
    assert other.sign(codec.ADD_ONE_COIN, pool=0, token=USDC, amount=0, minimum=0)[0] == MALFORMED


TERMS = (100_000, 2_000, 5_000)


def stable(scene, first: int, second: int, fee_rate: int = 300, terms: tuple = TERMS):
    return scene.sign(
        codec.CREATE_POOL, kind=1, fee_rate=fee_rate, terms=terms,
        coins=[(USDC, first), (ETH, second)])


def test_examples_of_stable_pools(scene):
    code, receipt = stable(scene, 10**6 * UNIT, 10**6 * UNIT)
    assert (code, receipt.shares) == (0, 2 * 10**6 * UNIT - UNIT)
    code, receipt = scene.swap(10**5 * UNIT, [(0, ETH)])
    assert (code, receipt.hops) == (0, [(0, ETH, 69 * UNIT // 10, 99948118831481210972131)])


@pytest.mark.parametrize("fee_rate, terms", [
    (0, TERMS), (300, (99, 0, 300)), (300, (1_000_001, 0, 300)), (300, (100, 1_000_001, 300)),
    (301, (100, 0, 300)), (300, (100, 0, 100_001)),
])
def test_refuses_terms_of_stable_pools(scene, fee_rate, terms):
    assert stable(scene, UNIT, UNIT, fee_rate, terms)[0] == MALFORMED


def test_refuses_new_stable_pools_that_are_small_or_uneven(scene):
    assert stable(scene, UNIT - 1, UNIT)[0] == SLIPPAGE
    assert stable(scene, UNIT, 1_001 * UNIT)[0] == SLIPPAGE
    assert stable(scene, UNIT, 1_000 * UNIT)[0] == 0


DAY = 86_400


def ramp(scene, target: int = 50_000, duration: int = 3 * DAY, pool: int = 0, chain: int = A):
    return scene.queue(
        chain, codec.RAMP_AMPLIFICATION, pool=pool, target=target, duration=duration)


def test_example_of_a_ramp(scene):
    stable(scene, 10**6 * UNIT, 10**6 * UNIT)
    assert ramp(scene)[0] == 0
    values = []
    for time in (100, 101, 100 + DAY, 100 + 3 * DAY - 1, 100 + 3 * DAY, 10**9):
        values.append(scene.ledger.pool(0).amplification(time))
    assert values == [100_000, 100_000, 83_334, 50_001, 50_000, 50_000]
    # The pool trades with the amplification of the block's time.
    before = scene.swap(10**5 * UNIT, [(0, ETH)])[1].hops[0][3]
    other = Scene()
    stable(other, 10**6 * UNIT, 10**6 * UNIT)
    assert ramp(other)[0] == 0
    other.ledger.open(2, 100 + 3 * DAY)
    code, receipt = other.sign(
        codec.SWAP, kind=0, token_in=USDC, hops=[(0, ETH)], amount_in=10**5 * UNIT, amount_out=0,
        valid_until=10**9)
    assert code == 0 and receipt.hops[0][3] < before


@pytest.mark.parametrize("change, code", [
    ({"target": 99}, MALFORMED), ({"target": 1_000_001}, MALFORMED),
    ({"duration": 3 * DAY - 1}, MALFORMED), ({"duration": 365 * DAY + 1}, MALFORMED),
    ({"target": 49_999}, MALFORMED), ({"target": 200_001}, MALFORMED),
    ({"target": 100_000}, MALFORMED), ({"pool": 1}, MALFORMED), ({"pool": 2}, NOT_FOUND),
    ({"pool": 2, "duration": 0}, MALFORMED), ({"pool": 2, "chain": B}, NOT_FOUND),
    ({"chain": B}, SCOPE), ({"chain": S}, SCOPE), ({}, 0), ({"target": 200_000}, 0),
    ({"target": 99_999, "duration": 365 * DAY}, 0),
])
def test_judges_ramps(scene, change, code):
    stable(scene, 10**6 * UNIT, 10**6 * UNIT)
    scene.pool(10**6, 10**6)
    assert ramp(scene, **change)[0] == code


def test_ramps_one_at_a_time_and_on_from_where_the_last_one_ended(scene):
    stable(scene, 10**6 * UNIT, 10**6 * UNIT)
    assert ramp(scene)[0] == 0
    assert ramp(scene, target=60_000)[0] == EXISTS
    assert ramp(scene, target=60_000, chain=B)[0] == EXISTS
    scene.ledger.open(2, 100 + 3 * DAY - 1)
    assert ramp(scene, target=60_000)[0] == EXISTS
    assert ramp(scene, target=100_003)[0] == MALFORMED
    scene.ledger.open(3, 100 + 3 * DAY)
    assert ramp(scene, target=100_000)[0] == 0
    assert scene.ledger.pool(0).amplification(100 + 6 * DAY - 1) == 99_999


@pytest.mark.parametrize("opcode, body", [
    (codec.RAMP_AMPLIFICATION, b""), (codec.RAMP_AMPLIFICATION, bytes(9)),
    (codec.RAMP_AMPLIFICATION, bytes(11)), (0x0F, bytes(253)), (0x0C, b""),
])
def test_consumes_what_it_cannot_read_of_governance(scene, opcode, body):
    operation = codec.governed(opcode, body)
    index = scene.ledger.chains[A].next_index
    assert scene.apply(A, operation) == (MALFORMED, None)
    assert scene.apply(B, operation) == (MALFORMED, None)
    assert scene.ledger.chains[A].next_index == index + 1


def test_dust_of_a_cross_swap_goes_to_the_protocol(scene):
    scene.sign(codec.CREATE_POOL, kind=0, fee_rate=0, terms=(), coins=[(USDC, UNIT), (ETH, UNIT)])
    code, receipt = scene.cross(10**12, [(0, ETH)], receiver=evm(5))
    assert code == 0 and receipt.amount == receipt.payout.units
    assert scene.balance(ETH, 0) == 0
    before = scene.ledger.pool(0).balances[0]
    code, receipt = scene.cross(2 * 10**12 + 12_345, [(0, USDC)], token_in=ETH)
    dust = receipt.amount - receipt.payout.units * 10**12
    assert code == 0 and 0 < dust < 10**12
    assert before - scene.ledger.pool(0).balances[0] == receipt.amount
    assert scene.balance(USDC, 0) == dust


def test_example_of_a_cross_swap():
    """Scale 10 on the target, rate 100: the example of the page."""
    scene = Scene()
    token, fields = 5, dict(token=5, token_class=0)
    for chain, decimals in ((A, 18), (B, 17)):
        assert scene.queue(
            chain, codec.REGISTER_TOKEN, contract=evm(90), decimals=decimals, **fields)[0] == 0
        assert scene.deposit(token, 10**7, chain=chain)[0] == 0
    coins = [(ETH, 1_000_000), (token, 2_000_000)]
    assert scene.sign(codec.CREATE_POOL, kind=0, fee_rate=2_500, terms=(), coins=coins)[0] == 0
    order = dict(amount=10_001, hops=[(0, token)], token_in=ETH, rate=100)
    assert scene.cross(**order, minimum=19_551)[0] == SLIPPAGE
    code, receipt = scene.cross(**order, minimum=19_550)
    assert (code, receipt.amount, receipt.payout.units) == (0, 19_743, 1_974)
    assert (scene.balance(token, 0), scene.balance(ETH, 0)) == (3, 5)


def test_deposits_never_overflow_a_balance(scene):
    code, _ = scene.deposit(ETH, codec.U128)
    assert code == OVERFLOW and scene.last_payout(A).units == codec.U128


def test_nonces_are_used_once(scene):
    fields = dict(token=USDC, amount=1, to=0, to_sub=0)
    assert scene.sign(codec.TRANSFER, nonce=5, **fields)[0] == 0
    assert scene.sign(codec.TRANSFER, nonce=5, **fields)[0] == NONCE_USED


def test_block_begins_with_its_number_and_time(scene):
    assert scene.ledger.records[words.NETWORK,] == words.network_value(1, 100)
