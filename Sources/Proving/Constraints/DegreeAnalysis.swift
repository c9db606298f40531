/// Learns the degrees and the bus traffic of a chip from its description.
struct DegreeAnalysis: ConstraintBuilder {
    /// One tuple on a bus.
    struct Transfer {
        let side: BusSide
        let bus: Bus
        let length: Int
        let tupleDegree: Int
        let multiplicityDegree: Int
        let usesSelector: Bool
    }

    private(set) var constraints: [Int] = []
    private(set) var transfers: [Transfer] = []
    private let column = SymbolicDegree(degree: 1)

    func this(_ column: Int) -> SymbolicDegree { self.column }
    func next(_ column: Int) -> SymbolicDegree { self.column }
    func fixed(_ column: Int) -> SymbolicDegree { self.column }
    func publicValue(_ index: Int) -> SymbolicDegree { SymbolicDegree(degree: 0) }
    var isFirst: SymbolicDegree { SymbolicDegree(degree: 1, usesSelector: true) }
    var isLast: SymbolicDegree { SymbolicDegree(degree: 1, usesSelector: true) }
    var isTransition: SymbolicDegree { SymbolicDegree(degree: 0, usesSelector: true) }

    mutating func require(_ name: StaticString, zero value: SymbolicDegree) {
        constraints.append(value.degree)
    }

    mutating func transfer(
        _ side: BusSide, _ tuple: [SymbolicDegree], on bus: Bus, multiplicity: SymbolicDegree
    ) {
        transfers.append(
            Transfer(
                side: side, bus: bus, length: tuple.count,
                tupleDegree: tuple.reduce(0) { max($0, $1.degree) },
                multiplicityDegree: multiplicity.degree,
                usesSelector: multiplicity.usesSelector || tuple.contains { $0.usesSelector }))
    }
}
