#!/usr/bin/env python3
"""Switches off every check of the verifier in turn and expects a test to fail for each.

    scripts/verifier-mutations.py [--write] [--only PATTERN]

A copy of the proving core is built once under build/mutations. In the copy every check asks
`isOff(number)` first, which looks at an environment variable, so that one build serves for all
checks (mutant schemata: Untch, Offutt, Harrold, ISSTA 1993). The suites that hold the verifier
run once for each check; a check whose absence no test notices is printed, and the exit code is 1.
--write puts the table into docs/verifier-checks.md. Results are kept in build/mutations; --only
tries the checks anew whose file and name match a pattern, and those without a result.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from devchain.lifetime import ends_with_parent  # noqa: E402

WORK = ROOT / "build/mutations"
RESULTS = WORK / "results.json"
DOCUMENT = ROOT / "docs/verifier-checks.md"
TIMEOUT_SECONDS = 300
MODULES = [
    "Bytes", "Parallel", "CKernels", "Fields", "Hashing", "Polynomials", "Commitments",
    "Transcripts", "FRI", "Constraints", "StarkVerifier", "StarkProver",
]
SUPPORT = ["TestSupport", "ProofFixtures"]
TESTS = ["Commitments", "FRI", "Constraints", "StarkProver"]
# The slow suites run only for checks whose absence the others do not notice.
SUITES = [
    ["CommitmentTests", "SharedOpeningTests", "FRIForgeryTests", "MachineTests", "DescriptionTests", "StarkTests",
     "DegreeTests",
     "TranscriptOrderTests", "ProofSizeTests", "MachineDigestTests"],
    ["ProofFormatTests"], ["ForgeryTests"],
]
# Files in which every check is found by its form.
CHECKED = [
    "Constraints/CheckedMachine", "Commitments/RowOpening", "FRI/FRIVerifier",
    "FRI/FRIVerification", "FRI/NativeVerifierBuilder", "FRI/QueryPhase", "FRI/FRITranscript",
    "StarkVerifier/ProofShape", "StarkVerifier/Verifier", "StarkVerifier/StarkVerification",
    "StarkVerifier/ProofTranscript",
    "StarkVerifier/ProofFormat", "StarkVerifier/ProofCursor", "StarkVerifier/ProofReader",
    "StarkVerifier/ProofWriter", "Commitments/SharedOpening",
]
# Checks whose form is their own: file, what it is called, the text, the text with a switch.
SPECIAL = [
    ("StarkVerifier/Verifier", "messageBus",
     "key.checked.publicTupleLength(of: message.bus) else",
     "key.checked.publicTupleLength(of: message.bus)"
     " ?? (isOff(@) ? message.tuple.count : nil) else"),
    ("StarkVerifier/ProofShape", "missingChip",
     "if shape.isOptional { continue }", "if isOff(@) || shape.isOptional { continue }"),
    ("StarkVerifier/ProofReader", "queryIndex",
     "Int(exactly: number), index >> sizes.sizeLog2 == 0 else",
     "Int(exactly: number), isOff(@) || index >> sizes.sizeLog2 == 0 else"),
    ("StarkVerifier/ProofCursor", "nonCanonicalElement",
     "guard let element = Goldilocks(canonical: try integer(UInt64.self)) else {",
     "let raw = try integer(UInt64.self)\n"
     "guard let element = Goldilocks(canonical: raw)"
     " ?? (isOff(@) ? Goldilocks(reducing: raw) : nil) else {"),
    ("FRI/FRIVerification", "openings", "if let refusal = builder.open(commitments, at: indices, sizeLog2: schedule.firstLog2) {",
     "if let refusal = builder.open(commitments, at: indices, sizeLog2: schedule.firstLog2), !isOff(@) {"),
    ("FRI/QueryPhase", "folds", "if let failed {", "if !isOff(@), let failed {"),
    ("FRI/NativeVerifierBuilder", "differs", "left != right", "isOff(@) || left != right"),
    ("FRI/NativeVerifierBuilder", "equals", "{\n        left == right",
     "{\n        isOff(@) || left == right"),
    ("FRI/NativeVerifierBuilder", "equals at a place", "values[place & (values.count - 1)] == value",
     "isOff(@) || values[place & (values.count - 1)] == value"),
    ("FRI/NativeVerifierBuilder", "opensRows", "{ places == queryIndices }",
     "{ isOff(@) || places == queryIndices }"),
    ("FRI/NativeVerifierBuilder", "first refusal of openings",
     "        let openings = openings\n        let refusals = workers.map(commitments.count) {",
     "        let openings = openings\n        let refusals = workers.map(isOff(@) ? 0 : commitments.count) {"),
    ("Constraints/CheckedMachine", "unusedPublicBus", "throw .unusedPublicBus(bus)",
     "if isOff(@) { lengths.append(0); continue }\n                throw .unusedPublicBus(bus)"),
    ("Commitments/Poseidon2Tree", "nonCanonicalElement",
     "guard let element = Goldilocks(canonical: try reader.read(UInt64.self)) else {",
     "let raw = try reader.read(UInt64.self)\n"
     "guard let element = Goldilocks(canonical: raw)"
     " ?? (isOff(@) ? Goldilocks(reducing: raw) : nil) else {"),
    ("StarkVerifier/ProofTranscript", "side of a message", "message.side == .send ? 1",
     "!isOff(@) && message.side == .send ? 1"),
    ("StarkVerifier/ProofTranscript", "bus of a message", "Self.number(of: message.bus)]",
     "isOff(@) ? Self.number(0) : Self.number(of: message.bus)]"),
    ("StarkVerifier/ProofTranscript", "tuple of a message", "+ message.tuple)",
     "+ (isOff(@) ? [] : message.tuple))"),
    ("StarkVerifier/StarkVerification", "sign of a message",
     "message.side == .send ? denominator : -denominator",
     "isOff(@) || message.side == .send ? denominator : -denominator"),
]
# Checks that another check makes unnecessary, with the reason.
REDUNDANT = {}


class Mutants:
    """Numbers the checks and rewrites the sources."""

    def __init__(self):
        self.checks = []

    def new(self, file, name):
        self.checks.append((file, name))
        return len(self.checks)

    def keys(self):
        """A name for each check that does not depend on other files."""
        seen = Counter()
        for check in self.checks:
            seen[check] += 1
            yield f"{check[0]} {check[1]} {seen[check]}"


def closing(text, start):
    """The index after the bracket that closes the one at `start`."""
    pairs, depth = {"(": ")", "[": "]", "{": "}"}, 0
    for index in range(start, len(text)):
        if text[index] in pairs:
            depth += 1
        elif text[index] in pairs.values():
            depth -= 1
            if depth == 0:
                return index + 1
    raise ValueError("unbalanced brackets")


def conditions(text):
    """Splits at commas outside of brackets."""
    parts, depth, last = [], 0, 0
    for index, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            parts.append(text[last:index])
            last = index + 1
    return [part.strip() for part in parts + [text[last:]]]


def thrown(body):
    found = re.search(r"throw \.(\w+)", body)
    if found:
        return found.group(1)
    return "answer no" if re.search(r"return (false|nil)\b", body) else None


def switch_guards(text, file, mutants):
    """Rewrites `guard CONDITIONS else { throw }`; each condition has a switch."""
    result, place = "", 0
    for found in re.finditer(r"\bguard\s", text):
        if found.start() < place:
            continue
        middle = text.index(" else {", found.end()) if " else {" in text[found.end():] else -1
        other = re.search(r"\s+else\s*\{", text[found.end():])
        middle, start = found.end() + other.start(), found.end() + other.end() - 1
        body = text[start:closing(text, start)]
        parts, name = conditions(text[found.end():middle]), thrown(body)
        if name is None or any(re.match(r"(let|var|case)\b", part) for part in parts):
            continue
        tried = ["try" if "try " in part else "" for part in parts]
        switched = []
        for part, word in zip(parts, tried):
            number = mutants.new(file, name)
            clean = part.replace("try ", "")
            switched.append(f"try isOff({number}, {clean})" if word else
                            f"(isOff({number}) || ({clean}))")
        result += text[place:found.start()] + "guard " + ", ".join(switched) + " else " + body
        place = closing(text, start)
    return result + text[place:]


def switch_throwing_blocks(text, file, mutants):
    """if CONDITION { throw } and for ... where CONDITION { throw }."""
    result, place = "", 0
    for found in re.finditer(r"\b(if|where) ((?:(?!\b(?:if|where|guard)\b)[^{}])+?)\s*\{\s*throw \.(\w+)", text):
        condition = found.group(2)
        if condition.startswith("let "):
            continue
        number = mutants.new(file, found.group(3))
        result += text[place:found.start()]
        result += f"{found.group(1)} !isOff({number}) && ({condition.strip()}) {{ throw .{found.group(3)}"
        place = found.end()
    return result + text[place:]


def switch_calls(text, file, mutants):
    """Statements `try check(...)` and `transcript.absorb(...)`."""
    result, place = "", 0
    for found in re.finditer(r"(?m)^ *((?:for [^\n{]*\{ )?(?:try (?:[\w.\[\]]+\.)?(?:check\w*|verify|require|finish|add)\(|transcript\.absorb\())", text):
        start = found.start(1)
        if start < place:
            continue
        line = text[start:text.index("\n", start)]
        end = start + len(line) if line.startswith("for ") else closing(text, text.index("(", start))
        call = re.search(r"(?:try )?([\w.\[\]]+)\(", text[start:end]).group(1)
        if call == "transcript.absorb" and not file.endswith("Transcript"):
            continue
        wrapped = re.match(r"\s*\} catch \{\s*throw \.(\w+)", text[end:])
        name = wrapped.group(1) if wrapped else "call of " + call.split(".")[-1]
        if "absorb" in call:
            name = "absorption of " + signature(text[start:end])
        number = mutants.new(file, name)
        result += text[place:start] + f"if !isOff({number}) {{ {text[start:end]} }}"
        place = end
    return result + text[place:]


def signature(call):
    """A short form of a call of absorb: its argument without switches and spaces."""
    plain = re.sub(r"isOff\(\d+\) \? 0 : ", "", " ".join(call.split()))
    return re.sub(r"^.*?absorb\( ?", "", plain)[:48].rstrip(" {})")


def switch_numbers(text, file, mutants):
    """Rewrites each number in the statement of a transcript."""
    def replace(found):
        number = mutants.new(file, f"absorption of {found.group(1)}")
        return f"number(isOff({number}) ? 0 : {found.group(1)})"
    return re.sub(r"\bnumber\(((?!_)[\w.]+)\)", replace, text)


def mutate(mutants):
    for file in dict.fromkeys(CHECKED + [entry[0] for entry in SPECIAL]):
        path = WORK / f"Sources/Proving/{file}.swift"
        text = path.read_text()
        if file in CHECKED:
            text = switch_guards(text, file, mutants)
            text = switch_throwing_blocks(text, file, mutants)
            if file.endswith("Transcript"):
                text = switch_numbers(text, file, mutants)
            if not file.endswith("Writer"):
                text = switch_calls(text, file, mutants)
        path.write_text(text)
    for file, name, old, new in SPECIAL:
        replace(file, old, new.replace("@", str(mutants.new(file, name))))


def replace(file, old, new):
    path = WORK / f"Sources/Proving/{file}.swift"
    text = path.read_text()
    if text.count(old) != 1:
        sys.exit(f"{file}: {text.count(old)} times: {old}")
    path.write_text(text.replace(old, new))


SWITCH = """#if canImport(Glibc)
import Glibc
#endif

