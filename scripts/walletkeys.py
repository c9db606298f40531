"""A trading key set by a signature: what the owner's wallet signs (EIP-712), and the transaction of who brings it.

    scripts/walletkeys.py --rpc URL --zklink ADDRESS message --owner ADDRESS --public-key HEX [--slot N]
                          [--scopes trade,transfer,withdraw,withdraw-any] [--expiry TIME] [--seconds N]
    scripts/walletkeys.py --rpc URL --zklink ADDRESS transaction --message FILE --signature HEX --from ADDRESS
                          [--factory ADDRESS --factory-data HEX]

`message` prints an `eth_signTypedData_v4` request, which is good for the next N seconds (3,600); `transaction`
takes it with the signature and prints an `eth_sendTransaction` request for any account. Nothing is sent. With a
factory the signature is wrapped for a wallet that is not deployed yet (ERC-6492). TIME is in seconds since 1970,
0 for a key without end. The fee of the queue is sent with a tenth more than it is now; what is above comes back.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path

from deploy import artifact
from eth_abi import encode
from eth_utils import to_checksum_address
from requests.exceptions import RequestException
from walletcalls import call_data
from web3 import Web3
from web3.exceptions import Web3Exception

SET_KEY_FOR = "set_key_for(address,uint8,bytes,uint8,uint64,uint256,uint256,bytes)"
TYPE = "SetTradingKey"
# The scopes of a key, from the lowest bit: their names on the command line and in the message.
SCOPES = {
    "trade": "mayTrade", "transfer": "mayTransfer", "withdraw": "mayWithdrawToOwner",
    "withdraw-any": "mayWithdrawToAnyone"}
DOMAIN_FIELDS = {"name": "string", "version": "string", "chainId": "uint256", "verifyingContract": "address"}
FIELDS = (
    {"owner": "address", "slot": "uint8", "publicKey": "bytes"} | dict.fromkeys(SCOPES.values(), "bool")
    | {"expiry": "uint64", "nonce": "uint256", "deadline": "uint256"})
# The end of a signature that names a factory.
WRAPPED = bytes.fromhex("6492" * 16)


@dataclass(frozen=True)
class KeyMessage:
    """What an owner signs: a key for a slot of its account, good once and until a deadline."""

    chain_id: int
    registrar: str
    owner: str
    slot: int
    public_key: bytes
    scopes: int
    expiry: int
    nonce: int
    deadline: int

    def typed_data(self) -> dict:
        """The data of `eth_signTypedData_v4`. Numbers that JSON readers may round are decimal strings."""
        message = {"owner": self.owner, "slot": self.slot, "publicKey": "0x" + self.public_key.hex()}
        message |= {field: bool(self.scopes >> bit & 1) for bit, field in enumerate(SCOPES.values())}
        message |= {name: str(getattr(self, name)) for name in ("expiry", "nonce", "deadline")}
        return {
            "types": {"EIP712Domain": members(DOMAIN_FIELDS), TYPE: members(FIELDS)}, "primaryType": TYPE,
            "domain": {
                "name": "ZkLink", "version": "1", "chainId": self.chain_id, "verifyingContract": self.registrar},
            "message": message}

    def request(self) -> dict:
        """The request to the owner's wallet."""
        return {
            "jsonrpc": "2.0", "id": 1, "method": "eth_signTypedData_v4",
            "params": [self.owner, json.dumps(self.typed_data())]}

    def call(self, signature: bytes) -> str:
        """The call data that brings the signature."""
        return call_data(SET_KEY_FOR, [
            self.owner, self.slot, self.public_key, self.scopes, self.expiry, self.nonce, self.deadline, signature])

    def transaction(self, signature: bytes, sender: str, queue_fee: int) -> dict:
        """The request to the wallet of whoever brings the signature and pays."""
        sent = {
            "from": sender, "to": self.registrar, "data": self.call(signature), "value": hex(queue_fee * 11 // 10),
            "chainId": hex(self.chain_id)}
        return {"jsonrpc": "2.0", "id": 1, "method": "eth_sendTransaction", "params": [sent]}


def members(fields: dict[str, str]) -> list[dict]:
    """The members of a type."""
    return [{"name": name, "type": kind} for name, kind in fields.items()]


def encode_type() -> str:
    """The type of the message as it is hashed."""
    return f"{TYPE}({','.join(f'{kind} {name}' for name, kind in FIELDS.items())})"


def read_message(data: dict) -> KeyMessage:
    """The message of a request that `request` made. Refuses any other."""
    typed = json.loads(data["params"][1])
    domain, message = typed["domain"], typed["message"]
    scopes = sum(message[field] << bit for bit, field in enumerate(SCOPES.values()))
    made = KeyMessage(
        domain["chainId"], domain["verifyingContract"], message["owner"], message["slot"],
        bytes.fromhex(message["publicKey"][2:]), scopes,
        *(int(message[name]) for name in ("expiry", "nonce", "deadline")))
    if made.request() != data:
        raise ValueError("this is no message for a trading key")
    return made


def wrapped(factory: str, payload: bytes, signature: bytes) -> bytes:
    """The signature of a wallet that a call of a factory creates (ERC-6492)."""
    return encode(["address", "bytes", "bytes"], [factory, payload, signature]) + WRAPPED


def scopes_of(text: str) -> int:
    """The bits of scopes by name."""
    names = list(SCOPES)
    chosen = [name for name in text.split(",") if name]
    unknown = set(chosen) - set(names)
    if unknown:
        raise argparse.ArgumentTypeError(f"unknown scope {', '.join(sorted(unknown))}")
    return sum(1 << names.index(name) for name in set(chosen))


def hexadecimal(text: str) -> bytes:
    """Bytes in hexadecimal."""
    return bytes.fromhex(text.removeprefix("0x"))


def registrar_of(web3: Web3, zklink: str):
    """The registrar of keys of a `ZkLink`, and the fee of the queue."""
    functions = web3.eth.contract(address=to_checksum_address(zklink), abi=artifact("ZkLink")["abi"]).functions
    address = functions.key_registrar().call()
    return web3.eth.contract(address=address, abi=artifact("KeyRegistrar")["abi"]), functions.queue_fee().call()


def message_of(web3: Web3, options: argparse.Namespace) -> dict:
    """The request of a message, with the owner's nonce and a deadline by the chain's clock."""
    registrar, _ = registrar_of(web3, options.zklink)
    owner = to_checksum_address(options.owner)
    if len(options.public_key) != 40:
        raise ValueError("a public key has 40 bytes")
    now = web3.eth.get_block("latest")["timestamp"]
    return KeyMessage(
        web3.eth.chain_id, registrar.address, owner, options.slot, options.public_key, options.scopes,
        options.expiry, registrar.functions.nonces(owner).call(), now + options.seconds).request()


def transaction_of(web3: Web3, options: argparse.Namespace) -> dict:
    """The request of a transaction. Refuses a message for another chain or contract."""
    registrar, fee = registrar_of(web3, options.zklink)
    message = read_message(json.loads(options.message.read_text()))
    if (message.chain_id, message.registrar) != (web3.eth.chain_id, registrar.address):
        raise ValueError("the message is for another chain or contract")
    signature = options.signature
    if options.factory:
        signature = wrapped(options.factory, options.factory_data, signature)
    return message.transaction(signature, to_checksum_address(options.sender), fee)


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("rpc", "zklink"):
        parser.add_argument(f"--{name}", required=True)
    commands = parser.add_subparsers(dest="command", required=True)
    message = commands.add_parser("message")
    message.add_argument("--owner", required=True)
    message.add_argument("--public-key", type=hexadecimal, required=True)
    message.add_argument("--slot", type=int, choices=range(16), default=0, metavar="N")
    message.add_argument("--scopes", type=scopes_of, default=scopes_of("trade"))
    message.add_argument("--expiry", type=int, default=0)
    message.add_argument("--seconds", type=int, default=3_600)
    transaction = commands.add_parser("transaction")
    transaction.add_argument("--message", type=Path, required=True)
    transaction.add_argument("--signature", type=hexadecimal, required=True)
    transaction.add_argument("--from", dest="sender", required=True)
    transaction.add_argument("--factory", type=to_checksum_address)
    transaction.add_argument("--factory-data", type=hexadecimal, default=b"")
    options = parser.parse_args()
    try:
        web3 = Web3(Web3.HTTPProvider(options.rpc, request_kwargs={"timeout": 20}))
        made = message_of if options.command == "message" else transaction_of
        print(json.dumps(made(web3, options), indent=1))
    except (OSError, RequestException, Web3Exception, ValueError, KeyError, TypeError) as error:
        print(f"walletkeys: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
