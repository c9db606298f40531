"""scripts/solver.py: an order of this network on a local chain, orders of others, orders that it declines."""

import ast
import json
import subprocess
import sys
from dataclasses import replace

import pytest
from eth_abi import encode
from eth_utils import keccak

from .encoding import Payout, codec, padded
from .machine import ROOT
from .test_deploy import CHAIN_ID, ready  # noqa: F401
from .test_outflow_script import Chain
from .world import BOB, MALLORY, ZERO, account

sys.path.append(str(ROOT / "scripts"))

from appraisal import Declined, Terms  # noqa: E402
from caller import Caller  # noqa: E402
from interoperable import InteroperableAddress  # noqa: E402
from resolved_order import (  # noqa: E402
    ATTRIBUTES, FORMULAS, ORDER, PAYMENTS, ROLES, STEPS, OrderError, ResolvedOrder, Value, call_data)
from solver import Aborted, Solver, Unpaid  # noqa: E402

SOLVER = account("solver")
# What the solver's files may import: nothing that knows a protocol.
FILES = ("solver", "appraisal", "caller", "resolved_order", "interoperable")
LIBRARIES = {"eth_abi", "eth_account", "eth_utils", "requests", "web3"}
PAYOUT = Payout(
    padded(BOB), 2, 40_000, kind=codec.CROSS_SWAP, account=codec.NO_ACCOUNT, part=2, serial=5, fee_rate=50)
LATEST = 2**256 - 1
# Creates a contract that returns its call data after the selector.
ECHO = bytes.fromhex("600d80600b6000396000f3" "600436038060046000376000f3")


class Resolved(Chain):
    """A deployment with a resolver, and a solver with money."""

    def __init__(self, ready: dict, folder):  # noqa: F811
        super().__init__(ready, folder, settlementSeconds=0)
        self.deposit()
        self.resolver = self.here(self.record["addresses"]["CrossSwapResolver"]).encode().hex()
        self.send(self.token.functions.mint(SOLVER.address, 1_000_000))
        self.transact(to=SOLVER.address, value=10**18, gas=21_000)
        (folder / "solver.key").write_text(bytes(SOLVER.key).hex() + "\n")

    def create(self, code: bytes) -> str:
        """Creates a contract; returns its address."""
        return self.transact(data=code, value=0, gas=4_000_000)["contractAddress"]

    def transact(self, **fields) -> dict:
        """Sends from the operator's account and waits."""
        draft = {"gasPrice": self.web3.eth.gas_price * 2, "chainId": CHAIN_ID,
                 "nonce": self.web3.eth.get_transaction_count(self.operator.address), **fields}
        sent = self.web3.eth.send_raw_transaction(self.operator.sign_transaction(draft).raw_transaction)
        receipt = self.web3.eth.wait_for_transaction_receipt(sent)
        assert receipt["status"] == 1
        return receipt

    def here(self, address: str) -> InteroperableAddress:
        """An address of this chain."""
        return InteroperableAddress.evm(CHAIN_ID, address)

    def start(self, payload: bytes, *options: str) -> subprocess.Popen:
        """Starts the solver."""
        command = [
            sys.executable, str(ROOT / "scripts" / "solver.py"), "--resolver", self.resolver,
            "--rpc", f"{CHAIN_ID}={self.settings['rpc']}", "--key", str(self.folder / "solver.key"),
            "--payload", payload.hex(), "--patience", "30", *options]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def outcome(self, child: subprocess.Popen) -> tuple[int, dict]:
        """How a solver ended."""
        output, errors = child.communicate(timeout=90)
        assert output, errors
        return child.returncode, json.loads(output)

    def solver(self, **terms) -> Solver:
        """A solver in this process."""
        key = "0x" + bytes(SOLVER.key).hex()
        terms = {"patience_seconds": 5, **terms}
        return Solver(Caller(key, {CHAIN_ID: self.settings["rpc"]}, 0.05), MALLORY, Terms(**terms))

    def balance(self, owner: str) -> int:
        """Tokens of an owner."""
        return self.token.functions.balanceOf(owner).call()


@pytest.fixture(scope="module")
def chain(ready, tmp_path_factory) -> Resolved:  # noqa: F811
    """A chain with money in custody, a resolver, and a solver with money."""
    return Resolved(ready, tmp_path_factory.mktemp("solver"))


