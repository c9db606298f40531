public import Commitments
public import Constraints
public import FRI
public import Fields
import Hashing
import Transcripts

/// The Fiat-Shamir rounds of a proof.
///
/// Each method absorbs the prover's message of a round and returns the challenge after it. Prover
/// and verifier use this same type, so the order of absorptions is written here alone: statement,
/// main cap, bus cap with terminal sums, quotient cap, then the rounds of FRI.
public struct ProofTranscript<Hashing: ProofHashing>: Sendable {
    private var transcript: Transcript<Hashing.Sponge>
    private var round = Round.main

    private typealias Tree = Hashing.Tree

    /// The round of the next message.
    private enum Round {
        case main, bus, quotient, opening
    }

    /// Absorbs the claims of a proof.
    ///
    /// Version, identity, parameters, digest of the machine, fixed columns, height of each chip,
    /// public values, messages.
    public init<Chips: Machine>(
        key: StarkKey<Chips, Hashing>, heightsLog2: [Int?], statement: Statement
    ) {
        transcript = Transcript(tag: HashDomain.transcript.tag)
        absorb(key)
        transcript.absorb(heightsLog2.map { Self.number(($0 ?? -1) + 1) })
        for values in statement.publicValues { transcript.absorb(values) }
        transcript.absorb(Self.number(statement.messages.count))
        for message in statement.messages {
            transcript.absorb(
                [message.side == .send ? .one : .zero, Goldilocks(message.bus.number)]
                    + message.tuple)
        }
    }

    /// Draws the challenges of the buses, after the commitment to the main columns.
    public mutating func busChallenges(mainCap: [Hashing.Tree.Node]) -> BusChallenges {
        advance(from: .main, to: .bus)
        transcript.absorb(cap: mainCap, of: Tree.self)
        return BusChallenges(offset: transcript.sampleCubic(), base: transcript.sampleCubic())
    }

    /// Draws the constraint challenge alpha, after the commitment to the bus columns.
    public mutating func constraintChallenge(
        busCap: [Hashing.Tree.Node], terminalSums: [CubicExtension]
    ) -> CubicExtension {
        advance(from: .bus, to: .quotient)
        transcript.absorb(cap: busCap, of: Tree.self)
        transcript.absorb(terminalSums)
        return transcript.sampleCubic()
    }

    /// Draws the out-of-domain point zeta, after the commitment to the quotients.
    public mutating func outOfDomainPoint(quotientCap: [Hashing.Tree.Node]) -> CubicExtension {
        advance(from: .quotient, to: .opening)
        transcript.absorb(cap: quotientCap, of: Tree.self)
        return transcript.sampleCubic()
    }

    /// The rounds of FRI, in which the commitments are opened at zeta.
    public func opening(parameters: FRIParameters) -> FRITranscript<Hashing> {
        assert(round == .opening)
        return FRITranscript(transcript, parameters: parameters)
    }

    private mutating func advance(from current: Round, to next: Round) {
        assert(round == current)
        round = next
    }
}

extension ProofTranscript {
    private static func number(_ value: Int) -> Goldilocks {
        Goldilocks(UInt32(truncatingIfNeeded: value))
    }

    private mutating func absorb<Chips: Machine>(_ key: StarkKey<Chips, Hashing>) {
        let parameters = key.parameters
        transcript.absorb(Goldilocks(StarkKey<Chips, Hashing>.version))
        transcript.absorb(bytes: key.identity)
        transcript.absorb([
            Self.number(parameters.blowupLog2), Self.number(parameters.queryCount),
            Self.number(parameters.grindingBits), Self.number(parameters.foldingLog2),
            Self.number(parameters.finalCountLog2), Self.number(parameters.capLog2),
            Self.number(parameters.batchingGrindingBits),
        ])
        transcript.absorb((0..<4).map { key.checked.digest[$0] })
        transcript.absorb(key.fixedHeightsLog2.map { Self.number(($0 ?? -1) + 1) })
        transcript.absorb(cap: key.fixedCap, of: Tree.self)
    }
}
