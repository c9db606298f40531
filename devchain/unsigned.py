"""Transactions before they are signed, for accounts whose keys this chain holds or impersonates."""

from __future__ import annotations

from dataclasses import dataclass

from coincurve import PrivateKey

from devchain.encoding import keccak, rlp_encode
from devchain.transactions import AccessList, Transaction, decode_transaction

SIGNATURE_MEMBERS = ("hash", "v", "r", "s", "yParity", "blockHash", "blockNumber",
                     "blockTimestamp", "transactionIndex")


@dataclass(frozen=True)
class UnsignedTransaction:
    """A transaction without signature: legacy with EIP-155 (0), EIP-2930 (1) or EIP-1559 (2)."""

    kind: int
    chain_id: int
    nonce: int
    max_fee: int
    max_priority_fee: int
    gas: int
    to: bytes | None
    value: int
    data: bytes
    access_list: AccessList

    def _fields(self) -> list:
        call = [self.gas, self.to or b"", self.value, self.data]
        access = [[address, [key.to_bytes(32, "big") for key in keys]]
                  for address, keys in self.access_list]
        if self.kind == 0:
            return [self.nonce, self.max_fee, *call]
        if self.kind == 1:
            return [self.chain_id, self.nonce, self.max_fee, *call, access]
        return [self.chain_id, self.nonce, self.max_priority_fee, self.max_fee, *call, access]

    def encoded(self, parity: int, r: int, s: int) -> bytes:
        """The encoding with a signature."""
        if self.kind == 0:
            return rlp_encode([*self._fields(), 35 + 2 * self.chain_id + parity, r, s])
        return bytes([self.kind]) + rlp_encode([*self._fields(), parity, r, s])

    def signed(self, key: PrivateKey) -> bytes:
        """The encoding signed with a key."""
        if self.kind == 0:
            payload = rlp_encode([*self._fields(), self.chain_id, b"", b""])
        else:
            payload = bytes([self.kind]) + rlp_encode(self._fields())
        signature = key.sign_recoverable(keccak(payload), hasher=None)
        r, s = (int.from_bytes(signature[i:i + 32], "big") for i in (0, 32))
        return self.encoded(signature[64], r, s)

    def impersonating(self, sender: bytes) -> Transaction:
        """A transaction of `sender` with an invalid signature.

        The sender's address in its place keeps hashes of different senders apart.
        """
        number = int.from_bytes(sender, "big")
        return decode_transaction(self.encoded(0, number, number), sender)

    def to_json(self, sender: bytes) -> dict[str, object]:
        """The transaction object without hash, signature and place."""
        body = self.impersonating(sender).to_json(None, None, None)
        return {name: value for name, value in body.items() if name not in SIGNATURE_MEMBERS}
