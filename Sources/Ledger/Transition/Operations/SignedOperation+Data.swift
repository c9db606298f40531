import Bytes
import Ledger

/// The first byte of an operation in block data: its code and, for signed ones, marks.
enum OperationTag {
    /// Codes of signed operations begin here; those of queued ones are below.
    static let firstSigned: UInt8 = 0x10
    /// Sub-account and slot follow; without the mark both are 0.
    static let subAccount: UInt8 = 0x20
    /// A fee follows; without the mark it is that of the signed operation before.
    static let fee: UInt8 = 0x40
}

extension SignedOperation {
    /// Writes what the operation does, without what only decides whether it may be applied.
    func encode(to writer: inout CompactWriter) {
        let (account, nonce) = (authorization.account.rawValue, authorization.nonce)
        let (subAccount, slot) = (authorization.subAccount.rawValue, authorization.slot.rawValue)
        let hasSubAccount = subAccount != 0 || slot != 0
        let hasFee = fee != writer.lastFee
        writer.append(
            body.opcode | (hasSubAccount ? OperationTag.subAccount : 0)
                | (hasFee ? OperationTag.fee : 0))
        writer.append(variable: UInt64(account))
        writer.append(variable: UInt64(nonce))
        if hasSubAccount {
            writer.append(subAccount)
            writer.append(slot)
        }
        if hasFee {
            writer.append(variable: UInt64(fee.token.rawValue))
            writer.append(ScaledAmount(fee.amount))
            writer.lastFee = fee
        }
        writer.beginFields()
        body.encode(to: &writer)
    }

    /// Writes what authorizes the operation beside its data: validity, limits, signature.
    func encodeAuthorization(to writer: inout ByteWriter) {
        writer.append(authorization.validUntil)
        var limits = LimitWriter(writer: writer)
        body.encode(to: &limits)
        writer = limits.writer
        writer.append(signature)
    }

    /// Reads an operation, after its first byte, and its authorization.
    ///
    /// Without authorizations the signature is zero, the operation never expires, and its limits
    /// allow everything.
    init(from reader: inout CompactReader) throws(DecodingError) {
        let head = try reader.readHead()
        (authorization, fee) = (head.authorization, head.fee)
        reader.beginFields()
        body = try SignedBody(opcode: reader.opcode, from: &reader)
        try reader.endFields()
        signature = try reader.readSignature()
    }
}

extension Operation {
    /// Reads an operation with its authorization.
    init(from reader: inout CompactReader) throws(DecodingError) {
        try reader.beginOperation()
        if reader.isSigned {
            self = .signed(try SignedOperation(from: &reader))
        } else {
            let (chain, operation) = try reader.readQueuedOperation()
            self = .priority(chain, operation)
        }
    }
}
