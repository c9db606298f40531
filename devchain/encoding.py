"""JSON-RPC quantities and data, and RLP; decoders are strict and raise typed errors."""

from __future__ import annotations

from eth_hash.auto import keccak as _keccak

from devchain.errors import invalid_params

RlpItem = bytes | list["RlpItem"]


class RlpError(ValueError):
    """Bytes that are not canonical RLP."""


def keccak(data: bytes) -> bytes:
    """Keccak-256."""
    return _keccak(data)


def to_quantity(value: int) -> str:
    """The shortest hex of an integer, as the JSON-RPC specification requires."""
    return hex(value)


def to_checksum(address: bytes) -> str:
    """An address with the checksum of EIP-55 in the case of its letters."""
    digest = keccak(address.hex().encode()).hex()
    return "0x" + "".join(letter.upper() if int(nibble, 16) > 7 else letter
                          for letter, nibble in zip(address.hex(), digest))


def to_data(value: bytes) -> str:
    """Hex of bytes, two digits each."""
    return "0x" + value.hex()


def from_quantity(value: object, name: str = "quantity", bits: int = 256) -> int:
    """Reads a quantity: hex in its shortest form, without sign."""
    if not isinstance(value, str) or value[:2] not in ("0x", "0X"):
        raise invalid_params(f"{name}: expected a hex string with 0x prefix")
    digits = value[2:]
    if not digits or not all(c in "0123456789abcdefABCDEF" for c in digits):
        raise invalid_params(f"{name}: not a hex quantity")
    if len(digits) > 1 and digits[0] == "0":
        raise invalid_params(f"{name}: hex number with leading zero digits")
    if len(digits) > bits // 4:
        raise invalid_params(f"{name}: hex number > {bits} bits")
    return int(value, 16)


def from_storage_key(value: object) -> int:
    """Reads the index of a storage word: hex of at most 32 bytes, leading zeros allowed."""
    if not isinstance(value, str) or value[:2] not in ("0x", "0X"):
        raise invalid_params("storage key: expected a hex string with 0x prefix")
    digits = value[2:]
    if not all(c in "0123456789abcdefABCDEF" for c in digits):
        raise invalid_params(f"invalid hex in storage key: {value[:80]}")
    if len(digits) > 64:
        raise invalid_params(f"storage key too long (want at most 32 bytes): {value[:80]}")
    return int(digits or "0", 16)


def from_data(value: object, name: str = "data", size: int | None = None) -> bytes:
    """Reads hex bytes, of an exact size if one is given."""
    if not isinstance(value, str) or value[:2] not in ("0x", "0X") or len(value) % 2:
        raise invalid_params(f"{name}: expected 0x-prefixed hex bytes")
    if not all(c in "0123456789abcdefABCDEF" for c in value[2:]):
        raise invalid_params(f"{name}: not hex")
    raw = bytes.fromhex(value[2:])
    if size is not None and len(raw) != size:
        raise invalid_params(f"{name}: expected {size} bytes, got {len(raw)}")
    return raw


def from_address(value: object, name: str = "address") -> bytes:
    """Reads a 20-byte address; the checksum case is not enforced."""
    return from_data(value, name, 20)


def from_hash(value: object, name: str = "hash") -> bytes:
    """Reads a 32-byte hash."""
    return from_data(value, name, 32)


def int_to_bytes(value: int) -> bytes:
    """Big-endian bytes without leading zeros; zero is empty (RLP's scalar form)."""
    return value.to_bytes((value.bit_length() + 7) // 8, "big")


def _length_prefix(length: int, offset: int) -> bytes:
    if length < 56:
        return bytes([offset + length])
    size = int_to_bytes(length)
    return bytes([offset + 55 + len(size)]) + size


def rlp_encode(item: RlpItem | int | tuple | list) -> bytes:
    """RLP (Yellow Paper, appendix B); integers are taken as scalars."""
    if isinstance(item, int):
        item = int_to_bytes(item)
    if isinstance(item, (bytes, bytearray)):
        if len(item) == 1 and item[0] < 0x80:
            return bytes(item)
        return _length_prefix(len(item), 0x80) + item
    body = b"".join(rlp_encode(part) for part in item)
    return _length_prefix(len(body), 0xC0) + body


def rlp_decode(data: bytes, max_depth: int = 8) -> RlpItem:
    """Strict inverse of `rlp_encode`: one item, shortest form, nothing after it."""
    item, end = _decode_at(data, 0, len(data), max_depth)
    if end != len(data):
        raise RlpError("trailing bytes")
    return item


def _decode_at(data: bytes, start: int, limit: int, depth: int) -> tuple[RlpItem, int]:
    if start >= limit:
        raise RlpError("truncated")
    prefix = data[start]
    if prefix < 0x80:
        return data[start:start + 1], start + 1
    is_list = prefix >= 0xC0
    base = 0xC0 if is_list else 0x80
    body = start + 1
    length = prefix - base
    if length > 55:
        size = length - 55
        raw = data[body:min(body + size, limit)]
        if len(raw) != size or raw[0] == 0:
            raise RlpError("bad length")
        length = int.from_bytes(raw, "big")
        if length < 56:
            raise RlpError("length not in shortest form")
        body += size
    end = body + length
    if end > limit:
        raise RlpError("truncated")
    if not is_list:
        if length == 1 and data[body] < 0x80:
            raise RlpError("byte not in shortest form")
        return data[body:end], end
    if depth == 0:
        raise RlpError("nested too deeply")
    items: list[RlpItem] = []
    while body < end:
        item, body = _decode_at(data, body, end, depth - 1)
        items.append(item)
    return items, end
