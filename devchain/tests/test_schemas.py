"""Answers to every method of ethereum/execution-apis that this chain gives, and their shapes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from devchain.tests import shapes
from devchain.tests.conftest import Client
from devchain.tests.shapes import ADDRESS, DATA, HASH, QUANTITY, Members, OneOf

UNKNOWN = "0x" + "00" * 31 + "01"
REVERTING = "0x60206000fd"
PLAIN_WORD = "0x" + "00" * 32


@dataclass(frozen=True)
class Ask:
    """A request, and the shape of its result."""

    method: str
    params: list
    shape: object


class Scene:
    """A chain with one transaction of each kind, logs, a creation, and a waiting pool."""

    def __init__(self, client: Client, counter: dict) -> None:
        self.client = client
        self.contract = client.deploy(counter)
        price = client.web3.eth.gas_price
        entries = [{"address": self.contract.address, "storageKeys": [PLAIN_WORD]}]
        sent = [
            client.transfer(gasPrice=price), client.transfer(),
            client.bump(self.contract, 5),
            client.bump(self.contract, 6, gasPrice=price, accessList=entries),
            client.send(data=REVERTING, gas=100_000)]
        self.hashes = ["0x" + tx.hex() for tx in sent]
        self.bump = self.contract.encode_abi("bump", [7])
        client.chain.rpc("evm_setAutomine", False)
        client.transfer(1, 2)
        client.transfer(1, 2, nonce=9)
        client.transfer(2, 1, gasPrice=price)

    def blocks(self) -> Iterator[Ask]:
        """Blocks, transactions, receipts, logs, encodings."""
        null_or = lambda shape: OneOf((None, shape))  # noqa: E731
        tags = ["earliest", "latest", "pending", "safe", "finalized", "0x1", "0x3", "0x63"]
        for tag in tags:
            yield Ask("eth_getBlockByNumber", [tag, False], null_or(shapes.BLOCK))
            full = shapes.FULL_BLOCK if tag != "earliest" else shapes.BLOCK
            yield Ask("eth_getBlockByNumber", [tag, True], null_or(full))
            yield Ask("eth_getBlockTransactionCountByNumber", [tag], null_or(QUANTITY))
        for tag in ["0x0", "0x1", "0x4", "latest", "earliest", "0x63"]:
            yield Ask("eth_getBlockReceipts", [tag], null_or([shapes.RECEIPT]))
        for tx_hash in [*self.hashes, UNKNOWN]:
            yield Ask("eth_getTransactionByHash", [tx_hash], null_or(shapes.TRANSACTION))
            yield Ask("eth_getTransactionReceipt", [tx_hash], null_or(shapes.RECEIPT))
            yield Ask("debug_getRawTransaction", [tx_hash], DATA)
        head = self.client.chain.rpc("eth_getBlockByNumber", "latest", False)["hash"]
        for block_hash in [head, UNKNOWN]:
            yield Ask("eth_getBlockByHash", [block_hash, True], null_or(shapes.FULL_BLOCK))
            yield Ask("eth_getBlockTransactionCountByHash", [block_hash], null_or(QUANTITY))
            yield Ask("eth_getTransactionByBlockHashAndIndex", [block_hash, "0x0"],
                      null_or(shapes.TRANSACTION))
        yield Ask("eth_getBlockReceipts", [head], [shapes.RECEIPT])
        yield Ask("eth_getTransactionByBlockNumberAndIndex", ["0x4", "0x0"], shapes.TRANSACTION)
        for method in ("debug_getRawHeader", "debug_getRawBlock"):
            yield Ask(method, ["0x0"], DATA)
            yield Ask(method, ["latest"], DATA)
        yield Ask("debug_getRawReceipts", ["0x0"], [DATA])
        yield Ask("debug_getRawReceipts", ["0x4"], [DATA])
        yield Ask("debug_getBadBlocks", [], [shapes.ANY])
        for tx_hash in self.hashes:
            yield Ask("debug_traceTransaction", [tx_hash], shapes.TRACE)
        traces = [Members({"txHash": HASH, "result": shapes.TRACE})]
        yield Ask("debug_traceBlockByNumber", ["0x4", {"enableMemory": True}], traces)
        yield Ask("debug_traceBlockByHash", [head, {"enableReturnData": True}], traces)
        address = self.contract.address
        for request in [
                {"fromBlock": "0x1", "toBlock": "latest"}, {"fromBlock": "0x0", "address": address},
                {"fromBlock": "0x4", "toBlock": "0x5", "topics": [None]},
                {"blockHash": head}, {"address": [address], "fromBlock": "0x0", "topics": [[]]}]:
            yield Ask("eth_getLogs", [request], [shapes.LOG])

    def state(self) -> Iterator[Ask]:
        """Accounts, storage, proofs."""
        known, nobody = self.contract.address.lower(), "0x" + "c1" * 20
        for address in (known, nobody):
            for where in ([], ["latest"], ["0x1"], [{"blockNumber": "0x2"}]):
                yield Ask("eth_getBalance", [address, *where], QUANTITY)
                yield Ask("eth_getCode", [address, *where], DATA)
                yield Ask("eth_getTransactionCount", [address, *where], QUANTITY)
                yield Ask("eth_getStorageAt", [address, "0x00", *where], HASH)
                yield Ask("eth_getProof", [address, ["0x0", PLAIN_WORD], *where], shapes.PROOF)
                yield Ask("eth_getStorageValues", [{address: ["0x0"]}, *where],
                          Members({address: [HASH]}))

    def calls(self) -> Iterator[Ask]:
        """Execution, simulation, signing."""
        sender, to = self.client.accounts[0].address, self.contract.address
        call = {"from": sender, "to": to, "input": self.bump}
        transfer = {"from": sender, "to": "0x" + "c1" * 20, "value": "0xa"}
        priced = call | {"maxFeePerGas": "0x174876e800", "gas": "0x30d40"}
        for one in (call, transfer, priced, {"input": "0x5f5ff3"}):
            yield Ask("eth_call", [one, "latest"], DATA)
            yield Ask("eth_estimateGas", [one], QUANTITY)
            yield Ask("eth_createAccessList", [one, "latest"], Members(
                {"accessList": shapes.ACCESS_LIST, "gasUsed": QUANTITY}))
        failing = {"from": sender, "input": REVERTING}
        yield Ask("eth_createAccessList", [failing, "latest"], Members(
            {"accessList": shapes.ACCESS_LIST, "gasUsed": QUANTITY,
             "error": "execution reverted.*"}))
        spender = "0x" + "c0" * 20
        for full in (False, True):
            yield Ask("eth_simulateV1", [{"returnFullTransactions": full, "blockStateCalls": [
                {"calls": [call, failing, {"from": sender, "input": "0xfe"}]},
                {"blockOverrides": {"number": "0x20", "time": "0x7fffffff"},
                 "stateOverrides": {spender: {"balance": "0x3e8"}},
                 "calls": [{"from": spender, "to": to, "input": "0x", "value": "0x0"}]}]}],
                shapes.SIMULATED)
        yield Ask("eth_sign", [sender, "0x1234"], "0x[0-9a-f]{130}")
        signed = Members({"raw": DATA, "tx": shapes.SIGNED})
        for extra in ({}, {"gasPrice": "0x174876e800"},
                      {"gasPrice": "0x174876e800", "accessList": []}, {"nonce": "0x1"}):
            yield Ask("eth_signTransaction", [transfer | extra], signed)
            yield Ask("eth_fillTransaction", [transfer | extra], Members({"tx": shapes.UNSIGNED}))
        yield Ask("eth_sendTransaction", [transfer], HASH)

    def rest(self) -> Iterator[Ask]:
        """The chain, fees, the pool, filters."""
        for method in ("eth_blockNumber", "eth_chainId", "eth_gasPrice", "eth_baseFee",
                       "eth_blobBaseFee", "eth_maxPriorityFeePerGas", "eth_newBlockFilter",
                       "eth_newPendingTransactionFilter"):
            yield Ask(method, [], QUANTITY)
        yield Ask("eth_syncing", [], bool)
        yield Ask("eth_coinbase", [], ADDRESS)
        yield Ask("eth_accounts", [], [ADDRESS])
        yield Ask("net_version", [], "[1-9][0-9]*")
        yield Ask("eth_capabilities", [], shapes.CAPABILITIES)
        yield Ask("eth_config", [], shapes.CONFIGURATION)
        yield Ask("eth_feeHistory", ["0x5", "latest", [20, 50.5]], shapes.FEE_HISTORY)
        yield Ask("txpool_status", [], Members({"pending": QUANTITY, "queued": QUANTITY}))
        yield Ask("txpool_content", [], shapes.POOL)
        yield Ask("txpool_contentFrom", [self.client.accounts[1].address], shapes.POOL_OF_ONE)
        rpc = self.client.chain.rpc
        logs, blocks = rpc("eth_newFilter", {"fromBlock": "0x0"}), rpc("eth_newBlockFilter")
        rpc("evm_mine")
        yield Ask("eth_getFilterChanges", [logs], [shapes.LOG])
        yield Ask("eth_getFilterLogs", [logs], [shapes.LOG])
        yield Ask("eth_getFilterChanges", [blocks], [HASH])
        yield Ask("eth_uninstallFilter", [blocks], bool)


def asks(client: Client, counter: dict) -> Iterator[Ask]:
    """All requests, to be sent as they come."""
    scene = Scene(client, counter)
    for part in (scene.blocks, scene.state, scene.calls, scene.rest):
        yield from part()


def test_answers_have_the_shapes_of_the_specification(client: Client, counter: dict) -> None:
    faults, count = [], 0
    for ask in asks(client, counter):
        answer = client.chain.post(
            {"jsonrpc": "2.0", "id": 1, "method": ask.method, "params": ask.params})
        if "result" not in answer:
            faults.append(f"{ask.method} {ask.params}: {answer}")
            continue
        faults += [f"{ask.method}: {fault}"
                   for fault in shapes.faults(answer["result"], ask.shape)]
        count += 1
    assert faults == [] and count > 150


@pytest.mark.parametrize(("value", "shape"), [
    ("0x01", QUANTITY), (None, QUANTITY), ("0xAA", DATA), ([None], [HASH]), ({}, shapes.BLOCK),
    (True, int), ({"pending": "0x0", "queued": "0x0", "more": 1},
                  Members({"pending": QUANTITY, "queued": QUANTITY}))])
def test_a_wrong_shape_is_a_fault(value: object, shape: object) -> None:
    assert list(shapes.faults(value, shape))


@pytest.mark.parametrize(("method", "params", "code", "message"), [
    ("eth_getLogs", [{"fromBlock": "0x32", "toBlock": "0x38"}], -32602, "beyond current head"),
    ("eth_getLogs", [{"fromBlock": "0x1", "toBlock": "0x0"}], -32602, "beyond current head"),
    ("eth_getLogs", [{"blockHash": PLAIN_WORD, "fromBlock": "0x0"}], -32602, "cannot specify both"),
    ("eth_getStorageAt", ["0x" + "aa" * 20, "0x" + "0" * 65, "latest"], -32602, "too long"),
    ("eth_getStorageAt", ["0x" + "aa" * 20, "0xasdf", "latest"], -32602, "invalid hex"),
    ("eth_getStorageValues", [{}, "latest"], -32602, "empty request"),
    ("debug_getRawBlock", ["2"], -32602, "block"), ("debug_getRawHeader", ["2"], -32602, "block"),
    ("debug_getRawReceipts", ["2"], -32602, "block"),
    ("debug_getRawTransaction", ["10" * 32], -32602, "0x"),
    ("eth_getBalance", ["0x" + "aa" * 20, "0x01"], -32602, "leading zero"),
    ("eth_getBlockByNumber", [1, False], -32602, "0x"),
    ("eth_call", [{"to": "0x" + "aa" * 20, "gas": "0x0186a0"}], -32602, "leading zero")])
def test_refusals_have_the_codes_of_the_specification(
        client: Client, method: str, params: list, code: int, message: str) -> None:
    answer = client.chain.post({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
    assert answer["error"]["code"] == code and message in answer["error"]["message"]


def test_a_request_names_its_version(client: Client) -> None:
    answer = client.chain.post({"id": 1, "method": "eth_chainId", "params": []})
    assert answer["error"]["code"] == -32600
