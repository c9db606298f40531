"""Writes encodings.json beside this file: golden bytes made from docs/protocol/encodings.md.

They come from the layout table of Tests/Model, which is written from the page alone: what the Swift
and the Vyper encoders must reproduce.
"""

import copy
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Model"))

import codec
import compact
import tree
import words
from codec import Header, Operation, Payout, Receipt, Section, digest, integer
from parts import Boundary, ChainSoFar, hash_state

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


EVM = bytes([1]) + bytes(12) + bytes(range(0x11, 0x25))
SOLANA = bytes([2]) + bytes(range(0x80, 0xA0))
RECEIVER = bytes([1]) + bytes(12) + bytes(range(0xA1, 0xB5))
FALLBACK = bytes([1]) + bytes(12) + bytes(range(0x31, 0x45))
SIGNATURE = bytes(range(80))
KEY = bytes(range(40))
AMOUNT = 123_456_789_012_345_678_901_234_567
CHAINS = [(1, codec.EVM, (31_337).to_bytes(32, "big")), (9, codec.SOLANA, bytes(range(32)))]
HEAD = {
    "account": 7, "from_sub": 3, "slot": 2, "nonce": 41, "valid_until": 1_700_000_100,
    "fee_token": 1, "fee": 1_000_000_000_000_000,
}
ROUTE_OF_THREE = [(0, 4), (258, 0x8000), (0x7FFF, 3)]

