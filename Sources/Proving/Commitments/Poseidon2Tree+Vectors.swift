#if !hasFeature(Embedded)
    import CKernels
    import Fields
    public import Hashing
    public import Polynomials

    /// Hashing of eight rows or pairs at a time; a remainder takes the scalar code.
    ///
    /// A permutation of width 12 takes 0.24 microseconds with AVX-512, 0.44 with AVX2, 0.93 in
    /// plain code.
    extension Poseidon2Tree {
        /// Hashes rows of tables of one height.
        public static func hashRows(_ rows: Range<Int>, of tables: [Matrix]) -> [Digest] {
            hashRows(rows, of: tables, level: .best)
        }

        /// Hashes rows with a given instruction set.
        public static func hashRows(
            _ rows: Range<Int>, of tables: [Matrix], level: VectorLevel
        ) -> [Digest] {
            let groupCount = level == .portable ? 0 : rows.count / 8
            var digests = [Digest](repeating: .zero, count: groupCount * 8)
            let length = tables.reduce(0) { $0 + $1.width }
            withConstants(constants12) { constants in
                withWords(&digests) { words in
                    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 8 * length + 8) {
                        guard let input = $0.baseAddress else { return }
                        for group in 0..<groupCount {
                            gather(tables, row: rows.lowerBound + 8 * group, into: input)
                            ckernels_poseidon2_hash(
                                level.code, words + 32 * group, input, length,
                                HashDomain.commitmentRow.tag, constants)
                        }
                    }
                }
            }
            for row in rows.dropFirst(8 * groupCount) {
                digests.append(hashRow(tables.flatMap { $0.row(row) }))
            }
            return digests
        }

        /// Compresses neighbours to parents.
        public static func compressPairs(_ nodes: ArraySlice<Digest>) -> [Digest] {
            compressPairs(nodes, level: .best)
        }

        /// Compresses neighbours with a given instruction set.
        public static func compressPairs(
            _ nodes: ArraySlice<Digest>, level: VectorLevel
        ) -> [Digest] {
            let groupCount = level == .portable ? 0 : nodes.count / 16
            var digests = [Digest](repeating: .zero, count: groupCount * 8)
            withConstants(constants8) { constants in
                withWords(&digests) { words in
                    nodes.withUnsafeBytes { source in
                        guard let source = source.baseAddress else { return }
                        let pairs = source.assumingMemoryBound(to: UInt64.self)
                        for group in 0..<groupCount {
                            ckernels_poseidon2_compress(
                                level.code, words + 32 * group, pairs + 64 * group, constants)
                        }
                    }
                }
            }
            let rest = nodes.startIndex + 16 * groupCount
            for index in stride(from: rest, to: nodes.endIndex, by: 2) {
                digests.append(compress(nodes[index], nodes[index + 1]))
            }
            return digests
        }

        /// Copies eight rows of all tables side by side, one row in each lane.
        private static func gather(
            _ tables: [Matrix], row: Int, into target: UnsafeMutablePointer<UInt64>
        ) {
            var start = 0
            for table in tables {
                table.elements.withUnsafeBytes { source in
                    guard let source = source.baseAddress else { return }
                    let words = source.assumingMemoryBound(to: UInt64.self)
                    ckernels_gather_lists(
                        target + 8 * start, words + row * table.width, table.width, table.width)
                }
                start += table.width
            }
        }

        /// Passes the words of the digests to a function: four words a digest.
        private static func withWords(
            _ digests: inout [Digest], _ body: (UnsafeMutablePointer<UInt64>) -> Void
        ) {
            digests.withUnsafeMutableBytes { bytes in
                guard let base = bytes.baseAddress else { return }
                body(base.assumingMemoryBound(to: UInt64.self))
            }
        }

        private static let constants8 = prepared(Poseidon2.roundConstants8)
        private static let constants12 = prepared(Poseidon2.roundConstants12)

        /// The constants in the form of the kernels, two words for each.
        private static func prepared(
            _ constants: (external: [Goldilocks], internal: [Goldilocks])
        ) -> (external: [UInt64], internal: [UInt64]) {
            func words(_ list: [Goldilocks]) -> [UInt64] {
                var words = [UInt64](repeating: 0, count: 2 * list.count)
                ckernels_prepare_constants(&words, list.map(\.value), list.count)
                return words
            }
            return (words(constants.external), words(constants.internal))
        }

        private static func withConstants(
            _ constants: (external: [UInt64], internal: [UInt64]),
            _ body: (ckernels_constants) -> Void
        ) {
            constants.external.withUnsafeBufferPointer { external in
                constants.internal.withUnsafeBufferPointer { inner in
                    body(
                        ckernels_constants(
                            external: external.baseAddress, internal: inner.baseAddress))
                }
            }
        }
    }
#endif
