#if !hasFeature(Embedded)
    import Fields

    extension HostCallRecord {
        /// The access of an index, zeros past the end.
        func access(_ index: Int) -> MemoryAccess {
            accesses.indices.contains(index)
                ? accesses[index]
                : MemoryAccess(cell: 0, before: 0, after: 0, previousTime: 0)
        }

        /// a0 / 4 in the field: the cell of the region's first word.
        var firstCell: Goldilocks { Self.cell(ofAddress: argument0) }

        /// a1 / 4 in the field.
        var secondCell: Goldilocks { Self.cell(ofAddress: argument1) }

        private static func cell(ofAddress address: UInt32) -> Goldilocks {
            Goldilocks(address).halved.halved
        }
    }
#endif
