"""The JSON-RPC edge: malformed requests, batches, faults, blocks as clients hash them."""

from __future__ import annotations

import pytest
import requests
import rlp
from eth_utils import keccak, to_bytes

from devchain.process import DevchainError
from devchain.tests.conftest import Client


def ask(client: Client, method: str, *params: object) -> dict:
    answer = client.chain.post(
        {"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)})
    assert isinstance(answer, dict)
    return answer


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"nonsense"])
def test_what_is_not_json(client: Client, body: bytes) -> None:
    assert client.chain.post(body)["error"]["code"] == -32700


@pytest.mark.parametrize("body", [
    1, "eth_chainId", None, [], {}, {"method": 5, "id": 1}, {"id": 1, "params": []},
    {"jsonrpc": "1.0", "id": 1, "method": "eth_chainId"},
    {"jsonrpc": "2.0", "id": {}, "method": "eth_chainId"}])
def test_what_is_not_a_request(client: Client, body: object) -> None:
    assert client.chain.post(body)["error"]["code"] == -32600


def test_unknown_method(client: Client) -> None:
    assert ask(client, "eth_nothingSuch")["error"]["code"] == -32601
    assert ask(client, "__init__")["error"]["code"] == -32601


@pytest.mark.parametrize(("method", "params"), [
    ("eth_getBalance", []), ("eth_getBalance", ["0x12", "latest"]),
    ("eth_getBalance", ["0x" + "00" * 20, "newest"]), ("eth_getBalance", [1, "latest"]),
    ("eth_getBalance", ["0x" + "00" * 20, "latest", 1]),
    ("eth_getBlockByNumber", ["0xzz", False]), ("eth_getBlockByNumber", ["-1", False]),
    ("eth_getBlockByNumber", [[], False]), ("eth_getBlockByNumber", ["latest", "yes"]),
    ("eth_getBlockByHash", ["0x00", False]), ("eth_getTransactionReceipt", ["0x1"]),
    ("eth_getLogs", [7]), ("eth_getLogs", [{"topics": "0x"}]),
    ("eth_getLogs", [{"topics": [None] * 5}]), ("eth_getLogs", [{"address": ["0x01"]}]),
    ("eth_call", ["0x"]), ("eth_call", [{"to": "0x01"}]), ("eth_call", [{"value": "-0x1"}]),
    ("eth_call", [{"gasPrice": "0x1", "maxFeePerGas": "0x1"}]),
    ("eth_call", [{"accessList": [3]}]), ("eth_sendRawTransaction", ["xyz"]),
    ("eth_feeHistory", ["0x1", "latest", [50, 10]]), ("devchain_reorg", [{"deep": 1}]),
    ("devchain_reorg", [{"depth": 1, "txs": "some"}]), ("evm_setAutomine", [1]),
    ("devchain_setFault", [{"method": "eth_call", "mode": "explode"}]),
])
def test_wrong_parameters(client: Client, method: str, params: list) -> None:
    assert ask(client, method, *params)["error"]["code"] == -32602


def test_named_parameters_are_refused(client: Client) -> None:
    answer = client.chain.post(
        {"jsonrpc": "2.0", "id": 1, "method": "eth_chainId", "params": {"a": 1}})
    assert answer["error"]["code"] == -32602


def test_batch_keeps_order_and_skips_notifications(client: Client) -> None:
    answer = client.chain.post([
        {"jsonrpc": "2.0", "id": "a", "method": "eth_chainId"},
        {"jsonrpc": "2.0", "method": "eth_chainId"}, 5,
        {"jsonrpc": "2.0", "id": 3, "method": "nope"}])
    assert [part.get("id") for part in answer] == ["a", None, 3]
    assert [part.get("error", {}).get("code") for part in answer] == [None, -32600, -32601]
    with client.web3.batch_requests() as batch:
        batch.add(client.web3.eth.get_block("latest"))
        batch.add(client.web3.eth.get_balance(client.accounts[0].address))
        block, balance = batch.execute()
    assert block["number"] == 0 and balance == 10_000 * 10**18


