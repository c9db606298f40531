/// Records the description of a chip as expressions.
struct DescriptionRecorder: ConstraintBuilder {
    let graph = ExpressionGraph()
    private(set) var constraints: [Int] = []
    private(set) var transfers: [ChipDescription.Transfer] = []

    func this(_ column: Int) -> RecordedValue { RecordedValue(.this(column), in: graph) }
    func next(_ column: Int) -> RecordedValue { RecordedValue(.next(column), in: graph) }
    func fixed(_ column: Int) -> RecordedValue { RecordedValue(.fixed(column), in: graph) }
    func publicValue(_ index: Int) -> RecordedValue {
        RecordedValue(.publicValue(index), in: graph)
    }
    var isFirst: RecordedValue { RecordedValue(.selector(.first), in: graph) }
    var isLast: RecordedValue { RecordedValue(.selector(.last), in: graph) }
    var isTransition: RecordedValue { RecordedValue(.selector(.transition), in: graph) }

    mutating func require(_ name: StaticString, zero value: RecordedValue) {
        constraints.append(value.number(in: graph))
    }

    mutating func transfer(
        _ side: BusSide, _ tuple: [RecordedValue], on bus: Bus, multiplicity: RecordedValue
    ) {
        transfers.append(
            ChipDescription.Transfer(
                side: side, bus: bus, tuple: tuple.map { $0.number(in: graph) },
                multiplicity: multiplicity.number(in: graph)))
    }
}
