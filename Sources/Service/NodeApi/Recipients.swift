import Bytes
import Ledger
import RpcApi
import Sequencing
import Settlement
import Settling
import Transition

/// A judge of addresses that could never use what they receive: payouts to them stay in custody or
/// in a contract for ever.
///
/// The ledger does not know the network's contracts, so a node refuses such operations before they
/// are sequenced.
struct Recipients: Sendable {
    /// The network's contracts on each chain.
    private let contracts: [ChainID: [ChainAddress]]

    init(chains: [SettledChain]) {
        contracts = Dictionary(
            chains.map { ($0.port.chain, $0.networkContracts) }, uniquingKeysWith: { $0 + $1 })
    }

    /// The refusal of a recipient; `nil` when it can receive.
    ///
    /// A payee is judged on its chain, an owner on every chain: its account is the same on all.
    func failure(_ recipient: Recipient, _ sequencer: Sequencer) -> RequestFailure? {
        switch recipient {
        case .payee(let payee, let chain, let token):
            if sequencer.contract(of: token, on: chain)?.contract == payee {
                return failure(payee, "it is the contract of token \(token.rawValue)")
            }
            return failure(payee, onAnyOf: [chain])
        case .owner(let owner): return failure(owner, onAnyOf: contracts.keys.sorted())
        }
    }

    private func failure(
        _ address: ChainAddress, onAnyOf chains: [ChainID]
    ) -> RequestFailure? {
        if address.isZero { return failure(address, "nobody can use the zero address") }
        guard let chain = chains.first(where: { contracts[$0]?.contains(address) == true }) else {
            return nil
        }
        return failure(address, "it is a contract of the network on chain \(chain.rawValue)")
    }

    private func failure(_ address: ChainAddress, _ reason: String) -> RequestFailure {
        let text = address.evmAddress.map { "0x\($0.hex)" } ?? "0x\(address.address.hex)"
        return RequestFailure(.unpayable, "nothing was done: \(text) cannot receive: \(reason)")
    }
}
