public import Fields

/// Roots of unity of all orders 2^k, k in 0...32, and their inverses, each computed once.
///
/// `Goldilocks.rootOfUnity` raises the generator to a power at each call; a verifier needs some
/// forty roots and inverses for each query.
public enum RootsOfUnity {
    private static let roots = squares(of: .rootOfUnity(orderLog2: Goldilocks.twoAdicity))
    private static let inverses = squares(
        of: Goldilocks.rootOfUnity(orderLog2: Goldilocks.twoAdicity).inverseOrZero)

    /// The root of order 2^`orderLog2` of `Goldilocks.rootOfUnity`.
    public static func root(orderLog2: Int) -> Goldilocks { roots[orderLog2] }

    /// The inverse of the root of order 2^`orderLog2`.
    public static func inverse(orderLog2: Int) -> Goldilocks { inverses[orderLog2] }

    /// A root of the greatest order, squared until it is one, in ascending order.
    private static func squares(of root: Goldilocks) -> [Goldilocks] {
        var list = [root]
        for _ in 0..<Goldilocks.twoAdicity { list.append(list[list.count - 1].squared) }
        return list.reversed()
    }
}
