"""Reading the structured parameters of JSON-RPC methods: block tags and call objects."""

from __future__ import annotations

from devchain.blocks import Block
from devchain.chain import Chain
from devchain.encoding import from_address, from_data, from_hash, from_quantity
from devchain.errors import invalid_params, refused
from devchain.executor import Message
from devchain.transactions import AccessList, intrinsic_gas

TAGS = ("latest", "pending", "safe", "finalized", "earliest")


def read_height(chain: Chain, tag: object) -> int | None:
    """A block number from a tag or quantity; None means the pending block. May be unknown."""
    if tag is None or tag == "latest":
        return chain.head.number
    if tag == "pending":
        return None
    if tag == "safe":
        return chain.safe_number
    if tag == "finalized":
        return chain.finalized_number
    if tag == "earliest":
        return 0
    if isinstance(tag, str) and not tag.startswith(("0x", "0X")):
        raise invalid_params(f"block: expected a quantity or one of {', '.join(TAGS)}")
    return from_quantity(tag, "block", 64)


def read_block_number(chain: Chain, tag: object) -> int:
    """Reads as `read_height`; the pending block is refused."""
    number = read_height(chain, tag)
    if number is None:
        raise invalid_params("block: pending is not supported here")
    return number


def read_number(value: object, name: str, most: int) -> int:
    """A count or amount of a test method: a plain number, or hex."""
    if isinstance(value, str) and value[:2] in ("0x", "0X"):
        number = int.from_bytes(from_data("0x" + value[2:].rjust(64, "0"), name, 32), "big")
    elif isinstance(value, str) and value.isdecimal():
        number = int(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        number = value
    else:
        raise invalid_params(f"{name}: expected a number")
    if not 0 <= number <= most:
        raise invalid_params(f"{name}: at most {most}")
    return number


def read_state_height(chain: Chain, tag: object) -> int | None:
    """Reads as `read_height`, with EIP-1898 objects, and refuses blocks not on this branch."""
    if isinstance(tag, dict):
        if "blockHash" in tag:
            block = chain.by_hash.get(from_hash(tag["blockHash"], "blockHash"))
            if block is None:
                raise refused("header for hash not found")
            return block.number
        if "blockNumber" not in tag:
            raise invalid_params("block: expected blockHash or blockNumber")
        tag = tag["blockNumber"]
    number = read_height(chain, tag)
    if number is not None and number > chain.head.number:
        raise refused("header not found")
    return number


def find_block(chain: Chain, number: int) -> Block | None:
    """The block at a height, or None above the head."""
    return chain.blocks[number] if number < len(chain.blocks) else None


def _optional_quantity(call: dict[str, object], name: str, bits: int = 256) -> int | None:
    value = call.get(name)
    return None if value is None else from_quantity(value, name, bits)


def _read_access_list(value: object) -> AccessList:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise invalid_params("accessList: expected a list")
    entries = []
    for entry in value:
        if not isinstance(entry, dict) or not isinstance(entry.get("storageKeys", []), list):
            raise invalid_params("accessList: malformed entry")
        keys = (from_hash(key, "storage key") for key in entry.get("storageKeys", []))
        entries.append((from_address(entry.get("address")),
                        tuple(int.from_bytes(key, "big") for key in keys)))
    return tuple(entries)


def read_call(chain: Chain, call: object) -> Message:
    """A call object as a message; absent fields have geth's defaults."""
    if not isinstance(call, dict):
        raise invalid_params("call: expected an object")
    price = _optional_quantity(call, "gasPrice")
    fee_cap = _optional_quantity(call, "maxFeePerGas")
    if price is not None and fee_cap is not None:
        raise invalid_params("both gasPrice and maxFeePerGas specified")
    data, extra = call.get("input"), call.get("data")
    if data is not None and extra is not None and data != extra:
        raise invalid_params("both data and input are set and are not equal")
    raw = data if data is not None else extra
    to = call.get("to")
    gas = _optional_quantity(call, "gas", 64)
    limit = chain.settings.gas_limit
    return Message(
        sender=bytes(20) if call.get("from") is None else from_address(call["from"], "from"),
        to=None if to in (None, "0x") else from_address(to, "to"),
        value=_optional_quantity(call, "value") or 0,
        data=b"" if raw is None else from_data(raw, "input"),
        gas=limit if gas is None else min(gas, limit),
        gas_price=price or fee_cap or 0,
        access_list=_read_access_list(call.get("accessList")))


def check_call(message: Message, balance: int) -> None:
    """Refuses a call that could not start."""
    cost = message.value + message.gas * message.gas_price
    if balance < cost:
        raise refused("insufficient funds for gas * price + value: "
                      f"balance {balance}, tx cost {cost}")
    needed = intrinsic_gas(message.to, message.data, message.access_list)
    if message.gas < needed:
        raise refused(f"intrinsic gas too low: gas {message.gas}, minimum needed {needed}")


def read_bool(value: object, name: str) -> bool:
    """A Boolean parameter."""
    if not isinstance(value, bool):
        raise invalid_params(f"{name}: expected a Boolean")
    return value
