"""Block data, from docs/protocol/encodings.md: what operations do, in few bytes.

Fields are those of `codec.py`. The writer reads the plain encoding of an operation and writes each
field that passes in the compact form; the reader is a reader of fields that takes them from it.
"""

from __future__ import annotations

import codec
from codec import Kind, Malformed, Operation, Reader, integer

SUB_ACCOUNT_MARK, FEE_MARK = 0x20, 0x40
MANTISSA_BYTES = (1, 2, 3, 4, 6, 8, 10, 16)
NO_FEE = (0, 0)
_HEAD = ("account", "from_sub", "slot", "nonce", "valid_until", "fee_token", "fee")


def variable(value: int) -> bytes:
    """Seven bits a byte, least significant first."""
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(out + bytes([value]))


def amount(value: int) -> bytes:
    """Size class, exponent and mantissa of a decimal number."""
    exponent = 0
    while value and value % 10 == 0 and exponent < 31:
        value, exponent = value // 10, exponent + 1
    size = next(i for i, count in enumerate(MANTISSA_BYTES) if value < 256**count)
    return bytes([size << 5 | exponent]) + integer(MANTISSA_BYTES[size], value)


def read_variable(reader: Reader, bits: int) -> int:
    start = reader.position
    while reader.number(1) >= 0x80:
        pass
    taken = reader.data[start : reader.position]
    value = sum((byte & 0x7F) << 7 * i for i, byte in enumerate(taken))
    if value >= 2**bits or variable(value) != taken:
        raise Malformed("integer")
    return value


def read_amount(reader: Reader) -> int:
    start = reader.position
    head = reader.number(1)
    value = reader.number(MANTISSA_BYTES[head >> 5]) * 10 ** (head & 31)
    if value > codec.U128 or amount(value) != reader.data[start : reader.position]:
        raise Malformed("amount")
    return value


class _Fields(Reader):
    """Reads a plain encoding and keeps its fields in the compact form, limits apart."""

    def __init__(self, data: bytes):
        super().__init__(data)
        self.written, self.limits, self.in_limit = [], b"", False

    def number(self, byte_count: int) -> int:
        taken = self._next(byte_count)
        value = int.from_bytes(taken, "big")
        forms = {1: lambda: taken, 16: lambda: amount(value)}
        self._write(taken, forms.get(byte_count, lambda: variable(value))() if value else b"")
        return value

    def take(self, count: int) -> bytes:
        taken = super().take(count)
        rest = taken.lstrip(b"\0")
        self._write(taken, bytes([count - len(rest)]) + rest if rest else b"")
        return taken

    def limit(self, kind: Kind, permissive: int) -> int:
        self.in_limit = True
        value = kind.read(self)
        self.in_limit = False
        return value

    def _write(self, plain: bytes, compact: bytes) -> None:
        if self.in_limit:
            self.limits += plain
        else:
            self.written.append(compact)

    def masked(self) -> bytes:
        """The fields with a mask before every eight."""
        out = b""
        for start in range(0, len(self.written), 8):
            group = self.written[start : start + 8]
            out += bytes([sum(1 << i for i, field in enumerate(group) if field)]) + b"".join(group)
        return out


class Writer:
    """Writes the operations of a block."""

    def __init__(self, number: int, timestamp: int):
        self.data, self.authorizations = codec.data_head(number, timestamp), b""
        self.last_fee, self.count = NO_FEE, 0

    @property
    def byte_count(self) -> int:
        return len(self.data) + len(self.authorizations)

    def encoded(self, source: int, operation: Operation) -> tuple[bytes, bytes]:
        """The operation and its authorization as they would be appended."""
        body = operation.encoded()[3:]
        if operation.opcode in codec.GOVERNED:
            return bytes([operation.opcode, source, len(body)]) + body, b""
        fields = _Fields(body)
        layout = codec.LAYOUTS[operation.opcode]
        if source != codec.SOURCE_SIGNED:
            layout.read(fields)
            return bytes([operation.opcode, source]) + fields.masked(), b""
        layout.read(fields)
        fields.written = fields.written[len(_HEAD):]
        o = operation
        has_sub, fee = (o.from_sub, o.slot) != (0, 0), (o.fee_token, o.fee)
        mark = (SUB_ACCOUNT_MARK if has_sub else 0) | (FEE_MARK if fee != self.last_fee else 0)
        head = bytes([o.opcode | mark]) + variable(o.account) + variable(o.nonce)
        head += bytes([o.from_sub, o.slot]) if has_sub else b""
        head += variable(fee[0]) + amount(fee[1]) if fee != self.last_fee else b""
        return head + fields.masked(), integer(8, o.valid_until) + fields.limits + o.signature

    def append(self, source: int, operation: Operation) -> None:
        data, authorization = self.encoded(source, operation)
        self.data += data
        self.authorizations += authorization
        self.count += 1
        if source == codec.SOURCE_SIGNED:
            self.last_fee = (operation.fee_token, operation.fee)


