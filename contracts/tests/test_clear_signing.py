"""contracts/clear-signing: every field of every call and message is shown, in a form that suits its type (ERC-7730)."""

import json
import re
import sys
from functools import cache

import pytest

from .machine import ROOT, artifact, signature

sys.path.append(str(ROOT / "scripts"))

from walletkeys import FIELDS, SCOPES, TYPE, KeyMessage, encode_type  # noqa: E402

FOLDER = ROOT / "contracts" / "clear-signing"
SCHEMA = "https://eips.ethereum.org/assets/eip-7730/erc7730-v2.schema.json"
# The functions that users' wallets call, of each contract.
CALLS = {
    "ZkLink": {"deposit", "request_full_exit", "set_key", "cross_swap", "claim"},
    "KeyRegistrar": {"set_key_for", "use_nonce"},
}
MESSAGE = "eip712-SetTradingKey"
FILES = [f"calldata-{name}" for name in CALLS] + [MESSAGE]
# The types that a format can show, and its parameters: those that it must have, and others.
FORMATS = {
    "raw": (r".*", set(), set()),
    "addressName": (r"address", set(), {"types"}),
    "amount": (r"uint256", set(), set()),
    "tokenAmount": (r"uint256", {"tokenPath", "nativeCurrencyAddress"}, {"threshold", "message"}),
    "unit": (r"uint\d+", {"base"}, {"decimals"}),
    "date": (r"uint\d+", {"encoding"}, set()),
    "enum": (r"uint\d+", {"$ref"}, set()),
    "chainId": (r"uint256", set(), set()),
}
CONTAINER = {"@.value": "uint256", "@.from": "address", "@.chainId": "uint256"}
NAMES = {"trade": "trade", "transfer": "transfer", "withdraw": "withdraw to the owner", "withdraw-any": "withdraw to anyone"}


@cache
def description(name: str) -> dict:
    """A file."""
    return json.loads((FOLDER / f"{name}.json").read_text())


def fragment(entry: dict) -> str:
    """A function as the standard names it: types, and names of parameters."""
    return f"{entry['name']}({','.join(map(parameter, entry['inputs']))})"


def parameter(one: dict) -> str:
    """A parameter of a fragment."""
    kind = one["type"]
    if kind.startswith("tuple"):
        kind = f"({','.join(map(parameter, one['components']))}){kind.removeprefix('tuple')}"
    return f"{kind} {one['name']}"


def paths(inputs: list[dict], before: str = "") -> dict[str, str]:
    """The paths of plain values, with their types."""
    found = {}
    for one in inputs:
        path = before + one["name"]
        if one["type"] == "tuple[]":
            found |= paths(one["components"], f"{path}.[].")
        else:
            found[path] = one["type"]
    return found


def described() -> list:
    """Every format: its file, its key, what can be shown, whether it takes coins."""
    found = []
    for name in CALLS:
        entries = {fragment(one): one for one in artifact(name)["abi"] if one["type"] == "function"}
        for key in description(f"calldata-{name}")["display"]["formats"]:
            entry = entries[key]
            found.append((f"calldata-{name}", key, paths(entry["inputs"]), entry["stateMutability"] == "payable"))
    return [*found, (MESSAGE, encode_type(), dict(FIELDS), False)]


def value_at(name: str, path: str):
    """What a path into the file itself names."""
    found = description(name)
    for step in path.removeprefix("$.").split("."):
        found = found[step]
    return found


def test_there_is_a_file_for_each(compiled):
    assert sorted(path.stem for path in FOLDER.iterdir()) == sorted(FILES)


@pytest.mark.parametrize("name", FILES)
def test_has_the_form_of_the_standard(name):
    one = description(name)
    assert set(one) == {"$schema", "$comment", "context", "metadata", "display"} and one["$schema"] == SCHEMA
    assert set(one["metadata"]) <= {"owner", "contractName", "constants", "enums"}
    assert set(one["display"]) == {"formats"}
    [kind] = set(one["context"]) - {"$id"}
    assert kind == ("eip712" if name == MESSAGE else "contract")
    # Filled in for a network by whoever publishes it.
    assert one["context"][kind]["deployments"] == []


@pytest.mark.parametrize("name", CALLS)
def test_describes_what_wallets_call(compiled, name):
    entries = [one for one in artifact(name)["abi"] if one["type"] == "function" and one["name"] in CALLS[name]]
    formats = description(f"calldata-{name}")["display"]["formats"]
    assert set(formats) == set(map(fragment, entries))
    for entry in entries:
        # Without the names of parameters it is what the selector is made of.
        bare = re.sub(r" \w+(?=[,)])", "", fragment(entry))
        assert bare == signature(entry)


def test_describes_the_message():
    assert list(description(MESSAGE)["display"]["formats"]) == [encode_type()]
    message = KeyMessage(1, "0x" + "11" * 20, "0x" + "22" * 20, 0, bytes(40), 0, 0, 0, 0).typed_data()
    domain = description(MESSAGE)["context"]["eip712"]["domain"]
    assert domain == {name: message["domain"][name] for name in ("name", "version")}
    assert [one["name"] for one in message["types"][TYPE]] == list(message["message"]) == list(FIELDS)


def test_shows_every_field(compiled):
    for name, key, values, is_payable in described():
        one = description(name)["display"]["formats"][key]
        assert set(one) == {"$id", "intent", "fields"} and one["intent"]
        shown = [field["path"] for field in one["fields"]]
        assert len(shown) == len(set(shown)), key
        assert set(values) <= set(shown), key
        assert set(shown) - set(values) <= set(CONTAINER), key
        assert ("@.value" in shown) == is_payable, key
        # Nothing is hidden by a rule, nothing is without a label.
        assert all(set(field) <= {"path", "label", "format", "params"} and field["label"] for field in one["fields"])


def test_shows_fields_in_a_form_of_their_type(compiled):
    for name, key, values, _ in described():
        for field in description(name)["display"]["formats"][key]["fields"]:
            kinds, required, others = FORMATS[field["format"]]
            params = field.get("params", {})
            assert re.fullmatch(kinds, (values | CONTAINER)[field["path"]]), (key, field)
            assert required <= set(params) <= required | others, (key, field)
            if "tokenPath" in params:
                assert values[params["tokenPath"]] == "address"
                assert value_at(name, params["nativeCurrencyAddress"]) == "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"
            if "encoding" in params:
                assert params["encoding"] == "timestamp"
            if "$ref" in params:
                assert value_at(name, params["$ref"])


def test_all_of_a_full_exit_is_all(compiled):
    [amount] = [
        field["params"] for key, one in description("calldata-ZkLink")["display"]["formats"].items()
        if key.startswith("request_full_exit") for field in one["fields"] if field["path"] == "amount"]
    assert int(amount["threshold"], 16) == 2**128 - 1 and amount["message"] == "All"


@pytest.mark.parametrize("name", [f"calldata-{name}" for name in CALLS])
def test_names_every_set_of_scopes(name):
    expected = {
        str(scopes): ", ".join(NAMES[one] for bit, one in enumerate(SCOPES) if scopes >> bit & 1) or "nothing"
        for scopes in range(16)}
    assert value_at(name, "$.metadata.enums.scopes") == expected
