"""A whole network on this machine: chains, contracts, oracles, node, broker.

Used by the demo and by the system tests. Everything listens on 127.0.0.1; keys are made for one run and hold no value.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from devchain.lifetime import ends_with_parent  # noqa: E402
from eth_account import Account  # noqa: E402
from web3 import Web3  # noqa: E402
from wrapkey import WrapKey, digests  # noqa: E402

ZKLINK = ROOT / ".build" / os.environ.get("ZKLINK_BUILD", "release") / "zklink"
NETWORK_ID = 7001
GUEST = ROOT / "build/guests/TransitionProgram.elf"
JOIN_KEYS = ROOT / "Guests/joins.txt"
NATIVE = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"


def outflow(minimum: int, decimals: int) -> dict:
    """The default share of custody a day, or an amount that no payment of the demo comes near."""
    return {"share": 2_000, "minimum": minimum * 10**decimals}


TOKENS = [
    {"id": 2, "symbol": "USDC", "decimals": 6, "class": 1, "mock": True, "outflow": outflow(10**6, 6)},
    {"id": 3, "symbol": "USDT", "decimals": 6, "class": 1, "mock": True, "outflow": outflow(10**6, 6)},
    {"id": 4, "symbol": "ETH", "decimals": 18, "class": 0, "address": NATIVE, "outflow": outflow(10**3, 18)},
]


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class NetworkError(Exception):
    """The local network could not be brought up or a command failed; the text names the log."""


@dataclass
class Chain:
    chain: int
    name: str
    evm_chain_id: int
    block_time: float
    confirmations: int
    data_chain: bool
    rpc: str = ""
    deployment: dict = field(default_factory=dict)

    @property
    def web3(self) -> Web3:
        return Web3(Web3.HTTPProvider(self.rpc, request_kwargs={"timeout": 20}))

    def abi(self, name: str) -> list:
        return json.loads((ROOT / "build" / "contracts" / f"{name}.json").read_text())["abi"]

    def contract(self, name: str = "ZkLink"):
        return self.web3.eth.contract(address=self.deployment["addresses"][name], abi=self.abi(name))

    def token(self, symbol: str):
        """The token's contract, or None for the native coin."""
        address = self.token_address(symbol)
        return None if address == NATIVE else self.web3.eth.contract(address=address, abi=self.abi("MockToken"))

    def token_address(self, symbol: str) -> str:
        return next(token["address"] for token in self.deployment["tokens"] if token["symbol"] == symbol)

    def balance(self, symbol: str, owner: str) -> int:
        token = self.token(symbol)
        return self.web3.eth.get_balance(owner) if token is None else token.functions.balanceOf(owner).call()


class Process:
    """A child process with its log in a file, ready when it prints a line that begins with READY.

    It ends with this process.
    """

    def __init__(self, name: str, command: list[str], folder: Path, environment: dict | None = None):
        self.name, self.command, self.log = name, command, folder / f"{name}.log"
        self.environment = {**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})}
        self.child: subprocess.Popen | None = None
        self.ready: dict = {}
        self.offset = 0

    def start(self, timeout: float = 60) -> dict:
        """Starts the process and waits until it serves; returns the object of its READY line."""
        self.spawn()
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            with self.log.open("rb") as log:
                log.seek(self.offset)
                lines = log.read().decode(errors="replace").splitlines(keepends=True)
            for line in lines:
                if line.startswith("READY") and line.endswith("\n"):
                    self.ready = json.loads(line[5:].strip() or "{}")
                    return self.ready
            if self.child.poll() is not None:
                raise NetworkError(f"{self.name} ended with {self.child.returncode}:\n{self.tail()}")
            time.sleep(0.02)
        raise NetworkError(f"{self.name} was not ready within {timeout} s:\n{self.tail()}")

    def spawn(self) -> None:
        """Starts the process without waiting."""
        self.offset = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as output:
            self.child = subprocess.Popen(
                self.command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, cwd=ROOT, env=self.environment,
                start_new_session=True, preexec_fn=ends_with_parent())

    def tail(self, lines: int = 30) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    @property
    def running(self) -> bool:
        return self.child is not None and self.child.poll() is None

    def kill(self) -> None:
        if self.running:
            os.kill(self.child.pid, signal.SIGKILL)
            self.child.wait()

    def stop(self, timeout: float = 10) -> None:
        if not self.running:
            return
        self.child.terminate()
        try:
            self.child.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()


