import Commitments
public import Constraints
public import FRI
import Fields
public import Hashing
public import RecursionCircuits
public import StarkVerifier

/// The shape of the proofs of recursion programs: all that a verifier knows before a key.
///
/// Programs of one shape differ in their fixed columns alone, so one program verifies proofs of all
/// of them.
public struct RecursionShape: Equatable, Sendable {
    /// The degree of the machine.
    public let degree: RecursionDegree
    /// The parameters of FRI.
    public let parameters: FRIParameters
    /// The logarithm of the number of rows of all chips.
    public let heightLog2: Int

    /// The shape of proofs in the machine of a degree.
    public init(
        degree: RecursionDegree = .three, parameters: FRIParameters, heightLog2: Int
    ) {
        self.degree = degree
        self.parameters = parameters
        self.heightLog2 = heightLog2
    }

    /// The logarithm of the number of rows of each chip.
    var heightsLog2: [Int] {
        [Int](repeating: heightLog2, count: RecursionMachine.Chip.allCases.count)
    }

    /// The key of a program of this shape with a commitment to its fixed columns.
    public func key(
        fixedCap: [Digest]
    ) throws(MachineError) -> StarkKey<RecursionMachine, Poseidon2Hashing> {
        StarkKey(
            checked: try RecursionMachine.checked(degree), parameters: parameters, identity: [],
            fixedHeightsLog2: heightsLog2, fixedCap: fixedCap)
    }

    /// Number of nodes of the commitment to fixed columns.
    public var capCount: Int {
        parameters.capCount(heightsLog2: heightsLog2)
    }

    /// The digest of the key of a program: the sponge of protocol, machine, shape and commitment.
    public func digest(fixedCap: [Digest]) throws(MachineError) -> Digest {
        let cap = fixedCap.flatMap { Poseidon2Tree.elements(of: $0) }
        return Poseidon2.hash(
            domain: .recursionKey, try digestElements(cap: cap, constant: { $0 }))
    }

    /// The elements of this sponge: the version of the protocol, the digest of the machine, the
    /// parameters in the order of transcripts, height, nodes of the cap.
    func digestElements<Element>(
        cap: [Element], constant: (Goldilocks) -> Element
    ) throws(MachineError) -> [Element] {
        let numbers =
            [
                parameters.blowupLog2, parameters.queryCount, parameters.grindingBits,
                parameters.foldingLog2, parameters.finalCountLog2, parameters.capLog2,
                parameters.batchingGrindingBits,
                heightLog2,
            ]
        let head =
            [Goldilocks(StarkKey<RecursionMachine, Poseidon2Hashing>.version)]
            + Poseidon2Tree.elements(of: try RecursionMachine.checked(degree).digest)
            + numbers.map { Goldilocks(UInt32($0)) }
        return head.map(constant) + cap
    }
}

extension FRIParameters {
    /// Number of nodes of the commitment to tables of some heights: no more than the lowest extended
    /// table has rows.
    func capCount(heightsLog2: [Int]) -> Int {
        1 << min(capLog2, blowupLog2 + (heightsLog2.min() ?? 0))
    }
}
