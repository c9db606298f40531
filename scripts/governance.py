"""Operations of the network's governance: their encodings, and queueing them through the timelock of the data chain.

Layouts are those of docs/protocol/encodings.md, "Operations of a chain".
"""

from __future__ import annotations

from dataclasses import dataclass

from hexbytes import HexBytes
from localnet import Chain, LocalNetwork

GAS = 500_000


def number(value: int, byte_count: int) -> bytes:
    return value.to_bytes(byte_count, "big")


def framed(opcode: int, body: bytes) -> bytes:
    return number(opcode, 1) + number(len(body), 2) + body


@dataclass(frozen=True)
class CollateralTerms:
    """The terms of a coin behind the unified dollar: rates in parts of a million, the ceiling in whole coins."""

    ceiling: int
    discount: int = 0
    largest_mint_fee: int = 5_000
    least_redeem_fee: int = 1_000
    largest_redeem_fee: int = 5_000


def set_collateral(token: int, terms: CollateralTerms) -> bytes:
    rates = (terms.discount, terms.largest_mint_fee, terms.least_redeem_fee, terms.largest_redeem_fee)
    body = number(token, 2) + b"".join(number(rate, 4) for rate in rates) + number(terms.ceiling * 10**18, 16)
    return framed(0x07, body)


def set_signers(signer_set: int, threshold: int, accounts: list[int]) -> bytes:
    body = number(signer_set, 1) + number(threshold, 1) + number(len(accounts), 1)
    return framed(0x08, body + b"".join(number(account, 4) for account in accounts))


def set_feed(token: int, signer_set: int) -> bytes:
    """A feed of a coin worth a dollar."""
    return framed(0x09, number(token, 2) + number(0, 1) + number(signer_set, 1))


@dataclass(frozen=True)
class VaultTerms:
    """What vaults may owe: rates in parts of a million of the collateral's worth, the ceiling in whole dollars."""

    ceiling: int
    loan: int = 850_000
    threshold: int = 920_000
    bonus: int = 40_000
    target: int = 1_150_000


def set_vault_terms(pool: int, terms: VaultTerms) -> bytes:
    """Terms of debts against a pool's shares."""
    rates = (terms.loan, terms.threshold, terms.bonus, terms.target)
    body = number(0x8000 | pool, 2) + b"".join(number(rate, 4) for rate in rates)
    return framed(0x0A, body + number(terms.ceiling * 10**18, 16))


def govern(network: LocalNetwork, operations: list[bytes]) -> None:
    """Queues operations on the data chain, each scheduled and executed by the deployer's key, without a delay."""
    chain: Chain = next(one for one in network.chains if one.data_chain)
    timelock, ledger = chain.contract("Governance"), chain.contract()
    key = "0x" + bytes(network.keys["deployer"].key).hex()
    sent = []
    for step in ("schedule", "execute"):
        for index, operation in enumerate(operations):
            payload = HexBytes(ledger.encode_abi("govern", [operation]))
            salt = b"operation".ljust(31, b"\0") + number(index, 1)
            arguments = [ledger.address, 0, payload, bytes(32), salt]
            call = getattr(timelock.functions, step)(*arguments, *([0] if step == "schedule" else []))
            sent.append(network.send(chain, call, key, gas=GAS))
    for digest in sent:
        network.wait_for(chain, digest)
