"""Brings up a whole network on this machine and uses it as a new user would, to final settlement.

Writes build/demo.json for programs and a summary for people. `--keep` leaves the network running. Every process
of the network ends with this one, also when it is killed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

sys.path[:0] = map(str, Path(__file__).resolve().parents[:2])

from demoyield import earn_a_yield  # noqa: E402
from devchain.lifetime import exit_on_signals  # noqa: E402
from forgeries import Forger  # noqa: E402
from governance import (  # noqa: E402
    CollateralTerms, VaultTerms, govern, set_collateral, set_feed, set_signers, set_vault_terms,
)
from ledgercheck import conservation  # noqa: E402
from localnet import NETWORK_ID, ROOT, TOKENS, LocalNetwork, NetworkError  # noqa: E402
from proving import Proving  # noqa: E402
from vouchers import Issued, issue_vouchers  # noqa: E402
from web3 import Web3  # noqa: E402
from wrapkey import WrapKey, WrapKeyError, ensure  # noqa: E402

# Proofs take about twice the time where the processor has no AVX-512.
HAS_AVX512 = "avx512f" in Path("/proc/cpuinfo").read_text()
# Accounts that play the signers of prices.
SIGNERS = ("lp", "alice", "bob")
# The share of the stable pool, number 1.
SHARE = 0x8001
TIME_LIMIT_SECONDS = 480 if HAS_AVX512 else 720
# A block is at least one part: with few blocks, one worker keeps up.
BLOCK_INTERVAL_MS = 12_000
# One proof of all blocks costs least.
PROOF_WAIT_SECONDS = 120


@dataclass
class Step:
    name: str
    ok: bool = False
    seconds: float = 0
    gas: int = 0
    detail: str = ""


@dataclass
class Payment:
    """A payment that somebody must receive on a chain."""

    who: str
    what: str
    chain: str
    symbol: str
    address: str
    before: int
    expected_minimum: int
    started: float
    paid_at: float | None = None
    got: int = 0


@dataclass
class Demo:
    network: LocalNetwork
    started: float = field(default_factory=time.monotonic)
    steps: list[Step] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    swaps: list[dict] = field(default_factory=list)
    addresses: dict[str, str] = field(default_factory=dict)
    attempts: list = field(default_factory=list)

    def __post_init__(self) -> None:
        self.proving = Proving(self.network, self.say)

    def elapsed(self) -> float:
        return time.monotonic() - self.started

    def say(self, text: str) -> None:
        print(f"[{self.elapsed():6.1f} s] {text}", flush=True)

    def step(self, name: str, *arguments: str, wallet: str, expect_failure: bool = False) -> dict:
        """Runs one command of the command line and records its time and the gas of its transactions."""
        begun = time.monotonic()
        answer = self.network.zklink(*arguments, wallet=wallet, check=False, timeout=120)
        ok = (answer["exitCode"] == 0) != expect_failure
        step = Step(name, ok, round(time.monotonic() - begun, 2), self.gas_of(answer), answer.get("summary", ""))
        self.steps.append(step)
        self.say(f"{'ok  ' if ok else 'FAIL'} {name} ({step.seconds:.1f} s{f', {step.gas:,} gas' if step.gas else ''})")
        if not ok:
            raise NetworkError(f"{name}: {json.dumps(answer)}")
        return answer

    def gas_of(self, answer: dict) -> int:
        total = 0
        for sent in answer.get("transactions", []):
            chain = next(c for c in self.network.chains if c.chain == sent["chain"])
            total += chain.web3.eth.get_transaction_receipt(sent["hash"])["gasUsed"]
        return total

    # Payments

    def expect(self, who: str, what: str, chain_name: str, symbol: str, minimum: float) -> Payment:
        chain = self.chain(chain_name)
        decimals = next(t["decimals"] for t in TOKENS if t["symbol"] == symbol)
        address = self.addresses[who]
        payment = Payment(
            who, what, chain_name, symbol, address, chain.balance(symbol, address), int(minimum * 10**decimals),
            time.monotonic())
        self.payments.append(payment)
        return payment

    def chain(self, name: str):
        return next(chain for chain in self.network.chains if chain.name == name)

    def watch_payments(self, stop: threading.Event) -> None:
        """Watches the chains themselves for each payment, without asking the node."""
        while not stop.is_set():
            for payment in [p for p in self.payments if p.paid_at is None]:
                now = self.chain(payment.chain).balance(payment.symbol, payment.address)
                if now - payment.before >= payment.expected_minimum:
                    payment.got, payment.paid_at = now - payment.before, time.monotonic()
                    self.say(f"paid {payment.who}: {payment.what} on chain {payment.chain}")
            # Often while somebody waits for a broker, who pays within seconds; the rest waits for proofs.
            recent = any(time.monotonic() - payment.started < 30 for payment in self.payments)
            stop.wait(0.2 if recent else 1)

    # The story

    def run(self, key: KeyMaking) -> None:
        self.make_wallets()
        self.provide_liquidity()
        self.trade_on_the_ledger()
        self.withdraw()
        self.use_the_dollar()
        earn_a_yield(self)
        self.swap_chain_to_chain()
        key.check()
        self.settle()
        self.forge()

    def make_wallets(self) -> None:
        self.say("wallets for a liquidity provider, Alice, Bob, Carol, Dave and Erin")
        self.addresses = self.network.wallets({
            "lp": {"USDC": 500_000, "USDT": 500_000, "ETH": 300}, "alice": {"USDC": 10_000}, "bob": {},
            "carol": {"USDC": 5_000}, "dave": {"ETH": 15}, "erin": {"USDC": 5_000},
        })

    def provide_liquidity(self) -> None:
        self.step("liquidity provider registers a trading key", "register-key", "--chain", "A", wallet="lp")
        for chain in ("A", "B"):
            for symbol, amount in (("USDC", "200000"), ("USDT", "200000"), ("ETH", "100")):
                self.step(f"liquidity provider deposits {amount} {symbol} on {chain}", "deposit", "--chain", chain,
                          "--token", symbol, "--amount", amount, wallet="lp")
        self.step("pool USDC-ETH", "pool", "create", "--tokens", "USDC,ETH", "--amounts", "200000,100", wallet="lp")
        self.step("stable pool USDC-USDT", "pool", "create", "--kind", "stable", "--tokens", "USDC,USDT", "--amounts",
                  "150000,150000", wallet="lp")
        self.step("more liquidity", "pool", "add", "--pool", "0", "--amounts", "20000,10", wallet="lp")
        self.step("some liquidity out", "pool", "remove", "--pool", "0", "--shares", "100", wallet="lp")
        self.step("liquidity in one token", "pool", "add", "--pool", "1", "--token", "USDC", "--amount", "5000", wallet="lp")
        self.step("liquidity out in one token", "pool", "remove", "--pool", "1", "--shares", "2000", "--token", "USDT",
                  wallet="lp")

    def trade_on_the_ledger(self) -> None:
        self.step("Alice registers a trading key", "register-key", "--chain", "A", wallet="alice")
        self.step("Alice deposits 5,000 USDC on A", "deposit", "--chain", "A", "--token", "USDC", "--amount", "5000",
                  wallet="alice")
        self.step("Alice transfers 500 USDC to Bob", "transfer", "--token", "USDC", "--amount", "500", "--to",
                  self.addresses["bob"], wallet="alice")
        self.step("Alice swaps 2,000 USDC to ETH", "swap", "--from", "USDC", "--to", "ETH", "--amount", "2000",
                  wallet="alice")
        self.step("Alice swaps 1,000 USDC to USDT", "swap", "--from", "USDC", "--to", "USDT", "--amount", "1000",
                  wallet="alice")
        self.step("a withdrawal above the reserve is refused", "withdraw", "--chain", "B", "--token", "ETH", "--amount",
                  "100000", wallet="lp", expect_failure=True)

    def use_the_dollar(self) -> None:
        """USDC of A becomes USDT on B, through zUSD and beside it; shares are borrowed against; then USDT falls."""
        self.step("Bob registers a trading key", "register-key", "--chain", "B", wallet="bob")
        self.say("governance makes liquidity provider, Alice and Bob signers of prices, lists USDC and USDT, and lets"
                 " vaults owe zUSD against shares of the stable pool")
        accounts = [self.network.zklink("account", "--owner", self.addresses[who])["accountId"] for who in SIGNERS]
        coins = [token["id"] for token in TOKENS if token["class"] == 1]
        govern(self.network, [
            set_signers(0, len(accounts), accounts), *[set_feed(coin, 0) for coin in coins],
            *[set_collateral(coin, CollateralTerms(ceiling=1_000_000)) for coin in coins],
            set_vault_terms(1, VaultTerms(ceiling=100_000)),
        ])
        self.wait_for_dollar(len(coins))
        self.post_prices("USDC=1,USDT=0.9999")
        self.step("liquidity provider mints zUSD with 15,000 USDT", "dollar", "mint", "--token", "USDT", "--amount",
                  "15000", wallet="lp")
        self.step("Alice mints zUSD with 400 USDC", "dollar", "mint", "--token", "USDC", "--amount", "400", wallet="alice")
        self.route_from_chains()
        self.step("Alice redeems 300 zUSD for USDT", "dollar", "redeem", "--token", "USDT", "--amount", "300",
                  wallet="alice")
        self.step("Alice converts 60 USDC of A to USDT", "convert", "--from", "USDC", "--to", "USDT", "--amount", "60",
                  wallet="alice")
        self.step("Alice converts 30 USDC through the dollar alone", "convert", "--from", "USDC", "--to", "USDT",
                  "--amount", "30", "--through", "dollar", wallet="alice")
        self.expect("alice", "450 USDT, from USDC and zUSD", "B", "USDT", 450)
        self.step("Alice withdraws 450 USDT to B", "withdraw", "--chain", "B", "--token", "USDT", "--amount", "450",
                  wallet="alice")
        self.step("liquidity provider borrows 3,000 zUSD against shares", "vault", "open", "--pool", "1", "--collateral",
                  "5000", "--dollars", "3000", wallet="lp")
        self.step("liquidity provider repays 1,000 zUSD", "vault", "repay", "--pool", "1", "--dollars", "1000", wallet="lp")
        self.post_prices("USDT=0.9")
        self.step("USDT, said to be worth 0.90, mints nothing", "dollar", "mint", "--token", "USDT", "--amount", "100",
                  wallet="lp", expect_failure=True)
        self.step("zUSD into every coin, without a price", "dollar", "redeem", "--amount", "1000", wallet="lp")

    def route_from_chains(self) -> None:
        """Carol has no account: one transaction on a chain adds liquidity, another one gets her dollars."""
        for name, source, bought, amount, least in (
            ("Carol adds 500 USDC of B to the stable pool, without an account", "B", "LP1", "500", 490),
            ("Carol turns 200 USDC of A into zUSD", "A", "zUSD", "200", 199)):
            answer = self.step(name, "crossswap", "--from-chain", source, "--to-chain", "account", "--from", "USDC", "--to",
                               bought, "--amount", amount, "--min-out", str(least), wallet="carol")
            receipt = answer.get("receipt", {})
            if receipt.get("shape") != "credit" or int(receipt["amount"]) < least * 10**18:
                raise NetworkError(f"{name}: {receipt}")

        self.say("governance registers vouchers of zUSD and of the stable pool's shares on both chains")
        issue_vouchers(self.network, [Issued(1, "Unified Dollar", "zUSD"), Issued(SHARE, "Shares of pool 1", "LP1")])
        self.wait_for_vouchers()
        self.step("Carol turns 300 USDC of B into a voucher of LP1 on A", "crossswap", "--from-chain", "B", "--to-chain", "A",
                  "--from", "USDC", "--to", "LP1", "--amount", "300", "--min-out", "290", wallet="carol")

    def wait_for_vouchers(self) -> None:
        deadline = time.monotonic() + 60
        while True:
            tokens = {token["token"]: token for token in self.network.zklink("tokens")["tokens"]}
            if all(len(tokens[token]["chains"]) == len(self.network.chains) for token in (1, SHARE)):
                return
            if time.monotonic() > deadline:
                raise NetworkError("the ledger registered no vouchers within 60 s")
            time.sleep(0.5)

    def wait_for_dollar(self, coin_count: int) -> None:
        deadline = time.monotonic() + 60
        while len(self.network.zklink("dollar", "show", check=False).get("coins", [])) < coin_count:
            if time.monotonic() > deadline:
                raise NetworkError("governance listed no coins behind the unified dollar within 60 s")
            time.sleep(0.5)

    def post_prices(self, prices: str) -> None:
        # Only observations of later seconds than the last price's count.
        time.sleep(1.1)
        for who in SIGNERS:
            self.step(f"{who} observes {prices}", "prices", "post", "--prices", prices, wallet=who)

    def withdraw(self) -> None:
        self.expect("alice", "0.25 ETH, normal withdrawal", "B", "ETH", 0.25)
        self.step("Alice withdraws 0.25 ETH to B", "withdraw", "--chain", "B", "--token", "ETH", "--amount", "0.25",
                  wallet="alice")
        self.expect("alice", "1,000 USDC, fast withdrawal", "B", "USDC", 999)
        self.step("Alice withdraws 1,000 USDC to B, fast", "withdraw", "--chain", "B", "--token", "USDC", "--amount",
                  "1000", "--fast", "--fee-rate", "0.1", wallet="alice")

    def swap_chain_to_chain(self) -> None:
        for who, source, target, sold, bought, amount, least in (
            ("carol", "A", "B", "USDC", "ETH", "1000", 0.4), ("dave", "B", "A", "ETH", "USDC", "1", 1_500)):
            payment = self.expect(who, f"{amount} {sold} of chain {source} for {bought}", target, bought, least)
            name = f"{who.capitalize()} swaps {amount} {sold} on {source} for {bought} on {target}, without an account"
            answer = self.step(name, "crossswap", "--from-chain", source, "--to-chain", target, "--from", sold, "--to",
                               bought, "--amount", amount, "--min-out", str(least), "--fee-rate", "0.1", wallet=who)
            self.swaps.append({"payment": payment, "answer": answer, "expect": "success"})
        begun, before = time.monotonic(), self.chain("A").balance("USDC", self.addresses["erin"])
        answer = self.step("Erin's swap cannot meet its minimum", "crossswap", "--from-chain", "A", "--to-chain", "B",
                           "--from", "USDC", "--to", "ETH", "--amount", "700", "--min-out", "5", wallet="erin",
                           expect_failure=True)
        payment = Payment("erin", "her 700 USDC back in full", "A", "USDC", self.addresses["erin"],
                          before - 700 * 10**6, 700 * 10**6, begun)
        self.payments.append(payment)
        self.swaps.append({"payment": payment, "answer": answer, "expect": "refund"})

    def settle(self) -> None:
        begun, last = time.monotonic(), ""
        while True:
            views = [chain.contract().functions for chain in self.network.chains]
            latest = self.network.zklink("network")["blockNumber"]
            executed = [view.executed().call() for view in views]
            queued = [view.queue_length().call() - view.queue_executed().call() for view in views]
            # Each question is a process, and the provers need the processors.
            for swap in self.swaps if max(executed) > 0 else []:
                self.note_execution(swap)
            unpaid = sum(payment.paid_at is None for payment in self.payments)
            line = f"settling: executed {executed} of {latest}, queue entries left {queued}, payments open {unpaid}"
            if line != last:
                self.say(line)
                last = line
            told = all("executed" in swap for swap in self.swaps)
            if min(executed) == latest and not any(queued) and unpaid == 0 and told:
                break
            if self.elapsed() > TIME_LIMIT_SECONDS:
                raise NetworkError(f"not settled within {TIME_LIMIT_SECONDS} s: {line}")
            time.sleep(2)
        self.steps.append(Step("everything executed and paid on both chains", True, round(time.monotonic() - begun, 2)))

    def note_execution(self, swap: dict) -> None:
        if "executed" in swap:
            return
        where = f"{swap['answer']['chain']}:{swap['answer']['index']}"
        status = self.network.zklink("status", where)
        refunded = status["status"] == "failed" and any(step["status"] == "executed" for step in status["history"])
        if status["status"] == "executed" or refunded:
            swap["executed"] = time.monotonic()

    def forge(self) -> None:
        """The operator, with all its keys, tries what only a valid proof allows."""
        self.say("forgeries: what an operator with all its keys tries")
        begun = time.monotonic()
        forger = Forger(self.network, self.chain("B"))
        (self.network.folder / "proof.json").write_text(json.dumps(forger.evidence(), indent=1) + "\n")
        self.attempts = forger.run()
        for tried in self.attempts:
            self.say(f"{'ok  ' if tried.refused else 'FAIL'} refused: {tried.name} ({tried.answer})")
        self.steps.append(Step(
            "forgeries refused", all(tried.refused for tried in self.attempts), round(time.monotonic() - begun, 2)))

    # Results

    def results(self) -> dict:
        checked = conservation(self.network)
        settlement = self.settlement_gas()
        mode = self.network.chains[0].contract("BlockLedger").functions.settlement_mode().call()
        cross = [{
            "who": s["payment"].who, "from": s["answer"]["chain"], "outcome": s["expect"],
            "secondsToUserPaid": round(s["payment"].paid_at - s["payment"].started, 2),
            "secondsToExecuted": round(s["executed"] - s["payment"].started, 2),
        } for s in self.swaps]
        return {
            "mode": mode.split(":")[0], "modeText": mode, "networkId": NETWORK_ID,
            "chains": [{"chain": c.chain, "name": c.name, "evmChainId": c.evm_chain_id, "blockSeconds": c.block_time,
                        "contract": c.deployment["addresses"]["ZkLink"],
                        "blockLedger": c.deployment["addresses"]["BlockLedger"]} for c in self.network.chains],
            "steps": [vars(step) for step in self.steps], "crossSwaps": cross,
            "payments": [{"who": p.who, "what": p.what, "chain": p.chain, "token": p.symbol, "units": str(p.got),
                          "seconds": round(p.paid_at - p.started, 2)} for p in self.payments],
            "proof": self.proving.figures(settlement[0]["operations"], settlement),
            "forgeries": {"tried": len(self.attempts), "refused": sum(tried.refused for tried in self.attempts),
                          "attempts": [vars(tried) for tried in self.attempts]},
            "settlementGas": settlement, "conservation": checked, "seconds": round(self.elapsed(), 1),
            "ok": all(step.ok for step in self.steps) and checked["ok"] and self.elapsed() <= TIME_LIMIT_SECONDS,
        }

    def settlement_gas(self) -> list[dict]:
        """The gas paid by the operator, per function and per ledger operation."""
        latest = self.network.zklink("network")["blockNumber"]
        operations = sum(self.network.zklink("block", str(n))["operationCount"] for n in range(1, latest + 1))
        rows = []
        operator = self.network.keys["operator"].address.lower()
        for chain in self.network.chains:
            contracts = {one.address.lower(): one for one in (chain.contract(), chain.contract("BlockLedger"))}
            web3, gas, proofs = chain.web3, {}, []
            for number in range(chain.deployment["startBlock"], web3.eth.block_number + 1):
                for sent in web3.eth.get_block(number, full_transactions=True)["transactions"]:
                    contract = contracts.get((sent["to"] or "").lower())
                    if sent["from"].lower() == operator and contract is not None:
                        name = contract.get_function_by_selector(bytes(sent["input"])[:4]).fn_name
                        used = web3.eth.get_transaction_receipt(sent["hash"])["gasUsed"]
                        gas[name] = gas.get(name, 0) + used
                        if name == "prove":
                            proofs.append(used)
            total = sum(gas.values())
            rows.append({"chain": chain.name, "byFunction": gas, "total": total, "operations": operations,
                         "perOperation": total // max(operations, 1), "proofs": proofs})
        return rows


class KeyMaking:
    """Makes the key of the wrap beside everything else, the first time, and starts the prover with it."""

    def __init__(self, demo: Demo):
        self.demo, self.failure = demo, None
        self.done = threading.Event()
        self.thread = threading.Thread(target=self.make, daemon=True)
        self.thread.start()

    def make(self) -> None:
        try:
            ensure(self.demo.say)
        except WrapKeyError as error:
            self.failure = error
        self.done.set()

    def start_prover(self) -> None:
        self.done.wait()
        if self.failure is None:
            process = self.demo.network.spawn_prover()
            self.demo.say("a prover on this machine; it prepares its programs first")
            # A child ends with the thread that started it.
            process.child.wait()

    def check(self) -> None:
        """Waits for the key; raises if it could not be made."""
        self.done.wait()
        if self.failure is not None:
            raise self.failure


def table(results: dict) -> str:
    lines = ["", "Who got what, where and when (seconds from the command to the money on the chain)"]
    for payment in results["payments"]:
        decimals = next(t["decimals"] for t in TOKENS if t["symbol"] == payment["token"])
        amount = int(payment["units"]) / 10**decimals
        lines.append(f"  {payment['who']:<6} chain {payment['chain']}  {amount:>14,.6f} {payment['token']:<5}"
                     f" {payment['seconds']:>7.1f} s   {payment['what']}")
    lines += ["", "Settlement gas paid by the operator"]
    for row in results["settlementGas"]:
        parts = ", ".join(f"{name} {gas:,}" for name, gas in sorted(row["byFunction"].items()))
        lines.append(f"  chain {row['chain']}: {row['total']:,} in all, {row['perOperation']:,} an operation"
                     f" over {row['operations']} operations ({parts})")
    lines += ["", "Conservation: what the contract holds = ledger reserve + queued + pending, per token and chain"]
    for row in results["conservation"]["rows"]:
        lines.append(f"  {'ok  ' if row['ok'] else 'FAIL'} {row['token']:<5} chain {row['chain']}: custody {row['custody']}"
                     f" = reserve {row['reserve']} + queued {row['queued']} + pending {row['pending']}")
    for row in results["conservation"]["tokens"]:
        lines.append(f"  {'ok  ' if row['ok'] else 'FAIL'} {row['token']:<5} ledger: reserves {row['reserves']}"
                     f" = balances {row['balances']} + pools {row['pools']} + dollar {row['dollar']}")
    for row in results["conservation"]["vouchers"]:
        lines.append(f"  {'ok  ' if row['ok'] else 'FAIL'} {row['token']:<5} vouchers on chain {row['chain']}: issued"
                     f" {row['issued']} + waiting {row['waiting']} = out {row['out']}")
    proof = results["proof"]
    lines += ["", "Proofs", f"  {proof['parts']} parts of blocks, {proof['joins']} joins, {proof['wraps']} wraps;"
              f" mean seconds: part {proof['chunkSeconds']}, join {proof['joinSeconds']}, compression"
              f" {proof['compressSeconds']}, last layer {proof['lastLayerSeconds']}, wrap {proof['wrapSeconds']}",
              f"  {proof['operations']} operations in {proof['secondsProving']} s:"
              f" {proof['operationsPerSecondProven']} a second; {proof['gasProve']:,} gas a proof",
              f"  {results['forgeries']['refused']} of {results['forgeries']['tried']} forgeries refused"]
    lines += ["", f"Mode: {results['modeText']}", f"Took {results['seconds']} s; ok: {results['ok']}"]
    return "\n".join(lines)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--keep", action="store_true", help="leave the network running and print its addresses")
    arguments.add_argument("--folder", type=Path, help="a new folder for logs and data instead of build/demo")
    options = arguments.parse_args()
    folder = ROOT / "build" / "demo"
    if options.folder is None:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        folder = options.folder.resolve()
        if folder.exists():
            arguments.error(f"{folder} exists")
    report = folder.with_name(folder.name + ".json")
    report.unlink(missing_ok=True)
    network = LocalNetwork(folder, block_interval_ms=BLOCK_INTERVAL_MS, wrap=WrapKey())
    network.proof_wait_seconds = PROOF_WAIT_SECONDS
    demo = Demo(network)
    network.say = demo.say
    leaving = exit_on_signals(network.stop)
    try:
        results = run(demo, leaving)
        report.write_text(json.dumps(results, indent=2) + "\n")
        if options.keep and network.node_url:
            keep(network)
            leaving.wait()
    finally:
        network.stop()
        if leaving.is_set():
            threading.Event().wait()
    return 0 if results["ok"] else 1


def run(demo: Demo, leaving: threading.Event) -> dict:
    """Brings the network up and trades; the results, or the reason of a failure.

    Does not return once a signal has asked the process to end.
    """
    stop = threading.Event()
    try:
        key = KeyMaking(demo)
        demo.network.start()
        threading.Thread(target=key.start_prover, daemon=True).start()
        demo.proving.start()
        threading.Thread(target=demo.watch_payments, args=(stop,), daemon=True).start()
        demo.run(key)
        results = demo.results()
        print(table(results))
        return results
    except (NetworkError, WrapKeyError, OSError) as error:
        if leaving.is_set():
            threading.Event().wait()
        print(f"\nThe demo failed: {error}\nLogs are in {demo.network.folder}", file=sys.stderr)
        return {"ok": False, "error": str(error), "steps": [vars(step) for step in demo.steps]}
    finally:
        stop.set()
        demo.proving.stop()


def keep(network: LocalNetwork) -> None:
    print(f"\nStill running until Ctrl-C or SIGTERM (process {os.getpid()}).\n  node    {network.node_url}")
    for chain in network.chains:
        print(f"  chain {chain.name} {chain.rpc}  ZkLink {chain.deployment['addresses']['ZkLink']}"
              f"  BlockLedger {chain.deployment['addresses']['BlockLedger']}")
    print(f"  try: .build/release/zklink network --config {network.folder}/client.json")


if __name__ == "__main__":
    sys.exit(main())
