"""Interoperable addresses: ERC-7930, version 1, of EVM chains and of Solana, and their names (ERC-7828).

`version u16 | chain type u16 | length u8 | chain reference | length u8 | address`. Chain types and their
references are those of CAIP-350: EIP-155 chains (0) by the chain id without leading zero bytes, Solana (2) by
the 32 bytes of the genesis hash. A decoder that takes one form only makes equal addresses equal bytes.
"""

from __future__ import annotations

from dataclasses import dataclass

from eth_utils import keccak, to_checksum_address

VERSION = 1
EVM, SOLANA = 0, 2
NAMESPACES = {EVM: "eip155", SOLANA: "solana"}
ADDRESS_LENGTHS = {EVM: 20, SOLANA: 32}
SOLANA_REFERENCE = 32
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


class InteroperableAddressError(ValueError):
    """The bytes are no interoperable address in its one form."""


@dataclass(frozen=True)
class InteroperableAddress:
    """An address on a chain; without an address the chain, without a reference any chain of the type."""

    chain_type: int
    reference: bytes
    address: bytes

    def __post_init__(self) -> None:
        refused = None
        if self.chain_type not in NAMESPACES:
            refused = f"chain type {self.chain_type:#06x}"
        elif not self.reference and not self.address:
            refused = "neither chain nor address"
        elif len(self.address) not in (0, ADDRESS_LENGTHS[self.chain_type]):
            refused = f"an address of {len(self.address)} bytes"
        elif self.chain_type == EVM and (len(self.reference) > 32 or self.reference[:1] == b"\0"):
            refused = "a chain id that is too long or begins with a zero byte"
        elif self.chain_type == SOLANA and len(self.reference) not in (0, SOLANA_REFERENCE):
            refused = f"a genesis hash of {len(self.reference)} bytes"
        if refused:
            raise InteroperableAddressError(refused)

    @classmethod
    def evm(cls, chain_id: int, address: str = "0x") -> InteroperableAddress:
        """An address of an EVM chain, or the chain."""
        return cls(EVM, chain_id.to_bytes((chain_id.bit_length() + 7) // 8, "big"), bytes.fromhex(address[2:]))

    @classmethod
    def solana(cls, genesis_hash: bytes, address: bytes = b"") -> InteroperableAddress:
        """An address of a Solana cluster, or the cluster."""
        return cls(SOLANA, genesis_hash, address)

    @classmethod
    def decode(cls, encoded: bytes) -> InteroperableAddress:
        """Reads all bytes; refuses another version, unknown chain types and forms that are not the shortest."""
        if len(encoded) < 6:
            raise InteroperableAddressError("truncated")
        if int.from_bytes(encoded[:2], "big") != VERSION:
            raise InteroperableAddressError(f"version {encoded[:2].hex()}")
        reference, rest = prefixed(encoded[4:])
        address, trailing = prefixed(rest)
        if trailing:
            raise InteroperableAddressError("trailing bytes")
        return cls(int.from_bytes(encoded[2:4], "big"), reference, address)

    def encode(self) -> bytes:
        """The binary form."""
        return VERSION.to_bytes(2, "big") + self.hashed

    @property
    def hashed(self) -> bytes:
        """The binary form without its version: what a name's checksum is of."""
        return (
            self.chain_type.to_bytes(2, "big") + bytes([len(self.reference)]) + self.reference
            + bytes([len(self.address)]) + self.address)

    @property
    def chain_id(self) -> int:
        """The id of an EVM chain."""
        if self.chain_type != EVM or not self.reference:
            raise InteroperableAddressError("not on an EVM chain")
        return int.from_bytes(self.reference, "big")

    @property
    def account(self) -> str:
        """The address on an EVM chain, with its checksum."""
        if self.chain_type != EVM or not self.address:
            raise InteroperableAddressError("no EVM address")
        return to_checksum_address(self.address)

    @property
    def name(self) -> str:
        """What people read: `address@chain#checksum`."""
        if self.chain_type == EVM:
            reference = str(int.from_bytes(self.reference, "big")) if self.reference else ""
            address = to_checksum_address(self.address) if self.address else ""
        else:
            reference, address = base58(self.reference), base58(self.address)
        chain = NAMESPACES[self.chain_type] + (f":{reference}" if reference else "")
        return f"{address}@{chain}#{keccak(self.hashed)[:4].hex().upper()}"


def prefixed(encoded: bytes) -> tuple[bytes, bytes]:
    """The bytes after a length of one byte, and what follows them."""
    if not encoded or len(encoded) < 1 + encoded[0]:
        raise InteroperableAddressError("truncated")
    return encoded[1:1 + encoded[0]], encoded[1 + encoded[0]:]


def base58(content: bytes) -> str:
    """The base58btc text, a `1` for each leading zero byte."""
    number, digits = int.from_bytes(content, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        digits = BASE58[digit] + digits
    return "1" * (len(content) - len(content.lstrip(b"\0"))) + digits
