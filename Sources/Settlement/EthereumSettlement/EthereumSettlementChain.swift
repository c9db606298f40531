public import Bytes
internal import Hashing
public import Ledger
public import Settlement

/// One EVM chain with the network's `ZkLink` contract, read through one node or two.
///
/// With two nodes every answer is asked of both, about the same block, and `nodesDisagree` is thrown
/// when they differ: then neither is believed.
public struct EthereumSettlementChain: SettlementChain {
    /// The network's number of the chain.
    public let chain: ChainID
    /// How many blocks must follow a block before it counts.
    public let confirmationDepth: UInt64
    /// The contract.
    public let contract: EthereumAddress
    /// The chain's own number (EIP-155).
    public let evmChainID: UInt64
    /// The node that calls go to.
    public let client: EthereumClient
    private let witness: EthereumClient?

    /// A chain behind the given nodes; `witness` is the second, where one is configured.
    public init(
        chain: ChainID, evmChainID: UInt64, contract: EthereumAddress, confirmationDepth: UInt64,
        client: EthereumClient, witness: EthereumClient? = nil
    ) {
        self.chain = chain
        self.evmChainID = evmChainID
        self.contract = contract
        self.confirmationDepth = confirmationDepth
        self.client = client
        self.witness = witness
    }

    /// Throws unless the nodes follow the configured chain and the contract is there.
    public func checkConnection() throws(SettlementError) {
        try settling { () throws(EthereumError) in
            for node in [client] + (witness.map { [$0] } ?? []) {
                let actual = try node.chainID()
                guard actual == evmChainID else {
                    throw .wrongChain(expected: evmChainID, actual: actual)
                }
                guard try node.hasCode(at: contract) else {
                    throw .malformed(method: "eth_getCode", field: "contract")
                }
            }
        }
    }

    /// Asks both nodes the same and returns the answer if they give the same.
    private func agreed<Answer: Equatable>(
        blockNumber: UInt64, _ ask: (EthereumClient) throws(EthereumError) -> Answer
    ) throws(EthereumError) -> Answer {
        let answer = try ask(client)
        guard let witness else { return answer }
        guard try ask(witness) == answer else { throw .nodesDisagree(blockNumber: blockNumber) }
        return answer
    }
}

// MARK: Blocks

extension EthereumSettlementChain {
    /// The highest block; with two nodes the highest that both have.
    public func head() throws(SettlementError) -> BlockReference {
        try settling { () throws(EthereumError) in
            let head = try client.latestBlock().reference
            guard let witness else { return head }
            let other = try witness.latestBlock().reference
            if other.number == head.number {
                guard other == head else { throw .nodesDisagree(blockNumber: head.number) }
                return head
            }
            let number = min(head.number, other.number)
            return try agreed(blockNumber: number) { node throws(EthereumError) in
                try node.block(number: number).reference
            }
        }
    }

    /// One block with the contract's events.
    public func block(number: UInt64) throws(SettlementError) -> ObservedBlock {
        try settling { () throws(EthereumError) in
            try agreed(blockNumber: number) { node throws(EthereumError) in
                let block = try node.block(number: number)
                let logs = try node.logs(of: contract, in: block.reference)
                return ObservedBlock(
                    reference: block.reference, parentHash: block.parentHash,
                    timestamp: block.timestamp, events: try Self.events(logs))
            }
        }
    }

    /// Blocks that are too old to be reorganised.
    public func blocks(first: UInt64, last: UInt64) throws(SettlementError) -> ObservedRange {
        guard first <= last else { throw .outOfRange(field: "range") }
        return try settling { () throws(EthereumError) in
            try agreed(blockNumber: last) { node throws(EthereumError) in
                let start = try node.block(number: first)
                let end = try node.block(number: last)
                let logs = try node.logs(of: contract, from: first, to: last)
                return ObservedRange(
                    firstNumber: first, parentHash: start.parentHash, last: end.reference,
                    events: try Self.events(logs))
            }
        }
    }

    private static func events(
        _ logs: [EthereumLog]
    ) throws(EthereumError) -> [PositionedEvent] {
        var events: [PositionedEvent] = []
        for log in logs {
            if let event = try ZkLinkEvents.decode(log) { events.append(event) }
        }
        return events
    }

    /// The data of a block, from the transaction that committed it.
    public func blockData(
        of commitment: BlockCommitment, at position: EventPosition
    ) throws(SettlementError) -> [UInt8] {
        try settling { () throws(EthereumError) in
            // The hash in the header says whether the data are right: one honest node is enough.
            do throws(EthereumError) {
                return try blockData(of: commitment, at: position, client)
            } catch {
                guard let witness else { throw error }
                return try blockData(of: commitment, at: position, witness)
            }
        }
    }

