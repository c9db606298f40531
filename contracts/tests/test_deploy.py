"""scripts/deploy.py against a local chain."""

import json
import subprocess
import sys

import pytest
from devchain.lifetime import ends_with_parent
from hexbytes import HexBytes
from web3 import Web3

from . import encoding
from .machine import ROOT, artifact
from .world import ALICE, GUARDIAN, NATIVE, OPERATOR, ROOT as STATE_ROOT, address

sys.path.append(str(ROOT / "scripts"))

import governance  # noqa: E402
from deploy import CALL_GAS, Sender, create_voucher  # noqa: E402

CHAIN_ID = 31_337
DEPLOY = [sys.executable, str(ROOT / "scripts" / "deploy.py")]


@pytest.fixture(scope="module")
def ready(compiled):
    """A chain of this machine and what it said when it was ready."""
    command = [sys.executable, "-m", "devchain", "--port", "0", "--chain-id", str(CHAIN_ID),
               "--block-time", "0.2"]
    child = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, preexec_fn=ends_with_parent())
    try:
        line = next(line for line in child.stdout if line.startswith("READY"))
        yield json.loads(line.removeprefix("READY"))
    finally:
        child.terminate()
        child.wait()


def ready_url(ready: dict) -> str:
    """The chain's RPC."""
    return f"http://127.0.0.1:{ready['port']}"


def config(ready: dict, **fields) -> dict:
    """A configuration with two tokens."""
    genesis = encoding.genesis_header(7, STATE_ROOT, [1, 2]).encoded()
    return {
        "rpc": ready_url(ready), "deployerKey": ready["accounts"][0]["key"],
        "networkId": 7, "chain": 1, "isDataChain": True, "threshold": 3,
        "oracles": [address(f"oracle {i}") for i in range(4)], "operator": OPERATOR,
        "guardian": GUARDIAN, "genesisHeader": "0x" + genesis.hex(), "programId": "0x" + "12" * 32,
        "keyRoot": "0x" + "13" * 32,
        "queueDeadline": 1_000, "revertDeadline": 100,
        "tokens": [
            {"id": 2, "symbol": "USDC", "decimals": 6, "class": 1, "mock": True,
             "outflow": {"share": 1_000, "minimum": 5_000_000}, "minimumDeposit": 9_000},
            {"id": 4, "symbol": "ETH", "decimals": 18, "class": 0, "address": NATIVE},
        ],
    } | fields


def deploy(folder, settings: dict) -> subprocess.CompletedProcess:
    """Runs the script."""
    (folder / "config.json").write_text(json.dumps(settings))
    command = DEPLOY + ["--config", str(folder / "config.json"), "--out", str(folder / "out.json")]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_deploys_and_hands_over(ready, tmp_path):
    settings = config(
        ready, governors=[ALICE], governanceDelay=60, bond=5, queueFeeBase=7, queueFeeLimit=70)
    result = deploy(tmp_path, settings)
    assert result.returncode == 0, result.stderr
    record = json.loads((tmp_path / "out.json").read_text())
    web3 = Web3(Web3.HTTPProvider(settings["rpc"]))
    contracts = {
        name: web3.eth.contract(address=place, abi=artifact(name)["abi"]).functions
        for name, place in record["addresses"].items() if name != "Verifier"
    }
    assert contracts["BlockLedger"].verifier().call() == record["addresses"]["Verifier"]
    assert contracts["BlockLedger"].settlement_mode().call().startswith("unproven")
    assert record["evmChainId"] == CHAIN_ID and record["chain"] == 1
    assert 0 < record["startBlock"] <= web3.eth.block_number
    for token in record["tokens"]:
        assert contracts["ZkLink"].token_id(token["address"]).call() == token["id"]
    limits = [contracts["OutflowLimits"].limit(token["address"]).call() for token in record["tokens"]]
    assert limits == [[1_000, 5_000_000], [2_000, 0]]
    least = [contracts["QueueTerms"].minimum_deposit(token["address"]).call() for token in record["tokens"]]
    assert least == [9_000, 0]
    assert contracts["ZkLink"].queue_length().call() == 2
    assert contracts["BlockLedger"].operator().call() == OPERATOR
    assert contracts["BlockLedger"].zklink().call() == record["addresses"]["ZkLink"]
    assert contracts["ZkLink"].block_ledger().call() == record["addresses"]["BlockLedger"]
    assert contracts["OutflowLimits"].zklink().call() == record["addresses"]["ZkLink"]
    assert contracts["ZkLink"].outflow_limits().call() == record["addresses"]["OutflowLimits"]
    assert contracts["QueueTerms"].zklink().call() == record["addresses"]["ZkLink"]
    assert contracts["ZkLink"].queue_terms().call() == record["addresses"]["QueueTerms"]
    assert contracts["QueueTerms"].queue_fee_base().call() == 7 == contracts["ZkLink"].queue_fee().call()
    assert contracts["QueueTerms"].queue_fee_limit().call() == 70
    assert contracts["KeyRegistrar"].zklink().call() == record["addresses"]["ZkLink"]
    assert contracts["ZkLink"].key_registrar().call() == record["addresses"]["KeyRegistrar"]
    assert contracts["KeyRegistrar"].signatures().call() == record["addresses"]["WalletSignatures"]
    assert contracts["CrossSwapResolver"].zklink().call() == record["addresses"]["ZkLink"]
    assert contracts["CrossSwapResolver"].settlement_seconds().call() == 3_600
    assert contracts["ZkLink"].governance().call() == record["addresses"]["Governance"]
    assert contracts["OracleRegistry"].bond().call() == 5
    governance = contracts["Governance"]
    deployer = ready["accounts"][0]["address"]
    role = governance.PROPOSER_ROLE().call()
    assert governance.get_minimum_delay().call() == 60
    assert governance.guardian().call() == GUARDIAN
    assert not governance.hasRole(role, Web3.to_checksum_address(deployer)).call()
    assert governance.hasRole(role, ALICE).call()


