#!/usr/bin/env bash
# Builds and runs every benchmark; each prints one JSON object, kept in build/bench/.
#
#   bench.sh           all of them
#   bench.sh proving   proofs of a guest program alone, into build/bench/proving.json
#   bench.sh groth16   Groth16 over BN254 alone, into build/bench/groth16*.json
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

# Proofs of a guest program, each in one process, so that its memory is measured alone.
proving() {
    echo "bench: proofs of a guest program"
    swift build -c release --product proving-benchmark >/dev/null
    .build/release/proving-benchmark programs >build/bench/proving.json
    cat build/bench/proving.json
}

# Groth16: kernels, then setup and proof of one circuit through files, beside groth16py.
groth16() {
    echo "bench: Groth16"
    swift build -c release --product groth16-benchmark >/dev/null
    local program=.build/release/groth16-benchmark folder=build/bench/groth16
    local log2=${GROTH16_LOG2:-16}
    mkdir -p "$folder"
    "$program" kernels | tee build/bench/groth16-kernels.json
    "$program" files "$log2" "$folder" | tee build/bench/groth16-setup.json
    "$program" prove "$(nproc)" "$folder" | tee build/bench/groth16.json
    .venv/bin/python scripts/groth16_peer.py "$program" "$folder" \
        | tee build/bench/groth16-peer.json
}

if [ "${1:-}" = proving ]; then
    proving
    exit
fi
if [ "${1:-}" = groth16 ]; then
    groth16
    exit
fi
run core-benchmarks
run transition-benchmark
run riscv-benchmark
run proving-benchmark
proving
groth16
run node-benchmark 20000 32
.venv/bin/python -m pytest -q contracts/tests/test_gas.py
