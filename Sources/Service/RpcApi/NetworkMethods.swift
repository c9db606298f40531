public import Bytes
public import Ledger

/// `zkl_network`: the network, its chains and its settlement mode.
public enum NetworkMethod: Method {
    public typealias Parameters = NoParameters
    public typealias Result = NetworkInfo
    public static let name = "zkl_network"
    public static let summary = "The network, its chains and its settlement mode"
}

/// The network for clients.
public struct NetworkInfo: WireObject, Hashable {
    /// The network's number.
    public var networkID = NetworkID(0)
    /// The node's version.
    public var version = ""
    /// The settlement mode.
    public var mode = SettlementModeName.unproven
    /// The settlement mode in words.
    public var modeText = ""
    /// The number of the last closed block.
    public var blockNumber: UInt64 = 0
    /// The protocol's fee account.
    public var feeAccount = AccountID.fees
    /// The least fee of an operation by token; if empty, no fee is asked for.
    public var minimumFees: [MinimumFeeInfo] = []
    /// The settlement chains.
    public var chains: [ChainInfo] = []
    /// The services that the node has stopped by itself.
    public var stopped: [ServiceName] = []
    /// The conditions that need a person, oldest first.
    public var alarms: [AlarmInfo] = []
    /// How far blocks are proven, and the jobs of that, in words; `nil` where the node proves none.
    public var proving: String?

    public init(placeholder: ()) {}

    public init(
        networkID: NetworkID, version: String, mode: SettlementModeName, modeText: String,
        blockNumber: UInt64, feeAccount: AccountID, minimumFees: [MinimumFeeInfo],
        chains: [ChainInfo], stopped: [ServiceName], alarms: [AlarmInfo], proving: String?
    ) {
        (self.networkID, self.version, self.mode) = (networkID, version, mode)
        (self.modeText, self.blockNumber, self.feeAccount) = (modeText, blockNumber, feeAccount)
        (self.minimumFees, self.chains) = (minimumFees, chains)
        (self.stopped, self.alarms, self.proving) = (stopped, alarms, proving)
    }

    public static let fields: [WireField<NetworkInfo>] = [
        WireField("networkId", \.networkID, "bound into every signature"),
        WireField("version", \.version, "of the node"),
        WireField("mode", \.mode, "who judges computation"),
        WireField("modeText", \.modeText, "the mode in words"),
        WireField("blockNumber", \.blockNumber, "last closed block"),
        WireField("feeAccount", \.feeAccount, "receives fees"),
        WireField("minimumFees", \.minimumFees, "none listed: no fee is asked for"),
        WireField("chains", \.chains),
        WireField("stopped", \.stopped, "by the node itself, because of the alarms"),
        WireField("alarms", \.alarms, "conditions that need a person"),
        WireField(
            "proving", \.proving,
            "blocks cut and proven, jobs that wait, run and fail; none: not by this node"),
    ]
}

/// The least fee in one token.
public struct MinimumFeeInfo: WireObject, Hashable {
    public var token = TokenID(0)
    /// The amount in layer-2 units.
    public var amount = Amount.zero

    public init(placeholder: ()) {}

    public init(token: TokenID, amount: Amount) {
        (self.token, self.amount) = (token, amount)
    }

    public static let fields: [WireField<MinimumFeeInfo>] = [
        WireField("token", \.token), WireField("amount", \.amount),
    ]
}

/// A settlement chain.
public struct ChainInfo: WireObject, Hashable {
    /// The network's number of the chain.
    public var chain = ChainID(0)
    /// The family of the chain.
    public var family = ChainFamilyName.evm
    /// The name for people.
    public var name = ""
    /// The chain's public identity; of an EVM chain the chain id in decimal.
    public var chainReference = ""
    /// The custody contract; an EVM address is left-padded.
    public var contract = Bytes32()
    /// The number of blocks that must follow an event before it counts.
    public var confirmations: UInt64 = 0
    /// Whether block data is published here.
    public var isDataChain = false

    public init(placeholder: ()) {}

    public init(
        chain: ChainID, family: ChainFamilyName, name: String, chainReference: String,
        contract: Bytes32, confirmations: UInt64, isDataChain: Bool
    ) {
        (self.chain, self.family, self.name) = (chain, family, name)
        (self.chainReference, self.contract) = (chainReference, contract)
        (self.confirmations, self.isDataChain) = (confirmations, isDataChain)
    }

    public static let fields: [WireField<ChainInfo>] = [
        WireField("chain", \.chain), WireField("family", \.family), WireField("name", \.name),
        WireField("chainReference", \.chainReference, "of an EVM chain its chain id"),
        WireField("contract", \.contract),
        WireField("confirmations", \.confirmations), WireField("dataChain", \.isDataChain),
    ]
}

