"""The part of the demo in which a token of another protocol grows in a pool and its gain reaches the provider."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from governance import govern, set_rate_feed
from localnet import NetworkError
from yields import YieldVault

if TYPE_CHECKING:
    from demo import Demo

TOKEN = 5
USDC = 2


def earn_a_yield(demo: Demo) -> None:
    """The liquidity provider puts yUSDC of A into a stable pool; the vault earns, and the pool's coins are worth more."""
    network = demo.network
    demo.say("a lending vault of USDC on A, a mock, whose shares yUSDC the network lists with a feed of their rate")
    vault = YieldVault(network, demo.chain("A"), TOKEN, "yUSDC", "USDC")
    vault.give(demo.addresses["lp"], 3_000)
    vault.register()
    wait(lambda: token(demo))
    govern(network, [set_rate_feed(TOKEN, 0, USDC)])
    demo.step("liquidity provider deposits 3,000 yUSDC on A", "deposit", "--chain", "A", "--token", str(TOKEN),
              "--amount", "3000", wallet="lp")
    wait(lambda: "underlying" in token(demo))
    demo.post_prices(f"{TOKEN}={vault.rate}")
    demo.step("stable pool USDC-yUSDC", "pool", "create", "--kind", "stable", "--tokens", f"USDC,{TOKEN}", "--amounts",
              "3000,3000", wallet="lp")
    before = worth(demo)
    vault.earn(60)
    demo.post_prices(f"{TOKEN}={vault.rate}")
    gain = worth(demo) - before
    demo.say(f"yUSDC earned 2 %; at most 50 millionths an hour of it count: the pool's coins are worth {gain / 10**36:.6f}"
             " USDC more")
    if gain <= 0:
        raise NetworkError("the pool's coins are worth no more")
    demo.step("Alice swaps 5 USDC to yUSDC at its rate", "swap", "--from", "USDC", "--to", str(TOKEN), "--amount", "5",
              wallet="alice")


def token(demo: Demo) -> dict:
    """What the network says of the token; empty until it is registered."""
    return next((one for one in demo.network.zklink("tokens")["tokens"] if one["token"] == TOKEN), {})


def worth(demo: Demo) -> int:
    """What the coins of its pool are worth at their rates, with 36 decimals."""
    pool = next(one for one in demo.network.zklink("pools")["pools"] if TOKEN in one["tokens"])
    return sum(int(held) * int(rate) for held, rate in zip(pool["balances"], pool["rates"]))


def wait(condition) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        if time.monotonic() > deadline:
            raise NetworkError("the ledger does not list yUSDC with its feed within 60 s")
        time.sleep(0.5)
