public import Commitments
public import Fields

/// The claim that the columns of a table have some values at a point.
public struct PointClaim: Sendable, Equatable {
    /// The point, outside the domain of the table.
    public var point: CubicExtension
    /// One value for each column.
    public var values: [CubicExtension]

    /// The claim of the given values.
    public init(point: CubicExtension, values: [CubicExtension]) {
        self.point = point
        self.values = values
    }
}

/// Claims about all tables of one commitment.
public struct BatchClaim<Tree: TreeHasher>: Sendable {
    /// The commitment.
    public var cap: [Tree.Node]
    /// What it holds; heights are those of the extended tables.
    public var shape: CommitmentShape
    /// The claims about each table, one for each point at which it is opened.
    public var tables: [[PointClaim]]

    /// Claims about the tables of a commitment.
    public init(cap: [Tree.Node], shape: CommitmentShape, tables: [[PointClaim]]) {
        self.cap = cap
        self.shape = shape
        self.tables = tables
    }
}
