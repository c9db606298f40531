import FRI
import RiscvCircuits
import RiscvProver
import StarkVerifier
import Testing

@Suite struct MachineSecurityTests {
    /// A verifier takes any heights up to its limit, so the promise must hold for the greatest.
    @Test(arguments: [ParameterSet.chunk, .small])
    func promisedBitsHoldForTheHighestTraces(_ set: ParameterSet) throws {
        let limit = StarkKey<RiscvMachine, Poseidon2Hashing>.heightLog2Limit
        let security = try RiscvMachine.security(rowsLog2: limit, parameters: set.parameters)
        #expect(security.johnson.bits >= Double(set.promisedBits))
    }

    /// Logarithm of the blow-up; fewest queries for 128 bits at 2^18, 2^20, 2^22, 2^24, 2^26 rows.
    private static let table = [
        [1, 217, 217, 218, 218, 219], [2, 109, 109, 109, 109, 109], [3, 73, 73, 73, 73, 73],
        [4, 55, 55, 55, 55, 55], [5, 44, 44, 44, 44, 44], [6, 37, 37, 37, 37, 37],
    ]

    /// The table of docs/design/0010-proving-core.md: these queries are enough, one less is not.
    @Test(arguments: table)
    func queriesAreTheFewestForTheBits(row: [Int]) throws {
        func bits(_ queryCount: Int, rowsLog2: Int) throws -> Double {
            let parameters = try #require(
                FRIParameters(
                    blowupLog2: row[0], queryCount: queryCount, grindingBits: 20,
                    batchingGrindingBits: 12))
            return try RiscvMachine.security(rowsLog2: rowsLog2, parameters: parameters)
                .johnson.bits
        }
        for (index, queryCount) in row.dropFirst().enumerated() {
            let rowsLog2 = 18 + 2 * index
            #expect(try bits(queryCount, rowsLog2: rowsLog2) >= 128)
            #expect(try bits(queryCount - 1, rowsLog2: rowsLog2) < 128)
        }
    }
}
