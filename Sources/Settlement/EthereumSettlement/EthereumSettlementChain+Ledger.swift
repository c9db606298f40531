public import Bytes
internal import Ledger
public import Settlement

// MARK: Blocks and what judges them

extension EthereumSettlementChain {
    /// The constants of `BlockLedger`, and its operator.
    public func identity() throws(SettlementError) -> ChainIdentity {
        try view { question throws(EthereumError) in
            let mode: UInt8 = try question.ledger.integer(BlockLedgerFunctions.mode)
            guard let mode = SettlementMode(rawValue: mode) else {
                throw .invalidValue(type: "mode")
            }
            return ChainIdentity(
                network: NetworkID(try question.ledger.integer(BlockLedgerFunctions.networkID)),
                chain: ChainID(try question.ledger.integer(BlockLedgerFunctions.chain)), mode: mode,
                modeText: try question.ledger.text(BlockLedgerFunctions.settlementMode),
                isDataChain: try question.ledger.bool(BlockLedgerFunctions.isDataChain),
                program: ProvenProgram(
                    id: try question.ledger.word(BlockLedgerFunctions.programID),
                    keyRoot: try question.ledger.word(BlockLedgerFunctions.keyRoot)),
                verifier: try question.ledger.address(BlockLedgerFunctions.verifier),
                oracles: try question.ledger.address(BlockLedgerFunctions.oracles),
                governance: try question.ledger.address(BlockLedgerFunctions.governance),
                operator: try question.ledger.address(BlockLedgerFunctions.operator))
        }
    }

    /// The counters of both contracts at one block.
    public func progress() throws(SettlementError) -> ChainProgress {
        try view { question throws(EthereumError) in
            ChainProgress(
                committed: try question.ledger.integer(BlockLedgerFunctions.committed),
                proven: try question.ledger.integer(BlockLedgerFunctions.proven),
                confirmed: try question.ledger.integer(BlockLedgerFunctions.confirmed),
                executed: try question.zklink.integer(ZkLinkFunctions.executed),
                epoch: try question.ledger.integer(BlockLedgerFunctions.epoch),
                queueLength: try question.zklink.integer(ZkLinkFunctions.queueLength),
                queueCommitted: try question.ledger.integer(BlockLedgerFunctions.queueCommitted),
                queueExecuted: try question.zklink.integer(ZkLinkFunctions.queueExecuted),
                areBlocksPaused: try question.ledger.bool(BlockLedgerFunctions.blocksPaused),
                isExodus: try question.zklink.bool(ZkLinkFunctions.isExodus))
        }
    }

    /// The next queue entry to refund, once in exodus.
    public func queueRefunded() throws(SettlementError) -> UInt64 {
        try view { question throws(EthereumError) in
            try question.zklink.integer(ZkLinkFunctions.queueRefunded)
        }
    }

    /// `header_hash` of `BlockLedger`; `nil` when it is zero.
    public func headerHash(number: UInt64) throws(SettlementError) -> Bytes32? {
        try view { question throws(EthereumError) in
            let hash = try question.ledger.word(
                BlockLedgerFunctions.headerHash, [.uint(UInt128(number))])
            return hash.isZero ? nil : hash
        }
    }

    /// `sync_hash` of `BlockLedger`; `nil` when it is zero.
    public func syncHash(number: UInt64) throws(SettlementError) -> Bytes32? {
        try view { question throws(EthereumError) in
            let hash = try question.ledger.word(
                BlockLedgerFunctions.syncHash, [.uint(UInt128(number))])
            return hash.isZero ? nil : hash
        }
    }

    /// Members and threshold of the registry that `BlockLedger` names.
    public func oracles() throws(SettlementError) -> OracleSet {
        try view { question throws(EthereumError) in
            let registry = try ZkLinkCall.address(
                try question.ledger.address(BlockLedgerFunctions.oracles), "oracles")
            let asked = question.about(registry)
            return OracleSet(
                members: try asked.addresses(OracleRegistryFunctions.members),
                threshold: try asked.integer(OracleRegistryFunctions.threshold))
        }
    }

    /// Commit time and revert deadline of the first block not executed; `nil` when there is none.
    public func commitWindow() throws(SettlementError) -> CommitWindow? {
        let number = try head().number
        return try withSettlementErrors { () throws(EthereumError) in
            try agreed(blockNumber: number) { node throws(EthereumError) in
                let question = NetworkContractsReader(
                    node: node, contracts: contracts, tag: .number(number))
                let executed: UInt64 = try question.zklink.integer(ZkLinkFunctions.executed)
                let committed: UInt64 = try question.ledger.integer(BlockLedgerFunctions.committed)
                guard committed > executed else { return nil }
                return CommitWindow(
                    committedAt: try question.ledger.integer(
                        BlockLedgerFunctions.commitTime, [.uint(UInt128(executed) + 1)]),
                    revertDeadline: try question.ledger.integer(
                        BlockLedgerFunctions.revertDeadline),
                    now: try node.block(number: number).timestamp)
            }
        }
    }
}
