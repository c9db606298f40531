public import Ledger

/// A source of records of the state before a block.
public protocol StateReader {
    /// The record of a key; `nil` when it was never written.
    mutating func record(for key: RecordKey) -> Record?
}
