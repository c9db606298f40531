"""Methods that execute, price and send."""

from __future__ import annotations

from dataclasses import replace

from coincurve import PrivateKey

from devchain.blocks import Block
from devchain.chain import Chain
from devchain.encoding import (from_address, from_data, from_quantity, to_data, to_quantity)
from devchain.errors import EXECUTION_REVERTED, RpcError, invalid_params, refused
from devchain.executor import Message, Outcome
from devchain.params import check_call, read_call, read_height, read_state_height
from devchain.transactions import address_of, decode_transaction, sign_dynamic_fee

TIP = 1_000_000_000
MAX_FEE_HISTORY = 1024
ERROR_STRING = bytes.fromhex("08c379a0")
HALTS = {"OpcodeNotFound": "invalid opcode", "InvalidFEOpcode": "invalid opcode: INVALID",
         "InvalidJump": "invalid jump destination", "StackUnderflow": "stack underflow",
         "StackOverflow": "stack limit reached 1024", "OutOfFunds": "insufficient balance",
         "CreateCollision": "contract address collision"}


def failure(outcome: Outcome) -> RpcError:
    """The error of a call that did not succeed, in geth's words."""
    if outcome.halt is not None:
        text = "out of gas" if outcome.halt.startswith("OutOfGas") else outcome.halt
        return refused(HALTS.get(outcome.halt, text))
    message = "execution reverted"
    output = outcome.output
    if output[:4] == ERROR_STRING and len(output) >= 68:
        length = int.from_bytes(output[36:68], "big")
        if length <= len(output) - 68:
            message += ": " + output[68:68 + length].decode("utf-8", "replace")
    return RpcError(EXECUTION_REVERTED, message, to_data(output))


