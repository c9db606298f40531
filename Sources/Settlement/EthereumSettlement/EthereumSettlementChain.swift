internal import Bytes
public import Ledger
public import Settlement

/// An EVM chain with the network's contracts, read through one node or several.
///
/// Every answer is asked of all nodes, about the same block; `nodesDisagree` is thrown when they
/// differ. Enough of them must answer: all, or as many as were required.
public struct EthereumSettlementChain: SettlementChain {
    /// The network's number of the chain.
    public let chain: ChainID
    /// The number of blocks that must follow a block before it counts.
    public let confirmationDepth: UInt64
    /// The network's contracts on the chain.
    public let contracts: ZkLinkContracts
    /// The EIP-155 chain id.
    public let evmChainID: UInt64
    /// The node that calls are sent to: the first that answered last.
    public var client: EthereumClient { nodes.preferred }
    let nodes: EthereumNodes

    /// A chain behind the given nodes, at least one, of which `required` must answer.
    ///
    /// `required` is in `1...clients.count`; `nil`: all.
    public init(
        chain: ChainID, evmChainID: UInt64, contracts: ZkLinkContracts, confirmationDepth: UInt64,
        clients: [EthereumClient], required: Int? = nil
    ) {
        self.chain = chain
        self.evmChainID = evmChainID
        self.contracts = contracts
        self.confirmationDepth = confirmationDepth
        nodes = EthereumNodes(clients, required: required ?? clients.count)
    }

    /// The nodes that cannot be reached or lag while the others serve.
    public var missingNodes: [String] { nodes.missing }

    /// Checks the chain id of the nodes, and that both contracts are there and name each other.
    ///
    /// Throws `wrongChain` or `malformedAnswer` otherwise.
    public func checkConnection() throws(SettlementError) {
        try withSettlementErrors { () throws(EthereumError) in
            _ = try nodes.agreed(blockNumber: 0) { node throws(EthereumError) in
                try check(node)
                return true
            }
        }
    }

    private func check(_ node: EthereumClient) throws(EthereumError) {
        let actual = try node.chainID()
        guard actual == evmChainID else {
            throw .wrongChain(expected: evmChainID, actual: actual)
        }
        for contract in contracts.all {
            guard try node.hasCode(at: contract) else {
                throw .malformed(method: "eth_getCode", field: "contract")
            }
        }
        let asked = NetworkContractsReader(node: node, contracts: contracts, tag: .latest)
        guard
            try asked.zklink.address(ZkLinkFunctions.blockLedger) == contracts.blockLedger.padded,
            try asked.ledger.address(BlockLedgerFunctions.zklink) == contracts.zklink.padded
        else {
            throw .malformed(method: "eth_call", field: "block_ledger")
        }
    }

    /// Reads from the contracts at one block, so that the answers fit together.
    func view<Answer: Equatable>(
        _ ask: (NetworkContractsReader) throws(EthereumError) -> Answer
    ) throws(SettlementError) -> Answer {
        let number = try head().number
        return try withSettlementErrors { () throws(EthereumError) in
            try agreed(blockNumber: number) { node throws(EthereumError) in
                try ask(
                    NetworkContractsReader(node: node, contracts: contracts, tag: .number(number)))
            }
        }
    }

    /// The answer that the nodes give; throws `nodesDisagree` when they differ.
    func agreed<Answer: Equatable>(
        blockNumber: UInt64, _ ask: (EthereumClient) throws(EthereumError) -> Answer
    ) throws(EthereumError) -> Answer {
        try nodes.agreed(blockNumber: blockNumber, ask)
    }
}

// MARK: Blocks

extension EthereumSettlementChain {
    /// The highest block that enough nodes have.
    public func head() throws(SettlementError) -> BlockReference {
        try withSettlementErrors { () throws(EthereumError) in try nodes.head() }
    }

    /// One block with the contract's events.
    public func block(number: UInt64) throws(SettlementError) -> ObservedBlock {
        try withSettlementErrors { () throws(EthereumError) in
            try agreed(blockNumber: number) { node throws(EthereumError) in
                let block = try node.block(number: number)
                let logs = try node.logs(of: contracts.all, in: block.reference)
                return ObservedBlock(
                    reference: block.reference, parentHash: block.parentHash,
                    timestamp: block.timestamp, events: try events(logs))
            }
        }
    }

    /// Blocks that are too old to be reorganised.
    public func blocks(first: UInt64, last: UInt64) throws(SettlementError) -> ObservedRange {
        guard first <= last else { throw .outOfRange(field: "range") }
        return try withSettlementErrors { () throws(EthereumError) in
            try agreed(blockNumber: last) { node throws(EthereumError) in
                let start = try node.block(number: first)
                let end = try node.block(number: last)
                let logs = try node.logs(of: contracts.all, from: first, to: last)
                return ObservedRange(
                    firstNumber: first, parentHash: start.parentHash, last: end.reference,
                    events: try events(logs))
            }
        }
    }

    private func events(
        _ logs: [EthereumLog]
    ) throws(EthereumError) -> [PositionedEvent] {
        var events: [PositionedEvent] = []
        for log in logs {
            if let event = try ZkLinkEvents.decode(log, contracts) { events.append(event) }
        }
        return events
    }
}
