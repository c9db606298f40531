"""Random blocks, judged by the Ethereum execution specs: same gas, receipts, tries and state."""

from __future__ import annotations

import io
import json
import random
from pathlib import Path

import pytest
from eth_account import Account
from eth_utils import function_signature_to_4byte_selector, to_checksum_address
from ethereum_spec_tools.evm_tools import main as evm_tools

from devchain.accounts import derive_keys
from devchain.blocks import Block
from devchain.chain import Chain, Settings
from devchain.encoding import rlp_decode, rlp_encode, to_data
from devchain.execute_methods import ExecuteMethods
from devchain.trace_methods import TraceMethods
from devchain.transactions import address_of, decode_transaction

BUMP = function_signature_to_4byte_selector("bump(uint256)")
TRY_BUMP = function_signature_to_4byte_selector("try_bump(address,uint256)")
# Small runtimes, each around opcodes whose gas or result depends on the surroundings.
RUNTIMES = [bytes.fromhex(code) for code in (
    "41425a434446324a60005260005500",    # block values
    "4360014303405f55" + "00",           # BLOCKHASH of the parent
    "33ff",                              # SELFDESTRUCT of an old contract
    "60015f5d5f5c60015500",              # transient storage
    "600a5f5ff05f5500",                  # CREATE
    "6001600155600060015560025f5500",    # refunds
    "5f5f5f5f5f335af15f5500",            # CALL to the sender
    "fe", "5f5ffd",                      # the two failures
    "4360005260205f60205f5f60025af15f51600055600b5f205f5500",  # precompile
    "303f5f55323f60015500",              # EXTCODEHASH
    "7f" + "11" * 32 + "5f5260205fa060205f60205fa100",  # logs
    "3460005560015460010160015500",      # value, and a counter
)]
CREATIONS = [bytes.fromhex(code) for code in ("5fff", "fe", "5f5ffd")]


class Mixer:
    """Fills a chain with random transactions."""

    def __init__(self, seed: int, counter: bytes) -> None:
        self.random = random.Random(seed)
        self.keys = derive_keys(5)
        self.addresses = [address_of(key.public_key) for key in self.keys]
        self.chain = Chain(Settings(balances={who: 10**22 for who in self.addresses}))
        self.chain.automine = False
        self.contracts: list[bytes] = []
        self.counter = counter

    def creation(self) -> bytes:
        """Code for a transaction without recipient."""
        runtime = self.random.choice(RUNTIMES)
        size = len(runtime)
        wrapped = bytes([0x60, size, 0x60, 12, 0x60, 0, 0x39, 0x60, size, 0x60, 0, 0xF3]) + runtime
        return self.random.choice([self.counter, wrapped, self.random.choice(CREATIONS)])

    def send(self) -> None:
        """Submits one transaction."""
        draw = self.random
        number = draw.random()
        if number < 0.2 or not self.contracts:
            self.submit(None, self.creation(), 0, 3_000_000)
        elif number < 0.3:
            to = draw.choice([*self.addresses, draw.randbytes(20)])
            self.submit(to, b"", draw.randrange(100), 50_000)
        elif number < 0.4:
            precompile = bytes(19) + bytes([draw.randrange(1, 11)])
            self.submit(precompile, draw.randbytes(draw.randrange(130)), 0, 400_000)
        elif number < 0.6:
            data = BUMP + draw.randrange(3).to_bytes(32, "big")
            self.submit(draw.choice(self.contracts), data, 0, draw.choice([500_000, 40_000]))
        elif number < 0.75:
            data = TRY_BUMP + bytes(12) + draw.choice(self.contracts)
            self.submit(draw.choice(self.contracts), data + draw.randrange(2).to_bytes(32, "big"),
                        0, 500_000)
        else:
            self.submit(draw.choice(self.contracts), draw.randbytes(draw.choice([0, 1, 40])),
                        draw.choice([0, 0, 3]), 500_000)

    def submit(self, to: bytes | None, data: bytes, value: int, gas: int) -> None:
        """Signs with a random key, in a random kind, and admits."""
        draw, chain = self.random, self.chain
        index = draw.randrange(len(self.keys))
        sender, kind = self.addresses[index], draw.randrange(3)
        tx: dict[str, object] = {
            "nonce": chain.pool.next_nonce(sender, chain.world.account(sender).nonce),
            "value": value, "gas": gas, "data": data, "chainId": chain.settings.chain_id}
        if to is not None:
            tx["to"] = to_checksum_address(to)
        if kind == 2:
            tx |= {"maxFeePerGas": 10**10, "maxPriorityFeePerGas": draw.randrange(10**9)}
        else:
            tx["gasPrice"] = 10**10
        if kind == 1:
            known = draw.choice(self.contracts + self.addresses)
            tx["accessList"] = [{"address": to_checksum_address(known),
                                 "storageKeys": [f"0x{draw.randrange(3):064x}"]}]
        signed = Account.from_key(self.keys[index].secret).sign_transaction(tx)
        chain.submit(decode_transaction(bytes(signed.raw_transaction)))

    def allocation(self) -> dict[str, object]:
        """The state as the specs' tool reads it."""
        world = self.chain.world
        return {to_data(who): {
            "nonce": hex(account.nonce), "balance": hex(account.balance),
            "code": to_data(world.codes[account.code_hash]),
            "storage": {f"0x{key:064x}": f"0x{word:064x}"
                        for key, word in world.storage.get(who, {}).items()}}
            for who, account in world.accounts.items()}


