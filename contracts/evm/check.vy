# pragma version ~=0.4.3
"""
@title Checks with Reasons
@custom:contract-name check
@license Apache-2.0
@notice A plain `assert` with a reason costs about 145 bytes of code in
        each place, a call of this function about 55. `ZkLink` has sixty
        of them and keeps room for more functions, so its modules call
        this one; `BlockLedger` has room enough and asserts.
"""


@internal
@pure
def _that(condition: bool, reason: String[32]):
    """
    @dev Reverts with `reason` unless `condition` holds.
    @param condition What must hold.
    @param reason The revert string, `module: reason`.
    """
    assert condition, reason
