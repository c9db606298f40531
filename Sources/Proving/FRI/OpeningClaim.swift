public import Commitments
public import Fields

/// A point at which columns of a table are opened.
public struct OpenedPoint: Sendable, Equatable {
    /// The point, outside the domain of the table.
    public var point: CubicExtension
    /// Opened columns in ascending order, `nil` for all.
    public var columns: [Int]?

    /// A point for all columns of a table, or for some.
    public init(_ point: CubicExtension, columns: [Int]? = nil) {
        self.point = point
        self.columns = columns
    }

    /// Number of opened columns of a table with a width.
    func columnCount(of width: Int) -> Int { columns?.count ?? width }
}

/// The claim that columns of a table have some values at a point.
public struct PointClaim: Sendable, Equatable {
    /// The point and the columns that are opened there.
    public var opened: OpenedPoint
    /// One value for each opened column.
    public var values: [CubicExtension]

    /// The claim of the given values.
    public init(_ opened: OpenedPoint, values: [CubicExtension]) {
        self.opened = opened
        self.values = values
    }
}

/// Claims about all tables of one commitment.
public struct BatchClaim<Tree: TreeHasher>: Sendable {
    /// The commitment.
    public var cap: [Tree.Node]
    /// Shape of the commitment; heights are those of the extended tables.
    public var shape: CommitmentShape
    /// Claims about each table, one for each opened point.
    ///
    /// All columns of a table are opened at one point at least.
    public var tables: [[PointClaim]]

    /// Claims about the tables of a commitment.
    public init(cap: [Tree.Node], shape: CommitmentShape, tables: [[PointClaim]]) {
        self.cap = cap
        self.shape = shape
        self.tables = tables
    }
}
