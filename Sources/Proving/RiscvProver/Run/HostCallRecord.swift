public import Fields

/// A host call that a chip receives, with its accesses to memory.
public struct HostCallRecord: Equatable, Sendable {
    /// The clock of the processor's row.
    public var clock: UInt32
    /// Register a0.
    public var argument0: UInt32
    /// Register a1.
    public var argument1: UInt32
    /// The accesses, region by region in the order of `HostCallEvent`, word by word.
    public var accesses: [MemoryAccess]

    /// A call of the given members.
    public init(
        clock: UInt32, argument0: UInt32, argument1: UInt32, accesses: [MemoryAccess]
    ) {
        self.clock = clock
        self.argument0 = argument0
        self.argument1 = argument1
        self.accesses = accesses
    }
}

extension HostCallRecord {
    /// The access with an index, zeros past the end.
    public func access(_ index: Int) -> MemoryAccess {
        accesses.indices.contains(index)
            ? accesses[index]
            : MemoryAccess(cell: 0, before: 0, after: 0, previousTime: 0)
    }

    /// Quotient a0 / 4 in the field: the cell of the region's first word.
    public var firstCell: Goldilocks { Self.cell(ofAddress: argument0) }

    /// Quotient a1 / 4 in the field.
    public var secondCell: Goldilocks { Self.cell(ofAddress: argument1) }

    private static func cell(ofAddress address: UInt32) -> Goldilocks {
        Goldilocks(address).halved.halved
    }
}
