import Aggregation
import AggregationFixtures
import Bytes
import FRI
import Hashing
import RecursionCircuits
import RiscvCircuits
import StarkVerifier
import Testing

/// Joined proofs, jobs and lists of keys as bytes: one encoding each, and a reason for every refusal.
@Suite struct JoinEncodingTests {
    private let scene: AggregationScene
    private let shape: RecursionShape
    private let pair: JoinedProof
    private let bytes: [UInt8]

    init() throws {
        scene = try AggregationScene.shared.get()
        shape = scene.programs.shape
        pair = try scene.pairs.get()[0]
        bytes = try pair.encoded(shape)
    }

    private func refusal(_ bytes: [UInt8]) -> JoinError? {
        do {
            _ = try JoinedProof(decoding: bytes, shape: shape)
            return nil
        } catch {
            return error
        }
    }

    private func jobRefusal(_ bytes: [UInt8]) -> JoinError? {
        do {
            _ = try JoinJob(decoding: bytes)
            return nil
        } catch {
            return error
        }
    }

    /// The place of the proof of the machine: head, statement and cap before it.
    private var proofPlace: Int { 8 + 4 * 32 + 32 * pair.fixedCap.count }

    @Test func joinedProofsComeBack() throws {
        let read = try JoinedProof(decoding: bytes, shape: shape)
        #expect(read.statement == pair.statement && read.fixedCap == pair.fixedCap)
        #expect(try read.encoded(shape) == bytes)
        try AggregationVerifier(shape: shape, keys: scene.programs.keys).verify(read)
    }

