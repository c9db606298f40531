#!/bin/bash
# Builds every program of Guests/ and Examples/ into build/guests/NAME.elf.
#
#   guests.sh           builds and writes their digests to PACKAGE/digests.txt
#   guests.sh --check   builds and fails unless the digests are those of these files
#   guests.sh NAME...   builds these programs alone, and neither writes nor checks digests
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

# Handles changes that SwiftPM does not notice: a changed linker script or toolset (builds from
# scratch), and files added to or removed from another package (plans again).
refresh() {
    flags=$(cat ../Guests/guest.ld ../Guests/toolset.json ../Guests/Package.swift Package.swift \
        | sha256sum)
    if [ "$(cat .build/flags 2>/dev/null)" != "$flags" ]; then
        rm -rf .build
    fi
    files=$(cd .. && find Sources Guests Examples -name .build -prune -o -type f -print \
        | sort | sha256sum)
    if [ "$(cat .build/files 2>/dev/null)" != "$files" ]; then
        rm -f .build/*.yaml
    fi
}

# The ELF files of the package in the current folder, of some programs alone if any are named; sets
# `names`.
build() {
    names=$(sed -n 's/^ *guest("\([A-Za-z0-9]*\)".*),$/\1/p' Package.swift | sort)
    if [ $# -gt 0 ]; then
        names=$(comm -12 <(echo "$names") <(printf '%s\n' "$@" | sort))
    fi
    if [ -z "$names" ]; then return; fi
    refresh
    local name
    for name in $names; do
        "$swift" build -c release --triple riscv32-none-none-eabi --experimental-lto-mode=full \
            --toolset ../Guests/toolset.json --product "$name" ${JOBS:+-j "$JOBS"} >&2
        # Keeps function symbols, for profiles. Drops mapping symbols of code and data ($x, $d): some
        # come from objects that are not linked into the program.
        "$tools/llvm-objcopy" --strip-debug \
            --wildcard --strip-symbol='$[dx]' --strip-symbol='$[dx].*' \
            ".build/riscv32-none-none-eabi/release/$name" "$out/$name.elf"
    done
    echo "$flags" >.build/flags
    echo "$files" >.build/files
}

status=0
for package in Guests Examples; do
    cd "$root/$package"
    if [ $# -gt 0 ] && [ "$1" != --check ]; then
        build "$@"
        continue
    fi
    build
    digests=$(cd "$out" && for name in $names; do sha256sum "$name.elf"; done)
    if [ "${1:-}" != --check ]; then
        echo "$digests" >digests.txt
    elif ! diff -u digests.txt <(echo "$digests") >&2; then
        echo "guests.sh: the programs are not those of $package/digests.txt." >&2
        echo "If the change is meant, run scripts/guests.sh and commit the file." >&2
        status=1
    fi
done
exit $status
