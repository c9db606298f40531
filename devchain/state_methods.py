"""Methods that read the state, and methods that write to it from outside."""

from __future__ import annotations

from devchain.chain import Chain
from devchain.encoding import (from_address, from_data, from_hash, from_quantity,
                               from_storage_key, to_data, to_quantity)
from devchain.errors import invalid_params, refused
from devchain.outside import BALANCE, CODE, NONCE, STORAGE, OutsideWrite
from devchain.params import read_number, read_state_height
from devchain.state import StateReader

MAX_PROVEN_SLOTS = 1024
MAX_CODE_BYTES = 24_576


class StateMethods:
    """`eth_getBalance` and its relatives; `anvil_set*`."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain

    def eth_getBalance(self, address: object, tag: object = None) -> str:
        """Balance at a height."""
        return to_quantity(self._state(tag).account(from_address(address)).balance)

    def eth_getCode(self, address: object, tag: object = None) -> str:
        """Code at a height."""
        return to_data(self._state(tag).code(from_address(address)))

    def eth_getStorageAt(self, address: object, slot: object, tag: object = None) -> str:
        """A storage word at a height."""
        return self._word(self._state(tag), from_address(address), slot)

    def eth_getStorageValues(self, request: object, tag: object = None) -> dict[str, list[str]]:
        """Storage words of several accounts: {address: [slot]}."""
        if not isinstance(request, dict) or not all(
                isinstance(slots, list) for slots in request.values()):
            raise invalid_params("expected an object of lists of storage keys")
        count = sum(map(len, request.values()))
        if count == 0:
            raise invalid_params("empty request")
        if count > MAX_PROVEN_SLOTS:
            raise invalid_params(f"too many slots (max {MAX_PROVEN_SLOTS})")
        state = self._state(tag)
        return {address: [self._word(state, from_address(address), slot) for slot in slots]
                for address, slots in request.items()}

    @staticmethod
    def _word(state: StateReader, address: bytes, slot: object) -> str:
        return to_data(state.slot(address, from_storage_key(slot)).to_bytes(32, "big"))

    def eth_getTransactionCount(self, address: object, tag: object = None) -> str:
        """Nonce at a height; the pending one counts waiting transactions without a gap."""
        who = from_address(address)
        number = read_state_height(self._chain, tag)
        if number is None:
            nonce = self._chain.world.account(who).nonce
            return to_quantity(self._chain.pool.next_nonce(who, nonce))
        return to_quantity(self._chain.state_at(number).account(who).nonce)

    def eth_getProof(self, address: object, slots: object,
                     tag: object = None) -> dict[str, object]:
        """Merkle proofs of an account and storage words against a block's state root (EIP-1186).

        At the head, writes from outside after its block are not in its root and not shown.
        """
        who = from_address(address)
        if not isinstance(slots, list) or len(slots) > MAX_PROVEN_SLOTS:
            raise invalid_params(f"slots: expected a list of at most {MAX_PROVEN_SLOTS}")
        chain = self._chain
        number = read_state_height(chain, tag)
        depth = 0 if number is None else chain.head.number - number
        state, proof = chain.world.before(depth), chain.world.prove(depth, who)
        account = state.account(who)
        words = []
        for slot in slots:
            index = from_storage_key(slot)
            words.append({"key": slot, "value": to_quantity(state.slot(who, index)),
                          "proof": [to_data(node) for node in proof.of_word(index)]})
        return {
            "address": to_data(who), "accountProof": [to_data(node) for node in proof.account],
            "balance": to_quantity(account.balance), "codeHash": to_data(account.code_hash),
            "nonce": to_quantity(account.nonce), "storageHash": to_data(proof.storage_root),
            "storageProof": words}

    def _state(self, tag: object) -> StateReader:
        number = read_state_height(self._chain, tag)
        return self._chain.world if number is None else self._chain.state_at(number)

    def anvil_setBalance(self, address: object, balance: object) -> None:
        """Sets a balance at once."""
        self._write(BALANCE, address, read_number(balance, "balance", (1 << 256) - 1))

    def anvil_setNonce(self, address: object, nonce: object) -> None:
        """Sets a nonce at once."""
        self._write(NONCE, address, read_number(nonce, "nonce", (1 << 64) - 2))

    def anvil_setCode(self, address: object, code: object) -> None:
        """Sets the code of an account at once."""
        data = from_data(code, "code")
        if len(data) > MAX_CODE_BYTES:
            raise refused(f"code: at most {MAX_CODE_BYTES} bytes")
        self._chain.write_outside(OutsideWrite(CODE, from_address(address), data))

    def anvil_setStorageAt(self, address: object, slot: object, word: object) -> bool:
        """Sets a storage word at once."""
        self._chain.write_outside(OutsideWrite(
            STORAGE, from_address(address), from_hash(word, "word"),
            from_storage_key(slot).to_bytes(32, "big")))
        return True

    def anvil_setCoinbase(self, address: object) -> None:
        """Changes the address that receives tips, from the next block on."""
        self._chain.settings.coinbase = from_address(address)

    def anvil_setNextBlockBaseFeePerGas(self, fee: object) -> None:
        """Fixes the next block's base fee; later ones follow from it by EIP-1559."""
        self._chain.next_block_base_fee = read_number(fee, "base fee", (1 << 256) - 1)

    def anvil_setBlockGasLimit(self, limit: object) -> bool:
        """Changes the gas limit, from the next block on."""
        number = read_number(limit, "gas limit", (1 << 63) - 1)
        if number < 21000:
            raise invalid_params("gas limit: at least 21000")
        self._chain.settings.gas_limit = number
        return True

    def _write(self, member: str, address: object, number: int) -> None:
        self._chain.write_outside(OutsideWrite(
            member, from_address(address), number.to_bytes(32, "big")))
