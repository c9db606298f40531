public import Bytes
public import Constraints
import FRI
import Fields
import Hashing
import StarkVerifier

extension RiscvMachine {
    /// The version of the machine: what its instructions, host calls and chips mean.
    ///
    /// Whoever changes a constraint counts it up, as proofs are of another machine then.
    public static let version: UInt32 = 2

    /// The number of a machine's chips, and of each: columns, public values, constraints,
    /// whether it may be left out, and how its bus traffic is committed to.
    static func elements(of machine: CheckedMachine<RiscvMachine>) -> [Goldilocks] {
        var elements = [number(machine.layouts.count)]
        for layout in machine.layouts {
            let shape = layout.shape
            elements += [
                number(shape.mainWidth), number(shape.fixedWidth), number(shape.publicCount),
                shape.isOptional ? .one : .zero, number(layout.constraintCount),
                number(layout.helperSizes.count),
            ]
            elements += layout.helperSizes.map(number)
        }
        return elements
    }

    fileprivate static func number(_ value: Int) -> Goldilocks {
        Goldilocks(UInt32(truncatingIfNeeded: value))
    }
}

extension ProgramKey {
    /// The digest that names the program: Poseidon2 over the versions of protocol and machine, the
    /// chips, the parameter set, entry and bounds of memory, heights and commitment.
    ///
    /// The length of each part is fixed by those before it, so keys that differ differ here.
    public func digest(for machine: CheckedMachine<RiscvMachine>) -> Bytes32 {
        var elements = [
            Goldilocks(StarkKey<RiscvMachine, Poseidon2Hashing>.version),
            Goldilocks(RiscvMachine.version),
        ]
        elements += RiscvMachine.elements(of: machine)
        elements += [
            parameterSet.rawValue, entry, memory.start, memory.imageStart, memory.imageEnd,
            memory.end,
        ].map { Goldilocks($0) }
        elements += fixedHeightsLog2.map { RiscvMachine.number(($0 ?? -1) + 1) }
        for node in fixedCap { elements += [node[0], node[1], node[2], node[3]] }
        return Poseidon2.hash(domain: .program, elements).bytes
    }

    /// The key of proofs for the program, under the name of its digest.
    func starkKey(
        for machine: CheckedMachine<RiscvMachine>
    ) -> StarkKey<RiscvMachine, Poseidon2Hashing> {
        StarkKey(
            checked: machine, parameters: parameterSet.parameters,
            identity: digest(for: machine).array, fixedHeightsLog2: fixedHeightsLog2,
            fixedCap: fixedCap)
    }
}
