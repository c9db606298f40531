"""Vouchers of the network's own tokens on every chain of a local network: made, registered, limited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deploy import Sender, create_voucher
from governance import limit_outflow, propose, register_voucher

if TYPE_CHECKING:
    from localnet import LocalNetwork

WHOLE = 10**18


@dataclass(frozen=True)
class Issued:
    """A token that the network issues: at most 25 characters of name and 5 of symbol."""

    token: int
    name: str
    symbol: str
    # What may leave a chain in a day when the share of the supply is less, in whole tokens.
    daily: int = 1_000_000
    share: int = 2_000


def issue_vouchers(network: LocalNetwork, tokens: list[Issued]) -> None:
    """Makes a voucher of each token on each chain; the ledger must know the tokens."""
    for chain in network.chains:
        zklink, limits = chain.contract(), chain.contract("OutflowLimits")
        sender = Sender(chain.web3, "0x" + bytes(network.keys["deployer"].key).hex())
        proposals = []
        for issued in tokens:
            address = create_voucher(sender, zklink.address, issued.name, issued.symbol)
            proposals.append(register_voucher(zklink, issued.token, address))
            proposals.append(limit_outflow(limits, address, issued.share, issued.daily * WHOLE))
        sender.settle()
        propose(network, chain, proposals)
