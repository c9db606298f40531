import BN254
import Groth16
import TestSupport
import Testing

@Suite struct Groth16VectorTests {
    private func coordinate(_ value: VectorFile) throws -> Fp {
        try #require(Fp(decimal: try value.string()))
    }

    private func g1(_ value: VectorFile) throws -> AffinePoint<G1> {
        AffinePoint(x: try coordinate(value[0]), y: try coordinate(value[1]))
    }

    private func g2(_ value: VectorFile) throws -> AffinePoint<G2> {
        AffinePoint(
            x: Fp2(try coordinate(value[0][0]), try coordinate(value[0][1])),
            y: Fp2(try coordinate(value[1][0]), try coordinate(value[1][1])))
    }

    private func key(_ value: VectorFile) throws -> VerifyingKey {
        VerifyingKey(
            alpha1: try g1(value["alpha1"]), beta2: try g2(value["beta2"]),
            gamma2: try g2(value["gamma2"]), delta2: try g2(value["delta2"]),
            inputs: try value["ic"].items().map(g1))
    }

    private func isAccepted(_ verifier: Verifier, _ item: VectorFile) throws -> Bool {
        let points = item["proof"]
        let (a, b, c) = (try g1(points["a"]), try g2(points["b"]), try g1(points["c"]))
        let inputs = try item["publicInputs"].items().map {
            try #require(Integer256(decimal: try $0.string()))
        }
        guard let proof = try? Proof(a: a, b: b, c: c) else { return false }
        do {
            try verifier.verify(proof, inputs: inputs)
            return true
        } catch {
            return false
        }
    }

    @Test func verdictsAgreeWithVectors() throws {
        for set in try VectorFile.load("groth16-bn254")["sets"].items() {
            let verifier = Verifier(unlinted: try key(set["verificationKey"]))
            for item in try set["cases"].items() {
                let (expected, name) = (try item["valid"].bool(), try item["name"].string())
                #expect(try isAccepted(verifier, item) == expected, "\(name)")
            }
        }
    }

    /// The published key has gamma = delta: fine for its vectors, refused as a key.
    @Test func keysWithoutContributionAreRefused() throws {
        let sets = try VectorFile.load("groth16-bn254")["sets"]
        #expect(throws: Groth16Error.degenerateKey(.delta)) {
            _ = try Verifier(try key(sets[0]["verificationKey"]))
        }
        let good = try key(sets[1]["verificationKey"])
        try good.lint()
        func changed(
            alpha1: AffinePoint<G1>? = nil, beta2: AffinePoint<G2>? = nil,
            inputs: [AffinePoint<G1>]? = nil
        ) -> VerifyingKey {
            VerifyingKey(
                alpha1: alpha1 ?? good.alpha1, beta2: beta2 ?? good.beta2, gamma2: good.gamma2,
                delta2: good.delta2, inputs: inputs ?? good.inputs)
        }
        #expect(throws: Groth16Error.degenerateKey(.alpha)) {
            try changed(alpha1: .infinity).lint()
        }
        #expect(throws: Groth16Error.degenerateKey(.gamma)) {
            try changed(beta2: good.gamma2).lint()
        }
        let off = AffinePoint<G1>(x: .one, y: .one)
        #expect(throws: Groth16Error.keyPoint(.alpha, .notOnCurve)) {
            try changed(alpha1: off).lint()
        }
        #expect(throws: Groth16Error.keyPoint(.input(1), .notOnCurve)) {
            try changed(inputs: [good.inputs[0], off]).lint()
        }
    }
}
