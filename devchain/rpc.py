"""JSON-RPC 2.0: requests and batches in, responses out; method tables; injected faults."""

from __future__ import annotations

import asyncio
import inspect
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass

from devchain.errors import (INTERNAL_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND,
                             PARSE_ERROR, RpcError, invalid_params)

MAX_BATCH = 1000
logger = logging.getLogger("devchain")


@dataclass(frozen=True)
class Method:
    """A handler and the number of its positional parameters."""

    handler: Callable[..., object]
    least: int
    most: int


def method_table(owner: object, prefixes: tuple[str, ...]) -> dict[str, Method]:
    """The methods of an object whose names start with one of the namespaces."""
    table = {}
    for name in dir(owner):
        if name.split("_")[0] in prefixes:
            handler = getattr(owner, name)
            parameters = inspect.signature(handler).parameters.values()
            least = sum(p.default is inspect.Parameter.empty for p in parameters)
            table[name] = Method(handler, least, len(parameters))
    return table


@dataclass
class Fault:
    """A fault that replaces the next `count` calls of a method."""

    mode: str
    count: int
    error: RpcError
    seconds: float
    result: object


class Dispatcher:
    """Answers requests from the shared method table, plus the caller's own."""

    def __init__(self) -> None:
        self.table: dict[str, Method] = {}
        self.faults: dict[str, Fault] = {}

    def register(self, owner: object,
                 prefixes: tuple[str, ...] = ("eth", "net", "web3", "evm", "anvil", "devchain",
                                              "txpool", "debug")) -> None:
        """Adds the methods of an object."""
        self.table.update(method_table(owner, prefixes))

    def alias(self, name: str, method: str) -> None:
        """Adds a second name of a method."""
        self.table[name] = self.table[method]

    async def answer(self, text: str | bytes, extra: dict[str, Method] | None = None) -> str | None:
        """The response to a request or batch, or None if it was all notifications."""
        try:
            request = json.loads(text)
        except (ValueError, RecursionError):
            return json.dumps(_failure(None, RpcError(PARSE_ERROR, "parse error")))
        own = extra or {}
        if not isinstance(request, list):
            response = await self._answer_one(request, own)
            return None if response is None else json.dumps(response)
        if not request:
            return json.dumps(_failure(None, RpcError(INVALID_REQUEST, "empty batch")))
        if len(request) > MAX_BATCH:
            return json.dumps(_failure(None, RpcError(INVALID_REQUEST, "batch too large")))
        responses = [await self._answer_one(item, own) for item in request]
        kept = [response for response in responses if response is not None]
        return json.dumps(kept) if kept else None

    async def _answer_one(self, request: object,
                          extra: dict[str, Method]) -> dict[str, object] | None:
        if not isinstance(request, dict):
            return _failure(None, RpcError(INVALID_REQUEST, "invalid request"))
        identifier = request.get("id")
        if isinstance(identifier, (dict, list, bool)):
            return _failure(None, RpcError(INVALID_REQUEST, "invalid request: bad id"))
        try:
            result = await self._invoke(request, extra)
            response: dict[str, object] = {"jsonrpc": "2.0", "id": identifier, "result": result}
        except RpcError as error:
            response = _failure(identifier, error)
        except Exception:
            logger.exception("method %r failed", request.get("method"))
            response = _failure(identifier, RpcError(INTERNAL_ERROR, "internal error"))
        return response if "id" in request or "error" in response and not isinstance(
            request.get("method"), str) else None

    async def _invoke(self, request: dict[str, object], extra: dict[str, Method]) -> object:
        name = request.get("method")
        if not isinstance(name, str) or request.get("jsonrpc") != "2.0":
            raise RpcError(INVALID_REQUEST, "invalid request")
        params = request.get("params", [])
        if params is None:
            params = []
        method = extra.get(name) or self.table.get(name)
        if method is None:
            raise RpcError(METHOD_NOT_FOUND,
                           f"the method {name[:80]} does not exist/is not available")
        if not isinstance(params, list):
            raise invalid_params("parameters must be a list")
        if len(params) < method.least:
            raise invalid_params(f"missing value for required argument {len(params)}")
        if len(params) > method.most:
            raise invalid_params(f"too many arguments, want at most {method.most}")
        fault = self._next_fault(name)
        if fault is not None:
            if fault.mode == "error":
                raise fault.error
            if fault.mode == "lie":
                return fault.result
            await asyncio.sleep(fault.seconds)
        result = method.handler(*params)
        return await result if inspect.isawaitable(result) else result

    def _next_fault(self, name: str) -> Fault | None:
        fault = self.faults.get(name)
        if fault is not None:
            fault.count -= 1
            if fault.count <= 0:
                del self.faults[name]
        return fault


def _failure(identifier: object, error: RpcError) -> dict[str, object]:
    return {"jsonrpc": "2.0", "id": identifier, "error": error.to_json()}
