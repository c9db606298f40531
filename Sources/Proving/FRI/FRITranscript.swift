import Fields
public import Transcripts

/// The Fiat-Shamir rounds of FRI.
///
/// Each method absorbs the prover's message of a round and returns the challenge after it. Prover
/// and verifier use this same type, so the order of absorptions is written here alone: claims,
/// batching nonce, caps of the folded codewords, final polynomial, query nonce.
public struct FRITranscript<Sponge: DuplexSponge>: Sendable {
    private var transcript: Transcript<Sponge>
    private let parameters: FRIParameters
    private var round = Round.claims

    /// The round of the next message.
    private enum Round {
        case claims, batching, folding, queries, done
    }

    /// Continues a transcript that has absorbed all commitments.
    public init(_ transcript: Transcript<Sponge>, parameters: FRIParameters) {
        self.transcript = transcript
        self.parameters = parameters
    }

    /// Absorbs every point with the values claimed there, in the order of commitments and tables.
    mutating func absorb(claims: [(point: Sponge.Cubic, values: [Sponge.Cubic])]) {
        advance(from: .claims, to: .batching)
        for (point, values) in claims {
            transcript.absorb([point] + values)
        }
    }

    /// Draws the challenge that combines all claims; `nil` if the nonce is not a proof of work.
    mutating func batchingChallenge(nonce: Sponge.Element) -> Sponge.Cubic? {
        advance(from: .batching, to: .folding)
        guard transcript.acceptsNonce(nonce, bitCount: parameters.batchingGrindingBits) else {
            return nil
        }
        return transcript.sampleCubic()
    }

    /// Draws the folding challenge beta after the cap of the next codeword.
    mutating func foldingChallenge(cap: [Sponge.Node]) -> Sponge.Cubic {
        assert(round == .folding)
        transcript.absorb(cap: cap)
        return transcript.sampleCubic()
    }

    /// Absorbs the coefficients of the last codeword.
    mutating func absorb(finalPolynomial: [Sponge.Cubic]) {
        advance(from: .folding, to: .queries)
        transcript.absorb(finalPolynomial)
    }

    /// Draws the query indices below 2^`sizeLog2`; `nil` if the nonce is not a proof of work.
    mutating func queryIndices(nonce: Sponge.Element, sizeLog2: Int) -> [Sponge.Element.Bits]? {
        advance(from: .queries, to: .done)
        guard transcript.acceptsNonce(nonce, bitCount: parameters.grindingBits) else {
            return nil
        }
        return (0..<parameters.queryCount).map { _ in transcript.sampleBits(sizeLog2) }
    }

    private mutating func advance(from current: Round, to next: Round) {
        assert(round == current)
        round = next
    }
}

#if !hasFeature(Embedded)
    import Parallel

    extension FRITranscript where Sponge: TranscriptSponge {
        /// Finds the least nonce that is a proof of work for this round; absorbs nothing.
        ///
        /// All threads search, with about 2^bits permutations in all.
        func findNonce(workers: Workers) -> Goldilocks {
            assert(round == .batching || round == .queries)
            let bitCount =
                round == .batching ? parameters.batchingGrindingBits : parameters.grindingBits
            let (chunkCount, chunkSize) = (16, UInt64(1 << 10))
            var first: UInt64 = 0
            while true {
                let found = workers.map(chunkCount) { chunk in
                    let lower = first + UInt64(chunk) * chunkSize
                    return transcript.firstNonce(
                        in: lower..<lower + chunkSize, bitCount: bitCount)
                }
                if let nonce = found.compactMap({ $0 }).first { return nonce }
                first += UInt64(chunkCount) * chunkSize
            }
        }
    }
#endif
