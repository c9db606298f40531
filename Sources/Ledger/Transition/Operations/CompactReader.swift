import Bytes
import Ledger

/// Reads what `OperationWriter` wrote, from hostile bytes; any other form of a value is refused.
struct CompactReader {
    /// The authorizations of the signed operations; empty if there are none to read.
    let authorizations: [UInt8]
    private let data: [UInt8]
    private var position = 0
    /// The authorizations left; without any, limits are permissive.
    private var limits: ByteReader?
    private var lastFee: TokenQuantity
    private var tag: UInt8 = 0
    private var remainingBefore = 0
    private var mask: UInt8 = 0
    private var bitsLeft = 0

    /// A reader of block data, after a signed operation with a fee or at the start of a block.
    init(data: [UInt8], authorizations: [UInt8]?, lastFee: TokenQuantity) {
        (self.data, self.lastFee) = (data, lastFee)
        self.authorizations = authorizations ?? []
        limits = authorizations.map { ByteReader($0) }
    }

    /// Whether all data have been read.
    var isAtEnd: Bool { position == data.count }

    /// Throws unless all data and all authorizations have been read.
    func finish() throws(DecodingError) {
        guard isAtEnd else { throw .trailingBytes(count: data.count - position) }
        try limits?.finish()
    }

    /// Reads the head of block data: version, number, time.
    mutating func readBlockHead() throws(DecodingError) -> (number: UInt64, timestamp: UInt64) {
        guard try next() == LedgerLimits.formatVersion else {
            throw .invalidValue(field: "data version")
        }
        return (try readInteger(8).low, try readInteger(8).low)
    }

    private var remaining: Int { data.count - position + (limits?.remaining ?? 0) }

    private mutating func next() throws(DecodingError) -> UInt8 {
        guard position < data.count else { throw .truncated(needed: 1, available: 0) }
        let byte = data[position]
        position &+= 1
        return byte
    }
}

// Operations.
extension CompactReader {
    /// Reads the first byte of an operation.
    mutating func beginOperation() throws(DecodingError) {
        remainingBefore = remaining
        tag = try next()
    }

    /// Whether the operation is a signed one.
    var isSigned: Bool { tag >= OperationTag.firstSigned }

    /// The code of the operation.
    var opcode: UInt8 { isSigned ? tag & ~(OperationTag.subAccount | OperationTag.fee) : tag }

    /// The bytes of the operation and its authorization so far.
    var operationByteCount: Int { remainingBefore - remaining }

    /// Reads an operation of a queue, after its first byte.
    mutating func readQueuedOperation() throws(DecodingError) -> (ChainID, PriorityOperation) {
        let chain = ChainID(try next())
        guard !PriorityOperation.isGoverned(opcode) else {
            return (chain, try PriorityOperation(governed: opcode, try readBody()))
        }
        beginFields()
        let operation = try PriorityOperation(opcode: opcode, from: &self)
        try endFields()
        return (chain, operation)
    }

    /// Reads the length of a body, and takes the body as a reader of its own.
    private mutating func readBody() throws(DecodingError) -> ByteReader {
        var rest = ByteReader(data)
        _ = try rest.readPart(position)
        let count: UInt8 = try rest.read()
        let body = try rest.readPart(Int(count))
        position = rest.offset
        return body
    }

    /// Reads what a signed operation has before its fields, after its first byte.
    mutating func readHead() throws(DecodingError) -> SignedHead {
        var head = SignedHead()
        head.authorization.account = AccountID(try readVariable32())
        head.authorization.nonce = try readVariable32()
        if tag & OperationTag.subAccount != 0 {
            let (subAccount, slot) = (try next(), try next())
            guard subAccount | slot != 0 else { throw .invalidValue(field: "sub-account") }
            head.authorization.subAccount = SubAccount(subAccount)
            head.authorization.slot = KeySlot(slot)
        }
        if tag & OperationTag.fee != 0 {
            let fee = TokenQuantity(TokenID(try readVariable16()), try readAmount())
            guard fee != lastFee else { throw .invalidValue(field: "fee") }
            lastFee = fee
        }
        head.fee = lastFee
        head.authorization.validUntil = .max
        try limits?.visit(&head.authorization.validUntil)
        return head
    }

    /// Reads the fields of a signed operation.
    mutating func readFields<Rule: SignedRule>(of rule: inout Rule) throws(DecodingError) {
        beginFields()
        if Rule.isFrequent {
            try rule.visitFields(&self)
        } else {
            try OutlinedVisitor.visit(&rule, by: &self)
        }
        try endFields()
    }

    /// Passes over a signature and returns its place in the authorizations.
    mutating func skipSignature() throws(DecodingError) -> Int {
        let offset = limits?.offset ?? 0
        _ = try limits?.readPart(LedgerLimits.signatureByteCount)
        return offset
    }

    /// Reads a signature; zeros without authorizations.
    mutating func readSignature() throws(DecodingError) -> SignatureBytes {
        try limits?.read() ?? SignatureBytes()
    }

    /// Starts a list of masked fields.
    mutating func beginFields() { bitsLeft = 0 }

