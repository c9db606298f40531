import Constraints
import Fields

/// The constraints of the processor, by theme; f_x is the flag x.
extension ProcessorChip {
    static func describeFlags<Builder: ConstraintBuilder>(
        _ row: ProcessorRow<Builder.Value>, to builder: inout Builder
    ) {
        // Every flag is a bit, so the packed flags of the program table determine each.
        for flag in ProcessorFlag.allCases {
            builder.require("flag is a bit", bit: row.flag(flag))
        }
        for column in [Column.carry, .offset0, .offset1, .isSilent] {
            builder.require("bit", bit: row[column])
        }
        // At most one class: its flags are bits and so is their sum.
        let isReal = row.isReal
        builder.require("row is an instruction or padding", bit: isReal)
        // Padding writes nothing, although no program row fixes its flags.
        builder.require(
            "padding writes nothing", zero: row.flag(.writesRegister) * (.one - isReal))
        // Only a host call is silent.
        builder.require(
            "only host calls are silent",
            zero: row[.isSilent] * (.one - row.flag(.hostCall)))
    }

    static func describeSums<Builder: ConstraintBuilder>(
        _ row: ProcessorRow<Builder.Value>, to builder: inout Builder
    ) {
        let carry = row[.carry] * builder.power(32)
        let difference = row[.first] - row.operand
        // rs1 + operand = sum + 2^32 carry
        builder.require(
            "addition",
            zero: row.sum(.add, .jumpRegister)
                * (row[.first] + row.operand - row.sum - carry))
        // rs1 - operand = sum - 2^32 carry, so the carry is rs1 < operand
        builder.require(
            "subtraction",
            zero: row.sum(.subtract, .lessThan, .branchLess)
                * (difference - row.sum + carry))
        // rs1 + immediate = 4 index + offset + 2^32 carry, the index of 14 + 16 bits
        let address = row.wordIndex * Builder.Value(4) + row.offset
        builder.require(
            "address",
            zero: row.isMemory * (row[.first] + row[.immediate] - address - carry))
        // f_loadWord, f_storeWord: offset = 0
        builder.require(
            "word access is aligned",
            zero: row.sum(.loadWord, .storeWord) * row.offset)
        // Only accesses of less than a word add the offset to the code of the operation.
        builder.require(
            "operation has no offset",
            zero: row.sum(.branchSigned, .operate, .hostCall) * row.offset)
        // f_branchEqual: (rs1 - rs2) inverse = 1 - carry, and (rs1 - rs2) carry = 0
        let isEqual = row.flag(.branchEqual)
        let gap = row[.first] - row[.second]
        builder.require(
            "unequal operands have an inverse",
            zero: isEqual * (gap * row[.before] + row[.carry] - .one))
        builder.require("equal operands differ by zero", zero: isEqual * gap * row[.carry])
    }

    static func describeResults<Builder: ConstraintBuilder>(
        _ row: ProcessorRow<Builder.Value>, to builder: inout Builder
    ) {
        let result = row[.result]
        // The result of each class that no other chip computes.
        builder.require(
            "result of a sum", zero: row.sum(.add, .subtract) * (result - row.sum))
        builder.require(
            "result of a comparison", zero: row.flag(.lessThan) * (result - row[.carry]))
        builder.require(
            "result is constant", zero: row.flag(.constant) * (result - row[.immediate]))
        // The return address is in the program table: that of the last instruction of the address
        // space is 0 and not 2^32.
        builder.require(
            "result is the return address",
            zero: row.flag(.jump) * (result - row[.operandImmediate])
                + row.flag(.jumpRegister) * (result - row[.immediate]))
        builder.require(
            "result is the second value",
            zero: row.sum(.loadWord, .storeWord) * (result - row[.second]))
        builder.require(
            "host call changes no register", zero: row.flag(.hostCall) * (result - row[.before]))
    }

    static func describeFlow<Builder: ConstraintBuilder>(
        _ row: ProcessorRow<Builder.Value>, to builder: inout Builder
    ) {
        let pc = row[.pc]
        // pc + 4 - 2 f_compressed, the address behind the instruction
        let isCompressed = row.flag(.compressed)
        let after = pc + Builder.Value(4) - isCompressed - isCompressed
        let (taken, negate) = (row[.offset0], row.flag(.negate))
        // taken = condition XOR negate, the condition being the carry
        let isUnsigned = row.sum(.branchEqual, .branchLess)
        builder.require(
            "branch is taken when it should",
            zero: isUnsigned
                * (taken - row[.carry] - negate + (row[.carry] + row[.carry]) * negate))
        let next = builder.next(Column.pc)
        let isTransition = builder.isTransition
        // next pc = after + taken (immediate - after)
        let jump = row[.immediate] - after
        builder.require(
            "next pc of a branch",
            zero: isTransition * isUnsigned * (next - after - taken * jump))
        builder.require(
            "next pc of a branch with signs",
            zero: isTransition * row.flag(.branchSigned) * (next - after - row[.result] * jump))
        builder.require(
            "next pc of a jump",
            zero: isTransition * row.flag(.jump) * (next - row[.immediate]))
        // The program has no odd pc, so the bit is the lowest of the sum.
        builder.require(
            "next pc of a jump to a register",
            zero: isTransition * row.flag(.jumpRegister) * (next - row.sum + row[.offset0]))
        let isStraight =
            row.isReal - isUnsigned - row.sum(.branchSigned, .jump, .jumpRegister)
        builder.require(
            "next pc", zero: isTransition * isStraight * row.isNextReal * (next - after))
        builder.require(
            "clock",
            zero: isTransition * row.isNextReal
                * (builder.next(Column.clock) - row[.clock] - Builder.Value(Clock.ticks)))
    }
}

