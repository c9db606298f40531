import Bytes
import EthereumSettlement
import Ledger
import Sdk

/// Addresses that the user types, checked before anything is signed.
enum Receiver {
    /// An address; throws `UsageError` for a wrong form or a wrong checksum (EIP-55).
    static func address(_ text: String) throws -> ChainAddress {
        guard let address = EthereumAddress(hex: text) else {
            throw UsageError("'\(text)' is not an address: 0x and 40 hexadecimal digits")
        }
        guard address.accepts(checksumOf: text) else {
            throw UsageError(
                "the checksum of '\(text)' is wrong (EIP-55): a digit is mistyped, or it is \(address.checksummed)"
            )
        }
        return ChainAddress(evm: address.bytes)
    }

    /// An owner of an account; throws `UsageError` for addresses that nobody can use.
    static func owner(_ text: String, _ network: NetworkFile) throws -> ChainAddress {
        let owner = try address(text)
        guard !owner.isZero else { throw unusable(text, "nobody can use the zero address") }
        for chain in network.chains where try chain.contractsHave(owner) {
            throw unusable(text, "it is a contract of the network on chain \(chain.name)")
        }
        return owner
    }

    /// A receiver of a token; throws `UsageError` for addresses that cannot receive it.
    static func payee(
        _ text: String, _ network: NetworkFile, token: TokenID, contract: Bytes32
    ) throws -> ChainAddress {
        let payee = try owner(text, network)
        guard payee.address != contract else {
            throw unusable(text, "it is the contract of \(network.symbol(token))")
        }
        return payee
    }

    private static func unusable(_ text: String, _ reason: String) -> UsageError {
        UsageError("'\(text)' cannot receive: \(reason)")
    }
}

extension NetworkFile.Chain {
    fileprivate func contractsHave(_ owner: ChainAddress) throws -> Bool {
        try [contractAddress, ledgerAddress].contains { ChainAddress(evm: $0) == owner }
    }
}
