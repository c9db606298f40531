import Constraints
import FRI
import ProofFixtures
import StarkVerifier
import Testing

@Suite struct SecurityTests {
    /// The fixture machine with as many rows as are planned for: 2^20.
    private func estimate(
        blowupLog2: Int, queryCount: Int, regime: SecurityEstimate.Regime,
        batchingGrindingBits: Int = 0, heightsLog2: [Int?] = [20, 20, 20, 20],
        messageCount: Int = 0
    ) throws -> SecurityEstimate {
        let parameters = try #require(
            FRIParameters(
                blowupLog2: blowupLog2, queryCount: queryCount, grindingBits: 20,
                batchingGrindingBits: batchingGrindingBits))
        return SecurityEstimate(
            machine: try CheckedMachine(FixtureMachine()), heightsLog2: heightsLog2,
            messageCount: messageCount, parameters: parameters, regime: regime)
    }

    /// Query counts of `docs/design/0010-proving-core.md`: enough, and none to spare.
    @Test(arguments: [(1, 220), (2, 109)])
    func parameterSetsReach128ProvableBits(blowupLog2: Int, queryCount: Int) throws {
        let full = try estimate(
            blowupLog2: blowupLog2, queryCount: queryCount,
            regime: .johnson(multiplicity: 100), batchingGrindingBits: 12)
        #expect(full.bits >= 128)
        let fewer = try estimate(
            blowupLog2: blowupLog2, queryCount: queryCount - 4,
            regime: .johnson(multiplicity: 100), batchingGrindingBits: 12)
        #expect(fewer.bits < 128)
    }

    @Test func uniqueDecodingProvesLess() throws {
        let unique = try estimate(blowupLog2: 1, queryCount: 193, regime: .uniqueDecoding)
        #expect(unique.bits >= 100 && unique.bits < 101)
        let johnson = try estimate(
            blowupLog2: 1, queryCount: 193, regime: .johnson(multiplicity: 100))
        #expect(johnson.bits > unique.bits)
    }

    @Test func grindingHelpsTheRoundThatItStandsBefore() throws {
        let regime = SecurityEstimate.Regime.johnson(multiplicity: 100)
        let plain = try estimate(blowupLog2: 1, queryCount: 224, regime: regime)
        let ground = try estimate(
            blowupLog2: 1, queryCount: 224, regime: regime, batchingGrindingBits: 12)
        #expect(abs(ground.batching - plain.batching - 12) < 1e-9)
        #expect(ground.folding == plain.folding && ground.queries == plain.queries)
        #expect(ground.buses == plain.buses && ground.outOfDomain == plain.outOfDomain)
    }

    /// A chip that is left out adds to no round; a message is one fraction more.
    @Test func absentChipsCountNothing() throws {
        let regime = SecurityEstimate.Regime.johnson(multiplicity: 100)
        let all = try estimate(blowupLog2: 1, queryCount: 224, regime: regime)
        let three = try estimate(
            blowupLog2: 1, queryCount: 224, regime: regime, heightsLog2: [20, 20, 20, nil])
        #expect(three.buses > all.buses && three.constraints > all.constraints)
        #expect(three.outOfDomain > all.outOfDomain && three.batching > all.batching)
        #expect(three.folding == all.folding && three.queries == all.queries)
        let low = try estimate(
            blowupLog2: 1, queryCount: 224, regime: regime, heightsLog2: [20, 8, 4, 0])
        #expect(low.buses > all.buses && low.batching > three.batching)
        // Four transfers of 2^20 rows in chips 0 and 1, as many again in messages.
        let spoken = try estimate(
            blowupLog2: 1, queryCount: 224, regime: regime, heightsLog2: [20, 20, 20, nil],
            messageCount: 4 << 20)
        #expect(abs(three.buses - spoken.buses - 1) < 1e-9)
    }

    @Test(arguments: ParameterSet.allCases)
    func namedSetsKeepTheirPromise(set: ParameterSet) throws {
        let (estimate, _) = SecurityEstimate.strongestJohnson(
            machine: try CheckedMachine(FixtureMachine()), heightsLog2: [20, 8, 4, 20],
            messageCount: 100, parameters: set.parameters)
        #expect(estimate.bits >= Double(set.promisedBits))
        #expect(set.isForTestsOnly == (estimate.bits < 100))
    }

    @Test func theBitsAreThoseOfTheWeakestRound() throws {
        let regime = SecurityEstimate.Regime.johnson(multiplicity: 100)
        for queryCount in [50, 224, 400] {
            let found = try estimate(blowupLog2: 1, queryCount: queryCount, regime: regime)
            #expect(found.bits(of: found.weakestRound) == found.bits)
            let all = SecurityEstimate.Round.allCases.map { found.bits(of: $0) }
            #expect(all.min() == found.bits && Set(all).count == 6)
        }
        let few = try estimate(blowupLog2: 1, queryCount: 50, regime: regime)
        let many = try estimate(blowupLog2: 1, queryCount: 400, regime: regime)
        #expect(few.weakestRound == .queries && many.weakestRound == .batching)
    }

    /// Against a search through all multiplicities.
    @Test(arguments: [(1, 60), (1, 224), (2, 110), (1, 400)])
    func noMultiplicityIsStronger(blowupLog2: Int, queryCount: Int) throws {
        let parameters = try #require(
            FRIParameters(
                blowupLog2: blowupLog2, queryCount: queryCount, grindingBits: 20,
                batchingGrindingBits: 12))
        let machine = try CheckedMachine(FixtureMachine())
        let heights: [Int?] = [20, 8, 4, 20]
        func bits(_ multiplicity: Int) -> Double {
            SecurityEstimate(
                machine: machine, heightsLog2: heights, parameters: parameters,
                regime: .johnson(multiplicity: multiplicity)
            ).bits
        }
        let (found, multiplicity) = SecurityEstimate.strongestJohnson(
            machine: machine, heightsLog2: heights, parameters: parameters)
        #expect(found.bits == bits(multiplicity))
        #expect(found.bits == (3...1_024).map(bits).max())
    }

    /// Machines as wide and high as the description of the sets says.
    @Test(arguments: [ParameterSet.chunk, .small], [20, 22])
    func namedSetsKeepTheirPromiseForWideMachines(set: ParameterSet, heightLog2: Int) {
        let chips = SecurityEstimate.ChipSizes(
            heightLog2: heightLog2, transferCount: 400, constraintCount: 3_000,
            weightCount: 4_000)
        let bits = (3...300).map { multiplicity in
            SecurityEstimate(
                chips: [chips], messageCount: 1_000, longestTuple: 20,
                parameters: set.parameters, regime: .johnson(multiplicity: multiplicity)
            ).bits
        }
        #expect((bits.max() ?? 0) >= Double(set.promisedBits))
    }

    @Test func namedSetsAreWithinTheLimits() {
        for set in ParameterSet.allCases {
            let numbers = set.parameters
            let checked = FRIParameters(
                blowupLog2: numbers.blowupLog2, queryCount: numbers.queryCount,
                grindingBits: numbers.grindingBits, foldingLog2: numbers.foldingLog2,
                finalCountLog2: numbers.finalCountLog2, capLog2: numbers.capLog2,
                batchingGrindingBits: numbers.batchingGrindingBits)
            #expect(checked == numbers)
        }
    }
}