PRIORITY = {
    "deposit": Operation(codec.DEPOSIT, token=2, amount=AMOUNT, to=EVM, sub=5),
    "deposit to a Solana owner": Operation(codec.DEPOSIT, token=2, amount=1, to=SOLANA, sub=31),
    "full exit of everything": Operation(
        codec.FULL_EXIT, caller=EVM, account=9, sub=0, token=3, amount=codec.U128),
    "set key": Operation(
        codec.SET_KEY, caller=EVM, slot=15, key=KEY, scopes=15, expiry=1_800_000_000),
    "cross swap without hops": Operation(
        codec.CROSS_SWAP, token_in=2, hops=[], amount=AMOUNT, target=9, minimum=AMOUNT - 1,
        receiver=SOLANA, fallback=FALLBACK, rate=0),
    "cross swap over three pools": Operation(
        codec.CROSS_SWAP, token_in=2, hops=ROUTE_OF_THREE, amount=AMOUNT, target=9, minimum=1,
        receiver=RECEIVER, fallback=FALLBACK, rate=9_999),
    "register token": Operation(
        codec.REGISTER_TOKEN, token=2, contract=RECEIVER, decimals=6, token_class=1),
    "ramp amplification": Operation(
        codec.RAMP_AMPLIFICATION, pool=258, target=100_000, duration=604_800),
    "governance of unknown code": Operation(0x0F, unread=bytes(range(253))),
    "governance without body": Operation(codec.RAMP_AMPLIFICATION, unread=b""),
    "governance of another form": Operation(codec.RAMP_AMPLIFICATION, unread=bytes(11)),
    "set collateral": Operation(
        codec.SET_COLLATERAL, token=2, discount=5_000, mint_fee=5_000, least_fee=1_000, most_fee=5_001, ceiling=AMOUNT),
    "set signers": Operation(codec.SET_SIGNERS, set=3, threshold=5, members=[7, 2**32 - 2, 9, 10, 11, 12, 13]),
    "set feed": Operation(codec.SET_FEED, feed=2, kind=0, set=3, underlying=0),
    "set feed of a rate": Operation(codec.SET_FEED, feed=258, kind=2, set=3, underlying=259),
    "set feed of unknown kind": Operation(codec.SET_FEED, unread=bytes([0, 2, 3, 3, 0, 0])),
    "set vault terms": Operation(
        codec.SET_VAULT_TERMS, token=0x8102, loan=850_000, threshold=920_000, bonus=40_000,
        target=1_150_000, ceiling=AMOUNT),
    "set reserve target": Operation(
        codec.SET_RESERVE_TARGET, token=258, chain=9, target=AMOUNT),
}
SIGNED = {
    "transfer to an account": Operation(
        codec.TRANSFER, **HEAD, token=2, amount=AMOUNT, to=8, to_sub=1),
    "transfer to an owner": Operation(
        codec.TRANSFER, **HEAD, token=2, amount=AMOUNT, to=EVM, to_sub=0),
    "withdraw": Operation(
        codec.WITHDRAW, **HEAD, token=2, amount=AMOUNT, minimum=AMOUNT - 1, chain=9,
        receiver=RECEIVER, rate=25),
    "withdraw to a Solana receiver": Operation(
        codec.WITHDRAW, **HEAD, token=2, amount=AMOUNT, minimum=0, chain=9, receiver=SOLANA,
        rate=0),
    "create pool": Operation(
        codec.CREATE_POOL, **HEAD, kind=0, fee_rate=2_500, terms=(), coins=[(2, AMOUNT), (3, AMOUNT + 1)]),
    "create pool of four": Operation(
        codec.CREATE_POOL, **HEAD, kind=0, fee_rate=0, terms=(),
        coins=[(2, 1), (3, 2), (4, 3), (5, 4)]),
    "create stable pool": Operation(
        codec.CREATE_POOL, **HEAD, kind=1, fee_rate=300, terms=(50_000, 2_000, 5_000),
        coins=[(2, AMOUNT), (3, AMOUNT + 1), (4, AMOUNT - 1)]),
    "add liquidity": Operation(
        codec.ADD_LIQUIDITY, **HEAD, pool=258, minimum=77, maxima=[AMOUNT, AMOUNT + 1]),
    "remove liquidity": Operation(
        codec.REMOVE_LIQUIDITY, **HEAD, pool=258, shares=77, minima=[5, 6, 7]),
    "swap exact in": Operation(
        codec.SWAP, **HEAD, kind=0, token_in=2, hops=[(258, 3)], amount_in=AMOUNT, amount_out=1),
    "swap exact out over three pools": Operation(
        codec.SWAP, **HEAD, kind=1, token_in=2, hops=[(4, 5), (5, 6), (6, 7)],
        amount_in=codec.U128, amount_out=AMOUNT),
    "add liquidity of one coin": Operation(
        codec.ADD_ONE_COIN, **HEAD, pool=258, token=3, amount=AMOUNT, minimum=77),
    "remove liquidity to one coin": Operation(
        codec.REMOVE_ONE_COIN, **HEAD, pool=258, token=3, shares=AMOUNT, minimum=77),
    "post prices": Operation(
        codec.POST_PRICES, **HEAD, time=1_700_000_001, prices=[(2, 10**18), (3, 999_123 * 10**12), (258, 1)]),
    "mint": Operation(codec.MINT, **HEAD, token=2, amount=AMOUNT, minimum=77),
    "redeem": Operation(codec.REDEEM, **HEAD, token=3, dollars=AMOUNT, minimum=77),
    "redeem every coin": Operation(codec.REDEEM_BASKET, **HEAD, dollars=AMOUNT, minima=[5, 6]),
    "convert": Operation(
        codec.CONVERT, **HEAD, token_in=2, token_out=3, amount=AMOUNT, pool=258,
        pool_part=AMOUNT - 1, minimum=77),
    "open debt": Operation(
        codec.OPEN_DEBT, **HEAD, token=0x8102, collateral=AMOUNT, dollars=10**20),
    "repay": Operation(
        codec.REPAY, **HEAD, token=0x8102, dollars=codec.U128, collateral=AMOUNT),
    "liquidate": Operation(
        codec.LIQUIDATE, **HEAD, owner=8, owner_sub=31, token=0x8102, dollars=AMOUNT, minimum=77),
}
PAYOUTS = {
    "withdrawal": (9, Payout(codec.WITHDRAWAL, 7, 2, 41, RECEIVER[1:], 2, 5_000_000, 25)),
    "full exit": (1, Payout(codec.EXIT, 9, 0, 12, EVM[1:], 3, 1, 0)),
    "cross swap": (
        9, Payout(codec.CROSS, codec.NO_ACCOUNT, 1, 13, RECEIVER[1:], 3, codec.U128, 9_999)),
    "refund": (1, Payout(codec.REFUND, codec.NO_ACCOUNT, 1, 14, FALLBACK[1:], 2, 10, 0)),
}
RECEIPTS = {
    "done": Receipt(codec.DONE),
    "account": Receipt(codec.ACCOUNT, account=8, created=1),
    "payout": Receipt(codec.PAYOUT, amount=AMOUNT, chain=9, payout=PAYOUTS["cross swap"][1]),
    "liquidity": Receipt(codec.LIQUIDITY, pool=258, shares=77, amounts=[5, 6, 7]),
    "trade": Receipt(
        codec.TRADE, token_in=2, amount_in=AMOUNT, hops=[(258, 3, 9, AMOUNT), (1, 4, 0, 1)]),
    "dollars": Receipt(codec.DOLLARS, dollars=AMOUNT, fee=77, coins=[(2, AMOUNT - 1), (3, 0)]),
    "conversion": Receipt(
        codec.CONVERSION, traded=AMOUNT, dollars=AMOUNT - 1, mint_fee=5, redeem_fee=6,
        redeemed=77),
    "vault": Receipt(codec.VAULT, collateral=AMOUNT, principal=AMOUNT - 1, interest=77, bad=5),
    "credit": Receipt(codec.CREDIT, account=8, created=1, token=0x8102, amount=AMOUNT),
}
RECORDS = {
    "network": ((words.NETWORK,), words.network_value(2**32 + 5, 1_700_000_000)),
    "account": ((words.ACCOUNT, 7), words.address_words(EVM) + (0,)),
    "owner": ((words.OWNER,) + words.address_words(SOLANA), (8,)),
    "key": ((words.KEY, 7, 2), words.key_value(KEY, 15, 1_800_000_000, 41, 2**40 + 2)),
    "balance": ((words.BALANCE, 7, 3, 2), words.words(AMOUNT, 4)),
    "token": ((words.TOKEN, 2), (1, 0, 0)),
    "token on chain": ((words.ON_CHAIN, 2, 1), words.on_chain_value(RECEIVER, 6)),
    "token on chain with a target": (
        (words.ON_CHAIN, 258, 9), words.on_chain_value(SOLANA, 9, AMOUNT)),
    "yield-bearing token": ((words.TOKEN, 258), (2, 0, 259)),
    "reserve": ((words.RESERVE, 1, 2), words.words(AMOUNT, 4)),
    "pool": (
        (words.POOL, 258),
        words.pool_value(0, [(2, AMOUNT), (3, AMOUNT + 1)], 2**64 + 1, 2_500)),
    "pool of four": (
        (words.POOL, 1), words.pool_value(0, [(2, 1), (3, 2), (4, 3), (5, 4)], 1_000, 0)),
    "stable pool": (
        (words.POOL, 2),
        words.pool_value(1, [(2, AMOUNT), (3, AMOUNT + 1)], 2**64 + 1, 300, (50_000, 2_000, 5_000))),
    "stable pool with a ramp": (
        (words.POOL, 3),
        words.pool_value(
            1, [(2, AMOUNT), (3, AMOUNT + 1)], 2**64 + 1, 300, (50_000, 2_000, 5_000),
            (100_000, 2**32 + 1_700_000_000, 604_800))),
    "stable pool with rated coins": (
        (words.POOL, 4),
        words.pool_value(
            1, [(2, AMOUNT), (3, AMOUNT + 1), (258, 77)], 2**64 + 1, 300, (50_000, 2_000, 5_000),
            rated=0b101)),
    "pool of tokens": (words.pool_of_tokens_key(0, [2, 3]), (258,)),
    "chain": ((words.CHAIN, 9), (2,) + words.byte_words(bytes(range(32))) + (0,)),
    "counter of accounts": ((words.COUNTER, words.ACCOUNTS), (10,)),
    "counter of pools": ((words.COUNTER, words.POOLS), (259,)),
    "signer set": ((words.SIGNERS, 3), (3, 4, 7, 8, 9, 10)),
    "feed": (
        (words.FEED, 2),
        (0, 3) + words.words(10**18, 4) + words.words(1_700_000_000, 2) + (0,) * 36
        + words.words(9 * 10**17, 4) + words.words(1_699_999_990, 2)),
    "feed of a rate": (
        (words.FEED, 258), (2, 3) + (0,) * 42 + words.words(1_027_314_159_265_358_979, 4) + (0, 0)),
    "price": (
        (words.PRICE, 2), words.words(10**18, 4) + words.words(1_700_000_000, 2) + (1, 0) + words.words(1_699_999_000, 2)),
    "collateral": (
        (words.COLLATERAL, 2),
        (5_000, 5_000, 1_000, 5_001) + words.words(AMOUNT, 4)
        + 2 * (words.words(77, 4) + words.words(1_700_000_000, 2))),
    "dollar": (
        (words.DOLLAR,),
        words.words(AMOUNT, 4) + words.words(AMOUNT - 1, 4) + words.words(5, 4)
        + words.words(10**18 + 1, 4) + words.words(1_700_000_000, 2) + (2, 2)
        + words.words(AMOUNT, 4) + (3,) + words.words(77, 4)),
    "vault market": (
        (words.MARKET, 0x8102),
        (850_000, 920_000, 40_000, 1_150_000) + words.words(AMOUNT, 4)
        + words.words(AMOUNT - 1, 4) + words.words(AMOUNT - 2, 4)
        + words.words(77, 4) + words.words(1_700_000_000, 2)),
    "vault": (
        (words.VAULT, 7, 3, 0x8102),
        words.words(AMOUNT, 4) + words.words(AMOUNT - 1, 4) + words.words(77, 4)
        + words.words(10**18 + 1, 4)),
}


