"""A verifier of proofs of runs, written from docs/protocol/proofs.md alone.

It shares no code with the program: a second opinion on what the format says, for auditors and for
tests. It is slow (plain Python) and knows Poseidon2 proofs only.
"""

from .machine import Machine
from .refusal import Refused
from .run import verify_run

__all__ = ["Machine", "Refused", "verify_run"]
