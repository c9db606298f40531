"""The local network for faults: proxies before the oracles, short intervals, restarts on the same ports."""

from __future__ import annotations

import json
import time
from pathlib import Path

import codec
import requests
from localnet import ROOT, Chain, LocalNetwork
from oracle_proxy import OracleProxy
from web3 import Web3

ETHER = 10**18
SERVICES = ["admission", "queueEntries", "quotes", "prepayment", "settlement"]


class SystemNetwork(LocalNetwork):
    def __init__(self, folder: Path, depth: int | None = None, chain_options: tuple[str, ...] = (), **options):
        super().__init__(folder, block_interval_ms=400, block_times=(0.5, 0.5), **options)
        self.chain_options, self.depth, self.proxies = chain_options, depth, []
        for chain in self.chains:
            chain.confirmations = depth or 2

    # Bringing up

    def start_chain(self, chain: Chain) -> None:
        command = [str(ROOT / ".venv/bin/python"), "-m", "devchain", "--port", "0", "--chain-id", str(chain.evm_chain_id),
                   "--block-time", str(chain.block_time), *self.chain_options]
        ready = self.process(f"chain-{chain.name}", command).start()
        chain.rpc = f"http://127.0.0.1:{ready['port']}"
        self.faucet = ready["accounts"][0]["key"]

    def write_configurations(self) -> None:
        super().write_configurations()
        depth = self.depth or 1
        for index in range(len(self.oracle_keys)):
            self.edit(f"oracle-{index + 1}.json", pollMilliseconds=100,
                      finalityDepth={str(chain.chain): depth for chain in self.chains})

    def write_node_configuration(self) -> None:
        super().write_node_configuration()
        if not self.proxies:
            for index, key in enumerate(self.oracle_keys):
                listen = f"127.0.0.1:{self.processes[f'oracle-{index + 1}'].ready['port']}"
                self.edit(f"oracle-{index + 1}.json", listen=listen)
                self.proxies.append(OracleProxy(f"http://{listen}", key))
        self.edit("node.json", oracles=[proxy.url for proxy in self.proxies], pollMilliseconds=100, alarmSeconds=3)

    def read(self, name: str) -> dict:
        return json.loads((self.folder / name).read_text())

    def edit(self, name: str, **members) -> None:
        self.write(name, {**self.read(name), **members})

    def stop(self) -> None:
        super().stop()
        for proxy in self.proxies:
            proxy.stop()

    # Looking

    def chain(self, name: str) -> Chain:
        return next(chain for chain in self.chains if chain.name == name)

    def call(self, method: str, **params) -> dict:
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        return requests.post(self.node_url, json=body, timeout=20).json()

    def health(self) -> dict:
        return requests.get(self.node_url + "/health", timeout=20).json()

    def ready(self) -> requests.Response:
        return requests.get(self.node_url + "/ready", timeout=20)

    def alarms(self) -> list[str]:
        return [alarm["reason"] for alarm in self.health()["alarms"]]

    def oracle_views(self) -> list[dict]:
        body = {"jsonrpc": "2.0", "id": 1, "method": "oracle_view", "params": {}}
        return [requests.post(proxy.target, json=body, timeout=20).json()["result"] for proxy in self.proxies]

    @property
    def latest(self) -> int:
        return self.call("zkl_network")["result"]["blockNumber"]

    def counters(self, name: str) -> list[int]:
        """A counter on both chains: committed, proven, confirmed or executed."""
        contract = "ZkLink" if name == "executed" else "BlockLedger"
        return [getattr(chain.contract(contract).functions, name)().call() for chain in self.chains]

    def l2_balance(self, owner: str, token: int) -> int:
        answer = self.call("zkl_account", owner=owner.lower())
        if "error" in answer:
            assert answer["error"]["code"] == -32052, answer
            return 0
        return sum(int(b["amount"]) for b in answer["result"]["balances"] if b["token"] == token)

    def expect_stopped(self, reason: str, services: list[str]) -> None:
        """These services are stopped, and what they answer names the alarm."""
        ready = self.ready()
        assert ready.status_code == 503 and reason in ready.text, ready.text
        seen = self.zklink("network")
        assert seen["stopped"] == services and seen["alarms"][0]["reason"] == reason, seen
        assert self.refusal(self.withdrawal(bytes(12) + b"\x01" * 20)) == "halted"
        quote = self.quote()
        assert quote["error"]["data"]["reason"] == "halted", quote

    def expect_open(self) -> None:
        """Nothing is stopped: operations are admitted, and quotes are given where there is a pool."""
        ready = self.ready()
        assert ready.status_code == 200, ready.text
        assert self.zklink("network")["stopped"] == []
        quote = self.quote()
        assert "result" in quote or quote["error"]["data"]["reason"] == "unknownObject", quote

    @staticmethod
    def withdrawal(receiver: bytes, chain: int = 1) -> codec.Operation:
        """A withdrawal of 1 USDC to an EVM address of 32 bytes, without a signature that counts."""
        return codec.Operation(
            codec.WITHDRAW, bytes(codec.SIGNATURE_BYTES), account=1, from_sub=0, slot=0, nonce=0, valid_until=1 << 40,
            fee_token=0, fee=0, token=2, amount=ETHER, minimum=0, chain=chain, receiver=b"\x01" + receiver, rate=0)

    def refusal(self, operation: codec.Operation) -> str:
        """The reason with which the node refuses an operation."""
        answer = self.call("zkl_submit", operation="0x" + (operation.encoded() + operation.signature).hex())
        return answer["error"]["data"]["reason"]

    def quote(self) -> dict:
        """The answer to a question for the price of USDC in ETH."""
        return self.call("zkl_quote", tokenIn=2, tokenOut=4, amountIn=str(ETHER))

    # Waiting

    def until(self, what: str, condition, timeout: float = 60):
        """Waits for a condition; the failure names it and the node's view."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            found = condition()
            if found:
                return found
            time.sleep(0.1)
        raise AssertionError(
            f"not within {timeout} s: {what}; committed {self.counters('committed')}, proven {self.counters('proven')}, "
            f"confirmed {self.counters('confirmed')}, executed {self.counters('executed')}; {self.processes['node'].tail(5)}")

    def until_executed(self, block: int, timeout: float = 60) -> None:
        self.until(f"block {block} executed on both chains", lambda: min(self.counters("executed")) >= block, timeout)

    def until_settled(self, timeout: float = 60) -> None:
        """Every sequenced operation is executed on both chains."""
        def settled() -> bool:
            queues = [chain.contract().functions for chain in self.chains]
            return (self.latest == min(self.counters("executed"))
                    and all(queue.queue_length().call() == queue.queue_executed().call() for queue in queues))
        self.until("everything settled", settled, timeout)

    # Acting

    def rpc(self, chain: Chain, method: str, *params):
        answer = chain.web3.provider.make_request(method, list(params))
        assert "result" in answer, answer
        return answer["result"]

    def deposit_coins(self, chain: Chain, owner: str, amount: int, key: str) -> bytes:
        """Sends a deposit of the native coin for an owner, without waiting; returns the transaction's hash."""
        native, contract = chain.token_address("ETH"), chain.contract()
        call = contract.functions.deposit(native, amount, 1, bytes(12) + bytes.fromhex(owner[2:]), 0)
        # A tenth more than the fee now: others may queue entries before this one.
        fee = contract.functions.queue_fee().call() * 11 // 10
        return bytes(self.send(chain, call, key, value=amount + fee, gas=400_000))

    def pay(self, wallet: str = "alice", chain: str = "A", amount: str = "1") -> dict:
        """A withdrawal of USDC, to be settled on both chains and paid on one."""
        return self.zklink("withdraw", "--chain", chain, "--token", "USDC", "--amount", amount, wallet=wallet)


def checksum(address: str) -> str:
    return Web3.to_checksum_address(address)
