/// Loading of static 32-bit little-endian RISC-V executables.
///
/// Source: System V ABI, chapters 4 "Object Files" and 5 "Program Loading"; RISC-V ELF psABI,
/// "File Header" (machine number and flags). Every offset is checked before it is used.
extension Program {
    /// Loads an ELF executable from untrusted bytes.
    public init(elf bytes: [UInt8]) throws(ProgramError) {
        let file = try ELFFile(bytes)
        var code = [Segment]()
        var data = [Segment]()
        for index in 0..<file.segmentCount {
            let header = file.segmentTable + index * 32
            switch file.word(header) {
            case 1:
                guard file.word(header + 20) > 0 else { continue }
                let segment = try file.segment(header)
                if file.word(header + 24) & 1 != 0 {
                    code.append(segment)
                } else {
                    data.append(segment)
                }
            case 2, 3: throw .unsupportedSegment(type: file.word(header))
            default: continue
            }
        }
        try self.init(
            code: code, data: data, entry: file.word(24), symbols: try file.symbols(),
            hasCompressedCode: file.hasCompressedCode)
    }
}

/// A checked view of an ELF file, with a valid header and valid bounds of both tables.
private struct ELFFile {
    let bytes: [UInt8]
    let segmentTable: Int
    let segmentCount: Int
    let sectionTable: Int
    let sectionCount: Int

    init(_ bytes: [UInt8]) throws(ProgramError) {
        guard bytes.count <= ProgramLimits.fileByteCount else {
            throw .limitExceeded(
                .fileSize, limit: ProgramLimits.fileByteCount, actual: bytes.count)
        }
        guard bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46]) else { throw .notELF }
        guard bytes.count >= 52 else { throw .truncated(needed: 52, available: bytes.count) }
        self.bytes = bytes
        func half(_ offset: Int) -> Int { Int(bytes[offset]) | Int(bytes[offset + 1]) << 8 }
        func offset(_ position: Int) -> Int { half(position) | half(position + 2) << 16 }
        segmentTable = offset(28)
        segmentCount = half(44)
        sectionTable = offset(32)
        sectionCount = sectionTable == 0 ? 0 : half(48)
        try checkTarget()
        try checkTable(
            .segmentTable, at: segmentTable, count: segmentCount, entrySize: half(42),
            expectedSize: 32, limit: ProgramLimits.segmentCount)
        try checkTable(
            .sectionTable, at: sectionTable, count: sectionCount, entrySize: half(46),
            expectedSize: 40, limit: ProgramLimits.sectionCount)
    }

    /// Whether instructions may start at any multiple of two: EF_RISCV_RVC.
    var hasCompressedCode: Bool { word(36) & 1 == 1 }

    private func checkTarget() throws(ProgramError) {
        let fields: [(ELFField, UInt32, UInt32)] = [
            (.wordSize, UInt32(bytes[4]), 1), (.byteOrder, UInt32(bytes[5]), 1),
            (.version, UInt32(bytes[6]), 1), (.fileType, word(16) & 0xffff, 2),
            (.machine, word(16) >> 16, 243), (.version, word(20), 1),
            // Floating-point calls and RV32E need another machine.
            (.flags, word(36) & 0xe, 0),
        ]
        for (field, value, expected) in fields where value != expected {
            throw .wrongTarget(field, value: value)
        }
    }

    private func checkTable(
        _ field: ELFField, at start: Int, count: Int, entrySize: Int, expectedSize: Int, limit: Int
    ) throws(ProgramError) {
        guard count > 0 else { return }
        guard count <= limit else { throw .limitExceeded(field, limit: limit, actual: count) }
        guard entrySize == expectedSize else { throw .inconsistent(field) }
        try requireBytes(start + count * expectedSize)
    }

    private func requireBytes(_ count: Int) throws(ProgramError) {
        guard count <= bytes.count else {
            throw .truncated(needed: count, available: bytes.count)
        }
    }

    /// The little-endian word at a checked offset.
    func word(_ offset: Int) -> UInt32 {
        UInt32(bytes[offset]) | UInt32(bytes[offset + 1]) << 8
            | UInt32(bytes[offset + 2]) << 16 | UInt32(bytes[offset + 3]) << 24
    }

    func segment(_ header: Int) throws(ProgramError) -> Program.Segment {
        let start = Int(word(header + 4))
        let fileCount = Int(word(header + 16))
        let memoryCount = Int(word(header + 20))
        guard fileCount <= memoryCount else { throw .inconsistent(.segmentSize) }
        try requireBytes(start + fileCount)
        let address = word(header + 8)
        guard Int(address) + memoryCount <= 1 << 32 else { throw .inconsistent(.segmentAddress) }
        return Program.Segment(
            address: address, bytes: Array(bytes[start..<start + fileCount]),
            memoryByteCount: memoryCount)
    }

    /// The named function and data symbols; none of a stripped file.
    func symbols() throws(ProgramError) -> SymbolTable {
        for index in 0..<sectionCount where word(sectionTable + index * 40 + 4) == 2 {
            return try symbols(section: sectionTable + index * 40)
        }
        return SymbolTable()
    }

    private func symbols(section: Int) throws(ProgramError) -> SymbolTable {
        let start = Int(word(section + 16))
        let count = Int(word(section + 20)) / 16
        guard count <= ProgramLimits.symbolCount else {
            throw .limitExceeded(
                .symbolTable, limit: ProgramLimits.symbolCount, actual: count)
        }
        try requireBytes(start + count * 16)
        let link = Int(word(section + 24))
        guard link < sectionCount else { throw .inconsistent(.symbolTable) }
        let stringSection = sectionTable + link * 40
        let strings = Int(word(stringSection + 16))
        let stringsEnd = strings + Int(word(stringSection + 20))
        try requireBytes(stringsEnd)
        var symbols = [Symbol]()
        var nameByteCount = 0
        for entry in 0..<count {
            let position = start + entry * 16
            let kind = bytes[position + 12] & 15
            let sectionIndex = word(position + 12) >> 16
            guard kind <= 2, sectionIndex != 0 else { continue }
            let name = try name(at: strings + Int(word(position)), end: stringsEnd)
            // Names may overlap in the file, so its size does not bound their sum.
            nameByteCount += name.utf8.count
            guard nameByteCount <= ProgramLimits.fileByteCount else {
                throw .limitExceeded(
                    .stringTable, limit: ProgramLimits.fileByteCount, actual: nameByteCount)
            }
            // Names such as "$x" only mark the start of code.
            guard !name.isEmpty, !name.hasPrefix("$x"), !name.hasPrefix("$d") else { continue }
            symbols.append(
                Symbol(
                    name: name, address: word(position + 4), byteCount: word(position + 8),
                    isFunction: kind == 2))
        }
        return SymbolTable(symbols)
    }

    private func name(at start: Int, end: Int) throws(ProgramError) -> String {
        guard start < end else { throw .inconsistent(.stringTable) }
        guard let stop = bytes[start..<end].firstIndex(of: 0) else {
            throw .inconsistent(.stringTable)
        }
        return String(decoding: bytes[start..<stop], as: UTF8.self)
    }
}
