"""kill -9 of the node at random points under load: nothing acknowledged is lost, nothing is done twice."""

from __future__ import annotations

import asyncio
import os
import random
import secrets
import time
from collections import Counter
from hashlib import sha256

import compact
from load import FUNDS, TOKEN, Load, LonelyNode, placement, prepare
from localnet import NETWORK_ID

POINTS = int(os.environ.get("ZKLINK_CRASH_POINTS", "2000" if os.environ.get("ZKLINK_DEEP") else "200"))
STOPS = 10
ACCOUNTS = 64
TRANSFERS_A_POINT = 300
OLDER_SAMPLE = 40


def test_two_hundred_kills_lose_nothing_and_repeat_nothing(folder):
    seed = int(os.environ.get("ZKLINK_SEED", secrets.randbits(48)))
    print(f"\ncrash: seed {seed} (ZKLINK_SEED={seed} repeats it), {POINTS} points")
    dice = random.Random(seed)
    load = Load(prepare(folder, seed, ACCOUNTS, POINTS * TRANSFERS_A_POINT), dice)
    node = LonelyNode(folder)
    started, during_start, unanswered_but_done, checks = time.monotonic(), 0, 0, 0
    try:
        for point in range(POINTS):
            if dice.random() < 0.15:
                kill_during_start(node, dice)
                during_start += 1
            node.start()
            if point == 0:
                wait_for_accounts(node)
            answered, flying = asyncio.run(load.run(node.port, node.process.kill, dice.uniform(0.002, 0.25)))
            assert not load.errors, load.errors[:3]
            assert not node.process.running
            node.start()
            older = dice.sample(list(load.acknowledged), min(OLDER_SAMPLE, len(load.acknowledged)))
            checks += check_acknowledged(node, load, answered + older)
            unanswered_but_done += check_unanswered(node, load, flying)
            load.send_again(flying)
            check_sent_again(node, load, dice.sample(answered, min(4, len(answered))))
            node.process.kill()
        node.start()
        finish(node, load)
        summary = check_everything(node, load)
    finally:
        node.process.stop()
    print(f"crash: {POINTS} kills under load and {during_start} more while starting, in {time.monotonic() - started:.0f} s; "
          f"{len(load.acknowledged)} acknowledged, 0 lost, 0 twice, {unanswered_but_done} done without an answer, "
          f"{checks} looked up between kills; {summary}")


def test_told_to_stop_under_load_ends_cleanly_and_loses_nothing(folder):
    seed = int(os.environ.get("ZKLINK_SEED", secrets.randbits(48)))
    print(f"\nstop: seed {seed}, {STOPS} stops")
    dice = random.Random(seed)
    load = Load(prepare(folder, seed, ACCOUNTS, STOPS * TRANSFERS_A_POINT), dice)
    node = LonelyNode(folder)
    try:
        node.start()
        wait_for_accounts(node)
        replayed = 0
        for _ in range(STOPS):
            _, flying = asyncio.run(load.run(node.port, node.process.child.terminate, dice.uniform(0.002, 0.25)))
            assert not load.errors, load.errors[:3]
            assert node.process.child.wait(10) == 0, node.process.tail(5)
            node.start()
            replayed += node.process.ready["replayed"]
            check_acknowledged(node, load, list(load.acknowledged))
            check_unanswered(node, load, flying)
            load.send_again(flying)
        finish(node, load)
        print(f"{STOPS} stops under load, {replayed} log records applied again; {check_everything(node, load)}")
        # Told at the very moment when it is ready.
        for _ in range(5):
            node.process.stop()
            node.start()
            node.process.child.terminate()
            assert node.process.child.wait(10) == 0
    finally:
        node.process.stop()


def kill_during_start(node: LonelyNode, dice: random.Random) -> None:
    node.process.spawn()
    time.sleep(dice.uniform(0, 0.08))
    node.process.kill()


def wait_for_accounts(node: LonelyNode) -> None:
    for _ in range(500):
        if "result" in node.calls("zkl_nextNonce", [{"accountId": ACCOUNTS, "slot": 0}])[0]:
            return
        time.sleep(0.02)
    raise AssertionError("the accounts of the queue were not made")


