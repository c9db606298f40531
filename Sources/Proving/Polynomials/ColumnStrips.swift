#if !hasFeature(Embedded)
    import CKernels

    /// Strips of eight columns each, side by side in memory that is used again and again.
    ///
    /// Tables are read and written in whole rows, or in rows of some hundred bytes, which costs
    /// far less than eight columns at a time; the transforms work on strips, which lie together.
    struct ColumnStrips {
        let words: UnsafeMutablePointer<UInt64>
        let rowCount: Int
        /// Columns of the table that are in the strips.
        let columns: Range<Int>

        /// Words in all strips of one piece of work: a quarter of a mebibyte.
        private static var capacity: Int { 1 << 15 }

        /// Words between the beginnings of neighbours.
        ///
        /// One row more than a strip has, so that the same row of each is in another cache set.
        private static func distance(_ rowCount: Int) -> Int { 8 * rowCount + 8 }

        /// Calls the body for groups of columns, with the memory of `copies` groups of strips.
        static func forEachGroup(
            rows: Int, width: Int, copies: Int = 1, _ body: ([ColumnStrips]) -> Void
        ) {
            let strips = min(max(1, capacity / (8 * rows)), (width + 7) / 8)
            let length = strips * distance(rows)
            withUnsafeTemporaryAllocation(of: UInt64.self, capacity: copies * length) { memory in
                guard let base = memory.baseAddress else { return }
                for start in stride(from: 0, to: width, by: 8 * strips) {
                    let columns = start..<min(start + 8 * strips, width)
                    body(
                        (0..<copies).map {
                            ColumnStrips(
                                words: base + $0 * length, rowCount: rows, columns: columns)
                        })
                }
            }
        }

        /// The first words of the strips.
        var all: StrideTo<Int> {
            stride(
                from: 0, to: (columns.count + 7) / 8 * Self.distance(rowCount),
                by: Self.distance(rowCount))
        }

        /// Reads rows that lie `stride` words apart; `source` is the first row of all columns.
        func gather(_ source: UnsafePointer<UInt64>, stride: Int) {
            ckernels_gather(
                words, Self.distance(rowCount), source + columns.lowerBound, rowCount, stride,
                columns.count)
        }

        /// Writes rows `stride` words apart: row i of the target is row order(i), or row i
        /// without an order.
        func scatter(_ target: UnsafeMutablePointer<UInt64>, stride: Int, order: [UInt32]? = nil) {
            let place = target + columns.lowerBound
            guard let order else {
                ckernels_scatter(
                    place, words, Self.distance(rowCount), rowCount, stride, columns.count, nil)
                return
            }
            order.withUnsafeBufferPointer {
                ckernels_scatter(
                    place, words, Self.distance(rowCount), rowCount, stride, columns.count,
                    $0.baseAddress)
            }
        }
    }
#endif
