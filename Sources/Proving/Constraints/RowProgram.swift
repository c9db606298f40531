#if !hasFeature(Embedded)
    import CKernels
    public import Fields
    public import Polynomials

    /// The tables of a chip, with the same order of rows.
    public struct RowTables: Sendable {
        /// Main columns.
        public let main: Matrix
        /// Fixed columns.
        public let fixed: Matrix?
        /// Bus columns.
        public let bus: Matrix?

        /// Tables of one height.
        public init(main: Matrix, fixed: Matrix?, bus: Matrix?) {
            self.main = main
            self.fixed = fixed
            self.bus = bus
        }
    }

    /// Constraints or bus fractions of a chip as a straight-line program for many rows.
    ///
    /// A description is generic and allocates freely, so it is recorded once and the record runs in
    /// C on 16 rows at a time.
    public struct RowProgram: Sendable {
        /// Number of lists of values that a run gives.
        public let outputCount: Int

        private let instructions: [ckernels_instruction]
        private let terms: [UInt32]
        private let constants: [Goldilocks]
        private let registerCount: Int

        private init(_ assembler: RowAssembler, outputCount: Int) {
            let allocation = RowAllocation(assembler)
            instructions = allocation.instructions
            terms = allocation.terms
            constants = allocation.constants
            registerCount = allocation.registerCount
            self.outputCount = outputCount
        }

        /// All constraints of a chip, folded with powers of alpha: three lists.
        public static func quotient<Chips: Machine>(
            _ machine: CheckedMachine<Chips>, chip: Int, publicValues: [Goldilocks],
            challenges: BusChallenges<CubicExtension>, powers: [CubicExtension],
            terminalSumPerRow: CubicExtension
        ) -> RowProgram {
            var compiler = compiler(machine, chip, publicValues, challenges)
            compiler.compileQuotient(powers: powers, terminalSumPerRow: terminalSumPerRow)
            return RowProgram(compiler.assembler, outputCount: 3)
        }

        /// The fraction of each partial sum of a chip: six lists, numerator before denominator.
        public static func busFractions<Chips: Machine>(
            _ machine: CheckedMachine<Chips>, chip: Int, publicValues: [Goldilocks],
            challenges: BusChallenges<CubicExtension>
        ) -> RowProgram {
            var compiler = compiler(machine, chip, publicValues, challenges)
            compiler.compileBusFractions()
            return RowProgram(
                compiler.assembler, outputCount: 6 * machine.layouts[chip].partialSumSizes.count)
        }

        private static func compiler<Chips: Machine>(
            _ machine: CheckedMachine<Chips>, _ chip: Int, _ publicValues: [Goldilocks],
            _ challenges: BusChallenges<CubicExtension>
        ) -> RowCompiler {
            RowCompiler(
                description: machine.descriptions[chip], layout: machine.layouts[chip],
                publicValues: publicValues, challenges: challenges)
        }
    }

    extension RowProgram {
        /// Least number of rows that `stride` gives.
        public static var rowGroup: Int { Int(CKERNELS_ROWS) }

        /// The length of each list of the output for a number of rows.
        public static func stride(rowCount: Int) -> Int {
            (rowCount + rowGroup - 1) / rowGroup * rowGroup
        }

        /// Computes the lists of values at some rows, one after the other.
        ///
        /// Each list has `stride` elements. `next` has the following row of each row. `locals` are
        /// three lists of as many elements as there are rows: `isFirst`, `isLast`, `isTransition`;
        /// bus fractions need none.
        public func run(
            _ tables: RowTables, here: [Int], next: [Int], locals: [[Goldilocks]] = [],
            level: VectorLevel = .best
        ) -> [Goldilocks] {
            precondition(!here.isEmpty && here.count == next.count)
            precondition(max(here.max() ?? 0, next.max() ?? 0) < tables.main.height)
            for table in [tables.fixed, tables.bus] {
                precondition(table == nil || table?.height == tables.main.height)
            }
            let count = Self.stride(rowCount: here.count)
            let here = Self.padded(here, count), next = Self.padded(next, count)
            let locals = locals.flatMap {
                $0 + [Goldilocks](repeating: .zero, count: count - $0.count)
            }
            return [Goldilocks](unsafeUninitializedCapacity: outputCount * count) {
                buffer, initialized in
                UnsafeMutableBufferPointer(rebasing: buffer[0..<outputCount * count]).withWords {
                    run(tables, here, next, locals, output: $0, level)
                }
                initialized = outputCount * count
            }
        }

        /// The rows with the last one repeated up to a count.
        private static func padded(_ rows: [Int], _ count: Int) -> [UInt32] {
            rows.map { UInt32($0) }
                + [UInt32](repeating: UInt32(rows[rows.count - 1]), count: count - rows.count)
        }

        private func run(
            _ tables: RowTables, _ here: [UInt32], _ next: [UInt32], _ locals: [Goldilocks],
            output: UnsafeMutablePointer<UInt64>, _ level: VectorLevel
        ) {
            Self.withTables(tables) { tables in
                here.withUnsafeBufferPointer { here in
                    next.withUnsafeBufferPointer { next in
                        withMemory { steps, constants, registers in
                            locals.withWords { locals in
                                var run = ckernels_run(
                                    steps: steps, step_count: instructions.count,
                                    terms: nil, constants: constants, tables: tables,
                                    here: here.baseAddress, next: next.baseAddress,
                                    count: here.count, locals: locals, output: output,
                                    registers: registers)
                                terms.withUnsafeBufferPointer {
                                    run.terms = $0.baseAddress
                                    ckernels_run_rows(level.code, &run)
                                }
                            }
                        }
                    }
                }
            }
        }

        /// Passes the program and memory for its registers to a function.
        private func withMemory(
            _ body: (
                UnsafePointer<ckernels_instruction>?, UnsafePointer<UInt64>?,
                UnsafeMutablePointer<UInt64>?
            ) -> Void
        ) {
            instructions.withUnsafeBufferPointer { steps in
                constants.withWords { constants in
                    withUnsafeTemporaryAllocation(
                        of: UInt64.self, capacity: registerCount * Self.rowGroup
                    ) {
                        body(steps.baseAddress, constants, $0.baseAddress)
                    }
                }
            }
        }

        /// Passes the tables in the order of `RowAssembler.Table` to a function.
        private static func withTables(
            _ tables: RowTables, _ body: (UnsafePointer<ckernels_table>?) -> Void
        ) {
            tables.main.elements.withWords { main in
                (tables.fixed?.elements ?? []).withWords { fixed in
                    (tables.bus?.elements ?? []).withWords { bus in
                        let list = [
                            ckernels_table(words: main, width: tables.main.width),
                            ckernels_table(words: fixed, width: tables.fixed?.width ?? 0),
                            ckernels_table(words: bus, width: tables.bus?.width ?? 0),
                        ]
                        list.withUnsafeBufferPointer { body($0.baseAddress) }
                    }
                }
            }
        }
    }

    extension [Goldilocks] {
        /// Passes the canonical integers to a function; an element is stored as that word alone.
        fileprivate func withWords(_ body: (UnsafePointer<UInt64>?) -> Void) {
            withUnsafeBytes { body($0.baseAddress?.assumingMemoryBound(to: UInt64.self)) }
        }
    }

    extension UnsafeMutableBufferPointer<Goldilocks> {
        /// Passes the canonical integers for writing; words written must be below the modulus.
        fileprivate func withWords(_ body: (UnsafeMutablePointer<UInt64>) -> Void) {
            guard let baseAddress else { return }
            baseAddress.withMemoryRebound(to: UInt64.self, capacity: count) { body($0) }
        }
    }
#endif
