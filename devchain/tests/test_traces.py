"""Traces: opcode steps, calls, the state before; the same gas as the receipt says."""

from __future__ import annotations

import pytest

from devchain.process import DevchainError
from devchain.tests import shapes
from devchain.tests.conftest import Client
from devchain.tests.shapes import ANY, HASH, TRACE, Members
from devchain.tests.test_transactions import runtime_of

def word(number: int) -> str:
    return f"0x{number:064x}"


def trace(client: Client, tx_hash: bytes, **config: object) -> dict:
    return client.chain.rpc("debug_traceTransaction", "0x" + tx_hash.hex(), config)


def test_steps_of_a_known_program(client: Client) -> None:
    # SSTORE(1, 7); SLOAD(1); MSTORE(0, it); RETURN(0, 32).
    tx_hash = client.send(data=runtime_of("60076001556001545f5260205ff3"))
    contract = client.receipt(tx_hash)["contractAddress"]
    call = client.send(to=contract, gas=100_000)
    result = trace(client, call, enableMemory=True)
    assert list(shapes.faults(result, TRACE)) == []
    assert result["gas"] == client.receipt(call)["gasUsed"] and not result["failed"]
    assert result["returnValue"] == word(7)
    steps = result["structLogs"]
    assert [step["op"] for step in steps] == [
        "PUSH1", "PUSH1", "SSTORE", "PUSH1", "SLOAD", "PUSH0", "MSTORE", "PUSH1", "PUSH0",
        "RETURN"]
    assert [step["gasCost"] for step in steps] == [3, 3, 22100, 3, 100, 2, 6, 3, 2, 0]
    assert steps[0]["gas"] == 100_000 - 21_000 and steps[1]["gas"] == steps[0]["gas"] - 3
    assert steps[2]["stack"] == ["0x7", "0x1"]
    assert steps[2]["storage"] == {word(1): word(7)} == steps[4]["storage"]
    assert "storage" not in steps[3] and steps[7]["memory"] == [word(7)]
    assert "memory" not in trace(client, call)["structLogs"][7]
    bare = trace(client, call, disableStack=True, disableStorage=True, limit=3)["structLogs"]
    assert len(bare) == 3 and not {"stack", "storage"} & set(bare[2])


def test_steps_name_the_error(client: Client) -> None:
    failed = client.send(data="0x60016002fe", gas=60_000)
    result = trace(client, failed)
    assert result["failed"] and result["gas"] == 60_000
    assert result["structLogs"][-1]["error"] == "invalid opcode: 0xfe"
    reverted = client.send(data="0x602a5f5260205ffd", gas=60_000)
    result = trace(client, reverted)
    assert result["failed"] and result["returnValue"] == word(42)


def test_calls_form_a_tree(client: Client, counter: dict) -> None:
    first, second = client.deploy(counter), client.deploy(counter)
    data = second.encode_abi("try_bump", [first.address, 0])
    failing = trace(client, client.send(to=second.address, data=data), tracer="callTracer")
    assert failing["type"] == "CALL" and "error" not in failing
    (inner,) = failing["calls"]
    assert inner["from"] == second.address.lower() and inner["to"] == first.address.lower()
    assert inner["error"] == "execution reverted" and inner["revertReason"] == "amount is zero"
    data = second.encode_abi("try_bump", [first.address, 6])
    tx_hash = client.send(to=second.address, data=data, gas=200_000)
    good = trace(client, tx_hash, tracer="callTracer", tracerConfig={"withLog": True})
    assert good["gas"] == hex(200_000)
    assert int(good["gasUsed"], 16) == client.receipt(tx_hash)["gasUsed"]
    (log,) = good["calls"][0]["logs"]
    assert log["topics"][2] == word(6) and log["address"] == first.address.lower()
    assert good["calls"][0]["output"] == word(6)
    top = trace(client, tx_hash, tracer="callTracer", tracerConfig={"onlyTopCall": True})
    assert "calls" not in top and top["output"] == word(1)


def test_creations_precompiles_delegation_and_destruction_are_calls(client: Client) -> None:
    # CREATE of code that returns nothing, STATICCALL of SHA-256, DELEGATECALL of itself with
    # no gas, SELFDESTRUCT to address 5.
    code = ("5f5f5ff050" + "60205f60205f60025afa50" + "5f5f5f5f30" + "5ff450" + "6005ff")
    contract = client.receipt(client.send(data=runtime_of(code)))["contractAddress"]
    result = trace(client, client.send(to=contract, value=3, gas=200_000), tracer="callTracer")
    kinds = [(call["type"], int(call["to"], 16)) for call in result["calls"]]
    assert [kind for kind, _ in kinds] == [
        "CREATE", "STATICCALL", "DELEGATECALL", "SELFDESTRUCT"]
    assert kinds[1][1] == 2 and kinds[2][1] == int(contract, 16) and kinds[3][1] == 5
    assert len(result["calls"][1]["output"]) == 66 and result["calls"][3]["value"] == "0x3"


def test_prestate_is_the_state_before_the_transaction(manual: Client, counter: dict) -> None:
    contract = manual.deploy(counter)
    bumps = [manual.bump(contract, amount) for amount in (2, 3)]
    manual.chain.rpc("evm_mine")
    assert len({manual.receipt(tx)["blockNumber"] for tx in bumps}) == 1
    sender, target = manual.accounts[0].address.lower(), contract.address.lower()
    states = [trace(manual, tx, tracer="prestateTracer") for tx in bumps]
    assert [int(state[target]["storage"][word(0)], 16) for state in states] == [0, 2]
    assert [state[sender]["nonce"] for state in states] == [1, 2]
    assert states[0][target]["code"] == manual.chain.rpc("eth_getCode", target)