    private func blockData(
        of commitment: BlockCommitment, at position: EventPosition, _ node: EthereumClient
    ) throws(EthereumError) -> [UInt8] {
        let number = commitment.number
        guard let hash = Bytes32(position.transaction.bytes),
            let call = try node.transactionCall(of: hash), call.to == contract,
            let data = try? ZkLinkFunctions.commit.decodeCall(call.data).last?.bytesValue
        else {
            throw .dataMissing(number: number)
        }
        guard SHA256.hash(data) == commitment.header.dataHash else {
            throw .dataMismatch(number: number)
        }
        return data
    }
}

// MARK: The contract

extension EthereumSettlementChain {
    /// What the contract is.
    public func identity() throws(SettlementError) -> ChainIdentity {
        try view { question throws(EthereumError) in
            let mode: UInt8 = try question.integer(ZkLinkFunctions.mode)
            guard let mode = SettlementMode(rawValue: mode) else {
                throw .invalidValue(type: "mode")
            }
            return ChainIdentity(
                network: NetworkID(try question.integer(ZkLinkFunctions.networkID)),
                chain: ChainID(try question.integer(ZkLinkFunctions.chain)), mode: mode,
                modeText: try question.text(ZkLinkFunctions.settlementMode),
                isDataChain: try question.bool(ZkLinkFunctions.isDataChain),
                programID: try question.word(ZkLinkFunctions.programID),
                verifier: try question.address(ZkLinkFunctions.verifier),
                oracles: try question.address(ZkLinkFunctions.oracles),
                governance: try question.address(ZkLinkFunctions.governance),
                operator: try question.address(ZkLinkFunctions.operator))
        }
    }

    /// How far the contract has come.
    public func progress() throws(SettlementError) -> ChainProgress {
        try view { question throws(EthereumError) in
            ChainProgress(
                committed: try question.integer(ZkLinkFunctions.committed),
                proven: try question.integer(ZkLinkFunctions.proven),
                confirmed: try question.integer(ZkLinkFunctions.confirmed),
                executed: try question.integer(ZkLinkFunctions.executed),
                epoch: try question.integer(ZkLinkFunctions.epoch),
                queueLength: try question.integer(ZkLinkFunctions.queueLength),
                queueCommitted: try question.integer(ZkLinkFunctions.queueCommitted),
                queueExecuted: try question.integer(ZkLinkFunctions.queueExecuted),
                areBlocksPaused: try question.bool(ZkLinkFunctions.blocksPaused),
                isExodus: try question.bool(ZkLinkFunctions.exodus))
        }
    }

    /// The hash of a stored header.
    public func headerHash(number: UInt64) throws(SettlementError) -> Bytes32? {
        try view { question throws(EthereumError) in
            let hash = try question.word(ZkLinkFunctions.headerHash, [.uint(UInt128(number))])
            return hash.isZero ? nil : hash
        }
    }

    /// The chained hash up to a stored block.
    public func syncHash(number: UInt64) throws(SettlementError) -> Bytes32? {
        try view { question throws(EthereumError) in
            let hash = try question.word(ZkLinkFunctions.syncHash, [.uint(UInt128(number))])
            return hash.isZero ? nil : hash
        }
    }

    /// Who prepaid a payout.
    public func acceptance(payoutHash: Bytes32) throws(SettlementError) -> PayoutAcceptance {
        try view { question throws(EthereumError) in
            let broker = try question.address(ZkLinkFunctions.accepted, [.word(payoutHash)])
            if broker.isZero { return .open }
            return broker == Bytes32(word: 1) ? .spent : .accepted(broker: broker)
        }
    }

    /// Whether a payout is executed.
    public func isExecuted(payoutHash: Bytes32) throws(SettlementError) -> Bool? {
        try view { question throws(EthereumError) in
            try question.bool(ZkLinkFunctions.isExecuted, [.word(payoutHash)])
        }
    }

    /// What an owner may claim.
    public func pending(owner: Bytes32, token: Bytes32) throws(SettlementError) -> UInt128 {
        try view { question throws(EthereumError) in
            try question.integer(
                ZkLinkFunctions.pending,
                [
                    .address(try ZkLinkCall.address(owner, "owner")),
                    .address(try ZkLinkCall.address(token, "token")),
                ])
        }
    }