class ExecuteMethods:
    """`eth_call`, gas and fee questions, and sending."""

    def __init__(self, chain: Chain, keys: list[PrivateKey]) -> None:
        self._chain = chain
        self._keys = {address_of(key.public_key): key for key in keys}
        self.drop_next = 0

    def eth_call(self, call: object, tag: object = None) -> str:
        """Runs a call at a height and gives its output."""
        outcome = self._run(self._prepared(call, tag), tag)
        if not outcome.success:
            raise failure(outcome)
        if outcome.created is not None:
            changes = {c.address: c.code or b"" for c in outcome.trace.changes()}
            return to_data(changes.get(outcome.created, b""))
        return to_data(outcome.output)

    def _prepared(self, call: object, tag: object) -> Message:
        chain = self._chain
        message = read_call(chain, call)
        number = read_state_height(chain, tag)
        state = chain.world if number is None else chain.state_at(number)
        check_call(message, state.account(message.sender).balance)
        return message

    def _run(self, message: Message, tag: object) -> Outcome:
        return self._chain.call(read_state_height(self._chain, tag), message)

    def eth_estimateGas(self, call: object, tag: object = None) -> str:
        """The least gas with which a call succeeds, by bisection."""
        if isinstance(call, dict) and call.get("gas") is None:
            call = call | {"gas": to_quantity(self._affordable_gas(call, tag))}
        message = self._prepared(call, tag)
        outcome = self._run(message, tag)
        if not outcome.success:
            raise failure(outcome)
        low, high = outcome.gas_used - 1, message.gas
        # One 63/64 reserve and the refund explain most of the gap: try just above it first.
        guess = (outcome.gas_used + outcome.gas_used // 4 + 2300) * 64 // 63
        while low + 1 < high:
            middle = min(guess, (low + high) // 2)
            guess = high
            if self._succeeds(message, middle, tag):
                high = middle
            else:
                low = middle
        return to_quantity(high)

    def _affordable_gas(self, call: dict[str, object], tag: object) -> int:
        limit = self._chain.settings.gas_limit
        message = read_call(self._chain, call)
        if message.gas_price == 0:
            return limit
        number = read_state_height(self._chain, tag)
        state = self._chain.world if number is None else self._chain.state_at(number)
        left = state.account(message.sender).balance - message.value
        return max(0, min(limit, left // message.gas_price))

    def _succeeds(self, message: Message, gas: int, tag: object) -> bool:
        try:
            return self._run(replace(message, gas=gas), tag).success
        except RpcError:
            return False  # below the intrinsic gas

    def eth_gasPrice(self) -> str:
        """A price that the next block takes."""
        return to_quantity(self._chain.next_base_fee + TIP)

    def eth_maxPriorityFeePerGas(self) -> str:
        """The customary tip."""
        return to_quantity(TIP)

    def eth_blobBaseFee(self) -> str:
        """The least blob price: blobs are not supported."""
        return "0x1"

    def eth_feeHistory(self, count: object, newest: object,
                       percentiles: object = None) -> dict[str, object]:
        """Base fees, fullness, and tips by percentile of gas."""
        chain = self._chain
        wanted = min(from_quantity(count, "block count"), MAX_FEE_HISTORY)
        last = read_height(chain, newest)
        last = chain.head.number if last is None else last
        if last > chain.head.number:
            raise refused("request beyond head block")
        ranks = percentiles if percentiles is not None else []
        if (not isinstance(ranks, list) or len(ranks) > 100
                or not all(isinstance(r, (int, float)) and 0 <= r <= 100 for r in ranks)
                or ranks != sorted(ranks)):
            raise invalid_params("reward percentiles must be ascending numbers in 0...100")
        blocks = chain.blocks[max(0, last + 1 - wanted):last + 1] if wanted else []
        fees = [block.header.base_fee for block in blocks]
        if blocks:
            fees.append(blocks[-1].header.next_base_fee())
        history: dict[str, object] = {
            "oldestBlock": to_quantity(blocks[0].number if blocks else last),
            "baseFeePerGas": [to_quantity(fee) for fee in fees],
            "gasUsedRatio": [b.header.gas_used / b.header.gas_limit for b in blocks],
            "baseFeePerBlobGas": ["0x1" for _ in fees],
            "blobGasUsedRatio": [0.0 for _ in blocks]}
        if ranks:
            history["reward"] = [_rewards(block, ranks) for block in blocks]
        return history

    def eth_sendRawTransaction(self, raw: object) -> str:
        """Admits a signed transaction."""
        tx = decode_transaction(from_data(raw, "raw transaction"))
        if self.drop_next > 0:
            self.drop_next -= 1
        else:
            self._chain.submit(tx)
        return to_data(tx.hash)

    def eth_accounts(self) -> list[str]:
        """Accounts whose keys this chain holds."""
        return [to_data(address) for address in self._keys]

    def eth_sendTransaction(self, call: object) -> str:
        """Signs with a held key and sends."""
        if not isinstance(call, dict):
            raise invalid_params("transaction: expected an object")
        sender = from_address(call.get("from"), "from")
        key = self._keys.get(sender)
        if key is None:
            raise refused("unknown account")
        chain = self._chain
        message = read_call(chain, call)
        gas = message.gas
        if call.get("gas") is None:
            gas = int(self.eth_estimateGas(call, "pending"), 16)
        if call.get("nonce") is None:
            nonce = chain.pool.next_nonce(sender, chain.world.account(sender).nonce)
        else:
            nonce = from_quantity(call["nonce"], "nonce", 64)
        tip = call.get("maxPriorityFeePerGas")
        max_fee = message.gas_price or 2 * chain.next_base_fee + TIP
        max_tip = min(TIP if tip is None else from_quantity(tip, "tip"), max_fee)
        return self.eth_sendRawTransaction(to_data(sign_dynamic_fee(
            key, chain.settings.chain_id, nonce, max_tip, max_fee, gas, message.to,
            message.value, message.data)))


def _rewards(block: Block, ranks: list[float]) -> list[str]:
    """The tip at each percentile of the block's gas, transactions ordered by tip."""
    base_fee = block.header.base_fee
    tips = sorted((tx.effective_gas_price(base_fee) - base_fee, receipt.gas_used)
                  for tx, receipt in zip(block.transactions, block.receipts))
    rewards = []
    for rank in ranks:
        tip, seen = 0, 0
        for tip, gas in tips:
            seen += gas
            if seen >= block.header.gas_used * rank / 100:
                break
        rewards.append(to_quantity(tip))
    return rewards
