"""Log queries, polled filters and subscriptions."""

from __future__ import annotations

import asyncio

import pytest
from web3 import AsyncWeb3, WebSocketProvider
from web3.exceptions import Web3RPCError

from devchain.tests.conftest import Client


def topic(number: int) -> str:
    return f"0x{number:064x}"


def padded(address: str) -> str:
    return "0x" + "00" * 12 + address[2:].lower()


def test_event_is_decoded_from_the_receipt(client: Client, counter: dict) -> None:
    contract = client.deploy(counter)
    receipt = client.receipt(client.bump(contract, 5))
    (event,) = contract.events.Bumped().process_receipt(receipt)
    assert event["args"] == {"who": client.accounts[0].address, "amount": 5, "total": 5}
    assert receipt["logsBloom"] != b"\0" * 256
    assert client.web3.eth.get_block("latest")["logsBloom"] == receipt["logsBloom"]


def test_ranges_addresses_and_topics_choose_logs(client: Client, counter: dict) -> None:
    first, second = client.deploy(counter), client.deploy(counter)
    client.bump(first, 1)
    client.bump(second, 2, sender=1)
    client.bump(first, 3, sender=1)
    get = client.web3.eth.get_logs
    name = get({"fromBlock": 0})[0]["topics"][0].to_0x_hex()

    def found(**request: object) -> list[int]:
        return [int(log["topics"][2].hex(), 16) for log in get({"fromBlock": 0} | request)]

    assert found() == [1, 2, 3]
    assert found(fromBlock=4, toBlock=4) == [2]
    assert found(address=first.address) == [1, 3]
    assert found(address=[first.address, second.address]) == [1, 2, 3]
    assert found(topics=[name, padded(client.accounts[1].address)]) == [2, 3]
    assert found(topics=[None, None, [topic(1), topic(3)]]) == [1, 3]
    assert found(topics=[None, None, topic(9)]) == []
    assert found(topics=[topic(1)]) == []
    assert found(fromBlock="finalized", toBlock="safe") == [1, 2]
    for beyond in ({"fromBlock": 99}, {"fromBlock": 4, "toBlock": 99}):
        with pytest.raises(Web3RPCError, match="beyond current head block"):
            found(**beyond)
    with pytest.raises(Web3RPCError, match="invalid block range params"):
        found(fromBlock=4, toBlock=3)


def test_logs_of_one_block_by_hash(client: Client, counter: dict) -> None:
    contract = client.deploy(counter)
    receipt = client.receipt(client.bump(contract, 1))
    client.bump(contract, 2)
    logs = client.web3.eth.get_logs({"blockHash": receipt["blockHash"]})
    assert [log["blockNumber"] for log in logs] == [2]
    with pytest.raises(Web3RPCError, match="unknown block"):
        client.web3.eth.get_logs({"blockHash": "0x" + "11" * 32})
    with pytest.raises(Web3RPCError, match="both"):
        client.web3.eth.get_logs({"blockHash": receipt["blockHash"], "fromBlock": 1})
    with pytest.raises(Web3RPCError, match="range"):
        client.web3.eth.get_logs({"fromBlock": 2, "toBlock": 1})


def test_log_index_counts_over_the_block(manual: Client, counter: dict) -> None:
    contract = manual.deploy(counter)
    for amount in (1, 2, 3):
        manual.bump(contract, amount, gas=100_000)
    manual.chain.rpc("evm_mine")
    logs = manual.web3.eth.get_logs({"fromBlock": 2})
    assert [log["logIndex"] for log in logs] == [0, 1, 2]
    assert [log["transactionIndex"] for log in logs] == [0, 1, 2]


def test_polled_filters_give_each_thing_once(client: Client, counter: dict) -> None:
    contract = client.deploy(counter)
    logs = client.web3.eth.filter({"address": contract.address})
    blocks = client.web3.eth.filter("latest")
    pending = client.web3.eth.filter("pending")
    tx_hash = client.bump(contract, 4)
    assert [entry["transactionHash"] for entry in logs.get_new_entries()] == [tx_hash]
    assert blocks.get_new_entries() == [client.web3.eth.get_block("latest")["hash"]]
    assert pending.get_new_entries() == [tx_hash]
    assert logs.get_new_entries() == blocks.get_new_entries() == pending.get_new_entries() == []
    assert client.web3.eth.uninstall_filter(logs.filter_id) is True
    assert client.web3.eth.uninstall_filter(logs.filter_id) is False
    with pytest.raises(Web3RPCError, match="filter not found"):
        logs.get_new_entries()


def test_filter_logs_cover_the_past(client: Client, counter: dict) -> None:
    contract = client.deploy(counter)
    client.bump(contract, 1)
    logs = client.web3.eth.filter({"address": contract.address, "fromBlock": 0})
    assert len(logs.get_all_entries()) == 1


def test_subscriptions_over_websocket(client: Client, counter: dict) -> None:
    contract = client.deploy(counter)

    async def follow() -> dict[str, list]:
        async with AsyncWeb3(WebSocketProvider(client.chain.ws_url)) as web3:
            names = {
                await web3.eth.subscribe("newHeads"): "heads",
                await web3.eth.subscribe("logs", {"address": contract.address}): "logs",
                await web3.eth.subscribe("newPendingTransactions"): "pending"}
            raw = client.accounts[1].sign_transaction({
                "chainId": 31337, "nonce": 0, "to": contract.address, "value": 0, "gas": 200_000,
                "maxFeePerGas": 10**11, "maxPriorityFeePerGas": 1,
                "data": contract.encode_abi("bump", [6])}).raw_transaction
            sent = await web3.eth.send_raw_transaction(raw)
            client.chain.rpc("devchain_reorg", {"depth": 1, "txs": "drop"})
            seen: dict[str, list] = {"heads": [], "logs": [], "pending": [], "sent": [sent]}
            async for message in web3.socket.process_subscriptions():
                seen[names[message["subscription"]]].append(message["result"])
                if sum(map(len, seen.values())) == 6:
                    break
            for identifier in names:
                assert await web3.eth.unsubscribe(identifier) is True
            return seen

    seen = asyncio.run(asyncio.wait_for(follow(), 20))
    assert [head["number"] for head in seen["heads"]] == [2, 2]
    assert seen["heads"][0]["hash"] != seen["heads"][1]["hash"]
    assert seen["heads"][0]["parentHash"] == seen["heads"][1]["parentHash"]
    assert [log["removed"] for log in seen["logs"]] == [False, True]
    assert seen["logs"][0]["transactionHash"] == seen["sent"][0]
    assert seen["pending"] == seen["sent"]


def test_unknown_subscription_is_refused(client: Client) -> None:
    async def ask() -> None:
        async with AsyncWeb3(WebSocketProvider(client.chain.ws_url)) as web3:
            await web3.eth.subscribe("nothingSuch")

    with pytest.raises(Web3RPCError, match="expected one of"):
        asyncio.run(asyncio.wait_for(ask(), 20))
