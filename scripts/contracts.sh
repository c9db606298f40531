#!/bin/bash
# Compiles contracts/evm into build/contracts/<Name>.json, if anything changed since the last time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec .venv/bin/python contracts/compile.py
