package import Sequencing
import Settlement
package import Settling

/// A port: the node's sealed blocks, and how far the chains have executed them.
package protocol SealedBlocks: Sendable {
    /// The number of the last sealed block.
    var latest: UInt64 { get }
    /// The last block that every chain has executed; 0 while a chain was not read.
    var executed: UInt64 { get }
    /// A block; `nil` when there is none.
    func sealedBlock(_ number: UInt64) throws(SequencingError) -> SealedBlock?
}

extension BlockSource: SealedBlocks {
    package var latest: UInt64 { tracker.latest }

    package var executed: UInt64 {
        tracker.chains.map { tracker.progress($0)?.executed ?? 0 }.min() ?? 0
    }
}