def test_knows_no_protocol():
    """Its files import the standard's files and libraries, and name nothing of the network."""
    for name in FILES:
        source = (ROOT / "scripts" / f"{name}.py").read_text()
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [node.module] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names]
                tops = {one.split(".")[0] for one in names}
                assert tops <= LIBRARIES | set(FILES) | set(sys.stdlib_module_names), (name, tops)
        assert not {"zklink", "payout", "accept(", "claim"} & set(source.lower().split()), name


class TestNetwork:
    """Orders of this network."""

    def test_prepays_and_is_paid_at_execution(self, chain):
        before = chain.balance(SOLVER.address)
        child = chain.start(PAYOUT.encoded(), "--assume", "zklink.sequenced", "--profit", "200", "--recipient", MALLORY)
        while chain.balance(BOB) == 0:
            assert child.poll() is None, child.communicate()
        assert chain.balance(BOB) == 39_800 and chain.balance(SOLVER.address) == before - 39_800
        assert chain.zklink.functions.executed().call() == 0
        chain.settle([PAYOUT])
        status, outcome = chain.outcome(child)
        assert status == 0, outcome
        assert outcome["paid"] == 40_000 and outcome["recipient"] == MALLORY
        assert list(outcome["profit"].values()) == [200] and set(outcome["transactions"]) == {"0", "1"}
        assert chain.balance(MALLORY) == 40_000 and chain.balance(BOB) == 39_800
        allowance = chain.token.functions.allowance(SOLVER.address, chain.zklink.address).call()
        assert allowance == 0

    @pytest.mark.parametrize("options, reason", [
        ([], "assumption 'zklink.sequenced'"),
        (["--assume", "zklink.committed"], "assumption 'zklink.sequenced'"),
        (["--assume", "zklink.sequenced", "--profit", "6"], "no profit: [5]"),
    ])
    def test_declines(self, chain, options, reason):
        payout = replace(PAYOUT, serial=6, amount=1_000)
        assert chain.outcome(chain.start(payout.encoded(), *options)) == (3, {"declined": reason})

    def test_declines_what_the_resolver_refuses(self, chain):
        payload = replace(PAYOUT, kind=0).encoded()
        status, outcome = chain.outcome(chain.start(payload, "--assume", "zklink.sequenced"))
        assert status == 3 and outcome["declined"].startswith("the resolver reverts with 0x08c379a0")

    def test_stops_when_the_chain_is_another(self, chain):
        child = chain.start(PAYOUT.encoded(), "--rpc", f"1={chain.settings['rpc']}")
        output, errors = child.communicate(timeout=60)
        assert child.returncode == 1 and not output
        assert errors == f"solver: {chain.settings['rpc']} is chain {CHAIN_ID}, not 1\n"


# Orders that no resolver made: the standard, with a token that anyone mints.

def item(forms: tuple[str, ...], name: str, *fields) -> bytes:
    """Call data of a form."""
    form = next(one for one in forms if one.startswith(name + "("))
    kinds = form[:-1].split("(", 1)[1]
    return keccak(text=form)[:4] + encode(kinds.split(",") if kinds else [], fields)


def constant(amount: int) -> bytes:
    return item(FORMULAS, "Constant", amount)


def variable(index: int) -> bytes:
    return encode(["uint256"], [index])


def framed(kind: str, content) -> bytes:
    return encode(["string", kind], ["", content])


def role(name: str, *fields) -> bytes:
    return item(ROLES, name, *fields)


def attribute(name: str, *fields) -> bytes:
    return item(ATTRIBUTES, name, *fields)


def step(target: InteroperableAddress, form: str, arguments: list[bytes], *attributes: bytes) -> bytes:
    return item(STEPS, "Call", target.encode(), keccak(text=form)[:4], arguments, list(attributes))


def order_of(steps, variables, payments, assumptions=()) -> ResolvedOrder:
    """An order as a resolver would return it."""
    return ResolvedOrder.read(encode([ORDER], [(steps, variables, payments, list(assumptions))]))


@pytest.fixture
def token(chain) -> InteroperableAddress:
    return chain.here(chain.token.address)


