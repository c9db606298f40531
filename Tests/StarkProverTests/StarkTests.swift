import Commitments
import Constraints
import Fields
import LowDegree
import Parallel
import Polynomials
import StarkProver
import StarkVerifier
import Testing

@Suite struct StarkTests {
    private typealias Tree = Poseidon2Tree
    private let key: ProvingKey<ToyMachine, Poseidon2Hashing>
    private let traces = ToyMachine.traces(heightLog2: 5)
    private let proof: StarkProof<Poseidon2Tree>

    init() throws {
        let parameters = try #require(
            LowDegreeParameters(
                blowupLog2: 1, queryCount: 20, grindingBits: 2, finalCountLog2: 2, capLog2: 1))
        key = ProvingKey(
            machine: try CheckedMachine(ToyMachine()), parameters: parameters, identity: [1, 2],
            fixed: ToyMachine.fixed, workers: .serial)
        proof = ProofMaker(key: key, workers: .serial)
            .prove(traces.main, publicValues: traces.publicValues)
    }

    private func refusal(
        of proof: StarkProof<Poseidon2Tree>, publicValues: [[Goldilocks]]? = nil,
        key other: StarkKey<ToyMachine, Poseidon2Hashing>? = nil
    ) -> StarkError? {
        do {
            try ProofVerifier(key: other ?? key.verifying)
                .verify(proof, publicValues: publicValues ?? traces.publicValues)
            return nil
        } catch {
            return error
        }
    }

    private func refusal(_ change: (inout StarkProof<Poseidon2Tree>) -> Void) -> StarkError? {
        var copy = proof
        change(&copy)
        return refusal(of: copy)
    }

    @Test func acceptsAnHonestProof() {
        #expect(
            RowChecker.faults(
                ToyMachine(), main: traces.main, fixed: ToyMachine.fixed,
                publicValues: traces.publicValues
            ).isEmpty)
        #expect(refusal(of: proof) == nil)
    }

    @Test(arguments: [0, 1, 9], [1, 2])
    func acceptsOtherHeightsAndBlowups(heightLog2: Int, blowupLog2: Int) throws {
        let parameters = try #require(
            LowDegreeParameters(blowupLog2: blowupLog2, queryCount: 8, grindingBits: 0))
        let key = ProvingKey<ToyMachine, SHA256Hashing>(
            machine: try CheckedMachine(ToyMachine()), parameters: parameters, identity: [],
            fixed: ToyMachine.fixed, workers: .serial)
        let (main, publicValues) = ToyMachine.traces(heightLog2: heightLog2)
        let proof = ProofMaker(key: key, workers: Workers(count: 2))
            .prove(main, publicValues: publicValues)
        try ProofVerifier(key: key.verifying).verify(proof, publicValues: publicValues)
    }

    /// Each cell of sampled rows takes each of some wrong values.
    @Test func refusesEveryMutatedTrace() {
        var mutantCount = 0
        for (chip, rows) in [(0, [0, 1, 17, 31]), (1, [0, 1, 255]), (2, [0, 15])] {
            for row in rows {
                for column in 0..<traces.main[chip].width {
                    let value = traces.main[chip][row, column]
                    let mutants = [.zero, .one, value + .one, value - .one, -Goldilocks.one]
                    for mutant in mutants where mutant != value {
                        var main = traces.main
                        main[chip][row, column] = mutant
                        let faults = RowChecker.faults(
                            ToyMachine(), main: main, fixed: ToyMachine.fixed,
                            publicValues: traces.publicValues)
                        #expect(!faults.isEmpty)
                        let forged = ProofMaker(key: key, workers: .serial)
                            .prove(main, publicValues: traces.publicValues)
                        #expect(refusal(of: forged) != nil, "\(chip) \(row) \(column)")
                        mutantCount += 1
                    }
                }
            }
        }
        #expect(mutantCount > 70)
    }

    @Test func refusesOtherStatements() throws {
        for chip in 0..<1 {
            for index in traces.publicValues[chip].indices {
                var values = traces.publicValues
                values[chip][index] += .one
                #expect(refusal(of: proof, publicValues: values) != nil)
            }
        }
        #expect(refusal(of: proof, publicValues: []) == .publicValueCount(chip: 0))
        #expect(
            refusal(of: proof, publicValues: [[], [], []]) == .publicValueCount(chip: 0))
        let verifying = key.verifying
        let renamed = StarkKey<ToyMachine, Poseidon2Hashing>(
            checked: verifying.checked, parameters: verifying.parameters, identity: [1, 3],
            fixedHeightsLog2: verifying.fixedHeightsLog2, fixedCap: verifying.fixedCap)
        #expect(refusal(of: proof, key: renamed) != nil)
        let refixed = StarkKey<ToyMachine, Poseidon2Hashing>(
            checked: verifying.checked, parameters: verifying.parameters, identity: [1, 2],
            fixedHeightsLog2: verifying.fixedHeightsLog2, fixedCap: verifying.fixedCap.reversed())
        #expect(refusal(of: proof, key: refixed) != nil)
    }

    @Test func refusesProofsOfWrongForm() {
        #expect(
            refusal { $0.heightsLog2.removeLast() } == .heightCount(expected: 3, actual: 2))
        #expect(refusal { $0.heightsLog2[0] = 27 } == .height(chip: 0, heightLog2: 27))
        #expect(refusal { $0.heightsLog2[0] = -1 } == .height(chip: 0, heightLog2: -1))
        #expect(refusal { $0.heightsLog2[1] = 7 } == .height(chip: 1, heightLog2: 7))
        #expect(refusal { $0.heightsLog2[0] = 6 } != nil)
        #expect(refusal { $0.totals.removeLast() } == .totalCount(expected: 2, actual: 1))
        #expect(refusal { $0.totals[0] += .one } == .busImbalance)
        #expect(
            refusal { $0.openings.removeLast() } == .openingCount(expected: 3, actual: 2))
        #expect(refusal { $0.openings[1].fixed = [] } == .openingWidth(chip: 1))
        #expect(refusal { $0.mainCap = [] } == .capCount(expected: 2, actual: 0))
        #expect(refusal { $0.busCap.append($0.busCap[0]) } == .capCount(expected: 2, actual: 3))
        #expect(refusal { $0.quotientCap.swapAt(0, 1) } != nil)
        #expect(refusal { $0.busCap.swapAt(0, 1) } != nil)
        #expect(refusal { $0.totals = [$0.totals[1], $0.totals[0]] } != nil)
    }

    /// Opened values as they would be for a false equation.
    @Test func refusesFalseValuesAtThePoint() {
        for chip in proof.openings.indices {
            #expect(refusal { $0.openings[chip].main[0] += .one } != nil)
            #expect(refusal { $0.openings[chip].mainNext[0] += .one } != nil)
            #expect(refusal { $0.openings[chip].quotient[1][2] += .one } != nil)
        }
        #expect(refusal { $0.openings[0].bus[3] += .one } != nil)
        #expect(refusal { $0.openings[0].busNext[5] += .one } != nil)
        #expect(refusal { $0.openings[1].fixed[0] += .one } != nil)
        var main = traces.main
        main[2][3, 1] += .one
        let forged = ProofMaker(key: key, workers: .serial)
            .prove(main, publicValues: traces.publicValues)
        #expect(refusal(of: forged) == .constraints(chip: 2))
        main = traces.main
        main[1][3, 0] += .one
        let unbalanced = ProofMaker(key: key, workers: .serial)
            .prove(main, publicValues: traces.publicValues)
        #expect(refusal(of: unbalanced) == .busImbalance)
    }
}
