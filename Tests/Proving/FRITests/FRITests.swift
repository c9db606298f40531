import Commitments
import FRI
import Fields
import Parallel
import Polynomials
import Testing

@Suite struct FRITests {
    private typealias Fixture = OpeningFixture<Poseidon2Hashing>

    @Test(arguments: [1, 2, 3, 4], [1, 2])
    func acceptsHonestProofs(foldingLog2: Int, blowupLog2: Int) throws {
        for shapes in [[[(0, 1)]], [[(2, 2)]], [[(9, 2)]], Fixture.defaultShapes] {
            let fixture = try #require(
                Fixture(shapes: shapes, foldingLog2: foldingLog2, blowupLog2: blowupLog2))
            try fixture.verify()
        }
        try #require(OpeningFixture<SHA256Hashing>()).verify()
    }

    @Test func threadsDoNotChangeTheProof() throws {
        let serial = try #require(Fixture())
        let parallel = try #require(Fixture(workers: Workers(count: 4)))
        #expect(serial.proof.nonce == parallel.proof.nonce)
        #expect(serial.proof.layerCaps == parallel.proof.layerCaps)
        #expect(serial.proof.batches == parallel.proof.batches)
        #expect(serial.proof.layers == parallel.proof.layers)
    }

    @Test func claimsAreTheValuesOfThePolynomials() throws {
        let fixture = try #require(Fixture(shapes: [[(3, 1)]]))
        let claim = fixture.claims[0].tables[0][0]
        // A constant codeword has the same value at any point.
        let constant = try #require(
            Fixture(shapes: [[(3, 1)]]) { tables in
                tables[0].elements = tables[0].elements.map { _ in Goldilocks(77) }
            })
        #expect(constant.claims[0].tables[0][0].values == [CubicExtension(Goldilocks(77))])
        #expect(claim.values != constant.claims[0].tables[0][0].values)
    }

    @Test func refusesEveryChangedValue() throws {
        let fixture = try #require(Fixture())
        for batch in fixture.claims.indices {
            for table in fixture.claims[batch].tables.indices {
                for point in fixture.claims[batch].tables[table].indices {
                    for column in fixture.claims[batch].tables[table][point].values.indices {
                        let refusal = fixture.refusal {
                            $0.claims[batch].tables[table][point].values[column] += .one
                        }
                        #expect(refusal != nil)
                    }
                    let moved = fixture.refusal {
                        $0.claims[batch].tables[table][point].opened.point += .one
                    }
                    #expect(moved != nil)
                }
            }
        }
    }

    @Test func refusesCodewordsThatAreNoPolynomials() throws {
        for table in 0..<3 {
            let fixture = try #require(
                Fixture { tables in
                    for row in 0..<tables[table].height where row % 3 == 0 {
                        tables[table][row, 0] += .one
                    }
                })
            #expect(fixture.refusal { _ in } != nil)
        }
    }

    @Test func refusesProofsOfOtherClaims() throws {
        let fixture = try #require(Fixture())
        let other = try #require(Fixture { $0[0][0, 0] += .one })
        #expect(fixture.refusal { $0.proof = other.proof } != nil)
        #expect(fixture.refusal { $0.claims.swapAt(0, 1) } != nil)
        #expect(fixture.refusal { $0.proof.batches.swapAt(0, 1) } != nil)
    }
}
