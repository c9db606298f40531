public import Ledger

/// A source of records of the state before a block.
public protocol StateReader {
    /// The record of a key; `nil` when it was never written.
    mutating func record(for key: RecordKey) -> Record?

    /// Whether an overlay has its records from a list, and their order from `nextIndex`.
    static var isListed: Bool { get }

    /// The index of the record that is accessed next, for an overlay to compare its key.
    mutating func nextIndex() -> Int?

    /// Notes that the record accessed next is not at that index, or there is none.
    mutating func refuse()
}

extension StateReader {
    /// False: records are asked for by key.
    public static var isListed: Bool { false }

    /// `nil`: there is no list.
    public mutating func nextIndex() -> Int? { nil }

    /// Nothing.
    public mutating func refuse() {}
}
