"""A proxy before a chain's node: forwards, withholds logs, or answers nothing."""

from __future__ import annotations

from proxy import Proxy


class RpcProxy(Proxy):
    """`mode` is honest, withholding (every eth_getLogs answers an empty list) or dead."""

    def __init__(self, url: str):
        super().__init__(url)
        self.mode = "honest"
        self.withheld = 0

    def answer(self, body: bytes) -> bytes:
        return b"" if self.mode == "dead" else super().answer(body)

    def alter(self, method: str, reply: dict) -> None:
        if self.mode == "withholding" and method == "eth_getLogs" and reply["result"]:
            self.withheld += 1
            reply["result"] = []
