"""Methods that execute and price."""

from __future__ import annotations

from dataclasses import dataclass, replace

from devchain.blocks import Block
from devchain.call_memory import CallMemory
from devchain.chain import Chain
from devchain.encoding import to_data, to_quantity
from devchain.errors import EXECUTION_REVERTED, RpcError, invalid_params, refused
from devchain.executor import BlockContext, Message, Outcome
from devchain.overlay import OverlayState
from devchain.overrides import PRECOMPILE_COUNT, override_block, override_state
from devchain.params import (check_call, read_call, read_height, read_number,
                             read_state_height)
from devchain.state import StateReader
from devchain.transactions import AccessList, access_list_json

TIP = 1_000_000_000
MAX_FEE_HISTORY = 1024
MAX_ACCESS_LIST_ROUNDS = 8
ERROR_STRING = bytes.fromhex("08c379a0")
PANIC = bytes.fromhex("4e487b71")
# The panics of Solidity, in geth's words.
PANICS = {
    0x00: "generic panic", 0x01: "assert(false)", 0x11: "arithmetic underflow or overflow",
    0x12: "division or modulo by zero", 0x21: "enum overflow",
    0x22: "invalid encoded storage byte array accessed", 0x31: "out-of-bounds array access; "
    "popping on an empty array", 0x32: "out-of-bounds access of an array or bytesN",
    0x41: "out of memory", 0x51: "uninitialized function"}
HALTS = {"OpcodeNotFound": "invalid opcode", "InvalidFEOpcode": "invalid opcode: INVALID",
         "InvalidJump": "invalid jump destination", "StackUnderflow": "stack underflow",
         "StackOverflow": "stack limit reached 1024", "OutOfFunds": "insufficient balance",
         "CreateCollision": "contract address collision"}


def failure(outcome: Outcome) -> RpcError:
    """The error of a call that did not succeed, in geth's words."""
    if outcome.halt is not None:
        text = "out of gas" if outcome.halt.startswith("OutOfGas") else outcome.halt
        return refused(HALTS.get(outcome.halt, text))
    reason = revert_reason(outcome.output)
    message = "execution reverted" + ("" if reason is None else f": {reason}")
    return RpcError(EXECUTION_REVERTED, message, to_data(outcome.output))


def revert_reason(output: bytes) -> str | None:
    """The reason in the data of a revert: the text of Error(string), or the code of a panic."""
    if output[:4] == ERROR_STRING and len(output) >= 68:
        length = int.from_bytes(output[36:68], "big")
        if length <= len(output) - 68:
            return output[68:68 + length].decode("utf-8", "replace")
    if output[:4] == PANIC and len(output) == 36:
        code = int.from_bytes(output[4:], "big")
        return PANICS.get(code, f"unknown panic code: {code:#x}")
    return None


@dataclass(frozen=True)
class View:
    """A state, and the block in which calls on it run."""

    state: StateReader
    context: BlockContext


class ExecuteMethods:
    """`eth_call`, gas and fee questions."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain
        self._memory = CallMemory(chain)

    def eth_call(self, call: object, tag: object = None, state: object = None,
                 block: object = None) -> str:
        """Runs a call at a height, with overrides of state and block, and gives its output."""
        message = read_call(self._chain, call)
        if state is None and block is None:
            number = read_state_height(self._chain, tag)
            return self._memory.answer(number, message, lambda: self._call(self.view(tag), message))
        return self._call(self.view(tag, state, block), message)

    def _call(self, view: View, message: Message) -> str:
        check_call(message, view.state.account(message.sender).balance)
        outcome = self._run(view, message)
        if not outcome.success:
            raise failure(outcome)
        return to_data(outcome.returned)

    def view(self, tag: object, state: object = None, block: object = None) -> View:
        """The state and block at a height, with overrides."""
        chain = self._chain
        number = read_state_height(chain, tag)
        if number is None:
            found, context, depth = chain.world, chain.next_context(), 0
        else:
            depth = chain.head.number - number
            found, context = chain.state_at(number), chain.block_context(chain.blocks[number])
        if state is None and block is None:
            return View(found, context)
        overlay = OverlayState(chain.world, depth)
        override_state(overlay, state)
        return View(overlay, override_block(context, block))

    def _run(self, view: View, message: Message) -> Outcome:
        return self._chain.executor.run(view.state, view.context, message)

    def eth_estimateGas(self, call: object, tag: object = None, state: object = None,
                        block: object = None) -> str:
        """The least gas with which a call succeeds, by bisection."""
        view = self.view(tag, state, block)
        message = read_call(self._chain, call)
        balance = view.state.account(message.sender).balance
        if isinstance(call, dict) and call.get("gas") is None and message.gas_price:
            affordable = (balance - message.value) // message.gas_price
            message = replace(message, gas=max(0, min(message.gas, affordable)))
        check_call(message, balance)
        outcome = self._run(view, message)
        if not outcome.success:
            raise failure(outcome)
        low, high = outcome.gas_used - 1, message.gas
        # One 63/64 reserve and the refund explain most of the gap: try just above it first.
        guess = (outcome.gas_used + outcome.gas_used // 4 + 2300) * 64 // 63
        while low + 1 < high:
            middle = min(guess, (low + high) // 2)
            guess = high
            if self._succeeds(view, message, middle):
                high = middle
            else:
                low = middle
        return to_quantity(high)

    def _succeeds(self, view: View, message: Message, gas: int) -> bool:
        try:
            return self._run(view, replace(message, gas=gas)).success
        except RpcError:
            return False  # below the intrinsic gas

    def eth_createAccessList(self, call: object, tag: object = None,
                             state: object = None) -> dict[str, object]:
        """What a call reads beyond sender and callee (EIP-2930), and its gas with that list."""
        view = self.view(tag, state)
        message = read_call(self._chain, call)
        check_call(message, view.state.account(message.sender).balance)
        for _ in range(MAX_ACCESS_LIST_ROUNDS):
            outcome = self._chain.executor.run(view.state, view.context, message, remembers=False)
            found = _access_list(outcome, message, view.context)
            if found == message.access_list:
                break
            message = replace(message, access_list=found)
        answer: dict[str, object] = {"accessList": access_list_json(found),
                                     "gasUsed": to_quantity(outcome.gas_used)}
        if not outcome.success:
            answer["error"] = failure(outcome).message
        return answer

    def eth_gasPrice(self) -> str:
        """A price that the next block takes."""
        return to_quantity(self._chain.next_base_fee + TIP)

    def eth_maxPriorityFeePerGas(self) -> str:
        """The customary tip."""
        return to_quantity(TIP)

    def eth_baseFee(self) -> str:
        """The next block's base fee."""
        return to_quantity(self._chain.next_base_fee)

    def eth_blobBaseFee(self) -> str:
        """The least blob price: blobs are not supported."""
        return "0x1"

    def eth_feeHistory(self, count: object, newest: object,
                       percentiles: object = None) -> dict[str, object]:
        """Base fees, fullness, and tips by percentile of gas."""
        chain = self._chain
        wanted = min(read_number(count, "block count", 1 << 64), MAX_FEE_HISTORY)
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


def _access_list(outcome: Outcome, message: Message, context: BlockContext) -> AccessList:
    """Accounts and words that an outcome read, without accounts that are warm anyway."""
    given = {message.sender, message.to, outcome.created, context.coinbase}
    return tuple(
        (address, tuple(sorted(words)))
        for address, words in sorted(outcome.trace.loaded.items())
        if words or address not in given and int.from_bytes(address, "big") > PRECOMPILE_COUNT)


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
