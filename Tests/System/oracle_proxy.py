"""A proxy between the node and an oracle: forwards, lies with the oracle's key, or sends garbage."""

from __future__ import annotations

import json
import secrets
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests
from localnet import NETWORK_ID, ROOT

sys.path.append(str(ROOT / "contracts" / "tests"))

import encoding  # noqa: E402


class OracleProxy:
    """`mode` is honest, lying (well-signed falsehoods) or garbage (well-formed noise)."""

    def __init__(self, url: str, account):
        self.oracle, self.account, self.mode = url, account, "honest"
        self.spoiled = 0
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = proxy.answer(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200 if body else 502)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        class Quiet(ThreadingHTTPServer):
            def handle_error(self, request, client_address):
                """A node killed during a call is expected."""

        self.server = Quiet(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def answer(self, body: bytes) -> bytes:
        try:
            reply = requests.post(self.oracle, data=body, headers={"Content-Type": "application/json"}, timeout=60).json()
        except (requests.RequestException, ValueError):
            return b""
        method, mode = json.loads(body)["method"], self.mode
        if mode != "honest" and "result" in reply:
            self.spoil(method, reply["result"], mode)
        return json.dumps(reply).encode()

    def spoil(self, method: str, result: dict, mode: str) -> None:
        """Replaces every relevant value by a false one."""
        if method == "oracle_view":
            for chain in result["chains"]:
                chain["committed"] = chain["finalCommitted"] = 1 << 30
        elif method == "oracle_attest":
            false = secrets.token_bytes(31)
            result["publicInput"] = "0x00" + false.hex()
            digest = encoding.attestation(NETWORK_ID, int.from_bytes(false, "big"))
            result["signature"] = self.signature(digest, mode)
            self.spoiled += 1
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
