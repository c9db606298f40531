import BN254
import Ceremony
import Groth16
import Parallel
import TestSupport
import Testing

@Suite struct PowersTests {
    static let log2 = 4

    /// Local powers from a seed.
    static func powers(seed: UInt64) -> [UInt8] {
        var source = SeededGenerator(seed: seed)
        let local = LocalPowers(log2: log2)
        var bytes = [UInt8](repeating: 0, count: local.byteCount)
        bytes.withUnsafeMutableBytes {
            local.write(Trapdoor(randomness: &source), into: $0, workers: .serial)
        }
        return bytes
    }

    /// The start of a section's contents.
    private func start(of section: UInt32, in bytes: [UInt8]) throws -> Int {
        var place = 12
        while place < bytes.count {
            func number(_ at: Int, _ count: Int) -> Int {
                (0..<count).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
            }
            if number(place, 4) == Int(section) { return place + 12 }
            place += 12 + number(place + 4, 8)
        }
        throw CeremonyError.transcriptForm
    }

    private func verdict(
        _ bytes: [UInt8], log2: Int = PowersTests.log2
    ) -> CeremonyError? {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 16)
        defer { memory.deallocate() }
        memory.copyBytes(from: bytes)
        var randomness = SystemRandomNumberGenerator()
        do throws(CeremonyError) {
            let powers = try PowersOfTau(UnsafeRawBufferPointer(memory), owner: nil)
            try powers.check(log2: log2, workers: .serial, randomness: &randomness)
            return nil
        } catch {
            return error
        }
    }

    @Test func localPowersHoldForEverySize() throws {
        let bytes = Self.powers(seed: 131)
        for log2 in 1...Self.log2 { #expect(verdict(bytes, log2: log2) == nil) }
    }

    /// Each list with one point of other powers, or an invalid one.
    @Test func eachList() throws {
        let (good, other) = (Self.powers(seed: 132), Self.powers(seed: 133))
        let level = 1 << Self.log2 - 1
        let cases: [(UInt32, Int, Int, PowersDefect)] = [
            (2, 0, 64, .generators), (3, 0, 128, .generators), (2, 5, 64, .powers1),
            (2, 30, 64, .powers1), (3, 15, 128, .powers2), (4, 3, 64, .alpha),
            (5, 7, 64, .beta), (6, 0, 128, .beta), (12, level + 2, 64, .lagrange),
            (12, 2 * level + 1 + 9, 64, .lagrange), (13, level + 1, 128, .lagrange),
            (14, level, 64, .lagrange), (15, level + 15, 64, .lagrange),
        ]
        for (section, index, size, defect) in cases {
            let place = try start(of: section, in: good) + index * size
            var bytes = good
            // At index 0 the generators are equal in both: take the second power.
            let source = defect == .generators ? place + size : place
            bytes.replaceSubrange(place..<place + size, with: other[source..<source + size])
            #expect(verdict(bytes) == .powers(defect), "section \(section)")
            bytes[place] ^= 1
            if defect != .generators {
                #expect(verdict(bytes) == .powers(.point), "section \(section)")
            }
        }
    }

    @Test func filesWithoutLagrangePointsAreRefused() {
        var bytes = Self.powers(seed: 134)
        // Fewer sections than there are: those of phase 2 come last.
        bytes[8] = 7
        #expect(verdict(bytes) == .powersFile(.missingSection(12)))
        bytes[0] = 0
        #expect(verdict(bytes) == .powersFile(.format(expected: "ptau")))
    }

    @Test func hostileFilesNeverTrap() {
        var source = SeededGenerator(seed: 135)
        let good = Self.powers(seed: 136)
        for round in 0..<60 {
            var bytes = good
            for _ in 0...2 {
                bytes[Int.random(in: 0..<(round % 2 == 0 ? 100 : bytes.count), using: &source)] =
                    source.bytes(1)[0]
            }
            if round % 5 == 0 {
                bytes = Array(bytes.prefix(Int.random(in: 0..<good.count, using: &source)))
            }
            _ = verdict(bytes)
        }
    }
}
