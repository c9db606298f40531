import Bytes
import EthereumSettlement
import Foundation
import Ledger
import Network
import RpcApi
import Scheduling
import Sdk
import Settlement
import WalletFiles

/// The shared part of commands: network file, node, wallet, chains and waiting.
struct Client {
    let session: Session
    let network: NetworkFile
    let node: NodeClient

    /// Whether a node takes part; commands for chains alone work without one.
    private let usesNode: Bool

    init(_ session: Session, usesNode: Bool = true) throws {
        self.session = session
        self.usesNode = usesNode
        network = try Self.networkFile(session)
        node = NodeClient(url: usesNode ? try session.required("node") : "")
    }

    /// The network file that the configuration names.
    static func networkFile(_ session: Session) throws -> NetworkFile {
        let path = session.path(try session.required("network"))
        do {
            return try NetworkFile(Session.readJSON(path))
        } catch let error as NetworkFileError {
            throw InputError("\(path): \(ErrorText.words(error))")
        }
    }

    func wallet() throws -> Wallet { try session.wallet.load(session) }

    /// The owner of the wallet, for which an encrypted file needs no passphrase.
    func walletOwner() throws -> ChainAddress {
        ChainAddress(evm: try WalletFile.address(path: session.walletPath))
    }

    func trader() throws -> Trader {
        let slot = try session.integer("slot", in: 0...15, default: 0)
        var trader = try Trader(
            wallet: wallet(), slot: KeySlot(UInt8(slot)), node: node, network: network.networkID)
        trader.feeToken = try session.optional("fee-token").map { try token(named: $0) }
        if let text = session.optional("max-fee") {
            trader.feeLimit = .amount(try amount(of: text, "max-fee"))
        }
        return trader
    }

    var timeoutSeconds: Double {
        get throws { Double(try session.integer("timeout", in: 1...86_400, default: 120)) }
    }

    // Values of the command line

    func token(_ option: String) throws -> TokenID { try token(named: session.required(option)) }

    func token(named text: String) throws -> TokenID {
        if let token = network.token(text) { return token }
        let known = network.symbols.values.sorted().joined(separator: ", ")
        throw UsageError("unknown token '\(text)'. This network has: \(known)")
    }

    func chain(_ option: String) throws -> NetworkFile.Chain {
        let text = try session.required(option)
        if let chain = network.chain(text) { return chain }
        let known = network.chains.map(\.name).joined(separator: ", ")
        throw UsageError("unknown chain '\(text)'. This network has: \(known)")
    }

    func amount(_ option: String) throws -> Amount {
        try amount(of: session.required(option), option)
    }

    func amount(of text: String, _ option: String) throws -> Amount {
        guard let amount = TokenAmount.parse(text) else {
            throw UsageError("'--\(option) \(text)' is no amount: write whole tokens such as 12.5")
        }
        return amount
    }

    /// A percentage such as `0.1`, in parts of 10,000.
    func rate(_ option: String, default fallback: String) throws -> UInt16 {
        let text = session.optional(option) ?? fallback
        guard let scaled = TokenAmount.parse(text, decimals: 2),
            let rate = UInt16(scaled.decimal), rate <= 9_999
        else { throw UsageError("'--\(option) \(text)' is no percentage from 0 to 99.99") }
        return rate
    }

    /// The owner of an option; by default the wallet.
    func owner(_ option: String) throws -> ChainAddress {
        try session.optional(option).map { try Receiver.owner($0, network) } ?? walletOwner()
    }

    /// The receiver of an option, to be paid in a token on a chain; by default the wallet.
    func payee(_ option: String, _ token: TokenID, _ chain: ChainID) throws -> ChainAddress {
        guard let text = session.optional(option) else { return try walletOwner() }
        let contract = try tokenOnChain(token, chain).contract
        return try Receiver.payee(text, network, token: token, contract: contract)
    }

    /// The answer to a question about an object; `nil` when the node does not know it.
    func unlessUnknown<Answer>(_ ask: () throws -> Answer) throws -> Answer? {
        do {
            return try ask()
        } catch ClientError.refused(let failure) where failure.reason == .unknownObject {
            return nil
        }
    }

    /// The account of an owner; `nil` when there is none.
    func accountIfAny(of owner: ChainAddress) throws -> AccountInfo? {
        let address = EthereumAddress(padded: owner.address) ?? .zero
        return try unlessUnknown {
            try node.call(AccountMethod.self, .init(owner: address.bytes))
        }
    }

