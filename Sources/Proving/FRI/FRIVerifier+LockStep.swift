#if !hasFeature(Embedded)
    import Commitments
    import Fields
    import Parallel

    /// All queries at once, so that paths and rows are hashed eight at a time.
    ///
    /// Made for natively checking a whole proof: 224 queries of a machine of 16 chips take a
    /// quarter of the time.
    extension FRIVerifier {
        /// Whether the queries at their places are right; the form of the proof is known to be.
        func acceptsQueries(
            _ proof: FRIProof<Hashing.Tree>, _ places: [Int],
            _ claims: [BatchClaim<Hashing.Tree>],
            _ combination: QuotientCombination<Hashing.Tree>, _ challenges: [CubicExtension],
            _ schedule: FoldingSchedule
        ) -> Bool {
            let areOpened = workers.map(claims.count + schedule.layers.count) { index in
                index < claims.count
                    ? standsBatch(index, proof, places, claims[index], schedule)
                    : standsLayer(index - claims.count, proof, places, schedule)
            }
            guard areOpened.allSatisfy({ $0 }) else { return false }
            let chunkSize = 32
            let areFolded = workers.map((places.count + chunkSize - 1) / chunkSize) { chunk in
                let queries = chunk * chunkSize..<min((chunk + 1) * chunkSize, places.count)
                return acceptsFolds(proof, queries, places, combination, challenges, schedule)
            }
            return areFolded.allSatisfy { $0 }
        }

        private func standsBatch(
            _ batch: Int, _ proof: FRIProof<Hashing.Tree>, _ places: [Int],
            _ claim: BatchClaim<Hashing.Tree>, _ schedule: FoldingSchedule
        ) -> Bool {
            let shift = schedule.firstLog2 - claim.shape.treeHeightLog2
            return RowOpening.stand(
                proof.queries.map { $0.batches[batch] }, leaves: places.map { $0 >> shift },
                cap: claim.cap, shape: claim.shape)
        }

        private func standsLayer(
            _ layer: Int, _ proof: FRIProof<Hashing.Tree>, _ places: [Int],
            _ schedule: FoldingSchedule
        ) -> Bool {
            guard let shape = layerShape(schedule.layers[layer]) else { return false }
            let shift = schedule.firstLog2 - schedule.layers[layer].foldedLog2
            return RowOpening.stand(
                proof.queries.map { $0.layers[layer] }, leaves: places.map { $0 >> shift },
                cap: proof.layerCaps[layer], shape: shape)
        }

        /// Folds of queries whose rows are known to stand.
        private func acceptsFolds(
            _ proof: FRIProof<Hashing.Tree>, _ queries: Range<Int>, _ places: [Int],
            _ combination: QuotientCombination<Hashing.Tree>, _ challenges: [CubicExtension],
            _ schedule: FoldingSchedule
        ) -> Bool {
            var inverses = queries.flatMap {
                combination.divisors(place: places[$0], firstLog2: schedule.firstLog2)
            }
            CubicExtension.invertAll(&inverses)
            for (index, query) in queries.enumerated() {
                let first = index * combination.termCount
                let inputs = combination.values(
                    rows: proof.queries[query].batches,
                    inverses: inverses[first..<first + combination.termCount])
                do {
                    try checkFolds(
                        proof, query, places[query], inputs, challenges, schedule,
                        areLayersChecked: true)
                } catch {
                    return false
                }
            }
            return true
        }
    }
#endif