# A transfer as the operation after those of the vectors, and forms that are refused there.
ONE_MORE = "10 07 00 0b 02 0001 01"
REFUSED_OPERATIONS = {
    "unknown opcode of a queue": "00 01 00",
    "governance of 254 bytes": "06 01 fe" + "00" * 254,
    "governance with fewer bytes than stated": "06 01 0a" + "00" * 9,
    "queued operation with a mark": "21 07 00 0100 00",
    "opcode of the network": "80 07 00 00",
    "integer with a zero byte at its end": "10 8700 00 0b 02 0001 01",
    "account of 33 bits": "10 ffffffff1f 00 0b 02 0001 01",
    "integer of eleven bytes": "10 8080808080808080808001 00 0b 02 0001 01",
    "sub-account and slot both zero": "30 07 00 0000 0b 02 0001 01",
    "fee as before": "50 07 00 00 0000 0b 02 0001 01",
    "amount with a zero at its end": "10 07 00 0b 02 000a 01",
    "amount in too many bytes": "10 07 00 0b 02 200001 01",
    "amount beyond 128 bits": "10 07 00 0b 02 ff05000000000000000000000000000001 01",
    "zero with an exponent": "50 07 00 01 0100 0b 02 0001 01",
    "zero that is present": "10 07 00 0b 00 0001 01",
    "amount of zero that is present": "10 07 00 0b 02 0000 01",
    "mask of a field that is not there": "10 07 00 2b 02 0001 01",
    "address with a leading zero": "10 07 00 1f 02 0001 01 01 0b" + "00" * 21,
    "address of no bytes": "10 07 00 1f 02 0001 01 01 20",
    "unknown swap kind": "15 07 00 1b 02 02 01 00 00 0001",
}


