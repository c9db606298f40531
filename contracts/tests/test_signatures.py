"""`WalletSignatures`: who is said to have signed, whatever keys, wallets and factories answer."""

import pyrevm
import pytest
from eth_abi import encode
from eth_utils import keccak, to_checksum_address

from .machine import Contract, Machine, creation_code, refuses
from .world import ALICE, BOB, DEPLOYER, MALLORY, ZERO, account, sign

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
DIGEST = keccak(text="digest")
SALT = bytes(31) + b"\7"
MAGIC = bytes.fromhex("6492" * 16)
# Behaviours of the mock wallet.
JUDGES, APPROVES, REVERTS, NOTHING, TRUE, DIRTY, CONSUMES, CALLS, REVERTS_APPROVING = range(9)
WALLET_GAS, FACTORY_GAS = 1_000_000, 5_000_000


@pytest.fixture
def machine(compiled) -> Machine:
    """A chain."""
    made = Machine()
    for one in (ALICE, BOB, DEPLOYER, MALLORY):
        made.fund(one)
    return made


@pytest.fixture
def judge(machine) -> Contract:
    """The contract that judges signatures."""
    return machine.deploy("WalletSignatures", sender=DEPLOYER)


@pytest.fixture
def factory(machine) -> Contract:
    """A factory of wallets."""
    return machine.deploy("MockFactory", sender=DEPLOYER)


def signature(name: str = "alice", digest: bytes = DIGEST) -> bytes:
    """The signature of a key."""
    return sign(digest, account(name))


def compact(long: bytes) -> bytes:
    """The 64 bytes of a signature (ERC-2098)."""
    second = int.from_bytes(long[32:64], "big") | (long[64] - 27) << 255
    return long[:32] + second.to_bytes(32, "big")


def mirrored(long: bytes) -> bytes:
    """The other signature of the same key: `n - s` with the other `v`."""
    s = ORDER - int.from_bytes(long[32:64], "big")
    return long[:32] + s.to_bytes(32, "big") + bytes([55 - long[64]])


def wallet_code(owner: str = ALICE, mode: int = JUDGES) -> bytes:
    """The creation code of a wallet."""
    return creation_code("MockWallet") + encode(["address", "uint256"], [owner, mode])


def wallet_address(factory: Contract, code: bytes) -> str:
    """Where a factory creates a wallet (EIP-1014)."""
    hashed = keccak(b"\xff" + bytes.fromhex(factory.address[2:]) + SALT + keccak(code))
    return to_checksum_address(hashed[12:])


def wrapped(factory: str, payload: bytes, inner: bytes) -> bytes:
    """A signature that names a factory (ERC-6492)."""
    return encode(["address", "bytes", "bytes"], [factory, payload, inner]) + MAGIC


def delegate(machine: Machine, owner: str, code: bytes) -> None:
    """Gives code to the account of a key."""
    machine.evm.insert_account_info(owner, pyrevm.AccountInfo(balance=10**20, code=code))


class TestKeys:
    """Addresses without code."""

    @pytest.mark.parametrize("name", ["alice", "bob", "broker", "mallory", "deployer"])
    def test_takes_both_forms(self, judge, name):
        made = signature(name)
        for one in (made, compact(made)):
            assert judge.is_valid(account(name).address, DIGEST, one)

    def test_takes_both_values_of_v(self, judge):
        seen = set()
        for i in range(16):
            digest = keccak(bytes([i]))
            made = signature(digest=digest)
            seen.add(made[64])
            assert judge.is_valid(ALICE, digest, made) and judge.is_valid(ALICE, digest, compact(made))
        assert seen == {27, 28}

    def test_refuses_others(self, judge):
        assert not judge.is_valid(BOB, DIGEST, signature())
        assert not judge.is_valid(ALICE, keccak(DIGEST), signature())

    def test_refuses_the_other_signature_of_a_key(self, judge):
        other = mirrored(signature())
        assert not judge.is_valid(ALICE, DIGEST, other)
        assert not judge.is_valid(ALICE, DIGEST, compact(other)[:64])

    @pytest.mark.parametrize("v", [0, 1, 26, 29, 255])
    def test_refuses_other_values_of_v(self, judge, v):
        assert not judge.is_valid(ALICE, DIGEST, signature()[:64] + bytes([v]))

    @pytest.mark.parametrize("length", [0, 1, 31, 32, 63, 66, 96, 6_144])
    def test_refuses_other_lengths(self, judge, length):
        assert not judge.is_valid(ALICE, DIGEST, (signature() + bytes(6_144))[:length])

    @pytest.mark.parametrize("r, s", [(0, 1), (1, 0), (0, 0), (ORDER, 1), (2**256 - 1, 1)])
    def test_the_zero_address_signs_nothing(self, judge, r, s):
        """Recovery that fails gives zero."""
        made = r.to_bytes(32, "big") + s.to_bytes(32, "big") + b"\x1b"
        assert not judge.is_valid(ZERO, DIGEST, made)
        assert not judge.is_valid(ALICE, DIGEST, made)


