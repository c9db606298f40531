import FRI
import Parallel
import ProofFixtures
import StarkProver
import StarkVerifier
import Testing

@Suite struct StageTests {
    @Test func everyStageBeginsAndEndsOnceInOrder() throws {
        let fixture = try FixtureProof<Poseidon2Hashing>()
        var begun = [ProofStage]()
        var ended = [ProofStage]()
        _ = Prover(key: fixture.proving, workers: .serial)
            .prove(fixture.traces, statement: fixture.statement) { event in
                switch event {
                case .began(let stage):
                    #expect(begun == ended)
                    begun.append(stage)
                case .ended(let stage): ended.append(stage)
                }
            }
        #expect(begun == ProofStage.allCases)
        #expect(ended == begun)
        #expect(Set(begun.map(\.name)).count == begun.count)
    }

    /// High enough for several pieces of work in every stage.
    @Test(arguments: [2, 3])
    func anyNumberOfThreadsGivesTheSameBytes(count: Int) throws {
        let parameters = try #require(
            FRIParameters(
                blowupLog2: 1, queryCount: 8, grindingBits: 9, batchingGrindingBits: 3))
        let fixture = try FixtureProof<Poseidon2Hashing>(heightLog2: 13, parameters: parameters)
        let threaded = Prover(key: fixture.proving, workers: Workers(count: count))
            .prove(fixture.traces, statement: fixture.statement)
        let writer = ProofWriter(key: fixture.key)
        let (expected, actual) = (try writer.write(fixture.proof), try writer.write(threaded))
        #expect(expected == actual)
        #expect(fixture.refusal() == nil)
    }
}