    /// The account of an owner; throws `CommandFailure` when there is none.
    func account(of owner: ChainAddress) throws -> AccountInfo {
        if let account = try accountIfAny(of: owner) { return account }
        let address = EthereumAddress(padded: owner.address) ?? .zero
        throw CommandFailure(
            FailureReason.unknownObject.rawValue,
            "\(address.checksummed) has no account in this network: a deposit makes one")
    }

    /// The time in seconds since 1970.
    var nowSeconds: UInt64 { UInt64(Date().timeIntervalSince1970) }

    /// Amounts and times as people read them.
    var figures: FigureText { FigureText(network: network) }

    /// The pools at present, for routes and prices.
    func market() throws -> Market { market(of: try node.call(PoolsMethod.self).pools) }

    /// The same with the unified dollar, for routes through it.
    func marketWithDollar() throws -> Market {
        let pools = try node.call(PoolsMethod.self).pools
        return market(of: pools, try DollarCommands.dollarIfAny(self))
    }

    /// The same of some pools.
    func market(of pools: [PoolInfo], _ dollar: Dollar? = nil) -> Market {
        Market(pools, dollar: dollar, at: nowSeconds)
    }

    /// The token's contract and decimals on a chain, as the node reports them.
    func tokenOnChain(_ token: TokenID, _ chain: ChainID) throws -> TokenContractInfo {
        let tokens = try node.call(TokensMethod.self).tokens
        let info = tokens.first { $0.token == token }
        guard let found = info?.chains.first(where: { $0.chain == chain }) else {
            throw UsageError("chain \(figures.name(chain)) does not hold \(network.symbol(token))")
        }
        return found
    }

    /// What a chain would pay now of an amount on the ledger; `nil` when it does not fit.
    func withdrawalPlan(
        _ amount: Amount, _ token: TokenID, _ chain: ChainID
    ) throws -> WithdrawalPlan? {
        let contract = try tokenOnChain(token, chain)
        let reserves = try node.call(ReservesMethod.self).reserves
        let held = reserves.first { $0.chain == chain && $0.token == token }?.amount
        return WithdrawalPlan(
            amount, contract, reserve: token.isIssued ? .maximum : held ?? .zero)
    }

    /// The amount of an option in the token's units on its chain.
    func chainUnits(_ option: String, _ token: TokenContractInfo) throws -> UInt128 {
        let text = try session.required(option)
        guard let amount = TokenAmount.parse(text, decimals: Int(token.decimals)) else {
            throw UsageError(
                "'--\(option) \(text)' is no amount with at most \(token.decimals) decimals")
        }
        return amount.units
    }

    // Chains

    func settlementChain(_ chain: NetworkFile.Chain) throws -> EthereumSettlementChain {
        try chain.settlement(urls: [chain.rpc], depth: chain.confirmations)
    }

    /// The wallet's use of a chain, whose nodes and contracts are checked before money moves.
    func user(on chain: NetworkFile.Chain) throws -> ChainCaller {
        let settlement = try settlementChain(chain)
        try check(settlement, named: chain.name)
        let account = try EthereumAccount(chain: settlement, key: wallet().key)
        return ChainCaller(
            chain: settlement, account: account, timeoutSeconds: try timeoutSeconds,
            clock: SystemClock())
    }
}

extension Client {
    /// Refuses a chain whose nodes, contracts or identity are not those of the network.
    private func check(_ chain: EthereumSettlementChain, named name: String) throws {
        do {
            try chain.checkConnection()
        } catch SettlementError.unreachable {
            throw ClientError.chain(.unreachable)
        } catch {
            throw InputError(
                "the network file is wrong about chain \(name): \(ErrorText.words(error)). Nothing was sent",
                reason: "wrongChain")
        }
        let identity = try chain.identity()
        guard identity.network == network.networkID, identity.chain == chain.chain else {
            throw InputError(
                "the contract on chain \(name) is of network \(identity.network.rawValue), chain \(identity.chain.rawValue), not of network \(network.networkID.rawValue), chain \(chain.chain.rawValue). Nothing was sent",
                reason: "wrongChain")
        }
        guard usesNode else { return }
        let told = try node.call(NetworkMethod.self).chains.first { $0.chain == chain.chain }
        guard told?.contract == chain.contracts.zklink.padded else {
            throw InputError(
                "the node follows another contract on chain \(name) than the network file names. Nothing was sent",
                reason: "wrongChain")
        }
    }
}
