"""Sending: kinds of transaction, gas figures, receipts, pool rules."""

from __future__ import annotations

import pytest
import rlp
from eth_utils import keccak, to_bytes
from web3.exceptions import Web3RPCError

from devchain.tests.conftest import Client


def hexbytes(value: str) -> bytes:
    return to_bytes(hexstr=value)


def test_transfer_costs_21000_and_moves_coins(client: Client) -> None:
    before = client.web3.eth.get_balance(client.accounts[0].address)
    receipt = client.receipt(client.transfer(value=5))
    assert receipt["status"] == 1 and receipt["gasUsed"] == 21000
    paid = receipt["gasUsed"] * receipt["effectiveGasPrice"]
    assert client.web3.eth.get_balance(client.accounts[0].address) == before - 5 - paid
    start = 10_000 * 10**18
    assert client.web3.eth.get_balance(client.accounts[1].address) == start + 5
    block = client.web3.eth.get_block("latest")
    tip = client.web3.eth.get_balance(block["miner"])
    assert tip == 21000 * (receipt["effectiveGasPrice"] - block["baseFeePerGas"])


def test_legacy_access_list_and_dynamic_fee_are_accepted(client: Client) -> None:
    price = client.web3.eth.gas_price
    legacy = client.receipt(client.transfer(gasPrice=price))
    assert legacy["type"] == 0 and legacy["effectiveGasPrice"] == price
    listed = client.receipt(client.transfer(gasPrice=price, gas=30_000, accessList=[
        {"address": client.accounts[2].address, "storageKeys": ["0x" + "00" * 32]}]))
    assert listed["type"] == 1 and listed["gasUsed"] == 21000 + 2400 + 1900
    dynamic = client.receipt(client.transfer())
    assert dynamic["type"] == 2


