#!/bin/bash
# Prepares this checkout on Debian 12: system libraries, then .venv from the system Python.
# With --deep also what only `make test-deep` needs: GNU as and a C library for RISC-V, and the
# sources of Lua. Idempotent.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

packages=(liblmdb-dev libwebsockets-dev libcurl4-openssl-dev libsecp256k1-dev libssl-dev
          libpq-dev postgresql python3-venv pkg-config)
if [ "${1:-}" = --deep ]; then
    packages+=(binutils-riscv64-unknown-elf picolibc-riscv64-unknown-elf)
fi
python=/usr/bin/python3.11

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

missing_packages() {
    local package
    for package in "${packages[@]}"; do
        if [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" != installed ]
        then echo "$package"; fi
    done
}

install_packages() {
    local missing
    mapfile -t missing < <(missing_packages)
    if [ "${#missing[@]}" -eq 0 ]; then return; fi
    echo "setup: installing ${missing[*]}"
    # The package lists may be absent or older than the mirror: refresh only if the first try fails.
    local install=(apt-get install -y -q --no-install-recommends "${missing[@]}")
    export DEBIAN_FRONTEND=noninteractive
    if ! as_root "${install[@]}"; then
        as_root apt-get update -q
        as_root "${install[@]}"
    fi
}

install_python() {
    local stamp=.venv/requirements.sha256 wanted
    wanted="$(sha256sum < requirements.txt)"
    if [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then return; fi
    echo "setup: installing Python packages into .venv"
    "$python" -m venv .venv
    .venv/bin/python -m pip install -q --disable-pip-version-check \
        --require-hashes -r requirements.txt
    printf '%s\n' "$wanted" > "$stamp"
}

install_lua() {
    local folder=build/outside
    if [ -d "$folder/lua54" ]; then return; fi
    mkdir -p "$folder"
    .venv/bin/python -m pip download -q --disable-pip-version-check --no-deps \
        --no-binary :all: --require-hashes -r Tests/Conformance/lua/requirements.txt -d "$folder"
    tar -xzf "$folder"/lupa-*.tar.gz -C "$folder" --strip-components=2 --wildcards \
        'lupa-*/third-party/lua54'
}

# One run at a time in a checkout.
exec 9< requirements.txt
flock 9
install_packages
install_python
if [ "${1:-}" = --deep ]; then install_lua; fi
