import Bytes
import Ledger

/// The roots that prices of pools need: searched for, or a prover's, in the order of their use.
///
/// A root is cheaper to check than to find, so a part of a block that reads a witness takes its roots
/// from there. Each use of a root checks that it is the right one, which is unique, so the source
/// does not matter; a zero stands for a root outside the range that its use allows.
public struct PoolRoots {
    /// The roots found so far, if they are kept.
    private(set) var found: [Amount] = []
    /// Whether every root read was the right one for its use.
    private(set) var areComplete = true
    private let source: Source
    private var position = 0
    private var countBefore = 0

    private enum Source {
        case search(isKept: Bool)
        case words(UnsafeBufferPointer<UInt32>)
    }

    /// Roots that are searched for and forgotten: for quotes.
    public init() { source = .search(isKept: false) }

    /// Roots that are searched for and kept: for a witness.
    static var kept: PoolRoots { PoolRoots(source: .search(isKept: true)) }

    /// Roots of a witness, four words each, in memory that outlives this value.
    init(words: UnsafeBufferPointer<UInt32>) { self.init(source: .words(words)) }

    private init(source: Source) { self.source = source }

    /// The next root: what the search finds, or what the witness has.
    ///
    /// - Parameter search: Finds the root; zero when it is out of range.
    mutating func next(_ search: () -> Amount) -> Amount {
        switch source {
        case .words(let words):
            guard words.count - position >= 4 else {
                areComplete = false
                return .zero
            }
            let root = Amount(
                limbs: words[position], words[position + 1], words[position + 2],
                words[position + 3])
            position += 4
            return root
        case .search(let isKept):
            let root = search()
            if isKept { found.append(root) }
            return root
        }
    }

    /// Notes that a root of the witness is not the right one for its use.
    mutating func refuse() { areComplete = false }

    /// Makes all roots so far final.
    mutating func begin() { countBefore = found.count }

    /// Forgets the roots since `begin`, of an operation that leaves no trace.
    mutating func drop() { found.removeLast(found.count - countBefore) }
}

extension PoolRoots {
    /// `floor(sqrt(value))`: the only r with r^2 <= value < (r + 1)^2.
    mutating func squareRoot(of value: WideAmount) -> Amount {
        let root = next { value.squareRoot }
        let isBelow = WideAmount(product: root, root) <= value
        guard isBelow, let above = root.adding(.one) else {
            if !isBelow { refuse() }
            return root
        }
        if WideAmount(product: above, above) <= value { refuse() }
        return root
    }
}
