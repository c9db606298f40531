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

    /// Proves what `FRIVerifier` verifies, step by step the same.
    public struct FRIProver<Hashing: ProofHashing>: Sendable {
        /// Numbers that both sides know.
        public let parameters: FRIParameters
        /// The factor between subgroups and the domains of tables.
        public let shift: Goldilocks
        /// Threads to use.
        public let workers: Workers

        /// A prover for the given numbers.
        public init(
            parameters: FRIParameters, shift: Goldilocks = .generator, workers: Workers
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
        ) -> (claims: [BatchClaim<Hashing.Tree>], proof: FRIProof<Hashing.Tree>) {
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
            let proof = FRIProof<Hashing.Tree>(
                batchingNonce: batchingNonce, layerCaps: layers.map(\.cap),
                finalPolynomial: finalPolynomial, nonce: nonce, queries: queries)
            return (claims, proof)
        }

        /// All columns at their points; tables of one height share the weights of a point.
        private func evaluate(
            _ batches: [OpeningBatch<Hashing.Tree>]
        ) -> [BatchClaim<Hashing.Tree>] {
            var claims = batches.map { batch in
                BatchClaim<Hashing.Tree>(
                    cap: batch.committed.cap, shape: batch.committed.shape,
                    tables: batch.points.map { points in
                        points.map { PointClaim(point: $0, values: []) }
                    })
            }
            var groups = [(heightLog2: Int, point: CubicExtension, places: [ClaimPlace])]()
            for (batch, claim) in claims.enumerated() {
                for (table, points) in claim.tables.enumerated() {
                    let height = claim.shape.heightsLog2[table]
                    precondition(height >= parameters.blowupLog2, "lower than the blow-up")
                    for (index, point) in points.enumerated() {
                        let place = ClaimPlace(batch: batch, table: table, index: index)
                        let known = groups.firstIndex {
                            $0.heightLog2 == height && $0.point == point.point
                        }
                        if known == nil { groups.append((height, point.point, [])) }
                        groups[known ?? groups.count - 1].places.append(place)
                    }
                }
            }
            for group in groups {
                let values = BarycentricEvaluation(
                    sizeLog2: group.heightLog2 - parameters.blowupLog2, shift: shift,
                    point: group.point
                ).evaluate(
                    group.places.map { batches[$0.batch].committed.tables[$0.table] },
                    workers: workers)
                for (place, values) in zip(group.places, values) {
                    claims[place.batch].tables[place.table][place.index].values = values
                }
            }
            return claims
        }

        private func fold(
            _ inputs: [[Goldilocks]], _ schedule: FoldingSchedule,
            _ transcript: inout Transcript<Hashing.Sponge>
        ) -> (layers: [CommittedTables<Hashing.Tree>], last: [Goldilocks]) {
            var codeword = inputs[schedule.firstLog2]
            var layers = [CommittedTables<Hashing.Tree>]()
            for layer in schedule.layers {
                let committed = CommittedTables<Hashing.Tree>(
                    [Matrix(width: 3 << layer.factorLog2, elements: codeword)],
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
                join(&codeword, with: inputs[layer.foldedLog2], challenge)
            }
            return (layers, codeword)
        }

        /// Three elements for a value, bit-reversed order, half as many values out.
        private func halve(
            _ codeword: [Goldilocks], sizeLog2: Int, _ challenge: CubicExtension
        ) -> [Goldilocks] {
            let runLog2 = 10
            // Pair i belongs to x and -x with x = w^reversed(i), reversed in one bit less.
            let inverses = CosetPoints(inversesOfPairsIn: sizeLog2, runLog2: runLog2)
            return workers.fill(3 << (sizeLog2 - 1), chunkSize: 3 << runLog2) { range, target in
                let first = range.lowerBound / 3
                let inverses = inverses.run(first..<range.upperBound / 3)
                codeword.withUnsafeBufferPointer { codeword in
                    for (index, inverse) in inverses.enumerated() {
                        let place = 6 * (first + index)
                        let value = Folding.combine(
                            CubicExtension(
                                codeword[place], codeword[place + 1], codeword[place + 2]),
                            CubicExtension(
                                codeword[place + 3], codeword[place + 4], codeword[place + 5]),
                            inverse, challenge)
                        target.initializeElement(at: 3 * index, to: value.c0)
                        target.initializeElement(at: 3 * index + 1, to: value.c1)
                        target.initializeElement(at: 3 * index + 2, to: value.c2)
                    }
                }
            }
        }

        /// Adds a codeword of the same length with a factor; none when it is empty.
        private func join(
            _ codeword: inout [Goldilocks], with input: [Goldilocks], _ factor: CubicExtension
        ) {
            for place in stride(from: 0, to: input.count, by: 3) {
                let value =
                    factor * CubicExtension(input[place], input[place + 1], input[place + 2])
                codeword[place] += value.c0
                codeword[place + 1] += value.c1
                codeword[place + 2] += value.c2
            }
        }

        /// The coefficients of the last codeword; those beyond the degree bound are zero.
        private func interpolate(
            _ codeword: [Goldilocks], sizeLog2: Int
        ) -> [CubicExtension] {
            let transform = PolynomialTransform(sizeLog2: sizeLog2)
            let parts = (0..<3).map { part in
                transform.interpolate(
                    (0..<1 << sizeLog2).map {
                        codeword[3 * bitReversed($0, bitCount: sizeLog2) + part]
                    })
            }
            return (0..<1 << (sizeLog2 - parameters.blowupLog2)).map {
                CubicExtension(parts[0][$0], parts[1][$0], parts[2][$0])
            }
        }

        /// The least nonce, tried in rounds on all threads.
        private func findNonce(
            _ transcript: inout Transcript<Hashing.Sponge>, bitCount: Int
        ) -> Goldilocks {
            let start = transcript
            let (chunkCount, chunkSize) = (UInt64(16), UInt64(1 << 10))
            var first: UInt64 = 0
            while true {
                let found = workers.map(Int(chunkCount)) { chunk in
                    let lower = first + UInt64(chunk) * chunkSize
                    return start.firstNonce(in: lower..<lower + chunkSize, bitCount: bitCount)
                }
                if let nonce = found.compactMap({ $0 }).first {
                    let isAccepted = transcript.acceptsNonce(nonce, bitCount: bitCount)
                    precondition(isAccepted, "a nonce was found that is none")
                    return nonce
                }
                first += chunkCount * chunkSize
            }
        }

        private func query(
            _ place: Int, _ batches: [OpeningBatch<Hashing.Tree>],
            _ layers: [CommittedTables<Hashing.Tree>], _ schedule: FoldingSchedule
        ) -> FRIProof<Hashing.Tree>.Query {
            FRIProof.Query(
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

    /// Where a claim stands: batch, table, and which of its points.
    private struct ClaimPlace {
        let batch: Int
        let table: Int
        let index: Int
    }
#endif
