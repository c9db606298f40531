"""A yield-bearing token of another protocol on a chain of a local network, whose worth grows on command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy import DEPLOY_GAS, Sender, artifact, contract_address
from eth_account import Account
from governance import limit_outflow, propose, register_token
from hexbytes import HexBytes

if TYPE_CHECKING:
    from localnet import Chain, LocalNetwork

WHOLE = 10**18
YIELD_BEARING = 2


class YieldVault:
    """A vault of a coin, whose shares the network knows as a token of its own."""

    def __init__(self, network: LocalNetwork, chain: Chain, token: int, symbol: str, coin: str):
        self.network, self.chain, self.token, self.symbol = network, chain, token, symbol
        self.coin = chain.token(coin)
        sender = Sender(chain.web3, "0x" + bytes(network.keys["deployer"].key).hex())
        made = artifact("MockYieldVault")
        self.address = contract_address(sender.account.address, sender.nonce)
        factory = chain.web3.eth.contract(abi=made["abi"], bytecode=made["bytecode"])
        data = factory.constructor(self.coin.address, f"Yield of {coin}", symbol).data_in_transaction
        sender.send(f"vault {symbol}", None, HexBytes(data), DEPLOY_GAS)
        sender.settle()
        self.contract = chain.web3.eth.contract(address=self.address, abi=made["abi"])

    def register(self) -> None:
        """Governance makes the shares a token of the network."""
        zklink, limits = self.chain.contract(), self.chain.contract("OutflowLimits")
        propose(self.network, self.chain, [
            register_token(zklink, self.token, self.address, 18, YIELD_BEARING, self.symbol),
            limit_outflow(limits, self.address, 2_000, 1_000_000 * WHOLE),
        ])

    def give(self, owner: str, coins: int) -> None:
        """Gives an owner the shares of new whole coins."""
        units, faucet = coins * 10**6, self.faucet
        for call in (self.coin.functions.mint(faucet, units), self.coin.functions.approve(self.address, units),
                     self.contract.functions.deposit(units, owner)):
            self.network.transact(self.chain, call, gas=200_000)

    def redeem(self, shares: int) -> int:
        """Takes coins out for shares of the faucet, in their units; returns the coins."""
        before = self.coin.functions.balanceOf(self.faucet).call()
        self.network.transact(self.chain, self.contract.functions.redeem(shares, self.faucet), gas=200_000)
        return self.coin.functions.balanceOf(self.faucet).call() - before

    @property
    def faucet(self) -> str:
        return Account.from_key(self.network.faucet).address

    def earn(self, coins: int) -> None:
        """Somebody pays interest, in whole coins."""
        self.network.transact(self.chain, self.coin.functions.mint(self.address, coins * 10**6), gas=100_000)

    @property
    def rate(self) -> str:
        """Coins for one share, as the signers of its feed read it."""
        value = self.contract.functions.convertToAssets(WHOLE).call() * 10**12
        return f"{value // WHOLE}.{value % WHOLE:018}"
