/// The functions of the `OracleRegistry` contract.
enum OracleRegistryFunctions {
    static let members = ABIFunction(
        "members", returns: [.array(of: .address, limit: EthereumLimits.signatureCount)])
    static let threshold = ABIFunction.number("threshold", bits: 256)
}
