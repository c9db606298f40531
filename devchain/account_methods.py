"""Methods that fill, sign and send transactions of held or impersonated accounts."""

from __future__ import annotations

from coincurve import PrivateKey

from devchain.chain import Chain
from devchain.encoding import from_address, from_data, from_quantity, keccak, to_data
from devchain.errors import invalid_params, refused
from devchain.execute_methods import TIP, ExecuteMethods
from devchain.params import read_bool, read_call
from devchain.transactions import Transaction, address_of, decode_transaction
from devchain.unsigned import SIGNATURE_MEMBERS, UnsignedTransaction

MAX_IMPERSONATED = 10_000


class AccountMethods:
    """`eth_sendTransaction` and its relatives."""

    def __init__(self, chain: Chain, execute: ExecuteMethods, keys: list[PrivateKey]) -> None:
        self._chain = chain
        self._execute = execute
        self._keys = {address_of(key.public_key): key for key in keys}
        self._impersonated: dict[bytes, None] = {}
        self._impersonates_all = False
        self.drop_next = 0

    def eth_accounts(self) -> list[str]:
        """Accounts that can send: with a held key, or impersonated."""
        return [to_data(address) for address in {**self._keys, **self._impersonated}]

    def eth_sendRawTransaction(self, raw: object) -> str:
        """Admits a signed transaction."""
        return self._submit(decode_transaction(from_data(raw, "raw transaction")))

    def eth_sendTransaction(self, call: object) -> str:
        """Signs with a held key, or pretends to, and sends."""
        sender, unsigned = self._filled(call)
        if sender in self._keys:
            return self._submit(decode_transaction(unsigned.signed(self._keys[sender])))
        if self._impersonates_all or sender in self._impersonated:
            return self._submit(unsigned.impersonating(sender))
        raise refused("unknown account")

    def eth_fillTransaction(self, call: object) -> dict[str, object]:
        """The transaction with absent members filled in, not signed."""
        sender, unsigned = self._filled(call)
        return {"tx": unsigned.to_json(sender)}

    def eth_signTransaction(self, call: object) -> dict[str, object]:
        """The filled transaction signed with a held key, and its encoding; it is not sent."""
        sender, unsigned = self._filled(call)
        raw = unsigned.signed(self._key(sender))
        body = decode_transaction(raw).to_json(None, None, None)
        unsigned_members = {"hash", *SIGNATURE_MEMBERS[5:]}
        return {"raw": to_data(raw),
                "tx": {name: value for name, value in body.items() if name not in unsigned_members}}

    def eth_sign(self, address: object, message: object) -> str:
        """The signature of a held key over a message with the prefix of EIP-191, version 0x45."""
        key = self._key(from_address(address))
        data = from_data(message, "message")
        prefix = b"\x19Ethereum Signed Message:\n" + str(len(data)).encode()
        signature = key.sign_recoverable(keccak(prefix + data), hasher=None)
        return to_data(signature[:64] + bytes([27 + signature[64]]))

    def anvil_impersonateAccount(self, address: object) -> None:
        """Lets an account send without its key."""
        if len(self._impersonated) >= MAX_IMPERSONATED:
            raise refused(f"at most {MAX_IMPERSONATED} impersonated accounts")
        self._impersonated[from_address(address)] = None

    def anvil_stopImpersonatingAccount(self, address: object) -> None:
        """Ends that."""
        self._impersonated.pop(from_address(address), None)

    def anvil_autoImpersonateAccount(self, enabled: object) -> None:
        """Whether any account can send without its key."""
        self._impersonates_all = read_bool(enabled, "enabled")

    def _submit(self, tx: Transaction) -> str:
        if self.drop_next > 0:
            self.drop_next -= 1
        else:
            self._chain.submit(tx)
        return to_data(tx.hash)

    def _key(self, sender: bytes) -> PrivateKey:
        key = self._keys.get(sender)
        if key is None:
            raise refused("unknown account")
        return key

    def _filled(self, call: object) -> tuple[bytes, UnsignedTransaction]:
        """Sender and transaction; absent members have geth's defaults."""
        if not isinstance(call, dict):
            raise invalid_params("transaction: expected an object")
        chain = self._chain
        sender = from_address(call.get("from"), "from")
        message = read_call(chain, call)
        gas = message.gas
        if call.get("gas") is None:
            gas = int(self._execute.eth_estimateGas(call, "pending"), 16)
        if call.get("nonce") is None:
            nonce = chain.pool.next_nonce(sender, chain.world.account(sender).nonce)
        else:
            nonce = from_quantity(call["nonce"], "nonce", 64)
        if call.get("chainId") is not None:
            wanted = from_quantity(call["chainId"], "chainId")
            if wanted != chain.settings.chain_id:
                raise refused(f"chainId does not match node's (have={wanted}, "
                              f"want={chain.settings.chain_id})")
        kind = 2
        if call.get("gasPrice") is not None:
            kind = 1 if call.get("accessList") is not None else 0
        max_fee = message.gas_price or 2 * chain.next_base_fee + TIP
        tip = call.get("maxPriorityFeePerGas")
        max_tip = max_fee
        if kind == 2:
            max_tip = min(TIP if tip is None else from_quantity(tip, "tip"), max_fee)
        return sender, UnsignedTransaction(
            kind, chain.settings.chain_id, nonce, max_fee, max_tip, gas, message.to,
            message.value, message.data, message.access_list)
