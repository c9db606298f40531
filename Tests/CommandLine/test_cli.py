"""The command line from a shell: help, exit codes, files, and secrets that it never prints."""

from __future__ import annotations

import json
import os
import re
import shlex
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from eth_account import Account

from command_line import GUESTS, PROGRAM, ROOT, Shell

KEY = "01" * 32
ADDRESS = "0x1a642f0e3c3af545e7acbd38b07251b3990914f1"
FEE_OWNER = "0x" + "11" * 20
# Nothing listens there: connections are refused at once.
NOWHERE = "http://127.0.0.1:1"
CHAINS = [
    {
        "chain": number, "name": name, "rpc": NOWHERE, "evmChainId": 31000 + number,
        "contract": "0x" + "22" * 20, "blockLedger": "0x" + "33" * 20,
        "confirmations": 2, "startBlock": 0, "dataChain": number == 1,
    }
    for number, name in ((1, "A"), (2, "B"))
]
NETWORK = {
    "networkId": 7001, "feeOwner": FEE_OWNER, "programId": "0x" + "33" * 32,
    "keyRoot": "0x" + "44" * 32, "chains": CHAINS,
    "tokens": [{"token": 2, "symbol": "USDC"}, {"token": 3, "symbol": "ETH"}, {"token": 4, "symbol": "USDT"}],
}


def client(shell: Shell) -> str:
    shell.write("network.json", NETWORK)
    return shell.write("client.json", {"network": "network.json", "node": NOWHERE})


def listed_commands() -> list[str]:
    """The commands as `zklink help` lists them: two columns, two spaces or more between them."""
    text = subprocess.run([str(PROGRAM), "help"], capture_output=True, text=True, check=True).stdout
    return re.findall(r"^  (\S+(?: \S+)?) {2,}\S", text, re.MULTILINE)


def examples(command: str) -> list[str]:
    text = subprocess.run(
        [str(PROGRAM), *command.split(), "--help"], capture_output=True, text=True, check=True).stdout
    return [line.strip() for line in text.split("Examples:")[1].splitlines() if line.strip()]


COMMANDS = listed_commands()


# Help

def test_help_lists_the_commands():
    assert len(COMMANDS) >= 27
    assert {"wallet create", "swap", "node", "oracle", "broker", "execute"} <= set(COMMANDS)


@pytest.mark.parametrize("group", ["groth16", "ceremony", "wallet"])
def test_a_group_lists_its_commands(shell, group):
    members = [name for name in COMMANDS if name.startswith(group + " ")]
    assert len(members) > 1
    text = shell("help", group).stdout
    assert shell(group, "--help").stdout == text
    assert [name for name in COMMANDS if f"  {name} " in text] == members
    result = shell(group)
    assert result.returncode == 64 and all(name in result.stderr for name in members)


@pytest.mark.parametrize("words", [[], ["help"], ["--help"]])
def test_the_overview_is_what_a_beginner_gets(shell, words):
    result = shell(*words)
    assert result.returncode == 0 and not result.stderr
    assert "zklink COMMAND [options]" in result.stdout and "64 wrong usage" in result.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(shell, command):
    result = shell(*command.split(), "--help")
    assert result.returncode == 0 and not result.stderr
    assert result.stdout.startswith(f"zklink {command}")
    for option in ("--config FILE", "--json", "--quiet", "--help"):
        assert option in result.stdout
    assert shell("help", *command.split()).stdout == result.stdout


def test_configuration_files_are_explained(shell):
    text = shell("help", "config").stdout
    for name in ("network.json", "client.json", "node.json", "oracle.json", "broker.json"):
        assert name in text


@pytest.mark.parametrize("command", COMMANDS)
def test_every_example_is_right_usage(shell, command):
    config = client(shell)
    assert shell("wallet", "import", "--plain", "--key", KEY).returncode == 0
    assert examples(command)
    for example in examples(command):
        words = shlex.split(example.replace("0x1d3c...", "0x" + "1d" * 32))
        variables = {"ZKLINK_NODE": NOWHERE, "ZKLINK_NETWORK": str(shell.home / "network.json")}
        if words[0].startswith("ZKLINK_"):
            name, value = words.pop(0).split("=", 1)
            variables[name] = KEY if name == "ZKLINK_KEY" else value
        assert words.pop(0) == "zklink"
        if "--config" not in words:
            words += ["--config", config]
        result = shell(*words, **variables)
        assert result.returncode != 64, f"{example}: {result.stderr}"


