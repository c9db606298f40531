public import Bytes

extension Record {
    /// What the record describes.
    public var kind: RecordKind {
        switch self {
        case .network: .network
        case .account: .account
        case .owner: .owner
        case .key: .key
        case .balance: .balance
        case .token: .token
        case .tokenOnChain: .tokenOnChain
        case .reserve: .reserve
        case .pool: .pool
        case .pair: .pair
        }
    }

    /// The value as the list of words that the state tree hashes.
    public var words: [UInt32] {
        var writer = WordWriter()
        switch self {
        case .network(let record):
            writer.append(record.nextAccount.rawValue)
            writer.append(UInt32(record.nextPool))
            writer.append(record.blockNumber)
            writer.append(record.lastTimestamp)
        case .account(let record):
            writer.append(UInt32(record.owner.family.rawValue))
            writer.append(record.owner.address)
            writer.append(record.flags)
        case .key(let record):
            writer.append(record.publicKey)
            writer.append(UInt32(record.scopes.rawValue))
            writer.append(record.expiry)
            writer.append(record.nonces.base)
            writer.append(record.nonces.bitmap)
        case .owner(let account): writer.append(account.rawValue)
        case .balance(let amount), .reserve(let amount): writer.append(amount)
        case .token(let tokenClass):
            writer.append(UInt32(tokenClass.rawValue))
            writer.append(UInt32(LedgerLimits.decimals))
        case .tokenOnChain(let record):
            writer.append(record.contract)
            writer.append(UInt32(record.decimals))
        case .pool(let pool): Record.append(pool, to: &writer)
        case .pair(let pool): writer.append(UInt32(pool.rawValue))
        }
        return writer.words
    }

    private static func append(_ pool: PoolRecord, to writer: inout WordWriter) {
        writer.append(UInt32(pool.kind.rawValue))
        writer.append(UInt32(pool.tokenA.rawValue))
        writer.append(UInt32(pool.tokenB.rawValue))
        writer.append(pool.balanceA)
        writer.append(pool.balanceB)
        writer.append(pool.shareSupply)
        writer.append(pool.feeRate)
        writer.append(pool.protocolFeeRate)
    }
}

extension Record {
    /// The record of a kind whose value is exactly these words.
    public init(kind: RecordKind, words: [UInt32]) throws(DecodingError) {
        var reader = WordReader(words)
        self = try Record.read(kind, from: &reader)
        try reader.finish()
    }

    private static func read(
        _ kind: RecordKind, from reader: inout WordReader
    ) throws(DecodingError) -> Record {
        switch kind {
        case .network:
            return .network(
                NetworkRecord(
                    nextAccount: AccountID(try reader.read()), nextPool: try reader.readUInt16(),
                    blockNumber: try reader.readUInt64(), lastTimestamp: try reader.readUInt64()))
        case .account:
            let family = try reader.readUInt8()
            let address = try reader.readBytes(Bytes32.self)
            guard let family = ChainFamily(rawValue: family),
                let owner = Owner(family: family, address: address)
            else { throw .invalidValue(field: "account owner") }
            return .account(AccountRecord(owner: owner, flags: try reader.read()))
        case .owner: return .owner(AccountID(try reader.read()))
        case .key: return .key(try readKey(from: &reader))
        case .balance: return .balance(try reader.readAmount())
        case .token: return .token(try readToken(from: &reader))
        case .tokenOnChain:
            let contract = try reader.readBytes(Bytes32.self)
            let decimals = try reader.readUInt8()
            guard decimals <= LedgerLimits.decimals else {
                throw .invalidValue(field: "token decimals")
            }
            return .tokenOnChain(TokenOnChainRecord(contract: contract, decimals: decimals))
        case .reserve: return .reserve(try reader.readAmount())
        case .pool: return .pool(try readPool(from: &reader))
        case .pair: return .pair(PoolID(try reader.readUInt16()))
        }
    }

    private static func readKey(
        from reader: inout WordReader
    ) throws(DecodingError) -> KeyRecord {
        let publicKey = try reader.readBytes(Bytes40.self)
        let scopes = Scopes(rawValue: try reader.readUInt8())
        let expiry = try reader.readUInt64()
        let base = try reader.read()
        guard let nonces = NonceWindow(base: base, bitmap: try reader.readUInt64()) else {
            throw .invalidValue(field: "nonce base")
        }
        return KeyRecord(publicKey: publicKey, scopes: scopes, expiry: expiry, nonces: nonces)
    }

    private static func readToken(
        from reader: inout WordReader
    ) throws(DecodingError) -> TokenClass {
        guard let tokenClass = TokenClass(rawValue: try reader.readUInt8()) else {
            throw .invalidValue(field: "token class")
        }
        guard try reader.read() == UInt32(LedgerLimits.decimals) else {
            throw .invalidValue(field: "token decimals")
        }
        return tokenClass
    }

    private static func readPool(
        from reader: inout WordReader
    ) throws(DecodingError) -> PoolRecord {
        guard let kind = PoolKind(rawValue: try reader.readUInt8()) else {
            throw .invalidValue(field: "pool kind")
        }
        let pool = PoolRecord(
            kind: kind, tokenA: TokenID(try reader.readUInt16()),
            tokenB: TokenID(try reader.readUInt16()), balanceA: try reader.readAmount(),
            balanceB: try reader.readAmount(), shareSupply: try reader.readAmount(),
            feeRate: try reader.read(), protocolFeeRate: try reader.read())
        let limit = LedgerLimits.maximumFeeRate
        guard pool.feeRate <= limit, pool.protocolFeeRate <= limit else {
            throw .invalidValue(field: "pool fee rate")
        }
        return pool
    }
}
