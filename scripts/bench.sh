#!/usr/bin/env bash
# Builds and runs every benchmark; each prints one JSON object, kept in build/bench/.
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

run core-benchmarks
run transition-benchmark
run riscv-benchmark
run proving-benchmark
run node-benchmark 20000 32
.venv/bin/python -m pytest -q contracts/tests/test_gas.py
