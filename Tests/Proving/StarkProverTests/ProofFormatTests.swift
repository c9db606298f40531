import Commitments
import Constraints
import FRI
import Fields
import ProofFixtures
import StarkVerifier
import Testing

@Suite struct ProofFormatTests {
    private let fixture: FixtureProof<Poseidon2Hashing>
    private let bytes: [UInt8]

    init() throws {
        fixture = try FixtureProof()
        bytes = try ProofWriter(key: fixture.key).write(fixture.proof)
    }

    private func refusal(of bytes: [UInt8]) -> ProofDecodingError? {
        do {
            _ = try ProofReader(key: fixture.key).read(bytes)
            return nil
        } catch {
            return error
        }
    }

    private func refusal(_ change: (inout [UInt8]) -> Void) -> ProofDecodingError? {
        var copy = bytes
        change(&copy)
        return refusal(of: copy)
    }

    private func refusal(
        ofProof change: (inout StarkProof<Poseidon2Tree>) -> Void
    ) -> ProofEncodingError? {
        var copy = fixture.proof
        change(&copy)
        do {
            _ = try ProofWriter(key: fixture.key).write(copy)
            return nil
        } catch {
            return error
        }
    }

    private func returns<Hashing: ProofHashing>(_ fixture: FixtureProof<Hashing>) throws {
        let bytes = try ProofWriter(key: fixture.key).write(fixture.proof)
        let decoded = try ProofReader(key: fixture.key).read(bytes)
        #expect(decoded == fixture.proof)
        #expect(try ProofWriter(key: fixture.key).write(decoded) == bytes)
        try Verifier(key: fixture.key).verify(decoded, statement: fixture.statement)
    }

