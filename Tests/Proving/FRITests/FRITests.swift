import Commitments
import FRI
import Fields
import Parallel
import Polynomials
import Testing

@Suite struct FRITests {
    private typealias Scene = OpeningScene<Poseidon2Hashing>

    @Test(arguments: [1, 2, 3, 4], [1, 2])
    func acceptsHonestProofs(foldingLog2: Int, blowupLog2: Int) throws {
        for shapes in [[[(0, 1)]], [[(2, 2)]], [[(9, 2)]], Scene.defaultShapes] {
            let scene = try #require(
                Scene(shapes: shapes, foldingLog2: foldingLog2, blowupLog2: blowupLog2))
            try scene.verify()
        }
        try #require(OpeningScene<SHA256Hashing>()).verify()
    }

    @Test func threadsDoNotChangeTheProof() throws {
        let serial = try #require(Scene())
        let parallel = try #require(Scene(workers: Workers(count: 4)))
        #expect(serial.proof.nonce == parallel.proof.nonce)
        #expect(serial.proof.layerCaps == parallel.proof.layerCaps)
        #expect(
            serial.proof.queries.map(\.batches) == parallel.proof.queries.map(\.batches))
    }

    @Test func claimsAreTheValuesOfThePolynomials() throws {
        let scene = try #require(Scene(shapes: [[(3, 1)]]))
        let claim = scene.claims[0].tables[0][0]
        // A codeword that is constant is its own value anywhere.
        let constant = try #require(
            Scene(shapes: [[(3, 1)]]) { tables in
                tables[0].elements = tables[0].elements.map { _ in Goldilocks(77) }
            })
        #expect(constant.claims[0].tables[0][0].values == [CubicExtension(Goldilocks(77))])
        #expect(claim.values != constant.claims[0].tables[0][0].values)
    }

    @Test func refusesEveryChangedValue() throws {
        let scene = try #require(Scene())
        for batch in scene.claims.indices {
            for table in scene.claims[batch].tables.indices {
                for point in scene.claims[batch].tables[table].indices {
                    for column in scene.claims[batch].tables[table][point].values.indices {
                        let refusal = scene.refusal {
                            $0.claims[batch].tables[table][point].values[column] += .one
                        }
                        #expect(refusal != nil)
                    }
                    let moved = scene.refusal {
                        $0.claims[batch].tables[table][point].point += .one
                    }
                    #expect(moved != nil)
                }
            }
        }
    }

    @Test func refusesCodewordsThatAreNoPolynomials() throws {
        for table in 0..<3 {
            let scene = try #require(
                Scene { tables in
                    for row in 0..<tables[table].height where row % 3 == 0 {
                        tables[table][row, 0] += .one
                    }
                })
            #expect(scene.refusal { _ in } != nil)
        }
    }

    @Test func refusesProofsOfOtherClaims() throws {
        let scene = try #require(Scene())
        let other = try #require(Scene { $0[0][0, 0] += .one })
        #expect(scene.refusal { $0.proof = other.proof } != nil)
        #expect(scene.refusal { $0.claims.swapAt(0, 1) } != nil)
        #expect(scene.refusal { $0.proof.queries.swapAt(0, 1) } != nil)
    }
}
