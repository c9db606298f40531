import FRI
import Parallel
import ProofScenes
import StarkProver
import StarkVerifier
import Testing

@Suite struct StageTests {
    @Test func everyStageBeginsAndEndsOnceInOrder() throws {
        let toy = try ToyProof<Poseidon2Hashing>()
        var begun = [ProofStage]()
        var ended = [ProofStage]()
        _ = ProofMaker(key: toy.proving, workers: .serial)
            .prove(toy.traces, statement: toy.statement) { event in
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
        let toy = try ToyProof<Poseidon2Hashing>(heightLog2: 13, parameters: parameters)
        let threaded = ProofMaker(key: toy.proving, workers: Workers(count: count))
            .prove(toy.traces, statement: toy.statement)
        let writer = ProofWriter(key: toy.key)
        let (expected, actual) = (try writer.write(toy.proof), try writer.write(threaded))
        #expect(expected == actual)
        #expect(toy.refusal() == nil)
    }
}
