#if !hasFeature(Embedded)
    import Commitments
    import Fields
    import Parallel

    /// All queries in lock-step, so that paths and rows are hashed eight at a time.
    ///
    /// This verifies the queries of a machine of 16 chips in a quarter of the time.
    extension QueryPhase {
        /// Whether `verify` accepts every query.
        func verifyAll(workers: Workers) -> Bool {
            let arePathsRight = workers.map(claims.count + schedule.layers.count) { index in
                index < claims.count
                    ? verifyBatch(index) : verifyLayer(index - claims.count)
            }
            guard arePathsRight.allSatisfy({ $0 }) else { return false }
            let chunkSize = 32
            let areFoldsRight = workers.map((indices.count + chunkSize - 1) / chunkSize) { chunk in
                verifyFolds(
                    of: chunk * chunkSize..<min((chunk + 1) * chunkSize, indices.count))
            }
            return areFoldsRight.allSatisfy { $0 }
        }

        private func verifyBatch(_ batch: Int) -> Bool {
            let claim = claims[batch]
            return RowOpening.verifyAll(
                proof.queries.map { $0.batches[batch] },
                leaves: indices.indices.map {
                    leaf(of: $0, treeHeightLog2: claim.shape.treeHeightLog2)
                },
                cap: claim.cap, shape: claim.shape)
        }

        private func verifyLayer(_ number: Int) -> Bool {
            let layer = schedule.layers[number]
            guard let shape = shape(of: layer) else { return false }
            return RowOpening.verifyAll(
                proof.queries.map { $0.layers[number] },
                leaves: indices.indices.map { leaf(of: $0, treeHeightLog2: layer.foldedLog2) },
                cap: proof.layerCaps[number], shape: shape)
        }

        /// Verifies the folds of some queries, with their divisors inverted together.
        private func verifyFolds(of queries: Range<Int>) -> Bool {
            var inverses = queries.flatMap {
                combination.divisors(index: indices[$0], sizeLog2: schedule.firstLog2)
            }
            CubicExtension.invertAll(&inverses)
            for (position, query) in queries.enumerated() {
                let first = position * combination.termCount
                do {
                    try checkFolds(
                        query, inverses: inverses[first..<first + combination.termCount])
                } catch {
                    return false
                }
            }
            return true
        }
    }
#endif
