import Fields
import Polynomials
import RiscvCircuits
import RiscvProver
import Testing

@Suite struct SubwordStoreChipTests {
    private let battery = OperationBattery<SubwordStoreChip>()

    @Test func acceptsTrueOperations() throws { try battery.acceptsTrueOperations() }

    @Test func refusesWrongResults() throws { try battery.refusesWrongResults(rowsShowThem: false) }

    @Test func refusesForgeries() throws {
        try battery.refusesForgeries(forgeries)
    }

    @Test func leavesOtherOperationsOut() throws { try battery.leavesOthersOut() }

    @Test func refusesChangedCells() throws { try battery.refusesChangedCells() }

    /// Weights that satisfy the constraints are those of the six codes.
    @Test func noOtherCodeCanBeSaid() throws {
        let operation = OperationDefinition.operation(
            .sb, clock: 8, first: 0, second: 0, before: 0)
        let weights = [0, 1, 2, 1 << 8, 1 << 16, 1 << 24, 257, 1 << 31] as [UInt32]
        let trace = try battery.trace([operation])
        var codes = [UInt64]()
        for half in weights {
            for weight in weights {
                for next in weights {
                    let reading = battery.forged(
                        trace,
                        [
                            (.halfWeight, Goldilocks(half)), (.weight, Goldilocks(weight)),
                            (.nextWeight, Goldilocks(next)),
                        ])
                    if reading.failed.isEmpty { codes += reading.traffic.map { $0.tuple[1] } }
                }
            }
        }
        #expect(codes.sorted() == [36, 37, 38, 39, 40, 42])
    }

    /// Limbs that give another word, with others that keep what the processor sent: each of them
    /// fails in a lookup only.
    @Test func refusesLimbsOfAnotherWord() throws {
        typealias Column = SubwordStoreChip.Column
        for operation in battery.sample(60, seed: 4) {
            let trace = try battery.trace([operation])
            func cell(_ column: Column) -> Goldilocks { trace[0, column.rawValue] }
            let (half, weight) = (cell(.halfWeight), cell(.weight))
            let partnerWeight = half + half * Goldilocks(256) - weight
            let otherWeight = Goldilocks(65537) - half
            let inverse = weight.inverseOrZero
            // The limb, its weight, and the limb that makes up for it with its own weight.
            let limbs: [(Column, Goldilocks, Column, Goldilocks)] = [
                (.low, .one, .upper, Goldilocks(1 << 16).inverseOrZero),
                (.next, Goldilocks(256), .upper, Goldilocks(1 << 16).inverseOrZero),
                (.partner, partnerWeight, .old, inverse),
                (.otherHalf, otherWeight, .old, inverse),
            ]
            for (column, columnWeight, other, otherInverse) in limbs {
                for change in [Goldilocks.one, -.one, Goldilocks(128)] {
                    let reading = battery.forged(
                        trace,
                        [
                            (column, cell(column) + change),
                            (other, cell(other) - change * columnWeight * otherInverse),
                        ])
                    let tuple = try #require(reading.traffic.first?.tuple)
                    #expect(tuple.dropLast() == operation.tuple.dropLast())
                    #expect(reading.failed.isEmpty)
                    if tuple != operation.tuple { #expect(!reading.impossibleLookups.isEmpty) }
                }
            }
        }
    }

    private var forgeries: [Forgery<SubwordStoreChip>] {
        let store = battery.operation(.sb, 0, 0x201)
        return [
            // The tuple is received 2 (2^16 - 1) / 2^16 times.
            Forgery(
                .constraint("weight of a half"), store,
                [(.halfWeight, .ratio(2)), (.weight, .ratio(2))]),
            // Codes of other offsets: (511 - 1) / 255 = 2, 64 / 64 = 1
            Forgery(.constraint("weight of a byte"), store, [(.weight, .ratio(511))]),
            Forgery(.constraint("weight of the next byte"), store, [(.nextWeight, .ratio(64))]),
            // A half at offset 1.
            Forgery(
                .constraint("halves are aligned"), battery.operation(.sb, 0, 0, offset: 1),
                [(.nextWeight, .ratio(256))]),
            // 0x201 = 0x101 + 2^8, 0 = -2^8 + 2^8, 0x201 = 0x202 - 1, 0 = 1 - 1
            Forgery(.lookup(0), store, [(.low, .ratio(0x101)), (.next, .ratio(1))]),
            Forgery(.lookup(1), store, [(.old, .ratio(-256)), (.partner, .one)]),
            Forgery(.lookup(2), store, [(.low, .ratio(2)), (.upper, .ratio(-1, 1 << 16))]),
            Forgery(.lookup(3), store, [(.old, .one), (.otherHalf, .ratio(-1, 1 << 16))]),
        ]
    }
}
