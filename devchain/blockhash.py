"""A helper process that tells pyrevm the block hashes that its in-memory database cannot hold.

pyrevm has no setter for block hashes: in memory mode BLOCKHASH yields a made-up value. Its fork
mode asks an Ethereum JSON-RPC server instead. So the rare transaction that runs BLOCKHASH is run
again in fork mode against this server, which knows nothing: accounts are empty, and the hashes
come with the request, in the URL path (`/NUMBER-HASH/NUMBER-HASH`, hex). It must be a process of
its own because pyrevm keeps the interpreter locked while it waits for the answer.
"""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ZERO = "0x" + "00" * 32
EMPTY_ANSWERS: dict[str, str] = {
    "eth_getBalance": "0x0", "eth_getTransactionCount": "0x0", "eth_getCode": "0x",
    "eth_getStorageAt": ZERO, "eth_chainId": "0x1", "eth_blockNumber": "0x0"}


def _block(number: str, block_hash: str) -> dict[str, object]:
    return {
        "number": number, "hash": block_hash, "parentHash": ZERO, "nonce": "0x" + "00" * 8,
        "sha3Uncles": ZERO, "logsBloom": "0x" + "00" * 256, "transactionsRoot": ZERO,
        "stateRoot": ZERO, "receiptsRoot": ZERO, "miner": "0x" + "00" * 20, "difficulty": "0x0",
        "totalDifficulty": "0x0", "extraData": "0x", "size": "0x1", "gasLimit": "0x1",
        "gasUsed": "0x0", "timestamp": "0x1", "transactions": [], "uncles": [], "mixHash": ZERO}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["content-length"])))
        result: object = EMPTY_ANSWERS.get(request["method"])
        if request["method"] == "eth_getBlockByNumber":
            number = request["params"][0]
            hashes = dict(part.split("-") for part in self.path.split("/") if part)
            result = _block(number, "0x" + hashes.get(number[2:], "00" * 32))
        body = json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": result}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        return


class BlockHashSource:
    """Starts the helper when first asked; it ends with its parent."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0

    def url(self, hashes: dict[int, bytes]) -> str:
        """A fork URL under which these hashes are known."""
        if self._process is None or self._process.poll() is not None:
            self._start()
        path = "/".join(f"{number:x}-{value.hex()}" for number, value in hashes.items())
        return f"http://127.0.0.1:{self._port}/{path}"

    def _start(self) -> None:
        # A session apart from the terminal's: an interrupt is for the chain to handle.
        process = subprocess.Popen([sys.executable, "-P", __file__], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, start_new_session=True)
        assert process.stdout is not None
        self._port = int(process.stdout.readline())
        self._process = process
        atexit.register(self.close)

    def close(self) -> None:
        """Stops the helper."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
            self._process.wait(timeout=5)
            self._process = None


def _serve() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.buffer.read()  # until the parent closes its end, or dies


if __name__ == "__main__":
    _serve()
