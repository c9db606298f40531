# pragma version ~=0.4.3
"""
@title Checks with Reasons
@custom:contract-name check
@license Apache-2.0
@notice A reason compiled in one place instead of at every `assert`
        saves about 5,000 bytes of `ZkLink`, which would not fit
        otherwise.
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
