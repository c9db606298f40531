public import Bytes

/// The accounts of a set of signers.
public typealias SignerAccounts = BoundedList<7, AccountID>

/// A set of accounts, of which a threshold must agree on a price.
public struct SignerSetRecord: FieldList, Hashable, Sendable {
    /// The members that must agree: at least 3, and more than two thirds of all.
    public var threshold: UInt8 = 0
    /// The members, 3 to 7 different accounts; a member keeps its index in every feed of the set.
    public var members = SignerAccounts()

    public init(threshold: UInt8, members: SignerAccounts) {
        (self.threshold, self.members) = (threshold, members)
    }

    public init(placeholder: ()) {}

    /// Threshold, member count, members.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&threshold)
        try members.visit(&visitor, count: 1...LedgerLimits.maximumSigners, "signer count")
        guard isValid else { throw visitor.failure(.invalidValue(field: "signer set")) }
    }

    /// Whether the threshold is in range and no member occurs twice.
    ///
    /// With at most `(threshold - 1) / 2` dishonest members the lower median of any `threshold`
    /// members lies between values of honest ones.
    public var isValid: Bool {
        guard threshold >= LedgerLimits.leastSignerThreshold, Int(threshold) <= members.count,
            3 * Int(threshold) > 2 * members.count
        else { return false }
        for index in members.indices {
            for earlier in 0..<index where members[earlier] == members[index] { return false }
        }
        return true
    }

    /// The index of a member; `nil` when an account is none.
    public func index(of account: AccountID) -> Int? {
        for index in members.indices where members[index] == account { return index }
        return nil
    }
}
