public import Bytes
public import Ledger

/// An encoded signature: a point and a scalar, each 40 bytes.
public typealias SignatureBytes = FixedBytes<80>

/// What every signed operation has before its own fields.
struct SignedHead: Hashable, Sendable {
    var authorization = Authorization(placeholder: ())
    var fee = TokenQuantity(placeholder: ())
}

/// An operation that one trading key signed.
public struct SignedOperation: Hashable, Sendable {
    /// The account, key, nonce and validity that authorize it.
    public var authorization: Authorization
    /// The fee that it pays.
    public var fee: TokenQuantity
    /// The kind of operation with its fields.
    public var body: SignedBody
    /// The key's signature of `signingMessage`.
    public var signature: SignatureBytes

    /// An operation to be signed: sign `signingMessage` and set `signature`.
    public init(
        authorization: Authorization, fee: TokenQuantity, body: SignedBody,
        signature: SignatureBytes = SignatureBytes()
    ) {
        (self.authorization, self.fee) = (authorization, fee)
        (self.body, self.signature) = (body, signature)
    }
}

extension SignedHead {
    /// Writes what a signed message has before the fields of its operation.
    func encode<Writer: FieldVisitor>(
        to writer: inout Writer, network: NetworkID, opcode: UInt8
    ) where Writer.Failure == Never {
        var (head, network, opcode) = (self, network.rawValue, opcode)
        writer.visit(&network)
        writer.visit(&opcode)
        writer.visit(&head.authorization)
        writer.visit(&head.fee)
    }
}

extension SignedOperation {
    var head: SignedHead { SignedHead(authorization: authorization, fee: fee) }

    /// The encoding with the signature.
    public var encoded: [UInt8] {
        var writer = ByteWriter(capacity: byteCount)
        encode(to: &writer)
        return writer.bytes
    }

    /// Bytes of the encoding with the signature.
    public var byteCount: Int {
        OperationFrame.headByteCount + bodyByteCount + LedgerLimits.signatureByteCount
    }

    /// The message that the key signs: network id, code and fields as words.
    public func signingWords(network: NetworkID) -> [UInt32] {
        WordWriter.words { encodeMessage(to: &$0, network: network) }
    }

    /// Writes the words that the key signs.
    func encodeMessage(to writer: inout WordWriter, network: NetworkID) {
        head.encode(to: &writer, network: network, opcode: body.opcode)
        body.encode(to: &writer)
    }

    /// The message as bytes, four for each word with the first least significant.
    public func signingMessage(network: NetworkID) -> [UInt8] {
        var bytes = [UInt8]()
        for word in signingWords(network: network) {
            for shift in stride(from: 0 as UInt32, to: 32, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
        return bytes
    }

    /// Reads an operation with its signature that together fill `bytes`.
    public init(decoding bytes: [UInt8]) throws(DecodingError) {
        var reader = ByteReader(bytes)
        try self.init(from: &reader)
        try reader.finish()
    }

    /// Reads an operation and its signature; ranges of fields are left to the transition.
    public init(from reader: inout ByteReader) throws(DecodingError) {
        var (opcode, fields) = try OperationFrame.open(&reader)
        authorization = try Authorization(from: &fields)
        fee = try TokenQuantity(from: &fields)
        body = try SignedBody(opcode: opcode, from: &fields)
        try fields.finish()
        signature = try reader.read()
    }

    /// Writes the operation and its signature.
    public func encode(to writer: inout ByteWriter) {
        encodeUnsigned(to: &writer)
        writer.append(signature)
    }

    private var bodyByteCount: Int {
        authorization.byteCount + fee.byteCount + body.byteCount
    }

    private func encodeUnsigned(to writer: inout ByteWriter) {
        OperationFrame.begin(&writer, opcode: body.opcode, bodyByteCount: bodyByteCount)
        authorization.encode(to: &writer)
        fee.encode(to: &writer)
        body.encode(to: &writer)
    }
}