class _CompactReader(Reader):
    """Reads fields from block data, and limits from authorizations."""

    def __init__(self, data: bytes, authorizations: bytes | None):
        super().__init__(data)
        self.authorizations = None if authorizations is None else Reader(authorizations)
        self.last_fee, self.mask, self.left = NO_FEE, 0, None

    def number(self, byte_count: int) -> int:
        if self.left is None:
            return super().number(byte_count)
        if not self._is_present():
            return 0
        left, self.left = self.left, None
        value = {1: lambda: super(_CompactReader, self).number(1), 16: lambda: read_amount(self)}.get(
            byte_count, lambda: read_variable(self, 8 * byte_count))()
        self.left = left
        if value == 0:
            raise Malformed("field mask")
        return value

    def take(self, count: int) -> bytes:
        if self.left is None:
            return super().take(count)
        if not self._is_present():
            return bytes(count)
        zeros = self._next(1)[0]
        rest = self._next(max(count - zeros, 0))
        if not rest or rest[0] == 0:
            raise Malformed("leading zeros")
        return bytes(zeros) + rest

    def limit(self, kind: Kind, permissive: int) -> int:
        return permissive if self.authorizations is None else kind.read(self.authorizations)

    def _is_present(self) -> bool:
        if self.left == 0:
            self.mask, self.left = self._next(1)[0], 8
        present, self.mask = self.mask & 1, self.mask >> 1
        self.left -= 1
        return bool(present)

    def body(self, names: list[tuple[str, Kind]]) -> dict:
        self.left, self.mask, self.fields = 0, 0, {}
        for name, kind in names:
            self.fields[name] = kind.read(self)
        if self.mask:
            raise Malformed("field mask")
        self.left = None
        return self.fields

    def operation(self) -> tuple[int, Operation]:
        tag = self.number(1)
        if tag < 0x10:
            source = self.number(1)
            if tag in codec.GOVERNED:
                return source, codec.governed(tag, self.take(self.number(1)))
            if tag not in codec.LAYOUTS:
                raise Malformed("opcode")
            return source, Operation(tag, **self.body(codec.LAYOUTS[tag].fields))
        return codec.SOURCE_SIGNED, self.signed(tag)

    def signed(self, tag: int) -> Operation:
        opcode = tag & ~(SUB_ACCOUNT_MARK | FEE_MARK)
        head = {"account": read_variable(self, 32), "nonce": read_variable(self, 32)}
        head["from_sub"], head["slot"] = self.take(2) if tag & SUB_ACCOUNT_MARK else (0, 0)
        if tag & SUB_ACCOUNT_MARK and not (head["from_sub"] or head["slot"]):
            raise Malformed("sub-account")
        if tag & FEE_MARK:
            fee = (read_variable(self, 16), read_amount(self))
            if fee == self.last_fee:
                raise Malformed("fee")
            self.last_fee = fee
        head["fee_token"], head["fee"] = self.last_fee
        entry = self.authorizations
        head["valid_until"] = 2**64 - 1 if entry is None else entry.number(8)
        if opcode not in codec.LAYOUTS or opcode < 0x10:
            raise Malformed("opcode")
        body = self.body(codec.LAYOUTS[opcode].fields[len(_HEAD):])
        signature = bytes(80) if entry is None else entry.take(codec.SIGNATURE_BYTES)
        return Operation(opcode, signature, **head, **body)


def decode(data: bytes, authorizations: bytes | None) -> tuple[int, int, list[tuple[int, Operation]]]:
    """Number, timestamp, and each operation with its source.

    Without authorizations signatures are zero and limits allow everything.
    """
    if len(data) + len(authorizations or b"") > codec.MAXIMUM_DATA_BYTES:
        raise Malformed("too long")
    reader = _CompactReader(data, authorizations)
    reader.code("version", codec.FORMAT, codec.FORMAT)
    number, timestamp = reader.number(8), reader.number(8)
    operations: list[tuple[int, Operation]] = []
    while not reader.is_at_end:
        if len(operations) == codec.MAXIMUM_OPERATIONS:
            raise Malformed("operation count")
        operations.append(reader.operation())
    if reader.authorizations is not None:
        reader.authorizations.finish()
    return number, timestamp, operations


def encode(
    number: int, timestamp: int, operations: list[tuple[int, Operation]]
) -> tuple[bytes, bytes]:
    """The data of a block and its authorizations."""
    writer = Writer(number, timestamp)
    for source, operation in operations:
        writer.append(source, operation)
    return writer.data, writer.authorizations
