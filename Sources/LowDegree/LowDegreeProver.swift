#if !hasFeature(Embedded)
    public import Commitments
    public import Fields
    public import Parallel
    import Polynomials
    public import Transcripts

    /// Committed tables, and the points at which each is opened.
    public struct OpeningBatch<Tree: TreeHasher>: Sendable {
        /// The extended tables with their tree.
        public let committed: CommittedTables<Tree>
        /// Points for each table.
        public let points: [[CubicExtension]]

        /// Tables to open at points.
        public init(committed: CommittedTables<Tree>, points: [[CubicExtension]]) {
            precondition(points.count == committed.tables.count)
            self.committed = committed
            self.points = points
        }
    }

    /// Proves what `LowDegreeVerifier` verifies, step by step the same.
    public struct LowDegreeProver<Hashing: ProofHashing>: Sendable {
        /// Numbers that both sides know.
        public let parameters: LowDegreeParameters
        /// The factor between subgroups and the domains of tables.
        public let shift: Goldilocks
        /// Threads to use.
        public let workers: Workers

        /// A prover for the given numbers.
        public init(
            parameters: LowDegreeParameters, shift: Goldilocks = .generator, workers: Workers
        ) {
            self.parameters = parameters
            self.shift = shift
            self.workers = workers
        }

        /// The values at all points, and the proof that they are right.
        public func open(
            _ batches: [OpeningBatch<Hashing.Tree>],
            transcript: inout Transcript<Hashing.Sponge>,
            observer: ((StageEvent<OpeningStage>) -> Void)? = nil
        ) -> (claims: [BatchClaim<Hashing.Tree>], proof: LowDegreeProof<Hashing.Tree>) {
            func stage<Result>(_ stage: OpeningStage, _ body: () -> Result) -> Result {
                observer?(.began(stage))
                defer { observer?(.ended(stage)) }
                return body()
            }
            let claims = stage(.evaluation) { evaluate(batches) }
            for claim in claims {
                for table in claim.tables {
                    for point in table { transcript.absorb([point.point] + point.values) }
                }
            }
            let (batchingNonce, inputs) = stage(.combination) {
                let nonce = findNonce(
                    &transcript, bitCount: parameters.batchingGrindingBits)
                let codewords = QuotientCodewords(
                    batches, claims, batching: transcript.sampleCubic(), shift: shift,
                    workers: workers)
                return (nonce, codewords)
            }
            let schedule = FoldingSchedule(
                sizesLog2: claims.flatMap(\.shape.heightsLog2), parameters: parameters)
            let (layers, last) = stage(.folding) {
                fold(inputs.bySizeLog2, schedule, &transcript)
            }
            let finalPolynomial = interpolate(last, sizeLog2: schedule.lastLog2)
            transcript.absorb(finalPolynomial)
            let nonce = stage(.grinding) {
                findNonce(&transcript, bitCount: parameters.grindingBits)
            }
            let queries = stage(.queries) {
                (0..<parameters.queryCount).map { _ in
                    let place = transcript.sampleBits(schedule.firstLog2)
                    return query(place, batches, layers, schedule)
                }
            }
            let proof = LowDegreeProof<Hashing.Tree>(
                batchingNonce: batchingNonce, layerCaps: layers.map(\.cap),
                finalPolynomial: finalPolynomial, nonce: nonce, queries: queries)
            return (claims, proof)
        }

        private func evaluate(
            _ batches: [OpeningBatch<Hashing.Tree>]
        ) -> [BatchClaim<Hashing.Tree>] {
            var known = [(sizeLog2: Int, point: CubicExtension, weights: BarycentricEvaluation)]()
            return batches.map { batch in
                let committed = batch.committed
                let tables = committed.tables.indices.map { index in
                    let sizeLog2 = committed.shape.heightsLog2[index] - parameters.blowupLog2
                    precondition(sizeLog2 >= 0, "a table lower than the blow-up")
                    return batch.points[index].map { point in
                        let found = known.first { $0.sizeLog2 == sizeLog2 && $0.point == point }
                        let weights =
                            found?.weights
                            ?? BarycentricEvaluation(
                                sizeLog2: sizeLog2, shift: shift, point: point)
                        if found == nil { known.append((sizeLog2, point, weights)) }
                        let values = weights.evaluate(committed.tables[index], workers: workers)
                        return PointClaim(point: point, values: values)
                    }
                }
                return BatchClaim(cap: committed.cap, shape: committed.shape, tables: tables)
            }
        }

        private func fold(
            _ inputs: [[CubicExtension]], _ schedule: FoldingSchedule,
            _ transcript: inout Transcript<Hashing.Sponge>
        ) -> (layers: [CommittedTables<Hashing.Tree>], last: [CubicExtension]) {
            var codeword = inputs[schedule.firstLog2]
            var layers = [CommittedTables<Hashing.Tree>]()
            for layer in schedule.layers {
                let elements = codeword.flatMap { [$0.c0, $0.c1, $0.c2] }
                let committed = CommittedTables<Hashing.Tree>(
                    [Matrix(width: 3 << layer.factorLog2, elements: elements)],
                    capLog2: parameters.capLog2, workers: workers)
                for node in committed.cap {
                    transcript.absorb(Hashing.Tree.elements(of: node))
                }
                layers.append(committed)
                var challenge = transcript.sampleCubic()
                for step in 0..<layer.factorLog2 {
                    codeword = halve(codeword, sizeLog2: layer.sizeLog2 - step, challenge)
                    challenge = challenge.squared
                }
                for (index, value) in inputs[layer.foldedLog2].enumerated() {
                    codeword[index] += challenge * value
                }
            }
            return (layers, codeword)
        }

        private func halve(
            _ codeword: [CubicExtension], sizeLog2: Int, _ challenge: CubicExtension
        ) -> [CubicExtension] {
            let half = 1 << (sizeLog2 - 1)
            let inverses = Goldilocks.rootOfUnity(orderLog2: sizeLog2).inverseOrZero.powers(half)
            let chunkSize = 1 << 12
            let chunks = workers.map((half + chunkSize - 1) / chunkSize) { chunk in
                (chunk * chunkSize..<min((chunk + 1) * chunkSize, half)).map { pair in
                    Folding.combine(
                        codeword[2 * pair], codeword[2 * pair + 1],
                        inverses[bitReversed(pair, bitCount: sizeLog2 - 1)], challenge)
                }
            }
            return Array(chunks.joined())
        }

        /// The coefficients of the last codeword; those beyond the degree bound are zero.
        private func interpolate(
            _ codeword: [CubicExtension], sizeLog2: Int
        ) -> [CubicExtension] {
            let natural = codeword.indices.map { codeword[bitReversed($0, bitCount: sizeLog2)] }
            let transform = PolynomialTransform(sizeLog2: sizeLog2)
            let first = transform.interpolate(natural.map(\.c0))
            let second = transform.interpolate(natural.map(\.c1))
            let third = transform.interpolate(natural.map(\.c2))
            return (0..<1 << (sizeLog2 - parameters.blowupLog2)).map {
                CubicExtension(first[$0], second[$0], third[$0])
            }
        }

        /// The least nonce, tried in rounds on all threads.
        private func findNonce(
            _ transcript: inout Transcript<Hashing.Sponge>, bitCount: Int
        ) -> Goldilocks {
            let start = transcript
            let chunkSize = 1 << 10
            var first = 0
            while true {
                let found = workers.map(16) { chunk in
                    (first + chunk * chunkSize..<first + (chunk + 1) * chunkSize).first { value in
                        var copy = start
                        return copy.acceptsNonce(
                            Goldilocks(reducing: UInt64(value)), bitCount: bitCount)
                    }
                }
                if let value = found.compactMap({ $0 }).first {
                    let nonce = Goldilocks(reducing: UInt64(value))
                    _ = transcript.acceptsNonce(nonce, bitCount: bitCount)
                    return nonce
                }
                first += 16 * chunkSize
            }
        }

        private func query(
            _ place: Int, _ batches: [OpeningBatch<Hashing.Tree>],
            _ layers: [CommittedTables<Hashing.Tree>], _ schedule: FoldingSchedule
        ) -> LowDegreeProof<Hashing.Tree>.Query {
            LowDegreeProof.Query(
                batches: batches.map {
                    let height = $0.committed.shape.treeHeightLog2
                    return $0.committed.open(leaf: place >> (schedule.firstLog2 - height))
                },
                layers: layers.indices.map {
                    let folded = schedule.layers[$0].foldedLog2
                    return layers[$0].open(leaf: place >> (schedule.firstLog2 - folded))
                })
        }
    }
#endif
