"""Methods that read blocks, transactions, logs and state."""

from __future__ import annotations

from zlib import crc32

from devchain.blocks import Block
from devchain.chain import Chain
from devchain.encoding import from_data, from_hash, from_quantity, keccak, to_data, to_quantity
from devchain.errors import RpcError, invalid_params
from devchain.filters import FilterMethods
from devchain.logs import read_criteria
from devchain.params import (find_block, read_block_number, read_bool, read_height,
                             read_state_height)

CLIENT_VERSION = "devchain/1.0.0/pyrevm-0.3.7/cancun"
MAX_LOGS = 20_000
BLOB_FRACTION = 3_338_477
PRECOMPILES = ("ECREC", "SHA256", "RIPEMD160", "ID", "MODEXP", "BN254_ADD", "BN254_MUL",
               "BN254_PAIRING", "BLAKE2F", "KZG_POINT_EVALUATION")
LIMIT_EXCEEDED = -32005


class ReadMethods:
    """The `eth_`, `net_` and `web3_` methods without side effects or execution."""

    def __init__(self, chain: Chain, filters: FilterMethods) -> None:
        self._chain = chain
        self._filters = filters

    def web3_clientVersion(self) -> str:
        """Name and version."""
        return CLIENT_VERSION

    def web3_sha3(self, data: object) -> str:
        """Keccak-256 of bytes."""
        return to_data(keccak(from_data(data)))

    def net_version(self) -> str:
        """Chain id in decimal."""
        return str(self._chain.settings.chain_id)

    def net_listening(self) -> bool:
        """Always true."""
        return True

    def net_peerCount(self) -> str:
        """There are no peers."""
        return "0x0"

    def eth_chainId(self) -> str:
        """Chain id."""
        return to_quantity(self._chain.settings.chain_id)

    def eth_config(self) -> dict[str, object]:
        """The fork, from the first block on (EIP-7910); no blobs, no system contracts."""
        genesis = self._chain.blocks[0]
        current = {
            "activationTime": genesis.timestamp, "chainId": self.eth_chainId(),
            "blobSchedule": {"target": 0, "max": 0, "baseFeeUpdateFraction": BLOB_FRACTION},
            "forkId": to_data(crc32(genesis.hash).to_bytes(4, "big")),
            "precompiles": {name: to_data(index.to_bytes(20, "big"))
                            for index, name in enumerate(PRECOMPILES, start=1)},
            "systemContracts": {}}
        return {"current": current, "next": None, "last": None}

    def eth_capabilities(self) -> dict[str, object]:
        """Everything is there from the first block on."""
        everything = {"disabled": False, "oldestBlock": "0x0"}
        head = self._chain.head
        return {"head": {"number": to_quantity(head.number), "hash": to_data(head.hash)}} | {
            name: everything
            for name in ("state", "tx", "logs", "receipts", "blocks", "stateproofs")}

    def eth_syncing(self) -> bool:
        """Never syncing."""
        return False

    def eth_mining(self) -> bool:
        """Not a proof-of-work miner."""
        return False

    def eth_coinbase(self) -> str:
        """The address that receives tips."""
        return to_data(self._chain.head.header.coinbase)

    def eth_blockNumber(self) -> str:
        """Height of the head."""
        return to_quantity(self._chain.head.number)

    def eth_getBlockByNumber(self, tag: object, full: object = False) -> object:
        """A block by height or tag, null if unknown."""
        whole = read_bool(full, "full transactions")
        number = read_height(self._chain, tag)
        if number is None:
            return self._chain.preview().to_json(whole)
        block = find_block(self._chain, number)
        return None if block is None else block.to_json(whole)

    def eth_getBlockByHash(self, block_hash: object, full: object = False) -> object:
        """A block of this branch by hash, null if unknown."""
        whole = read_bool(full, "full transactions")
        block = self._by_hash(block_hash)
        return None if block is None else block.to_json(whole)

    def _by_hash(self, block_hash: object) -> Block | None:
        return self._chain.by_hash.get(from_hash(block_hash, "block hash"))

    def _by_tag(self, tag: object) -> Block | None:
        number = read_height(self._chain, tag)
        return None if number is None else find_block(self._chain, number)

    def eth_getBlockTransactionCountByNumber(self, tag: object) -> str | None:
        """The number of transactions of a block."""
        if read_height(self._chain, tag) is None:
            return to_quantity(len(self._chain.pool))
        block = self._by_tag(tag)
        return None if block is None else to_quantity(len(block.transactions))

    def eth_getBlockTransactionCountByHash(self, block_hash: object) -> str | None:
        """The number of transactions of a block."""
        block = self._by_hash(block_hash)
        return None if block is None else to_quantity(len(block.transactions))

    def eth_getUncleCountByBlockNumber(self, tag: object) -> str | None:
        """There are no uncles."""
        return None if self._by_tag(tag) is None else "0x0"

    def eth_getUncleCountByBlockHash(self, block_hash: object) -> str | None:
        """There are no uncles."""
        return None if self._by_hash(block_hash) is None else "0x0"

    def eth_getTransactionByHash(self, tx_hash: object) -> object:
        """A transaction of a block or of the pool."""
        key = from_hash(tx_hash, "transaction hash")
        place = self._chain.located.get(key)
        if place is not None:
            return place[0].transaction_json(place[1])
        waiting = self._chain.pool.by_hash.get(key)
        return None if waiting is None else waiting.to_json(None, None, None)

    def eth_getTransactionByBlockNumberAndIndex(self, tag: object, index: object) -> object:
        """A transaction by its index."""
        return self._at(self._by_tag(tag), index)

    def eth_getTransactionByBlockHashAndIndex(self, block_hash: object, index: object) -> object:
        """A transaction by its index."""
        return self._at(self._by_hash(block_hash), index)

    @staticmethod
    def _at(block: Block | None, index: object) -> object:
        position = from_quantity(index, "index")
        if block is None or position >= len(block.transactions):
            return None
        return block.transaction_json(position)

    def eth_getTransactionReceipt(self, tx_hash: object) -> object:
        """The receipt, null until mined."""
        place = self._chain.located.get(from_hash(tx_hash, "transaction hash"))
        return None if place is None else place[0].receipt_json(place[1])

    def eth_getBlockReceipts(self, tag: object) -> object:
        """All receipts of a block."""
        if isinstance(tag, str) and len(tag) == 66:
            block = self._by_hash(tag)
        elif isinstance(tag, dict):
            number = read_state_height(self._chain, tag)
            block = None if number is None else find_block(self._chain, number)
        else:
            block = self._by_tag(tag)
        if block is None:
            return None
        return [block.receipt_json(index) for index in range(len(block.transactions))]

    def eth_getLogs(self, request: object) -> list[dict[str, object]]:
        """Logs of a block by hash, or of a range of heights."""
        criteria = read_criteria(request)
        assert isinstance(request, dict)
        blocks = self._log_blocks(request)
        found: list[dict[str, object]] = []
        for block in blocks:
            found.extend(criteria.find(block))
            if len(found) > MAX_LOGS:
                raise RpcError(LIMIT_EXCEEDED, f"query returned more than {MAX_LOGS} results")
        return found

    def _log_blocks(self, request: dict[str, object]) -> list[Block]:
        chain = self._chain
        if request.get("blockHash") is not None:
            if request.get("fromBlock") is not None or request.get("toBlock") is not None:
                raise invalid_params("cannot specify both blockHash and fromBlock/toBlock")
            block = self._by_hash(request["blockHash"])
            if block is None:
                raise RpcError(-32000, "unknown block")
            return [block]
        first = read_block_number(chain, request.get("fromBlock"))
        last = read_block_number(chain, request.get("toBlock"))
        if max(first, last) > chain.head.number:
            raise invalid_params("block range extends beyond current head block")
        if first > last:
            raise invalid_params("invalid block range params")
        return chain.blocks[first:last + 1]

    def eth_getFilterLogs(self, identifier: object) -> list[dict[str, object]]:
        """All logs that match a log filter."""
        return self.eth_getLogs(self._filters.log_request(identifier))
