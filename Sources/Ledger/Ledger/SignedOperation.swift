public import Bytes

/// The encoded signature of a signed operation: a point and a scalar.
public typealias SignatureBytes = FixedBytes<80>

/// An operation that a trading key signed.
public struct SignedOperation: Hashable, Sendable {
    /// The signing account.
    public var account: AccountID
    /// The sub-account that pays.
    public var subAccount: SubAccount
    /// The slot of the signing key.
    public var slot: KeySlot
    /// Used once for each slot, within a window.
    public var nonce: UInt32
    /// The last second in which it may be applied.
    public var validUntil: UInt64
    /// What the fee is paid in.
    public var feeToken: TokenID
    /// The fee, which goes to the protocol.
    public var fee: Amount
    /// What it does.
    public var body: SignedBody
    /// The key's signature of `signingMessage`.
    public var signature: SignatureBytes

    /// A signed operation with these fields; sign `signingMessage` and set `signature`.
    public init(
        account: AccountID, subAccount: SubAccount, slot: KeySlot, nonce: UInt32,
        validUntil: UInt64, feeToken: TokenID, fee: Amount, body: SignedBody,
        signature: SignatureBytes = SignatureBytes()
    ) {
        (self.account, self.subAccount, self.slot) = (account, subAccount, slot)
        (self.nonce, self.validUntil) = (nonce, validUntil)
        (self.feeToken, self.fee) = (feeToken, fee)
        (self.body, self.signature) = (body, signature)
    }
}

extension SignedOperation {
    /// The encoded operation with its signature.
    public var encoded: [UInt8] {
        var writer = ByteWriter(capacity: byteCount)
        encode(to: &writer)
        return writer.bytes
    }

    /// Bytes of the operation with its signature.
    public var byteCount: Int { 3 + bodyByteCount + LedgerLimits.signatureByteCount }

    /// The bytes that the key signs.
    public func signingMessage(network: NetworkID) -> [UInt8] {
        var writer = ByteWriter(capacity: 7 + bodyByteCount)
        writer.append(network.rawValue)
        encodeUnsigned(to: &writer)
        return writer.bytes
    }

    /// Reads an operation with its signature that together fill `bytes`.
    public init(decoding bytes: [UInt8]) throws(DecodingError) {
        var reader = ByteReader(bytes)
        try self.init(from: &reader)
        try reader.finish()
    }

    /// Reads an operation and its signature; ranges of fields are left to the transition.
    public init(from reader: inout ByteReader) throws(DecodingError) {
        let opcode: UInt8 = try reader.read()
        var fields = try OperationBody.reader(from: &reader)
        account = AccountID(try fields.read())
        subAccount = SubAccount(try fields.read())
        slot = KeySlot(try fields.read())
        nonce = try fields.read()
        validUntil = try fields.read()
        feeToken = TokenID(try fields.read())
        fee = Amount(try fields.read())
        body = try SignedBody(opcode: opcode, from: &fields)
        try fields.finish()
        signature = try reader.read()
    }

    /// Writes the operation and its signature.
    public func encode(to writer: inout ByteWriter) {
        encodeUnsigned(to: &writer)
        writer.append(signature)
    }

    private var bodyByteCount: Int { 36 + body.byteCount }

    private func encodeUnsigned(to writer: inout ByteWriter) {
        writer.append(body.opcode)
        writer.append(UInt16(bodyByteCount))
        writer.append(account.rawValue)
        writer.append(subAccount.rawValue)
        writer.append(slot.rawValue)
        writer.append(nonce)
        writer.append(validUntil)
        writer.append(feeToken.rawValue)
        writer.append(fee.units)
        body.encode(to: &writer)
    }
}