private let off: Int = getenv("ZKLINK_MUTATION").flatMap { Int(String(cString: $0)) } ?? 0

func isOff(_ number: Int) -> Bool { number == off }

/// For conditions that read: they are evaluated either way.
func isOff(_ number: Int, _ condition: Bool) -> Bool { condition || number == off }
"""


def folder_of(target):
    """The folder of a target, relative to the root."""
    found = [path for kind in ["Sources", "Tests"] for path in (ROOT / kind).glob(f"**/{target}")
             if path.is_dir()]
    if len(found) != 1:
        sys.exit(f"{target} has {len(found)} folders")
    return found[0].relative_to(ROOT)


def prepare():
    """Copies the sources and keeps earlier builds."""
    for folder in ["Sources", "Tests"]:
        shutil.rmtree(WORK / folder, ignore_errors=True)
    for name in MODULES + SUPPORT + [test + "Tests" for test in TESTS]:
        path = folder_of(name)
        shutil.copytree(ROOT / path, WORK / path)
    for name in ["Commitments", "FRI", "Constraints", "StarkVerifier", "StarkProver"]:
        (WORK / folder_of(name) / "MutationSwitch.swift").write_text(SWITCH)
    package = (ROOT / "Package.swift").read_text()
    head = package[:package.index("let package = Package(")]
    head = head.replace("    .treatAllWarnings(as: .error),\n", "")
    wanted = MODULES + SUPPORT + [test + "Tests" for test in TESTS]
    (WORK / "Package.swift").write_text(
        head + f"let wanted: Set<String> = {json.dumps(wanted)}\n"
        'let package = Package(\n    name: "Mutations",\n'
        "    targets: (modules + supports + suites).filter { wanted.contains($0.name) })\n")


def run_tests(number):
    """The tests that fail with a check off, of the first suites with failures."""
    for suites in SUITES:
        if failed := run_suites(number, suites):
            return failed
    return []


def run_suites(number, suites):
    """The tests that fail with a check off; after a trap, the test that was running."""
    program = WORK / ".build/release/MutationsPackageTests.xctest"
    environment = dict(os.environ, ZKLINK_MUTATION=str(number))
    arguments = ["--testing-library", "swift-testing", "--no-parallel"]
    for suite in suites:
        # Not \b: it takes MODULE.SUITE for one word.
        arguments += ["--filter", rf"\.{suite}/"]
    try:
        run = subprocess.run([program, *arguments], env=environment, capture_output=True,
                             text=True, timeout=TIMEOUT_SECONDS,
                             preexec_fn=ends_with_parent())
        output, code = run.stdout + run.stderr, run.returncode
    except subprocess.TimeoutExpired as expired:
        output, code = (expired.stdout or b"").decode(), -1
    output = re.sub(r"\x1b\[\d+m", "", output)
    failed = re.findall(r"✘ Test (\w+)\(.*?failed after", output)
    if code < 0:
        started = re.findall(r"◇ Test (\w+)\(\S* started", output)
        ended = re.findall(r"[✔✘] Test (\w+)\(.*?(?:passed|failed) after", output)
        failed += [name for name in started if name not in ended][-1:]
    if code != 0 and not failed:
        (WORK / "output.txt").write_text(output)
        sys.exit("the tests failed, but none of them: see build/mutations/output.txt")
    return failed


def rows(mutants, results):
    """The table: for each check the failing test that fails for the fewest other checks."""
    counts = Counter(test for tests in results for test in set(tests))
    lines = {}
    for (file, name), tests in zip(mutants.checks, results):
        if tests:
            test = min(set(tests), key=lambda name: (counts[name], name))
            lines.setdefault(f"| `{file}` | {mark(name)} | `{test}` |")
    return list(lines)


def mark(name):
    return f"`{name}`" if re.fullmatch(r"\w+", name) else name


def main():
    only = sys.argv[sys.argv.index("--only") + 1] if "--only" in sys.argv else None
    prepare()
    mutants = Mutants()
    mutate(mutants)
    subprocess.run(["swift", "build", "-c", "release", "--build-tests"], cwd=WORK, check=True,
                   preexec_fn=ends_with_parent())
    if failed := run_tests(0):
        sys.exit(f"with every check on, these fail: {failed}")
    known = json.loads(RESULTS.read_text()) if only and RESULTS.exists() else {}
    results, survivors = [], []
    for number, (check, key) in enumerate(zip(mutants.checks, mutants.keys()), start=1):
        if key not in known or re.search(only, key):
            known[key] = run_tests(number)
            RESULTS.write_text(json.dumps(known, indent=1))
        tests = known[key]
        results.append(tests)
        print(number, *check, "->", ", ".join(tests[:4]) or "NOTHING", flush=True)
        if not tests and check not in REDUNDANT:
            survivors.append(check)
    print(f"{len(mutants.checks)} checks, {len(survivors)} without a test")
    if "--write" in sys.argv:
        text = DOCUMENT.read_text()
        head, tail = text.split("<!-- table -->\n")[0], text.split("<!-- end -->\n")[1]
        table = "| Check in | Refusal or call | Held by |\n| --- | --- | --- |\n"
        table += "\n".join(rows(mutants, results)) + "\n"
        DOCUMENT.write_text(f"{head}<!-- table -->\n{table}<!-- end -->\n{tail}")
    sys.exit(1 if survivors else 0)


if __name__ == "__main__":
    main()
