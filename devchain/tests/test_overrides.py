"""Overrides of state and block in calls, access lists, simulated blocks, the pending block."""

from __future__ import annotations

import pytest
from eth_utils import to_bytes

from devchain.process import DevchainError
from devchain.tests.conftest import Client

A, B, C = ("0x" + pair * 20 for pair in ("a1", "b2", "c3"))
READ_FIVE = "0x6005545f5260205ff3"
NUMBER, TIME, COINBASE = "0x435f5260205ff3", "0x425f5260205ff3", "0x415f5260205ff3"
# CALLER's balance; SLOAD(0) + 1 stored and returned.
BALANCE, COUNT = "0x33315f5260205ff3", "0x5f5460010180" + "5f555f5260205ff3"
PARENT_HASH = "0x60014303405f5260205ff3"


def word(number: int) -> str:
    return f"0x{number:064x}"


def test_calls_see_overridden_accounts(client: Client) -> None:
    rpc = client.chain.rpc
    overrides = {A: {"code": READ_FIVE, "stateDiff": {word(5): word(8)}}, B: {"balance": "0x64"}}
    assert rpc("eth_call", {"to": A}, "latest", overrides) == word(8)
    assert rpc("eth_call", {"from": B, "to": A}, "latest",
               {A: {"code": BALANCE}, B: {"balance": "0x64"}}) == word(100)
    assert rpc("eth_call", {"to": A}, "latest") == "0x"
    with pytest.raises(DevchainError, match="insufficient funds"):
        rpc("eth_call", {"from": B, "to": C, "value": "0x65"}, "latest", overrides)
    assert rpc("eth_estimateGas", {"from": B, "to": C, "value": "0x64"}, "latest",
               overrides) == hex(21000)


def test_state_replaces_and_state_diff_adds(client: Client) -> None:
    rpc = client.chain.rpc
    rpc("anvil_setCode", A, READ_FIVE)
    rpc("anvil_setStorageAt", A, "0x5", word(1))
    assert rpc("eth_call", {"to": A}, "latest", {A: {"stateDiff": {word(6): word(2)}}}) == word(1)
    assert rpc("eth_call", {"to": A}, "latest", {A: {"state": {word(6): word(2)}}}) == word(0)
    for wrong in ({A: {"state": {}, "stateDiff": {}}}, {A: {"colour": "0x1"}}, {"0x12": {}}, [],
                  {A: {"stateDiff": {"0x5": word(1)}}},
                  {"0x" + "00" * 19 + "01": {"code": "0x00"}}):
        with pytest.raises(DevchainError, match="-32602"):
            rpc("eth_call", {"to": A}, "latest", wrong)


def test_calls_see_an_overridden_block(client: Client) -> None:
    rpc = client.chain.rpc
    block = {"number": "0x99", "time": "0x77", "feeRecipient": C}
    for code, expected in ((NUMBER, 0x99), (TIME, 0x77), (COINBASE, int(C, 16))):
        assert rpc("eth_call", {"to": A}, "latest", {A: {"code": code}}, block) == word(expected)


def test_access_list_lowers_the_price_of_what_it_names(client: Client, counter: dict) -> None:
    contract = client.deploy(counter)
    client.bump(contract, 1)
    call = {"from": client.accounts[0].address, "to": contract.address,
            "input": contract.encode_abi("bump", [2])}
    answer = client.chain.rpc("eth_createAccessList", call)
    (entry,) = answer["accessList"]
    assert entry["address"] == contract.address.lower() and len(entry["storageKeys"]) == 2
    tx_hash = client.bump(contract, 2, accessList=[
        {"address": contract.address, "storageKeys": entry["storageKeys"]}])
    assert client.receipt(tx_hash)["gasUsed"] == int(answer["gasUsed"], 16)


def simulate(client: Client, *blocks: dict, **options: object) -> list[dict]:
    return client.chain.rpc("eth_simulateV1", {"blockStateCalls": list(blocks)} | options)


def test_simulated_blocks_build_on_each_other_and_leave_nothing(client: Client) -> None:
    before = client.chain.rpc("eth_getBlockByNumber", "latest", False)
    first, second = simulate(
        client,
        {"stateOverrides": {A: {"code": COUNT}, B: {"balance": "0x3e8"}},
         "calls": [{"from": B, "to": A}, {"from": B, "to": C, "value": "0x3e8"}]},
        {"calls": [{"from": C, "to": A}, {"from": C, "to": B, "value": "0x3e8"}]})
    assert [call["returnData"] for block in (first, second) for call in block["calls"]] == [
        word(1), "0x", word(2), "0x"]
    assert all(call["status"] == "0x1" for block in (first, second) for call in block["calls"])
    assert first["parentHash"] == before["hash"] and second["parentHash"] == first["hash"]
    assert int(second["number"], 16) == int(before["number"], 16) + 2
    assert client.chain.rpc("eth_getBlockByNumber", "latest", False) == before
    assert client.chain.rpc("eth_getCode", A) == "0x"


