"""The state that a message reads, before it and after, as the prestateTracer of geth writes it."""

from __future__ import annotations

from dataclasses import dataclass

from devchain.encoding import to_data, to_quantity
from devchain.state import NO_ACCOUNT, StateReader

Reads = dict[bytes, set[int]]
_ZERO = to_data(bytes(32))


def accounts_json(state: StateReader, reads: Reads) -> dict[str, dict]:
    """Accounts with the words that are read of them; absent accounts are left out."""
    accounts = {}
    for address, words in reads.items():
        account = state.account(address)
        if account == NO_ACCOUNT:
            continue
        body: dict = {"balance": to_quantity(account.balance)}
        if account.nonce:
            body["nonce"] = account.nonce
        code = state.code(address)
        if code:
            body["code"] = to_data(code)
        if words:
            body["storage"] = {_word(index): _word(state.slot(address, index))
                               for index in sorted(words)}
        accounts[to_data(address)] = body
    return accounts


def _word(number: int) -> str:
    return to_data(number.to_bytes(32, "big"))


@dataclass(frozen=True)
class StateDifference:
    """Accounts before a message, to be compared with the same ones after it."""

    reads: Reads
    before: dict[str, dict]

    def to(self, state: StateReader) -> dict[str, dict]:
        """{pre, post}: changed accounts as they were, and their changed members as they are."""
        after = accounts_json(state, self.reads)
        pre, post = {}, {}
        for address in {**self.before, **after}:
            old, new = self.before.get(address, {}), after.get(address, {})
            if old == new:
                continue
            was, now = old.get("storage", {}), new.get("storage", {})
            moved = [slot for slot in {**was, **now}
                     if was.get(slot, _ZERO) != now.get(slot, _ZERO)]
            if old:
                pre[address] = _with_words(old, was, moved)
            if new:
                changed = {name: value for name, value in new.items() if old.get(name) != value}
                post[address] = _with_words(changed, now, moved)
        return {"pre": pre, "post": post}


def _with_words(body: dict, words: dict[str, str], slots: list[str]) -> dict:
    """Members of an account, with those of its words that are named and not zero."""
    body = {name: value for name, value in body.items() if name != "storage"}
    shown = {slot: words[slot] for slot in slots if words.get(slot, _ZERO) != _ZERO}
    return body | ({"storage": shown} if shown else {})
