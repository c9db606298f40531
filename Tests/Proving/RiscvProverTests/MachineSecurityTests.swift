import FRI
import RiscvCircuits
import RiscvProver
import StarkVerifier
import Testing

/// A verifier takes any heights up to its limit, so the promise must hold for the greatest.
@Suite struct MachineSecurityTests {
    @Test(arguments: [ParameterSet.chunk, .small])
    func promisedBitsHoldForTheHighestTraces(_ set: ParameterSet) throws {
        let limit = StarkKey<RiscvMachine, Poseidon2Hashing>.heightLog2Limit
        let security = try RiscvMachine.security(rowsLog2: limit, parameters: set.parameters)
        #expect(security.johnson.bits >= Double(set.promisedBits))
    }
}
