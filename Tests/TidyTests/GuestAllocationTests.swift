import Foundation
import Testing

/// The sizes of what guest programs allocate.
///
/// On riscv32 Swift multiplies a count by the size of an element without a check: 2^30 words would
/// take 16 bytes, and every later store would be inside the array for Swift and outside of its
/// memory. So no count that a prover chose reaches an allocation before it is compared with what is
/// there.
@Suite struct GuestAllocationTests {
    private let tree = SourceTree()

    private let folders = [
        "Sources/Base/Bytes/", "Sources/Cryptography/Fields/", "Sources/Cryptography/Hashing/",
        "Sources/Cryptography/Signatures/", "Sources/Ledger/Ledger/", "Sources/Ledger/StateTree/",
        "Sources/Ledger/Transition/", "Sources/Proving/StarkVerifier/",
        "Sources/Proving/RiscvCircuits/", "Guests/GuestRuntime/", "Guests/TransitionProgram/",
    ]

    /// Sizes that are not made of literals and counts of arrays, with what bounds them.
    private let bounded: [String: String] = [
        "FixedBytes.swift: count": "the length of the type",
        "FieldVisitor.swift: byteCount": "the length of a value in memory",
        "ByteWriter.swift: capacity": "the callers below",
        "Words.swift: LedgerLimits.maximumRecordWords": "a constant",
        "StateWitness.swift: recordCount": "StateTreeLimits.witnessRecordCount",
        "WitnessWalk.swift: 2 * Self.stackSize + 12": "a constant",
        "WitnessWalk.swift: StateTreeLimits.depth": "a constant",
        "WitnessWalk.swift: StateTreeLimits.depth / 32": "a constant",
        "WitnessWalk.swift: StateTreeLimits.valueWordCount": "a constant",
        "RecordList.swift: count + 1": "StateTreeLimits.witnessRecordCount",
        "Poseidon2+Hash.swift: count": "digests of a constant length",
        "AffinePoint.swift: count": "the table of a window",
        "GeneratorTable.swift: windowCount * entryCount": "constants",
        "SignedOperation.swift: byteCount": "the length of a value in memory",
        "PriorityOperation+Encoding.swift: byteCount": "the length of a value in memory",
        "ChainOperation.swift: operations.count * Payout.encodedByteCount": "an array in memory",
        "OperationWriter.swift: BlockData.headByteCount": "a constant",
        "Guest.swift: wordCount": "Guest.frameByteLimit",
        "Guest.swift: wordCount * 4": "Guest.frameByteLimit",
        "ProofCursor.swift: count": "compared with the bytes that are left",
        "MemoryBounds+Program.swift: Int(imageEnd - imageStart": "the file of the program",
        "OutOfDomain.swift: layout.shape.mainWidth": "the machine",
        "ProofShape.swift: layouts[chip].foldedCount": "the machine",
        "ProofShape.swift: partCount": "the machine",
        "ScheduleChip.swift: ScheduleChip.memberCount - $0.count": "the machine",
        "ScheduleChip.swift: ScheduleChip.memberCount - members.count": "the machine",
        "StarkVerification.swift: shape.quotientHeightLog2 + 1": "StarkKey.heightLog2Limit",
        "CubicValue.swift: count": "the columns of a machine",
        "RiscvProof.swift: count": "compared with the bytes that are left",
    ]

    @Test func sizesAreBounded() throws {
        let patterns = [
            /reserveCapacity\((.*)\)$/, /repeating: .*, count: (.*?)\)/,
            /ninitializedCapacity: (.*?)\)/, /llocate\(capacity: (.*?)\)/,
            /ByteWriter\(capacity: (.*)\)$/,
        ]
        let plain = /(\d[\d_]*|[A-Za-z_.]+\.count|[-+*\/() ])+/
        var seen: Set<String> = []
        for path in tree.codeFiles where folders.contains(where: path.hasPrefix) {
            let file = path.split(separator: "/").last ?? ""
            for line in try tree.lines(of: path) {
                let code = line.trimmingCharacters(in: .whitespaces)
                guard !code.contains("InlineArray") else { continue }
                for match in patterns.compactMap({ try? $0.firstMatch(in: code) }) {
                    let size = match.output.1
                    if try plain.wholeMatch(in: size) != nil { continue }
                    let name = "\(file): \(size)"
                    seen.insert(name)
                    #expect(bounded[name] != nil, "\(name): what bounds this size in a guest?")
                }
            }
        }
        #expect(seen == Set(bounded.keys), "sizes that are gone")
    }
}