def test_names_and_versions(client: Client) -> None:
    assert client.web3.is_connected()
    assert client.web3.client_version.startswith("devchain/")
    assert client.web3.net.version == "31337" and client.web3.net.listening is True
    assert client.web3.eth.chain_id == 31337 and client.web3.eth.syncing is False
    assert client.web3.eth.max_priority_fee > 0 and client.web3.eth.gas_price > 0


def test_plain_get_and_large_body_are_refused(client: Client) -> None:
    assert requests.get(client.chain.url, timeout=5).status_code == 405
    assert requests.post(client.chain.url, b" " * (17 << 20), timeout=20).status_code == 413


def test_faults(client: Client) -> None:
    rpc = client.chain.rpc
    rpc("devchain_setFault", {"method": "eth_chainId", "mode": "error", "count": 2,
                              "code": -32005, "message": "busy"})
    for _ in range(2):
        assert ask(client, "eth_chainId")["error"] == {"code": -32005, "message": "busy"}
    assert rpc("eth_chainId") == "0x7a69"
    rpc("devchain_setFault", {"method": "eth_chainId", "mode": "lie", "result": "0x1"})
    assert rpc("eth_chainId") == "0x1" and rpc("eth_chainId") == "0x7a69"
    rpc("devchain_setFault", {"method": "eth_chainId", "mode": "stall", "seconds": 30})
    with pytest.raises(requests.Timeout):
        requests.post(client.chain.url, timeout=0.3, json={
            "jsonrpc": "2.0", "id": 1, "method": "eth_chainId"})
    assert rpc("eth_chainId") == "0x7a69"


def test_block_hash_and_roots_are_those_of_ethereum(client: Client) -> None:
    client.transfer()
    block = client.web3.eth.get_block("latest", full_transactions=True)
    number = rlp.sedes.big_endian_int.serialize
    fields = [block["parentHash"], block["sha3Uncles"], to_bytes(hexstr=block["miner"]),
              block["stateRoot"], block["transactionsRoot"], block["receiptsRoot"],
              block["logsBloom"], b"", number(block["number"]), number(block["gasLimit"]),
              number(block["gasUsed"]), number(block["timestamp"]), block["extraData"],
              block["mixHash"], block["nonce"], number(block["baseFeePerGas"]),
              block["withdrawalsRoot"], b"", b"", block["parentBeaconBlockRoot"]]
    assert keccak(rlp.encode([bytes(field) for field in fields])) == block["hash"]
    assert client.web3.eth.get_block(block["hash"], True) == block
    receipt = client.receipt(block["transactions"][0]["hash"])
    body = b"\x02" + rlp.encode([b"\x01", number(21000), b"\0" * 256, []])
    leaf = rlp.encode([b"\x20\x80", body])  # one leaf, key rlp(0), whole path, odd flag off
    assert keccak(leaf) == block["receiptsRoot"]
    assert client.web3.eth.get_block_receipts("latest") == [receipt]


def test_transactions_by_place(client: Client) -> None:
    tx = client.transfer()
    block = client.web3.eth.get_block("latest")
    assert client.web3.eth.get_transaction_by_block(1, 0)["hash"] == tx
    assert client.web3.eth.get_transaction_by_block(block["hash"], 0)["hash"] == tx
    assert client.web3.eth.get_block_transaction_count(1) == 1
    assert client.web3.eth.get_block_transaction_count(block["hash"]) == 1
    assert client.chain.rpc("eth_getTransactionByBlockNumberAndIndex", "0x1", "0x5") is None
    assert client.chain.rpc("eth_getBlockByNumber", "0x63", False) is None


def test_port_in_use_is_reported(client: Client) -> None:
    from devchain.process import DevchainProcess
    with pytest.raises(DevchainError, match="address already in use"):
        DevchainProcess(port=client.chain.port).start()
