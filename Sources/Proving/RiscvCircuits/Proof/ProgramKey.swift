public import Bytes
import Commitments
public import FRI
public import Hashing

/// A verifier's key of a program: the commitment to its fixed columns, and its constants.
///
/// The numbers of a key are within the limits; only the digest shows that it is the key of a
/// program.
public struct ProgramKey: Equatable, Sendable {
    /// The parameters of proofs.
    public let parameterSet: ParameterSet
    /// The address of the first instruction.
    public let entry: UInt32
    /// The words of memory and of the image.
    public let memory: MemoryBounds
    /// The logarithm of the number of rows of the program table.
    public let programHeightLog2: Int
    /// The commitment to the fixed columns.
    public let fixedCap: [Digest]

    /// The greatest logarithm of the number of rows of the program table.
    public static let programHeightLog2Limit = 22
    /// The greatest logarithm of the number of rows of the image.
    public static let imageHeightLog2Limit = 24

    /// A key of the given parts for programs of a machine.
    public init<Chips: ProgramMachine>(
        parameterSet: ParameterSet, entry: UInt32, memory: MemoryBounds, programHeightLog2: Int,
        fixedCap: [Digest], machine: Chips.Type = RiscvMachine.self
    ) throws(ProgramKeyError) {
        guard entry % 2 == 0, entry / 4 >= memory.imageStart, entry / 4 < memory.imageEnd else {
            throw .entry(entry)
        }
        let expected = try Self.capCount(
            parameterSet: parameterSet, memory: memory, programHeightLog2: programHeightLog2,
            machine: machine)
        guard fixedCap.count == expected else {
            throw .capCount(expected: expected, actual: fixedCap.count)
        }
        self.parameterSet = parameterSet
        self.entry = entry
        self.memory = memory
        self.programHeightLog2 = programHeightLog2
        self.fixedCap = fixedCap
    }

    /// The logarithm of the number of rows of each chip of a machine that has fixed columns.
    public func fixedHeightsLog2<Chips: ProgramMachine>(of machine: Chips.Type) -> [Int?] {
        Self.fixedHeightsLog2(
            memory: memory, programHeightLog2: programHeightLog2, machine: machine)
    }
}

extension ProgramKey {
    private static func fixedHeightsLog2<Chips: ProgramMachine>(
        memory: MemoryBounds, programHeightLog2: Int, machine: Chips.Type
    ) -> [Int?] {
        Chips.heights.map { height in
            switch height {
            case .run: nil
            case .program: programHeightLog2
            case .image: memory.imageHeightLog2
            case .constant(let log2): log2
            }
        }
    }

    /// The number of nodes of a commitment, when its heights are within the limits.
    public static func capCount<Chips: ProgramMachine>(
        parameterSet: ParameterSet, memory: MemoryBounds, programHeightLog2: Int,
        machine: Chips.Type
    ) throws(ProgramKeyError) -> Int {
        guard (0...programHeightLog2Limit).contains(programHeightLog2) else {
            throw .programHeight(limit: programHeightLog2Limit, actual: programHeightLog2)
        }
        guard memory.imageHeightLog2 <= imageHeightLog2Limit else {
            throw .imageHeight(limit: imageHeightLog2Limit, actual: memory.imageHeightLog2)
        }
        let parameters = parameterSet.parameters
        let heights = fixedHeightsLog2(
            memory: memory, programHeightLog2: programHeightLog2, machine: machine
        ).compactMap { $0 }.map { $0 + parameters.blowupLog2 }
        // The number of nodes does not depend on widths.
        let shape = CommitmentShape(
            heightsLog2: heights, widths: heights.map { _ in 1 }, capLog2: parameters.capLog2)
        return shape?.capCount ?? 0
    }
}

/// Reasons why numbers or bytes are not a program key.
public enum ProgramKeyError: Error, Equatable {
    /// The bytes end early, or an element is not below the modulus.
    case decoding(DecodingError)
    /// No parameter set has the number.
    case parameterSet(UInt32)
    /// The entry is odd, or outside of the image.
    case entry(UInt32)
    /// The bounds of memory and image are not in order, or beyond the address space.
    case memory(start: UInt32, imageStart: UInt32, imageEnd: UInt32, end: UInt32)
    /// The program table has too many rows.
    case programHeight(limit: Int, actual: Int)
    /// The image has too many words.
    case imageHeight(limit: Int, actual: Int)
    /// The commitment has more or fewer nodes.
    case capCount(expected: Int, actual: Int)
}

extension MemoryBounds {
    /// The logarithm of the number of rows of the image.
    public var imageHeightLog2: Int {
        let count = imageEnd - imageStart
        return count <= 1 ? 0 : UInt32.bitWidth - (count - 1).leadingZeroBitCount
    }
}