def test_a_simulated_block_is_the_one_that_is_made(client: Client, counter: dict) -> None:
    """The same calls, really sent: the same root of state and receipts, and gas."""
    contract = client.deploy(counter)
    rpc = client.chain.rpc
    sender = client.accounts[0].address
    head = rpc("eth_getBlockByNumber", "latest", False)
    fees = {"maxFeePerGas": "0x174876e800", "maxPriorityFeePerGas": "0x1", "gas": "0x493e0"}
    call = {"from": sender, "to": contract.address,
            "input": contract.encode_abi("bump", [9])} | fees
    time = int(head["timestamp"], 16) + 100
    (simulated,) = simulate(client, {
        "blockOverrides": {"time": hex(time)}, "calls": [call]}, validation=True)
    rpc("evm_setNextBlockTimestamp", time)
    rpc("eth_sendTransaction", call)
    made = rpc("eth_getBlockByNumber", "latest", False)
    for member in ("stateRoot", "receiptsRoot", "gasUsed", "baseFeePerGas", "logsBloom", "number"):
        assert simulated[member] == made[member], member


def test_simulated_gaps_hashes_failures_and_logs(client: Client, counter: dict) -> None:
    contract = client.deploy(counter)
    rpc = client.chain.rpc
    head = int(rpc("eth_blockNumber"), 16)
    blocks = simulate(
        client, {"blockOverrides": {"number": hex(head + 3)},
                 "stateOverrides": {A: {"code": PARENT_HASH}}, "calls": [
                     {"to": A}, {"from": B, "to": contract.address,
                                 "input": contract.encode_abi("bump", [0])},
                     {"from": B, "input": "0xfe", "gas": "0xf4240"},
                     {"from": B, "to": contract.address,
                      "input": contract.encode_abi("bump", [4])}]})
    assert [int(block["number"], 16) for block in blocks] == [head + 1, head + 2, head + 3]
    parent, reverted, halted, bumped = blocks[2]["calls"]
    assert parent["returnData"] == blocks[1]["hash"]
    assert reverted["error"]["code"] == 3 and "amount is zero" in reverted["error"]["message"]
    assert halted["error"]["code"] == -32015 and halted["gasUsed"] == "0xf4240"
    (log,) = bumped["logs"]
    assert log["blockHash"] == blocks[2]["hash"] and log["topics"][2] == word(4)


def test_transfers_of_coins_are_among_the_logs(client: Client) -> None:
    """The call's own, one inside it, a log, another; not the one that is reverted."""
    send = "5f5f5f5f6001" + "73" + C[2:] + "5af150"
    code = "0x" + send + "5f5fa0" + "5f5f5f5f6002" + "73" + B[2:] + "5af150"
    reverting = "0x" + send + "5f5ffd"
    (block,) = simulate(client, {
        "stateOverrides": {A: {"code": code, "balance": "0x64"}, C: {"balance": "0xffff"},
                           B: {"code": reverting, "balance": "0x64"}},
        "calls": [{"from": C, "to": A, "value": "0x7"}, {"from": C, "to": A}]},
        traceTransfers=True)
    logs = [[(int(log["data"], 16) if len(log["topics"]) == 3 else "log", int(log["logIndex"], 16))
             for log in call["logs"]] for call in block["calls"]]
    assert logs == [[(7, 0), (1, 1), ("log", 2)], [(1, 3), ("log", 4)]]
    first = block["calls"][0]["logs"][0]
    assert first["address"] == "0x" + "ee" * 20
    assert [topic[-40:] for topic in first["topics"][1:]] == [C[2:], A[2:]]


@pytest.mark.parametrize(("blocks", "options", "code"), [
    ([{"calls": [{"from": A, "to": B, "nonce": "0x1"}]}], {"validation": True}, -38011),
    ([{"stateOverrides": {A: {"nonce": "0x5"}},
       "calls": [{"from": A, "to": B, "nonce": "0x1"}]}], {"validation": True}, -38010),
    ([{"calls": [{"from": A, "to": B}]}], {"validation": True}, -38012),
    ([{"calls": [{"from": A, "to": B, "gas": "0x0"}]}], {}, -38013),
    ([{"calls": [{"from": A, "to": B, "value": "0x1"}]}], {}, -38014),
    ([{"blockOverrides": {"gasLimit": "0x5208"},
       "calls": [{"from": A, "to": B}, {"from": A, "to": B, "gas": "0x5208"}]}], {}, -38015),
    ([{"blockOverrides": {"number": "0x9"}}, {"blockOverrides": {"number": "0x9"}}], {}, -38020),
    ([{"blockOverrides": {"time": "0x1"}}], {}, -38021),
    ([{"blockOverrides": {"number": "0x1000"}}], {}, -38026),
    ([{"stateOverrides": {A: {"nonce": "0xffffffffffffffff"}},
       "calls": [{"from": A, "to": B}]}], {}, -32603),
    ([], {}, -32602), ([{"calls": {}}], {}, -32602), ([{}], {"traceTransfers": 1}, -32602)])
def test_simulations_are_refused_with_the_codes_of_the_specification(
        client: Client, blocks: list, options: dict, code: int) -> None:
    with pytest.raises(DevchainError, match=f'"code": {code}'):
        simulate(client, *blocks, **options)


def test_the_pending_block_is_the_one_that_is_mined(manual: Client) -> None:
    manual.transfer(0, 1)
    manual.transfer(1, 2)
    rpc = manual.chain.rpc
    time = int(rpc("eth_getBlockByNumber", "latest", False)["timestamp"], 16) + 1000
    rpc("evm_setNextBlockTimestamp", time)
    pending = rpc("eth_getBlockByNumber", "pending", True)
    rpc("evm_mine")
    assert rpc("eth_getBlockByNumber", "latest", True) == pending
    assert to_bytes(hexstr=pending["hash"]) and len(pending["transactions"]) == 2
