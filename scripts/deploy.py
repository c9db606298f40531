"""Deploys the contracts of one chain and registers its tokens.

    scripts/deploy.py --config deploy.json --out deployment.json

Configuration: rpc, deployerKey, networkId, chain, isDataChain, oracles, threshold, operator,
guardian, genesisHeader, programId, keyRoot, queueDeadline, revertDeadline, tokens [{id, symbol, decimals,
class, either mock: true or address, and optionally outflow: {share, minimum} and minimumDeposit}], verifier
(the compiled contract of `zklink wrap-key`; without one the network's mode is "unproven", for development);
optionally oracleDelay (0), bond (0), governors (the deployer), governanceDelay (0), queueFeeBase,
queueFeeLimit and settlementSeconds (3,600).

`queueFeeBase` is the fee of a queue entry in the chain's native coin while nothing waits, `queueFeeLimit` the
most that governance can ever set it to. The defaults are 0.05 and 1 $ at 2,500 $ a coin.

Governance comes first, for it needs no address; everything else gets its address. It starts
without a delay, so that tokens can be registered through it at once; its last proposals set the
delay and take the deployer's rights away where governors are named.

`settlementSeconds` is what the resolver of cross swaps tells solvers: the time from sequencing to execution
that is rarely exceeded.

`outflow` is a token's limit: the share of custody that may leave in any 24 hours in parts of 10,000, and
an amount in the token's own units that may leave in any case. Without it the contract's own holds: 2,000
and 0. `minimumDeposit` is the smallest deposit in the token's own units, 0 without it.
"""

import argparse
import json
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from eth_account import Account
from governance import Proposal, limit_deposit, limit_outflow, register_token, scheduled
from hexbytes import HexBytes
from web3 import Web3
from web3.exceptions import TransactionNotFound

ROOT = Path(__file__).resolve().parents[1]
ZERO = "0x" + "00" * 20
DEPLOY_GAS, CALL_GAS = 10_000_000, 400_000
# The settlement modes of the contracts.
UNPROVEN, VALIDITY = 1, 2
RECEIPT_SECONDS = 120
QUEUE_FEE_BASE, QUEUE_FEE_LIMIT = 2 * 10**13, 4 * 10**14
SETTLEMENT_SECONDS = 3_600


class DeploymentError(Exception):
    """A transaction failed or the chain did not answer; the text names it."""


def artifact(name: str) -> dict:
    """The output of scripts/contracts.sh for a contract."""
    return json.loads((ROOT / "build" / "contracts" / f"{name}.json").read_text())


@dataclass
class Sender:
    """Sends transactions of one key without waiting in between; `settle` waits for all of them."""

    web3: Web3
    key: str
    nonce: int = -1
    sent: list = field(default_factory=list)

    def __post_init__(self) -> None:
        self.account = Account.from_key(self.key)
        self.nonce = self.web3.eth.get_transaction_count(self.account.address, "pending")
        self.chain_id = self.web3.eth.chain_id
        base = self.web3.eth.get_block("latest").get("baseFeePerGas", 0)
        self.tip = min(10**9, self.web3.eth.gas_price)
        self.fee = 3 * base + self.tip

    def send(self, what: str, to: str | None, data: HexBytes, gas: int) -> None:
        """Signs and sends one transaction."""
        transaction = {
            "chainId": self.chain_id, "nonce": self.nonce, "gas": gas, "data": data, "value": 0,
            "maxFeePerGas": self.fee, "maxPriorityFeePerGas": self.tip, "type": 2,
        }
        if to is not None:
            transaction["to"] = to
        signed = self.account.sign_transaction(transaction)
        self.sent.append((what, self.web3.eth.send_raw_transaction(signed.raw_transaction)))
        self.nonce += 1

    def settle(self) -> int:
        """Waits for every transaction; returns the first block that has one."""
        deadline = time.monotonic() + RECEIPT_SECONDS
        first = None
        for what, transaction in self.sent:
            receipt = self.receipt(what, transaction, deadline)
            if receipt["status"] != 1:
                raise DeploymentError(f"{what}: reverted in {transaction.hex()}")
            first = receipt["blockNumber"] if first is None else min(first, receipt["blockNumber"])
        self.sent.clear()
        return first

    def receipt(self, what: str, transaction: HexBytes, deadline: float) -> dict:
        """Polls for one receipt until the deadline."""
        while time.monotonic() < deadline:
            try:
                return self.web3.eth.get_transaction_receipt(transaction)
            except TransactionNotFound:
                time.sleep(0.05)
        raise DeploymentError(f"{what}: no receipt for {transaction.hex()}")