    /// Throws if the mask has a field that was not read.
    func endFields() throws(DecodingError) {
        guard bitsLeft == 0 || mask == 0 else { throw .invalidValue(field: "field mask") }
    }
}

// Values.
extension CompactReader {
    /// Reads an integer of 64 bits, seven bits a byte, least significant first.
    private mutating func readVariable64() throws(DecodingError) -> UInt64 {
        var (value, shift) = (UInt64(0), UInt64(0))
        while shift < 64 {
            let byte = try next()
            let part = UInt64(byte & 0x7f)
            guard (part &<< shift) &>> shift == part else { break }
            value |= part &<< shift
            shift += 7
            guard byte < 0x80 else { continue }
            guard byte != 0 || shift == 7 else { break }
            return value
        }
        throw .invalidValue(field: "integer")
    }

    /// The same for an integer of 32 bits, of five bytes at most.
    private mutating func readVariable32() throws(DecodingError) -> UInt32 {
        var (value, shift) = (UInt32(0), UInt32(0))
        while shift < 32 {
            let byte = UInt32(try next())
            let part = byte & 0x7f
            value |= part &<< shift
            if byte < 0x80 {
                guard byte != 0 || shift == 0, shift < 28 || part < 16 else { break }
                return value
            }
            shift &+= 7
        }
        throw .invalidValue(field: "integer")
    }

    private mutating func readVariable16() throws(DecodingError) -> UInt16 {
        let value = try readVariable32()
        guard value < 1 << 16 else { throw .invalidValue(field: "integer") }
        return UInt16(truncatingIfNeeded: value)
    }

    /// Reads an amount as mantissa and exponent.
    private mutating func readAmount() throws(DecodingError) -> Amount {
        let head = try next()
        let sizeClass = head >> 5
        let byteCount = ScaledAmount.byteCount(ofClass: sizeClass)
        let start = position
        let mantissa = try readInteger(byteCount)
        if sizeClass > 0 {
            // A smaller class does not hold it.
            let least = ScaledAmount.byteCount(ofClass: sizeClass &- 1)
            var bits: UInt8 = 0
            for index in start..<start &+ byteCount &- least { bits |= data[index] }
            guard bits != 0 else { throw .invalidValue(field: "amount") }
        }
        let scaled = ScaledAmount(
            mantissa: Amount(low: mantissa.low, high: mantissa.high), exponent: Int(head & 31))
        guard scaled.isCanonical, let amount = scaled.amount else {
            throw .invalidValue(field: "amount")
        }
        return amount
    }

    /// Reads an integer of 1 to 16 bytes, most significant first.
    private mutating func readInteger(
        _ byteCount: Int
    ) throws(DecodingError) -> (low: UInt64, high: UInt64) {
        var (low, high) = (UInt64(0), UInt64(0))
        if byteCount <= 4 {
            var word: UInt32 = 0
            for _ in 0..<byteCount { word = word &<< 8 | UInt32(try next()) }
            return (UInt64(low: word), 0)
        }
        for _ in 0..<byteCount {
            high = high &<< 8 | low &>> 56
            low = low &<< 8 | UInt64(low: UInt32(try next()))
        }
        return (low, high)
    }
}

extension CompactReader: FieldVisitor {
    mutating func visit<Value: FixedWidthInteger & UnsignedInteger>(
        _ value: inout Value
    ) throws(DecodingError) {
        guard try isPresent() else {
            value = 0
            return
        }
        switch Value.bitWidth {
        case 8: value = Value(truncatingIfNeeded: try next())
        case 16: value = Value(truncatingIfNeeded: try readVariable16())
        case 32: value = Value(truncatingIfNeeded: try readVariable32())
        default: value = Value(truncatingIfNeeded: try readVariable64())
        }
        guard value != 0 else { throw .invalidValue(field: "field mask") }
    }

    mutating func visit(low: inout UInt64, high: inout UInt64) throws(DecodingError) {
        (low, high) = (0, 0)
        guard try isPresent() else { return }
        (low, high) = try readAmount().words
        guard low | high != 0 else { throw .invalidValue(field: "field mask") }
    }

    mutating func visit<let count: Int>(_ bytes: inout FixedBytes<count>) throws(DecodingError) {
        bytes = FixedBytes()
        guard try isPresent() else { return }
        let zeros = Int(try next())
        guard zeros < count else { throw .invalidValue(field: "leading zeros") }
        for index in zeros..<count { bytes[index] = try next() }
        guard bytes[zeros] != 0 else { throw .invalidValue(field: "leading zeros") }
    }

    @inline(never)
    mutating func visit<Value: FieldList>(
        limit: inout Value, permissive: Value
    ) throws(DecodingError) {
        limit = permissive
        try limits?.visit(&limit)
    }

    func failure(_ error: DecodingError) -> DecodingError { error }

    private mutating func isPresent() throws(DecodingError) -> Bool {
        if bitsLeft == 0 { (mask, bitsLeft) = (try next(), 8) }
        let isPresent = mask & 1 != 0
        mask >>= 1
        bitsLeft &-= 1
        return isPresent
    }
}
