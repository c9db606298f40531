"""A network of three signers of prices, each with coins of both chains on the ledger."""

from __future__ import annotations

import time

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
