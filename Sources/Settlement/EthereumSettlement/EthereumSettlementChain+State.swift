public import Bytes
public import Settlement

// MARK: What the contracts say after a block

extension EthereumSettlementChain {
    /// The counters and chained hashes of both contracts; zeros before their deployment.
    public func state(at block: BlockReference) throws(SettlementError) -> ContractState {
        try withSettlementErrors { () throws(EthereumError) in
            try agreed(blockNumber: block.number) { node throws(EthereumError) in
                try state(at: block, node)
            }
        }
    }

    /// `queue_hash` of `ZkLink`.
    public func queueHash(
        before index: UInt64, at block: BlockReference
    ) throws(SettlementError) -> Bytes32 {
        try withSettlementErrors { () throws(EthereumError) in
            try agreed(blockNumber: block.number) { node throws(EthereumError) in
                try question(node, block).zklink.word(
                    ZkLinkFunctions.queueHash, [.uint(UInt128(index))])
            }
        }
    }

    private func question(
        _ node: EthereumClient, _ block: BlockReference
    ) -> NetworkContractsReader {
        NetworkContractsReader(node: node, contracts: contracts, tag: .hash(block.hash))
    }

    private func state(
        at block: BlockReference, _ node: EthereumClient
    ) throws(EthereumError) -> ContractState {
        let question = question(node, block)
        let length: UInt64
        do throws(EthereumError) {
            length = try question.zklink.integer(ZkLinkFunctions.queueLength)
        } catch {
            // An account without code answers every call with nothing.
            guard case .truncated = error,
                try !node.hasCode(at: contracts.zklink, in: .hash(block.hash))
            else { throw error }
            return ContractState(
                queueLength: 0, queueHash: Bytes32(), committed: 0, syncHash: nil, epoch: 0,
                isExodus: false)
        }
        let committed: UInt64 = try question.ledger.integer(BlockLedgerFunctions.committed)
        let syncHash =
            try committed == 0
            ? nil
            : question.ledger.word(BlockLedgerFunctions.syncHash, [.uint(UInt128(committed))])
        return ContractState(
            queueLength: length,
            queueHash: try question.zklink.word(
                ZkLinkFunctions.queueHash, [.uint(UInt128(length))]),
            committed: committed, syncHash: syncHash,
            epoch: try question.ledger.integer(BlockLedgerFunctions.epoch),
            isExodus: try question.zklink.bool(ZkLinkFunctions.isExodus))
    }
}