class Deployment:
    """The contracts of one chain, in the order of their creation."""

    def __init__(self, config: dict):
        self.config = config
        web3 = Web3(Web3.HTTPProvider(config["rpc"], request_kwargs={"timeout": 20}))
        self.sender = Sender(web3, config["deployerKey"])
        self.web3 = web3
        self.addresses: dict[str, str] = {}
        self.tokens: list[dict] = []

    def run(self) -> dict:
        """Deploys, registers and checks; returns the record of the deployment."""
        self.deploy_contracts()
        self.deploy_tokens()
        start = self.sender.settle()
        self.govern()
        self.sender.settle()
        self.check()
        return {
            "networkId": self.config["networkId"],
            "chain": self.config["chain"],
            "evmChainId": self.sender.chain_id,
            "startBlock": start,
            "addresses": self.addresses,
            "tokens": self.tokens,
        }

    def create(self, name: str, *arguments) -> str:
        """Sends the creation of a contract; returns its address at once."""
        return self.create_from(artifact(name), name, arguments)

    def create_from(self, made: dict, name: str, arguments) -> str:
        """The same for the output of a compiler."""
        factory = self.web3.eth.contract(abi=made["abi"], bytecode=made["bytecode"])
        data = HexBytes(factory.constructor(*arguments).data_in_transaction)
        address = contract_address(self.sender.account.address, self.sender.nonce)
        self.sender.send(name, None, data, DEPLOY_GAS)
        return address

    def contract(self, name: str):
        """A contract of this deployment."""
        return self.web3.eth.contract(address=self.addresses[name], abi=artifact(name)["abi"])

    def deploy_contracts(self) -> None:
        """Creates governance, verifier and registry, ZkLink, which creates four more, and its resolver."""
        config = self.config
        deployer = self.sender.account.address
        governors = sorted({deployer, *map(Web3.to_checksum_address, config.get("governors", []))})
        self.addresses["Governance"] = self.create(
            "Governance", 0, governors, [ZERO], Web3.to_checksum_address(config["guardian"]))
        self.addresses["OracleRegistry"] = self.create(
            "OracleRegistry", self.addresses["Governance"],
            [Web3.to_checksum_address(oracle) for oracle in config["oracles"]],
            config["threshold"], config.get("oracleDelay", 0), config.get("bond", 0),
            config["networkId"], config["chain"])
        mode = self.create_verifier()
        self.addresses["WalletSignatures"] = self.create("WalletSignatures")
        self.addresses["ZkLink"] = self.create(
            "ZkLink", config["networkId"], config["chain"], config["isDataChain"],
            mode, self.addresses["Verifier"],
            self.addresses["OracleRegistry"], self.addresses["Governance"],
            Web3.to_checksum_address(config["operator"]), HexBytes(config["genesisHeader"]),
            HexBytes(config["programId"]), HexBytes(config["keyRoot"]), config["queueDeadline"],
            config["revertDeadline"], *self.queue_fee(),
            *(HexBytes(artifact(name)["bytecode"]) for name in ("BlockLedger", "OutflowLimits", "QueueTerms")),
            self.addresses["WalletSignatures"], HexBytes(artifact("KeyRegistrar")["bytecode"]))
        # A contract's own nonce begins at 1 (EIP-161): the ledger is the first that ZkLink creates.
        self.addresses["BlockLedger"] = contract_address(self.addresses["ZkLink"], 1)
        self.addresses["OutflowLimits"] = contract_address(self.addresses["ZkLink"], 2)
        self.addresses["QueueTerms"] = contract_address(self.addresses["ZkLink"], 3)
        self.addresses["KeyRegistrar"] = contract_address(self.addresses["ZkLink"], 4)
        self.addresses["CrossSwapResolver"] = self.create(
            "CrossSwapResolver", self.addresses["ZkLink"], config.get("settlementSeconds", SETTLEMENT_SECONDS))

    def queue_fee(self) -> tuple[int, int]:
        """The first base of the queue's fee, and its limit."""
        return (self.config.get("queueFeeBase", QUEUE_FEE_BASE), self.config.get("queueFeeLimit", QUEUE_FEE_LIMIT))

    def create_verifier(self) -> int:
        """Creates the verifier of proofs; returns the settlement mode."""
        path = self.config.get("verifier")
        made = artifact("UnprovenVerifier") if path is None else json.loads(Path(path).read_text())
        self.addresses["Verifier"] = self.create_from(made, "Verifier", [])
        return UNPROVEN if path is None else VALIDITY

    def deploy_tokens(self) -> None:
        """Deploys the mock tokens; other tokens exist already."""
        for token in self.config["tokens"]:
            record = {key: token[key] for key in ("id", "symbol", "decimals", "class")}
            record["mock"] = bool(token.get("mock"))
            record |= {key: token[key] for key in ("outflow", "minimumDeposit") if key in token}
            if record["mock"]:
                record["address"] = self.create(
                    "MockToken", f"Mock {token['symbol']}", token["symbol"], token["decimals"])
            else:
                record["address"] = Web3.to_checksum_address(token["address"])
            self.tokens.append(record)

    def govern(self) -> None:
        """Registers the tokens, sets their limits and hands over governance, all by the timelock."""
        timelock, zklink = self.contract("Governance"), self.contract("ZkLink")
        limits, terms = self.contract("OutflowLimits"), self.contract("QueueTerms")
        proposals = [
            register_token(
                zklink, token["id"], token["address"], token["decimals"], token["class"], token["symbol"])
            for token in self.tokens]
        proposals += [
            limit_outflow(limits, token["address"], token["outflow"]["share"], token["outflow"]["minimum"])
            for token in self.tokens if "outflow" in token]
        proposals += [
            limit_deposit(terms, token["address"], token["minimumDeposit"])
            for token in self.tokens if "minimumDeposit" in token]
        proposals += self.handover(timelock)
        for what, data in scheduled(timelock, proposals):
            self.sender.send(what, timelock.address, HexBytes(data), CALL_GAS)

    def handover(self, timelock) -> list[Proposal]:
        """The proposals that end the deployer's roles."""
        proposals = []
        delay = self.config.get("governanceDelay", 0)
        if delay:
            proposals.append(
                Proposal("delay", timelock.address, timelock.encode_abi("update_delay", [delay])))
        deployer = self.sender.account.address
        governors = [Web3.to_checksum_address(one) for one in self.config.get("governors", [])]
        if governors and deployer not in governors:
            for role in ("PROPOSER_ROLE", "CANCELLER_ROLE"):
                data = timelock.encode_abi("revokeRole", [Web3.keccak(text=role), deployer])
                proposals.append(Proposal(f"revoke {role}", timelock.address, data))
        return proposals

    def check(self) -> None:
        """Reads back that the contracts name each other, the registered tokens and their limits."""
        functions = self.contract("ZkLink").functions
        named = {
            "BlockLedger": functions.block_ledger(), "OutflowLimits": functions.outflow_limits(),
            "QueueTerms": functions.queue_terms(), "KeyRegistrar": functions.key_registrar()}
        for name, address in named.items():
            bound = (address.call(), self.contract(name).functions.zklink().call())
            if bound != (self.addresses[name], self.addresses["ZkLink"]):
                raise DeploymentError(f"ZkLink and {name} do not name each other")
        if self.contract("KeyRegistrar").functions.signatures().call() != self.addresses["WalletSignatures"]:
            raise DeploymentError("the registrar of keys asks another judge of signatures")
        if self.contract("CrossSwapResolver").functions.zklink().call() != self.addresses["ZkLink"]:
            raise DeploymentError("the resolver is of another ZkLink")
        terms = self.contract("QueueTerms").functions
        if (terms.queue_fee_base().call(), terms.queue_fee_limit().call()) != self.queue_fee():
            raise DeploymentError("the queue has another fee")
        limits = self.contract("OutflowLimits").functions
        for token in self.tokens:
            if functions.token_address(token["id"]).call() != token["address"]:
                raise DeploymentError(f"{token['symbol']} is not registered")
            wanted = token.get("outflow")
            if wanted and limits.limit(token["address"]).call() != [wanted["share"], wanted["minimum"]]:
                raise DeploymentError(f"{token['symbol']} has another limit")
            least = token.get("minimumDeposit", 0)
            if terms.minimum_deposit(token["address"]).call() != least:
                raise DeploymentError(f"{token['symbol']} has another smallest deposit")


