"""A proxy between the node and an oracle: forwards, lies with the oracle's key, or sends garbage."""

from __future__ import annotations

import secrets
import sys

from localnet import NETWORK_ID, ROOT
from proxy import Proxy

sys.path.append(str(ROOT / "contracts" / "tests"))

import encoding  # noqa: E402


class OracleProxy(Proxy):
    """`mode` is honest, lying (well-signed falsehoods) or garbage (well-formed noise)."""

    def __init__(self, url: str, account):
        super().__init__(url)
        self.account, self.mode = account, "honest"
        self.spoiled = 0

    def alter(self, method: str, reply: dict) -> None:
        if self.mode != "honest":
            self.spoil(method, reply["result"], self.mode)

    def spoil(self, method: str, result: dict, mode: str) -> None:
        """Replaces every relevant value by a false one."""
        if method == "oracle_view":
            for chain in result["chains"]:
                chain["committed"] = chain["finalCommitted"] = 1 << 30
        elif method == "oracle_signatures":
            for vote in result["confirmations"]:
                header, synced = secrets.token_bytes(32), secrets.token_bytes(32)
                vote["syncHash"] = "0x" + synced.hex()
                digest = encoding.confirmation(NETWORK_ID, vote["chain"], vote["epoch"], result["number"], header, synced)
                vote["signature"] = self.signature(digest, mode)
            result["headerHash"] = "0x" + secrets.token_hex(32)
            self.spoiled += 1

    def signature(self, digest: bytes, mode: str) -> str:
        if mode == "garbage":
            return "0x" + secrets.token_hex(65)
        return "0x" + bytes(self.account.unsafe_sign_hash(digest).signature).hex()