def test_the_difference_names_what_a_transaction_changed(client: Client, counter: dict) -> None:
    contract = client.deploy(counter)
    client.bump(contract, 2)
    config = {"tracer": "prestateTracer", "tracerConfig": {"diffMode": True}}
    answer = trace(client, client.bump(contract, 3), **config)
    sender, target = client.accounts[0].address.lower(), contract.address.lower()
    assert answer["post"][target]["storage"][word(0)] == word(5)
    assert answer["pre"][target]["storage"][word(0)] == word(2)
    assert set(answer["post"][target]) == {"storage"} and "code" in answer["pre"][target]
    assert (answer["pre"][sender]["nonce"], answer["post"][sender]["nonce"]) == (2, 3)
    balance = client.web3.eth.get_balance(client.accounts[0].address)
    assert answer["post"][sender]["balance"] == hex(balance)
    creation = client.send(data=counter["bytecode"], gas=3_000_000)
    made = client.receipt(creation)["contractAddress"].lower()
    answer = trace(client, creation, **config)
    assert made not in answer["pre"]
    assert answer["post"][made]["code"] == client.chain.rpc("eth_getCode", made)
    with pytest.raises(DevchainError, match="-32602"):
        client.chain.rpc("debug_traceCall", {}, "latest", config)


def test_blocks_and_calls_are_traced(manual: Client, counter: dict) -> None:
    contract = manual.deploy(counter)
    manual.bump(contract, 2), manual.bump(contract, 3, sender=1), manual.transfer(2, 3)
    manual.chain.rpc("evm_mine")
    rpc = manual.chain.rpc
    block = rpc("eth_getBlockByNumber", "latest", False)
    entries = rpc("debug_traceBlockByNumber", block["number"])
    assert [entry["txHash"] for entry in entries] == block["transactions"]
    assert list(shapes.faults(entries, [Members({"txHash": HASH, "result": TRACE})])) == []
    assert sum(entry["result"]["gas"] for entry in entries) == int(block["gasUsed"], 16)
    assert rpc("debug_traceBlockByHash", block["hash"]) == entries
    calls = rpc("debug_traceBlockByNumber", "latest", {"tracer": "callTracer"})
    assert list(shapes.faults(calls, [Members({"txHash": HASH, "result": ANY})])) == []
    call = {"to": contract.address, "input": contract.encode_abi("total", [])}
    assert rpc("debug_traceCall", call, "latest")["returnValue"] == word(5)
    overrides = {contract.address: {"stateDiff": {word(0): word(9)}}}
    traced = rpc("debug_traceCall", call, "latest", {"stateOverrides": overrides})
    assert traced["returnValue"] == word(9)


def test_a_trace_sees_writes_from_outside_and_impersonated_senders(client: Client) -> None:
    rpc = client.chain.rpc
    nobody, target = "0x" + "ab" * 20, "0x" + "cd" * 20
    rpc("anvil_setBalance", nobody, hex(10**18))
    rpc("anvil_setCode", target, "0x6005545f5260205ff3")
    rpc("anvil_setStorageAt", target, "0x5", word(8))
    rpc("anvil_impersonateAccount", nobody)
    tx_hash = rpc("eth_sendTransaction", {"from": nobody, "to": target, "gas": "0x186a0"})
    rpc("anvil_stopImpersonatingAccount", nobody)
    assert rpc("debug_traceTransaction", tx_hash)["returnValue"] == word(8)
    rpc("devchain_mine", 2)
    assert rpc("debug_traceTransaction", tx_hash)["returnValue"] == word(8)


def test_block_hashes_are_in_traces(client: Client, counter: dict) -> None:
    contract = client.deploy(counter)
    client.chain.rpc("devchain_mine", 3)
    tx_hash = client.send(to=contract.address, data=contract.encode_abi("parent_hash", []))
    parent = client.web3.eth.get_block(client.receipt(tx_hash)["blockNumber"] - 1)["hash"]
    assert trace(client, tx_hash)["returnValue"] == "0x" + parent.hex()


def test_deep_calls_are_traced_and_deep_json_is_still_refused(client: Client) -> None:
    # Calls itself with all gas but 1/64 each time.
    code = "5f5f5f5f5f305af100"
    contract = client.receipt(client.send(data=runtime_of(code)))["contractAddress"]
    tx_hash = client.send(to=contract, gas=29_000_000)
    with pytest.raises(DevchainError, match="calls deeper than 256"):
        trace(client, tx_hash, tracer="callTracer")
    trace(client, tx_hash, tracer="callTracer", tracerConfig={"onlyTopCall": True})
    depths = [step["depth"] for step in trace(client, tx_hash, disableStack=True)["structLogs"]]
    assert max(depths) > 400
    shallow = client.send(to=contract, gas=100_000)
    assert "calls" in trace(client, shallow, tracer="callTracer")["calls"][0]
    assert client.chain.post(b"[" * 100_000)["error"]["code"] == -32700


@pytest.mark.parametrize(("method", "params", "message"), [
    ("debug_traceTransaction", [word(1)], "transaction not found"),
    ("debug_traceBlockByNumber", ["3"], "-32602"),
    ("debug_traceBlockByNumber", ["0x0"], "genesis is not traceable"),
    ("debug_traceBlockByHash", [word(1)], f"block {word(1)} not found"),
    ("debug_traceCall", [{}, "latest", {"tracer": "noSuchTracer"}], "tracer not found"),
    ("debug_traceCall", [{}, "latest", {"enableMemory": 1}], "-32602"),
    ("debug_traceCall", [{}, "latest", 5], "-32602")])
def test_refusals(client: Client, method: str, params: list, message: str) -> None:
    with pytest.raises(DevchainError, match=message):
        client.chain.rpc(method, *params)