    @Test func refusesTruncatedAndTrailingProofs() {
        for count in 0..<proofPlace {
            guard case .decoding(.truncated)? = refusal(Array(bytes[..<count])) else {
                // Magic and statement may be whole: then the proof is not.
                guard case .proofDecoding? = refusal(Array(bytes[..<count])) else {
                    Issue.record("\(count) bytes")
                    continue
                }
                continue
            }
        }
        for count in stride(from: proofPlace, to: bytes.count, by: 131) {
            guard case .proofDecoding(.truncated)? = refusal(Array(bytes[..<count])) else {
                Issue.record("\(count) bytes")
                continue
            }
        }
        #expect(refusal(bytes + [0]) == .proofDecoding(.trailingBytes(count: 1)))
        let limit = JoinedProof.byteCountLimit
        #expect(
            refusal([UInt8](repeating: 0, count: limit + 1))
                == .decoding(.limitExceeded(limit: limit, actual: limit + 1)))
    }

    /// A changed byte is refused or read as another proof, whose encoding has that byte, and which
    /// the verifier refuses.
    @Test func readsChangedBytesAsSomethingElse() throws {
        let verifier = AggregationVerifier(shape: shape, keys: scene.programs.keys)
        let places =
            Array(0..<proofPlace + 40) + Array(stride(from: proofPlace, to: bytes.count, by: 997))
        for place in places {
            for bit in [0, 7] as [UInt8] {
                var changed = bytes
                changed[place] ^= 1 << bit
                guard let read = try? JoinedProof(decoding: changed, shape: shape) else { continue }
                #expect(try read.encoded(shape) == changed)
                #expect(throws: AggregationVerifier.Refusal.self) { try verifier.verify(read) }
            }
        }
    }

    @Test func refusesOtherKindsVersionsAndElements() throws {
        func changed(_ place: Int, _ value: UInt8) -> JoinError? {
            var changed = bytes
            changed[place] = value
            return refusal(changed)
        }
        #expect(changed(0, 0) == .magic)
        #expect(changed(7, 2) == .version(2))
        #expect(refusal(scene.runs[0].bytes) == .magic)
        // An element that is not below the modulus, in the statement and in the cap.
        for place in [8, 40, 8 + 4 * 32] {
            var large = bytes
            for index in 0..<8 { large[place + index] = 0xff }
            #expect(refusal(large) == .decoding(.invalidValue(field: "digest")))
        }
        #expect(changed(proofPlace, 0) == .proofDecoding(.magic))
        // The proof of a shape is none of another.
        let higher = RecursionShape(
            parameters: shape.parameters, heightLog2: shape.heightLog2 + 1)
        #expect(throws: JoinError.self) { try JoinedProof(decoding: bytes, shape: higher) }
        #expect(throws: JoinError.self) { try pair.encoded(higher) }
        let small = RecursionShape(
            parameters: ParameterSet.small.parameters, heightLog2: shape.heightLog2)
        #expect(throws: JoinError.self) { try JoinedProof(decoding: bytes, shape: small) }
        #expect(
            throws: JoinError.capCount(expected: small.capCount, actual: pair.fixedCap.count)
        ) { try pair.encoded(small) }
    }

    private func job(_ kind: JoinKind = .pair(first: 0, second: 0)) -> JoinJob {
        JoinJob(
            kind: kind, program: scene.program, keyRoot: scene.programs.keys.root,
            before: AggregationScene.digest(0), after: AggregationScene.digest(2),
            children: kind.childCount == 1 ? [[1, 2, 3]] : [[1, 2, 3], [4]])
    }

    @Test func jobsComeBack() throws {
        let last = JoinKind.shapeLimit - 1
        for kind in [
            .join, .run(shape: 0), .run(shape: last), .pair(first: 0, second: last),
            .pair(first: last, second: 0), .pair(first: last, second: last),
        ] as [JoinKind] {
            let job = job(kind)
            let read = try JoinJob(decoding: job.encoded)
            #expect(read == job && read.encoded == job.encoded && read.digest == job.digest)
        }
    }

    /// Each program has a place of its own in the list, that of the compression left out.
    @Test func placesInTheListAreThoseOfPrograms() {
        let shapes = 0..<JoinKind.shapeLimit
        let pairs = shapes.flatMap { first in
            shapes.map { JoinKind.pair(first: first, second: $0) }
        }
        let kinds = [.join] + shapes.map { JoinKind.run(shape: $0) } + pairs
        #expect(Set(kinds.map(\.keyIndex)) == Set(0..<1 << KeyList.depth).subtracting([1]))
        #expect(kinds.allSatisfy { JoinKind(keyIndex: $0.keyIndex) == $0 })
        for index in [-1, 1, 1 << KeyList.depth, .max] { #expect(JoinKind(keyIndex: index) == nil) }
    }

    @Test func refusesTruncatedTrailingAndChangedJobs() throws {
        let bytes = job().encoded
        for count in bytes.indices { #expect(jobRefusal(Array(bytes[..<count])) != nil) }
        #expect(jobRefusal(bytes + [0]) == .decoding(.trailingBytes(count: 1)))
        for place in bytes.indices {
            for bit in 0..<8 as Range<UInt8> {
                var changed = bytes
                changed[place] ^= 1 << bit
                guard let read = try? JoinJob(decoding: changed) else { continue }
                #expect(read.encoded == changed && read != job())
            }
        }
        func changed(_ place: Int, _ value: UInt8) -> JoinError? {
            var changed = bytes
            changed[place] = value
            return jobRefusal(changed)
        }
        #expect(changed(3, 0) == .magic)
        #expect(changed(7, 9) == .version(9))
        #expect(jobRefusal(self.bytes) == .magic)
        for index in [1, 32, 255] as [UInt8] {
            #expect(
                changed(8, index) == .decoding(.invalidValue(field: "program of a join")))
        }
        var long = bytes
        for index in 0..<4 { long[9 + 4 * 32 + index] = 0xff }
        #expect(
            jobRefusal(long)
                == .decoding(
                    .limitExceeded(limit: JoinJob.childByteCountLimit, actual: Int(UInt32.max))))
        let limit = JoinJob.byteCountLimit
        #expect(
            jobRefusal([UInt8](repeating: 0, count: limit + 1))
                == .decoding(.limitExceeded(limit: limit, actual: limit + 1)))
    }

    @Test func keysAreAFileOfText() throws {
        let keys = AggregationKeys(shape: shape, list: scene.programs.keys)
        let text = try #require(keys.text)
        #expect(AggregationKeys(text: text) == keys)
        let lines = text.split(separator: "\n").map(String.init)
        #expect(lines.count == 3 + keys.list.digests.count + 1)
        // Any line left out, twice, moved or changed is refused, or gives other keys.
        for index in lines.indices {
            var (short, twice, changed) = (lines, lines, lines)
            short.remove(at: index)
            twice.insert(lines[index], at: index)
            let last = changed[index].removeLast()
            changed[index].append(last == "0" ? "1" : "0")
            for other in [short, twice, changed] {
                let joined = other.map { $0 + "\n" }.joined()
                #expect(AggregationKeys(text: joined) != keys)
            }
        }
        // The root is that of the keys.
        var swapped = lines
        swapped.swapAt(3, 4)
        #expect(AggregationKeys(text: swapped.map { $0 + "\n" }.joined()) == nil)
        for bad in ["", text + "\n", String(text.dropLast()), text.uppercased(), " " + text] {
            #expect(AggregationKeys(text: bad) == nil)
        }
    }
}
