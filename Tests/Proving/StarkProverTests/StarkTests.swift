import Commitments
import Constraints
import FRI
import Fields
import Parallel
import Polynomials
import ProofFixtures
import StarkProver
import StarkVerifier
import Testing

@Suite struct StarkTests {
    private typealias Key = StarkKey<FixtureMachine, Poseidon2Hashing>
    private let key: ProvingKey<FixtureMachine, Poseidon2Hashing>
    private let traces = FixtureMachine.traces(heightLog2: 5, questions: [3, 77, 77])
    private let proof: StarkProof<Poseidon2Tree>

    init() throws {
        let parameters = try #require(
            FRIParameters(
                blowupLog2: 1, queryCount: 20, grindingBits: 2, finalCountLog2: 2, capLog2: 1,
                batchingGrindingBits: 3))
        key = ProvingKey(
            machine: try CheckedMachine(FixtureMachine()), parameters: parameters,
            identity: [Goldilocks(1), Goldilocks(2)],
            fixed: FixtureMachine.fixed, workers: .serial)
        proof = Prover(key: key, workers: .serial)
            .prove(traces.main, statement: traces.statement)
    }

    private func refusal(
        of proof: StarkProof<Poseidon2Tree>, statement: Statement? = nil, key other: Key? = nil
    ) -> StarkError? {
        do {
            try Verifier(key: other ?? key.verifying)
                .verify(proof, statement: statement ?? traces.statement)
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

    private func refusal(ofStatement change: (inout Statement) -> Void) -> StarkError? {
        var copy = traces.statement
        change(&copy)
        return refusal(of: proof, statement: copy)
    }

    private func forged(_ main: [Matrix?]) -> StarkProof<Poseidon2Tree> {
        Prover(key: key, workers: .serial).prove(main, statement: traces.statement)
    }

    @Test func acceptsAnHonestProof() {
        let faults = RowChecker.faults(
            FixtureMachine(), main: traces.main, fixed: FixtureMachine.fixed,
            statement: traces.statement)
        #expect(faults.isEmpty)
        #expect(refusal(of: proof) == nil)
    }

    @Test(arguments: [0, 1, 9], [1, 2])
    func acceptsOtherHeightsAndBlowups(heightLog2: Int, blowupLog2: Int) throws {
        let parameters = try #require(
            FRIParameters(blowupLog2: blowupLog2, queryCount: 8, grindingBits: 0))
        let key = ProvingKey<FixtureMachine, SHA256Hashing>(
            machine: try CheckedMachine(FixtureMachine()), parameters: parameters, identity: [],
            fixed: FixtureMachine.fixed, workers: .serial)
        let (main, statement) = FixtureMachine.traces(
            heightLog2: heightLog2, questions: heightLog2 == 1 ? [5] : [])
        let proof = Prover(key: key, workers: Workers(count: 2))
            .prove(main, statement: statement)
        try Verifier(key: key.verifying).verify(proof, statement: statement)
        #expect(proof.openings.count == (heightLog2 == 1 ? 4 : 3))
    }

    /// Each cell of sampled rows takes each of some wrong values.
    @Test func refusesEveryMutatedTrace() throws {
        var mutantCount = 0
        for (chip, rows) in [(0, [0, 1, 17, 31]), (1, [0, 1, 255]), (2, [0, 15]), (3, [0, 2])] {
            let trace = try #require(traces.main[chip])
            for row in rows {
                for column in 0..<trace.width {
                    let value = trace[row, column]
                    let mutants = [.zero, .one, value + .one, value - .one, -Goldilocks.one]
                    for mutant in mutants where mutant != value {
                        var main = traces.main
                        main[chip]?[row, column] = mutant
                        let faults = RowChecker.faults(
                            FixtureMachine(), main: main, fixed: FixtureMachine.fixed,
                            statement: traces.statement)
                        #expect(!faults.isEmpty)
                        #expect(refusal(of: forged(main)) != nil, "\(chip) \(row) \(column)")
                        mutantCount += 1
                    }
                }
            }
        }
        #expect(mutantCount > 90)
    }

    @Test func refusesOtherPublicValuesAndKeys() throws {
        for index in traces.statement.publicValues[0].indices {
            #expect(refusal(ofStatement: { $0.publicValues[0][index] += .one }) != nil)
        }
        #expect(refusal(ofStatement: { $0.publicValues = [] }) == .publicValueCount(chip: 0))
        #expect(
            refusal(ofStatement: { $0.publicValues[0] = [] }) == .publicValueCount(chip: 0))
        let verifying = key.verifying
        let renamed = Key(
            checked: verifying.checked, parameters: verifying.parameters,
            identity: [Goldilocks(1), Goldilocks(3)],
            fixedHeightsLog2: verifying.fixedHeightsLog2, fixedCap: verifying.fixedCap)
        #expect(refusal(of: proof, key: renamed) != nil)
        let refixed = Key(
            checked: verifying.checked, parameters: verifying.parameters,
            identity: [Goldilocks(1), Goldilocks(2)],
            fixedHeightsLog2: verifying.fixedHeightsLog2, fixedCap: verifying.fixedCap.reversed())
        #expect(refusal(of: proof, key: refixed) != nil)
    }

    @Test func refusesOtherMessages() {
        let count = traces.statement.messages.count
        #expect(count == 6)
        for index in 0..<count {
            #expect(
                refusal(ofStatement: { $0.messages[index].tuple[0] += .one }) == .busImbalance)
            #expect(refusal(ofStatement: { $0.messages.remove(at: index) }) == .busImbalance)
            let turned: BusSide = index % 2 == 0 ? .receive : .send
            #expect(refusal(ofStatement: { $0.messages[index].side = turned }) == .busImbalance)
        }
        // The same multiset in another order is another statement.
        #expect(refusal(ofStatement: { $0.messages.swapAt(0, 2) }) != nil)
        #expect(refusal(ofStatement: { $0.messages = [] }) == .busImbalance)
        #expect(
            refusal(ofStatement: { $0.messages[1].bus = FixtureMachine.bytes })
                == .messageBus(message: 1))
        #expect(refusal(ofStatement: { $0.messages[2].bus = Bus(99) }) == .messageBus(message: 2))
        #expect(
            refusal(ofStatement: { $0.messages[3].tuple.append(.zero) })
                == .messageLength(message: 3, expected: 2, actual: 3))
        #expect(
            refusal(ofStatement: { $0.messages[0].tuple = [] })
                == .messageLength(message: 0, expected: 1, actual: 0))
    }

    /// The rows of a chip differ from the statement: even the prover's own proof is refused.
    @Test func refusesFalseAnswers() throws {
        var statement = traces.statement
        statement.messages[1].tuple[1] += .one
        let proof = Prover(key: key, workers: .serial)
            .prove(traces.main, statement: statement)
        #expect(refusal(of: proof, statement: statement) == .busImbalance)
        var main = traces.main
        main[3]?[0, 1] += .one
        let cheated = Prover(key: key, workers: .serial).prove(main, statement: statement)
        #expect(refusal(of: cheated, statement: statement) == .constraints)
    }

    @Test func refusesOtherChipSets() {
        #expect(refusal { $0.heightsLog2[2] = nil } == .missingChip(chip: 2))
        #expect(refusal { $0.heightsLog2[1] = nil } == .missingChip(chip: 1))
        #expect(refusal { $0.heightsLog2[3] = nil } == .terminalSumCount(expected: 2, actual: 3))
        let without = refusal {
            $0.heightsLog2[3] = nil
            $0.terminalSums.removeLast()
            $0.openings.removeLast()
        }
        #expect(without != nil)
        var main = traces.main
        main[3] = nil
        let unanswered = forged(main)
        #expect(refusal(of: unanswered) == .busImbalance)
        var empty = traces.statement
        empty.messages = []
        let silent = Prover(key: key, workers: .serial).prove(main, statement: empty)
        #expect(refusal(of: silent, statement: empty) == nil)
    }

    @Test func refusesProofsOfWrongForm() {
        #expect(
            refusal { $0.heightsLog2.removeLast() } == .heightCount(expected: 4, actual: 3))
        #expect(refusal { $0.heightsLog2[0] = 27 } == .height(chip: 0, heightLog2: 27))
        #expect(refusal { $0.heightsLog2[0] = -1 } == .height(chip: 0, heightLog2: -1))
        #expect(refusal { $0.heightsLog2[1] = 7 } == .height(chip: 1, heightLog2: 7))
        #expect(refusal { $0.heightsLog2[0] = 6 } != nil)
        #expect(
            refusal { $0.terminalSums.removeLast() } == .terminalSumCount(expected: 3, actual: 2))
        #expect(refusal { $0.terminalSums[0] += .one } == .busImbalance)
        #expect(
            refusal { $0.openings.removeLast() } == .openingCount(expected: 4, actual: 3))
        #expect(refusal { $0.openings[1].fixed = [] } == .openingWidth(chip: 1))
        #expect(refusal { $0.mainCap = [] } == .capCount(expected: 2, actual: 0))
        #expect(refusal { $0.busCap.append($0.busCap[0]) } == .capCount(expected: 2, actual: 3))
        #expect(refusal { $0.quotientCap.swapAt(0, 1) } != nil)
        #expect(refusal { $0.busCap.swapAt(0, 1) } != nil)
        #expect(
            refusal {
                $0.terminalSums = [$0.terminalSums[1], $0.terminalSums[0], $0.terminalSums[2]]
            } != nil)
    }

    @Test func refusesOpeningsOfOtherWidths() {
        let lists: [WritableKeyPath<ChipOpening, [CubicExtension]>] = [
            \.fixed, \.main, \.mainNext, \.bus, \.busNext,
        ]
        for chip in proof.openings.indices {
            for list in lists {
                let longer = refusal { $0.openings[chip][keyPath: list].append(.one) }
                #expect(longer == .openingWidth(chip: chip))
                if proof.openings[chip][keyPath: list].isEmpty { continue }
                let shorter = refusal { $0.openings[chip][keyPath: list].removeLast() }
                #expect(shorter == .openingWidth(chip: chip))
            }
        }
        for part in 0..<2 {
            #expect(refusal { $0.quotient[part].append(.one) } == .quotientCount)
            #expect(refusal { $0.quotient[part].removeLast() } == .quotientCount)
        }
        #expect(refusal { $0.quotient.append([.one, .one, .one]) } == .quotientCount)
        #expect(refusal { $0.quotient = [] } == .quotientCount)
    }

    /// Each constraint of each chip has a power of its own, else false ones could cancel.
    @Test func constraintsOfAllChipsHaveDifferentPowers() throws {
        let layouts = key.verifying.checked.layouts
        let alpha = CubicExtension(Goldilocks(3), .one, .zero)
        for (heights, chips) in [([5, 8, 4, 2], [0, 1, 2, 3]), ([5, 8, 4, nil], [0, 1, 2])] {
            let shape = try ProofShape(key: key.verifying, heightsLog2: heights)
            let powers = shape.constraintPowers(of: alpha, layouts)
            #expect(powers.map(\.count) == chips.map { layouts[$0].foldedCount })
            #expect(powers.flatMap { $0 } == alpha.powers(powers.reduce(0) { $0 + $1.count }))
        }
    }

    @Test func foldedConstraintsOfAllHeightsAreJoined() {
        let point = CubicExtension(Goldilocks(5), Goldilocks(7), .one)
        let folded = (1...6).map { CubicExtension(Goldilocks(UInt32($0)), .one, .one) }
        let equation = OutOfDomain(heightLog2: 5, point: point)
        let sum = folded.enumerated().reduce(CubicExtension.zero) { sum, height in
            let vanishing = OutOfDomain(heightLog2: height.offset, point: point).vanishing
            return sum + height.element * vanishing.inverseOrZero
        }
        #expect(equation.joined(folded) == sum * equation.vanishing)
    }

    /// A transcript whose first challenge meets a message: offset 8 is the fingerprint of bus 8.
    @Test func refusesMessagesWhoseFingerprintIsZero() {
        let verifying = key.verifying
        let fixed = StarkKey<FixtureMachine, FixedHashing>(
            checked: verifying.checked, parameters: verifying.parameters,
            identity: [Goldilocks(1), Goldilocks(2)],
            fixedHeightsLog2: verifying.fixedHeightsLog2, fixedCap: verifying.fixedCap)
        #expect(throws: StarkError.messageFingerprint(message: 0)) {
            try Verifier(key: fixed).verify(proof, statement: traces.statement)
        }
    }

    /// Without the check a commitment past a limit would be opened nowhere, and bind nothing.
    @Test func refusesHeightsThatTheBlowupCarriesPastTheField() throws {
        let parameters = try #require(
            FRIParameters(blowupLog2: 7, queryCount: 1, grindingBits: 0))
        let verifying = key.verifying
        let steep = Key(
            checked: verifying.checked, parameters: parameters, identity: [],
            fixedHeightsLog2: verifying.fixedHeightsLog2, fixedCap: verifying.fixedCap)
        var proof = proof
        proof.heightsLog2[0] = 26
        #expect(refusal(of: proof, key: steep) == .tableLimit(phase: 1))
    }

    /// Opened values as they would be for a false equation.
    @Test func refusesFalseValuesAtThePoint() {
        for chip in proof.openings.indices {
            #expect(refusal { $0.openings[chip].main[0] += .one } != nil)
        }
        #expect(refusal { $0.quotient[1][2] += .one } != nil)
        #expect(refusal { $0.openings[0].bus[3] += .one } != nil)
        #expect(refusal { $0.openings[0].mainNext[1] += .one } != nil)
        #expect(refusal { $0.openings[0].busNext[2] += .one } != nil)
        #expect(refusal { $0.openings[1].fixed[0] += .one } != nil)
        var main = traces.main
        main[2]?[3, 1] += .one
        #expect(refusal(of: forged(main)) == .constraints)
        main = traces.main
        main[1]?[3, 0] += .one
        #expect(refusal(of: forged(main)) == .busImbalance)
    }
}
