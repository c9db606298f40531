import Constraints
import Fields
import Polynomials
import Testing

/// One chip with one constraint and two transfers, with the defects of a test.
private struct Trial: Machine {
    var constraintDegree = 3
    var tupleDegree = 1
    var multiplicityDegree = 1
    var receivedLength: Int? = 1
    var isSent = true
    var usesSelector = false
    var chips = [ChipShape(name: "trial", mainWidth: 2)]
    var publicBuses: [Bus] = []
    var degreeLimit = 3

    func describe<Builder: ConstraintBuilder>(chip: Int, to builder: inout Builder) {
        func power(_ exponent: Int) -> Builder.Value {
            (0..<exponent).reduce(Builder.Value.one) { value, _ in value * builder.this(0) }
        }
        builder.require("power", power(constraintDegree), equals: builder.next(1))
        let times = usesSelector ? builder.isFirst : power(multiplicityDegree)
        if isSent { builder.send([power(tupleDegree)], on: Bus(1), multiplicity: times) }
        if let receivedLength {
            let tuple = [Builder.Value](repeating: builder.this(0), count: receivedLength)
            builder.receive(tuple, on: Bus(1), multiplicity: .one)
        }
    }
}

@Suite struct MachineTests {
    private func refusal(_ trial: Trial) -> MachineError? {
        do {
            _ = try CheckedMachine(trial)
            return nil
        } catch {
            return error
        }
    }

    @Test func acceptsDegreesUpToThree() throws {
        let checked = try CheckedMachine(Trial())
        #expect(checked.layouts[0].partialSumSizes == [2])
        #expect(checked.layouts[0].busWidth == 3 && checked.layouts[0].foldedCount == 2)
        let wide = try CheckedMachine(Trial(tupleDegree: 2))
        #expect(wide.layouts[0].partialSumSizes == [1, 1])
    }

    @Test func refusesDegreesAboveThree() {
        #expect(
            refusal(Trial(constraintDegree: 4))
                == .constraintDegree(chip: 0, constraint: 0, degree: 4))
        #expect(
            refusal(Trial(tupleDegree: 3)) == .transferDegree(chip: 0, transfer: 0, degree: 4))
        #expect(
            refusal(Trial(multiplicityDegree: 4))
                == .transferDegree(chip: 0, transfer: 0, degree: 4))
    }

    @Test func aGreaterLimitJoinsMoreTransfers() throws {
        let five = try CheckedMachine(
            Trial(constraintDegree: 5, tupleDegree: 3, degreeLimit: 5))
        // h d1 d2 has degree 1 + 3 + 1.
        #expect(five.layouts[0].partialSumSizes == [2])
        #expect(five.machine.quotientPartCount == 4)
        #expect(
            refusal(Trial(constraintDegree: 6, degreeLimit: 5))
                == .constraintDegree(chip: 0, constraint: 0, degree: 6))
        for limit in [-1, 0, 2, 4, 6, 8, 513, Int.max] {
            #expect(refusal(Trial(constraintDegree: 1, degreeLimit: limit)) == .degreeLimit(limit))
        }
    }

    @Test func refusesBusesWithoutBothSides() {
        #expect(refusal(Trial(receivedLength: nil)) == .noReceiver(Bus(1)))
        #expect(refusal(Trial(isSent: false)) == .noSender(Bus(1)))
        #expect(
            refusal(Trial(receivedLength: 2))
                == .tupleLength(chip: 0, bus: Bus(1), expected: 1, actual: 2))
    }

    @Test func refusesTransfersThatUseSelectors() {
        #expect(refusal(Trial(usesSelector: true)) == .transferSelector(chip: 0, transfer: 0))
    }

    @Test func refusesMachinesOfNothing() {
        #expect(refusal(Trial(chips: [])) == .noChips)
        #expect(
            refusal(Trial(chips: [ChipShape(name: "empty", mainWidth: 0)])) == .noColumns(chip: 0))
    }

    @Test func refusesOptionalChipsThatCannotBeLeftOut() {
        let fixed = ChipShape(name: "fixed", mainWidth: 2, fixedWidth: 1, isOptional: true)
        #expect(refusal(Trial(chips: [fixed])) == .optionalFixedColumns(chip: 0))
        let bound = ChipShape(name: "bound", mainWidth: 2, publicCount: 1, isOptional: true)
        #expect(refusal(Trial(chips: [bound])) == .optionalPublicValues(chip: 0))
        let free = ChipShape(name: "free", mainWidth: 2, isOptional: true)
        #expect(refusal(Trial(chips: [free])) == nil)
    }

    @Test func publicBusesMayHaveOneSide() throws {
        #expect(refusal(Trial(receivedLength: nil, publicBuses: [Bus(1)])) == nil)
        let received = try CheckedMachine(Trial(isSent: false, publicBuses: [Bus(1)]))
        #expect(received.publicTupleLength(of: Bus(1)) == 1)
        #expect(received.publicTupleLength(of: Bus(2)) == nil)
        #expect(
            refusal(Trial(publicBuses: [Bus(1), Bus(2)])) == .unusedPublicBus(Bus(2)))
        #expect(
            refusal(Trial(receivedLength: 2, publicBuses: [Bus(1)]))
                == .tupleLength(chip: 0, bus: Bus(1), expected: 1, actual: 2))
    }

    @Test func rowCheckerKnowsMessagesAndMissingChips() {
        let machine = Trial(multiplicityDegree: 0, receivedLength: nil, publicBuses: [Bus(1)])
        func faults(_ table: Matrix?, _ messages: [BusMessage]) -> [RowChecker.Fault] {
            RowChecker.faults(
                machine, main: [table], fixed: [nil],
                statement: Statement(publicValues: [[]], messages: messages))
        }
        let table = Matrix(zeros: 1, width: 2)
        let answer = BusMessage(.receive, on: Bus(1), [.zero])
        #expect(faults(table, [answer]).isEmpty)
        #expect(faults(table, []) == [.imbalance(bus: 1, tuple: [0])])
        #expect(faults(table, [answer, answer]) == [.imbalance(bus: 1, tuple: [0])])
        #expect(faults(nil, []) == [.missingChip(chip: 0)])
        let pair = [
            BusMessage(.send, on: Bus(5), [.one]), BusMessage(.receive, on: Bus(5), [.one]),
        ]
        #expect(
            faults(table, [answer] + pair) == [.messageBus(message: 1), .messageBus(message: 2)])
    }

    @Test func rowCheckerNamesWhatFails() {
        let good = Matrix(zeros: 4, width: 2)
        func faults(_ table: Matrix) -> [RowChecker.Fault] {
            RowChecker.faults(
                Trial(multiplicityDegree: 0), main: [table], fixed: [nil],
                statement: Statement(publicValues: [[]]))
        }
        #expect(faults(good).isEmpty)
        var bad = good
        bad[2, 1] = .one
        #expect(faults(bad) == [.constraint(chip: 0, row: 1, name: "power")])
        let unbalanced = RowChecker.faults(
            Trial(), main: [good], fixed: [nil],
            statement: Statement(publicValues: [[]]))
        #expect(unbalanced == [.imbalance(bus: 1, tuple: [0])])
    }
}