def judge(block: Block, earlier: list[Block], before: dict[str, object], folder: Path) -> dict:
    """What the specs make of a block's transactions."""
    header = block.header
    env = {
        "currentCoinbase": to_data(header.coinbase), "currentDifficulty": "0x0",
        "currentRandom": to_data(header.prev_randao), "currentNumber": hex(header.number),
        "currentGasLimit": hex(header.gas_limit), "currentTimestamp": hex(header.timestamp),
        "currentBaseFee": hex(header.base_fee), "currentExcessBlobGas": "0x0", "withdrawals": [],
        "parentBeaconBlockRoot": to_data(bytes(32)), "parentHash": to_data(header.parent_hash),
        "blockHashes": {str(old.number): to_data(old.hash) for old in earlier}}
    body = rlp_encode([tx.raw if tx.kind else rlp_decode(tx.raw) for tx in block.transactions])
    inputs = {"alloc.json": before, "env.json": env, "txs.rlp": to_data(body)}
    for name, content in inputs.items():
        (folder / name).write_text(json.dumps(content))
    status = evm_tools([
        "t8n", f"--input.alloc={folder / 'alloc.json'}", f"--input.env={folder / 'env.json'}",
        f"--input.txs={folder / 'txs.rlp'}", "--state.fork=Cancun", "--state.chainid=31337",
        "--state.reward=-1", f"--output.basedir={folder}", "--output.result=result.json",
        "--output.alloc=after.json"], io.StringIO(), io.StringIO())
    assert status == 0
    return json.loads((folder / "result.json").read_text())


@pytest.mark.parametrize("seed", [1, 2])
def test_blocks_come_out_as_the_specs_say(seed: int, counter: dict, tmp_path: Path) -> None:
    mixer = Mixer(seed, bytes.fromhex(counter["bytecode"][2:]))
    chain = mixer.chain
    failed = 0
    for number in range(1, 7):
        for _ in range(12):
            mixer.send()
        before = mixer.allocation()
        if number == 4:  # a reorganisation must leave no trace in the state
            chain.mine()
            removed = chain.unwind(1)
            assert chain.mine_exactly(removed[0].transactions, chain.now()) == []
            block = chain.head
        else:
            block = chain.mine()
        mixer.contracts += [receipt.contract for receipt in block.receipts
                            if receipt.contract and receipt.success]
        failed += sum(not receipt.success for receipt in block.receipts)
        result = judge(block, chain.blocks[:-1], before, tmp_path)
        header = block.header
        assert len(block.transactions) == 12 and not result.get("rejected")
        assert (result["stateRoot"], result["receiptsRoot"], result["txRoot"],
                int(result["gasUsed"], 16), int(result["logsBloom"], 16)) == (
            to_data(header.state_root), to_data(header.receipts_root),
            to_data(header.transactions_root), header.gas_used, header.bloom), (
            f"seed {seed}, block {number}")
    assert failed > 0
    # Each trace is refused unless it takes the gas of the receipt.
    traces = TraceMethods(chain, ExecuteMethods(chain))
    for number in range(1, 7):
        for config in (None, {"tracer": "callTracer"}):
            entries = traces.debug_traceBlockByNumber(hex(number), config)
            assert len(entries) == 12
    chain.close()
