public import Bytes
public import Constraints
public import FRI
import Fields
import Hashing
public import StarkVerifier

extension ProgramMachine {
    /// Version of the machine: the meaning of its instructions, host calls and fixed tables.
    ///
    /// Constraints need no version, as the digest of a program commits to them.
    public static var version: UInt32 { 9 }

    fileprivate static func number(_ value: Int) -> Goldilocks {
        Goldilocks(UInt32(truncatingIfNeeded: value))
    }
}

extension ProgramKey {
    /// The digest that names the program: Poseidon2 over the versions of protocol and machine, the
    /// digest of the machine's description, the parameter set, entry and bounds of memory, heights
    /// and commitment.
    ///
    /// The length of each part is fixed by those before it, so keys that differ differ here.
    public func digest<Chips: ProgramMachine>(for machine: CheckedMachine<Chips>) -> Bytes32 {
        var elements = [
            Goldilocks(StarkKey<Chips, Poseidon2Hashing>.version),
            Goldilocks(Chips.version),
        ]
        elements += (0..<4).map { machine.digest[$0] }
        elements += [
            parameterSet.rawValue, entry, memory.start, memory.imageStart, memory.imageEnd,
            memory.end,
        ].map { Goldilocks($0) }
        elements += fixedHeightsLog2(of: Chips.self).map { Chips.number(($0 ?? -1) + 1) }
        for node in fixedCap { elements += [node[0], node[1], node[2], node[3]] }
        return Poseidon2.hash(domain: .program, elements).bytes
    }

    /// The key of proofs for the program, under the name of its digest.
    public func starkKey<Chips: ProgramMachine>(
        for machine: CheckedMachine<Chips>
    ) -> StarkKey<Chips, Poseidon2Hashing> {
        StarkKey(
            checked: machine, parameters: parameterSet.parameters,
            identity: digest(for: machine).array,
            fixedHeightsLog2: fixedHeightsLog2(of: Chips.self),
            fixedCap: fixedCap)
    }
}