def changed(data: bytes, place: int, *values: int) -> bytes:
    """The bytes with some of them replaced."""
    place %= len(data)
    return data[:place] + bytes(values) + data[place + len(values) :]


def refused(data: bytes) -> list[dict]:
    """Encodings that every decoder must refuse; each test adds truncations."""
    priority = {name: operation.encoded() for name, operation in PRIORITY.items()}
    signed = {name: operation.encoded() + SIGNATURE for name, operation in SIGNED.items()}
    payouts = {name: payout.encoded() for name, (_, payout) in PAYOUTS.items()}
    after_head = 3 + 36
    four_hops = Operation(**{**vars(PRIORITY["cross swap without hops"]), "hops": [(1, 2)] * 4})
    found = [
        ("priority", "unknown opcode", changed(priority["deposit"], 0, 0x00)),
        ("priority", "governance of 254 bytes", Operation(0x06, unread=bytes(254)).encoded()),
        ("priority", "opcode of the other source", signed["withdraw"][:-80]),
        ("priority", "unknown family", changed(priority["deposit"], 21, 3)),
        ("priority", "address not padded", changed(priority["deposit"], 33, 1)),
        ("priority", "contract not padded", changed(priority["register token"], 6, 1)),
        ("priority", "four hops", four_hops.encoded()),
        ("priority", "byte after the body", changed(priority["deposit"], 2, 53) + b"\0"),
        ("signed", "unknown opcode", changed(signed["withdraw"], 0, 0x20)),
        ("signed", "opcode of the other source", priority["deposit"] + SIGNATURE),
        ("signed", "unknown destination kind",
         changed(signed["transfer to an account"], after_head + 18, 2)),
        ("signed", "unknown family", changed(signed["withdraw"], after_head + 35, 0)),
        ("signed", "unknown pool kind", changed(signed["create pool"], after_head, 2)),
        ("signed", "pool of one", changed(signed["create pool"], after_head + 5, 1)),
        ("signed", "pool of five", changed(signed["create pool"], after_head + 5, 5)),
        ("signed", "unknown swap kind", changed(signed["swap exact in"], after_head, 2)),
        ("signed", "swap without hops", without_hops()),
        ("payouts", "unknown kind", changed(payouts["refund"], 0, 5)),
        ("payouts", "kind zero", changed(payouts["refund"], 0, 0)),
        ("payouts", "nonce of 33 bits", changed(payouts["withdrawal"], 9, 1)),
        ("payouts", "cross swap of an account", changed(payouts["cross swap"], 1, 0)),
        ("payouts", "refund of an account", changed(payouts["refund"], 4, 0)),
        ("data", "version 1", changed(data, 0, 1)),
        *(("data", name, data + bytes.fromhex(text)) for name, text in REFUSED_OPERATIONS.items()),
    ]
    return [{"sort": sort, "name": name, "bytes": encoded.hex()} for sort, name, encoded in found]


