public import Constraints
public import FRI
public import RiscvCircuits
public import StarkVerifier

extension ProgramMachine {
    /// The heights of the longest run with a number of rows.
    ///
    /// Every chip has that many rows except those with a fixed height.
    public static func fullHeightsLog2(rowsLog2: Int) -> [Int?] {
        heights.map { height in
            if case .constant(let log2) = height { log2 } else { rowsLog2 }
        }
    }

    /// Proven security of runs with at most so many rows a chip.
    ///
    /// Up to the Johnson bound and in unique decoding.
    public static func security(
        rowsLog2: Int, parameters: FRIParameters
    ) throws(MachineError) -> (
        johnson: SecurityEstimate, multiplicity: Int, uniqueDecoding: SecurityEstimate
    ) {
        let machine = try Self.checked()
        let heights = fullHeightsLog2(rowsLog2: rowsLog2)
        let (johnson, multiplicity) = SecurityEstimate.strongestJohnson(
            machine: machine, heightsLog2: heights, parameters: parameters)
        let unique = SecurityEstimate(
            machine: machine, heightsLog2: heights, parameters: parameters,
            regime: .uniqueDecoding)
        return (johnson, multiplicity, unique)
    }
}
