/// The views of the `OutflowLimits` contract that the network reads.
///
/// Source: `docs/protocol/contracts.md`.
enum OutflowLimitsFunctions {
    static let waiting = ABIFunction("waiting", [.address], returns: [.uint(bits: 256)])
    static let waitOf = ABIFunction(
        "wait_of", [.bytes32, .uint(bits: 256)],
        returns: [.uint(bits: 256), .uint(bits: 256), .uint(bits: 256), .uint(bits: 256)])
}
