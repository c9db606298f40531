import Bytes
import Constraints
import FRI
import Hashing
import RiscvCircuits
import RiscvProver
import Testing

/// The digest of a program key.
@Suite struct ProgramDigestTests {
    /// Every part of a key changes the digest.
    @Test func digestsDependOnEveryPart() throws {
        let machine = try CheckedMachine(RiscvMachine())
        func digest(
            set: ParameterSet = .test, entry: UInt32 = 132, start: UInt32 = 16,
            imageStart: UInt32 = 32, imageEnd: UInt32 = 37, end: UInt32 = 1 << 20,
            height: Int = 2, cap: [Digest] = [.zero, .zero]
        ) throws -> Bytes32 {
            let memory = try #require(
                MemoryBounds(start: start, imageStart: imageStart, imageEnd: imageEnd, end: end))
            // As many as the lowest table has extended rows, if that is less than the cap.
            let count = [.test: 2, .chunk: 8, .small: 16][set] ?? 0
            return try ProgramKey(
                parameterSet: set, entry: entry, memory: memory, programHeightLog2: height,
                fixedCap: cap.count == count ? cap : [Digest](repeating: .zero, count: count)
            ).digest(for: machine).bytes
        }
        let digests = [
            try digest(), try digest(set: .chunk), try digest(set: .small),
            try digest(entry: 136), try digest(start: 15), try digest(imageStart: 31),
            try digest(imageEnd: 38), try digest(end: 1 << 20 + 1), try digest(height: 3),
            try digest(cap: [.zero, Digest(.zero, .zero, .zero, .one)]),
        ]
        #expect(Set(digests).count == digests.count)
    }
}
