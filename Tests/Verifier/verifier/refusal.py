"""Why a proof is refused."""

from __future__ import annotations


class Refused(Exception):
    """The bytes are no valid proof; the text says which check failed."""


def require(condition: bool, reason: str) -> None:
    if not condition:
        raise Refused(reason)
