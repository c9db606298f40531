public import Ledger

/// Where an executor finds the state before its block.
public protocol StateReader {
    /// The record of a key, or `nil` when it was never written.
    mutating func record(for key: RecordKey) -> Record?
}
