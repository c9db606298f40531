# pragma version ~=0.4.3
"""
@title Mock Factory of Wallets
@custom:contract-name MockFactory
@license Apache-2.0
@notice Creates wallets at addresses that are known before (CREATE2), and
        can fail or make a call first. It remembers its last caller.
"""


# @dev Returns that this is a mock.
is_mock: public(constant(bool)) = True


# @dev Returns who called last, and how many wallets were made.
last_caller: public(address)
made: public(uint256)


# @dev Returns whether the call that was made first succeeded.
succeeded: public(bool)


@external
def create(code: Bytes[2_048], salt: bytes32) -> address:
    """
    @dev Creates a wallet.
    @param code The creation code with its arguments.
    @param salt The salt.
    @return address The 20-byte address of the wallet.
    """
    return self._create(code, salt)


@external
def fail():
    """
    @dev Fails.
    """
    raise "MockFactory: fails"


@external
def call_first(target: address, payload: Bytes[1_024], code: Bytes[2_048], salt: bytes32):
    """
    @dev Makes a call, which may fail, and creates a wallet.
    @param target The 20-byte address to call.
    @param payload The call data.
    @param code The creation code with its arguments.
    @param salt The salt.
    """
    self.succeeded = raw_call(target, payload, revert_on_failure=False)
    self._create(code, salt)


@internal
def _create(code: Bytes[2_048], salt: bytes32) -> address:
    """
    @dev Creates a wallet.
    @param code The creation code with its arguments.
    @param salt The salt.
    @return address The 20-byte address of the wallet.
    """
    self.last_caller = msg.sender
    self.made += 1
    return raw_create(code, salt=salt)
