"""Reorganisations, finality tags, BLOCKHASH."""

from __future__ import annotations

import pytest

from devchain.process import DevchainError
from devchain.tests.conftest import Client


def hashes(client: Client) -> list[bytes]:
    head = client.web3.eth.block_number
    return [client.web3.eth.get_block(number)["hash"] for number in range(head + 1)]


def check_links(client: Client) -> None:
    blocks = [client.web3.eth.get_block(n) for n in range(client.web3.eth.block_number + 1)]
    for parent, child in zip(blocks, blocks[1:]):
        assert child["parentHash"] == parent["hash"]
        assert child["timestamp"] > parent["timestamp"]


@pytest.mark.parametrize("depth", range(1, 13))
def test_kept_transactions_move_to_new_blocks(client: Client, counter: dict, depth: int) -> None:
    contract = client.deploy(counter)
    sent = [client.bump(contract, n) for n in range(1, 13)]
    logs = client.web3.eth.filter({"address": contract.address})
    old = hashes(client)
    root = client.web3.eth.get_block("latest")["stateRoot"]
    result = client.chain.rpc("devchain_reorg", {"depth": depth})
    new = hashes(client)
    assert len(new) == len(old) and len(result["blocks"]) == depth
    assert new[:-depth] == old[:-depth] and not set(new[-depth:]) & set(old)
    check_links(client)
    for old_hash in old[-depth:]:
        assert client.chain.rpc("eth_getBlockByHash", "0x" + old_hash.hex(), False) is None
    assert [client.receipt(tx)["blockNumber"] for tx in sent] == list(range(2, 14))
    assert client.web3.eth.get_block("latest")["stateRoot"] == root
    entries = logs.get_new_entries()
    assert [entry["removed"] for entry in entries] == [True] * depth + [False] * depth
    assert [entry["blockHash"] for entry in entries] == old[-depth:] + new[-depth:]


@pytest.mark.parametrize("depth", [1, 5, 12])
def test_dropped_transactions_vanish(client: Client, counter: dict, depth: int) -> None:
    contract = client.deploy(counter)
    sent = [client.bump(contract, 1) for _ in range(12)]
    client.chain.rpc("devchain_reorg", {"depth": depth, "txs": "drop"})
    assert contract.functions.total().call() == 12 - depth
    for tx in sent[-depth:]:
        assert client.chain.rpc("eth_getTransactionByHash", "0x" + tx.hex()) is None
    sender = client.accounts[0].address
    assert client.web3.eth.get_transaction_count(sender, "pending") == 13 - depth
    assert client.receipt(client.bump(contract, 1))["status"] == 1


def test_named_transaction_is_dropped_and_its_successors_wait(client: Client,
                                                            counter: dict) -> None:
    contract = client.deploy(counter)
    mine = [client.bump(contract, 1) for _ in range(3)]
    other = client.bump(contract, 10, sender=1)
    client.chain.rpc("devchain_reorg", {"depth": 4, "txs": ["0x" + mine[1].hex()]})
    assert contract.functions.total().call() == 11
    assert client.receipt(mine[0])["status"] == client.receipt(other)["status"] == 1
    assert client.web3.eth.get_transaction(mine[2])["blockNumber"] is None
    again = client.bump(contract, 5)
    assert client.web3.eth.get_transaction(again)["nonce"] == 2
    assert contract.functions.total().call() == 17
    assert client.receipt(mine[2])["status"] == 1


def test_a_transaction_of_an_older_block_cannot_be_dropped(client: Client) -> None:
    old = client.transfer()
    client.transfer()
    before = hashes(client)
    with pytest.raises(DevchainError, match="not in the newest"):
        client.chain.rpc("devchain_reorg", {"depth": 1, "txs": ["0x" + old.hex()]})
    assert hashes(client) == before


def test_dropped_transactions_may_return_to_the_pool(client: Client) -> None:
    tx = client.transfer()
    client.chain.rpc("devchain_reorg", {"depth": 1, "txs": "drop", "returnDropped": True})
    assert client.web3.eth.get_transaction(tx)["blockNumber"] is None
    client.chain.rpc("evm_mine")
    assert client.receipt(tx)["blockNumber"] == 2


def test_contract_created_in_a_dropped_block_is_gone(client: Client, counter: dict) -> None:
    contract = client.deploy(counter)
    assert client.web3.eth.get_code(contract.address)
    client.chain.rpc("devchain_reorg", {"depth": 1, "txs": "drop"})
    assert client.web3.eth.get_code(contract.address) == b""
    assert client.deploy(counter).address == contract.address


def test_longer_and_shorter_branches(client: Client) -> None:
    tx = [client.transfer() for _ in range(4)][-1]
    client.chain.rpc("devchain_reorg", {"depth": 2, "blocks": 5})
    assert client.web3.eth.block_number == 7
    client.chain.rpc("devchain_reorg", {"depth": 7, "blocks": 1})
    assert client.web3.eth.block_number == 1
    assert client.receipt(tx)["blockNumber"] == 1
    check_links(client)


def test_deep_reorganisation(client: Client) -> None:
    client.chain.rpc("devchain_mine", 70)
    client.chain.rpc("devchain_reorg", {"depth": 64})
    assert client.web3.eth.block_number == 70
    check_links(client)


def test_never_below_finalized(client: Client) -> None:
    client.chain.rpc("devchain_setFinality", {"safeDepth": 2, "finalizedDepth": 4})
    client.chain.rpc("devchain_mine", 10)
    block = client.web3.eth.get_block
    assert [block(tag)["number"] for tag in ("earliest", "finalized", "safe", "latest")] == [
        0, 6, 8, 10]
    before = hashes(client)
    with pytest.raises(DevchainError, match="finalized"):
        client.chain.rpc("devchain_reorg", {"depth": 5})
    assert hashes(client) == before
    client.chain.rpc("devchain_reorg", {"depth": 4})
    assert hashes(client)[:7] == before[:7]
    client.chain.rpc("devchain_setFinality", {"safeDepth": 2, "finalizedDepth": 9})
    assert block("finalized")["number"] == 6


def test_blockhash_follows_the_branch(client: Client, counter: dict) -> None:
    contract = client.deploy(counter)
    client.chain.rpc("devchain_mine", 3)
    for _ in range(2):
        head = client.web3.eth.get_block("latest")
        assert contract.functions.parent_hash().call(block_identifier="pending") == head["hash"]
        assert contract.functions.parent_hash().call() == head["parentHash"]
        client.chain.rpc("devchain_reorg", {"depth": 2})
    assert contract.functions.older_hash(1).call() == client.web3.eth.get_block(1)["hash"]


def test_balance_set_from_outside_survives(client: Client) -> None:
    stranger = "0x" + "77" * 20
    client.transfer()
    client.chain.rpc("anvil_setBalance", stranger, "0x7")
    client.chain.rpc("devchain_mine", 2)
    client.chain.rpc("devchain_reorg", {"depth": 3})
    assert client.web3.eth.get_balance(client.web3.to_checksum_address(stranger)) == 7
