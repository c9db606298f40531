#if !hasFeature(Embedded)
    import Fields

    /// All columns of a table, or some of them.
    public struct ColumnSelection: Sendable {
        /// The table.
        public let table: Matrix
        /// Selected columns in ascending order, `nil` for all.
        public let columns: [Int]?

        /// Selects columns of a table.
        public init(of table: Matrix, columns: [Int]? = nil) {
            precondition((columns ?? []).allSatisfy { $0 >= 0 && $0 < table.width })
            self.table = table
            self.columns = columns
        }

        /// Number of selected columns.
        public var width: Int { columns?.count ?? table.width }

        /// Passes the selected elements of some rows as canonical integers, row after row.
        public func withRows(_ rows: Range<Int>, _ body: (UnsafePointer<UInt64>) -> Void) {
            precondition(rows.lowerBound >= 0 && rows.upperBound <= table.height)
            let width = table.width
            withWords(table.elements) { words in
                guard let columns else { return body(words + rows.lowerBound * width) }
                withUnsafeTemporaryAllocation(
                    of: UInt64.self, capacity: rows.count * columns.count
                ) { selected in
                    guard let base = selected.baseAddress else { return }
                    var next = base
                    for row in rows {
                        let source = words + row * width
                        for column in columns {
                            next.initialize(to: source[column])
                            next += 1
                        }
                    }
                    body(base)
                }
            }
        }
    }
#endif
