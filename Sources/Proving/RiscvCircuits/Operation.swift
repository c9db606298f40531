#if !hasFeature(Embedded)
    /// One tuple that the processor sent on the operation bus; see `OperationTuple`.
    public struct Operation: Equatable, Sendable {
        /// What is asked for.
        public var code: OperationCode
        /// The two low bits of the address, for loads and stores of less than a word.
        public var offset: UInt32
        /// The clock of the processor's row.
        public var clock: UInt32
        /// Register rs1.
        public var first: UInt32
        /// Register rs2 or the immediate; the loaded word.
        public var second: UInt32
        /// What the destination held.
        public var before: UInt32
        /// What it holds afterwards.
        public var result: UInt32

        /// An operation of the given members.
        public init(
            code: OperationCode, offset: UInt32 = 0, clock: UInt32, first: UInt32,
            second: UInt32, before: UInt32, result: UInt32
        ) {
            self.code = code
            self.offset = offset
            self.clock = clock
            self.first = first
            self.second = second
            self.before = before
            self.result = result
        }
    }

    /// One access to a cell of memory, as traces need it.
    public struct MemoryAccess: Equatable, Sendable {
        /// The cell: a word's address over four, or the register base and a register.
        public var cell: UInt64
        /// The value before.
        public var before: UInt32
        /// The value after.
        public var after: UInt32
        /// The time of the access before; zero for the first.
        public var previousTime: UInt32

        /// An access of the given members.
        public init(cell: UInt64, before: UInt32, after: UInt32, previousTime: UInt32) {
            self.cell = cell
            self.before = before
            self.after = after
            self.previousTime = previousTime
        }

        /// The limbs of time - 1 - previous time; wraps when the order is wrong.
        public func gap(at time: UInt32) -> (low: UInt32, high: UInt32) {
            let gap = time &- 1 &- previousTime
            return (gap & 0xffff, gap >> 16)
        }
    }
#endif
