# pragma version ~=0.4.3
"""
@title Mock Receiver
@custom:contract-name MockReceiver
@license Apache-2.0
@notice A receiver that refuses the native coin unless configured otherwise,
        and then makes an arbitrary call when it gets some. It makes calls
        for anyone, too.
"""


# @dev Returns that this is a mock.
is_mock: public(constant(bool)) = True


# @dev The call to make on receipt; nothing is accepted while the
# target is zero.
_target: address
_payload: Bytes[1_024]


# @dev Returns how many of the calls succeeded and failed.
succeeded: public(uint256)
failed: public(uint256)


@external
@payable
def __default__():
    """
    @dev Refuses, or accepts and makes the call.
    """
    assert self._target != empty(address), "MockReceiver: refused"
    if raw_call(self._target, self._payload, revert_on_failure=False):
        self.succeeded += 1
    else:
        self.failed += 1


@external
def arm(target: address, payload: Bytes[1_024]):
    """
    @dev Sets the call to make; the zero address to refuse.
    @param target The 20-byte address to call.
    @param payload The call data.
    """
    self._target = target
    self._payload = payload


@external
def perform(target: address, payload: Bytes[1_024], amount: uint256):
    """
    @dev Makes a call, and fails with it.
    @param target The 20-byte address to call.
    @param payload The call data.
    @param amount The native coin to send along.
    """
    raw_call(target, payload, value=amount)
