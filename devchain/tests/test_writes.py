"""Writes from outside, impersonation, base fees, admission rules, proofs."""

from __future__ import annotations

from pathlib import Path

import pytest
import rlp
from eth_account import Account
from eth_utils import keccak, to_bytes
from web3.exceptions import Web3RPCError

from devchain.process import DevchainError, DevchainProcess
from devchain.tests.conftest import Client, connect

NOBODY = "0x" + "ab" * 20
GWEI = 10**9
# SLOAD of word 5, returned.
READ_FIVE = "0x6005545f5260205ff3"


def word(number: int) -> str:
    return f"0x{number:064x}"


@pytest.mark.parametrize("prefix", ["anvil", "hardhat"])
def test_accounts_are_written_at_once_under_both_names(client: Client, prefix: str) -> None:
    rpc = client.chain.rpc
    rpc(f"{prefix}_setBalance", NOBODY, hex(5 * 10**18))
    rpc(f"{prefix}_setNonce", NOBODY, "0x7")
    rpc(f"{prefix}_setCode", NOBODY, READ_FIVE)
    rpc(f"{prefix}_setStorageAt", NOBODY, "0x5", word(42))
    assert rpc("eth_getBalance", NOBODY) == hex(5 * 10**18)
    assert rpc("eth_getTransactionCount", NOBODY) == "0x7"
    assert rpc("eth_getCode", NOBODY) == READ_FIVE
    assert rpc("eth_call", {"to": NOBODY}) == word(42)
    rpc("evm_mine")
    assert rpc("eth_call", {"to": NOBODY}) == word(42)
    assert rpc("eth_getCode", NOBODY, "0x0") == "0x"


def test_writes_outlive_a_reorganisation_and_end_with_a_snapshot(client: Client) -> None:
    rpc = client.chain.rpc
    rpc("devchain_mine", 3)
    snapshot = rpc("evm_snapshot")
    rpc("anvil_setCode", NOBODY, READ_FIVE)
    rpc("anvil_setStorageAt", NOBODY, "0x5", word(9))
    rpc("evm_mine")
    rpc("devchain_reorg", {"depth": 1})
    assert rpc("eth_call", {"to": NOBODY}) == word(9)
    assert rpc("evm_revert", snapshot) is True
    assert rpc("eth_getCode", NOBODY) == "0x"


def test_an_impersonated_account_sends_without_its_key(client: Client, tmp_path: Path) -> None:
    rpc = client.chain.rpc
    call = {"from": NOBODY, "to": client.accounts[1].address, "value": "0x5", "gas": "0x5208"}
    rpc("anvil_setBalance", NOBODY, hex(10**18))
    with pytest.raises(DevchainError, match="unknown account"):
        rpc("eth_sendTransaction", call)
    rpc("anvil_impersonateAccount", NOBODY)
    assert NOBODY in rpc("eth_accounts")
    receipt = rpc("eth_getTransactionReceipt", rpc("eth_sendTransaction", call))
    assert receipt["from"] == NOBODY and receipt["status"] == "0x1"
    # A contract can be impersonated too, and keeps its code.
    rpc("hardhat_setCode", NOBODY, READ_FIVE)
    receipt = rpc("eth_getTransactionReceipt", rpc("eth_sendTransaction", call))
    assert receipt["from"] == NOBODY and rpc("eth_getCode", NOBODY) == READ_FIVE
    rpc("hardhat_stopImpersonatingAccount", NOBODY)
    with pytest.raises(DevchainError, match="unknown account"):
        rpc("eth_sendTransaction", call)
    rpc("anvil_autoImpersonateAccount", True)
    rpc("eth_sendTransaction", call)
    rpc("anvil_autoImpersonateAccount", False)


def test_a_dump_keeps_writes_fees_and_impersonated_transactions() -> None:
    with DevchainProcess() as first, DevchainProcess() as second:
        rpc = first.rpc
        rpc("anvil_setBalance", NOBODY, hex(10**18))
        rpc("anvil_impersonateAccount", NOBODY)
        rpc("anvil_setNextBlockBaseFeePerGas", hex(7 * GWEI))
        rpc("eth_sendTransaction", {"from": NOBODY, "to": NOBODY, "value": "0x1"})
        rpc("anvil_setCoinbase", "0x" + "cb" * 20)
        rpc("anvil_setBlockGasLimit", hex(20_000_000))
        rpc("anvil_setStorageAt", NOBODY, "0x5", word(3))
        rpc("evm_setAutomine", False)
        rpc("eth_sendTransaction", {"from": NOBODY, "to": NOBODY, "value": "0x2"})
        rpc("devchain_mine", 2)
        assert second.rpc("devchain_loadState", rpc("devchain_dumpState")) is True
        for tag in ("0x1", "0x2", "latest"):
            assert (second.rpc("eth_getBlockByNumber", tag, True)
                    == rpc("eth_getBlockByNumber", tag, True))
        assert second.rpc("eth_getStorageAt", NOBODY, "0x5") == word(3)


