# pragma version ~=0.4.3
"""
@title Orders for Solvers
@custom:contract-name solving
@license Apache-2.0
@notice The encodings of ERC-7683: steps, attributes, variables and
        payments are call data of functions that nobody implements, and
        constants among arguments are framed. No other module knows a
        selector of that standard.
"""


# @dev The attributes of a step, each with its longest form.
ATTRIBUTE_LENGTH: constant(uint256) = 516
ATTRIBUTES: constant(uint256) = 5


# @dev The longest argument of a step: 66 bytes, framed.
ARGUMENT_LENGTH: constant(uint256) = 224
ARGUMENTS: constant(uint256) = 2


# @dev The longest step and payment.
STEP_LENGTH: constant(uint256) = 3_908
PAYMENT_LENGTH: constant(uint256) = 484


# @dev A condition that the resolver cannot check.
struct Assumption:
    name: String[32]
    data: Bytes[64]


# @dev What `resolve` returns.
struct ResolvedOrder:
    steps: DynArray[Bytes[STEP_LENGTH], 2]
    variables: DynArray[Bytes[4], 1]
    payments: DynArray[Bytes[PAYMENT_LENGTH], 1]
    assumptions: DynArray[Assumption, 1]


@internal
@pure
def _call(
    target: Bytes[58],
    selector: bytes4,
    arguments: DynArray[Bytes[ARGUMENT_LENGTH], ARGUMENTS],
    attributes: DynArray[Bytes[ATTRIBUTE_LENGTH], ATTRIBUTES],
) -> Bytes[STEP_LENGTH]:
    """
    @dev Returns a step that calls a contract.
    @param target The interoperable address of the contract.
    @param selector The 4-byte selector of the function.
    @param arguments Indices of variables and framed constants.
    @param attributes The attributes.
    @return Bytes The step.
    """
    return abi_encode(
        target,
        selector,
        arguments,
        attributes,
        method_id=method_id("Call(bytes,bytes4,bytes[],bytes[])"),
    )


@internal
@pure
def _variable(index: uint256) -> Bytes[ARGUMENT_LENGTH]:
    """
    @dev Returns an argument that is the value of a variable.
    @param index The index of the variable.
    @return Bytes The argument.
    """
    return abi_encode(index)


@internal
@pure
def _framed_bytes(content: Bytes[66]) -> Bytes[ARGUMENT_LENGTH]:
    """
    @dev Returns an argument that is a constant of type `bytes`.
    @param content The bytes.
    @return Bytes The argument.
    """
    return abi_encode(b"", content)


@internal
@pure
def _framed_address(account: address) -> Bytes[ARGUMENT_LENGTH]:
    """
    @dev Returns an argument that is a constant address.
    @param account The 20-byte address.
    @return Bytes The argument.
    """
    return abi_encode(b"", account)


@internal
@pure
def _constant(amount: uint256) -> Bytes[36]:
    """
    @dev Returns a formula that is a constant.
    @param amount The value.
    @return Bytes The formula.
    """
    return abi_encode(amount, method_id=method_id("Constant(uint256)"))


@internal
@pure
def _spends(
    token: Bytes[58], amount: uint256, spender: Bytes[58], recipient: Bytes[58]
) -> Bytes[ATTRIBUTE_LENGTH]:
    """
    @dev Returns the attribute of a step that takes tokens from its
         caller.
    @param token The interoperable address of the token.
    @param amount The amount, in the token's own units.
    @param spender Who calls `transferFrom`, with allowance.
    @param recipient Who gets the tokens.
    @return Bytes The attribute.
    """
    return abi_encode(
        token,
        self._constant(amount),
        spender,
        recipient,
        method_id=method_id("SpendsERC20(bytes,bytes,bytes,bytes)"),
    )


@internal
@pure
def _spends_gas(amount: uint256) -> Bytes[ATTRIBUTE_LENGTH]:
    """
    @dev Returns the attribute of a step whose gas cannot be estimated
         before other steps are executed.
    @param amount The least gas limit.
    @return Bytes The attribute.
    """
    return abi_encode(self._constant(amount), method_id=method_id("SpendsGas(bytes)"))


@internal
@pure
def _needs_step(index: uint256) -> Bytes[ATTRIBUTE_LENGTH]:
    """
    @dev Returns the attribute of a step that comes after another.
    @param index The index of the other step.
    @return Bytes The attribute.
    """
    return abi_encode(index, method_id=method_id("NeedsStep(uint256)"))


@internal
@pure
def _not_before(seconds: uint256) -> Bytes[ATTRIBUTE_LENGTH]:
    """
    @dev Returns the attribute of a step with an earliest time.
    @param seconds The least timestamp of its block.
    @return Bytes The attribute.
    """
    field: String[15] = "block.timestamp"
    return abi_encode(
        field,
        self._constant(seconds),
        b"",
        method_id=method_id("TimingBounds(string,bytes,bytes)"),
    )


@internal
@pure
def _reverts(policy: String[6], reason: String[32]) -> Bytes[ATTRIBUTE_LENGTH]:
    """
    @dev Returns the attribute of a step that may revert with a reason.
    @param policy What the solver does then: "abort" or "ignore".
    @param reason The revert string, complete.
    @return Bytes The attribute.
    """
    expected: Bytes[100] = abi_encode(reason, method_id=method_id("Error(string)"))
    return abi_encode(policy, expected, method_id=method_id("RevertPolicy(string,bytes)"))


@internal
@pure
def _payment_recipient() -> Bytes[4]:
    """
    @dev Returns the variable that is the account which the solver
         wants to be paid.
    @return Bytes The variable.
    """
    return slice(method_id("PaymentRecipient()"), 0, 4)


@internal
@pure
def _payment(
    token: Bytes[58], sender: Bytes[58], amount: uint256, delay_seconds: uint256
) -> Bytes[PAYMENT_LENGTH]:
    """
    @dev Returns the payment for the first step, to the first variable.
    @param token The interoperable address of the token.
    @param sender The interoperable address that the tokens come from.
    @param amount The amount, in the token's own units.
    @param delay_seconds The estimated time from step to payment.
    @return Bytes The payment.
    """
    return abi_encode(
        token,
        sender,
        self._constant(amount),
        empty(uint256),
        empty(uint256),
        delay_seconds,
        method_id=method_id("ERC20(bytes,bytes,bytes,uint256,uint256,uint256)"),
    )