def test_storage_gas_matches_the_schedule(client: Client) -> None:
    # PUSH1 1 PUSH0 SSTORE, then PUSH0 PUSH0 SSTORE on the second call's data size.
    runtime = "36600957" + "60015f55" + "00" + "5b5f5f5500"
    tx = client.send(data=runtime_of(runtime), gas=200_000)
    contract = client.receipt(tx)["contractAddress"]
    assert contract is not None
    prologue = 2 + 3 + 10  # CALLDATASIZE PUSH1 JUMPI
    stored = client.receipt(client.send(to=contract))
    assert stored["gasUsed"] == 21000 + prologue + 3 + 2 + 22100
    again = client.receipt(client.send(to=contract))
    assert again["gasUsed"] == 21000 + prologue + 3 + 2 + 2200
    cleared = client.receipt(client.send(to=contract, data="0x01"))
    spent = 21000 + 16 + prologue + 1 + 2 + 2 + 5000
    assert cleared["gasUsed"] == spent - min(4800, spent // 5)


def runtime_of(code: str) -> str:
    """Creation code that returns the given runtime code."""
    size = len(code) // 2
    return f"0x60{size:02x}600c60003960{size:02x}6000f3" + code


def test_each_word_is_cold_once_in_each_transaction(client: Client) -> None:
    # SSTORE(0, 7); SSTORE(1, 8); SSTORE(2, 9); SLOAD(2), run three times over.
    code = "60075f55" + "6008600155" + "6009600255" + "60025450" + "00"
    contract = client.receipt(client.send(data=runtime_of(code)))["contractAddress"]
    pushes = 3 + 2 + 3 + 3 + 3 + 3 + 3 + 2
    costs = [client.receipt(client.send(to=contract))["gasUsed"] for _ in range(3)]
    assert costs == [21000 + pushes + 3 * 22100 + 100] + [21000 + pushes + 3 * 2200 + 100] * 2


def test_create_address_nonce_and_code(client: Client, counter: dict) -> None:
    contract = client.deploy(counter)
    sender = hexbytes(client.accounts[0].address)
    assert hexbytes(contract.address) == keccak(rlp.encode([sender, b""]))[12:]
    assert len(client.web3.eth.get_code(contract.address)) > 100
    assert client.web3.eth.get_transaction_count(contract.address) == 1
    assert client.web3.eth.get_transaction_count(client.accounts[0].address) == 1


def test_reverted_transaction_pays_and_changes_nothing(client: Client, counter: dict) -> None:
    contract = client.deploy(counter)
    receipt = client.receipt(client.bump(contract, 0))
    assert receipt["status"] == 0 and receipt["logs"] == [] and receipt["gasUsed"] > 21000
    assert contract.functions.total().call() == 0
    assert client.web3.eth.get_transaction_count(client.accounts[0].address) == 2


def test_caught_revert_reads_the_true_state(client: Client, counter: dict) -> None:
    first, second = client.deploy(counter), client.deploy(counter)
    client.bump(second, 7)
    for amount, total in ((0, 7), (5, 12)):
        data = first.encode_abi("try_bump", [second.address, amount])
        assert client.receipt(client.send(to=first.address, data=data))["status"] == 1
        assert second.functions.total().call() == total


def test_web3_fills_in_gas_and_fees(client: Client, counter: dict) -> None:
    contract = client.deploy(counter)
    sender = client.accounts[0]
    tx = contract.functions.bump(3).build_transaction({
        "from": sender.address, "nonce": client.web3.eth.get_transaction_count(sender.address)})
    tx_hash = client.web3.eth.send_raw_transaction(sender.sign_transaction(tx).raw_transaction)
    receipt = client.web3.eth.wait_for_transaction_receipt(tx_hash, timeout=5)
    assert receipt["status"] == 1 and receipt["gasUsed"] <= tx["gas"]


def test_estimate_is_the_least_that_succeeds(client: Client, counter: dict) -> None:
    contract = client.deploy(counter)
    call = {"from": client.accounts[0].address, "to": contract.address,
            "data": contract.encode_abi("bump", [3])}
    gas = client.web3.eth.estimate_gas(call)
    client.web3.eth.call(call | {"gas": gas})
    with pytest.raises(Web3RPCError):
        client.web3.eth.call(call | {"gas": gas - 1})
    assert client.web3.eth.estimate_gas({"to": client.accounts[1].address}) == 21000


def test_held_keys_sign(client: Client) -> None:
    tx_hash = client.web3.eth.send_transaction(
        {"from": client.accounts[3].address, "to": client.accounts[4].address, "value": 9})
    assert client.receipt(tx_hash)["from"] == client.accounts[3].address


@pytest.mark.parametrize(("fields", "message"), [
    ({"chainId": 1}, "invalid chain id"),
    ({"gas": 20_999}, "intrinsic gas too low"),
    ({"gas": 30_000_001}, "exceeds block gas limit"),
    ({"value": 10**30}, "insufficient funds"),
    ({"maxFeePerGas": 1, "maxPriorityFeePerGas": 1}, "less than block base fee"),
    ({"maxFeePerGas": 10**10, "maxPriorityFeePerGas": 10**11}, "max priority fee"),
])
def test_pool_refuses(client: Client, fields: dict, message: str) -> None:
    with pytest.raises(Web3RPCError, match=message):
        client.transfer(**fields)
    assert client.web3.eth.block_number == 0


def test_nonce_rules(client: Client) -> None:
    client.transfer(nonce=2)
    client.transfer(nonce=1)
    sender = client.accounts[0].address
    assert client.web3.eth.get_transaction_count(sender, "pending") == 0
    client.transfer(nonce=0)
    assert client.web3.eth.get_transaction_count(sender) == 3
    with pytest.raises(Web3RPCError, match="nonce too low"):
        client.transfer(nonce=1, value=2)


def test_replacement_needs_ten_percent(manual: Client) -> None:
    first = manual.transfer(nonce=0)
    with pytest.raises(Web3RPCError, match="already known"):
        manual.transfer(nonce=0)
    with pytest.raises(Web3RPCError, match="underpriced"):
        manual.transfer(nonce=0, maxFeePerGas=10**11 * 109 // 100, maxPriorityFeePerGas=2 * 10**9)
    second = manual.transfer(nonce=0, maxFeePerGas=10**11 * 110 // 100,
                             maxPriorityFeePerGas=11 * 10**8)
    manual.chain.rpc("evm_mine")
    assert manual.receipt(second)["status"] == 1
    assert manual.chain.rpc("eth_getTransactionReceipt", "0x" + first.hex()) is None


def test_higher_tips_go_first_and_nonces_stay_in_order(manual: Client) -> None:
    slow = manual.transfer(0, maxPriorityFeePerGas=1)
    late = manual.transfer(0, maxPriorityFeePerGas=9 * 10**9)
    fast = manual.transfer(1, 2, maxPriorityFeePerGas=5 * 10**9)
    assert manual.web3.eth.get_transaction_count(manual.accounts[0].address, "pending") == 2
    assert manual.web3.eth.get_block("pending")["transactions"] == [fast, slow, late]
    manual.chain.rpc("evm_mine")
    assert manual.web3.eth.get_block("latest")["transactions"] == [fast, slow, late]


def test_dropped_transaction_is_answered_and_lost(client: Client) -> None:
    client.chain.rpc("devchain_dropNext", 1)
    lost = client.transfer()
    assert client.chain.rpc("eth_getTransactionByHash", "0x" + lost.hex()) is None
    assert client.receipt(client.transfer(value=2))["status"] == 1


@pytest.mark.parametrize("raw", ["0x", "0x01", "0x02c0", "0xc0", "0x03c0", "0xf8", "0x7f00"])
def test_malformed_raw_transactions_are_refused(client: Client, raw: str) -> None:
    answer = client.chain.post({"jsonrpc": "2.0", "id": 1, "method": "eth_sendRawTransaction",
                                "params": [raw]})
    assert answer["error"]["code"] == -32000


def test_tampered_signature_has_another_sender_or_none(client: Client) -> None:
    account = client.accounts[0]
    signed = account.sign_transaction({
        "chainId": 31337, "nonce": 0, "to": account.address, "value": 0, "gas": 21000,
        "maxFeePerGas": 10**10, "maxPriorityFeePerGas": 0}).raw_transaction
    for position in (10, len(signed) - 40, len(signed) - 1):
        bad = bytearray(signed)
        bad[position] ^= 1
        with pytest.raises(Web3RPCError):
            client.web3.eth.send_raw_transaction(bytes(bad))
