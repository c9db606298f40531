public import Fields

/// The columns of a chip at the point zeta, and some at zeta * w.
///
/// Those are one row further, where constraints read them.
public struct OpenedColumns<Cubic: CubicValue>: Sendable {
    /// Fixed columns at zeta.
    public var fixed: [Cubic] = []
    /// Main columns at zeta.
    public var main: [Cubic] = []
    /// Main columns at zeta * w, those of `ChipLayout.nextMainColumns`.
    public var mainNext: [Cubic] = []
    /// Bus columns at zeta, three for one of the extension.
    public var bus: [Cubic] = []
    /// Bus columns at zeta * w: the cumulative sum.
    public var busNext: [Cubic] = []

    /// An opening without values.
    public init() {}
}

extension OpenedColumns: Equatable where Cubic: Equatable {}

/// The columns of a chip as elements.
public typealias ChipOpening = OpenedColumns<CubicExtension>