def test_the_version(shell):
    for words in (["--version"], ["version"]):
        result = shell(*words)
        assert result.returncode == 0 and re.fullmatch(r"zklink \d+\.\d+\.\d+\n", result.stdout)


# Wrong usage

@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["walet", "create"], "Did you mean 'wallet create'?"),
        (["swop"], "Did you mean 'swap'?"),
        (["transfer", "--tokn", "USDC"], "Did you mean 'token'?"),
        (["frobnicate"], "unknown command 'frobnicate'"),
        (["wallet", "show", "--wallet"], "'--wallet' needs a value"),
        (["wallet", "show", "--json=yes"], "'--json' takes no value"),
        (["wallet", "show", "extra"], "takes no arguments, got 1"),
        (["wallet", "create"], "ZKLINK_PASSPHRASE"),
        (["deposit", "--amount", "5", "--amount", "6"], "'--amount' is given twice"),
        (["network", "--quiet", "--quiet"], "'--quiet' is given twice"),
        (["status"], "takes OPERATION-ID|CHAIN:INDEX, got 0"),
        (["network"], "needs --network"),
        (["wallet", "import"], "needs --key"),
        (["wallet", "import", "--key", "01"], "64 hexadecimal digits"),
        (["wallet", "import", "--key", "00" * 32], "64 hexadecimal digits"),
        (["pool", "add", "--pool", "0", "--amounts", "1,2", "--token", "USDC", "--amount", "1"],
         "give either --amounts, or --token with --amount"),
    ],
)
def test_wrong_usage_says_what_to_do(shell, words, says):
    result = shell(*words)
    assert result.returncode == 64
    assert says in result.stderr and not result.stdout
    assert not shell.wallet.exists()


# Wallet files

def test_a_keystore_is_that_of_other_wallets(shell):
    """Both ways with eth-account, which has its own implementation of the format."""
    made = shell("wallet", "import", "--key", KEY, "--json", ZKLINK_PASSPHRASE="correct horse")
    assert made.returncode == 0 and "tradingKey" not in json.loads(made.stdout)
    stored = json.loads(shell.wallet.read_text())
    assert KEY not in shell.wallet.read_text() and stored["version"] == 3
    assert stored["crypto"]["kdf"] == "scrypt" and stored["crypto"]["kdfparams"]["n"] == 2**18
    assert shell.wallet.stat().st_mode & 0o777 == 0o600
    assert bytes(Account.decrypt(stored, "correct horse")).hex() == KEY
    for kdf, rounds in (("scrypt", 2**12), ("pbkdf2", 1_000)):
        other = shell.write(f"{kdf}.json", Account.encrypt("0x" + KEY, "pass", kdf=kdf, iterations=rounds))
        out = str(shell.home / f"{kdf}-again.json")
        copied = shell("wallet", "encrypt", "--wallet", other, "--out", out, ZKLINK_PASSPHRASE="pass")
        assert copied.returncode == 0, copied.stderr
        assert bytes(Account.decrypt(json.loads(Path(out).read_text()), "pass")).hex() == KEY


def test_the_address_of_a_keystore_needs_no_passphrase(shell):
    path = shell.write("keystore.json", Account.encrypt("0x" + KEY, "pass", kdf="pbkdf2", iterations=100))
    shown = shell("wallet", "show", "--wallet", path)
    assert shown.returncode == 0 and Account.from_key("0x" + KEY).address in shown.stdout


def test_passphrases_that_do_not_open_a_keystore(shell):
    stored = Account.encrypt("0x" + KEY, "pass", kdf="pbkdf2", iterations=100)
    words = ["wallet", "encrypt", "--out", "out", "--wallet"]
    path = shell.write("keystore.json", stored)
    missing, wrong = shell(*words, path), shell(*words, path, ZKLINK_PASSPHRASE="word")
    assert missing.returncode == wrong.returncode == 65
    assert "is encrypted" in missing.stderr and "not the passphrase" in wrong.stderr
    file = shell.write("phrase", "pass\n")
    assert shell(*words, path, ZKLINK_PASSPHRASE_FILE=file).returncode == 0
    changes = [("cipher", "aes-256-cbc"), ("mac", "00" * 31), ("ciphertext", "00"), ("kdf", "argon2"),
               ("kdfparams", {**stored["crypto"]["kdfparams"], "c": 2**31 - 1}),
               ("kdfparams", {**stored["crypto"]["kdfparams"], "dklen": 16})]
    for key, value in changes:
        hostile = shell.write("hostile.json", {**stored, "crypto": {**stored["crypto"], key: value}})
        result = shell(*words, hostile, ZKLINK_PASSPHRASE="pass")
        assert result.returncode == 65 and "is no wallet file" in result.stderr, (key, result.stderr)


