"""Writes encodings.json beside this file: golden bytes made from docs/protocol/encodings.md, not from any implementation."""

import json
from hashlib import sha256
from pathlib import Path

NETWORK = 0x01020304
ROUNDS = 24


def keccak256(message: bytes) -> bytes:
    """Keccak-256 as in the Keccak reference, version 3.0, section 1.2: rate 136 bytes, padding 0x01...0x80."""
    rotation = lambda value, count: (value << count | value >> (64 - count)) & (2**64 - 1) if count else value
    padded = bytearray(message) + b"\x01" + bytes(-(len(message) + 1) % 136)
    padded[-1] |= 0x80
    state = [[0] * 5 for _ in range(5)]
    for start in range(0, len(padded), 136):
        for i in range(17):
            state[i % 5][i // 5] ^= int.from_bytes(padded[start + 8 * i : start + 8 * i + 8], "little")
        register = 1
        for _ in range(ROUNDS):
            c = [state[x][0] ^ state[x][1] ^ state[x][2] ^ state[x][3] ^ state[x][4] for x in range(5)]
            d = [c[(x - 1) % 5] ^ rotation(c[(x + 1) % 5], 1) for x in range(5)]
            state = [[state[x][y] ^ d[x] for y in range(5)] for x in range(5)]
            x, y, current = 1, 0, state[1][0]
            for t in range(24):
                x, y = y, (2 * x + 3 * y) % 5
                current, state[x][y] = state[x][y], rotation(current, (t + 1) * (t + 2) // 2 % 64)
            for y in range(5):
                row = [state[x][y] for x in range(5)]
                for x in range(5):
                    state[x][y] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5])
            for j in range(7):
                register = (register << 1 ^ (register >> 7) * 0x71) % 256
                if register & 2:
                    state[0][0] ^= 1 << ((1 << j) - 1)
    return b"".join(state[i % 5][i // 5].to_bytes(8, "little") for i in range(4))


assert keccak256(b"").hex() == "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"


def u(width: int, value: int) -> bytes:
    return value.to_bytes(width // 8, "big")


def digest(data: bytes) -> bytes:
    return sha256(data).digest()


EVM = bytes([1]) + bytes(12) + bytes(range(0x11, 0x25))
SOLANA = bytes([2]) + bytes(range(0x80, 0xA0))
RECEIVER = bytes(12) + bytes(range(0xA1, 0xB5))
FALLBACK = bytes(12) + bytes(range(0x31, 0x45))
SIGNATURE = bytes(range(80))
AMOUNT = 123_456_789_012_345_678_901_234_567
COMMON = (
    u(32, 7) + u(8, 3) + u(8, 2) + u(32, 41) + u(64, 1_700_000_100) + u(16, 1) + u(128, 1_000_000_000_000_000)
)


def operation(opcode: int, body: bytes) -> bytes:
    return u(8, opcode) + u(16, len(body)) + body


PRIORITY = {
    "deposit": operation(0x01, u(16, 2) + u(128, AMOUNT) + EVM + u(8, 5)),
    "deposit to a Solana owner": operation(0x01, u(16, 2) + u(128, 1) + SOLANA + u(8, 31)),
    "full exit of everything": operation(0x02, EVM + u(32, 9) + u(8, 0) + u(16, 3) + u(128, 2**128 - 1)),
    "set key": operation(0x03, EVM + u(8, 15) + bytes(range(40)) + u(8, 15) + u(64, 1_800_000_000)),
    "cross swap without hops": operation(
        0x04, u(16, 2) + u(128, AMOUNT) + u(8, 9) + u(16, 2) + u(128, AMOUNT - 1) + RECEIVER + FALLBACK + u(16, 0) + u(8, 0)
    ),
    "cross swap over three pools": operation(
        0x04,
        u(16, 2) + u(128, AMOUNT) + u(8, 9) + u(16, 3) + u(128, 1) + RECEIVER + FALLBACK + u(16, 9_999) + u(8, 3)
        + u(16, 0) + u(16, 258) + u(16, 0x7FFF),
    ),
    "register token": operation(0x05, u(16, 2) + RECEIVER + u(8, 6) + u(8, 1)),
}
SIGNED = {
    "transfer to an account": operation(0x10, COMMON + u(16, 2) + u(128, AMOUNT) + u(8, 0) + u(32, 8) + u(8, 1)),
    "transfer to an owner": operation(0x10, COMMON + u(16, 2) + u(128, AMOUNT) + u(8, 1) + EVM + u(8, 0)),
    "withdraw": operation(0x11, COMMON + u(16, 2) + u(128, AMOUNT) + u(8, 9) + RECEIVER + u(16, 25)),
    "create pool": operation(
        0x12, COMMON + u(16, 2) + u(16, 3) + u(8, 0) + u(32, 2_500) + u(128, AMOUNT) + u(128, AMOUNT + 1)
    ),
    "add liquidity": operation(0x13, COMMON + u(16, 258) + u(128, AMOUNT) + u(128, AMOUNT + 1) + u(128, 77)),
    "remove liquidity": operation(0x14, COMMON + u(16, 258) + u(128, 77) + u(128, 5) + u(128, 6)),
    "swap exact in": operation(0x15, COMMON + u(8, 0) + u(16, 2) + u(128, AMOUNT) + u(128, 1) + u(8, 1) + u(16, 258)),
    "swap exact out over three pools": operation(
        0x15, COMMON + u(8, 1) + u(16, 2) + u(128, 2**128 - 1) + u(128, AMOUNT) + u(8, 3) + u(16, 4) + u(16, 5) + u(16, 6)
    ),
}
PAYOUTS = {
    "withdrawal": (9, u(8, 1) + u(32, 7) + u(8, 3) + u(64, 2 << 32 | 41) + RECEIVER + u(16, 2) + u(128, 5_000_000) + u(16, 25)),
    "full exit": (1, u(8, 2) + u(32, 9) + u(8, 0) + u(64, 12) + EVM[1:] + u(16, 3) + u(128, 1) + u(16, 0)),
    "cross swap": (9, u(8, 3) + u(32, 2**32 - 1) + u(8, 1) + u(64, 13) + RECEIVER + u(16, 3) + u(128, 2**128 - 1) + u(16, 9_999)),
    "refund": (1, u(8, 4) + u(32, 2**32 - 1) + u(8, 1) + u(64, 14) + FALLBACK + u(16, 2) + u(128, 10) + u(16, 0)),
}


def section(chain: int, start: int, count: int, queue_hash: bytes, payouts: list[bytes]) -> bytes:
    return u(8, chain) + u(64, start) + u(32, count) + queue_hash + u(32, len(payouts)) + digest(b"".join(payouts))


def header(number: int, previous: bytes, time: int, old: bytes, new: bytes, data_hash: bytes, sections: list[bytes]) -> bytes:
    return (
        u(8, 1) + u(32, NETWORK) + u(64, number) + previous + u(64, time) + old + new + data_hash
        + u(8, len(sections)) + b"".join(sections)
    )


def main() -> None:
    queue, steps = bytes(32), []
    for name, encoded in PRIORITY.items():
        before, queue = queue, digest(queue + digest(encoded))
        steps.append(
            {"name": name, "bytes": encoded.hex(), "hash": digest(encoded).hex(), "before": before.hex(), "after": queue.hex()}
        )
    signed = []
    for name, encoded in SIGNED.items():
        message = u(32, NETWORK) + encoded
        signed.append(
            {"name": name, "bytes": (encoded + SIGNATURE).hex(), "message": message.hex(), "id": digest(message).hex()}
        )
    payouts = [
        {"name": name, "chain": chain, "bytes": encoded.hex(), "hash": digest(u(8, chain) + encoded).hex()}
        for name, (chain, encoded) in PAYOUTS.items()
    ]
    operations = [u(8, 9) + PRIORITY["deposit"]] + [u(8, 0) + encoded + SIGNATURE for encoded in SIGNED.values()]
    data = u(8, 1) + u(64, 1) + u(64, 1_700_000_000) + u(32, len(operations)) + b"".join(operations)
    root, new_root = bytes(range(32)), bytes(range(32, 64))
    empty = [section(chain, 0, 0, bytes(32), []) for chain in (1, 9)]
    genesis = header(0, bytes(32), 0, root, root, digest(b""), empty)
    ours = [PAYOUTS["withdrawal"][1], PAYOUTS["cross swap"][1]]
    sections = [section(1, 0, 0, bytes(32), []), section(9, 0, 1, bytes.fromhex(steps[0]["after"]), ours)]
    first = header(1, digest(genesis), 1_700_000_000, root, new_root, digest(data), sections)
    sync = digest(digest(genesis) + digest(first))
    program = bytes(range(64, 96))
    public_input = bytearray(digest(program + digest(genesis) + digest(first)))
    public_input[0] &= 0x1F
    attest = b"ZkLink attest v1" + u(32, NETWORK) + bytes(public_input)
    confirm = b"ZkLink confirm v1" + u(32, NETWORK) + u(8, 9) + u(32, 3) + u(64, 1) + digest(first) + sync
    vectors = {
        "origin": "make_encodings.py, written from docs/protocol/encodings.md",
        "network": NETWORK,
        "priority": steps,
        "signed": signed,
        "payouts": payouts,
        "data": {"bytes": data.hex(), "hash": digest(data).hex()},
        "genesis": {"bytes": genesis.hex(), "hash": digest(genesis).hex()},
        "header": {"bytes": first.hex(), "hash": digest(first).hex(), "syncHash": sync.hex()},
        "publicInput": {"programId": program.hex(), "value": bytes(public_input).hex()},
        "attestation": {"message": attest.hex(), "digest": keccak256(attest).hex()},
        "confirmation": {"chain": 9, "epoch": 3, "message": confirm.hex(), "digest": keccak256(confirm).hex()},
    }
    Path(__file__).with_name("encodings.json").write_text(json.dumps(vectors, indent=1) + "\n")


if __name__ == "__main__":
    main()