    @Test(arguments: [0, 2, 7], [[], [9]] as [[UInt32]])
    func proofsReturnFromTheirEncoding(heightLog2: Int, questions: [UInt32]) throws {
        try returns(FixtureProof<Poseidon2Hashing>(heightLog2: heightLog2, questions: questions))
        try returns(FixtureProof<SHA256Hashing>(heightLog2: heightLog2, questions: questions))
        let unnamed = try #require(
            FRIParameters(
                blowupLog2: 2, queryCount: 3, grindingBits: 0, foldingLog2: 2, capLog2: 0))
        try returns(
            FixtureProof<Poseidon2Hashing>(
                heightLog2: heightLog2, questions: questions, parameters: unnamed))
    }

    /// A decoded proof is written as the bytes that were read.
    @Test func everyByteCounts() throws {
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 1
            do {
                let proof = try ProofReader(key: fixture.key).read(changed)
                #expect(proof != fixture.proof)
                #expect(try ProofWriter(key: fixture.key).write(proof) == changed)
            } catch is ProofDecodingError {}
        }
    }

    @Test func headerSaysWhatTheProofNeeds() throws {
        let header = try ProofHeader(of: bytes)
        #expect(header == ProofHeader(hashing: 1, parameterSet: 3))
        #expect(ParameterSet(rawValue: header.parameterSet) == .test)
        #expect(throws: ProofDecodingError.truncated(needed: 4, available: 2)) {
            _ = try ProofHeader(of: Array(bytes.prefix(14)))
        }
        let long = [UInt8](repeating: 0, count: ProofFormat.byteCountLimit + 1)
        #expect(
            throws: ProofDecodingError.byteCountLimit(limit: 1 << 24, actual: (1 << 24) + 1)
        ) { _ = try ProofHeader(of: long) }
    }

    @Test func refusesHeadersOfOthers() throws {
        #expect(refusal { $0[0] = 0 } == .magic)
        #expect(refusal { $0[7] = 2 } == .version(2))
        #expect(refusal { $0[11] = 2 } == .hashing(expected: 1, actual: 2))
        #expect(refusal { $0[15] = 1 } == .parameterSet(expected: 3, actual: 1))
        #expect(refusal { $0[17] = 5 } == .chipCount(expected: 4, actual: 5))
        #expect(refusal { $0[16] = 255 } == .chipCount(expected: 4, actual: 0xff04))
        #expect(refusal { $0[18] = 27 } == .heights(.height(chip: 0, heightLog2: 27)))
        #expect(refusal { $0[19] = 255 } == .heights(.missingChip(chip: 1)))
        #expect(refusal { $0[19] = 7 } == .heights(.height(chip: 1, heightLog2: 7)))
        let other = try FixtureProof<SHA256Hashing>()
        let sha = try ProofWriter(key: other.key).write(other.proof)
        #expect(refusal(of: sha) == .hashing(expected: 1, actual: 2))
    }

    @Test func refusesOtherLengths() {
        var needed: Set<Int> = []
        for count in 0..<bytes.count {
            let refusal = refusal(of: Array(bytes.prefix(count)))
            guard case .truncated(let members, let available)? = refusal else {
                Issue.record("\(count): \(String(describing: refusal))")
                return
            }
            #expect(available < members)
            needed.insert(members)
        }
        // A list is refused as a whole, before there is memory for it: a row of a codeword that folds
        // by 8 has 24 elements, and one of three terminal sums after two caps of two nodes is too few.
        #expect(needed.contains(24))
        let oneTotal = refusal(of: Array(bytes.prefix(22 + 64 + 64 + 24)))
        #expect(oneTotal == .truncated(needed: 3, available: 1))
        #expect(refusal { $0.append(0) } == .trailingBytes(count: 1))
        #expect(refusal { $0 += $0 } == .trailingBytes(count: bytes.count))
        let limit = ProofFormat.byteCountLimit
        #expect(
            refusal { $0 += [UInt8](repeating: 0, count: limit) }
                == .byteCountLimit(limit: limit, actual: limit + bytes.count))
        // An optional chip that is said to be there, or to be higher, moves all that follows.
        #expect(refusal { $0[21] = 255 } != nil)
        #expect(refusal { $0[21] = 26 } != nil)
        #expect(refusal { $0[18] = 26 } != nil)
    }

    /// p, and zero written as p, in place of every element, those of hashes included.
    @Test func refusesElementsNotBelowTheModulus() {
        let modulus: [UInt8] = [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1]
        let start = 22
        #expect((bytes.count - start) % 8 == 0)
        var indexCount = 0
        for offset in stride(from: start, to: bytes.count, by: 8) {
            let refusal = refusal { $0.replaceSubrange(offset..<offset + 8, with: modulus) }
            if refusal == .queryIndex(0xffff_ffff) {
                indexCount += 2
                continue
            }
            guard case .nonCanonicalElement(let place)? = refusal else {
                Issue.record("\(offset): \(String(describing: refusal))")
                return
            }
            #expect(place <= offset && place > offset - 32)
        }
        #expect(indexCount == 8)
    }

    @Test func refusesToEncodeWhatWouldNotReturn() {
        #expect(
            refusal(ofProof: { $0.heightsLog2[0] = 27 })
                == .heights(.height(chip: 0, heightLog2: 27)))
        #expect(refusal(ofProof: { $0.mainCap = [] }) == .partCount(expected: 2, actual: 0))
        #expect(
            refusal(ofProof: { $0.terminalSums.append(.zero) })
                == .partCount(expected: 3, actual: 4))
        #expect(
            refusal(ofProof: { $0.openings.removeLast() }) == .partCount(expected: 4, actual: 3))
        #expect(
            refusal(ofProof: { $0.quotient.removeLast() })
                == .partCount(expected: 2, actual: 1))
        #expect(
            refusal(ofProof: { $0.openings[0].fixed.append(.zero) })
                == .partCount(expected: 0, actual: 1))
        #expect(
            refusal(ofProof: { $0.fri.layerCaps.removeLast() }) != nil)
        #expect(
            refusal(ofProof: { $0.fri.queryIndices.removeLast() })
                == .partCount(expected: 8, actual: 7))
        for index in [-1, 512, Int.max, Int.min] {
            #expect(
                refusal(ofProof: { $0.fri.queryIndices[0] = index }) == .queryIndex(index))
        }
        #expect(
            refusal(ofProof: { $0.fri.batches.removeLast() })
                == .partCount(expected: 4, actual: 3))
        #expect(refusal(ofProof: { $0.fri.layers.removeLast() }) != nil)
        #expect(
            refusal(ofProof: { $0.fri.batches[1].rows.removeLast() })
                == .partCount(expected: 4, actual: 3))
        #expect(refusal(ofProof: { $0.fri.batches[1].rows[0].removeLast() }) != nil)
        #expect(
            refusal(ofProof: {
                // As many elements in all, but cut elsewhere.
                $0.fri.batches[1].rows[0][0].append(.zero)
                $0.fri.batches[1].rows[0][1].removeLast()
            }) == .partCount(expected: 3, actual: 4))
        #expect(refusal(ofProof: { $0.fri.batches[1].nodes = [] }) != nil)
        #expect(refusal(ofProof: { _ in }) == nil)
    }
}
