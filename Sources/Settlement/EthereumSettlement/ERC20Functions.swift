/// The functions of ERC-20 tokens.
///
/// Source: EIP-20.
enum ERC20Functions {
    static let approve = ABIFunction("approve", [.address, .uint(bits: 256)])
    static let balanceOf = ABIFunction("balanceOf", [.address], returns: [.uint(bits: 256)])
    static let allowance = ABIFunction(
        "allowance", [.address, .address], returns: [.uint(bits: 256)])
    static let decimals = ABIFunction.number("decimals", bits: 8)
    static let symbol = ABIFunction(
        "symbol", returns: [.string(limit: EthereumLimits.symbolByteCount)])
}
