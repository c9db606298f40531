"""A chain with all contracts, and an honest operator and honest oracles."""

from functools import cache
from hashlib import sha256

from eth_account import Account

from . import encoding
from .machine import Contract, Machine, creation_code

NETWORK, CHAIN, OTHER_CHAIN = 7, 1, 2
NATIVE = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"
ZERO = "0x" + "00" * 20
ROOT = sha256(b"genesis root").digest()
PROGRAM = sha256(b"program").digest()
KEY_ROOT = sha256(b"keys").digest()
QUEUE_DEADLINE, REVERT_DEADLINE, DELAY = 1_000, 500, 200
# The largest amount that a limit lets leave in a day whatever custody is.
MINIMUM = 2**112 - 1
# The largest base of the queue's fee, and one of 0.05 $ at 2,500 $ a coin. Most worlds have none.
FEE_LIMIT, FEE = 10**15, 2 * 10**13


@cache
def account(name: str):
    """A key that is the same in every run."""
    return Account.from_key(sha256(name.encode()).digest())


def address(name: str) -> str:
    """The address of such a key."""
    return account(name).address


def sign(digest: bytes, key) -> bytes:
    """A signature `r || s || v`."""
    return bytes(key.unsafe_sign_hash(digest).signature)


ALICE, BOB, BROKER, MALLORY = map(address, ("alice", "bob", "broker", "mallory"))
OPERATOR, GUARDIAN, DEPLOYER = map(address, ("operator", "guardian", "deployer"))


