"""Shapes of JSON-RPC answers, after the result schemas of ethereum/execution-apis.

A shape is a regular expression that a string matches whole, a type, None for null, a list of one
shape, an object's `Members`, or `OneOf` several shapes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

QUANTITY = "0x(0|[1-9a-f][0-9a-f]*)"
QUANTITY_64 = "0x(0|[1-9a-f][0-9a-f]{0,15})"
QUANTITY_256 = "0x(0|[1-9a-f][0-9a-f]{0,63})"
DATA = "0x[0-9a-f]*"
BYTE = "0x[0-9a-f]{1,2}"
HASH = "0x[0-9a-f]{64}"
ADDRESS = "0x[0-9a-fA-F]{40}"
BLOOM = "0x[0-9a-f]{512}"


@dataclass(frozen=True)
class Members:
    """An object; `rest` is the shape of members that are not named, None if there may be none."""

    required: dict[str, object]
    optional: dict[str, object] = field(default_factory=dict)
    rest: object = None


@dataclass(frozen=True)
class OneOf:
    """Exactly one of these."""

    shapes: tuple[object, ...]


ANY = object()


def faults(value: object, shape: object, place: str = "result") -> Iterator[str]:
    """Where a value differs from its shape."""
    if shape is ANY:
        return
    if isinstance(shape, OneOf):
        fitting = [s for s in shape.shapes if not list(faults(value, s, place))]
        if len(fitting) != 1:
            yield f"{place}: fits {len(fitting)} of {len(shape.shapes)} shapes"
            for one in shape.shapes:
                yield from faults(value, one, place)
    elif isinstance(shape, Members):
        if not isinstance(value, dict):
            yield f"{place}: not an object"
            return
        known = shape.required | shape.optional
        yield from (f"{place}: lacks {name}" for name in shape.required if name not in value)
        for name, member in value.items():
            if name not in known and shape.rest is None:
                yield f"{place}: has {name}"
            else:
                yield from faults(member, known.get(name, shape.rest), f"{place}.{name}")
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield f"{place}: not a list"
            return
        for index, item in enumerate(value):
            yield from faults(item, shape[0], f"{place}[{index}]")
    elif isinstance(shape, str):
        if not isinstance(value, str) or re.fullmatch(shape, value) is None:
            yield f"{place}: {value!r} is not {shape}"
    elif shape is None:
        if value is not None:
            yield f"{place}: {value!r} is not null"
    elif type(value) is not shape:
        yield f"{place}: {value!r} is not of {shape}"


def _all(shape: object, names: str) -> dict[str, object]:
    return dict.fromkeys(names.split(), shape)


_TO = OneOf((None, ADDRESS))
ACCESS_LIST = [Members({"address": ADDRESS, "storageKeys": [HASH]})]
_COMMON = _all(QUANTITY, "nonce gas value gasPrice") | {"input": DATA}
_UNSIGNED = (
    Members(_COMMON | {"type": "0x0"}, {"to": _TO, "chainId": QUANTITY}, ANY),
    Members(_COMMON | {"type": "0x1", "chainId": QUANTITY, "accessList": ACCESS_LIST},
            {"to": _TO}, ANY),
    Members(_COMMON | _all(QUANTITY, "chainId maxFeePerGas maxPriorityFeePerGas")
            | {"type": "0x2", "accessList": ACCESS_LIST}, {"to": _TO}, ANY))
UNSIGNED = OneOf(_UNSIGNED)


def _signed(place: dict[str, object]) -> OneOf:
    """Transactions of each kind with signature, and other members."""
    legacy, *typed = _UNSIGNED
    signature = _all(QUANTITY, "r s")
    return OneOf((
        Members(legacy.required | signature | {"v": QUANTITY} | place, legacy.optional, ANY),
        *(Members(one.required | signature | {"yParity": BYTE} | place,
                  one.optional | {"v": BYTE}, ANY) for one in typed)))


SIGNED = _signed({})
WAITING = _signed(_all(None, "blockHash blockNumber blockTimestamp transactionIndex")
                  | {"from": ADDRESS, "hash": HASH})
TRANSACTION = _signed(
    _all(HASH, "blockHash hash") | {"from": ADDRESS}
    | _all(QUANTITY, "blockNumber blockTimestamp transactionIndex"))
_BLOCK_MEMBERS = (
    _all(HASH, "hash parentHash sha3Uncles stateRoot transactionsRoot receiptsRoot mixHash")
    | _all(QUANTITY, "number gasLimit gasUsed timestamp size difficulty baseFeePerGas "
           "blobGasUsed excessBlobGas")
    | _all(HASH, "withdrawalsRoot parentBeaconBlockRoot")
    | {"miner": ADDRESS, "logsBloom": BLOOM, "extraData": DATA, "nonce": "0x[0-9a-f]{16}",
       "uncles": [HASH], "withdrawals": list})
BLOCK = Members(_BLOCK_MEMBERS | {"transactions": [HASH]})
FULL_BLOCK = Members(_BLOCK_MEMBERS | {"transactions": [TRANSACTION]})
LOG = Members(
    _all(QUANTITY, "logIndex transactionIndex blockNumber blockTimestamp")
    | _all(HASH, "transactionHash blockHash")
    | {"removed": bool, "address": ADDRESS, "data": DATA, "topics": [HASH]})
RECEIPT = Members(
    _all(HASH, "blockHash transactionHash")
    | _all(QUANTITY, "blockNumber cumulativeGasUsed gasUsed transactionIndex effectiveGasPrice "
           "status")
    | {"from": ADDRESS, "to": _TO, "contractAddress": _TO, "logs": [LOG], "logsBloom": BLOOM,
       "type": BYTE})
PROOF = Members({
    "address": ADDRESS, "accountProof": [DATA], "balance": QUANTITY_256, "codeHash": HASH,
    "nonce": QUANTITY_64, "storageHash": HASH, "storageProof": [Members({
        "key": "0x[0-9a-f]{0,64}", "value": QUANTITY_256, "proof": [DATA]})]})
_CALL = {"returnData": DATA, "gasUsed": QUANTITY_64}
SIMULATED = [Members(_BLOCK_MEMBERS | {"transactions": [OneOf((HASH, TRANSACTION))], "calls": [
    OneOf((
        Members(_CALL | {"status": "0x1", "logs": [LOG]}),
        Members(_CALL | {"status": "0x0", "logs": [LOG], "error": OneOf((
            Members({"code": int, "message": "execution reverted.*", "data": DATA}),
            Members({"code": int, "message": "vm execution error.*"})))})))]})]
FEE_HISTORY = Members({
    "oldestBlock": QUANTITY, "baseFeePerGas": [QUANTITY], "baseFeePerBlobGas": [QUANTITY],
    "gasUsedRatio": [float], "blobGasUsedRatio": [float]}, {"reward": [[QUANTITY]]})
_RESOURCE = Members({"disabled": bool, "oldestBlock": QUANTITY})
CAPABILITIES = Members({"head": Members({"number": QUANTITY, "hash": HASH})}
                       | _all(_RESOURCE, "state tx logs receipts blocks stateproofs"))
CONFIGURATION = Members({
    "current": Members({
        "activationTime": int, "chainId": QUANTITY, "forkId": "0x[0-9a-f]{8}",
        "blobSchedule": Members(_all(int, "target max baseFeeUpdateFraction")),
        "precompiles": Members({}, {}, ADDRESS), "systemContracts": Members({}, {}, ADDRESS)}),
    "next": None, "last": None})
_BY_NONCE = Members({}, {}, WAITING)
POOL = Members(_all(Members({}, {}, _BY_NONCE), "pending queued"))
POOL_OF_ONE = Members(_all(_BY_NONCE, "pending queued"))
_STEP = Members({"pc": int, "op": str, "gas": int, "gasCost": int, "depth": int}, {
    "refund": int, "stack": [QUANTITY_256], "memory": [HASH], "returnData": DATA,
    "error": ".+", "storage": Members({}, {}, HASH)})
TRACE = Members({"gas": int, "failed": bool, "returnValue": DATA, "structLogs": [_STEP]})
