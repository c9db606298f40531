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
    private let blockProof: BlockProof

    init() throws {
        let ledger = try ShortLedger()
        var state = ledger.state
        let executed = try state.execute(ledger.block)
        blockProof = BlockProof(
            header: state.header, chainOperations: executed.chains.map(\.operations),
            runs: [[1, 2, 3], [], [4]])
        let part = try ledger.parts(of: [2, 7])[1]
        job = PartJob(
            programDigest: Bytes32 { UInt8($0) }, blockNumber: 2, index: 1, end: .block,
            endDigest: part.end.digest, start: part.start,
            operations: part.operations, witness: part.witness)
    }

    private let partProof = PartProof(blockNumber: 2, index: 1, run: [7, 8, 9])

    /// The place of the first chain's operations in the proof of the block.
    private var operationsPlace: Int { 12 + blockProof.header.encoded.count }
    /// The place of the number of runs.
    private var runsPlace: Int { blockProof.encoded.count - 4 - (7 + 4 + 5) }

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
            } == .version(3))
    }

    @Test func refusesCountsAboveTheirLimits() {
        func limit(_ limit: Int, _ actual: Int) -> BlockProofError {
            .decoding(.limitExceeded(limit: limit, actual: actual))
        }
        // The lengths of header and operations, the number of runs, the length of a run.
        let counts = [
            (8, BlockProofLimits.headerByteCount),
            (operationsPlace, BlockProofLimits.chainOperationByteCount),
            (runsPlace, BlockProofLimits.partCount),
            (runsPlace + 4, RiscvProof.byteCountLimit),
        ]
        for (place, most) in counts {
            for actual in [UInt32(most + 1), .max] {
                var long = blockProof.encoded
                for index in 0..<4 {
                    long[place + index] = UInt8(
                        truncatingIfNeeded: actual >> UInt32(24 - 8 * index))
                }
                #expect(
                    refusal { () throws(BlockProofError) in try BlockProof(decoding: long) }
                        == limit(most, Int(actual)))
            }
        }
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

    /// A header or operations of another form than the ledger's.
    @Test func refusesClaimsThatAreNoneOfTheLedger() {
        func changed(_ place: Int, _ value: UInt8) -> BlockProofError? {
            var bytes = blockProof.encoded
            bytes[place] = value
            return refusal { () throws(BlockProofError) in try BlockProof(decoding: bytes) }
        }
        #expect(changed(12, 9) == .decoding(.invalidValue(field: "header version")))
        // No operation begins with this code.
        #expect(changed(operationsPlace + 4, 9) == .decoding(.invalidValue(field: "code")))
        // A header one byte shorter than its length.
        #expect(changed(11, blockProof.encoded[11] + 1) == .decoding(.trailingBytes(count: 1)))
    }

    /// A proof with operations for another number of chains than the header is not read back.
    @Test func readsAListOfOperationsForEachChain() {
        let short = BlockProof(
            header: blockProof.header, chainOperations: [blockProof.chainOperations[0]], runs: [])
        #expect(
            refusal { () throws(BlockProofError) in try BlockProof(decoding: short.encoded) }
                != nil)
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
