import Riscv
import RiscvPrograms
import TestSupport
import Testing

/// An ELF file of one executable and one data segment with a symbol table, as bytes.
private struct ELFBuilder {
    var bytes = [UInt8](repeating: 0, count: 0x200)
    static let segments = 52
    static let sections = 0x160

    init() {
        put([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1], at: 0)
        half(16, 2)
        half(18, 243)
        word(20, 1)
        word(24, Place.code + 4)
        word(28, UInt32(Self.segments))
        word(32, UInt32(Self.sections))
        half(42, 32)
        half(44, 2)
        half(46, 40)
        half(48, 3)
        segment(0, offset: 0x100, address: Place.code, fileCount: 32, memoryCount: 32, flags: 5)
        segment(
            1, offset: 0x120, address: Place.data, fileCount: 4, memoryCount: 64, flags: 6)
        for (index, value) in ([Assembly.nop] + Assembly.call(0, 9)).enumerated() {
            word(0x100 + index * 4, value)
        }
        put([1, 2, 3, 4], at: 0x120)
        // Two symbols after the empty one; the names are at 0x1e0.
        symbol(1, name: 1, address: Place.code, kind: 2)
        symbol(2, name: 6, address: Place.data, kind: 1)
        put(Array("\0main\0data\0".utf8), at: 0x1e0)
        section(1, type: 2, offset: 0x128, count: 48, link: 2)
        section(2, type: 3, offset: 0x1e0, count: 12, link: 0)
    }

    mutating func put(_ more: [UInt8], at offset: Int) {
        bytes.replaceSubrange(offset..<offset + more.count, with: more)
    }

    mutating func half(_ offset: Int, _ value: UInt32) {
        put([UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)], at: offset)
    }

    mutating func word(_ offset: Int, _ value: UInt32) {
        half(offset, value)
        half(offset + 2, value >> 16)
    }

    mutating func segment(
        _ index: Int, offset: UInt32, address: UInt32, fileCount: UInt32, memoryCount: UInt32,
        flags: UInt32
    ) {
        let header = Self.segments + index * 32
        word(header, 1)
        word(header + 4, offset)
        word(header + 8, address)
        word(header + 16, fileCount)
        word(header + 20, memoryCount)
        word(header + 24, flags)
    }

    mutating func section(
        _ index: Int, type: UInt32, offset: UInt32, count: UInt32, link: UInt32
    ) {
        let header = Self.sections + index * 40
        word(header + 4, type)
        word(header + 16, offset)
        word(header + 20, count)
        word(header + 24, link)
    }

    mutating func symbol(_ index: Int, name: UInt32, address: UInt32, kind: UInt8) {
        let entry = 0x128 + index * 16
        word(entry, name)
        word(entry + 4, address)
        put([kind, 0, 1, 0], at: entry + 12)
    }
}

