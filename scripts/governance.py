"""What governance does: operations of the network and settings of a chain's contracts, through the timelock.

Layouts are those of docs/protocol/encodings.md, "Operations of a chain".
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hexbytes import HexBytes

if TYPE_CHECKING:
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


def set_feed(token: int, signer_set: int, kind: int = 0, underlying: int = 0) -> bytes:
    """A feed: by default of a coin worth a dollar."""
    return framed(0x09, number(token, 2) + number(kind, 1) + number(signer_set, 1) + number(underlying, 2))


def set_rate_feed(token: int, signer_set: int, underlying: int) -> bytes:
    """The feed of the rate of a yield-bearing token."""
    return set_feed(token, signer_set, 2, underlying)


def set_reserve_target(token: int, chain: int, target: int) -> bytes:
    """What a chain should hold of a token, in whole tokens; below it taking more out has a fee."""
    return framed(0x0B, number(token, 2) + number(chain, 1) + number(target * 10**18, 16))


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
    return set_collateral_terms(0x8000 | pool, terms)


def set_collateral_terms(token: int, terms: VaultTerms) -> bytes:
    """Terms of debts against shares or against a yield-bearing token."""
    rates = (terms.loan, terms.threshold, terms.bonus, terms.target)
    body = number(token, 2) + b"".join(number(rate, 4) for rate in rates)
    return framed(0x0A, body + number(terms.ceiling * 10**18, 16))


@dataclass(frozen=True)
class Proposal:
    """One call that the timelock makes."""

    what: str
    target: str
    payload: str


def scheduled(timelock, proposals: list[Proposal], salt: bytes = b"") -> list[tuple[str, str]]:
    """Calls of the timelock that schedule all proposals, then execute them: what each is, and its data.

    Only as long as the timelock has no delay. Proposals of one salt are told apart by their places.
    """
    calls = []
    for step in ("schedule", "execute"):
        for index, one in enumerate(proposals):
            arguments = [one.target, 0, HexBytes(one.payload), bytes(32), salt.ljust(31, b"\0") + number(index, 1)]
            data = timelock.encode_abi(step, arguments + ([0] if step == "schedule" else []))
            calls.append((f"{step}: {one.what}", data))
    return calls


def register_token(zklink, token: int, address: str, decimals: int, token_class: int, what: str) -> Proposal:
    """Registers a token of a chain."""
    payload = zklink.encode_abi("register_token", [token, address, decimals, token_class])
    return Proposal(f"register {what}", zklink.address, payload)


def register_voucher(zklink, token: int, voucher: str) -> Proposal:
    """Registers the voucher of an issued token: 1 for the dollar, 0x8000 and the pool for a share.

    The ledger must know the token: a share once its pool is there, the dollar with its first coin. A
    registration that it refused is proposed once more.
    """
    return register_token(zklink, token, voucher, 18, 2, f"voucher {token}")


def set_queue_fee_base(terms, base: int) -> Proposal:
    """The fee of a queue entry while nothing waits, in the native coin's units."""
    return Proposal("queue fee", terms.address, terms.encode_abi("set_queue_fee_base", [base]))


def limit_deposit(terms, token: str, minimum: int) -> Proposal:
    """The smallest deposit of a token, in its own units."""
    return Proposal(f"least deposit of {token}", terms.address, terms.encode_abi("limit_deposit", [token, minimum]))


def limit_outflow(limits, token: str, share: int, minimum: int) -> Proposal:
    """The limit of a token's outflow, see docs/protocol/contracts.md."""
    payload = limits.encode_abi("limit_outflow", [token, share, minimum])
    return Proposal(f"outflow of {token}", limits.address, payload)


def propose(network: LocalNetwork, chain: Chain, proposals: list[Proposal]) -> None:
    """Schedules and executes proposals on a chain, by the deployer's key, without a delay."""
    timelock = chain.contract("Governance")
    key = "0x" + bytes(network.keys["deployer"].key).hex()
    salt = secrets.token_bytes(31)
    sent = [
        network.send(chain, None, key, to=timelock.address, data=data, gas=GAS)
        for _, data in scheduled(timelock, proposals, salt)]
    for digest in sent:
        network.wait_for(chain, digest)


def govern(network: LocalNetwork, operations: list[bytes]) -> None:
    """Queues operations on the data chain."""
    chain: Chain = next(one for one in network.chains if one.data_chain)
    ledger = chain.contract()
    propose(network, chain, [
        Proposal(f"operation {operation[0]}", ledger.address, ledger.encode_abi("govern", [operation]))
        for operation in operations])
