public import Commitments
public import Constraints
public import FRI
import Fields
public import Transcripts

/// What a proof is about, but for heights and statement: machine, fixed columns, parameters.
public struct StarkKey<Chips: Machine, Hashing: ProofHashing>: Sendable {
    /// The machine with its layouts.
    public let checked: CheckedMachine<Chips>
    /// The numbers of the low-degree proof.
    public let parameters: FRIParameters
    /// Names machine and program; proofs for one name are worthless for another.
    public let identity: [UInt8]
    /// The logarithm of the height of each chip that has fixed columns.
    public let fixedHeightsLog2: [Int?]
    /// The commitment to the fixed columns; empty when there are none.
    public let fixedCap: [Hashing.Tree.Node]

    /// The version of the protocol; it enters every transcript.
    public static var version: UInt32 { 2 }
    /// The greatest logarithm of a number of rows.
    public static var heightLog2Limit: Int { 26 }

    /// A key of the given parts.
    public init(
        checked: CheckedMachine<Chips>, parameters: FRIParameters, identity: [UInt8],
        fixedHeightsLog2: [Int?], fixedCap: [Hashing.Tree.Node]
    ) {
        precondition(fixedHeightsLog2.count == checked.layouts.count)
        self.checked = checked
        self.parameters = parameters
        self.identity = identity
        self.fixedHeightsLog2 = fixedHeightsLog2
        self.fixedCap = fixedCap
    }

    /// A transcript that holds all that is claimed: version, identity, parameters, chips,
    /// public buses, fixed columns, which chips have rows and how many, public values, messages.
    public func transcript(
        heightsLog2: [Int?], statement: Statement
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
            number(parameters.batchingGrindingBits),
        ])
        for layout in checked.layouts {
            transcript.absorb(
                [
                    number(layout.shape.mainWidth), number(layout.shape.fixedWidth),
                    number(layout.shape.publicCount), number(layout.constraintCount),
                    layout.shape.isOptional ? .one : .zero,
                ] + layout.helperSizes.map(number))
        }
        transcript.absorb(checked.machine.publicBuses.map { Goldilocks($0.number) })
        transcript.absorb(checked.publicTupleLengths.map(number))
        transcript.absorb(fixedHeightsLog2.map { number(($0 ?? -1) + 1) })
        for node in fixedCap { transcript.absorb(Hashing.Tree.elements(of: node)) }
        transcript.absorb(heightsLog2.map { number(($0 ?? -1) + 1) })
        for values in statement.publicValues { transcript.absorb(values) }
        transcript.absorb(number(statement.messages.count))
        for message in statement.messages {
            transcript.absorb(
                [message.side == .send ? .one : .zero, Goldilocks(message.bus.number)]
                    + message.tuple)
        }
        return transcript
    }
}