class World:
    """Everything on one chain of a network of two."""

    def __init__(
        self, data_chain: bool = True, oracles: int = 4, threshold: int = 3, bond: int = 0,
        minimum: int = MINIMUM, fee: int = 0, chain_id: int = 1,
    ):
        self.machine = Machine(chain_id)
        for one in (ALICE, BOB, BROKER, MALLORY, OPERATOR, GUARDIAN, DEPLOYER):
            self.machine.fund(one)
        self.keys = sorted(
            (account(f"oracle {i}") for i in range(oracles)), key=lambda key: int(key.address, 16)
        )
        self.threshold = threshold
        self.minimum = minimum
        self.fee = fee

        def deploy(name: str, *arguments) -> Contract:
            return self.machine.deploy(name, *arguments, sender=DEPLOYER)

        self.governance = deploy("Governance", 0, [DEPLOYER], [ZERO], GUARDIAN)
        self.registry = deploy(
            "OracleRegistry", self.governance.address, [key.address for key in self.keys],
            threshold, DELAY, bond, NETWORK, CHAIN,
        )
        self.verifier = deploy("UnprovenVerifier")
        self.signatures = deploy("WalletSignatures")
        self.genesis = encoding.genesis_header(NETWORK, ROOT, [CHAIN, OTHER_CHAIN])
        self.zklink = deploy("ZkLink", *self.constructor(data_chain))
        self.ledger = self.machine.at("BlockLedger", self.zklink.block_ledger())
        self.limits = self.machine.at("OutflowLimits", self.zklink.outflow_limits())
        self.terms = self.machine.at("QueueTerms", self.zklink.queue_terms())
        self.registrar = self.machine.at("KeyRegistrar", self.zklink.key_registrar())
        self.data_chain = data_chain
        self.headers = [self.genesis]
        self.syncs = [self.genesis.hash()]
        self.entries: list[bytes] = []
        self.salt = 0
        self.usdc = self.register("MockToken", 2, 6, 1)
        self.govern(self.zklink, "register_token", 4, NATIVE, 18, 0)
        self.entries.append(encoding.register_token(4, NATIVE, 18, 0))
        self.limit(NATIVE)

    def constructor(self, data_chain: bool = True, **changes) -> list:
        """The arguments of ZkLink's constructor."""
        values = {
            "network": NETWORK, "chain": CHAIN, "data_chain": data_chain, "mode": 1,
            "verifier": self.verifier.address, "oracles": self.registry.address,
            "governance": self.governance.address, "operator": OPERATOR,
            "genesis": self.genesis.encoded(), "program": PROGRAM, "key_root": KEY_ROOT,
            "queue_deadline": QUEUE_DEADLINE, "revert_deadline": REVERT_DEADLINE,
            "fee_base": self.fee, "fee_limit": FEE_LIMIT,
            "ledger_code": creation_code("BlockLedger"),
            "limits_code": creation_code("OutflowLimits"),
            "terms_code": creation_code("QueueTerms"),
            "signatures": self.signatures.address,
            "keys_code": creation_code("KeyRegistrar"),
        }
        return list((values | changes).values())

    # Governance and tokens

    def govern(self, target: Contract, name: str, *arguments) -> None:
        """Schedules and executes one call through the timelock."""
        self.salt += 1
        call = (target.address, 0, target.encode(name, *arguments), bytes(32),
                self.salt.to_bytes(32, "big"))
        self.governance.schedule(*call, 0, sender=DEPLOYER)
        self.governance.execute(*call, sender=MALLORY)

    def register(self, kind: str, token: int, decimals: int, token_class: int = 0) -> Contract:
        """Registers a mock token."""
        made = self.machine.deploy(kind, f"Mock {token}", "MOCK", decimals, sender=DEPLOYER)
        self.govern(self.zklink, "register_token", token, made.address, decimals, token_class)
        self.entries.append(encoding.register_token(token, made.address, decimals, token_class))
        self.limit(made.address)
        return made

    def register_voucher(self, token: int, token_class: int = 2) -> Contract:
        """Registers the voucher of an issued token."""
        made = self.machine.deploy(
            "Voucher", self.zklink.address, f"Voucher {token}", "VOUCH", sender=DEPLOYER)
        self.govern(self.zklink, "register_token", token, made.address, 18, token_class)
        self.entries.append(encoding.register_token(token, made.address, 18, token_class))
        self.limit(made.address)
        return made

    def limit(self, token: str) -> None:
        """Lets payouts of a token leave at once, unless the world keeps the default limit."""
        if self.minimum:
            self.govern(self.limits, "limit_outflow", token, 10_000, self.minimum)

    def supply(self, token: Contract, owner: str, amount: int) -> None:
        """Mints to an owner and lets ZkLink spend it."""
        token.mint(owner, amount)
        token.approve(self.zklink.address, 2**255, sender=owner)

    def deposit(self, amount: int, owner: str = ALICE, token: Contract | None = None) -> None:
        """Deposits and remembers the entry."""
        token = token or self.usdc
        self.supply(token, owner, amount)
        self.zklink.deposit(
            token.address, amount, 1, encoding.padded(owner), 0, sender=owner,
            value=self.zklink.queue_fee())
        self.remember()

    def deposit_native(self, amount: int, owner: str = ALICE) -> None:
        """Deposits native coin and remembers the entry."""
        self.zklink.deposit(
            NATIVE, amount, 1, encoding.padded(owner), 0, sender=owner,
            value=amount + self.zklink.queue_fee())
        self.remember()

    def remember(self) -> None:
        """Keeps the entry of the last call."""
        self.entries += [
            event.values["operation"] for event in self.machine.events
            if event.name == "PriorityRequested"
        ]

    # Blocks

    def rolling(self, count: int) -> bytes:
        """The queue's hash after `count` entries."""
        result = encoding.ZERO_HASH
        for entry in self.entries[:count]:
            result = encoding.rolling(result, entry)
        return result

    def queue_end(self) -> int:
        """The end of the last block's queue range."""
        own = self.headers[-1].sections[0]
        return own.queue_start + own.queue_count

    def next_header(
        self, payouts: list = (), queue_count: int | None = None, data: bytes = b"data"
    ) -> encoding.Header:
        """An honest header after the last one."""
        last, start = self.headers[-1], self.queue_end()
        count = len(self.entries) - start if queue_count is None else queue_count
        encoded = b"".join(payout.encoded() for payout in payouts)
        own = encoding.Section(
            CHAIN, start, count, self.rolling(start + count), len(payouts),
            sha256(encoded).digest())
        return encoding.Header(
            NETWORK, last.number + 1, last.hash(), max(last.timestamp, self.machine.now),
            last.new_root, sha256(last.new_root).digest(), sha256(data).digest(),
            (own, encoding.Section(OTHER_CHAIN)))

    def commit(self, payouts: list = (), header: encoding.Header | None = None,
               data: bytes = b"data", sender: str = OPERATOR, **options) -> encoding.Header:
        """Commits a header and takes it as the last."""
        header = header or self.next_header(payouts, data=data, **options)
        encoded = b"".join(payout.encoded() for payout in payouts)
        self.ledger.commit(
            header.encoded(), encoded, data if self.data_chain else b"", sender=sender)
        self.headers.append(header)
        self.syncs.append(encoding.sync_hash(self.syncs[-1], header.hash()))
        return header

    def proof(self, start: int, last: int) -> bytes:
        """What the verifier takes for a proof of the blocks after `start` up to `last`."""
        statement = encoding.public_input(
            PROGRAM, KEY_ROOT, self.headers[start].hash(), self.headers[last].hash())
        return statement.to_bytes(32, "big")

    def confirmation(self, number: int, epoch: int | None = None) -> bytes:
        """The digest that oracles sign for a block."""
        epoch = self.ledger.epoch() if epoch is None else epoch
        return encoding.confirmation(
            NETWORK, CHAIN, epoch, number, self.headers[number].hash(), self.syncs[number])

    def confirmations(self, number: int, signers: list | None = None, **options) -> list[bytes]:
        """Confirmations of a block."""
        digest = self.confirmation(number, **options)
        return [sign(digest, key) for key in self.signers(signers)]

    def signers(self, signers: list | None) -> list:
        """The given oracles, or the first k."""
        return self.keys[: self.threshold] if signers is None else signers

    def prove(self, last: int | None = None) -> None:
        """Proves up to a block."""
        last = len(self.headers) - 1 if last is None else last
        start = self.ledger.proven()
        self.ledger.prove(start, last, self.proof(start, last), sender=MALLORY)

    def confirm(self, number: int | None = None) -> None:
        """Confirms up to a block."""
        number = len(self.headers) - 1 if number is None else number
        self.ledger.confirm(number, self.confirmations(number), sender=MALLORY)

    def settle(self, payouts: list = ()) -> None:
        """Commits, proves, confirms and executes one block."""
        self.commit(payouts)
        self.prove()
        self.confirm()
        self.execute(payouts)

    def execute(self, *blocks: list) -> None:
        """Executes the next blocks."""
        encoded = [b"".join(payout.encoded() for payout in payouts) for payouts in blocks]
        self.zklink.execute(encoded, sender=MALLORY)

    def revert(self, to: int) -> None:
        """Reverts and forgets what was reverted."""
        self.ledger.revert_blocks(to, sender=MALLORY)
        del self.headers[to + 1:], self.syncs[to + 1:]

    def activate_exodus(self) -> None:
        """Begins exodus, naming the block that takes the next entry, if one does."""
        index = self.zklink.queue_executed()
        taking = [
            header.number for header in self.headers
            if 0 <= index - header.sections[0].queue_start < header.sections[0].queue_count]
        self.zklink.activate_exodus(taking[-1] if taking else 0, sender=MALLORY)