@pytest.mark.parametrize("amount", ["1e3", "-1", "1,5", "0.0000000000000000001", "one", ""])
def test_amounts_are_plain_decimals(shell, amount):
    config = client(shell)
    assert shell("wallet", "import", "--plain", "--key", KEY).returncode == 0
    words = ["quote", "--from", "USDC", "--to", "ETH", "--config", config]
    assert shell(*words, f"--amount={amount}").returncode == 64
    assert shell(*words, "--amount", "12.5").returncode == 2


# Wrong input

@pytest.mark.parametrize(
    ("content", "says"),
    [("{", "not valid JSON"), ('{"network": "absent.json", "node": "x"}', "absent.json")],
)
def test_wrong_configuration(shell, content, says):
    result = shell("network", "--config", shell.write("client.json", content))
    assert result.returncode == 65
    assert says in result.stderr


def test_a_network_file_must_be_whole(shell):
    config = client(shell)
    for member in ("networkId", "feeOwner", "programId", "keyRoot", "chains"):
        shell.write("network.json", {key: NETWORK[key] for key in NETWORK if key != member})
        result = shell("network", "--config", config)
        assert result.returncode == 65 and member in result.stderr


@pytest.mark.parametrize("command", ["node", "oracle", "broker"])
def test_unknown_keys_of_a_configuration_are_refused(shell, command):
    client(shell)
    config = shell.write(
        "process.json", {"network": "network.json", "dataDirectory": "data", "colour": "red"})
    result = shell(command, "--config", config)
    assert result.returncode == 65
    assert "unknown key 'colour'" in result.stderr
    assert not (shell.home / "data").exists()


def test_a_node_that_does_not_answer(shell):
    config = client(shell)
    result = shell("network", "--config", config)
    assert result.returncode == 2
    assert "no answer from the node" in result.stderr and not result.stdout


def test_errors_as_one_object(shell):
    config = client(shell)
    cases = {
        ("frobnicate",): (64, "usage"),
        ("wallet", "show"): (65, "wallet"),
        ("network", "--config", "absent.json"): (65, "input"),
        ("network", "--config", config): (2, "unknownOutcome"),
    }
    for words, (status, reason) in cases.items():
        result = shell(*words, "--json")
        assert result.returncode == status and not result.stderr
        error = json.loads(result.stdout)["error"]
        assert sorted(error) == ["code", "message", "reason"]
        assert error["code"] == status and error["reason"] == reason


# The wallet

def test_a_wallet_is_made_once_for_its_owner_alone(shell):
    made = shell("wallet", "create", "--plain", "--json")
    assert made.returncode == 0
    assert stat.S_IMODE(shell.wallet.stat().st_mode) == 0o600
    content = shell.wallet.read_text()
    again = shell("wallet", "create", "--plain")
    assert again.returncode == 65 and "never overwritten" in again.stderr
    assert shell.wallet.read_text() == content
    shown = shell("wallet", "show", "--json")
    assert json.loads(shown.stdout) == json.loads(made.stdout)


def test_an_imported_key_has_its_address(shell):
    result = shell("wallet", "import", "--plain", "--json", ZKLINK_KEY="0x" + KEY)
    assert json.loads(result.stdout) == {"address": ADDRESS, "file": str(shell.wallet)}
    other = shell("wallet", "import", "--plain", "--key", "02" * 32, "--wallet", str(shell.home / "other"), "--json")
    assert json.loads(other.stdout)["address"] != ADDRESS


def test_the_secret_is_never_printed(shell):
    config = client(shell)
    secrets = {KEY}
    outputs = [shell("wallet", "import", "--plain", "--key", KEY)]
    outputs.append(shell("wallet", "create", "--plain", "--wallet", str(shell.home / "fresh")))
    secrets.add(json.loads((shell.home / "fresh").read_text())["secretKey"].removeprefix("0x"))
    for wallet in (shell.wallet, shell.home / "fresh"):
        for words in (["--json"], ["--config", config]):
            outputs.append(shell("wallet", "show", "--wallet", str(wallet), *words))
    outputs.append(shell("wallet", "import", "--plain", "--key", KEY))
    for result in outputs:
        for secret in secrets:
            assert secret not in (result.stdout + result.stderr).lower()
    assert "trading key 0x" in outputs[3].stdout


