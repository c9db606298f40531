"""Starts a dev chain as a child process, for tests: `with DevchainProcess() as chain: ...`."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

from devchain.lifetime import ends_with_parent

ROOT = Path(__file__).resolve().parent.parent


class DevchainError(RuntimeError):
    """The chain did not start, or answered with an error."""


class DevchainProcess:
    """One chain on a free port of 127.0.0.1, stopped when the block or this process ends."""

    def __init__(self, *flags: str, port: int = 0, start_seconds: float = 30.0) -> None:
        self._flags = [f"--port={port}", *flags]
        self._start_seconds = start_seconds
        self._process: subprocess.Popen[str] | None = None
        self.ready: dict = {}

    @property
    def port(self) -> int:
        """The port on which the chain listens."""
        return self.ready["port"]

    @property
    def url(self) -> str:
        """The URL for HTTP clients."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def ws_url(self) -> str:
        """The URL for WebSocket clients."""
        return f"ws://127.0.0.1:{self.port}"

    @property
    def keys(self) -> list[str]:
        """Secret keys of the funded accounts, hex."""
        return [account["key"] for account in self.ready["accounts"]]

    def start(self) -> "DevchainProcess":
        """Starts the process and waits for its READY line."""
        process = subprocess.Popen(
            [sys.executable, "-m", "devchain", *self._flags], cwd=ROOT, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=ends_with_parent())
        self._process = process
        assert process.stdout is not None and process.stderr is not None
        watchdog = threading.Timer(self._start_seconds, process.kill)
        watchdog.start()
        try:
            for line in process.stdout:
                if line.startswith("READY "):
                    self.ready = json.loads(line[6:])
                    break
        finally:
            watchdog.cancel()
        if not self.ready:
            text = process.stderr.read()
            self.stop()
            raise DevchainError(f"no READY line: {text.strip()}")
        for stream in (process.stdout, process.stderr):
            threading.Thread(target=stream.read, daemon=True).start()
        return self

    def stop(self) -> int:
        """Ends the process and returns its exit status."""
        process, self._process = self._process, None
        if process is None:
            return 0
        process.terminate()
        try:
            return process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    @property
    def pid(self) -> int:
        """Identifier of the process."""
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """Kills the process."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def rpc(self, method: str, *params: object) -> object:
        """Calls a method; raises on an error answer."""
        answer = self.post({"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)})
        assert isinstance(answer, dict)
        if "error" in answer:
            raise DevchainError(json.dumps(answer["error"]))
        return answer["result"]

    def post(self, body: object) -> object:
        """Posts a body (bytes are sent unchanged) and reads the JSON answer."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(self.url, data, {"content-type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as response:
            raw = response.read()
        return json.loads(raw) if raw else None

    def __enter__(self) -> "DevchainProcess":
        return self.start()

    def __exit__(self, *reason: object) -> None:
        self.stop()
