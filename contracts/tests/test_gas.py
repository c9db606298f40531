"""The gas of each function, written to build/bench/gas.json, with bounds against regressions."""

import json

import pytest

from . import encoding
from .encoding import Payout, padded
from .machine import ROOT
from .test_keys import message, signed
from .test_signatures import SALT, wallet_address, wallet_code, wrapped
from .world import ALICE, BOB, BROKER, DEPLOYER, FEE, NATIVE, OPERATOR, OTHER_CHAIN, World

# Measured with Vyper 0.4.3 for Cancun, then three hundredths more.
BOUNDS = {
    "deposit": 152_000,
    "deposit_native": 126_600,
    "cross_swap": 156_300,
    "set_key": 104_700,
    "set_key_above": 111_800,
    "set_key_for": 165_800,
    "set_key_for_wallet": 171_800,
    "set_key_for_new_wallet": 589_600,
    "govern": 85_800,
    "accept": 99_000,
    "claim": 55_800,
    "claim_voucher": 61_500,
    "deposit_voucher": 145_000,
    "commit_0": 186_000,
    "commit_16": 208_500,
    "commit_64": 276_000,
    "commit_0_other_chain": 186_000,
    "prove": 41_700,
    "confirm": 77_000,
    "execute_0": 52_500,
    "execute_per_payout_new": 54_000,
    "execute_per_payout_known": 31_700,
    "execute_per_payout_waiting": 55_300,
    "release": 71_200,
}


def payouts(count: int, first: int = 0, known: bool = False) -> list[Payout]:
    """Payouts to as many receivers, or all to one."""
    return [
        Payout(padded(BOB if known else f"0x{first + i + 1_000:040x}"), 2, 5, serial=first + i)
        for i in range(count)
    ]


class Meter:
    """Makes each call twice: on a cold copy for the cost, on the world for the effect."""

    def __init__(self, world: World):
        self.world = world

    def __call__(self, name: str, *arguments, sender: str = ALICE, value: int = 0) -> int:
        world, machine = self.world, self.world.machine
        target = next(one for one in (world.zklink, world.ledger, world.registrar) if name in one.functions)
        data = target.encode(name, *arguments)
        cost = machine.cold_gas(sender, target.address, data, value)
        machine.call(sender, target.address, data, value)
        self.world.remember()
        return cost

    def commit(self, block: list[Payout]) -> int:
        """The cost of a block."""
        header, data = self.world.next_header(block), b"data" if self.world.data_chain else b""
        encoded = b"".join(payout.encoded() for payout in block)
        cost = self.world.machine.cold_gas(
            OPERATOR, self.world.ledger.address,
            self.world.ledger.encode("commit", header.encoded(), encoded, data))
        self.world.commit(block, header=header)
        return cost


def waiting_figures() -> dict[str, int]:
    """What payouts cost that wait for the limit of outflow."""
    world = World(minimum=0)
    world.deposit(1_000)
    world.settle(payouts(17, 1_000))
    world.settle([Payout(padded(BOB), 2, 300, serial=1)])
    meter, blocks = Meter(world), [payouts(count, 100 * count) for count in (1, 17)]
    for block in blocks:
        meter.commit(block)
    world.prove()
    world.confirm()
    one, many = (
        meter("execute", [b"".join(payout.encoded() for payout in block)]) for block in blocks)
    world.machine.advance(10 * 86_400)
    return {
        "execute_per_payout_waiting": (many - one) // 16,
        "release": meter("release", blocks[1][0].encoded()),
    }


def voucher_figures() -> dict[str, int]:
    """What vouchers cost, of which some are out."""
    world = World(fee=FEE)
    voucher, share = world.register_voucher(0x8000), 0x8000
    for serial in range(2):
        world.settle([Payout(padded(ALICE), share, 500, serial=serial)])
        world.zklink.claim(ALICE, voucher.address)
    order = Payout(padded(BOB), share, 50, serial=2)
    world.settle([order])
    meter = Meter(world)
    return {
        "claim_voucher": meter("claim", BOB, voucher.address),
        "deposit_voucher": meter(
            "deposit", voucher.address, 5, 1, padded(ALICE), 0, value=world.zklink.queue_fee()),
    }


