"""A network of three signers of prices, each with coins of both chains on the ledger."""

from __future__ import annotations

import time

from governance import CollateralTerms, govern, set_collateral, set_feed, set_signers
from system_network import SystemNetwork

WHOLE = 10**18
SIGNERS = ("lp", "alice", "bob")
USDC, USDT = 2, 3


class DollarNetwork(SystemNetwork):
    def start(self) -> None:
        super().start()
        self.owners = self.wallets({name: {"USDC": 60_000, "USDT": 60_000} for name in SIGNERS})
        for name in SIGNERS:
            self.zklink("register-key", "--chain", "A", wallet=name)
            for chain, token in (("A", "USDC"), ("B", "USDT")):
                self.zklink("deposit", "--chain", chain, "--token", token, "--amount", "20000", wallet=name)

    def list_coins(self, ceiling: int, *further: bytes) -> None:
        """Governance makes signers and feeds, lists both coins behind the dollar, and orders what follows."""
        govern(self, [
            set_signers(0, 3, list(self.accounts.values())), set_feed(USDC, 0), set_feed(USDT, 0),
            *[set_collateral(coin, CollateralTerms(ceiling=ceiling)) for coin in (USDC, USDT)], *further,
        ])

    def create_stable_pool(self) -> None:
        self.zklink("pool", "create", "--kind", "stable", "--tokens", "USDC,USDT", "--amounts", "10000,10000",
                    wallet="lp")

    @property
    def accounts(self) -> dict[str, int]:
        """The account of each signer."""
        return {name: self.zklink("account", "--owner", self.owners[name])["accountId"] for name in SIGNERS}

    def held(self, name: str, token: int) -> int:
        return self.l2_balance(self.owners[name], token)

    def post(self, prices: str) -> None:
        """Every signer observes these prices."""
        # Only observations of later seconds than the price's count.
        time.sleep(1.1)
        for name in SIGNERS:
            self.zklink("prices", "post", "--prices", prices, wallet=name)

    def refused(self, *words, wallet: str | None = "lp") -> str:
        """The reason with which a command is refused."""
        answer = self.zklink(*words, wallet=wallet, check=False)
        assert answer["exitCode"] == 1, answer
        return answer["error"]["reason"]
