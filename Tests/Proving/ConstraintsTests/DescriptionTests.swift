import Constraints
import Fields
import Hashing
import Testing

/// One chip, in which a test changes one thing at a time.
private struct Sample: Machine {
    var factor: UInt32 = 3
    var column = 0
    var isNext = true
    var isProduct = true
    var isSwapped = false
    var selector = 0
    var publicIndex = 0
    var fixedColumn = 0
    var tuple: [UInt32] = [5]
    var bus = Bus(1)
    var side = BusSide.send
    var multiplicity: UInt32 = 1
    var repeats = 1
    var publicBuses = [Bus(1)]
    var chips = [ChipShape(name: "sample", mainWidth: 4, fixedWidth: 2, publicCount: 2)]
    /// Computes terms that no constraint needs, and needed ones in another order.
    var isUntidy = false

    func describe<Builder: ConstraintBuilder>(chip: Int, to builder: inout Builder) {
        if isUntidy { _ = builder.next(3) * builder.this(1) - builder.fixed(1) }
        let other = isUntidy ? builder.this(2) * builder.fixed(fixedColumn) : nil
        let first = builder.this(column) * Builder.Value(factor)
        let second = isNext ? builder.next(1) : builder.this(1)
        let (left, right) = isSwapped ? (second, first) : (first, second)
        for _ in 0..<repeats {
            builder.require("term", zero: isProduct ? left * right : left - right)
        }
        let selectors = [builder.isFirst, builder.isLast, builder.isTransition]
        builder.require(
            "selector", zero: selectors[selector] * builder.publicValue(publicIndex))
        builder.require("fixed", zero: other ?? builder.this(2) * builder.fixed(fixedColumn))
        builder.transfer(
            side, tuple.map { builder.this(0) + Builder.Value($0) }, on: bus,
            multiplicity: Builder.Value(multiplicity))
    }
}

@Suite struct DescriptionTests {
    private func digest(_ change: (inout Sample) -> Void = { _ in }) throws -> Digest {
        var sample = Sample()
        change(&sample)
        return try CheckedMachine(sample).digest
    }

    @Test func digestsDependOnEveryPartOfADescription() throws {
        let digests = [
            try digest(), try digest { $0.factor = 4 }, try digest { $0.column = 1 },
            try digest { $0.isNext = false }, try digest { $0.isProduct = false },
            try digest { $0.isSwapped = true }, try digest { $0.selector = 1 },
            try digest { $0.selector = 2 }, try digest { $0.publicIndex = 1 },
            try digest { $0.fixedColumn = 1 }, try digest { $0.tuple = [6] },
            try digest { $0.tuple = [5, 5] },
            try digest {
                $0.bus = Bus(2)
                $0.publicBuses = [Bus(2)]
            },
            try digest { $0.side = .receive }, try digest { $0.multiplicity = 2 },
            try digest { $0.repeats = 2 }, try digest { $0.repeats = 0 },
            try digest {
                $0.chips[0] = ChipShape(name: "a", mainWidth: 5, fixedWidth: 2, publicCount: 2)
            },
            try digest {
                $0.chips[0] = ChipShape(name: "a", mainWidth: 4, fixedWidth: 3, publicCount: 2)
            },
            try digest {
                $0.chips[0] = ChipShape(name: "a", mainWidth: 4, fixedWidth: 2, publicCount: 3)
            },
            try digest { $0.chips.append($0.chips[0]) },
        ]
        #expect(Set(digests).count == digests.count)
        // Optional chips have neither fixed columns nor public values.
        func bare(isOptional: Bool) throws -> Digest {
            try digest {
                $0.chips[0] = ChipShape(name: "a", mainWidth: 4, isOptional: isOptional)
            }
        }
        #expect(try bare(isOptional: true) != bare(isOptional: false))
    }

    /// Names and the order of computation have no effect on the description.
    @Test func digestsAreThoseOfTheEquations() throws {
        #expect(try digest() == digest { $0.isUntidy = true })
        let renamed = ChipShape(name: "b", mainWidth: 4, fixedWidth: 2, publicCount: 2)
        #expect(try digest() == digest { $0.chips[0] = renamed })
    }

    /// A column that is read in the next row and not used is not opened there.
    @Test func nextColumnsAreThoseThatConstraintsRead() throws {
        var sample = Sample()
        #expect(try CheckedMachine(sample).layouts[0].nextMainColumns == [1])
        sample.isUntidy = true
        #expect(try CheckedMachine(sample).layouts[0].nextMainColumns == [1])
        sample.isNext = false
        let layout = try CheckedMachine(sample).layouts[0]
        #expect(layout.nextMainColumns.isEmpty)
        #expect(layout.busWidth == 3 && layout.nextBusColumns == [0, 1, 2])
    }
}