@pytest.fixture
def minted(chain, token):
    """A payment of 7 units for step 0, made by minting to the recipient."""
    def payment(index: int = 0, amount: int = 7, delay: int = 0) -> bytes:
        nobody = chain.here(ZERO).encode()
        return item(PAYMENTS, "ERC20", token.encode(), nobody, constant(amount), 0, index, delay)
    return payment


MINT = "mint(address,uint256)"


class TestOthers:
    """Orders of other protocols."""

    def test_decides_variables_and_follows_dependencies(self, chain, token, minted):
        """The caller mints; the number of that block is asked for and minted to it; last the recipient's."""
        start, paid = chain.balance(SOLVER.address), chain.balance(MALLORY)
        # What the echo returns is a framed number again, as the standard has it.
        arguments = [framed("uint256", 64), variable(3), framed("uint256", 0)]
        variables = [
            role("PaymentRecipient"), role("StepCaller", 2),
            role("Query", chain.here(chain.create(ECHO)).encode(), b"echo", arguments, LATEST),
            role("ExecutionOutput", "block.number", 2)]
        steps = [
            step(token, MINT, [variable(0), framed("uint256", 7)], attribute("NeedsStep", 1)),
            step(token, MINT, [variable(1), variable(2)], attribute("NeedsVariable", 3)),
            step(token, MINT, [variable(1), framed("uint256", 500)], attribute("SpendsGas", constant(150_000)),
                 attribute("TimingBounds", "block.number", constant(1), constant(10**9)))]
        solver = chain.solver()
        outcome = solver.solve(order_of(steps, variables, [minted()]))
        assert list(outcome["transactions"]) == [2, 1, 0]
        number = solver.receipts[2]["blockNumber"]
        assert solver.values[2].word == solver.values[3].word == number
        assert chain.balance(SOLVER.address) == start + 500 + number and chain.balance(MALLORY) == paid + 7

    def test_aborts_and_ignores_as_the_order_says(self, chain, token, minted):
        form = "transfer(address,uint256)"
        arguments = [framed("address", BOB), framed("uint256", 2**200)]
        expected = keccak(text="Error(string)")[:4]
        pay = step(token, MINT, [variable(0), framed("uint256", 7)])
        recipient = [role("PaymentRecipient")]
        abort = step(token, form, arguments, attribute("RevertPolicy", "abort", expected))
        with pytest.raises(Aborted):
            chain.solver().solve(order_of([abort, pay], recipient, [minted(1)]))
        ignore = step(token, form, arguments, attribute("RevertPolicy", "ignore", expected))
        outcome = chain.solver().solve(order_of([ignore, pay], recipient, [minted(1)]))
        assert outcome["ignored"] == [0] and list(outcome["transactions"]) == [1]
        other = step(token, form, arguments, attribute("RevertPolicy", "ignore", b"\1"))
        with pytest.raises(Exception, match="reverts with"):
            chain.solver().solve(order_of([other, pay], recipient, [minted(1)]))

    def test_says_when_it_is_not_paid(self, chain, token, minted):
        less = step(token, MINT, [variable(0), framed("uint256", 6)])
        with pytest.raises(Unpaid):
            chain.solver(patience_seconds=1).solve(order_of([less], [role("PaymentRecipient")], [minted()]))

    def test_does_not_begin_after_the_last_time(self, chain, token, minted):
        late = step(token, MINT, [variable(0), framed("uint256", 7)],
                    attribute("TimingBounds", "block.timestamp", b"", constant(1)))
        with pytest.raises(Aborted, match="too late"):
            chain.solver().solve(order_of([late], [role("PaymentRecipient")], [minted()]))

    def test_declines(self, chain, token, minted):
        pay = step(token, MINT, [variable(0), framed("uint256", 7)])
        elsewhere = InteroperableAddress.evm(5, chain.token.address)
        far = item(PAYMENTS, "ERC20", elsewhere.encode(), elsewhere.encode(), constant(7), 0, 0, 0)
        first = [role("PaymentRecipient")]

        def spends(amount: bytes) -> bytes:
            return step(token, MINT, [variable(0), framed("uint256", 7)],
                        attribute("SpendsERC20", token.encode(), amount, token.encode(), token.encode()))

        declined = [
            ([pay], first, [minted()], [("safe", b"")], "assumption 'safe'"),
            ([pay], [*first, role("PaymentChain")], [minted()], [], "role PaymentChain"),
            ([pay], [*first, role("Witness", "kind", b"", [])], [minted()], [], "role Witness"),
            ([pay], [*first, role("ExecutionOutput", "block.basefee", 0)], [minted()], [], "role ExecutionOutput"),
            ([pay], first, [], [], "no payment"),
            ([pay], first, [far], [], "no node of chain 5"),
            ([step(elsewhere, MINT, [])], first, [minted()], [], "no node of chain 5"),
            ([pay], first, [minted(delay=3_601)], [], "paid after 3601 s"),
            ([spends(constant(8))], first, [minted()], [], "no profit"),
            ([spends(item(FORMULAS, "Variable", 0))], first, [minted()], [], "depends on a variable"),
            ([spends(constant(10**30))], first, [minted(amount=10**31)], [], "units of"),
            ([step(token, MINT, [], attribute("NeedsStep", 0))], first, [minted()], [], "need each other"),
            ([step(token, MINT, [], attribute("TimingBounds", "block.basefee", b"", b""))], first, [minted()], [],
             "time 'block.basefee'"),
        ]
        for steps, variables, payments, assumptions, reason in declined:
            with pytest.raises(Declined, match=reason):
                chain.solver().solve(order_of(steps, variables, payments, assumptions))

    def test_refuses_what_is_no_order(self, chain, token, minted):
        pay = step(token, MINT, [variable(0), framed("uint256", 7)])
        elsewhere = InteroperableAddress.evm(5, chain.token.address).encode()
        crossing = step(token, MINT, [], attribute("SpendsERC20", elsewhere, constant(1), elsewhere, elsewhere))
        refused = [
            ([pay], [role("StepCaller", 0)], [minted()], "recipient is another variable"),
            ([pay], [], [minted()], "no variable 0"),
            ([pay], [role("PaymentRecipient")], [minted(index=1)], "for no step"),
            ([crossing], [role("PaymentRecipient")], [minted()], "spends on another chain"),
        ]
        for steps, variables, payments, reason in refused:
            with pytest.raises(OrderError, match=reason):
                chain.solver().solve(order_of(steps, variables, payments))