def without_hops() -> bytes:
    """A swap with an empty route."""
    fields = {**vars(SIGNED["swap exact in"]), "hops": []}
    return Operation(**fields).encoded() + SIGNATURE


def queue() -> list[dict]:
    """The operations of a chain as one queue."""
    before, steps = codec.ZERO_HASH, []
    for name, operation in PRIORITY.items():
        encoded = operation.encoded()
        after = codec.rolling(before, encoded)
        steps.append({
            "name": name, "bytes": encoded.hex(), "hash": digest(encoded).hex(),
            "before": before.hex(), "after": after.hex(),
        })
        before = after
    return steps


def signed() -> list[dict]:
    """The signed operations with message and id."""
    found = []
    for name, operation in SIGNED.items():
        message = operation.message(NETWORK)
        encoded = operation.encoded() + SIGNATURE
        found.append({
            "name": name, "bytes": encoded.hex(), "message": message.hex(),
            "id": digest(message).hex(),
        })
    return found


def boundary(
    previous: Header, written: compact.Writer, operations: bytes, queue_hash: bytes
) -> dict:
    """The boundary in block 1 before its last operation."""
    place = Boundary(
        previous, 1_700_000_000, bytes(range(100, 132)), written.count, written.byte_count,
        written.last_fee, written.data,
        (ChainSoFar(0, codec.ZERO_HASH, 0, b""), ChainSoFar(1, queue_hash, 2, operations)))
    return {
        "bytes": place.encoded().hex(), "hash": place.hash().hex(), "data": written.data.hex(),
        "operations": operations.hex(), "dataState": hash_state(written.data).hex(),
    }