def test_base_fee_follows_the_gas_used(client: Client) -> None:
    """EIP-1559: up by an eighth after a full block, down by an eighth after an empty one."""
    rpc = client.chain.rpc

    def base_fee() -> int:
        return int(rpc("eth_getBlockByNumber", "latest", False)["baseFeePerGas"], 16)
    rpc("anvil_setNextBlockBaseFeePerGas", hex(80 * GWEI))
    rpc("evm_mine")
    assert base_fee() == 80 * GWEI
    rpc("evm_mine")
    assert base_fee() == 70 * GWEI
    # INVALID takes all gas: a full block.
    client.send(data="0xfe", gas=30_000_000, maxFeePerGas=200 * GWEI)
    assert base_fee() == 70 * GWEI * 7 // 8
    assert int(rpc("eth_baseFee"), 16) == base_fee() + base_fee() // 8
    rpc("evm_mine")
    assert base_fee() == 70 * GWEI * 7 // 8 + 70 * GWEI * 7 // 8 // 8
    # The floor of the rule is 7 wei after empty blocks; one full block lifts it.
    rpc("hardhat_setNextBlockBaseFeePerGas", "0x7")
    rpc("devchain_mine", 3)
    assert base_fee() == 7
    client.send(data="0xfe", gas=30_000_000)
    assert int(rpc("eth_baseFee"), 16) == 8


def test_unprotected_transactions_and_the_last_nonce_are_refused(client: Client) -> None:
    account = client.accounts[0]
    legacy = {"nonce": 0, "to": NOBODY, "value": 1, "gas": 21000, "gasPrice": 2 * GWEI}
    with pytest.raises(Web3RPCError, match="replay-protected"):
        client.web3.eth.send_raw_transaction(unprotected(account, legacy))
    with pytest.raises(Web3RPCError, match="nonce has max value"):
        client.transfer(nonce=2**64 - 1)
    with DevchainProcess("--allow-unprotected-txs") as chain:
        other = connect(chain)
        tx_hash = other.web3.eth.send_raw_transaction(unprotected(account, legacy))
        assert other.receipt(tx_hash)["status"] == 1


def unprotected(account: Account, tx: dict) -> bytes:
    """A legacy transaction signed as before EIP-155."""
    fields = [tx["nonce"], tx["gasPrice"], tx["gas"], to_bytes(hexstr=tx["to"]), tx["value"], b""]
    signed = account.unsafe_sign_hash(keccak(rlp.encode(fields)))
    return rlp.encode([*fields, signed.v, signed.r, signed.s])


def test_signatures_are_those_of_the_held_key(client: Client) -> None:
    from eth_account.messages import encode_defunct
    account = client.accounts[0]
    signature = client.chain.rpc("eth_sign", account.address, "0x" + b"hello".hex())
    assert Account.recover_message(encode_defunct(b"hello"), signature=signature) == account.address
    for extra in ({}, {"gasPrice": hex(10 * GWEI)}, {"gasPrice": hex(10 * GWEI), "accessList": []}):
        raw = client.chain.rpc("eth_signTransaction", {
            "from": account.address, "to": NOBODY, "value": "0x1"} | extra)["raw"]
        assert Account.recover_transaction(raw) == account.address


def proven(root: bytes, key: bytes, proof: list[str]) -> bytes | None:
    """The value that a Merkle proof shows under a key, None if it shows its absence."""
    path = "".join(f"{byte:02x}" for byte in keccak(key))
    wanted: object = root
    for encoded in map(lambda node: to_bytes(hexstr=node), proof):
        assert wanted == keccak(encoded)
        node = rlp.decode(encoded)
        while True:
            if len(node) == 17:
                wanted, path = node[int(path[0], 16)], path[1:]
            else:
                head = node[0].hex()
                rest = head[1:] if int(head[0], 16) % 2 else head[2:]
                if not path.startswith(rest):
                    return None
                path, wanted = path[len(rest):], node[1]
                if int(head[0], 16) >= 2:
                    return bytes(wanted)
            if not isinstance(wanted, list):
                break
            node = wanted
    return None


def test_proofs_lead_to_the_state_root_of_their_block(client: Client, counter: dict) -> None:
    contract = client.deploy(counter)
    for amount in (3, 4, 5):
        client.bump(contract, amount)
    rpc = client.chain.rpc
    for tag, total in (("0x2", 3), ("0x3", 7), ("latest", 12), ("0x1", 0)):
        root = to_bytes(hexstr=rpc("eth_getBlockByNumber", tag, False)["stateRoot"])
        answer = rpc("eth_getProof", contract.address, ["0x0", word(77)], tag)
        account = rlp.decode(proven(root, to_bytes(hexstr=contract.address),
                                    answer["accountProof"]))
        assert account[2].hex() == answer["storageHash"][2:]
        first, absent = answer["storageProof"]
        assert int(first["value"], 16) == total and absent["value"] == "0x0"
        value = proven(account[2], bytes(32), first["proof"])
        assert total == (int.from_bytes(rlp.decode(value), "big") if value else 0)
        assert proven(account[2], to_bytes(hexstr=word(77)), absent["proof"]) is None
        gone = rpc("eth_getProof", NOBODY, [], tag)
        assert proven(root, to_bytes(hexstr=NOBODY), gone["accountProof"]) is None
