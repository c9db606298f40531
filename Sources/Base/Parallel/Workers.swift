#if !hasFeature(Embedded)
    import Dispatch
    import Glibc
    import Synchronization
#endif

/// A number of threads that share the work of a prover.
///
/// Work is cut into chunks whose bounds depend on the caller's numbers alone; threads only
/// decide which of them runs a chunk. So results are the same for any count.
public struct Workers: Sendable {
    /// Number of threads that work at a time, the caller's included; at least 1.
    public let count: Int

    /// A single thread, the caller's.
    public static let serial = Workers(count: 1)

    #if !hasFeature(Embedded)
        /// One thread for each processor that is online.
        public static var allProcessors: Workers {
            Workers(count: sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        }
    #endif

    /// A number of threads; numbers below 1 count as 1.
    public init(count: Int) {
        self.count = max(1, count)
    }

    /// Calls the body once for each chunk of `0..<total`: all of `chunkSize` but the last.
    ///
    /// The body may run on several threads at once; what it writes must be of its chunk alone.
    public func forEachChunk(of total: Int, chunkSize: Int, _ body: (Range<Int>) -> Void) {
        precondition(total >= 0 && chunkSize > 0)
        let chunkCount = total / chunkSize + (total % chunkSize == 0 ? 0 : 1)
        forEach(chunkCount) { chunk in
            let start = chunk * chunkSize
            body(start..<min(start + chunkSize, total))
        }
    }

    /// Calls the body once for each index of `0..<total`, on any thread, in any order.
    public func forEach(_ total: Int, _ body: (Int) -> Void) {
        #if hasFeature(Embedded)
            for index in 0..<total { body(index) }
        #else
            let threadCount = min(count, total)
            guard threadCount > 1 else {
                for index in 0..<total { body(index) }
                return
            }
            withoutActuallyEscaping(body) { body in
                // Callers promise that calls with different indices touch different things.
                nonisolated(unsafe) let work = body
                let next = Atomic<Int>(0)
                DispatchQueue.concurrentPerform(iterations: threadCount) { _ in
                    while true {
                        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                        guard index < total else { return }
                        work(index)
                    }
                }
            }
        #endif
    }

    /// A list of `total` elements that the body initialises, chunk by chunk.
    ///
    /// The body must initialise every element of the part of the list that it is given.
    public func fill<Element>(
        _ total: Int, chunkSize: Int,
        _ body: (Range<Int>, UnsafeMutableBufferPointer<Element>) -> Void
    ) -> [Element] {
        [Element](unsafeUninitializedCapacity: total) { buffer, initialized in
            // Chunks do not overlap.
            nonisolated(unsafe) let buffer = buffer
            forEachChunk(of: total, chunkSize: chunkSize) { range in
                body(range, UnsafeMutableBufferPointer(rebasing: buffer[range]))
            }
            initialized = total
        }
    }

    /// The results of the body for all indices of `0..<total`, in order.
    public func map<Result>(_ total: Int, _ body: (Int) -> Result) -> [Result] {
        [Result](unsafeUninitializedCapacity: total) { buffer, initialized in
            let base = buffer.baseAddress
            forEach(total) { index in
                base.map { ($0 + index).initialize(to: body(index)) }
            }
            initialized = total
        }
    }
}