/// Begin and end of a run, and its traffic.
extension ProcessorChip {
    static func describeEnd<Builder: ConstraintBuilder>(
        _ row: ProcessorRow<Builder.Value>, to builder: inout Builder
    ) {
        let isReal = row.isReal
        let isNextReal = row.isNextReal
        let number = row[.first]
        // The first row is the entry, at the first clock.
        builder.require("first row", zero: builder.isFirst * (.one - isReal))
        builder.require(
            "entry",
            zero: builder.isFirst * (row[.pc] - builder.publicValue(Public.entry.rawValue)))
        builder.require(
            "first clock",
            zero: builder.isFirst * (row[.clock] - Builder.Value(Clock.ticks)))
        // Padding only follows padding or an exit.
        builder.require(
            "padding is the end", zero: builder.isTransition * (.one - isReal) * isNextReal)
        // A silent call is exit (0) or log (3), and nothing follows exit.
        let log = Builder.Value(3)
        builder.require(
            "silent calls", zero: row[.isSilent] * number * (number - log))
        builder.require(
            "exit ends the run",
            zero: builder.isTransition * row[.isSilent] * (number - log) * isNextReal)
        // The last instruction is exit with the code of the statement: where padding
        // follows, and in the last row. By the constraints before, isReal - isNextReal is
        // 1 there and 0 elsewhere.
        let exitCode = builder.publicValue(Public.exitCode.rawValue)
        for isEnd in [builder.isTransition * (isReal - isNextReal), builder.isLast * isReal] {
            builder.require("the run ends silently", zero: isEnd * (.one - row[.isSilent]))
            builder.require("the run ends with exit", zero: isEnd * number)
            builder.require("exit code", zero: isEnd * (row[.second] - exitCode))
        }
    }

    static func describeMemory<Builder: ConstraintBuilder>(
        _ row: ProcessorRow<Builder.Value>, to builder: inout Builder
    ) {
        let base = Builder.Value(constant: Goldilocks(reducing: MachineBus.registerBase))
        let registers = base * row.isReal
        let isLoad = row.sum(.loadWord, .loadSubword)
        let isStore = row.sum(.storeWord, .storeSubword)
        // The second access is to rs2 or, in loads, to the word; the third to rd or the word.
        builder.require(
            "second cell", row[.secondCell],
            equals: registers + row[.source2] + isLoad * (row.wordIndex - base - row[.source2]))
        builder.require(
            "third cell", row[.thirdCell],
            equals: registers + row[.destination]
                + isStore * (row.wordIndex - base - row[.destination]))
        let isReal = row.isReal
        let clock = row[.clock]
        builder.access(
            cell: base + row[.source1], before: row[.first], after: row[.first],
            time: clock + Builder.Value(Clock.first),
            gap: (row[.gap1Low], row[.gap1High]), multiplicity: isReal)
        builder.access(
            cell: row[.secondCell], before: row[.second], after: row[.second],
            time: clock + Builder.Value(Clock.second),
            gap: (row[.gap2Low], row[.gap2High]), multiplicity: isReal)
        builder.access(
            cell: row[.thirdCell], before: row[.before], after: row[.result],
            time: clock + Builder.Value(Clock.third),
            gap: (row[.gap3Low], row[.gap3High]), multiplicity: row.flag(.writesRegister) + isStore)
    }

    static func describeTraffic<Builder: ConstraintBuilder>(
        _ row: ProcessorRow<Builder.Value>, to builder: inout Builder
    ) {
        let isReal = row.isReal
        // The limbs of the sum; the lower one of a word index has 14 bits.
        let kind = row.isMemory * Builder.Value(RangeKind.bits14.rawValue)
        builder.send([kind, row[.low]], on: MachineBus.range, multiplicity: isReal)
        builder.requireRange(.bits16, row[.high], multiplicity: isReal)
        let flags = ProcessorFlag.allCases.reduce(Builder.Value.zero) {
            $0 + row.flag($1) * builder.power($1.rawValue)
        }
        builder.send(
            [
                row[.pc], flags, row[.source1], row[.source2], row[.destination],
                row[.immediate], row[.operandImmediate], row[.code],
            ], on: MachineBus.program, multiplicity: isReal)
        let operates = row.sum(.branchSigned, .loadSubword, .storeSubword, .operate, .hostCall)
        builder.send(
            [
                row[.code] + row.offset, row[.clock], row[.first], row.operand, row[.before],
                row[.result],
            ], on: MachineBus.operation, multiplicity: operates - row[.isSilent])
    }
}
