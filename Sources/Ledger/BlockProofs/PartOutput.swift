public import Bytes
public import Ledger
import Riscv
public import Transition

/// What the guest program of a part says: the boundaries and the operations for each chain.
public struct PartOutput: Sendable {
    /// The digest of the boundary before the part.
    public let startDigest: Bytes32
    /// The digest of the boundary after the part.
    public let endDigest: Bytes32
    /// The boundary after the part.
    public let end: Boundary
    /// The part's operations for each chain of the network, ascending.
    public let chainOperations: [[ChainOperation]]

    /// Reads the words that the program wrote; `nil` if no run of it writes them.
    public init?(words: [UInt32]) {
        guard let frames = WordStream(words: words).frames, frames.count >= 2,
            frames[0].count == 64
        else { return nil }
        startDigest = Bytes32 { frames[0][$0] }
        endDigest = Bytes32 { frames[0][32 + $0] }
        do throws(DecodingError) {
            end = try Boundary(decoding: frames[1])
            var operations = [[ChainOperation]]()
            for frame in frames.dropFirst(2) {
                operations.append(try ChainOperation.decodeAll(frame))
            }
            chainOperations = operations
        } catch {
            return nil
        }
        guard end.digest == endDigest, chainOperations.count == end.chainCount else { return nil }
    }
}

extension Boundary {
    /// The number of chains of the network.
    fileprivate var chainCount: Int {
        switch self {
        case .between(let header): header.chains.count
        case .inside(let block): block.chains.count
        }
    }
}