class TestWallets:
    """Contracts that answer for themselves."""

    def wallet(self, machine, mode: int = JUDGES) -> Contract:
        """A wallet of ALICE."""
        return machine.deploy("MockWallet", ALICE, mode, sender=DEPLOYER)

    def test_takes_the_word_of_the_wallet(self, machine, judge):
        wallet = self.wallet(machine)
        assert judge.is_valid(wallet.address, DIGEST, signature())
        assert not judge.is_valid(wallet.address, DIGEST, signature("bob"))
        assert not judge.is_valid(wallet.address, keccak(DIGEST), signature())

    def test_a_wallet_may_approve_any_bytes(self, machine, judge):
        wallet = self.wallet(machine, APPROVES)
        for one in (b"", b"x", bytes(2_048)):
            assert judge.is_valid(wallet.address, DIGEST, one)

    @pytest.mark.parametrize("mode", [REVERTS, NOTHING, TRUE, DIRTY, REVERTS_APPROVING])
    def test_refuses_every_other_answer(self, machine, judge, mode):
        assert not judge.is_valid(self.wallet(machine, mode).address, DIGEST, signature())

    def test_a_wallet_has_only_so_much_gas(self, machine, judge):
        wallet = self.wallet(machine, CONSUMES)
        assert not judge.is_valid(wallet.address, DIGEST, signature())
        assert WALLET_GAS < machine.gas_used < WALLET_GAS + 60_000

    def test_a_wallet_changes_nothing_while_it_judges(self, machine, judge):
        wallet = self.wallet(machine, CALLS)
        wallet.arm(wallet.address, wallet.encode("owner"))
        assert judge.is_valid(wallet.address, DIGEST, b"")
        wallet.arm(wallet.address, wallet.encode("set_mode", APPROVES))
        assert not judge.is_valid(wallet.address, DIGEST, b"")
        assert wallet.mode() == CALLS

    def test_contracts_without_the_function(self, machine, judge):
        token = machine.deploy("MockToken", "Mock", "MOCK", 6, sender=DEPLOYER)
        assert not judge.is_valid(token.address, DIGEST, signature())
        assert not judge.is_valid(judge.address, DIGEST, signature())

    @pytest.mark.parametrize("number", range(1, 11))
    def test_precompiles_approve_nothing(self, judge, number):
        owner = f"0x{number:040x}"
        for one in (b"", signature(), wrapped(owner, b"", b"")):
            assert not judge.is_valid(owner, DIGEST, one)


class TestDelegatedAccounts:
    """Accounts with a key that run the code of a contract (EIP-7702).

    This machine does not run that code: a call of such an account fails, as if the delegate approved nothing.
    """

    CODE = b"\xef\x01\x00" + bytes.fromhex(MALLORY[2:])

    def test_the_key_still_counts(self, machine, judge):
        delegate(machine, ALICE, self.CODE)
        assert judge.is_valid(ALICE, DIGEST, signature())
        assert not judge.is_valid(ALICE, DIGEST, signature("bob"))
        assert not judge.is_valid(ALICE, DIGEST, mirrored(signature()))

    @pytest.mark.parametrize("code", [CODE + b"\0", CODE[:22], b"\xef\x01\x01" + CODE[3:], b"\0" * 23])
    def test_the_key_of_other_code_does_not(self, machine, judge, code):
        delegate(machine, ALICE, code)
        assert not judge.is_valid(ALICE, DIGEST, signature())