def key_figures() -> dict[str, int]:
    """What keys cost that owners signed for: the first of an owner, whose wallet is small."""
    world = World(fee=FEE)
    world.deposit(1_000)
    meter, factory = Meter(world), world.machine.deploy("MockFactory", sender=DEPLOYER)
    wallet = world.machine.deploy("MockWallet", ALICE, 0, sender=DEPLOYER)
    code = wallet_code()
    new = message(world, wallet_address(factory, code))
    made = {
        "set_key_for": (one := message(world), signed(one)),
        "set_key_for_wallet": (one := message(world, wallet.address), signed(one)),
        "set_key_for_new_wallet": (
            new, wrapped(factory.address, factory.encode("create", code, SALT), signed(new))),
    }
    return {
        name: meter(
            "set_key_for", one.owner, one.slot, one.public_key, one.scopes, one.expiry, one.nonce, one.deadline,
            signature, sender=BROKER, value=world.zklink.queue_fee())
        for name, (one, signature) in made.items()}


@pytest.fixture(scope="module")
def figures(compiled) -> dict[str, int]:
    """Every figure, on contracts that are in use already."""
    world = World(fee=FEE)
    world.deposit(10**9)
    world.deposit_native(10**9)
    world.settle(payouts(1, known=True))
    world.supply(world.usdc, ALICE, 10**9)
    world.supply(world.usdc, BROKER, 10**9)
    token, meter, fee = world.usdc.address, Meter(world), world.zklink.queue_fee
    result = {
        "deposit": meter("deposit", token, 5, 1, padded(ALICE), 0, value=fee()),
        "deposit_native": meter("deposit", NATIVE, 5, 1, padded(ALICE), 0, value=5 + fee()),
        "cross_swap": meter(
            "cross_swap", token, 5, OTHER_CHAIN, 1, 1, padded(BOB), ALICE, 30, [(1, 3)],
            value=fee()),
        "set_key": meter("set_key", 1, bytes(40), 15, 0, value=fee()),
        # With something above the fee, which comes back.
        "set_key_above": meter("set_key", 1, bytes(40), 15, 0, value=fee() + 1),
    }
    # By an account, as the timelock's own cost is that of its operation.
    governed = world.machine.deploy(
        "ZkLink", *world.constructor(governance=DEPLOYER), sender=DEPLOYER)
    operation = encoding.governed(6, bytes(10))
    governed.govern(operation, sender=DEPLOYER)
    result["govern"] = world.machine.cold_gas(
        DEPLOYER, governed.address, governed.encode("govern", operation))
    order = Payout(
        padded(BOB), 2, 500, kind=3, account=encoding.codec.NO_ACCOUNT, serial=77, fee_rate=30)
    result["accept"] = meter("accept", order.encoded(), sender=BROKER)
    blocks = {0: [], 16: payouts(16, 100), 64: payouts(64, 200), 1: payouts(1, 300, True),
              17: payouts(17, 400, True)}
    commits = {count: meter.commit(block) for count, block in blocks.items()}
    result |= {f"commit_{count}": commits[count] for count in (0, 16, 64)}
    result["prove"] = meter("prove", 1, 6, world.proof(1, 6))
    result["confirm"] = meter("confirm", 6, world.confirmations(6))
    costs = {
        count: meter("execute", [b"".join(payout.encoded() for payout in block)])
        for count, block in blocks.items()
    }
    result["execute_0"] = costs[0]
    result["execute_per_payout_new"] = (costs[64] - costs[16]) // 48
    result["execute_per_payout_known"] = (costs[17] - costs[1]) // 16
    result["claim"] = meter("claim", BOB, token)
    result |= waiting_figures() | voucher_figures() | key_figures()
    other = World(data_chain=False)
    other.settle()
    result["commit_0_other_chain"] = Meter(other).commit([])
    target = ROOT / "build" / "bench" / "gas.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(dict(sorted(result.items())), indent=1) + "\n")
    return result


@pytest.mark.parametrize("name", BOUNDS)
def test_costs_at_most(figures, name):
    assert figures[name] <= BOUNDS[name]


def test_bounds_are_not_slack(figures):
    assert {name for name in BOUNDS if figures[name] < BOUNDS[name] * 0.9} == set()
    assert set(figures) == set(BOUNDS)
