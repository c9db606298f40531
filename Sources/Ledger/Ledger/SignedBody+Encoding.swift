import Bytes

extension SignedBody {
    /// The operation code.
    public var opcode: UInt8 {
        switch self {
        case .transfer: 0x10
        case .withdraw: 0x11
        case .createPool: 0x12
        case .addLiquidity: 0x13
        case .removeLiquidity: 0x14
        case .swap: 0x15
        }
    }

    /// Bytes after the common fields.
    var byteCount: Int {
        switch self {
        case .transfer(let body):
            switch body.destination {
            case .account: 24
            case .owner: 53
            }
        case .withdraw: 53
        case .createPool: 41
        case .addLiquidity, .removeLiquidity: 50
        case .swap(let body): 36 + 2 * body.path.count
        }
    }

    init(opcode: UInt8, from reader: inout ByteReader) throws(DecodingError) {
        switch opcode {
        case 0x10: self = .transfer(try Transfer(from: &reader))
        case 0x11: self = .withdraw(try Withdraw(from: &reader))
        case 0x12: self = .createPool(try CreatePool(from: &reader))
        case 0x13: self = .addLiquidity(try AddLiquidity(from: &reader))
        case 0x14: self = .removeLiquidity(try RemoveLiquidity(from: &reader))
        case 0x15: self = .swap(try Swap(from: &reader))
        default: throw .invalidValue(field: "opcode")
        }
    }

    func encode(to writer: inout ByteWriter) {
        switch self {
        case .transfer(let body): body.encode(to: &writer)
        case .withdraw(let body): body.encode(to: &writer)
        case .createPool(let body): body.encode(to: &writer)
        case .addLiquidity(let body): body.encode(to: &writer)
        case .removeLiquidity(let body): body.encode(to: &writer)
        case .swap(let body): body.encode(to: &writer)
        }
    }
}

extension Transfer {
    init(from reader: inout ByteReader) throws(DecodingError) {
        token = TokenID(try reader.read())
        amount = Amount(try reader.read())
        switch try reader.read(UInt8.self) {
        case 0: destination = .account(AccountID(try reader.read()))
        case 1: destination = .owner(try Owner(from: &reader))
        default: throw .invalidValue(field: "destination kind")
        }
        destinationSubAccount = SubAccount(try reader.read())
    }

    func encode(to writer: inout ByteWriter) {
        writer.append(token.rawValue)
        writer.append(amount.units)
        switch destination {
        case .account(let account):
            writer.append(0 as UInt8)
            writer.append(account.rawValue)
        case .owner(let owner):
            writer.append(1 as UInt8)
            owner.encode(to: &writer)
        }
        writer.append(destinationSubAccount.rawValue)
    }
}

extension Withdraw {
    init(from reader: inout ByteReader) throws(DecodingError) {
        token = TokenID(try reader.read())
        amount = Amount(try reader.read())
        chain = ChainID(try reader.read())
        receiver = try reader.read()
        fastFeeRate = try reader.read()
    }

    func encode(to writer: inout ByteWriter) {
        writer.append(token.rawValue)
        writer.append(amount.units)
        writer.append(chain.rawValue)
        writer.append(receiver)
        writer.append(fastFeeRate)
    }
}

extension CreatePool {
    init(from reader: inout ByteReader) throws(DecodingError) {
        tokenA = TokenID(try reader.read())
        tokenB = TokenID(try reader.read())
        guard let kind = PoolKind(rawValue: try reader.read()) else {
            throw .invalidValue(field: "pool kind")
        }
        self.kind = kind
        feeRate = try reader.read()
        amountA = Amount(try reader.read())
        amountB = Amount(try reader.read())
    }

    func encode(to writer: inout ByteWriter) {
        writer.append(tokenA.rawValue)
        writer.append(tokenB.rawValue)
        writer.append(kind.rawValue)
        writer.append(feeRate)
        writer.append(amountA.units)
        writer.append(amountB.units)
    }
}

extension AddLiquidity {
    init(from reader: inout ByteReader) throws(DecodingError) {
        pool = PoolID(try reader.read())
        maximumA = Amount(try reader.read())
        maximumB = Amount(try reader.read())
        minimumShares = Amount(try reader.read())
    }

    func encode(to writer: inout ByteWriter) {
        writer.append(pool.rawValue)
        writer.append(maximumA.units)
        writer.append(maximumB.units)
        writer.append(minimumShares.units)
    }
}

extension RemoveLiquidity {
    init(from reader: inout ByteReader) throws(DecodingError) {
        pool = PoolID(try reader.read())
        shares = Amount(try reader.read())
        minimumA = Amount(try reader.read())
        minimumB = Amount(try reader.read())
    }

    func encode(to writer: inout ByteWriter) {
        writer.append(pool.rawValue)
        writer.append(shares.units)
        writer.append(minimumA.units)
        writer.append(minimumB.units)
    }
}

extension Swap {
    init(from reader: inout ByteReader) throws(DecodingError) {
        guard let kind = SwapKind(rawValue: try reader.read()) else {
            throw .invalidValue(field: "swap kind")
        }
        self.kind = kind
        tokenIn = TokenID(try reader.read())
        amountIn = Amount(try reader.read())
        amountOut = Amount(try reader.read())
        path = try PoolPath(from: &reader, minimumCount: 1)
    }

    func encode(to writer: inout ByteWriter) {
        writer.append(kind.rawValue)
        writer.append(tokenIn.rawValue)
        writer.append(amountIn.units)
        writer.append(amountOut.units)
        path.encode(to: &writer)
    }
}
