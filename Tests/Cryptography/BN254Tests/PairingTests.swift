import BN254
import Fields
import TestSupport
import Testing

@Suite struct PairingTests {
    @Test func pairingIsBilinear() {
        var source = SeededGenerator(seed: 40)
        let (p, q) = (ProjectivePoint(G1.generator), ProjectivePoint(G2.generator))
        let value = Pairing.product([(p.affine, q.affine)])
        #expect(value != .one)
        for _ in 0..<3 {
            let (a, b) = (Fr.random(&source), Fr.random(&source))
            let left = Pairing.product([((a * p).affine, (b * q).affine)])
            #expect(left == Pairing.product([(((a * b) * p).affine, q.affine)]))
            #expect(left == Pairing.product([(p.affine, ((a * b) * q).affine)]))
            #expect(
                Pairing.isOne([((a * p).affine, (b * q).affine), ((-(a * b) * p).affine, q.affine)])
            )
            #expect(!Pairing.isOne([((a * p).affine, (b * q).affine)]))
        }
        #expect(Pairing.product([(.infinity, q.affine), (p.affine, .infinity)]) == .one)
        #expect(Pairing.product([]) == .one)
    }

    @Test func pairingValuesHaveOrderR() {
        let value = Pairing.product([(G1.generator, G2.generator)])
        var power = Fp12.one
        for index in (0..<254).reversed() {
            power = power.squared
            if Fr.modulus.bit(index) { power *= value }
        }
        #expect(power == .one)
    }

    @Test(arguments: ["ecadd", "ecmul", "ecpairing"])
    func precompilesAgreeWithVectors(name: String) throws {
        let vectors = try VectorFile.load("bn254-precompiles")[name]
        let run: ([UInt8]) throws(PointError) -> [UInt8] =
            switch name {
            case "ecadd": EVMPrecompile.add
            case "ecmul": EVMPrecompile.multiply
            default: EVMPrecompile.pairing
            }
        for vector in try vectors["vectors"].items() {
            let output = try run(try vector["input"].bytes())
            let (expected, name) = (try vector["expected"].bytes(), try vector["name"].string())
            #expect(output == expected, "\(name)")
        }
        for vector in try vectors["fails"].items() {
            let (input, name) = (try vector["input"].bytes(), try vector["name"].string())
            #expect(throws: PointError.self, "\(name)") {
                _ = try run(input)
            }
        }
    }
}
