public import Parallel
public import ProofJobs

/// How the blocks of a node are proven.
public struct ProvingConfiguration: Sendable {
    /// Where the queue of jobs is.
    public enum Queue: Sendable {
        /// In the node's data directory, for workers that talk to the listener.
        case embedded
        /// In a PostgreSQL database, by a connection string of libpq.
        case postgres(String)
    }

    /// Where workers talk to the node.
    public struct Listener: Sendable {
        /// The IPv4 address: one that only provers reach, or a proxy with TLS.
        public let address: String
        /// The port; 0 lets the system choose.
        public let port: Int
        /// What workers send; at least 16 bytes.
        public let token: String

        /// A listener of the given address.
        public init(address: String, port: Int, token: String) {
            (self.address, self.port, self.token) = (address, port, token)
        }
    }

    /// The queue of jobs.
    public var queue = Queue.embedded
    /// The listener for workers; `nil` where they talk to the database.
    public var listener: Listener?
    /// The age of a sealed block without a proof that is an alarm.
    public var alarmMilliseconds: UInt64 = 600_000
    /// When a range of blocks is joined and wrapped.
    public var policy = RangePolicy()
    /// Makes what the pipeline computes with, which takes seconds.
    let makeTools: @Sendable () throws -> ProvingTools

    /// The proofs of a program, verified with the given keys.
    ///
    /// - Parameter workers: The threads that make keys and verify results.
    public init(_ keys: ProvenKeys, workers: Workers = .allProcessors) {
        makeTools = { try keys.tools(workers: workers) }
    }

    /// Proofs that the given tools cut and verify.
    package init(tools: @escaping @Sendable () throws -> ProvingTools) { makeTools = tools }
}