def test_a_wallet_that_others_may_read_is_refused(shell):
    assert shell("wallet", "create", "--plain").returncode == 0
    shell.wallet.chmod(0o644)
    result = shell("wallet", "show")
    assert result.returncode == 65 and "chmod 600" in result.stderr
    shell.wallet.chmod(0o400)
    assert shell("wallet", "show").returncode == 0


def test_the_wallet_is_at_home_by_default(shell):
    result = shell("wallet", "show", ZKLINK_WALLET="~/.zklink/wallet.json")
    assert result.returncode == 65
    assert str(shell.home / ".zklink" / "wallet.json") in result.stderr
    shell.wallet = shell.home / ".zklink" / "wallet.json"
    assert shell("wallet", "import", "--plain", "--key", KEY).returncode == 0
    assert ADDRESS in shell("wallet", "show", ZKLINK_WALLET="~/.zklink/wallet.json").stdout.lower()


def test_a_damaged_wallet_is_refused(shell):
    path = shell.write("wallet.json", {"secretKey": "0x01"})
    result = shell("wallet", "show", "--wallet", path)
    assert result.returncode == 65 and "no wallet file" in result.stderr


# Block 0

def test_the_genesis_is_the_model_s(shell):
    sys.path.insert(0, str(ROOT / "Tests" / "Model"))
    import codec
    import tree
    from ledger import Ledger

    owner = bytes([1]) + bytes(12) + bytes.fromhex(FEE_OWNER[2:])
    for network, chains in ((7001, [1, 2]), (9, [5]), (4294967295, [254, 1, 7])):
        config = shell.write(
            "genesis.json",
            {"networkId": network, "feeOwner": FEE_OWNER,
             "chains": [{"chain": c, "evmChainId": 31_000 + c} for c in chains]})
        result = json.loads(shell("genesis", "--config", config, "--json").stdout)
        entries = [(c, 1, (31_000 + c).to_bytes(32, "big")) for c in chains]
        root = tree.root(Ledger(network, entries, owner).records)
        header = codec.genesis_header(network, root, chains)
        assert result == {
            "genesisHeader": "0x" + header.encoded().hex(), "genesisHash": "0x" + header.hash().hex(),
            "genesisRoot": "0x" + root.hex(),
        }


@pytest.mark.parametrize(
    "change",
    [
        {"chains": [{"chain": 1, "evmChainId": 1}, {"chain": 1, "evmChainId": 2}]},
        {"chains": [{"chain": 0, "evmChainId": 1}]}, {"chains": [{"chain": 255, "evmChainId": 1}]},
        {"chains": [{"chain": 1}]},
        {"feeOwner": "0x11"}, {"networkId": -1},
    ],
)
def test_a_genesis_that_cannot_be(shell, change):
    config = shell.write("genesis.json", {**NETWORK, **change})
    assert shell("genesis", "--config", config).returncode == 65
    assert shell("genesis", "--config", shell.write("genesis.json", NETWORK)).returncode == 0


# Guest programs

def test_executes_a_program(shell):
    number = shell.write("number", "10")
    result = shell(
        "execute", str(GUESTS / "Fibonacci.elf"), "--input", number, "--top", "3", "--json")
    assert result.returncode == 0
    report = json.loads(result.stdout)
    assert report["output"] == ["0x" + b"55".hex()]
    assert 0 < report["cycles"] < 100_000 and 1 <= len(report["functions"]) <= 3


def test_functions_are_named_as_in_their_source(shell):
    program, number = str(GUESTS / "Fibonacci.elf"), shell.write("number", "10")
    for words in (["execute", program, "--input", number], ["inspect", program]):
        report = json.loads(shell(*words, "--top", "10000", "--json").stdout)
        names = [function["name"] for function in report["functions"]]
        assert any("Swift.Array._allocateBufferUninitialized(" in name for name in names), names
        assert not [name for name in names if name.startswith("$")], names
        text = shell(*words, "--top", "10000").stdout
        # A name may contain another that the demangler leaves; none is one.
        assert "  $e" not in text and all(name in text for name in names)