    /// What a holder has of a token or of the chain's own coin.
    public func balance(of holder: Bytes32, token: Bytes32) throws(SettlementError) -> UInt128 {
        try settling { () throws(EthereumError) in
            let holder = try ZkLinkCall.address(holder, "holder")
            let token = try ZkLinkCall.address(token, "token")
            if token == .native { return try client.balance(of: holder) }
            let question = ContractQuestion(node: client, contract: token, tag: .latest)
            return try question.integer(ZkLinkFunctions.balanceOf, [.address(holder)])
        }
    }

    /// What the contract holds of a token for the network.
    public func custody(token: Bytes32) throws(SettlementError) -> UInt128 {
        try view { question throws(EthereumError) in
            try question.integer(
                ZkLinkFunctions.custody, [.address(try ZkLinkCall.address(token, "token"))])
        }
    }

    /// The contract of a token on this chain.
    public func tokenContract(_ token: TokenID) throws(SettlementError) -> Bytes32? {
        try view { question throws(EthereumError) in
            let contract = try question.address(
                ZkLinkFunctions.tokenAddress, [.uint(UInt128(token.rawValue))])
            return contract.isZero ? nil : contract
        }
    }

    /// The decimal places of a registered token on this chain.
    public func tokenDecimals(_ token: TokenID) throws(SettlementError) -> UInt8? {
        try view { question throws(EthereumError) in
            let id = ABIValue.uint(UInt128(token.rawValue))
            guard try !question.address(ZkLinkFunctions.tokenAddress, [id]).isZero else {
                throw .outOfRange(field: "token")
            }
            return try question.integer(ZkLinkFunctions.tokenDecimals, [id])
        }
    }

    /// The time left to the first stored block that is not executed.
    public func commitWindow() throws(SettlementError) -> CommitWindow? {
        let number = try head().number
        return try settling { () throws(EthereumError) in
            try agreed(blockNumber: number) { node throws(EthereumError) in
                let question = ContractQuestion(
                    node: node, contract: contract, tag: .number(number))
                let executed: UInt64 = try question.integer(ZkLinkFunctions.executed)
                let committed: UInt64 = try question.integer(ZkLinkFunctions.committed)
                guard committed > executed else { return nil }
                return CommitWindow(
                    committedAt: try question.integer(
                        ZkLinkFunctions.commitTime, [.uint(UInt128(executed) + 1)]),
                    revertDeadline: try question.integer(ZkLinkFunctions.revertDeadline),
                    now: try node.block(number: number).timestamp)
            }
        }
    }

    /// Who confirms blocks on this chain, and how many of them are needed.
    public func oracles() throws(SettlementError) -> OracleSet {
        try view { question throws(EthereumError) in
            let registry = try ZkLinkCall.address(
                try question.address(ZkLinkFunctions.oracles), "oracles")
            let asked = ContractQuestion(
                node: question.node, contract: registry, tag: question.tag)
            return OracleSet(
                members: try asked.addresses(ZkLinkFunctions.members),
                threshold: try asked.integer(ZkLinkFunctions.threshold))
        }
    }

    /// Decimals and symbol of an ERC-20 token, as it states them itself.
    public func tokenDescription(
        contract token: Bytes32
    ) throws(SettlementError) -> (decimals: UInt8, symbol: String) {
        try settling { () throws(EthereumError) in
            let address = try ZkLinkCall.address(token, "token")
            let question = ContractQuestion(node: client, contract: address, tag: .latest)
            return (
                try question.integer(ZkLinkFunctions.decimals),
                try question.text(ZkLinkFunctions.symbol)
            )
        }
    }

    /// What the contract may take of a holder's tokens; `UInt128.max` stands for anything above.
    public func allowance(of holder: Bytes32, token: Bytes32) throws(SettlementError) -> UInt128 {
        try settling { () throws(EthereumError) in
            let address = try ZkLinkCall.address(token, "token")
            let question = ContractQuestion(node: client, contract: address, tag: .latest)
            let holder = try ZkLinkCall.address(holder, "holder")
            let word = try question.word(
                ZkLinkFunctions.allowance, [.address(holder), .address(contract)])
            return word.uint128 ?? .max
        }
    }

    /// Asks the contract about one block, so that the answers fit together.
    private func view<Answer: Equatable>(
        _ ask: (ContractQuestion) throws(EthereumError) -> Answer
    ) throws(SettlementError) -> Answer {
        let number = try head().number
        return try settling { () throws(EthereumError) in
            try agreed(blockNumber: number) { node throws(EthereumError) in
                try ask(
                    ContractQuestion(node: node, contract: contract, tag: .number(number)))
            }
        }
    }
}