def check_acknowledged(node: LonelyNode, load: Load, names: list[str]) -> int:
    """Every answered operation is there, with the same result."""
    for name, answer in zip(names, node.calls("zkl_operation", [{"operationId": name} for name in names]), strict=True):
        assert "result" in answer, f"{name} was acknowledged and is lost: {answer}"
        assert placement(answer["result"]) == load.acknowledged[name], name
    return len(names)


def check_unanswered(node: LonelyNode, load: Load, flying: list[int]) -> int:
    """An operation without an answer is there or not; if there, sending it again gives the same result."""
    names = [load.transfers[number]["id"] for number in flying]
    done = 0
    for name, answer in zip(names, node.calls("zkl_operation", [{"operationId": name} for name in names]), strict=True):
        if "result" in answer:
            before = load.acknowledged.setdefault(name, placement(answer["result"]))
            assert before == placement(answer["result"])
            done += 1
        else:
            assert answer["error"]["code"] == -32052, answer
            assert name not in load.acknowledged
    return done


def check_sent_again(node: LonelyNode, load: Load, names: list[str]) -> None:
    answers = node.calls("zkl_submit", [{"operation": load.encoded[name]} for name in names])
    for name, answer in zip(names, answers, strict=True):
        assert "result" in answer, answer
        assert placement(answer["result"]) == load.acknowledged[name]


def finish(node: LonelyNode, load: Load) -> None:
    """Sends the remaining transfers of all kills; all blocks are closed and stored."""
    left = [number for number in load.waiting if number < max_sent(load)]
    answers = node.calls("zkl_submit", [{"operation": load.transfers[number]["operation"]} for number in left])
    for number, answer in zip(left, answers, strict=True):
        assert "result" in answer, answer
        name = load.transfers[number]["id"]
        assert load.acknowledged.setdefault(name, placement(answer["result"])) == placement(answer["result"])
    last = max(block for block, _, _ in load.acknowledged.values())
    for _ in range(500):
        if node.call("zkl_network")["blockNumber"] >= last:
            return
        time.sleep(0.02)
    raise AssertionError(f"block {last} was not sealed")


def max_sent(load: Load) -> int:
    """One above the last transfer ever sent; later ones still wait in order."""
    untouched, expected = len(load.transfers), len(load.transfers) - 1
    for number in reversed(load.waiting):
        if number != expected:
            break
        untouched, expected = number, expected - 1
    return untouched


def check_everything(node: LonelyNode, load: Load) -> str:
    """Every acknowledged operation is in exactly one block, no other is, and balances agree."""
    check_acknowledged(node, load, list(load.acknowledged))
    places = Counter((block, index) for block, index, _ in load.acknowledged.values())
    assert max(places.values()) == 1
    seen, latest = Counter(), node.call("zkl_network")["blockNumber"]
    for number in range(1, latest + 1):
        # One at a time: the answers of a batch are bounded together.
        answer = node.call("zkl_blockData", number=number)
        data, authorizations = (
            bytes.fromhex(answer[name][2:]) for name in ("data", "authorizations"))
        _, _, operations = compact.decode(data, authorizations)
        for index, (source, operation) in enumerate(operations):
            if source == 0:
                name = "0x" + sha256(operation.message(NETWORK_ID)).hexdigest()
                seen[name] += 1
                assert load.acknowledged[name][:2] == (number, index)
    assert max(seen.values()) == 1, [name for name, count in seen.items() if count > 1]
    assert set(seen) == set(load.acknowledged)
    check_balances(node, load)
    return f"{latest} blocks read back, balances of {ACCOUNTS} accounts as computed"


def check_balances(node: LonelyNode, load: Load) -> None:
    expected = dict.fromkeys(range(1, ACCOUNTS + 1), FUNDS)
    for transfer in load.transfers:
        if transfer["id"] in load.acknowledged:
            expected[transfer["from"]] -= transfer["amount"]
            expected[transfer["to"]] += transfer["amount"]
    for account, answer in zip(expected, node.calls("zkl_account", [{"accountId": one} for one in expected]), strict=True):
        balances = {entry["token"]: int(entry["amount"]) for entry in answer["result"]["balances"]}
        assert balances == {TOKEN: expected[account]}, account
