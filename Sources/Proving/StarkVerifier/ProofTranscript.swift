public import Constraints
public import FRI
import Fields
import Hashing
public import Transcripts

/// The Fiat-Shamir rounds of a proof.
///
/// Each method absorbs the prover's message of a round and returns the challenge after it. Prover
/// and verifier use this same type, so the order of absorptions is written here alone: statement,
/// main cap, bus cap with terminal sums, quotient cap, then the rounds of FRI.
public struct ProofTranscript<Sponge: DuplexSponge>: Sendable {
    private var transcript: Transcript<Sponge>
    private var round = Round.main

    /// The round of the next message.
    private enum Round {
        case main, bus, quotient, opening
    }

    /// Absorbs the claims of a proof.
    ///
    /// Version, identity, parameters, digest of the machine, fixed columns, height of each chip,
    /// public values, messages.
    public init<Builder: VerifierBuilder>(
        _ description: ProofDescription, _ statement: StatementValues<Builder>
    ) where Builder.Sponge == Sponge {
        transcript = Transcript(tag: HashDomain.transcript.tag)
        transcript.absorb(Self.number(description.version))
        transcript.absorb(statement.identity)
        absorb(description.parameters)
        transcript.absorb((0..<4).map { Sponge.Element(constant: description.machineDigest[$0]) })
        transcript.absorb(description.fixedHeightsLog2.map { Self.number(($0 ?? -1) + 1) })
        transcript.absorb(cap: statement.fixedCap)
        transcript.absorb(description.heightsLog2.map { Self.number(($0 ?? -1) + 1) })
        for values in statement.publicValues { transcript.absorb(values) }
        transcript.absorb(Self.number(statement.messages.count))
        for message in statement.messages {
            transcript.absorb(
                [Self.number(message.side == .send ? 1 : 0), Self.number(of: message.bus)]
                    + message.tuple)
        }
    }

    /// Draws the challenges of the buses, after the commitment to the main columns.
    public mutating func busChallenges(
        mainCap: [Sponge.Node]
    ) -> BusChallenges<Sponge.Cubic> {
        advance(from: .main, to: .bus)
        transcript.absorb(cap: mainCap)
        return BusChallenges(offset: transcript.sampleCubic(), base: transcript.sampleCubic())
    }

    /// Draws the constraint challenge alpha, after the commitment to the bus columns.
    public mutating func constraintChallenge(
        busCap: [Sponge.Node], terminalSums: [Sponge.Cubic]
    ) -> Sponge.Cubic {
        advance(from: .bus, to: .quotient)
        transcript.absorb(cap: busCap)
        transcript.absorb(terminalSums)
        return transcript.sampleCubic()
    }

    /// Draws the out-of-domain point zeta, after the commitment to the quotients.
    public mutating func outOfDomainPoint(quotientCap: [Sponge.Node]) -> Sponge.Cubic {
        advance(from: .quotient, to: .opening)
        transcript.absorb(cap: quotientCap)
        return transcript.sampleCubic()
    }

    /// The rounds of FRI, in which the commitments are opened at zeta.
    public func opening(parameters: FRIParameters) -> FRITranscript<Sponge> {
        assert(round == .opening)
        return FRITranscript(transcript, parameters: parameters)
    }

    private mutating func advance(from current: Round, to next: Round) {
        assert(round == current)
        round = next
    }
}

extension ProofTranscript {
    private static func number(_ value: Int) -> Sponge.Element {
        Sponge.Element(constant: Goldilocks(UInt32(truncatingIfNeeded: value)))
    }

    private static func number(of bus: Bus) -> Sponge.Element {
        Sponge.Element(constant: Goldilocks(bus.number))
    }

    private mutating func absorb(_ parameters: FRIParameters) {
        transcript.absorb([
            Self.number(parameters.blowupLog2), Self.number(parameters.queryCount),
            Self.number(parameters.grindingBits), Self.number(parameters.foldingLog2),
            Self.number(parameters.finalCountLog2), Self.number(parameters.capLog2),
            Self.number(parameters.batchingGrindingBits),
        ])
    }
}

extension ProofTranscript where Sponge: TranscriptSponge {
    /// Absorbs the claims of a proof for a key, as elements.
    public init<Chips: Machine, Hashing: ProofHashing>(
        key: StarkKey<Chips, Hashing>, heightsLog2: [Int?], statement: Statement
    ) where Hashing.Sponge == Sponge {
        self.init(
            key.description(heightsLog2: heightsLog2),
            StatementValues<NativeVerifierBuilder<Hashing>>(key, statement))
    }
}
