import Aggregation
import Constraints
import FRI
import RecursionCircuits
import StarkVerifier
import Testing

@Suite struct ParametersTests {
    /// 128 bits are proven for tables of 2^16 rows, more than any program of these layers takes.
    @Test(arguments: [
        (RecursionDegree.three, RecursionParameters.joins, 18),
        (.nine, RecursionParameters.compression, 16),
        (.nine, RecursionParameters.lastLayer, 14),
    ])
    func provenBits(_ degree: RecursionDegree, _ parameters: FRIParameters, heightLog2: Int) throws
    {
        let machine = try RecursionMachine.checked(degree)
        let (estimate, _) = SecurityEstimate.strongestJohnson(
            machine: machine,
            heightsLog2: [Int](repeating: heightLog2, count: machine.layouts.count),
            messageCount: 6, parameters: parameters)
        #expect(estimate.bits >= 128)
        // One query less is not enough, or work would be wasted: the circuit pays for each.
        let fewer = try #require(
            FRIParameters(
                blowupLog2: parameters.blowupLog2, queryCount: parameters.queryCount - 3,
                grindingBits: parameters.grindingBits, finalCountLog2: parameters.finalCountLog2,
                capLog2: parameters.capLog2,
                batchingGrindingBits: parameters.batchingGrindingBits))
        let (less, _) = SecurityEstimate.strongestJohnson(
            machine: machine,
            heightsLog2: [Int](repeating: heightLog2, count: machine.layouts.count),
            messageCount: 6, parameters: fewer)
        #expect(less.bits < 128)
    }
}