def test_reads_frames_in_their_order(shell):
    # The program reads operands of 32 bytes each, a frame of any bytes, which it hashes, and
    # operands of 96 bytes each.
    operands = shell.write("operands", "")
    text = shell.write("text", "abc")
    program = str(GUESTS / "RuntimeCheck.elf")
    digest = "0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    ordered = shell(
        "execute", program, "--input", operands, "--input", text, "--input", operands, "--json")
    assert digest in json.loads(ordered.stdout)["output"]
    swapped = shell(
        "execute", program, "--input", text, "--input", operands, "--input", operands, "--json")
    assert digest not in json.loads(swapped.stdout)["output"]


def test_a_program_that_cannot_be_run(shell):
    for path, says in (
            ("absent.elf", "cannot read absent.elf: No such file"),
            (shell.write("text.elf", "no program"), "not ELF"), (".", "Is a directory"),
            (shell.write("empty.elf", ""), "empty.elf is empty"), ("/dev/zero", "more than")):
        result = shell("execute", path)
        assert result.returncode == 65 and says in result.stderr
    program = str(GUESTS / "Fibonacci.elf")
    assert shell("execute", program, "--input", "absent").returncode == 65
    assert shell("execute", program, "--input", "-", "--input", "-").returncode == 64
    assert shell("execute", program, "--top", "0").returncode == 64


def test_a_run_that_fails_prints_one_object(shell):
    result = shell("execute", str(GUESTS / "Fibonacci.elf"), "--json")
    assert result.returncode == 1 and not result.stderr
    report = json.loads(result.stdout)
    assert report["error"]["reason"] == report["outcome"] == "trapped"
    result = shell("execute", str(GUESTS / "Fibonacci.elf"))
    assert result.returncode == 1
    assert "trapped" in result.stdout and "trapped" in result.stderr


def test_a_run_is_bounded(shell):
    number = shell.write("number", "10")
    program = str(GUESTS / "Fibonacci.elf")
    result = shell("execute", program, "--input", number, "--cycles", "100", "--json")
    report = json.loads(result.stdout)
    assert result.returncode == 1 and report["cycles"] == 100
    assert report["error"]["reason"] == report["outcome"] == "cycleLimit"
    assert shell("execute", program, "--input", number, "--cycles", "0").returncode == 64


def test_output_and_log_go_to_files(shell):
    words = ["execute", str(GUESTS / "Fibonacci.elf"), "--input", "-"]
    assert shell(*words, "--output", "words", "--log", "log", typed="10").returncode == 0
    frame = bytes([2, 0, 0, 0]) + b"55\0\0"
    assert (shell.home / "words").read_bytes() == frame and (shell.home / "log").exists()
    # Standard output carries the words alone; the report goes to standard error.
    piped = shell(*words, "--output", "-", typed="10")
    assert piped.stdout.encode() == frame and "exit code 0" in piped.stderr
    assert shell(*words, "--output", "-", "--log", "-", typed="10").returncode == 64
    # A run that fails writes nothing.
    other = shell(*words, "--output", "absent", "--exit-code", "1", typed="10")
    assert other.returncode == 1 and "exits with code 0, not 1" in other.stderr
    assert not (shell.home / "absent").exists()


def test_what_is_not_a_regular_file_is_written_to(shell):
    """A rename over a device, a pipe or a link would replace it by a regular file."""
    words = ["execute", str(GUESTS / "Fibonacci.elf"), "--input", shell.write("number", "10")]
    frame = bytes([2, 0, 0, 0]) + b"55\0\0"
    shell.write("kept", "old")
    (shell.home / "link").symlink_to("kept")
    (shell.home / "dangling").symlink_to("made")
    (shell.home / "loop").symlink_to("loop")
    assert shell(*words, "--output", "link").returncode == 0
    assert shell(*words, "--output", "dangling").returncode == 0
    for link, target in (("link", "kept"), ("dangling", "made")):
        assert (shell.home / link).is_symlink()
        assert (shell.home / target).read_bytes() == frame
    assert (shell.home / "kept").stat().st_mode & 0o777 == 0o600
    result = shell(*words, "--output", "loop")
    assert result.returncode == 65 and "symbolic links" in result.stderr
    os.mkfifo(shell.home / "pipe")
    with subprocess.Popen(["cat", str(shell.home / "pipe")], stdout=subprocess.PIPE) as reader:
        assert shell(*words, "--output", "pipe").returncode == 0
        assert reader.communicate(timeout=60)[0] == frame
    assert (shell.home / "pipe").is_fifo()
    assert sorted(path.name for path in shell.home.iterdir()) == [
        "dangling", "kept", "link", "loop", "made", "number", "pipe"]
