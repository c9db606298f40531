import BN254
import Bytes
import Fields
import Groth16
import Parallel
import R1CS
import TestSupport
import Testing

@Suite struct FileTests {
    private let circuit = ChainCircuit(length: 6)

    @Test func circuitsAndWitnessesComeBack() throws {
        let system = try circuit.system
        let file = CircuitFile.bytes(system)
        #expect(try file.withUnsafeBytes { try CircuitFile.read($0) } == system)
        let witness = try CircuitBuilder.assign(circuit.build)
        let values = WitnessFile.bytes(witness)
        #expect(try values.withUnsafeBytes { try WitnessFile.read($0) } == witness)
    }

    @Test func eachDefectOfAKeyHasItsReason() throws {
        let good = try circuit.key(seed: 100)
        func error(_ change: (inout [UInt8]) -> Void) -> Groth16Error? {
            var bytes = good
            change(&bytes)
            do throws(Groth16Error) {
                _ = try KeyMemory(bytes).key()
                return nil
            } catch {
                return error
            }
        }
        #expect(error { _ in } == nil)
        #expect(error { $0[0] = 0 } == .format(expected: "zkey"))
        #expect(error { $0[4] = 2 } == .version(expected: 1, actual: 2))
        #expect(error { $0[8] = 100 } == .number(section: 0, field: "sections"))
        #expect(error { $0[8] = 12 } == .truncated)
        #expect(error { $0[8] = 5 } == .missingSection(6))
        #expect(error { $0[12] = 2 } == .repeatedSection(2))
        #expect(error { $0[24] = 2 } == .number(section: 1, field: "kind"))
        // Section 2 begins at 40: two moduli of 36 bytes, then variables, inputs, domain.
        #expect(error { $0[44] ^= 1 } == .otherField)
        #expect(error { $0[80] ^= 1 } == .otherField)
        #expect(error { $0[116] = 200 } == .number(section: 2, field: "public inputs"))
        #expect(error { $0[120] = 15 } == .number(section: 2, field: "domain"))
        #expect(error { $0[123] = 16 } == .number(section: 2, field: "domain"))
        #expect(error { $0.removeLast() } == .truncated)
        let variables = try circuit.system.variableCount
        #expect(
            error { $0[112] += 1 }
                == .sectionLength(
                    section: 6 - 1, expected: 64 * (variables + 1), actual: 64 * variables)
        )
    }

    @Test func keysSayWhoCanHaveKnownTheirSecrets() throws {
        let bytes = try circuit.key(seed: 103)
        #expect(try KeyMemory(bytes).key().origin == .development)
        // Ten sections as other tools write them: the last one is not read.
        var others = bytes
        others[8] = 10
        #expect(try KeyMemory(others).key().origin == .unmarked)
        // The section is the last: a number, then a hash.
        var ceremony = bytes
        let start = bytes.count - 36
        ceremony[start] = 1
        for index in 0..<32 { ceremony[start + 4 + index] = UInt8(index) }
        let origin = KeyOrigin.ceremony(transcript: Bytes32 { UInt8($0) })
        #expect(try KeyMemory(ceremony).key().origin == origin)
        ceremony[start] = 2
        #expect(throws: Groth16Error.number(section: 1_000, field: "origin")) {
            _ = try KeyMemory(ceremony).key()
        }
        ceremony[start - 8] = 35
        #expect(
            throws: Groth16Error.sectionLength(section: 1_000, expected: 36, actual: 35)
        ) { _ = try KeyMemory(ceremony).key() }
    }

    /// Opening, linting and proving end with a key, a proof or an error for any bytes.
    @Test func hostileFilesNeverTrap() throws {
        var source = SeededGenerator(seed: 101)
        let key = try circuit.key(seed: 102)
        let system = CircuitFile.bytes(try circuit.system)
        let witness = try CircuitBuilder.assign(circuit.build)
        let values = WitnessFile.bytes(witness)
        var opened = 0
        for round in 0..<300 {
            var (bytes, other, third) = (key, system, values)
            for _ in 0...round % 3 {
                for list in 0..<3 {
                    // Heads of files are the most delicate part.
                    let limit = round % 2 == 0 ? 160 : 1 << 20
                    func spoil(_ bytes: inout [UInt8]) {
                        let place = Int.random(in: 0..<min(limit, bytes.count), using: &source)
                        bytes[place] = source.bytes(1)[0]
                    }
                    if list == 0 { spoil(&bytes) }
                    if list == 1 { spoil(&other) }
                    if list == 2 { spoil(&third) }
                }
            }
            if round % 11 == 0 { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &source)) }
            _ = try? other.withUnsafeBytes { try CircuitFile.read($0) }
            _ = try? third.withUnsafeBytes { try WitnessFile.read($0) }
            guard let opening = try? KeyMemory(bytes).key() else { continue }
            opened += 1
            let proof = try? Prover(opening, workers: .serial).prove(witness, randomness: &source)
            guard (try? opening.lint(workers: .serial)) != nil, let proof else { continue }
            let verifier = try? Verifier(opening.verifyingKey)
            _ = try? verifier?.verify(proof, inputs: [circuit.result.canonical])
        }
        #expect(opened > 50)
    }

    @Test func coefficientsOutsideTheCircuitAreRefused() throws {
        var bytes = try circuit.key(seed: 103)
        // Sections 1 and 2 end at 700, section 3 holds two points: the first entry is at 856.
        let first = 700 + 12 + 2 * 64 + 12 + 4
        let witness = try CircuitBuilder.assign(circuit.build)
        var source = SeededGenerator(seed: 104)
        for place in [0, 7, 11] {
            let old = bytes[first + place]
            bytes[first + place] = 0x7f
            let key = try KeyMemory(bytes).key()
            #expect(throws: Groth16Error.index(section: 4)) {
                _ = try Prover(key, workers: .serial).prove(witness, randomness: &source)
            }
            bytes[first + place] = old
        }
    }

    @Test func lintFindsEachInvalidPoint() throws {
        let good = try circuit.key(seed: 105)
        let key = try KeyMemory(good).key()
        try key.lint(workers: .serial)
        let system = try circuit.system
        let entries = system.a.variables.count + system.b.variables.count + 2
        var start = 700 + 12 + 2 * 64 + 12 + 4 + 44 * entries + 12
        let count = system.variableCount
        for (index, size) in [64 * count, 64 * count, 128 * count, 64 * (count - 2), 64 * 16]
            .enumerated()
        {
            var bytes = good
            // The second point of the section.
            bytes[start + (index == 2 ? 128 : 64)] ^= 1
            let elements: [KeyElement] = [.a(1), .b1(1), .b2(1), .c(1), .h(1)]
            let invalid = try KeyMemory(bytes).key()
            #expect(throws: Groth16Error.keyPoint(elements[index], .notOnCurve)) {
                try invalid.lint(workers: .serial)
            }
            start += size + 12
        }
    }

    /// Section 2 has its points from 124 on: alpha1, beta1, beta2, gamma2, delta1, delta2.
    @Test func lintComparesTheGroups() throws {
        let good = try circuit.key(seed: 106)
        for (place, element) in [(188, KeyElement.beta), (188 + 64 + 256, .delta)] {
            var bytes = good
            bytes.replaceSubrange(place..<place + 64, with: good[124..<188])
            let invalid = try KeyMemory(bytes).key()
            #expect(throws: Groth16Error.unequalExponents(element)) {
                try invalid.lint(workers: .serial)
            }
            bytes[place] ^= 1
            let off = try KeyMemory(bytes).key()
            #expect(throws: Groth16Error.keyPoint(element, .notOnCurve)) {
                try off.lint(workers: .serial)
            }
        }
    }
}
