/// The client at the other end of a connection.
public struct Caller: Hashable, Sendable {
    /// A number that differs for every connection of a server.
    public let connection: UInt64
    /// The network address, as text.
    public let address: String

    public init(connection: UInt64, address: String) {
        self.connection = connection
        self.address = address
    }
}

/// Counts by key, bounded for each key and in all.
struct BoundedCounts<Key: Hashable & Sendable>: Sendable {
    let keyLimit: Int
    let totalLimit: Int
    private(set) var total = 0
    private var counts: [Key: Int] = [:]

    init(keyLimit: Int, totalLimit: Int) {
        (self.keyLimit, self.totalLimit) = (keyLimit, totalLimit)
    }

    /// Whether the key's own limit admits so many more.
    func admits(_ count: Int, of key: Key) -> Bool { counts[key, default: 0] + count <= keyLimit }

    /// Whether the limit of all keys admits so many more.
    func admits(_ count: Int) -> Bool { total + count <= totalLimit }

    mutating func add(_ count: Int, of key: Key) {
        counts[key, default: 0] += count
        total += count
    }

    /// Takes back what was added.
    mutating func remove(_ count: Int, of key: Key) {
        let rest = counts[key, default: 0] - count
        counts[key] = rest > 0 ? rest : nil
        total -= count
    }
}

/// Limits of the calls in progress, and of what may wait before reading from a client pauses.
public struct CallLimits: Sendable {
    /// The most calls in progress of one connection.
    public var callsPerConnection = 1_024
    /// The most calls in progress of all connections from one address.
    public var callsPerAddress = 4_096
    /// The most calls in progress in all.
    public var calls = 16_384
    /// The cost of waiting work at which nothing more is read from a WebSocket; half of it resumes.
    public var waitingCost = 256 << 10

    /// The cost of a call; a body to be read costs its length in bytes, at least a quarter of this.
    static let callCost = 4_096

    /// The defaults.
    public init() {}
}

/// The limit that refuses calls.
public enum CallRefusal: String, Sendable {
    /// The connection's.
    case connection
    /// That of all connections from the client's address.
    case address
    /// That of all clients.
    case total
}

/// Counts of the calls in progress: each is counted until its work is finished or dropped.
package struct CallAdmission: Sendable {
    private var connections: BoundedCounts<UInt64>
    private var addresses: BoundedCounts<String>

    package init(_ limits: CallLimits) {
        connections = BoundedCounts(
            keyLimit: limits.callsPerConnection, totalLimit: limits.calls)
        addresses = BoundedCounts(keyLimit: limits.callsPerAddress, totalLimit: limits.calls)
    }

    /// The number of calls in progress.
    package var count: Int { connections.total }

    /// Counts all these calls, or none of them and returns the limit that refuses them.
    package mutating func admit(_ count: Int, from caller: Caller) -> CallRefusal? {
        guard connections.admits(count, of: caller.connection) else { return .connection }
        guard addresses.admits(count, of: caller.address) else { return .address }
        guard connections.admits(count) else { return .total }
        connections.add(count, of: caller.connection)
        addresses.add(count, of: caller.address)
        return nil
    }

    /// Takes admitted calls off the counts.
    package mutating func release(_ count: Int, of caller: Caller) {
        connections.remove(count, of: caller.connection)
        addresses.remove(count, of: caller.address)
    }
}
