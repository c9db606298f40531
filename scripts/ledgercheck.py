"""Conservation of money by the chains and the ledger, computed apart from the node's own check."""

from __future__ import annotations

from localnet import NATIVE, TOKENS, LocalNetwork

UNIFIED_DOLLAR = 1
FIRST_SHARE = 0x8000


def conservation(network: LocalNetwork) -> dict:
    """Per chain and token: custody = reserve + queued + pending. Per token: reserves = balances + pools + dollar.
    The unified dollar: supply = balances + what is out on chains. Per voucher: issued + waiting = out.

    Meant for a network at rest: every block executed, nothing in flight.
    """
    accounts = all_accounts(network)
    reserves = {(r["chain"], r["token"]): int(r["amount"]) for r in network.zklink("reserves")["reserves"]}
    pools = network.zklink("pools")["pools"]
    dollar = network.zklink("dollar", "show", check=False)
    coins = {coin["token"]: int(coin["held"]) for coin in dollar.get("coins", [])}
    rows, tokens = [], []
    for token in TOKENS:
        for chain in network.chains:
            rows.append(chain_row(chain, token, reserves.get((chain.chain, token["id"]), 0)))
        held = balances_of(accounts, token["id"])
        pooled = sum(int(balance) for p in pools for held_token, balance in zip(p["tokens"], p["balances"])
                     if held_token == token["id"])
        total = sum(amount for (_, id_), amount in reserves.items() if id_ == token["id"])
        backing = coins.get(token["id"], 0)
        tokens.append({"token": token["symbol"], "reserves": str(total), "balances": str(held), "pools": str(pooled),
                       "dollar": str(backing), "ok": total == held + pooled + backing})
    if coins:
        held, supply = balances_of(accounts, UNIFIED_DOLLAR), int(dollar["supply"])
        held += sum(amount for (_, id_), amount in reserves.items() if id_ == UNIFIED_DOLLAR)
        tokens.append({"token": "zUSD", "reserves": str(supply), "balances": str(held), "pools": "0", "dollar": "0",
                       "ok": supply == held and supply <= sum(coins.values()) + int(dollar["principal"])})
    vouchers = voucher_rows(network, reserves)
    return {"ok": all(row["ok"] for row in rows + tokens + vouchers), "rows": rows, "tokens": tokens,
            "vouchers": vouchers}


def voucher_rows(network: LocalNetwork, reserves: dict[tuple[int, int], int]) -> list[dict]:
    """What each chain's contract issued of the network's own tokens, and what the ledger counts as out there."""
    symbols = {token["token"]: token["symbol"] for token in network.zklink("tokens")["tokens"]}
    rows = []
    for chain in network.chains:
        contract, limits = chain.contract().functions, chain.contract("OutflowLimits").functions
        for token in [one for one in symbols if one == UNIFIED_DOLLAR or one >= FIRST_SHARE]:
            address = contract.token_address(token).call()
            issued, waiting = contract.issued(address).call(), limits.waiting(address).call()
            out = reserves.get((chain.chain, token), 0)
            rows.append({"token": symbols[token], "chain": chain.name, "issued": str(issued), "waiting": str(waiting),
                         "out": str(out), "ok": issued + waiting == out})
    return rows


def balances_of(accounts: list[dict], token: int) -> int:
    return sum(int(balance["amount"]) for one in accounts for balance in one["balances"] if balance["token"] == token)


def chain_row(chain, token: dict, reserve: int) -> dict:
    """A row read within one block of the chain: a claim between two reads would look like a loss."""
    while True:
        number = chain.web3.eth.block_number
        row = read_chain_row(chain, token, reserve)
        if chain.web3.eth.block_number == number:
            return row


def read_chain_row(chain, token: dict, reserve: int) -> dict:
    contract = chain.contract()
    address, scale = chain.token_address(token["symbol"]), 10 ** (18 - token["decimals"])
    holdings = (chain.web3.eth.get_balance(contract.address) if address == NATIVE
                else chain.token(token["symbol"]).functions.balanceOf(contract.address).call())
    pending = pending_total(chain, contract, address)
    waiting = chain.contract("OutflowLimits").functions.waiting(address).call()
    queued = contract.functions.queue_length().call() - contract.functions.queue_executed().call()
    return {
        "token": token["symbol"], "chain": chain.name, "custody": str(holdings), "reserve": str(reserve // scale),
        "queued": str(queued), "pending": str(pending), "waiting": str(waiting),
        "ok": queued == 0 and reserve % scale == 0 and holdings == reserve // scale + pending + waiting,
    }


def pending_total(chain, contract, address: str) -> int:
    """All payouts ever ordered for owners of this token less their claims, from the contract's events."""
    events = contract.events.PayoutPending().get_logs(from_block=chain.deployment["startBlock"])
    owners = {event["args"]["owner"] for event in events if event["args"]["token"] == address}
    return sum(contract.functions.pending(owner, address).call() for owner in owners)


def all_accounts(network: LocalNetwork) -> list[dict]:
    """All accounts: ids are assigned in order."""
    accounts, account_id = [], 0
    while True:
        answer = network.zklink("account", "--id", str(account_id), check=False)
        if answer["exitCode"]:
            return accounts
        accounts.append(answer)
        account_id += 1