@Suite struct ProgramTests {
    private func refusal(_ change: (inout ELFBuilder) -> Void) -> ProgramError? {
        var builder = ELFBuilder()
        change(&builder)
        do {
            _ = try Program(elf: builder.bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test func loadsAnExecutable() throws {
        let program = try Program(elf: ELFBuilder().bytes)
        #expect(program.entry == Place.code + 4)
        #expect(program.codeAddress == Place.code)
        #expect(program.parcels.count == 16)
        #expect(program.instructions.count == 17)
        #expect(program.instructionCount == 8)
        #expect(!program.hasCompressedCode)
        #expect(program.segments.map(\.memoryByteCount) == [32, 64])
        #expect(program.symbols.symbols.map(\.name) == ["main", "data"])
        #expect(program.symbols.functions.map(\.name) == ["main"])
        #expect(try program.execute(limits: smallLimits).outcome == .exited(code: 9))
    }

    @Test func refusesOtherTargets() {
        #expect(refusal { $0.bytes[1] = 0 } == .notELF)
        #expect(refusal { $0.bytes = [] } == .notELF)
        #expect(refusal { $0.bytes[4] = 2 } == .wrongTarget(.wordSize, value: 2))
        #expect(refusal { $0.bytes[5] = 2 } == .wrongTarget(.byteOrder, value: 2))
        #expect(refusal { $0.bytes[6] = 0 } == .wrongTarget(.version, value: 0))
        #expect(refusal { $0.half(16, 3) } == .wrongTarget(.fileType, value: 3))
        #expect(refusal { $0.half(18, 62) } == .wrongTarget(.machine, value: 62))
        #expect(refusal { $0.word(20, 2) } == .wrongTarget(.version, value: 2))
        for flags in [2, 4, 8, 9] as [UInt32] {
            #expect(refusal { $0.word(36, flags) } == .wrongTarget(.flags, value: flags & 0xe))
        }
        #expect(refusal { $0.word(52, 3) } == .unsupportedSegment(type: 3))
        #expect(refusal { $0.word(52, 2) } == .unsupportedSegment(type: 2))
    }

    @Test func refusesTablesThatDoNotFit() {
        #expect(refusal { $0.bytes.removeLast(512 - 51) } == .truncated(needed: 52, available: 51))
        #expect(
            refusal { $0.word(28, 0xffff_fff0) }
                == .truncated(needed: 0xffff_fff0 + 64, available: 512))
        #expect(refusal { $0.half(42, 31) } == .inconsistent(.segmentTable))
        #expect(
            refusal { $0.half(44, 65) }
                == .limitExceeded(.segmentTable, limit: 64, actual: 65))
        #expect(
            refusal { $0.word(32, 0x1f0) } == .truncated(needed: 0x1f0 + 120, available: 512))
        #expect(refusal { $0.half(46, 64) } == .inconsistent(.sectionTable))
        #expect(
            refusal { $0.section(1, type: 2, offset: 0x1f8, count: 16, link: 2) }
                == .truncated(needed: 0x208, available: 512))
        #expect(
            refusal { $0.section(1, type: 2, offset: 0, count: 48, link: 3) }
                == .inconsistent(.symbolTable))
        #expect(
            refusal { $0.symbol(1, name: 12, address: 0, kind: 2) } == .inconsistent(.stringTable))
        #expect(
            refusal { $0.section(2, type: 3, offset: 0x1e0, count: 4, link: 0) }
                == .inconsistent(.stringTable))
    }

    @Test func refusesSegmentsThatContradict() {
        #expect(
            refusal { $0.word(52 + 16, 0x1000_0000) } == .inconsistent(.segmentSize))
        #expect(
            refusal { $0.word(52 + 4, 0x1f0) } == .truncated(needed: 0x210, available: 512))
        #expect(
            refusal { $0.word(84 + 8, 0xffff_fff0) } == .inconsistent(.segmentAddress))
        #expect(
            refusal { $0.word(84 + 8, Place.code + 28) } == .inconsistent(.segmentOverlap))
        #expect(refusal { $0.word(52 + 24, 4) } == .noCode)
        #expect(refusal { $0.word(52 + 8, Place.code + 2) } == .inconsistent(.codeAlignment))
        #expect(
            refusal {
                $0.word(84 + 24, 7); $0.word(84 + 8, 0x4000_0000)
            }
                == .limitExceeded(.codeSize, limit: 1 << 23, actual: 0x3fff_0004))
    }

    @Test func refusesEntriesOutsideTheCode() {
        for entry in [Place.code + 2, Place.code + 32, Place.code - 4, Place.data, 0] {
            #expect(refusal { $0.word(24, entry) } == .invalidEntry(entry))
        }
        #expect(refusal { $0.word(24, Place.code + 28) } == nil)
    }

    @Test func gapsBetweenExecutableSegmentsAreOutside() throws {
        var builder = ELFBuilder()
        builder.word(84 + 24, 5)
        let program = try Program(elf: builder.bytes)
        #expect(program.instructions[14].opcode == .ecall)
        #expect(program.instructions[15].opcode == .outside)
        #expect(program.instructions[16].opcode == .outside)
        #expect(program.parcels.count == (0x1_0000 + 4) / 2)
        builder.word(24, Place.code + 0x40)
        #expect(throws: ProgramError.invalidEntry(Place.code + 0x40)) {
            try Program(elf: builder.bytes)
        }
    }

    /// EF_RISCV_RVC in the file's flags.
    @Test func theFileSaysWhetherItHasCompressedCode() throws {
        var builder = ELFBuilder()
        builder.word(36, 1)
        builder.half(0x100, 0x0001)
        builder.half(0x102, 0x0001)
        builder.word(24, Place.code + 2)
        let program = try Program(elf: builder.bytes)
        #expect(program.hasCompressedCode)
        #expect(program.entry == Place.code + 2)
        #expect(try program.execute(limits: smallLimits).outcome == .exited(code: 9))
        #expect(
            refusal {
                $0.word(36, 1); $0.word(24, Place.code + 1)
            }
                == .invalidEntry(Place.code + 1))
        #expect(
            refusal {
                $0.word(36, 1); $0.word(52 + 8, Place.code + 1)
            }
                == .inconsistent(.codeAlignment))
    }

    @Test func refusesProgramsLargerThanTheMemory() throws {
        let program = try Program(elf: ELFBuilder().bytes)
        let exact = ExecutionLimits(memoryByteCount: 0x11000)
        #expect(try program.execute(limits: exact).outcome == .exited(code: 9))
        let small = ExecutionLimits(memoryByteCount: 0x10000)
        #expect(throws: ProgramError.memoryTooSmall(needed: 0x10040, limit: 0x10000)) {
            try program.execute(limits: small)
        }
    }

    @Test func hostileFilesNeverStopTheProcess() {
        var generator = SeededGenerator(seed: 0x454c46)
        let limits = ExecutionLimits(memoryByteCount: 1 << 18, cycleCount: 200)
        var accepted = 0
        for _ in 0..<20_000 {
            var bytes = ELFBuilder().bytes
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let index = Int.random(in: 4..<bytes.count, using: &generator)
                bytes[index] = UInt8.random(in: 0...255, using: &generator)
            }
            if Bool.random(using: &generator) {
                bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator))
            }
            guard let program = try? Program(elf: bytes) else { continue }
            accepted += 1
            _ = try? program.execute(limits: limits)
        }
        #expect(accepted > 1000)
    }
}
