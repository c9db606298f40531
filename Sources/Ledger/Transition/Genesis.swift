public import Bytes
import Hashing
public import Ledger

/// Block 0: the fee account and the list of chains, no money.
public struct Genesis: Sendable {
    /// The network's number.
    public let network: NetworkID
    /// The network's chains, ascending.
    public let chains: [ChainID]
    /// Who owns account 0, which receives fees.
    public let feeOwner: Owner

    /// A genesis; the chains may be given in any order.
    public init(
        network: NetworkID, chains: [ChainID], feeOwner: Owner
    ) throws(TransitionError) {
        let sorted = chains.sorted()
        guard let first = sorted.first, first.rawValue > 0,
            sorted.count <= LedgerLimits.maximumChains
        else { throw .genesisChains }
        for index in 1..<max(sorted.count, 1) where sorted[index - 1] == sorted[index] {
            throw .genesisChains
        }
        (self.network, self.chains, self.feeOwner) = (network, sorted, feeOwner)
    }

    /// The records of the first state.
    public var records: [(key: RecordKey, record: Record)] {
        let counters = NetworkRecord(
            nextAccount: AccountID(1), nextPool: 0, blockNumber: 0, lastTimestamp: 0)
        return [
            (.network, .network(counters)),
            (.account(.fees), .account(AccountRecord(owner: feeOwner))),
            (.owner(feeOwner), .owner(.fees)),
        ]
    }

    /// The header of block 0 over the root of `records`.
    public func header(root: Bytes32) -> BlockHeader {
        let none = SHA256.hash([])
        let sections = chains.map { chain in
            ChainSection(
                chain: chain, queueStart: 0, queueCount: 0, queueHash: Bytes32(),
                payoutCount: 0, payoutsHash: none)
        }
        return BlockHeader(
            network: network, number: 0, previousHash: Bytes32(), timestamp: 0, oldRoot: root,
            newRoot: root, dataHash: none, chains: sections)
    }
}
