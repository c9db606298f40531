"""Ten (or more) funded keys that are the same on every start.

They come from the phrase that EVM development tools share, by BIP-39 and the path
m/44'/60'/0'/0/i of BIP-44, so wallets set up for such tools know them already.
"""

from __future__ import annotations

import hashlib
import hmac

from coincurve import PrivateKey

from devchain.transactions import SECP256K1_ORDER

PHRASE = "test test test test test test test test test test test junk"
_PATH = (44 | 1 << 31, 60 | 1 << 31, 1 << 31, 0)


def _child(secret: int, chain_code: bytes, index: int) -> tuple[int, bytes]:
    """BIP-32 private child derivation."""
    key = secret.to_bytes(32, "big")
    head = b"\0" + key if index >> 31 else PrivateKey(key).public_key.format()
    digest = hmac.digest(chain_code, head + index.to_bytes(4, "big"), "sha512")
    return (int.from_bytes(digest[:32], "big") + secret) % SECP256K1_ORDER, digest[32:]


def derive_keys(count: int, phrase: str = PHRASE) -> list[PrivateKey]:
    """The first `count` keys of the phrase."""
    seed = hashlib.pbkdf2_hmac("sha512", phrase.encode(), b"mnemonic", 2048)
    digest = hmac.digest(b"Bitcoin seed", seed, "sha512")
    secret, chain_code = int.from_bytes(digest[:32], "big"), digest[32:]
    for index in _PATH:
        secret, chain_code = _child(secret, chain_code, index)
    return [PrivateKey(_child(secret, chain_code, index)[0].to_bytes(32, "big"))
            for index in range(count)]
