import BlockFixtures
import BlockProofs
import Bytes
import Ledger
import RiscvCircuits
import Testing
import Transition

/// Jobs and proofs as bytes: one encoding each, and a reason for every refusal.
@Suite struct EncodingTests {
    private let job: PartJob

    init() throws {
        let part = try ShortLedger().parts(of: [2, 7])[1]
        job = PartJob(
            programDigest: Bytes32 { UInt8($0) }, blockNumber: 2, index: 1, end: .block,
            endDigest: part.end.digest, start: part.start,
            operations: part.operations, witness: part.witness)
    }

    private let partProof = PartProof(blockNumber: 2, index: 1, run: [7, 8, 9])
    private let blockProof = BlockProof(blockNumber: 2, runs: [[1, 2, 3], [], [4]])

    private func refusal<Value>(
        _ body: () throws(BlockProofError) -> Value
    ) -> BlockProofError? {
        do {
            _ = try body()
            return nil
        } catch {
            return error
        }
    }

    @Test func jobsComeBack() throws {
        let read = try PartJob(decoding: job.encoded)
        #expect(read.encoded == job.encoded && read.digest == job.digest)
        #expect(read.input == job.input)
        #expect(read.blockNumber == 2 && read.index == 1 && read.end == .block)
        #expect(read.endDigest == job.endDigest && read.programDigest == job.programDigest)
    }

    @Test func proofsComeBack() throws {
        #expect(try PartProof(decoding: partProof.encoded) == partProof)
        #expect(try BlockProof(decoding: blockProof.encoded) == blockProof)
    }

    /// Every prefix of an encoding is refused, and so are bytes after it.
    @Test func refusesTruncatedAndTrailingBytes() {
        let (job, block) = (job.encoded, blockProof.encoded)
        for count in job.indices {
            #expect(
                refusal { () throws(BlockProofError) in
                    try PartJob(decoding: Array(job[..<count]))
                } != nil)
        }
        for count in block.indices {
            #expect(
                refusal { () throws(BlockProofError) in
                    try BlockProof(decoding: Array(block[..<count]))
                } != nil)
        }
        // The run of a part's proof is the rest of its bytes.
        for count in 0..<20 {
            #expect(
                refusal { () throws(BlockProofError) in
                    try PartProof(decoding: Array(partProof.encoded[..<count]))
                } != nil)
        }
        let trailing = BlockProofError.decoding(.trailingBytes(count: 1))
        #expect(
            refusal { () throws(BlockProofError) in try PartJob(decoding: job + [0]) } == trailing)
        #expect(
            refusal { () throws(BlockProofError) in try BlockProof(decoding: block + [0]) }
                == trailing)
    }

    /// Any change of a byte is refused or read as something else, and nothing traps.
    @Test func readsChangedBytesAsSomethingElse() {
        let (job, block) = (job.encoded, blockProof.encoded)
        for index in job.indices {
            for bit in [0, 7] as [UInt8] {
                var changed = job
                changed[index] ^= 1 << bit
                guard let read = try? PartJob(decoding: changed) else { continue }
                #expect(read.encoded == changed && read.digest != self.job.digest)
            }
        }
        for index in block.indices {
            var changed = block
            changed[index] ^= 1
            guard let read = try? BlockProof(decoding: changed) else { continue }
            #expect(read.encoded == changed && read != blockProof)
        }
    }

    @Test func refusesOtherKindsAndVersions() {
        #expect(
            refusal { () throws(BlockProofError) in try PartJob(decoding: blockProof.encoded) }
                == .magic)
        #expect(
            refusal { () throws(BlockProofError) in try PartProof(decoding: job.encoded) } == .magic
        )
        #expect(
            refusal { () throws(BlockProofError) in try BlockProof(decoding: partProof.encoded) }
                == .magic)
        func later(_ bytes: [UInt8]) -> [UInt8] {
            var bytes = bytes
            bytes[7] += 1
            return bytes
        }
        #expect(
            refusal { () throws(BlockProofError) in try PartJob(decoding: later(job.encoded)) }
                == .version(3))
        #expect(
            refusal { () throws(BlockProofError) in
                try PartProof(decoding: later(partProof.encoded))
            }
                == .version(2))
        #expect(
            refusal { () throws(BlockProofError) in
                try BlockProof(decoding: later(blockProof.encoded))
            } == .version(2))
    }

    @Test func refusesCountsAboveTheirLimits() {
        func limit(_ limit: Int, _ actual: Int) -> BlockProofError {
            .decoding(.limitExceeded(limit: limit, actual: actual))
        }
        var parts = ByteWriter()
        for value in [BlockProof.magic, 1, 0, 2, 1_025] { parts.append(value) }
        #expect(
            refusal { () throws(BlockProofError) in try BlockProof(decoding: parts.bytes) }
                == limit(1_024, 1_025))
        var run = ByteWriter()
        for value in [BlockProof.magic, 1, 0, 2, 1, UInt32.max] { run.append(value) }
        #expect(
            refusal { () throws(BlockProofError) in try BlockProof(decoding: run.bytes) }
                == limit(RiscvProof.byteCountLimit, Int(UInt32.max)))
        // The lengths of boundary, data and authorizations, then the count of words.
        let bytes = job.encoded
        let boundary = 4 + 4 + 32 + 8 + 4 + 1 + 32
        let data = boundary + 4 + job.start.encoded.count
        let authorizations = data + 4 + job.operations.data.count
        let witness = authorizations + 4 + job.operations.authorizations.count
        let places = [
            (boundary, BlockProofLimits.boundaryByteCount), (data, BlockProofLimits.dataByteCount),
            (authorizations, BlockProofLimits.dataByteCount),
            (witness, BlockProofLimits.witnessWordCount),
        ]
        for (place, most) in places {
            var long = bytes
            for index in 0..<4 { long[place + index] = 0xff }
            #expect(
                refusal { () throws(BlockProofError) in try PartJob(decoding: long) }
                    == limit(most, Int(UInt32.max)))
        }
        var short = bytes
        short[witness + 3] ^= 1
        #expect(refusal { () throws(BlockProofError) in try PartJob(decoding: short) } != nil)
    }

    @Test func refusesJobsThatContradictThemselves() {
        var mark = job.encoded
        mark[4 + 4 + 32 + 8 + 4] = 2
        #expect(
            refusal { () throws(BlockProofError) in try PartJob(decoding: mark) }
                == .decoding(.invalidValue(field: "end of part")))
        var number = job.encoded
        number[4 + 4 + 32 + 7] = 3
        #expect(
            refusal { () throws(BlockProofError) in try PartJob(decoding: number) }
                == .boundaryNumber(expected: 3, actual: 2))
        var boundary = job.encoded
        boundary[4 + 4 + 32 + 8 + 4 + 1 + 32 + 4] = 0
        #expect(
            refusal { () throws(BlockProofError) in try PartJob(decoding: boundary) }
                == .decoding(.invalidValue(field: "header version")))
    }
}
