/// Degrees of the expressions of a description in the columns.
///
/// The degree of a sum is that of the greater operand, of a product the sum of both.
struct DegreeAnalysis {
    /// Degree of each node; selectors count 1 in the first and last row, 0 for transitions.
    let degrees: [Int]
    /// Whether a node depends on a selector.
    let usesSelector: [Bool]

    init(_ description: ChipDescription) {
        var degrees = [Int]()
        var usesSelector = [Bool]()
        for node in description.nodes {
            switch node {
            case .constant, .publicValue, .selector(.transition): degrees.append(0)
            case .this, .next, .fixed, .selector: degrees.append(1)
            case .sum(let left, let right), .difference(let left, let right):
                degrees.append(max(degrees[left], degrees[right]))
            case .product(let left, let right): degrees.append(degrees[left] + degrees[right])
            }
            if case .selector = node {
                usesSelector.append(true)
            } else {
                usesSelector.append(
                    node.operands.map { usesSelector[$0.left] || usesSelector[$0.right] } ?? false)
            }
        }
        self.degrees = degrees
        self.usesSelector = usesSelector
    }

    /// Greatest degree of a member of a tuple.
    func tupleDegree(of transfer: ChipDescription.Transfer) -> Int {
        transfer.tuple.reduce(0) { max($0, degrees[$1]) }
    }

    func multiplicityDegree(of transfer: ChipDescription.Transfer) -> Int {
        degrees[transfer.multiplicity]
    }

    /// Whether tuple or multiplicity depend on a selector.
    func usesSelector(_ transfer: ChipDescription.Transfer) -> Bool {
        usesSelector[transfer.multiplicity] || transfer.tuple.contains { usesSelector[$0] }
    }
}
