"""A network whose blocks are proven: whatever is killed, every block is proven on every chain, once."""

from __future__ import annotations

import os
import random
import secrets
import time

import pytest
from private_postgres import PrivatePostgres
from system_network import SystemNetwork
from wrapkey import ensure

LIMIT_SECONDS = 1_500
BLOCKS = 4


@pytest.mark.skipif(os.environ.get("ZKLINK_DEEP") != "1", reason="proves blocks for half an hour: ZKLINK_DEEP=1")
@pytest.mark.parametrize("queue", ["embedded", "postgres"])
def test_every_block_is_proven_once_whatever_is_killed(folder, queue):
    seed = int(os.environ.get("ZKLINK_SEED", secrets.randbits(48)))
    print(f"\nvalidity: seed {seed} (ZKLINK_SEED={seed} repeats it)")
    database = PrivatePostgres() if queue == "postgres" else None
    if database:
        database.start()
    network = SystemNetwork(
        folder, wrap=ensure(), with_broker=False, postgres=database.information if database else None)
    try:
        network.start()
        network.spawn_prover("prover-1")
        network.spawn_prover("prover-2", "--kinds", "chunk,join")
        network.wallet("alice", {"USDC": 100})
        network.zklink("register-key", "--chain", "A", wallet="alice")
        for _ in range(BLOCKS):
            network.zklink("deposit", "--chain", "A", "--token", "USDC", "--amount", "1", wallet="alice")
        kills = kill_until_proven(network, database, random.Random(seed))
        assert min(network.counters("executed")) == network.latest
        check_proofs(network)
        print(f"validity: {network.latest} blocks proven beside {kills} kills")
    finally:
        network.stop()
        if database:
            database.remove()


def kill_until_proven(network: SystemNetwork, database: PrivatePostgres | None, dice: random.Random) -> int:
    """Kills and restarts one part after the other until every block is executed; returns how often."""
    names = ["node", "prover-1", "prover-2"] + (["database"] if database else [])
    begun, kills = time.monotonic(), 0
    while not is_settled(network):
        assert time.monotonic() < begun + LIMIT_SECONDS, network.processes["node"].tail()
        # Long enough for the longest job, or nothing would ever be finished.
        time.sleep(dice.uniform(5, 120))
        name = dice.choice(names)
        if name == "database":
            database.kill()
            time.sleep(dice.uniform(0, 3))
            database.start()
        else:
            network.processes[name].kill()
            time.sleep(dice.uniform(0, 3))
            if name == "node":
                network.restart("node")
            else:
                network.processes[name].spawn()
        kills += 1
    return kills


def is_settled(network: SystemNetwork) -> bool:
    return network.latest >= BLOCKS and min(network.counters("executed")) == network.latest


def check_proofs(network: SystemNetwork) -> None:
    """The proofs on each chain lead from genesis to the last block, each further than the one before."""
    for chain in network.chains:
        assert chain.contract("BlockLedger").functions.settlement_mode().call() == "validity"
        events = chain.contract("BlockLedger").events.BlocksProven.get_logs(from_block=chain.deployment["startBlock"])
        lasts = [event["args"]["last"] for event in events]
        assert lasts == sorted(set(lasts)) and lasts[-1] == network.latest
