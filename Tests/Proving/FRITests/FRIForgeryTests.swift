import Commitments
import FRI
import Fields
import Polynomials
import Testing

/// One test for each check of the verifier: without the check it fails.
@Suite struct FRIForgeryTests {
    private typealias Fixture = OpeningFixture<Poseidon2Hashing>
    private let fixture: OpeningFixture<Poseidon2Hashing>

    init() throws {
        fixture = try #require(Fixture())
    }

    @Test func refusesClaimsOfWrongSize() throws {
        #expect(fixture.refusal { $0.claims = [] } == .noTables)
        #expect(
            fixture.refusal { $0.claims[1].tables.removeLast() }
                == .tableCount(batch: 1, expected: 2, actual: 1))
        #expect(
            fixture.refusal { $0.claims[0].tables[2] = [] }
                == .unopenedTable(batch: 0, table: 2))
        // Opened in some columns only.
        #expect(
            fixture.refusal { $0.claims[0].tables[1].removeFirst() }
                == .unopenedTable(batch: 0, table: 1))
        for column in [-1, 2] {
            #expect(
                fixture.refusal { $0.claims[0].tables[1][1].opened.columns = [column] }
                    == .columnRange(batch: 0, table: 1))
        }
        // Claims of one weight: only their sum would be proven.
        #expect(
            fixture.refusal {
                $0.claims[0].tables[0][1].opened.columns = [0, 0, 1]
            } == .columnOrder(batch: 0, table: 0))
        #expect(
            fixture.refusal { $0.claims[0].tables[0].append($0.claims[0].tables[0][0]) }
                == .repeatedPoint(batch: 0, table: 0))
        #expect(
            fixture.refusal { $0.claims[0].tables[1][1].values.append(.zero) }
                == .valueCount(batch: 0, table: 1, expected: 1, actual: 2))
        #expect(
            fixture.refusal { $0.claims[0].tables[0][1].values.append(.zero) }
                == .valueCount(batch: 0, table: 0, expected: 3, actual: 4))
        let low = try #require(CommitmentShape(heightsLog2: [6, 0], widths: [4, 2], capLog2: 1))
        #expect(
            fixture.refusal { $0.claims[1].shape = low } == .tableHeight(batch: 1, heightLog2: 0))
    }

    /// The value of one column claimed for another.
    @Test func refusesValuesOfOtherColumns() {
        #expect(fixture.refusal { $0.claims[0].tables[1][1].opened.columns = [0] } != nil)
    }

    @Test func refusesProofsOfWrongSize() {
        let layers = fixture.proof.layerCaps.count
        #expect(
            fixture.refusal { $0.proof.layerCaps.removeLast() }
                == .layerCount(expected: layers, actual: layers - 1))
        #expect(
            fixture.refusal { $0.proof.layerCaps[1].append($0.proof.layerCaps[1][0]) }
                == .layerCap(layer: 1, expected: 2, actual: 3))
        #expect(
            fixture.refusal { $0.proof.finalPolynomial.append(.zero) }
                == .finalCount(expected: 1, actual: 2))
        #expect(
            fixture.refusal { $0.proof.queryIndices.removeLast() }
                == .queryCount(expected: 12, actual: 11))
        #expect(
            fixture.refusal { $0.proof.batches.removeLast() }
                == .batchCount(expected: 2, actual: 1))
        #expect(
            fixture.refusal { $0.proof.layers.removeLast() }
                == .layerOpeningCount(expected: layers, actual: layers - 1))
    }

    /// The openings hold, but the indices are not those that the transcript gives.
    @Test func refusesOtherQueryIndices() {
        #expect(fixture.refusal { $0.proof.queryIndices[3] ^= 1 } == .queryIndices)
        #expect(fixture.refusal { $0.proof.queryIndices.swapAt(0, 1) } == .queryIndices)
    }

    @Test func refusesNoncesWithoutWork() {
        let refusals = (1..<40).map { step in
            fixture.refusal { $0.proof.nonce += Goldilocks(UInt32(step)) }
        }
        #expect(refusals.contains(.nonce))
        #expect(!refusals.contains(nil))
    }

    @Test func refusesBatchingNoncesWithoutWork() {
        let refusals = (1..<40).map { step in
            fixture.refusal { $0.proof.batchingNonce += Goldilocks(UInt32(step)) }
        }
        #expect(refusals.contains(.batchingNonce))
        #expect(!refusals.contains(nil))
    }

    @Test func refusesRowsThatWereNotCommitted() {
        let batch = fixture.refusal { $0.proof.batches[1].rows[0][2][0] += .one }
        guard case .batchOpening(batch: 1, .capMismatch)? = batch else {
            Issue.record("\(String(describing: batch))")
            return
        }
        let layer = fixture.refusal { $0.proof.layers[1].rows[0][2][4] += .one }
        guard case .layerOpening(layer: 1, .capMismatch)? = layer else {
            Issue.record("\(String(describing: layer))")
            return
        }
        let short = fixture.refusal { $0.proof.layers[1].rows[0][2].removeLast() }
        #expect(
            short == .layerOpening(layer: 1, .rowLength(table: 0, expected: 6, actual: 5)))
    }

    /// A different table committed in place of the claimed one: paths hold, values do not fit.
    @Test func refusesCodewordsThatDoNotContinueTheClaims() throws {
        let other = try #require(Fixture { $0[0].elements = $0[0].elements.map { $0 + .one } })
        let refusal = fixture.refusal {
            $0.claims[0].cap = other.claims[0].cap
            $0.proof.batches[0] = other.proof.batches[0]
        }
        #expect(refusal != nil)
    }

    /// One query without work and a forged index.
    ///
    /// Some change leaves the drawn index as it was, so paths are valid and only the comparison
    /// with the claim or with the final polynomial fails.
    @Test func refusesFalseClaimsWherePathsHold() throws {
        let small = try #require(
            Fixture(shapes: [[(4, 1)]], foldingLog2: 1, queryCount: 1, grindingBits: 0))
        #expect(small.refusal { _ in } == nil)
        let claims = (1..<600).map { step in
            small.refusal {
                $0.claims[0].tables[0][0].values[0] += CubicExtension(Goldilocks(UInt32(step)))
            }
        }
        #expect(claims.contains(.foldMismatch(query: 0, layer: 0)))
        #expect(!claims.contains(nil))
        let finals = (1..<600).map { step in
            small.refusal {
                $0.proof.finalPolynomial[1] += CubicExtension(Goldilocks(UInt32(step)))
            }
        }
        #expect(finals.contains(.finalMismatch(query: 0)))
        #expect(!finals.contains(nil))
    }

    /// A word with a high-degree part folds consistently, but not to the final polynomial.
    @Test func refusesHighDegreeByTheFinalPolynomial() throws {
        let high = try #require(Fixture(shapes: [[(3, 1)]]) { $0[0][0, 0] += .one })
        var refusals = [FRIError?]()
        for table in 0..<6 {
            let fixture = try #require(
                Fixture(shapes: [[(7, 1)]]) { tables in
                    for row in 0..<tables[0].height where row % 7 == table {
                        tables[0][row, 0] += .one
                    }
                })
            refusals.append(fixture.refusal { _ in })
        }
        #expect(high.proof.finalPolynomial.count == 4)
        #expect(
            refusals.allSatisfy {
                if case .finalMismatch? = $0 { true } else { false }
            })
    }

    @Test func refusesPointsOfTheDomain() throws {
        // Every point of the smallest domain is met by some query.
        let refusals = (0..<2).map { index in
            fixture.refusal {
                let sign: Goldilocks = index == 0 ? .one : -.one
                $0.claims[1].tables[1][0].opened.point = CubicExtension(.generator * sign)
            }
        }
        for refusal in refusals {
            #expect(refusal == .pointInDomain(batch: 1, table: 1))
        }
    }

    @Test func parametersHaveLimits() {
        #expect(FRIParameters(blowupLog2: 0, queryCount: 1, grindingBits: 0) == nil)
        #expect(FRIParameters(blowupLog2: 1, queryCount: 0, grindingBits: 0) == nil)
        #expect(FRIParameters(blowupLog2: 1, queryCount: 1, grindingBits: 31) == nil)
        #expect(
            FRIParameters(blowupLog2: 1, queryCount: 1, grindingBits: 0, foldingLog2: 5)
                == nil)
        #expect(FRIParameters(blowupLog2: 1, queryCount: 1, grindingBits: 0) != nil)
    }
}
