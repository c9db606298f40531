import BN254
import TestSupport
import Testing

@Suite struct ScalarPoseidon2Tests {
    private func elements(_ list: VectorFile) throws -> [Fr] {
        try list.items().map(element)
    }

    private func element(_ item: VectorFile) throws -> Fr {
        let bytes = try item.bytes()
        return try #require(Integer256(bigEndian: bytes).flatMap { Fr(canonical: $0) })
    }

    @Test func width3IsThePublishedInstance() throws {
        let vectors = try VectorFile.load("poseidon2-bn254")
        let instance = vectors["instances"][0]
        let permutation = ScalarPoseidon2.width3
        for (row, expected) in zip(
            permutation.fullConstants, try instance["externalRoundConstants"].items())
        {
            #expect(row == (try elements(expected)))
        }
        #expect(
            permutation.partialConstants == (try elements(instance["internalRoundConstants"])))
        try expectAnswers(permutation, instance)
        for vector in try vectors["merkleCompress"].items() {
            var state = [try element(vector["left"]), try element(vector["right"]), Fr.zero]
            permutation.permute(&state)
            #expect(state[0].canonical.bigEndianBytes == (try vector["output"].bytes()))
        }
    }

    @Test func otherWidthsGiveThePublishedAnswers() throws {
        let instances = try VectorFile.load("poseidon2-bn254-published")["instances"]
        for (index, permutation) in [ScalarPoseidon2.width2, .width16].enumerated() {
            #expect(permutation.width == (try instances[index]["width"].int()))
            try expectAnswers(permutation, instances[index])
        }
    }

    /// Rounds, constants and answers that an independent model computed.
    @Test func otherWidthsAgreeWithTheModel() throws {
        let instances = try VectorFile.load("poseidon2-bn254-widths")["instances"]
        for (index, permutation) in [ScalarPoseidon2.width2, .width16].enumerated() {
            let instance = instances[index]
            #expect(permutation.width == (try instance["width"].int()))
            #expect(permutation.partialConstants.count == (try instance["partialRounds"].int()))
            #expect(
                permutation.fullConstants[0] == (try elements(instance["firstRoundConstants"])))
            #expect(
                permutation.diagonalMinusOne.map { $0 + .one }
                    == (try elements(instance["internalDiagonal"])))
            try expectAnswers(permutation, instance)
        }
    }

    @Test func compressionFeedsForward() {
        var state = [Fr(1), Fr(2)]
        ScalarPoseidon2.width2.permute(&state)
        #expect(ScalarPoseidon2.compress(Fr(1), Fr(2)) == state[0] + Fr(1))
        #expect(ScalarPoseidon2.compress(Fr(2), Fr(1)) != ScalarPoseidon2.compress(Fr(1), Fr(2)))
    }

    private func expectAnswers(_ permutation: ScalarPoseidon2, _ instance: VectorFile) throws {
        for answer in try instance["knownAnswers"].items() {
            var state = try elements(answer["input"])
            permutation.permute(&state)
            #expect(state == (try elements(answer["output"])))
        }
    }

    /// Every instruction set: states with the greatest elements, with those at which carries and
    /// reductions sit, and random ones.
    @Test func lanesGiveTheSameAsThePlainPermutation() {
        var source = SeededGenerator(seed: 22)
        for permutation in [ScalarPoseidon2.width2, .width3, .width16] {
            let lanes = ScalarPoseidon2.laneCount
            let size = lanes * permutation.width
            let edges = Fr.samples(seed: 22, count: 0)
            var states = [Fr](repeating: -Fr(1), count: size)
            states += (0..<size).map { _ in edges.randomElement(using: &source) ?? .zero }
            states += (0..<size).map { _ in Fr.random(&source) }
            let before = states
            for level in levels {
                states = before
                permutation.permuteLanes(&states, level: level)
                for lot in 0..<3 {
                    for lane in 0..<lanes {
                        func places(_ list: [Fr]) -> [Fr] {
                            (0..<permutation.width).map {
                                list[lanes * (permutation.width * lot + $0) + lane]
                            }
                        }
                        var state = places(before)
                        permutation.permute(&state)
                        #expect(state == places(states), "\(permutation.width) \(level)")
                    }
                }
            }
        }
    }
}
