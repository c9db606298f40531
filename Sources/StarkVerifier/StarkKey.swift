public import Commitments
public import Constraints
public import Fields
public import LowDegree
public import Transcripts

/// What a proof is about, but for heights and public values: machine, fixed columns, parameters.
public struct StarkKey<Chips: Machine, Hashing: ProofHashing>: Sendable {
    /// The machine with its layouts.
    public let checked: CheckedMachine<Chips>
    /// The numbers of the low-degree proof.
    public let parameters: LowDegreeParameters
    /// Names machine and program; proofs for one name are worthless for another.
    public let identity: [UInt8]
    /// The logarithm of the height of each chip that has fixed columns.
    public let fixedHeightsLog2: [Int?]
    /// The commitment to the fixed columns; empty when there are none.
    public let fixedCap: [Hashing.Tree.Node]

    /// The version of the protocol; it enters every transcript.
    public static var version: UInt32 { 1 }
    /// The greatest logarithm of a number of rows.
    public static var heightLog2Limit: Int { 26 }

    /// A key of the given parts.
    public init(
        checked: CheckedMachine<Chips>, parameters: LowDegreeParameters, identity: [UInt8],
        fixedHeightsLog2: [Int?], fixedCap: [Hashing.Tree.Node]
    ) {
        precondition(fixedHeightsLog2.count == checked.layouts.count)
        self.checked = checked
        self.parameters = parameters
        self.identity = identity
        self.fixedHeightsLog2 = fixedHeightsLog2
        self.fixedCap = fixedCap
    }

    /// Chips with fixed columns.
    public var fixedChips: [Int] {
        checked.layouts.indices.filter { checked.layouts[$0].shape.fixedWidth > 0 }
    }

    /// Chips with bus traffic.
    public var busChips: [Int] {
        checked.layouts.indices.filter { checked.layouts[$0].cubicWidth > 0 }
    }

    /// A transcript that holds the whole statement: version, identity, parameters, chips,
    /// fixed columns, heights and public values.
    public func transcript(
        heightsLog2: [Int], publicValues: [[Goldilocks]]
    ) -> Transcript<Hashing.Sponge> {
        func number(_ value: Int) -> Goldilocks { Goldilocks(UInt32(truncatingIfNeeded: value)) }
        // The number of HashDomain.transcript in the module Hashing.
        var transcript = Transcript<Hashing.Sponge>(tag: 6)
        transcript.absorb(Goldilocks(Self.version))
        transcript.absorb(bytes: identity)
        transcript.absorb([
            number(parameters.blowupLog2), number(parameters.queryCount),
            number(parameters.grindingBits), number(parameters.foldingLog2),
            number(parameters.finalCountLog2), number(parameters.capLog2),
        ])
        for layout in checked.layouts {
            transcript.absorb(
                [
                    number(layout.shape.mainWidth), number(layout.shape.fixedWidth),
                    number(layout.shape.publicCount), number(layout.constraintCount),
                ] + layout.helperSizes.map(number))
        }
        transcript.absorb(fixedHeightsLog2.map { number(($0 ?? -1) + 1) })
        for node in fixedCap { transcript.absorb(Hashing.Tree.elements(of: node)) }
        transcript.absorb(heightsLog2.map(number))
        for values in publicValues { transcript.absorb(values) }
        return transcript
    }
}
