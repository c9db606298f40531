import Commitments
public import Constraints
public import FRI
public import Fields
public import Hashing
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
    /// The digest that names the program: Poseidon2 over versions, machine, parameters, entry,
    /// bounds of memory, heights and commitment.
    public func digest<Chips: ProgramMachine>(for machine: CheckedMachine<Chips>) -> Digest {
        let addresses = [entry, memory.start, memory.imageStart, memory.imageEnd, memory.end]
        let elements = Self.digestElements(
            for: machine, parameterSet: parameterSet,
            fixedHeightsLog2: fixedHeightsLog2(of: Chips.self),
            addresses: addresses.map { Goldilocks($0) },
            cap: fixedCap.flatMap { Poseidon2Tree.elements(of: $0) }, constant: { $0 })
        return Poseidon2.hash(domain: .program, elements)
    }

    /// The elements whose sponge is the digest of a program: versions of protocol and machine, the
    /// digest of the machine's description, the parameter set; entry, bounds of memory and image;
    /// one more than the logarithm of each fixed height, zero for none; the nodes of the cap.
    ///
    /// The length of each part is fixed by those before it, so keys that differ differ here.
    public static func digestElements<Chips: ProgramMachine, Element>(
        for machine: CheckedMachine<Chips>, parameterSet: ParameterSet, fixedHeightsLog2: [Int?],
        addresses: [Element], cap: [Element], constant: (Goldilocks) -> Element
    ) -> [Element] {
        var head = [
            Goldilocks(StarkKey<Chips, Poseidon2Hashing>.version), Goldilocks(Chips.version),
        ]
        head += Poseidon2Tree.elements(of: machine.digest)
        head.append(Goldilocks(parameterSet.rawValue))
        let heights = fixedHeightsLog2.map { Chips.number(($0 ?? -1) + 1) }
        return head.map(constant) + addresses + heights.map(constant) + cap
    }

    /// The key of proofs for the program, under the name of its digest.
    public func starkKey<Chips: ProgramMachine>(
        for machine: CheckedMachine<Chips>
    ) -> StarkKey<Chips, Poseidon2Hashing> {
        StarkKey(
            checked: machine, parameters: parameterSet.parameters,
            identity: Poseidon2Tree.elements(of: digest(for: machine)),
            fixedHeightsLog2: fixedHeightsLog2(of: Chips.self),
            fixedCap: fixedCap)
    }
}
