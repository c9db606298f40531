#if !hasFeature(Embedded)
    import CKernels
    import Fields

    /// Assigns registers to the values of an assembler and writes the instructions.
    ///
    /// A register is free again after the last step that reads its value.
    struct RowAllocation {
        private(set) var instructions: [ckernels_instruction] = []
        private(set) var terms: [UInt32] = []
        private(set) var constants: [Goldilocks]
        private(set) var registerCount = 0

        private let assembler: RowAssembler
        private var registers: [UInt32]
        private var lastUse: [Int]
        private var freeSingles: [UInt32] = []
        private var freeTriples: [UInt32] = []

        init(_ assembler: RowAssembler) {
            self.assembler = assembler
            constants = assembler.constants
            registers = [UInt32](repeating: 0, count: assembler.steps.count)
            lastUse = [Int](repeating: 0, count: assembler.steps.count)
            for (index, step) in assembler.steps.enumerated() {
                for value in Self.reads(step, assembler) { lastUse[Int(value)] = index }
            }
            instructions.reserveCapacity(assembler.steps.count)
            for index in assembler.steps.indices { write(index) }
        }

        private mutating func write(_ index: Int) {
            let step = assembler.steps[index]
            let reads = Set(Self.reads(step, assembler))
            var instruction = ckernels_instruction(
                operation: UInt32(step.operation), target: 0, left: step.left, right: step.right)
            switch step.operation {
            case CKERNELS_DOT:
                (instruction.left, instruction.right) = writeTerms(Int(step.left))
            case CKERNELS_STORE:
                instruction.left = registers[Int(step.left)] + step.right & 3
                instruction.target = step.right >> 2
            default:
                if Self.readsLeft(step.operation) {
                    instruction.left = registers[Int(step.left)]
                }
                if Self.readsRight(step.operation) {
                    instruction.right = registers[Int(step.right)]
                }
            }
            // Operations read all coefficients of a row before they write it.
            for value in reads where lastUse[Int(value)] == index { release(value) }
            if step.operation != CKERNELS_STORE {
                registers[index] = allocate(isCubic: Self.isCubic(step.operation))
                instruction.target = registers[index]
            }
            instructions.append(instruction)
        }

        private mutating func writeTerms(_ dot: Int) -> (first: UInt32, count: UInt32) {
            let (start, list) = assembler.dots[dot]
            let first = UInt32(terms.count)
            terms.append(append(start))
            for term in list {
                terms.append(registers[Int(term.value)] + term.part)
                terms.append(append(term.factor))
            }
            return (first, UInt32(list.count))
        }

        private mutating func append(_ constant: CubicExtension) -> UInt32 {
            defer { constants += [constant.c0, constant.c1, constant.c2] }
            return UInt32(constants.count)
        }

        private mutating func allocate(isCubic: Bool) -> UInt32 {
            if let free = isCubic ? freeTriples.popLast() : freeSingles.popLast() { return free }
            defer { registerCount += isCubic ? 3 : 1 }
            return UInt32(registerCount)
        }

        private mutating func release(_ value: UInt32) {
            if Self.isCubic(assembler.steps[Int(value)].operation) {
                freeTriples.append(registers[Int(value)])
            } else {
                freeSingles.append(registers[Int(value)])
            }
        }
    }

    extension RowAllocation {
        private static func reads(
            _ step: RowAssembler.Step, _ assembler: RowAssembler
        ) -> [UInt32] {
            if step.operation == CKERNELS_DOT {
                return assembler.dots[Int(step.left)].terms.map(\.value)
            }
            return (readsLeft(step.operation) ? [step.left] : [])
                + (readsRight(step.operation) ? [step.right] : [])
        }

        private static func readsLeft(_ operation: Int) -> Bool {
            switch operation {
            case CKERNELS_HERE, CKERNELS_NEXT, CKERNELS_HERE_CUBIC, CKERNELS_NEXT_CUBIC,
                CKERNELS_LOCAL, CKERNELS_CONSTANT, CKERNELS_DOT:
                false
            default: true
            }
        }

        private static func readsRight(_ operation: Int) -> Bool {
            switch operation {
            case CKERNELS_ADD, CKERNELS_SUBTRACT, CKERNELS_MULTIPLY, CKERNELS_ADD_CUBIC,
                CKERNELS_SUBTRACT_CUBIC, CKERNELS_SCALE_CUBIC, CKERNELS_MULTIPLY_CUBIC:
                true
            default: false
            }
        }

        private static func isCubic(_ operation: Int) -> Bool {
            switch operation {
            case CKERNELS_HERE_CUBIC, CKERNELS_NEXT_CUBIC, CKERNELS_DOT, CKERNELS_ADD_CUBIC,
                CKERNELS_SUBTRACT_CUBIC, CKERNELS_SCALE_CUBIC, CKERNELS_MULTIPLY_CUBIC:
                true
            default: false
            }
        }
    }
#endif
