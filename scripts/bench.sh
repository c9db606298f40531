#!/usr/bin/env bash
# Builds and runs every benchmark; each prints one JSON object, kept in build/bench/.
#
#   bench.sh           all of them
#   bench.sh proving   proofs of a guest program alone, into build/bench/proving.json
#   bench.sh groth16   Groth16 over BN254 alone, into build/bench/groth16.json
#   bench.sh block     a block cut into parts, proven and joined, and the way from a joined proof to
#                      Groth16, alone, into build/bench/block.json
#   bench.sh flood     a node under a flood alone, into build/bench/flood.json
#
# Gas figures of the contracts (build/bench/gas.json) are written by their tests.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p build/bench

# Runs a program that is killed when this script ends in any way.
child() { setpriv --pdeathsig KILL -- "$@"; }

run() {
    local name=$1
    shift
    echo "bench: $name"
    swift build -c release --product "$name" >/dev/null
    child ".build/release/$name" "$@" >"build/bench/$name.json"
    cat "build/bench/$name.json"
}

# Proofs of a guest program, each in one process, so that its memory is measured alone.
proving() {
    echo "bench: proofs of a guest program"
    swift build -c release --product proving-benchmark >/dev/null
    child .build/release/proving-benchmark programs >build/bench/proving.json
    cat build/bench/proving.json
}

# Groth16: kernels, then setup and proof of one circuit through files, beside groth16py.
groth16() {
    echo "bench: Groth16"
    swift build -c release --product groth16-benchmark >/dev/null
    # shellcheck disable=SC2086  # several sizes
    child .venv/bin/python scripts/bench_groth16.py .build/release/groth16-benchmark \
        build/bench/groth16 ${GROTH16_LOG2:-16 20} >build/bench/groth16.json
    cat build/bench/groth16.json
}

# A block of swaps and transfers, cut into parts, proven, joined and verified; and a joined proof
# compressed, proven by the last layer and by Groth16, with a key that is made for it.
block() {
    echo "bench: a block"
    swift build -c release --product block-benchmark >/dev/null
    swift build -c release --product wrap-benchmark >/dev/null
    child .build/release/block-benchmark prove "${BLOCK_OPERATIONS:-500}" >build/bench/parts.json
    rm -rf build/bench/wrap
    mkdir -p build/bench/wrap
    child .build/release/wrap-benchmark all build/bench/wrap >build/bench/wrap.json
    rm -rf build/bench/wrap
    child .venv/bin/python -m pytest -q contracts/tests/test_validity.py -k gas >&2
    child .venv/bin/python - build/bench/{parts,wrap,prove}.json >build/bench/block.json <<'MERGE'
import json, sys
parts, wrap, prove = (json.load(open(name)) for name in sys.argv[1:])
json.dump(wrap | parts | prove, sys.stdout, indent=2)
MERGE
    cat build/bench/block.json
}

# An honest client of a node beside 100 hostile connections.
flood() {
    echo "bench: flood"
    swift build -c release --product zklink >/dev/null
    .venv/bin/python Benchmarks/Service/flood.py >build/bench/flood.json
    cat build/bench/flood.json
}

if [ "${1:-}" = proving ]; then
    proving
    exit
fi
if [ "${1:-}" = groth16 ]; then
    groth16
    exit
fi
if [ "${1:-}" = block ]; then
    block
    exit
fi
if [ "${1:-}" = flood ]; then
    flood
    exit
fi
run core-benchmarks
run transition-benchmark
run block-benchmark 40
run riscv-benchmark
run proving-benchmark
proving
groth16
run node-benchmark 20000 32
flood
child .venv/bin/python -m pytest -q contracts/tests/test_gas.py
