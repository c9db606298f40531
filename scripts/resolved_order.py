"""Orders of ERC-7683 as a resolver returns them: steps, variables, payments, assumptions, and their values.

Written from the draft of May 2026 (ethereum/ERCs at 96d110f). Everything in an order is call data of
functions that nobody implements; values are ABI encodings of which only the size class is known.
"""

from __future__ import annotations

from dataclasses import dataclass

from eth_abi import decode, encode
from eth_abi.exceptions import DecodingError
from eth_utils import keccak
from interoperable import InteroperableAddress, InteroperableAddressError

RESOLVE = "resolve(bytes)"
ORDER = "(bytes[],bytes[],bytes[],(string,bytes)[])"
STEPS = ("Call(bytes,bytes4,bytes[],bytes[])",)
ROLES = (
    "PaymentRecipient()", "PaymentChain()", "StepCaller(uint256)", "ExecutionOutput(string,uint256)",
    "Witness(string,bytes,uint256[])", "Query(bytes,bytes4,bytes[],uint256)",
    "QueryEvents(bytes,bytes1,bytes32,bytes32,bytes32,bytes32,uint256)")
PAYMENTS = ("ERC20(bytes,bytes,bytes,uint256,uint256,uint256)",)
ATTRIBUTES = (
    "SpendsERC20(bytes,bytes,bytes,bytes)", "SpendsGas(bytes)", "TimingBounds(string,bytes,bytes)",
    "NeedsStep(uint256)", "NeedsVariable(uint256)", "RevertPolicy(string,bytes)")
FORMULAS = ("Constant(uint256)", "Variable(uint256)")
WORD = 32
# What precedes the encoding of a dynamic value: the offsets of an empty string and of the value, and the string.
DYNAMIC = encode(["uint256"] * 3, [2 * WORD, 3 * WORD, 0])


class OrderError(Exception):
    """The resolver's answer is no order of this standard; the text says where."""


@dataclass(frozen=True)
class Value:
    """A value: its ABI encoding, and whether it stands behind an offset."""

    encoded: bytes
    is_dynamic: bool = False

    @classmethod
    def of(cls, kind: str, content) -> Value:
        """A value of an elementary type."""
        return cls.framed(encode(["string", kind], ["", content]))

    @classmethod
    def framed(cls, frame: bytes) -> Value:
        """Reads a framed encoding.

        The frame of the number 96 is the prefix of dynamic values and nothing else; no dynamic value is empty.
        """
        if frame.startswith(DYNAMIC) and len(frame) > len(DYNAMIC):
            return cls(frame[len(DYNAMIC):], True)
        encoded = frame[WORD:-WORD]
        if len(frame) < 3 * WORD or frame != number(WORD + len(encoded)) + encoded + number(0):
            raise OrderError("a value is not framed")
        return cls(encoded)

    @property
    def word(self) -> int:
        """The value as an unsigned number."""
        if self.is_dynamic or len(self.encoded) != WORD:
            raise OrderError("a value is not a number")
        return int.from_bytes(self.encoded, "big")


# An argument or a formula: a constant, or the index of a variable.
Term = Value | int


@dataclass(frozen=True)
class Item:
    """A step, attribute, role, payment or formula: its name and its fields."""

    name: str
    fields: tuple

    @classmethod
    def read(cls, data: bytes, forms: tuple[str, ...], where: str) -> Item:
        """Reads call data of one of the forms."""
        for form in forms:
            if data[:4] == keccak(text=form)[:4]:
                name, kinds = form[:-1].split("(", 1)
                try:
                    return cls(name, decode(kinds.split(",") if kinds else [], data[4:]))
                except DecodingError as error:
                    raise OrderError(f"{where}: {name}: {error}") from None
        raise OrderError(f"{where}: unknown selector {data[:4].hex()}")


@dataclass(frozen=True)
class Step:
    """A call that the solver makes."""

    target: InteroperableAddress
    selector: bytes
    arguments: list[Term]
    attributes: list[Item]

    def all(self, name: str) -> list[tuple]:
        """The fields of every attribute of a name."""
        return [one.fields for one in self.attributes if one.name == name]


@dataclass(frozen=True)
class Payment:
    """What the solver is paid for a step."""

    token: InteroperableAddress
    sender: InteroperableAddress
    amount: Term
    recipient_variable: int
    step: int
    delay_seconds: int


@dataclass(frozen=True)
class ResolvedOrder:
    """An order."""

    steps: list[Step]
    variables: list[Item]
    payments: list[Payment]
    assumptions: list[tuple[str, bytes]]

    @classmethod
    def read(cls, answer: bytes) -> ResolvedOrder:
        """Reads what `resolve` returned."""
        try:
            ((steps, variables, payments, assumptions),) = decode([ORDER], answer)
            return cls(
                [step(data) for data in steps],
                [Item.read(data, ROLES, "variable") for data in variables],
                [payment(data) for data in payments], list(assumptions))
        except (DecodingError, InteroperableAddressError) as error:
            raise OrderError(str(error)) from None


def number(content: int) -> bytes:
    """A word."""
    return content.to_bytes(WORD, "big")


def step(data: bytes) -> Step:
    """Reads a step."""
    target, selector, arguments, attributes = Item.read(data, STEPS, "step").fields
    return Step(
        InteroperableAddress.decode(target), selector, [argument(one) for one in arguments],
        [Item.read(one, ATTRIBUTES, "attribute") for one in attributes])


def payment(data: bytes) -> Payment:
    """Reads a payment."""
    token, sender, amount, recipient, on_step, delay = Item.read(data, PAYMENTS, "payment").fields
    return Payment(
        InteroperableAddress.decode(token), InteroperableAddress.decode(sender), formula(amount), recipient,
        on_step, delay)


def argument(data: bytes) -> Term:
    """Reads an argument: a word is the index of a variable, anything longer is framed."""
    return int.from_bytes(data, "big") if len(data) == WORD else Value.framed(data)


def formula(data: bytes) -> Term:
    """Reads a formula."""
    item = Item.read(data, FORMULAS, "formula")
    return Value.of("uint256", item.fields[0]) if item.name == "Constant" else item.fields[0]


def call_data(selector: bytes, values: list[Value]) -> bytes:
    """Call data: static values in place, offsets of dynamic ones, and these behind."""
    size = sum(WORD if one.is_dynamic else len(one.encoded) for one in values)
    heads, tails = b"", b""
    for one in values:
        heads += number(size + len(tails)) if one.is_dynamic else one.encoded
        tails += one.encoded if one.is_dynamic else b""
    return selector + heads + tails