class TestFactories:
    """Wallets that are not there yet (ERC-6492)."""

    def create(self, factory: Contract, code: bytes) -> bytes:
        """The call of a factory."""
        return factory.encode("create", code, SALT)

    def test_creates_the_wallet_and_asks_it(self, machine, judge, factory):
        code = wallet_code()
        owner = wallet_address(factory, code)
        assert machine.code(owner) == b""
        assert judge.is_valid(owner, DIGEST, wrapped(factory.address, self.create(factory, code), signature()))
        assert machine.code(owner) != b"" and factory.made() == 1
        assert factory.last_caller() == judge.address.lower()

    def test_the_wallet_decides(self, judge, factory):
        code = wallet_code()
        owner = wallet_address(factory, code)
        made = wrapped(factory.address, self.create(factory, code), signature("bob"))
        assert not judge.is_valid(owner, DIGEST, made)

    def test_a_wallet_that_is_there_is_asked_without_the_factory(self, judge, factory):
        code = wallet_code()
        owner = wallet_address(factory, code)
        factory.create(code, SALT)
        another = factory.encode("create", code, bytes(32))
        assert judge.is_valid(owner, DIGEST, wrapped(factory.address, another, signature()))
        assert judge.is_valid(owner, DIGEST, signature())
        assert factory.made() == 1

    def test_a_wallet_is_made_ready(self, machine, judge):
        wallet = machine.deploy("MockWallet", ALICE, REVERTS, sender=DEPLOYER)
        payload = wallet.encode("set_mode", JUDGES)
        assert not judge.is_valid(wallet.address, DIGEST, signature())
        assert judge.is_valid(wallet.address, DIGEST, wrapped(wallet.address, payload, signature()))

    @pytest.mark.parametrize("name", ["fail", "nothing", "account", "other"])
    def test_refuses_what_makes_no_such_wallet(self, machine, judge, factory, name):
        code = wallet_code()
        target, payload = {
            "fail": (factory.address, factory.encode("fail")),
            "nothing": (factory.address, factory.encode("made")),
            "account": (MALLORY, b""),
            "other": (factory.address, self.create(factory, wallet_code(mode=APPROVES))),
        }[name]
        assert not judge.is_valid(wallet_address(factory, code), DIGEST, wrapped(target, payload, signature()))

    def test_the_key_of_an_address_without_code_does_not_count(self, judge, factory):
        made = wrapped(factory.address, factory.encode("made"), signature())
        assert not judge.is_valid(ALICE, DIGEST, made)
        assert judge.is_valid(ALICE, DIGEST, signature())

    def test_a_factory_has_only_so_much_gas(self, machine, judge):
        wallet = machine.deploy("MockWallet", ALICE, CONSUMES, sender=DEPLOYER)
        payload = wallet.encode("isValidSignature", DIGEST, b"")
        assert not judge.is_valid(BOB, DIGEST, wrapped(wallet.address, payload, signature("bob")))
        assert FACTORY_GAS < machine.gas_used < FACTORY_GAS + 60_000

    def test_calls_itself_to_no_end(self, judge):
        """A factory may be the judge: it has no state that this could confuse."""
        inner = judge.encode("is_valid", ALICE, DIGEST, signature())
        assert not judge.is_valid(BOB, DIGEST, wrapped(judge.address, inner, signature("bob")))

    @pytest.mark.parametrize("head", [
        b"", bytes(31), bytes(95), bytes(96),
        encode(["address", "uint256", "uint256"], [ALICE, 2**255, 2**255]),
        encode(["address", "uint256", "uint256"], [ALICE, 96, 2**255]) + bytes(32),
        encode(["address", "uint256", "uint256"], [ALICE, 6_145, 96]) + bytes(32)])
    def test_approves_nothing_that_is_badly_wrapped(self, judge, head):
        assert not judge.is_valid(ALICE, DIGEST, head + MAGIC)

    @pytest.mark.parametrize("head", [
        encode(["address", "uint256", "uint256"], [ALICE, 96, 96]) + b"\xff" * 32,
        encode(["address", "uint256", "uint256"], [ALICE, 96, 6_144]) + bytes(32),
        encode(["address", "bytes", "bytes"], [ALICE, bytes(3_073), b""]),
        encode(["address", "bytes", "bytes"], [ALICE, b"", bytes(2_049)]),
        b"\xff" * 32 + encode(["uint256", "uint256", "uint256"], [96, 96, 0])])
    def test_reverts_at_what_cannot_be_decoded(self, judge, head):
        with refuses(""):
            judge.is_valid(ALICE, DIGEST, head + MAGIC)
