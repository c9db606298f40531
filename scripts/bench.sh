#!/usr/bin/env bash
# Builds and runs every benchmark; each prints one JSON object, kept in build/bench/.
#
#   bench.sh           all of them
#   bench.sh proving   proofs of a guest program alone, into build/bench/proving.json
#
# Gas figures of the contracts (build/bench/gas.json) are written by their tests.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p build/bench

run() {
    local name=$1
    shift
    echo "bench: $name"
    swift build -c release --product "$name" >/dev/null
    ".build/release/$name" "$@" >"build/bench/$name.json"
    cat "build/bench/$name.json"
}

# Proofs of a guest program: the memory of each is measured in a process of its own.
proving() {
    echo "bench: proofs of a guest program"
    swift build -c release --product proving-benchmark >/dev/null
    .build/release/proving-benchmark programs >build/bench/proving.json
    cat build/bench/proving.json
}

if [ "${1:-}" = proving ]; then
    proving
    exit
fi
run core-benchmarks
run transition-benchmark
run riscv-benchmark
run proving-benchmark
proving
run node-benchmark 20000 32
.venv/bin/python -m pytest -q contracts/tests/test_gas.py
