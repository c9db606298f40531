"""python -m verifier PROOF DIGEST DESCRIPTION

Verifies a proof of a run (from `zklink prove`) of the program with a digest (64 hexadecimal
digits), for the machine in DESCRIPTION (from `zklink describe`). Exit status 0 only if it is valid.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from . import Machine, Refused, verify_run


def main(words: list[str]) -> int:
    if len(words) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    proof, digest, description = words
    machine = Machine(json.loads(Path(description).read_text()))
    try:
        run = verify_run(Path(proof).read_bytes(), bytes.fromhex(digest.removeprefix("0x")), machine)
    except Refused as refusal:
        print(f"refused: {refusal}")
        return 1
    print(f"valid: exit code {run.exit_code}, {len(run.output)} words of output")
    for word in run.output:
        print(f"  0x{word:08x}")
    return 0


sys.exit(main(sys.argv[1:]))
