public import Bytes
import Hashing
public import Ledger

/// A chain of the genesis.
public struct GenesisChain: Hashable, Sendable {
    /// The network's number of the chain, in `1...254`.
    public var chain: ChainID
    /// The family of the chain.
    public var family: ChainFamily
    /// The chain's public identity; see `ChainRecord.reference`.
    public var reference: Bytes32

    public init(chain: ChainID, family: ChainFamily, reference: Bytes32) {
        (self.chain, self.family, self.reference) = (chain, family, reference)
    }

    /// An EVM chain.
    public init(_ chain: ChainID, evmChainID: UInt64) {
        (self.chain, family) = (chain, .evm)
        reference = Bytes32 { index in
            index < 24 ? 0 : UInt8(truncatingIfNeeded: evmChainID >> UInt64(8 * (31 - index)))
        }
    }
}

/// Block 0: the fee account and the chains, no money.
public struct Genesis: Sendable {
    /// The network's number.
    public let network: NetworkID
    /// The network's chains, ascending.
    public let chains: [GenesisChain]
    /// The owner of account 0, the protocol's fee account.
    public let feeOwner: ChainAddress

    /// A genesis of chains in any order; throws `genesisChains` for an invalid list.
    public init(
        network: NetworkID, chains: [GenesisChain], feeOwner: ChainAddress
    ) throws(TransitionError) {
        let sorted = chains.sorted { $0.chain < $1.chain }
        guard let first = sorted.first, let last = sorted.last, first.chain.rawValue > 0,
            last.chain <= LedgerLimits.maximumChain, sorted.count <= LedgerLimits.maximumChains
        else { throw .genesisChains }
        for index in 1..<max(sorted.count, 1)
        where sorted[index - 1].chain == sorted[index].chain {
            throw .genesisChains
        }
        (self.network, self.chains, self.feeOwner) = (network, sorted, feeOwner)
    }

    /// The records of the state after block 0.
    public var records: [(key: RecordKey, record: Record)] {
        var records: [(key: RecordKey, record: Record)] = [
            (.network, .network(NetworkRecord(blockNumber: 0, lastTimestamp: 0))),
            (.counter(.accounts), .counter(CounterRecord(next: 1))),
            (.counter(.pools), .counter(CounterRecord(next: 0))),
            (.account(.fees), .account(AccountRecord(owner: feeOwner))),
            (.owner(feeOwner), .owner(.fees)),
        ]
        for chain in chains {
            let record = ChainRecord(family: chain.family, reference: chain.reference)
            records.append((.chain(chain.chain), .chain(record)))
        }
        return records
    }

    /// The header of block 0 over the root of `records`.
    public func header(root: Bytes32) -> BlockHeader {
        let nothing = SHA256.hash([])
        let sections = chains.map { chain in
            ChainSection(
                chain: chain.chain, queueStart: 0, queueCount: 0, queueHash: Bytes32(),
                operationCount: 0, operationsHash: nothing)
        }
        return BlockHeader(
            network: network, number: 0, previousHash: Bytes32(), timestamp: 0, oldRoot: root,
            newRoot: root, dataHash: nothing, chains: sections)
    }
}