class LocalNetwork:
    """Two EVM chains, their contracts, oracles, node and broker, with their files in one folder.

    With the key of the wrap, blocks are proven by a worker on this machine; without it, the contracts' mode is
    `unproven`: they take anybody's word for a proof.
    """

    def __init__(self, folder: Path, oracle_count: int = 4, threshold: int = 3, block_interval_ms: int = 1500,
                 block_times: tuple[float, float] = (2, 1), with_broker: bool = True, queue_deadline: int = 3600,
                 revert_deadline: int = 3600, oracle_urls: list[str] | None = None, wrap: WrapKey | None = None,
                 postgres: str | None = None, say=lambda text: None):
        self.folder, self.say, self.wrap = folder, say, wrap
        folder.mkdir(parents=True, exist_ok=True)
        self.threshold, self.block_interval_ms, self.with_broker = threshold, block_interval_ms, with_broker
        self.queue_deadline, self.revert_deadline = queue_deadline, revert_deadline
        self.chains = [
            Chain(1, "A", 31001, block_times[0], 2, True),
            Chain(2, "B", 31002, block_times[1], 3, False),
        ]
        self.keys = {name: Account.create(secrets.token_bytes(32)) for name in ("deployer", "operator", "guardian", "broker", "fees")}
        self.oracle_keys = [Account.create(secrets.token_bytes(32)) for _ in range(oracle_count)]
        self.extra_oracle_urls = oracle_urls or []
        self.processes: dict[str, Process] = {}
        # The queue of proving jobs: the node's own, with a listener for workers, or a PostgreSQL database.
        self.postgres = postgres
        self.proof_wait_seconds = 60
        self.prover_address = f"127.0.0.1:{free_port()}"
        self.faucet = ""
        self.node_url = ""

    # Bringing up

    def start(self) -> None:
        for chain in self.chains:
            self.say(f"chain {chain.name}: a block every {chain.block_time} s")
            self.start_chain(chain)
        self.say("contracts on both chains")
        self.deploy()
        self.write_configurations()
        for index in range(len(self.oracle_keys)):
            self.start_zklink(f"oracle-{index + 1}", "oracle")
        self.say(f"{len(self.oracle_keys)} oracles (k = {self.threshold})")
        self.write_node_configuration()
        self.node_url = f"http://127.0.0.1:{self.start_zklink('node', 'node')['port']}"
        self.write_node_configuration()
        self.write_client_configurations()
        self.say(f"node at {self.node_url}")
        if self.with_broker:
            self.fund(self.keys["broker"].address, {"USDC": 200_000, "USDT": 200_000, "ETH": 200})
            self.start_zklink("broker", "broker")
            self.say("broker")

    def start_chain(self, chain: Chain) -> None:
        command = [
            str(ROOT / ".venv/bin/python"), "-m", "devchain", "--port", "0", "--chain-id", str(chain.evm_chain_id),
            "--block-time", str(chain.block_time),
        ]
        ready = self.process(f"chain-{chain.name}", command).start()
        chain.rpc = f"http://127.0.0.1:{ready['port']}"
        self.faucet = ready["accounts"][0]["key"]

    def process(self, name: str, command: list[str], environment: dict | None = None) -> Process:
        self.processes[name] = Process(name, command, self.folder, environment)
        return self.processes[name]

    def start_zklink(self, name: str, command: str) -> dict:
        process = self.process(name, [str(ZKLINK), command, "--config", str(self.folder / f"{name}.json")])
        return process.start()

    def deploy(self) -> None:
        draft = {
            "networkId": NETWORK_ID, "feeOwner": self.keys["fees"].address, **self.program(),
            "chains": [{"chain": c.chain, "evmChainId": c.evm_chain_id} for c in self.chains],
        }
        self.write("genesis-draft.json", draft)
        genesis = self.zklink("genesis", "--config", str(self.folder / "genesis-draft.json"))
        sent = [(chain, self.give_coins(chain, self.keys[name].address)) for chain in self.chains
                for name in ("deployer", "operator")]
        for chain, digest in sent:
            self.wait_for(chain, digest)
        for chain in self.chains:
            self.write(f"deploy-{chain.name}.json", {
                "rpc": chain.rpc, "deployerKey": "0x" + bytes(self.keys["deployer"].key).hex(), "networkId": NETWORK_ID,
                "chain": chain.chain, "isDataChain": chain.data_chain, "threshold": self.threshold,
                "oracles": [key.address for key in self.oracle_keys], "operator": self.keys["operator"].address,
                "guardian": self.keys["guardian"].address, "genesisHeader": genesis["genesisHeader"],
                **self.program(), **self.verifier(), "queueDeadline": self.queue_deadline,
                "revertDeadline": self.revert_deadline, "tokens": TOKENS, "settlementSeconds": 5,
            })
        running = [(chain, self.run_deployment(chain)) for chain in self.chains]
        for chain, child in running:
            output, _ = child.communicate(timeout=120)
            if child.returncode:
                raise NetworkError(f"deployment on chain {chain.name} failed:\n{output.decode()[-4000:]}")
            chain.deployment = json.loads((self.folder / f"deployment-{chain.name}.json").read_text())

    def run_deployment(self, chain: Chain) -> subprocess.Popen:
        return subprocess.Popen(
            [str(ROOT / ".venv/bin/python"), str(ROOT / "scripts/deploy.py"), "--config",
             str(self.folder / f"deploy-{chain.name}.json"), "--out", str(self.folder / f"deployment-{chain.name}.json")],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=ROOT, preexec_fn=ends_with_parent())

    @staticmethod
    def program() -> dict:
        """What proofs of blocks are about."""
        known = digests()
        return {"programId": known["program"], "keyRoot": known["keys"]}

    def verifier(self) -> dict:
        """The contract that verifies proofs, if blocks are proven."""
        return {} if self.wrap is None else {"verifier": str(self.wrap.contract)}

    # Configuration

    def write(self, name: str, value: dict) -> Path:
        path = self.folder / name
        path.write_text(json.dumps(value, indent=2))
        return path

    def write_configurations(self) -> None:
        self.write("network.json", {
            "networkId": NETWORK_ID, "feeOwner": self.keys["fees"].address, **self.program(), "chains": [{
                "chain": c.chain, "name": c.name, "rpc": c.rpc, "evmChainId": c.evm_chain_id,
                "contract": c.deployment["addresses"]["ZkLink"],
                "blockLedger": c.deployment["addresses"]["BlockLedger"],
                "otherContracts": [
                    address for name, address in c.deployment["addresses"].items()
                    if name not in ("ZkLink", "BlockLedger")],
                "confirmations": c.confirmations, "startBlock": c.deployment["startBlock"], "dataChain": c.data_chain,
            } for c in self.chains],
            "tokens": [{"token": token["id"], "symbol": token["symbol"]} for token in TOKENS],
        })
        network = str(self.folder / "network.json")
        for index, key in enumerate(self.oracle_keys):
            self.write(f"oracle-{index + 1}.json", {
                "network": network, "dataDirectory": str(self.folder / f"oracle-{index + 1}"), "listen": "127.0.0.1:0",
                "keyFile": self.key_file(f"oracle-{index + 1}", key), "pollMilliseconds": 1000,
                "rpc": {str(c.chain): [c.rpc] for c in self.chains}, "finalityDepth": {str(c.chain): 1 for c in self.chains},
            })

    def write_node_configuration(self) -> None:
        oracles = [f"http://127.0.0.1:{p.ready['port']}" for name, p in self.processes.items() if name.startswith("oracle")]
        network, listen = str(self.folder / "network.json"), "127.0.0.1:0"
        if self.node_url:
            listen = self.node_url.removeprefix("http://")
        self.write("node.json", {
            "network": network, "dataDirectory": str(self.folder / "node"), "listen": listen,
            "operatorKeyFile": self.key_file("operator", self.keys["operator"]), "oracles": oracles + self.extra_oracle_urls,
            "blockIntervalMilliseconds": self.block_interval_ms, "claimForReceivers": True, "alarmSeconds": 20,
            **self.proving(),
        })

    def verifier_abi(self) -> list:
        """The interface of the contract that verifies proofs."""
        if self.wrap is None:
            return self.chains[0].abi("UnprovenVerifier")
        return json.loads(self.wrap.contract.read_text())["abi"]

    def proving(self) -> dict:
        """The node's configuration of proving."""
        if self.wrap is None:
            return {}
        keys = {
            "program": str(GUEST), "joinKeys": str(JOIN_KEYS), "wrapVerifyingKey": str(self.wrap.verifying_key),
            "proofWaitSeconds": self.proof_wait_seconds,
        }
        if self.postgres is not None:
            return {**keys, "proverPostgres": self.postgres}
        return {**keys, "proverListen": self.prover_address, "proverTokenFile": self.token_file()}

    def token_file(self) -> str:
        """A file with the token that workers send to the node."""
        path = self.folder / "prover.token"
        if not path.exists():
            path.write_text(secrets.token_hex(32) + "\n")
            path.chmod(0o600)
        return str(path)

    def token(self) -> str:
        return Path(self.token_file()).read_text().strip()

    @property
    def prover_url(self) -> str:
        """The node's service for provers."""
        return f"http://{self.prover_address}"

    def queue(self) -> list[str]:
        """The options of commands that take jobs or look at them."""
        if self.postgres is not None:
            return ["--postgres", self.postgres]
        return ["--node", self.prover_url, "--token-file", self.token_file()]

    def spawn_prover(self, name: str = "prover", *options: str) -> Process:
        """Starts a worker that proves blocks, without waiting until it has made its keys."""
        command = [
            str(ZKLINK), "prover", *self.queue(), "--program", str(GUEST), "--join-keys", str(JOIN_KEYS),
            "--wrap-key", str(self.wrap.key), "--name", name, *options,
        ]
        process = self.process(name, command)
        process.spawn()
        return process

    def write_client_configurations(self) -> None:
        network = str(self.folder / "network.json")
        self.write("broker.json", {
            "network": network, "node": self.node_url, "dataDirectory": str(self.folder / "broker"),
            "keyFile": self.key_file("broker", self.keys["broker"]), "minimumFeeRate": 1,
            "limits": {token["symbol"]: {"perPayout": "50000", "outstanding": "100000"} for token in TOKENS},
        })
        self.write("client.json", {"network": network, "node": self.node_url})

    def key_file(self, name: str, account) -> str:
        path = self.folder / f"{name}.key"
        path.write_text("0x" + bytes(account.key).hex() + "\n")
        path.chmod(0o600)
        return str(path)

    # Using it

    def zklink(self, *arguments: str, wallet: str | None = None, check: bool = True, timeout: float = 120) -> dict:
        """Runs one command with --json and returns its object; raises on a refusal unless check is False."""
        command = [str(ZKLINK), *arguments, "--json"]
        if "--config" not in arguments:
            command += ["--config", str(self.folder / "client.json")]
        if wallet:
            command += ["--wallet", str(self.folder / f"wallet-{wallet}.json")]
        result = subprocess.run(
            command, capture_output=True, text=True, timeout=timeout, cwd=ROOT, preexec_fn=ends_with_parent())
        try:
            answer = json.loads(result.stdout)
        except json.JSONDecodeError:
            raise NetworkError(f"{' '.join(arguments)}: exit {result.returncode}\n{result.stdout}\n{result.stderr}") from None
        if check and result.returncode:
            raise NetworkError(f"{' '.join(arguments)}: exit {result.returncode}: {result.stdout}")
        return {**answer, "exitCode": result.returncode}

    def wallet(self, name: str, funds: dict[str, float] | None = None) -> str:
        """Creates a wallet of this name, funded on both chains; returns its address."""
        return self.wallets({name: funds or {}})[name]

    def wallets(self, funds: dict[str, dict[str, float]]) -> dict[str, str]:
        """Creates wallets, all funded on both chains at once, with coins for gas; returns their addresses."""
        addresses = {}
        for name in funds:
            created = self.zklink("wallet", "create", "--plain", wallet=name)["address"]
            addresses[name] = Web3.to_checksum_address(created)
        self.fund_all({addresses[name]: {"ETH": 10, **amounts} for name, amounts in funds.items()})
        return addresses

    def fund(self, address: str, amounts: dict[str, float]) -> None:
        self.fund_all({Web3.to_checksum_address(address): amounts})

    def fund_all(self, funds: dict[str, dict[str, float]]) -> None:
        """Sends coins from the faucet and mints mock tokens, in as few blocks as possible."""
        sent = []
        for chain in self.chains:
            for address, amounts in funds.items():
                for symbol, amount in amounts.items():
                    sent.append((chain, self.give(chain, symbol, address, amount)))
        for chain, digest in sent:
            self.wait_for(chain, digest)

    def give(self, chain: Chain, symbol: str, address: str, amount: float):
        token = chain.token(symbol)
        if token is None:
            return self.send(chain, None, to=address, value=Web3.to_wei(amount, "ether"))
        decimals = next(t["decimals"] for t in TOKENS if t["symbol"] == symbol)
        return self.send(chain, token.functions.mint(address, int(amount * 10**decimals)), gas=200_000)

    def give_coins(self, chain: Chain, address: str):
        return self.send(chain, None, to=address, value=Web3.to_wei(100, "ether"))

    def send_native(self, chain: Chain, address: str, amount: float) -> None:
        self.transact(chain, None, to=Web3.to_checksum_address(address), value=Web3.to_wei(amount, "ether"))

    def transact(self, chain: Chain, call, key: str | None = None, **fields):
        """Sends from the faucet (or key) and waits for the receipt."""
        return self.wait_for(chain, self.send(chain, call, key, **fields))

    def send(self, chain: Chain, call, key: str | None = None, **fields):
        """Sends from the faucet (or key) without waiting; returns the transaction's hash."""
        web3, account = chain.web3, Account.from_key(key or self.faucet)
        base = {
            "from": account.address, "nonce": web3.eth.get_transaction_count(account.address, "pending"),
            "chainId": chain.evm_chain_id, "maxFeePerGas": Web3.to_wei(20, "gwei"),
            "maxPriorityFeePerGas": Web3.to_wei(1, "gwei"), **fields,
        }
        transaction = {"gas": 21_000, **base} if call is None else call.build_transaction(base)
        return web3.eth.send_raw_transaction(account.sign_transaction(transaction).raw_transaction)

    def wait_for(self, chain: Chain, digest):
        receipt = chain.web3.eth.wait_for_transaction_receipt(digest, timeout=60, poll_latency=0.1)
        if receipt["status"] != 1:
            raise NetworkError(f"transaction {digest.hex()} on chain {chain.name} failed")
        return receipt

    def restart(self, name: str) -> None:
        """Starts a stopped or killed process again with the same command."""
        self.processes[name].start()

    def stop(self) -> None:
        for process in reversed(list(self.processes.values())):
            process.stop()
