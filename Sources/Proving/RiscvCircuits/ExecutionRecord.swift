#if !hasFeature(Embedded)
    /// A run, sorted by the chips that show it.
    public struct ExecutionRecord: Sendable {
        /// The instructions in the order of execution.
        public var cycles: [Cycle] = []
        /// AND, OR and XOR.
        public var bitwise: [Operation] = []
        /// Comparisons with signs.
        public var comparisons: [Operation] = []
        /// Shifts.
        public var shifts: [Operation] = []
        /// MUL and MULHU.
        public var multiplications: [Operation] = []
        /// MULH and MULHSU.
        public var signedMultiplications: [Operation] = []
        /// Quotients and remainders.
        public var divisions: [Operation] = []
        /// Loads of less than a word.
        public var subwordLoads: [Operation] = []
        /// Stores of less than a word.
        public var subwordStores: [Operation] = []
        /// Input that was read.
        public var inputs: [HostCallRecord] = []
        /// Output that was written.
        public var outputs: [HostCallRecord] = []
        /// Poseidon2 permutations of width 8.
        public var permutations8: [HostCallRecord] = []
        /// Poseidon2 permutations of width 12.
        public var permutations12: [HostCallRecord] = []
        /// Compressions of SHA-256.
        public var compressions: [HostCallRecord] = []
        /// The words of memory at the end.
        public var memory: MemoryState
        /// The registers at the end: value, and time of the last access.
        public var registers: [(value: UInt32, time: UInt32)] = Array(
            repeating: (0, 0), count: 32)

        /// An empty record of a run whose memory begins with a word.
        public init(firstWord: UInt64) {
            memory = MemoryState(firstWord: firstWord)
        }

        mutating func append(_ operation: Operation) {
            switch operation.code {
            case .and, .or, .xor: bitwise.append(operation)
            case .slt, .sge: comparisons.append(operation)
            case .sll, .srl, .sra: shifts.append(operation)
            case .mul, .mulhu: multiplications.append(operation)
            case .mulh, .mulhsu: signedMultiplications.append(operation)
            case .div, .divu, .rem, .remu: divisions.append(operation)
            case .lb, .lbu, .lh, .lhu: subwordLoads.append(operation)
            case .sb, .sh: subwordStores.append(operation)
            case .host: break
            }
        }
    }
#endif
