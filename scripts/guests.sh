#!/bin/bash
# Builds every guest program into build/guests/NAME.elf.
#
#   guests.sh           builds and writes their digests to Guests/digests.txt
#   guests.sh --check   builds and fails unless the digests are those of Guests/digests.txt
#
# Each program depends on all modules that guests may use, so this also checks that they compile
# as Embedded Swift for riscv32. The file depends on the sources and the toolchain only, not on
# the folder: a digest names the program that a proof is about.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
swift=${SWIFT:-swift}
tools=$(dirname "$(readlink -f "$(command -v "$swift")")")
out=$root/build/guests
mkdir -p "$out"

# What SwiftPM does not notice: a changed linker script or toolset, for which it starts afresh,
# and files that came or went in the other package, for which it plans again.
flags=$(cat Guests/guest.ld Guests/toolset.json Guests/Package.swift | sha256sum)
if [ "$(cat Guests/.build/flags 2>/dev/null)" != "$flags" ]; then
    rm -rf Guests/.build
fi
files=$(find Sources Guests -path Guests/.build -prune -o -type f -print | sort | sha256sum)
if [ "$(cat Guests/.build/files 2>/dev/null)" != "$files" ]; then
    rm -f Guests/.build/*.yaml
fi

cd Guests
names=$(sed -n 's/^ *guest("\([A-Za-z0-9]*\)"),$/\1/p' Package.swift | sort)
for name in $names; do
    "$swift" build -c release --triple riscv32-none-none-eabi --toolset toolset.json \
        --product "$name" ${JOBS:+-j "$JOBS"} >&2
    # Symbols of functions stay, for profiles. The marks of code and data go: they stand for
    # modules that are not even in the program.
    "$tools/llvm-objcopy" --strip-debug \
        --wildcard --strip-symbol='$[dx]' --strip-symbol='$[dx].*' \
        ".build/riscv32-none-none-eabi/release/$name" "$out/$name.elf"
done
echo "$flags" >.build/flags
echo "$files" >.build/files

cd "$out"
digests=$(for name in $names; do sha256sum "$name.elf"; done)
if [ "${1:-}" = --check ]; then
    if ! diff -u "$root/Guests/digests.txt" <(echo "$digests") >&2; then
        echo "guests.sh: the programs are not those of Guests/digests.txt." >&2
        echo "If the change is meant, run scripts/guests.sh and commit the file." >&2
        exit 1
    fi
else
    echo "$digests" >"$root/Guests/digests.txt"
fi