class TestEncodings:
    """Values and call data."""

    @pytest.mark.parametrize("kind, content, is_dynamic", [
        ("uint256", 5, False), ("address", BOB, False), ("bytes", b"", True), ("bytes", b"\1" * 66, True),
        ("string", "text", True), ("uint256[]", [1, 2], True), ("(uint256,address)", (1, BOB), False),
        # The frame of the number 96 begins like that of a dynamic value.
        ("uint256", 96, False),
    ])
    def test_frames(self, kind, content, is_dynamic):
        value = Value.of(kind, content)
        assert value.is_dynamic == is_dynamic
        expected = encode([kind], [content])
        assert value.encoded == (expected[32:] if is_dynamic else expected)

    @pytest.mark.parametrize("frame", [b"", bytes(32), bytes(96), bytes(95), encode(["uint256"] * 2, [64, 5])])
    def test_refuses_what_is_not_framed(self, frame):
        with pytest.raises(OrderError, match="not framed"):
            Value.framed(frame)

    @pytest.mark.parametrize("kinds, contents", [
        ([], []), (["uint256", "address"], [1, BOB]), (["bytes", "uint256", "string"], [b"\1" * 40, 2, "text"]),
        (["(uint256,uint256)", "bytes"], [(1, 2), b"\3"]),
    ])
    def test_joins_arguments_as_the_abi_does(self, kinds, contents):
        values = [Value.of(kind, content) for kind, content in zip(kinds, contents)]
        assert call_data(b"abcd", values) == b"abcd" + encode(kinds, contents)

    def test_refuses_unknown_forms(self, token, minted):
        for data in (b"", b"\0\0\0\0", keccak(text=STEPS[0])[:4] + b"\1"):
            with pytest.raises(OrderError):
                order_of([data], [], [])
        with pytest.raises(OrderError):
            ResolvedOrder.read(b"\1")
