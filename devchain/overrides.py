"""State and block overrides of `eth_call`, `eth_estimateGas` and `eth_simulateV1`."""

from __future__ import annotations

from dataclasses import replace

from devchain.encoding import from_address, from_data, from_hash, from_quantity
from devchain.errors import invalid_params
from devchain.executor import BlockContext
from devchain.overlay import OverlayState

PRECOMPILE_COUNT = 10
_STATE_MEMBERS = {"balance", "nonce", "code", "state", "stateDiff", "movePrecompileToAddress"}
_BLOCK_MEMBERS = {"number", "time", "gasLimit", "feeRecipient", "prevRandao", "baseFeePerGas",
                  "blobBaseFee", "withdrawals"}


def override_state(state: OverlayState, overrides: object) -> None:
    """Writes overrides: {address: {balance?, nonce?, code?, state? or stateDiff?}}."""
    if overrides is None:
        return
    if not isinstance(overrides, dict):
        raise invalid_params("state overrides: expected an object")
    for key, members in overrides.items():
        if not isinstance(members, dict) or not _STATE_MEMBERS.issuperset(members):
            raise invalid_params("state override: expected an object with only "
                                 + ", ".join(sorted(_STATE_MEMBERS)))
        _override_account(state, from_address(key), members)


def _override_account(state: OverlayState, address: bytes, members: dict[str, object]) -> None:
    if members.get("movePrecompileToAddress") is not None:
        raise invalid_params("movePrecompileToAddress is not supported")
    account = state.account(address)
    if members.get("balance") is not None:
        account = account._replace(balance=from_quantity(members["balance"], "balance"))
    if members.get("nonce") is not None:
        account = account._replace(nonce=from_quantity(members["nonce"], "nonce", 64))
    state.set_account(address, account)
    if members.get("code") is not None:
        if 0 < int.from_bytes(address, "big") <= PRECOMPILE_COUNT:
            raise invalid_params("overriding the code of a precompile is not supported")
        state.set_code(address, from_data(members["code"], "code"))
    whole, part = members.get("state"), members.get("stateDiff")
    if whole is not None and part is not None:
        raise invalid_params("account has both 'state' and 'stateDiff'")
    if whole is not None:
        state.empty_storage(address)
    words = part if whole is None else whole
    if words is None:
        return
    if not isinstance(words, dict):
        raise invalid_params("storage override: expected an object")
    for slot, word in words.items():
        index = int.from_bytes(from_hash(slot, "storage key"), "big")
        state.set_slot(address, index, int.from_bytes(from_hash(word, "storage word"), "big"))


def override_block(context: BlockContext, overrides: object) -> BlockContext:
    """The block environment with other values; blobs and withdrawals must be absent or empty."""
    if overrides is None:
        return context
    if not isinstance(overrides, dict) or not _BLOCK_MEMBERS.issuperset(overrides):
        raise invalid_params("block overrides: expected an object with only "
                             + ", ".join(sorted(_BLOCK_MEMBERS)))
    if overrides.get("withdrawals"):
        raise invalid_params("withdrawals are not supported")

    def quantity(name: str, bits: int, present: int) -> int:
        value = overrides.get(name)
        return present if value is None else from_quantity(value, name, bits)
    randao, recipient = overrides.get("prevRandao"), overrides.get("feeRecipient")
    return replace(
        context, number=quantity("number", 64, context.number),
        timestamp=quantity("time", 64, context.timestamp),
        gas_limit=quantity("gasLimit", 63, context.gas_limit),
        base_fee=quantity("baseFeePerGas", 256, context.base_fee),
        coinbase=context.coinbase if recipient is None else from_address(recipient),
        prev_randao=context.prev_randao if randao is None else from_hash(randao, "prevRandao"))
