import BN254
import Bytes
import Ceremony
import TestSupport
import Testing

/// The section of contributions of a key, read by the description of its format.
struct SnarkjsSection {
    struct Step {
        let delta1, point, multiple: AffinePoint<G1>
        let proof2: AffinePoint<G2>
        let hash: [UInt8]
        let kind: Int
        let parameters: [UInt8]
    }

    let circuitHash: FixedBytes<64>
    private(set) var steps: [Step] = []

    init(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        func take(_ count: Int) throws -> [UInt8] {
            try #require(rest.count >= count)
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
        func number() throws -> Int {
            try take(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        func point<Group: CurveGroup>() throws -> AffinePoint<Group> {
            try take(PointList<Group>.stride).withUnsafeBytes {
                $0.loadUnaligned(as: AffinePoint<Group>.self)
            }
        }
        let hash = try take(64)
        circuitHash = FixedBytes { hash[$0] }
        for _ in 0..<(try number()) {
            let (delta1, start): (AffinePoint<G1>, AffinePoint<G1>) = (try point(), try point())
            let multiple: AffinePoint<G1> = try point()
            let proof2: AffinePoint<G2> = try point()
            let (hash, kind) = (try take(64), try number())
            steps.append(
                Step(
                    delta1: delta1, point: start, multiple: multiple, proof2: proof2, hash: hash,
                    kind: kind, parameters: try take(try number())))
        }
        try #require(rest.isEmpty)
    }

    /// The section of a key file.
    init(key: [UInt8]) throws {
        var place = 12
        while true {
            func number(_ at: Int, _ count: Int) throws -> Int {
                try #require(at + count <= key.count)
                return (0..<count).reduce(0) { $0 | Int(key[at + $1]) << (8 * $1) }
            }
            let end = place + 12 + (try number(place + 4, 8))
            if try number(place, 4) == 10 {
                try self.init(Array(key[place + 12..<end]))
                return
            }
            place = end
        }
    }

    /// Checks hashes and equations as snarkjs' `zkey verify` does.
    func expectValid() {
        var chain = SnarkjsSteps(circuitHash: circuitHash)
        var delta = G1.generator
        for step in steps {
            let next = chain.next(point: step.point, multiple: step.multiple)
            #expect(next.hash == step.hash)
            #expect(
                Pairing.isOne([
                    (step.multiple, next.challenge2), (-step.point, step.proof2),
                ]))
            #expect(
                Pairing.isOne([(step.delta1, next.challenge2), (-delta, step.proof2)]))
            chain.append(next, delta1: step.delta1, proof2: step.proof2)
            delta = step.delta1
        }
    }
}

@Suite struct SnarkjsStepTests {
    /// RFC 8439, appendix A.1, test vectors 1 and 2: the key is zero.
    @Test func theStreamIsChaCha20() {
        var stream = ChaChaStream(hash: [UInt8](repeating: 0, count: 32))
        let words = (0..<32).map { _ in stream.word() }
        #expect(words[0..<4] == [0xade0_b876, 0x903d_f1a0, 0xe56a_5d40, 0x28bd_8653])
        #expect(words[15] == 0x8665_eeb2)
        #expect(words[16..<20] == [0xbee7_079f, 0x7a38_5155, 0x7c97_ba98, 0x0d08_2d73])
    }

    @Test func stepsOfSnarkjsHold() throws {
        let text = try VectorFile.load("ceremony-snarkjs")["section"].string()
        let section = try SnarkjsSection(try #require(Hex.decode(text)))
        section.expectValid()
        #expect(section.steps.map(\.kind) == [0, 0, 1])
        #expect(section.steps[0].parameters == [1, 5] + Array("carol".utf8))
        let last = section.steps[2]
        let value: [UInt8] = Array(0..<10)
        #expect(last.parameters == [1, 6] + Array("beacon".utf8) + [2, 10, 3, 10] + value)
        let beacon = Beacon(value: value, iterationsLog2: 10)
        #expect(beacon.point == last.point && beacon.multiple == last.multiple)
        // Another count or value gives another point.
        #expect(Beacon(value: value, iterationsLog2: 9).point != last.point)
        #expect(Beacon(value: value + [0], iterationsLog2: 10).point != last.point)
    }
}
