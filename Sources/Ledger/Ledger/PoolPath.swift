public import Bytes

/// Up to three pools, in the order in which a swap passes them.
public struct PoolPath: Hashable, Sendable {
    /// How many pools there are, in `0...3`.
    public let count: Int
    private let first: PoolID
    private let second: PoolID
    private let third: PoolID

    /// A path through the given pools, or `nil` when there are more than three.
    public init?(_ pools: [PoolID]) {
        guard pools.count <= LedgerLimits.maximumHops else { return nil }
        let none = PoolID(0)
        count = pools.count
        first = pools.count > 0 ? pools[0] : none
        second = pools.count > 1 ? pools[1] : none
        third = pools.count > 2 ? pools[2] : none
    }

    /// A path through one pool.
    public init(_ pool: PoolID) {
        (count, first, second, third) = (1, pool, PoolID(0), PoolID(0))
    }

    /// The pool at an index in `0..<count`.
    public subscript(index: Int) -> PoolID {
        precondition(index >= 0 && index < count)
        return index == 0 ? first : index == 1 ? second : third
    }

    /// The pools as an array.
    public var pools: [PoolID] {
        var result = [PoolID]()
        for index in 0..<count { result.append(self[index]) }
        return result
    }

    /// Whether a pool occurs twice.
    public var hasRepetition: Bool {
        (count > 1 && first == second) || (count > 2 && (first == third || second == third))
    }
}

extension PoolPath {
    /// Reads a count and that many pools.
    public init(from reader: inout ByteReader, minimumCount: Int) throws(DecodingError) {
        let count = Int(try reader.read(UInt8.self))
        guard count <= LedgerLimits.maximumHops else {
            throw .limitExceeded(limit: LedgerLimits.maximumHops, actual: count)
        }
        guard count >= minimumCount else { throw .invalidValue(field: "hop count") }
        self.count = count
        first = PoolID(count > 0 ? try reader.read() : 0)
        second = PoolID(count > 1 ? try reader.read() : 0)
        third = PoolID(count > 2 ? try reader.read() : 0)
    }

    /// Writes the count and the pools.
    public func encode(to writer: inout ByteWriter) {
        writer.append(UInt8(count))
        for index in 0..<count { writer.append(self[index].rawValue) }
    }
}
