"""Signed transactions: decoding, sender recovery, intrinsic gas (legacy, EIP-2930, EIP-1559)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from coincurve import PublicKey

from devchain.encoding import (RlpError, RlpItem, int_to_bytes, keccak, rlp_decode, rlp_encode,
                               to_data, to_quantity)
from devchain.errors import refused

SECP256K1_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
MAX_TRANSACTION_BYTES = 128 * 1024
MAX_INIT_CODE_BYTES = 2 * 24576

AccessList = tuple[tuple[bytes, tuple[int, ...]], ...]


class Place(Protocol):
    """The block that a transaction is in."""

    @property
    def number(self) -> int: ...

    @property
    def hash(self) -> bytes: ...

    @property
    def timestamp(self) -> int: ...


@dataclass(frozen=True)
class Transaction:
    """A transaction whose signature was recovered to `sender`, or that pretends to be of it."""

    kind: int
    chain_id: int | None
    nonce: int
    max_fee: int
    max_priority_fee: int
    gas: int
    to: bytes | None
    value: int
    data: bytes
    access_list: AccessList
    v: int
    r: int
    s: int
    sender: bytes
    raw: bytes = field(repr=False)
    hash: bytes = b""
    impersonated: bool = False

    def effective_gas_price(self, base_fee: int) -> int:
        """The price of one unit of gas in a block with this base fee (EIP-1559)."""
        return min(self.max_fee, base_fee + self.max_priority_fee)

    def to_json(self, block: Place | None, index: int | None,
                base_fee: int | None) -> dict[str, object]:
        """The transaction object; `block` is None while it waits."""
        price = self.max_fee if base_fee is None else self.effective_gas_price(base_fee)
        body: dict[str, object] = {
            "type": to_quantity(self.kind),
            "hash": to_data(self.hash),
            "nonce": to_quantity(self.nonce),
            "from": to_data(self.sender),
            "to": None if self.to is None else to_data(self.to),
            "value": to_quantity(self.value),
            "input": to_data(self.data),
            "gas": to_quantity(self.gas),
            "gasPrice": to_quantity(price),
            "v": to_quantity(self.v),
            "r": to_quantity(self.r),
            "s": to_quantity(self.s),
            "blockHash": None if block is None else to_data(block.hash),
            "blockNumber": None if block is None else to_quantity(block.number),
            "blockTimestamp": None if block is None else to_quantity(block.timestamp),
            "transactionIndex": None if index is None else to_quantity(index),
        }
        if self.chain_id is not None:
            body["chainId"] = to_quantity(self.chain_id)
        if self.kind >= 1:
            body["yParity"] = to_quantity(self.v)
            body["accessList"] = access_list_json(self.access_list)
        if self.kind == 2:
            body["maxFeePerGas"] = to_quantity(self.max_fee)
            body["maxPriorityFeePerGas"] = to_quantity(self.max_priority_fee)
        return body


def access_list_json(entries: AccessList) -> list[dict[str, object]]:
    """An access list as an object."""
    return [{"address": to_data(address),
             "storageKeys": [to_data(key.to_bytes(32, "big")) for key in keys]}
            for address, keys in entries]


def intrinsic_gas(to: bytes | None, data: bytes, access_list: AccessList) -> int:
    """Gas before the first opcode (EIP-2028, EIP-2930, EIP-3860)."""
    zeros = data.count(0)
    gas = 21000 + 4 * zeros + 16 * (len(data) - zeros)
    gas += sum(2400 + 1900 * len(keys) for _, keys in access_list)
    if to is None:
        gas += 32000 + 2 * ((len(data) + 31) // 32)
    return gas


def address_of(public_key: PublicKey) -> bytes:
    """The address of a public key."""
    return keccak(public_key.format(compressed=False)[1:])[12:]


def create_address(sender: bytes, nonce: int) -> bytes:
    """The address of the contract that `sender` creates with `nonce`."""
    return keccak(rlp_encode([sender, nonce]))[12:]


def decode_transaction(raw: bytes, sender: bytes | None = None) -> Transaction:
    """Decodes and recovers the sender, or takes the given one for it; any fault is a refusal."""
    if len(raw) > MAX_TRANSACTION_BYTES:
        raise refused("oversized data: transaction size limit 131072")
    try:
        if raw and raw[0] >= 0xC0:
            return _decode_legacy(raw, sender)
        if raw and raw[0] in (1, 2):
            return _decode_typed(raw, sender)
    except (RlpError, ValueError, TypeError) as fault:
        raise refused(f"rlp: {fault}") from None
    raise refused("transaction type not supported")


def _scalar(item: RlpItem, bits: int = 256) -> int:
    if not isinstance(item, bytes) or item[:1] == b"\0" or len(item) * 8 > bits:
        raise RlpError("not a scalar in shortest form")
    return int.from_bytes(item, "big")


def _bytes(item: RlpItem) -> bytes:
    if not isinstance(item, bytes):
        raise RlpError("expected a string, found a list")
    return item


def _recipient(item: RlpItem) -> bytes | None:
    if not isinstance(item, bytes) or len(item) not in (0, 20):
        raise RlpError("recipient is neither empty nor 20 bytes")
    return item or None


def _access_list(item: RlpItem) -> AccessList:
    if not isinstance(item, list):
        raise RlpError("access list is not a list")
    entries = []
    for entry in item:
        if not isinstance(entry, list) or len(entry) != 2 or not isinstance(entry[1], list):
            raise RlpError("malformed access list")
        address = _recipient(entry[0])
        keys = [_bytes(key) for key in entry[1]]
        if address is None or any(len(key) != 32 for key in keys):
            raise RlpError("malformed access list")
        entries.append((address, tuple(int.from_bytes(key, "big") for key in keys)))
    return tuple(entries)


def _recover(digest: bytes, parity: int, r: int, s: int) -> bytes:
    if parity not in (0, 1) or not 0 < r < SECP256K1_ORDER:
        raise refused("invalid sender: bad signature")
    if not 0 < s <= SECP256K1_ORDER // 2:
        raise refused("invalid sender: signature s is not in the lower half (EIP-2)")
    signature = r.to_bytes(32, "big") + s.to_bytes(32, "big") + bytes([parity])
    try:
        return address_of(PublicKey.from_signature_and_message(signature, digest, hasher=None))
    except Exception:  # coincurve raises bare Exception for a point that does not exist
        raise refused("invalid sender: bad signature") from None


def _decode_legacy(raw: bytes, sender: bytes | None) -> Transaction:
    fields = rlp_decode(raw)
    if not isinstance(fields, list) or len(fields) != 9:
        raise RlpError("legacy transaction needs nine fields")
    v, r, s = (_scalar(item) for item in fields[6:])
    if v in (27, 28):
        chain_id, parity, unsigned = None, v - 27, fields[:6]
    elif v >= 35:
        chain_id, parity = (v - 35) // 2, (v - 35) % 2
        unsigned = [*fields[:6], int_to_bytes(chain_id), b"", b""]
    else:
        raise refused("invalid sender: bad v")
    price = _scalar(fields[1])
    return Transaction(
        kind=0, chain_id=chain_id, nonce=_scalar(fields[0], 64), max_fee=price,
        max_priority_fee=price, gas=_scalar(fields[2], 64), to=_recipient(fields[3]),
        value=_scalar(fields[4]), data=_bytes(fields[5]), access_list=(), v=v, r=r, s=s,
        sender=sender or _recover(keccak(rlp_encode(unsigned)), parity, r, s), raw=raw,
        hash=keccak(raw), impersonated=sender is not None)


def _decode_typed(raw: bytes, sender: bytes | None) -> Transaction:
    kind = raw[0]
    fields = rlp_decode(raw[1:])
    count = 11 if kind == 1 else 12
    if not isinstance(fields, list) or len(fields) != count:
        raise RlpError(f"type {kind} transaction needs {count} fields")
    digest = keccak(raw[:1] + rlp_encode(fields[:-3]))
    v, r, s = (_scalar(item) for item in fields[-3:])
    if kind == 1:
        chain, nonce, max_fee, gas, to, value, data, access = fields[:8]
        priority = max_fee
    else:
        chain, nonce, priority, max_fee, gas, to, value, data, access = fields[:9]
    return Transaction(
        kind=kind, chain_id=_scalar(chain), nonce=_scalar(nonce, 64), max_fee=_scalar(max_fee),
        max_priority_fee=_scalar(priority), gas=_scalar(gas, 64), to=_recipient(to),
        value=_scalar(value), data=_bytes(data), access_list=_access_list(access), v=v, r=r, s=s,
        sender=sender or _recover(digest, v, r, s), raw=raw, hash=keccak(raw),
        impersonated=sender is not None)
