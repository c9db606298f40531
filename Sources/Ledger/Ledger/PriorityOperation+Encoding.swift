public import Bytes

extension PriorityOperation {
    /// The operation code.
    public var opcode: UInt8 {
        switch self {
        case .deposit: 0x01
        case .fullExit: 0x02
        case .setKey: 0x03
        case .crossSwap: 0x04
        case .registerToken: 0x05
        }
    }

    /// The encoded operation: code, body length, body.
    public var encoded: [UInt8] {
        var writer = ByteWriter(capacity: 3 + bodyByteCount)
        encode(to: &writer)
        return writer.bytes
    }

    /// Reads an operation that fills `bytes`.
    public init(decoding bytes: [UInt8]) throws(DecodingError) {
        var reader = ByteReader(bytes)
        try self.init(from: &reader)
        try reader.finish()
    }

    /// Reads code, length and body; ranges of fields are left to the transition.
    public init(from reader: inout ByteReader) throws(DecodingError) {
        let opcode: UInt8 = try reader.read()
        var body = try OperationBody.reader(from: &reader)
        switch opcode {
        case 0x01: self = .deposit(try Deposit(from: &body))
        case 0x02: self = .fullExit(try FullExit(from: &body))
        case 0x03: self = .setKey(try SetKey(from: &body))
        case 0x04: self = .crossSwap(try CrossSwap(from: &body))
        case 0x05: self = .registerToken(try RegisterToken(from: &body))
        default: throw .invalidValue(field: "opcode")
        }
        try body.finish()
    }

    /// Writes code, length and body.
    public func encode(to writer: inout ByteWriter) {
        writer.append(opcode)
        writer.append(UInt16(bodyByteCount))
        switch self {
        case .deposit(let body): body.encode(to: &writer)
        case .fullExit(let body): body.encode(to: &writer)
        case .setKey(let body): body.encode(to: &writer)
        case .crossSwap(let body): body.encode(to: &writer)
        case .registerToken(let body): body.encode(to: &writer)
        }
    }

    /// Bytes of the body without code and length.
    public var bodyByteCount: Int {
        switch self {
        case .deposit: 52
        case .fullExit: 56
        case .setKey: 83
        case .crossSwap(let swap): 104 + 2 * swap.path.count
        case .registerToken: 36
        }
    }
}

/// What all operations' bodies share: a length before them.
enum OperationBody {
    /// Reads the length and gives a reader of just the body.
    static func reader(from reader: inout ByteReader) throws(DecodingError) -> ByteReader {
        let count: UInt16 = try reader.read()
        return ByteReader(try reader.readBytes(Int(count)))
    }
}

extension Deposit {
    init(from reader: inout ByteReader) throws(DecodingError) {
        token = TokenID(try reader.read())
        amount = Amount(try reader.read())
        owner = try Owner(from: &reader)
        subAccount = SubAccount(try reader.read())
    }

    func encode(to writer: inout ByteWriter) {
        writer.append(token.rawValue)
        writer.append(amount.units)
        owner.encode(to: &writer)
        writer.append(subAccount.rawValue)
    }
}

extension FullExit {
    init(from reader: inout ByteReader) throws(DecodingError) {
        caller = try Owner(from: &reader)
        account = AccountID(try reader.read())
        subAccount = SubAccount(try reader.read())
        token = TokenID(try reader.read())
        amount = Amount(try reader.read())
    }

    func encode(to writer: inout ByteWriter) {
        caller.encode(to: &writer)
        writer.append(account.rawValue)
        writer.append(subAccount.rawValue)
        writer.append(token.rawValue)
        writer.append(amount.units)
    }
}

extension SetKey {
    init(from reader: inout ByteReader) throws(DecodingError) {
        caller = try Owner(from: &reader)
        slot = KeySlot(try reader.read())
        publicKey = try reader.read()
        scopes = Scopes(rawValue: try reader.read())
        expiry = try reader.read()
    }

    func encode(to writer: inout ByteWriter) {
        caller.encode(to: &writer)
        writer.append(slot.rawValue)
        writer.append(publicKey)
        writer.append(scopes.rawValue)
        writer.append(expiry)
    }
}

extension CrossSwap {
    init(from reader: inout ByteReader) throws(DecodingError) {
        tokenIn = TokenID(try reader.read())
        amount = Amount(try reader.read())
        targetChain = ChainID(try reader.read())
        targetToken = TokenID(try reader.read())
        minimumOut = Amount(try reader.read())
        receiver = try reader.read()
        fallback = try reader.read()
        fastFeeRate = try reader.read()
        path = try PoolPath(from: &reader, minimumCount: 0)
    }

    func encode(to writer: inout ByteWriter) {
        writer.append(tokenIn.rawValue)
        writer.append(amount.units)
        writer.append(targetChain.rawValue)
        writer.append(targetToken.rawValue)
        writer.append(minimumOut.units)
        writer.append(receiver)
        writer.append(fallback)
        writer.append(fastFeeRate)
        path.encode(to: &writer)
    }
}

extension RegisterToken {
    init(from reader: inout ByteReader) throws(DecodingError) {
        token = TokenID(try reader.read())
        contract = try reader.read()
        decimals = try reader.read()
        tokenClass = try reader.read()
    }

    func encode(to writer: inout ByteWriter) {
        writer.append(token.rawValue)
        writer.append(contract)
        writer.append(decimals)
        writer.append(tokenClass)
    }
}
