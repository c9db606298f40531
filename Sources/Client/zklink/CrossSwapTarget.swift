import Ledger
import Sdk

/// The end of a cross swap: an address on a chain, or an account of the network.
struct CrossSwapTarget {
    /// The chain, or the network for an account.
    let chain: ChainID
    /// The receiver on the chain, or the owner of the account.
    let receiver: ChainAddress
    /// The share of a broker who prepays on the chain, in parts of 10,000.
    let feeRate: UInt16
    /// The place in a sentence.
    let words: String

    /// Reads `--to-chain`, `--receiver` and `--fee-rate`; throws `UsageError` when the chain does not
    /// have the token.
    init(_ client: Client, _ token: TokenID) throws {
        if try client.session.required("to-chain") == "account" {
            guard client.session.optional("fee-rate") == nil else {
                throw UsageError(
                    "'--fee-rate' does not go with '--to-chain account': nothing is paid")
            }
            (chain, feeRate, words) = (.network, 0, "in the account")
            receiver = try client.owner("receiver")
            return
        }
        let named = try client.chain("to-chain")
        _ = try client.tokenOnChain(token, named.id)
        (chain, words) = (named.id, "on \(named.name)")
        feeRate = try client.rate("fee-rate", default: "0.1")
        receiver = try client.payee("receiver", token, named.id)
    }
}
