# pragma version ~=0.4.3
"""
@title Normal Operation and Exodus
@custom:contract-name lifecycle
@license Apache-2.0
@notice Whether `ZkLink` left normal operation. There is no way back.
"""


# @dev We import the `check` module, which is stateless.
from . import check


# @dev Returns whether this contract left normal operation for good.
in_exodus: public(bool)


@internal
@view
def _check_active():
    """
    @dev Refuses everything that exodus ended.
    """
    check._that(not self.in_exodus, "lifecycle: exodus")