def block_operations() -> list[tuple[int, Operation]]:
    """The operations of block 1: every signed one, with other fees, sub-accounts and amounts too."""
    other = {"from_sub": 0, "slot": 0, "nonce": 2**32 - 1, "fee_token": 0, "fee": 0}
    plain = {**vars(SIGNED["transfer to an account"]), **other, "account": 2**32 - 1}
    operations = [(9, operation) for operation in PRIORITY.values()]
    operations += [(codec.SOURCE_SIGNED, Operation(**vars(one))) for one in SIGNED.values()]
    for amount in (1, 255, 256, 10**18, 15 * 10**29, 10**38, codec.U128, 2**80, 2**80 - 1):
        fields = {**plain, "amount": amount, "to": 127, "to_sub": 0}
        operations.append((codec.SOURCE_SIGNED, Operation(**fields)))
    for _, operation in operations:
        operation.signature = SIGNATURE if operation.opcode >= 0x10 else b""
    return operations


def main() -> None:
    steps = queue()
    queue_hash = bytes.fromhex(steps[-1]["after"])
    written = compact.Writer(1, 1_700_000_000)
    operations = block_operations()
    for source, operation in operations[:-1]:
        written.append(source, operation)
    inside = copy.copy(written)
    written.append(*operations[-1])
    data = written.data
    root = tree.root(words.genesis_records(CHAINS, EVM))
    genesis = codec.genesis_header(NETWORK, root, [chain for chain, _, _ in CHAINS])
    ours = b"".join(PAYOUTS[name][1].encoded() for name in ("withdrawal", "cross swap"))
    sections = (Section(1), Section(9, 0, len(steps), queue_hash, 2, digest(ours)))
    new_root = bytes(range(32, 64))
    header = Header(
        NETWORK, 1, genesis.hash(), 1_700_000_000, root, new_root, digest(data), sections)
    synced = codec.sync_hash(genesis.hash(), header.hash())
    program = bytes(range(64, 96))
    key_root = bytes(range(96, 128))
    statement = codec.public_input(program, key_root, genesis.hash(), header.hash())
    confirm = codec.confirmation(NETWORK, 9, 3, 1, header.hash(), synced)
    vectors = {
        "origin": "make_encodings.py, written from docs/protocol/encodings.md",
        "network": NETWORK,
        "priority": steps,
        "signed": signed(),
        "payouts": [
            {"name": name, "chain": chain, "bytes": payout.encoded().hex(),
             "hash": payout.hash(chain).hex()}
            for name, (chain, payout) in PAYOUTS.items()
        ],
        "receipts": [
            {"name": name, "bytes": receipt.encoded().hex()} for name, receipt in RECEIPTS.items()
        ],
        "records": [
            {"name": name, "key": list(key), "value": list(value)}
            for name, (key, value) in RECORDS.items()
        ],
        "data": {
            "bytes": data.hex(), "authorizations": written.authorizations.hex(),
            "hash": digest(data).hex(), "oneMore": bytes.fromhex(ONE_MORE).hex(),
        },
        "genesis": {
            "chains": [
                {"chain": chain, "family": family, "reference": reference.hex()}
                for chain, family, reference in CHAINS
            ],
            "feeOwner": EVM.hex(), "root": root.hex(), "bytes": genesis.encoded().hex(),
            "hash": genesis.hash().hex(),
        },
        "header": {
            "bytes": header.encoded().hex(), "hash": header.hash().hex(), "operations": ours.hex(),
            "syncHash": synced.hex(),
        },
        "boundary": boundary(genesis, inside, ours, queue_hash),
        "publicInput": {
            "programId": program.hex(), "keyRoot": key_root.hex(), "value": statement.hex(),
        },
        "confirmation": {
            "chain": 9, "epoch": 3, "message": confirm.hex(), "digest": keccak256(confirm).hex(),
        },
        "refused": refused(data),
    }
    Path(__file__).with_name("encodings.json").write_text(json.dumps(vectors, indent=1) + "\n")


if __name__ == "__main__":
    main()