/// A family of chains by name.
public enum ChainFamilyName: String, WireEnum {
    /// Chains with an Ethereum virtual machine.
    case evm
    /// Solana.
    case solana
}

/// `zkl_tokens`: all tokens.
public enum TokensMethod: Method {
    public typealias Parameters = NoParameters
    public static let name = "zkl_tokens"
    public static let summary = "Every token and the chains that hold it"

    /// The tokens in ascending order.
    public struct Result: WireObject, Hashable {
        public var tokens: [TokenInfo] = []

        public init(placeholder: ()) {}

        public init(tokens: [TokenInfo]) {
            self.tokens = tokens
        }

        public static let fields: [WireField<Result>] = [WireField("tokens", \.tokens)]
    }
}

/// A token.
public struct TokenInfo: WireObject, Hashable {
    /// The symbol of the network's own dollar.
    public static let unifiedDollarSymbol = "zUSD"

    /// The token's number.
    public var token = TokenID(0)
    /// The symbol; the number where none is configured.
    public var symbol = ""
    /// The class of the token.
    public var tokenClass = TokenClassName.ordinary
    /// Decimals on layer 2.
    public var decimals: UInt8 = 18
    /// The contracts of the token, ascending by chain.
    public var chains: [TokenContractInfo] = []
    /// The token that a yield-bearing one is a claim on.
    public var underlying: TokenID?
    /// How much of the underlying token a yield-bearing one is a claim on, with 18 decimals.
    public var rate: Amount?

    public init(placeholder: ()) {}

    public init(
        token: TokenID, symbol: String, tokenClass: TokenClassName, decimals: UInt8,
        chains: [TokenContractInfo], underlying: TokenID? = nil, rate: Amount? = nil
    ) {
        (self.token, self.symbol, self.tokenClass) = (token, symbol, tokenClass)
        (self.decimals, self.chains) = (decimals, chains)
        (self.underlying, self.rate) = (underlying, rate)
    }

    public static let fields: [WireField<TokenInfo>] = [
        WireField("token", \.token), WireField("symbol", \.symbol),
        WireField("class", \.tokenClass),
        WireField("decimals", \.decimals), WireField("chains", \.chains),
        WireField("underlying", \.underlying, "of a yield-bearing token"),
        WireField("rate", \.rate, "underlying tokens for one, 18 decimals"),
    ]
}

/// A token's contract on a chain.
public struct TokenContractInfo: WireObject, Hashable {
    public var chain = ChainID(0)
    /// The token's contract; an EVM address is left-padded.
    public var contract = Bytes32()
    /// The decimals of the contract.
    public var decimals: UInt8 = 0
    /// The reserve below which taking more out of the chain has a fee; 0 for none.
    public var reserveTarget = Amount.zero

    public init(placeholder: ()) {}

    public init(
        chain: ChainID, contract: Bytes32, decimals: UInt8, reserveTarget: Amount = .zero
    ) {
        (self.chain, self.contract, self.decimals) = (chain, contract, decimals)
        self.reserveTarget = reserveTarget
    }

    public static let fields: [WireField<TokenContractInfo>] = [
        WireField("chain", \.chain), WireField("contract", \.contract),
        WireField("decimals", \.decimals),
        WireField("reserveTarget", \.reserveTarget, "below it taking out has a fee; 0: none"),
    ]
}

/// `zkl_reserves`: the reserves of all chains.
public enum ReservesMethod: Method {
    public typealias Parameters = NoParameters
    public static let name = "zkl_reserves"
    public static let summary = "The reserves of each chain: custody less payouts ordered"

    /// The reserves in ascending order of chain, then token.
    public struct Result: WireObject, Hashable {
        public var reserves: [ReserveInfo] = []

        public init(placeholder: ()) {}

        public init(reserves: [ReserveInfo]) {
            self.reserves = reserves
        }

        public static let fields: [WireField<Result>] = [WireField("reserves", \.reserves)]
    }
}

/// The reserve of a chain in a token.
public struct ReserveInfo: WireObject, Hashable {
    public var chain = ChainID(0)
    public var token = TokenID(0)
    /// The reserve in layer-2 units.
    public var amount = Amount.zero

    public init(placeholder: ()) {}

    public init(chain: ChainID, token: TokenID, amount: Amount) {
        (self.chain, self.token, self.amount) = (chain, token, amount)
    }

    public static let fields: [WireField<ReserveInfo>] = [
        WireField("chain", \.chain), WireField("token", \.token), WireField("amount", \.amount),
    ]
}