def test_a_verifier_makes_the_mode_validity(ready, tmp_path):
    verifier = ROOT / "build" / "contracts" / "WrapVerifier.json"
    result = deploy(tmp_path, config(ready, verifier=str(verifier)))
    assert result.returncode == 0, result.stderr
    record = json.loads((tmp_path / "out.json").read_text())
    web3 = Web3(Web3.HTTPProvider(ready_url(ready)))
    ledger = web3.eth.contract(
        address=record["addresses"]["BlockLedger"], abi=artifact("BlockLedger")["abi"]).functions
    assert ledger.settlement_mode().call() == "validity"
    terms = web3.eth.contract(
        address=record["addresses"]["QueueTerms"], abi=artifact("QueueTerms")["abi"]).functions
    assert terms.queue_fee_base().call() == 2 * 10**13 < terms.queue_fee_limit().call()


def test_says_what_failed(ready, tmp_path):
    result = deploy(tmp_path, config(ready, threshold=2))
    assert result.returncode == 1
    assert result.stderr.startswith("deploy: OracleRegistry: reverted")
    assert not (tmp_path / "out.json").exists()


def test_governance_of_the_queue_and_of_vouchers(ready, tmp_path):
    result = deploy(tmp_path, config(ready))
    assert result.returncode == 0, result.stderr
    record = json.loads((tmp_path / "out.json").read_text())
    web3 = Web3(Web3.HTTPProvider(ready_url(ready)))
    zklink, terms, limits, timelock = (
        web3.eth.contract(address=record["addresses"][name], abi=artifact(name)["abi"])
        for name in ("ZkLink", "QueueTerms", "OutflowLimits", "Governance"))
    sender = Sender(web3, ready["accounts"][0]["key"])
    voucher = create_voucher(sender, zklink.address, "Unified Dollar", "zkUSD")
    proposals = [
        governance.register_voucher(zklink, 1, voucher),
        governance.limit_outflow(limits, voucher, 2_000, 10**24),
        governance.limit_deposit(terms, voucher, 10**17),
        governance.set_queue_fee_base(terms, 3 * 10**13),
    ]
    for what, data in governance.scheduled(timelock, proposals, b"vouchers"):
        sender.send(what, timelock.address, HexBytes(data), CALL_GAS)
    sender.settle()
    assert zklink.functions.token_address(1).call() == voucher
    assert limits.functions.limit(voucher).call() == [2_000, 10**24]
    assert terms.functions.minimum_deposit(voucher).call() == 10**17
    assert terms.functions.queue_fee_base().call() == 3 * 10**13
    made = web3.eth.contract(address=voucher, abi=artifact("Voucher")["abi"]).functions
    assert (made.issuer().call(), made.symbol().call()) == (zklink.address, "zkUSD")
