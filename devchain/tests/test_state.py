"""Past state, snapshots, time, dumps, interval mining, base fee."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from web3 import Web3
from web3.exceptions import ContractLogicError, Web3RPCError

from devchain.process import DevchainError, DevchainProcess
from devchain.tests.conftest import Client, connect


def test_calls_and_reads_at_past_blocks(client: Client, counter: dict) -> None:
    contract = client.deploy(counter)
    for amount in (1, 2, 3):
        client.bump(contract, amount)
    total = contract.functions.total()
    assert [total.call(block_identifier=n) for n in (1, 2, 3, 4)] == [0, 1, 3, 6]
    assert contract.functions.now().call(block_identifier=2) == client.web3.eth.get_block(2)[
        "timestamp"]
    sender = client.accounts[0].address
    assert [client.web3.eth.get_transaction_count(sender, n) for n in range(5)] == [0, 1, 2, 3, 4]
    assert client.web3.eth.get_code(contract.address, 0) == b""
    slot = client.web3.eth.get_storage_at
    assert [int(slot(contract.address, 0, n).hex(), 16) for n in (1, 2, 4)] == [0, 1, 6]
    by_hash = {"blockHash": Web3.to_hex(client.web3.eth.get_block(2)["hash"])}
    data = {"to": contract.address, "data": contract.encode_abi("total")}
    assert int(client.chain.rpc("eth_call", data, by_hash), 16) == 1
    with pytest.raises(Web3RPCError, match="header not found"):
        client.web3.eth.get_balance(sender, 99)


def test_answers_of_a_block_are_forgotten_when_its_state_changes(
        client: Client, counter: dict) -> None:
    contract = client.deploy(counter)
    client.bump(contract, 5)
    total = contract.functions.total()
    snapshot = client.chain.rpc("evm_snapshot")
    assert [total.call(), total.call()] == [5, 5]
    client.chain.rpc("anvil_setStorageAt", contract.address, "0x0", "0x" + "7".rjust(64, "0"))
    assert total.call() == 7
    assert total.call(block_identifier=1) == 0
    client.chain.rpc("evm_mine")
    assert [total.call(), total.call(block_identifier=2)] == [7, 5]
    assert client.chain.rpc("evm_revert", snapshot) is True
    assert total.call() == 5
    client.bump(contract, 2)
    assert [total.call(), total.call(block_identifier=2)] == [7, 5]
    other = client.accounts[1].address
    mine = contract.functions.by_caller(client.accounts[0].address)
    assert [mine.call(), contract.functions.by_caller(other).call()] == [7, 0]


def test_revert_reason_reaches_the_client(client: Client, counter: dict) -> None:
    contract = client.deploy(counter)
    with pytest.raises(ContractLogicError, match="amount is zero"):
        contract.functions.bump(0).call()
    answer = client.chain.post({"jsonrpc": "2.0", "id": 7, "method": "eth_call", "params": [
        {"to": contract.address, "data": contract.encode_abi("bump", [0])}, "latest"]})
    assert answer["error"]["code"] == 3
    assert answer["error"]["message"].startswith("execution reverted")
    assert answer["error"]["data"].startswith("0x08c379a0")


def test_snapshot_returns_everything(client: Client, counter: dict) -> None:
    contract = client.deploy(counter)
    client.bump(contract, 5)
    head = client.web3.eth.get_block("latest")
    snapshot = client.chain.rpc("evm_snapshot")
    client.bump(contract, 6)
    client.chain.rpc("anvil_setBalance", client.accounts[0].address, "0x1")
    later = client.chain.rpc("evm_snapshot")
    assert client.chain.rpc("evm_revert", snapshot) is True
    assert client.web3.eth.get_block("latest")["hash"] == head["hash"]
    assert contract.functions.total().call() == 5
    assert client.web3.eth.get_balance(client.accounts[0].address) > 10**20
    assert client.chain.rpc("evm_revert", snapshot) is False
    assert client.chain.rpc("evm_revert", later) is False


def test_time_moves_as_told(client: Client) -> None:
    client.chain.rpc("evm_mine")
    before = client.web3.eth.get_block("latest")["timestamp"]
    client.chain.rpc("evm_increaseTime", 1000)
    client.chain.rpc("evm_mine")
    after = client.web3.eth.get_block("latest")["timestamp"]
    assert 1000 <= after - before < 1060
    client.chain.rpc("evm_setNextBlockTimestamp", after + 500)
    client.chain.rpc("evm_mine")
    assert client.web3.eth.get_block("latest")["timestamp"] == after + 500
    with pytest.raises(DevchainError, match="not after"):
        client.chain.rpc("evm_setNextBlockTimestamp", after)


def test_base_fee_follows_fullness(manual: Client) -> None:
    limit = manual.web3.eth.get_block("latest")["gasLimit"]
    # An endless loop burns all its gas: JUMPDEST PUSH0 JUMP as creation code.
    manual.send(data="0x5b5f56", gas=limit, maxFeePerGas=10**11)
    manual.chain.rpc("devchain_mine", 2)
    full, after = (manual.web3.eth.get_block(n) for n in (1, 2))
    assert full["gasUsed"] == limit
    assert after["baseFeePerGas"] == full["baseFeePerGas"] * 9 // 8
    next_fee = manual.web3.eth.fee_history(1, "latest", [50])["baseFeePerGas"][-1]
    assert next_fee == after["baseFeePerGas"] - after["baseFeePerGas"] // 8
    history = manual.web3.eth.fee_history(2, 2, [10, 90])
    assert history["gasUsedRatio"] == [1.0, 0.0] and history["oldestBlock"] == 1
    assert history["reward"][0] == [10**9, 10**9]


def test_interval_mining_makes_blocks(manual: Client) -> None:
    manual.chain.rpc("evm_setIntervalMining", 0.05)
    tx = manual.transfer()
    assert manual.web3.eth.wait_for_transaction_receipt(tx, timeout=10, poll_latency=0.02)
    manual.chain.rpc("evm_setIntervalMining", 0)
    head = manual.web3.eth.block_number
    time.sleep(0.15)
    assert manual.web3.eth.block_number == head


def test_dump_and_load_give_the_same_chain(client: Client, counter: dict) -> None:
    contract = client.deploy(counter)
    client.bump(contract, 5)
    client.chain.rpc("anvil_setBalance", client.accounts[9].address, "0x5")
    client.chain.rpc("devchain_reorg", {"depth": 1})
    client.bump(contract, 6)
    head = client.web3.eth.get_block("latest")
    dump = client.chain.rpc("devchain_dumpState")
    client.bump(contract, 7)
    assert client.chain.rpc("devchain_loadState", dump) is True
    assert client.web3.eth.get_block("latest") == head
    assert contract.functions.total().call() == 11
    assert client.web3.eth.get_balance(client.accounts[9].address) == 5
    dump["blocks"][2]["timestamp"] += 1
    with pytest.raises(DevchainError, match="does not come out"):
        client.chain.rpc("devchain_loadState", dump)
    with pytest.raises(DevchainError, match="dump"):
        client.chain.rpc("devchain_loadState", {"version": 1})
    assert client.web3.eth.get_block("latest") == head


def test_state_file_survives_a_restart(tmp_path: Path, counter: dict) -> None:
    flags = (f"--state={tmp_path / 'state.json'}", "--chain-id=7", "--accounts=2", "--balance=3")
    with DevchainProcess(*flags) as chain:
        client = connect(chain)
        assert client.web3.eth.chain_id == 7 and len(client.accounts) == 2
        assert client.web3.eth.get_balance(client.accounts[1].address) == 3 * 10**18
        client.transfer(chainId=7)
        head = client.web3.eth.get_block("latest")["hash"]
        assert chain.stop() == 0
    with DevchainProcess(*flags) as chain:
        assert connect(chain).web3.eth.get_block("latest")["hash"] == head


def test_a_bad_state_file_stops_the_start(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    path.write_text("{}")
    with pytest.raises(DevchainError, match="dump"):
        DevchainProcess(f"--load-state={path}").start()


def test_block_time_mines_by_itself() -> None:
    with DevchainProcess("--block-time=0.1") as chain:
        client = connect(chain)
        tx = client.transfer()
        assert client.web3.eth.wait_for_transaction_receipt(tx, timeout=10, poll_latency=0.05)
