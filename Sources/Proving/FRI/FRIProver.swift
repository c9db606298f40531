#if !hasFeature(Embedded)
    public import Commitments
    public import Fields
    public import Parallel
    import Polynomials

    /// Committed tables, and the points at which each of them is opened.
    public struct OpeningBatch<Tree: TreeHasher>: Sendable {
        /// The extended tables with their tree.
        public let committed: CommittedTables<Tree>
        /// Points for each table, one of them for all columns.
        public let points: [[OpenedPoint]]

        /// Tables to open at points.
        public init(committed: CommittedTables<Tree>, points: [[OpenedPoint]]) {
            precondition(points.count == committed.tables.count)
            self.committed = committed
            self.points = points
        }
    }

    /// Creates the proofs that `FRIVerifier` accepts.
    public struct FRIProver<Hashing: ProofHashing>: Sendable {
        /// Rate, queries, grinding and folding.
        public let parameters: FRIParameters
        /// Factor between subgroups and the domains of tables.
        public let shift: Goldilocks
        /// Threads to use.
        public let workers: Workers

        /// Creates a prover for the given parameters.
        public init(
            parameters: FRIParameters, shift: Goldilocks = .generator, workers: Workers
        ) {
            self.parameters = parameters
            self.shift = shift
            self.workers = workers
        }

        /// Returns the values of all columns at their points, and the proof of these values.
        ///
        /// Reports each stage to the observer on the caller's thread.
        public func open(
            _ batches: [OpeningBatch<Hashing.Tree>], transcript: FRITranscript<Hashing.Sponge>,
            observer: ((StageEvent<OpeningStage>) -> Void)? = nil
        ) -> (claims: [BatchClaim<Hashing.Tree>], proof: FRIProof<Hashing.Tree>) {
            func stage<Result>(_ stage: OpeningStage, _ body: () -> Result) -> Result {
                observer?(.began(stage))
                defer { observer?(.ended(stage)) }
                return body()
            }
            var transcript = transcript
            let claims = stage(.evaluation) { evaluate(batches) }
            transcript.absorb(
                claims: claims.flatMap(\.tables).flatMap { table in
                    table.map { ($0.opened.point, $0.values) }
                })
            let (batchingNonce, inputs) = stage(.combination) {
                let nonce = transcript.findNonce(workers: workers)
                guard let challenge = transcript.batchingChallenge(nonce: nonce) else {
                    preconditionFailure("the batching nonce that was found proves no work")
                }
                let codewords = QuotientCodewords(
                    batches, claims, batching: challenge, shift: shift, workers: workers)
                return (nonce, codewords)
            }
            let schedule = FoldingSchedule(
                sizesLog2: claims.flatMap(\.shape.heightsLog2), parameters: parameters)
            let (layers, last) = stage(.folding) {
                fold(inputs.bySizeLog2, schedule, &transcript)
            }
            let finalPolynomial = interpolate(last, sizeLog2: schedule.lastLog2)
            transcript.absorb(finalPolynomial: finalPolynomial)
            let nonce = stage(.grinding) { transcript.findNonce(workers: workers) }
            let (indices, batchOpenings, layerOpenings) = stage(.queries) {
                guard
                    let indices = transcript.queryIndices(
                        nonce: nonce, sizeLog2: schedule.firstLog2)
                else { preconditionFailure("the query nonce that was found proves no work") }
                func open(_ tables: CommittedTables<Hashing.Tree>) -> SharedOpening<Hashing.Tree> {
                    let levels = schedule.firstLog2 - tables.shape.treeHeightLog2
                    return tables.open(LeafSet(indices.map { $0 >> levels }))
                }
                return (indices, batches.map { open($0.committed) }, layers.map(open))
            }
            let proof = FRIProof<Hashing.Tree>(
                batchingNonce: batchingNonce, layerCaps: layers.map(\.cap),
                finalPolynomial: finalPolynomial, nonce: nonce, queryIndices: indices,
                batches: batchOpenings, layers: layerOpenings)
            return (claims, proof)
        }

        /// Evaluates all columns at their points; tables of one height share weights.
        private func evaluate(
            _ batches: [OpeningBatch<Hashing.Tree>]
        ) -> [BatchClaim<Hashing.Tree>] {
            var claims = batches.map { batch in
                BatchClaim<Hashing.Tree>(
                    cap: batch.committed.cap, shape: batch.committed.shape,
                    tables: batch.points.map { points in
                        points.map { PointClaim($0, values: []) }
                    })
            }
            var groups = [(heightLog2: Int, point: CubicExtension, positions: [ClaimPosition])]()
            for (batch, claim) in claims.enumerated() {
                for (table, points) in claim.tables.enumerated() {
                    let height = claim.shape.heightsLog2[table]
                    precondition(height >= parameters.blowupLog2, "lower than the blow-up")
                    for (index, point) in points.enumerated() {
                        let position = ClaimPosition(batch: batch, table: table, index: index)
                        let known = groups.firstIndex {
                            $0.heightLog2 == height && $0.point == point.opened.point
                        }
                        if known == nil { groups.append((height, point.opened.point, [])) }
                        groups[known ?? groups.count - 1].positions.append(position)
                    }
                }
            }
            for group in groups {
                let values = BarycentricEvaluation(
                    sizeLog2: group.heightLog2 - parameters.blowupLog2, shift: shift,
                    point: group.point
                ).evaluate(
                    group.positions.map { position in
                        ColumnSelection(
                            of: batches[position.batch].committed.tables[position.table],
                            columns: batches[position.batch].points[position.table][
                                position.index
                            ].columns)
                    },
                    workers: workers)
                for (position, values) in zip(group.positions, values) {
                    claims[position.batch].tables[position.table][position.index].values = values
                }
            }
            return claims
        }

        private func fold(
            _ inputs: [[Goldilocks]], _ schedule: FoldingSchedule,
            _ transcript: inout FRITranscript<Hashing.Sponge>
        ) -> (layers: [CommittedTables<Hashing.Tree>], last: [Goldilocks]) {
            var codeword = inputs[schedule.firstLog2]
            assert(codeword.count == 3 << schedule.firstLog2)
            var layers = [CommittedTables<Hashing.Tree>]()
            for layer in schedule.layers {
                let committed = CommittedTables<Hashing.Tree>(
                    [Matrix(width: 3 << layer.factorLog2, elements: codeword)],
                    capLog2: parameters.capLog2, workers: workers)
                layers.append(committed)
                var challenge = transcript.foldingChallenge(cap: committed.cap)
                for step in 0..<layer.factorLog2 {
                    codeword = halve(codeword, sizeLog2: layer.sizeLog2 - step, challenge)
                    challenge = challenge.squared
                }
                join(&codeword, with: inputs[layer.foldedLog2], challenge)
            }
            assert(codeword.count == 3 << schedule.lastLog2)
            return (layers, codeword)
        }

        /// Folds a codeword by two; values are three elements each, in bit-reversed order.
        private func halve(
            _ codeword: [Goldilocks], sizeLog2: Int, _ challenge: CubicExtension
        ) -> [Goldilocks] {
            assert(codeword.count == 3 << sizeLog2)
            let runLog2 = 10
            // Pair i belongs to x and -x with x = w^reversed(i), reversed in one bit less.
            let inverses = CosetPoints(inversesOfPairsIn: sizeLog2, runLog2: runLog2)
            return workers.fill(3 << (sizeLog2 - 1), chunkSize: 3 << runLog2) { range, target in
                let first = range.lowerBound / 3
                let inverses = inverses.run(first..<range.upperBound / 3)
                codeword.withUnsafeBufferPointer { codeword in
                    for (index, inverse) in inverses.enumerated() {
                        let start = 6 * (first + index)
                        let value = Folding.combine(
                            CubicExtension(
                                codeword[start], codeword[start + 1], codeword[start + 2]),
                            CubicExtension(
                                codeword[start + 3], codeword[start + 4], codeword[start + 5]),
                            inverse, challenge)
                        target.initializeElement(at: 3 * index, to: value.c0)
                        target.initializeElement(at: 3 * index + 1, to: value.c1)
                        target.initializeElement(at: 3 * index + 2, to: value.c2)
                    }
                }
            }
        }

        /// Adds a codeword of the same length times a factor; an empty one has no effect.
        private func join(
            _ codeword: inout [Goldilocks], with input: [Goldilocks], _ factor: CubicExtension
        ) {
            assert(input.isEmpty || input.count == codeword.count)
            for start in stride(from: 0, to: input.count, by: 3) {
                let value =
                    factor * CubicExtension(input[start], input[start + 1], input[start + 2])
                codeword[start] += value.c0
                codeword[start + 1] += value.c1
                codeword[start + 2] += value.c2
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
    }

    /// Position of a claim: batch, table, and index of the point.
    private struct ClaimPosition {
        let batch: Int
        let table: Int
        let index: Int
    }
#endif
