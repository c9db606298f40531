public import Ledger
public import Network
import RpcApi

/// Reasons why a network file is invalid.
public enum NetworkFileError: Error, Equatable, Sendable {
    /// A member is missing or has the wrong type or range.
    case invalid(member: String)
}

/// The file with the chains, contracts and tokens of a network, shared by all processes.
public struct NetworkFile: Sendable {
    /// A settlement chain of the network file.
    public struct Chain: Sendable {
        /// The network's number of the chain.
        public var id: ChainID
        /// The name for people.
        public var name: String
        /// The JSON-RPC endpoint.
        public var rpc: String
        public var evmChainID: UInt64
        /// The address of the `ZkLink` contract, `0x` and 40 digits.
        public var contract: String
        /// The address of the `BlockLedger` contract, `0x` and 40 digits.
        public var blockLedger: String
        /// The addresses of further contracts of the network, to which nothing is paid.
        public var otherContracts: [String] = []
        /// The number of blocks after which an event is used.
        public var confirmations: UInt64
        /// The block of the contract's deployment.
        public var startBlock: UInt64
        /// Whether block data is published on the chain.
        public var isDataChain: Bool
    }

    /// The network's id.
    public let networkID: NetworkID
    /// The owner of account 0, the protocol's fee account.
    public let feeOwner: String
    /// The digest of the proven program, 32 bytes in hexadecimal.
    public let programID: String
    /// The root of the list of keys whose proofs may be joined, likewise.
    public let keyRoot: String
    /// The chains, ascending by number.
    public let chains: [Chain]
    /// The symbols of tokens.
    public let symbols: [TokenID: String]

    /// Reads a network file; throws the first invalid member.
    public init(_ json: JSON) throws(NetworkFileError) {
        networkID = NetworkID(try Self.integer(json, "networkId"))
        feeOwner = try Self.string(json, "feeOwner")
        programID = try Self.string(json, "programId")
        keyRoot = try Self.string(json, "keyRoot")
        var chains: [Chain] = []
        for item in json["chains"]?.arrayValue ?? [] { chains.append(try Self.chain(item)) }
        guard !chains.isEmpty, Set(chains.map(\.id)).count == chains.count else {
            throw .invalid(member: "chains")
        }
        self.chains = chains.sorted { $0.id < $1.id }
        var symbols: [TokenID: String] = [.unifiedDollar: TokenInfo.unifiedDollarSymbol]
        for item in json["tokens"]?.arrayValue ?? [] {
            symbols[TokenID(try Self.integer(item, "token"))] = try Self.string(item, "symbol")
        }
        self.symbols = symbols
    }

    /// The chain of a name or number; `nil` if there is none.
    public func chain(_ text: String) -> Chain? {
        chains.first { $0.name == text || String($0.id.rawValue) == text }
    }

    /// The token of a symbol, of a share's name such as `LP2`, or of a number; `nil` otherwise.
    public func token(_ text: String) -> TokenID? {
        if let found = symbols.first(where: { $0.value == text }) { return found.key }
        if text.hasPrefix(Self.sharePrefix), let pool = UInt16(text.dropFirst(2)),
            case let token = TokenID(shareOf: PoolID(pool)), token.sharePool == PoolID(pool)
        {
            return token
        }
        return UInt16(text).map { TokenID($0) }
    }

    /// The name of a pool's shares begins with this; its number follows.
    private static let sharePrefix = "LP"

    /// The symbol of a token; for a share `LP` and the pool, else the number.
    public func symbol(_ token: TokenID) -> String {
        if let pool = token.sharePool { return Self.sharePrefix + String(pool.rawValue) }
        return symbols[token] ?? String(token.rawValue)
    }

    private static func chain(_ json: JSON) throws(NetworkFileError) -> Chain {
        var others: [String] = []
        for item in json["otherContracts"]?.arrayValue ?? [] {
            guard let address = item.stringValue else {
                throw .invalid(member: "otherContracts")
            }
            others.append(address)
        }
        return Chain(
            id: ChainID(try integer(json, "chain")), name: try string(json, "name"),
            rpc: try string(json, "rpc"), evmChainID: try integer(json, "evmChainId"),
            contract: try string(json, "contract"),
            blockLedger: try string(json, "blockLedger"), otherContracts: others,
            confirmations: try integer(json, "confirmations"),
            startBlock: try integer(json, "startBlock"),
            isDataChain: json["dataChain"]?.boolValue ?? false)
    }

    private static func integer<Value: FixedWidthInteger>(
        _ json: JSON, _ member: String
    ) throws(NetworkFileError) -> Value {
        guard let value: Value = json[member]?.integerValue() else {
            throw .invalid(member: member)
        }
        return value
    }

    private static func string(_ json: JSON, _ member: String) throws(NetworkFileError) -> String {
        guard let value = json[member]?.stringValue else { throw .invalid(member: member) }
        return value
    }
}