def create_voucher(sender: Sender, zklink: str, name: str, symbol: str) -> str:
    """Sends the creation of an issued token's voucher; returns its address at once.

    At most 25 and 5 characters. Governance registers it (`register_voucher` of governance.py).
    """
    made = artifact("Voucher")
    factory = sender.web3.eth.contract(abi=made["abi"], bytecode=made["bytecode"])
    address = contract_address(sender.account.address, sender.nonce)
    data = factory.constructor(zklink, name, symbol).data_in_transaction
    sender.send(f"voucher {symbol}", None, HexBytes(data), DEPLOY_GAS)
    return address


def contract_address(sender: str, nonce: int) -> str:
    """The address of a contract that `sender` creates with `nonce`."""
    number = b"" if nonce == 0 else nonce.to_bytes((nonce.bit_length() + 7) // 8, "big")
    short = len(number) == 1 and number[0] < 0x80
    encoded = number if short else bytes([0x80 + len(number)]) + number
    body = b"\x94" + bytes.fromhex(sender[2:]) + encoded
    return Web3.to_checksum_address(Web3.keccak(bytes([0xC0 + len(body)]) + body)[12:])


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--config", required=True, type=Path)
    parser.add_argument("--out", required=True, type=Path)
    options = parser.parse_args()
    try:
        record = Deployment(json.loads(options.config.read_text())).run()
    except DeploymentError as error:
        print(f"deploy: {error}", file=sys.stderr)
        return 1
    options.out.write_text(json.dumps(record, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
