import Constraints
import Fields
import Polynomials
import Riscv
import RiscvCircuits
import RiscvPrograms
import RiscvProver
import Testing

/// Start and end of memory: honest traces balance, forged ones are refused.
@Suite struct MemoryTests {
    /// Two words of data, of which one is changed, and words below and above the image.
    private static let words =
        Assembly.set(5, Place.data) + Assembly.set(6, Place.code + 0x1_8000)
        + [
            Assembly.load(2, 7, 5, 0), Assembly.store(2, 7, 5, 4), Assembly.load(2, 8, 5, 4),
            Assembly.load(2, 9, 6, 8), Assembly.store(2, 7, 6, 16), Assembly.load(2, 9, 6, 16),
            Assembly.load(2, 9, 6, 0),
        ] + Assembly.call(0)
    private static let data: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]

    private func scene() throws -> MachineScene {
        try MachineScene(Self.words, data: Self.data)
    }

    @Test func honestRunsBalance() throws {
        #expect(try scene().faults.isEmpty)
    }

    @Test func imagesHaveEveryByteOfTheirSegments() throws {
        // A segment that neither begins nor ends with a word.
        let program = try Program(
            code: Assembly.call(0), at: Place.code,
            data: [Program.Segment(address: Place.data + 2, bytes: [1, 2, 3], memoryByteCount: 99)])
        let bounds = MemoryBounds(program)
        #expect(bounds.start == Place.code / 4 && bounds.imageStart == Place.code / 4)
        #expect(bounds.imageEnd == Place.data / 4 + 2)
        #expect(bounds.end == Place.code / 4 + 1 << 28)
        let table = try #require(ImageChip.fixedTable(program))
        let count = Int(bounds.imageEnd - bounds.imageStart)
        #expect(table.height == 1 << 15)
        func row(_ row: Int) -> [UInt64] { table.row(row).map(\.value) }
        let word = UInt64(program.parcels[0]) | UInt64(program.parcels[1]) << 16
        #expect(row(0) == [UInt64(Place.code / 4), word, 1])
        #expect(row(count - 3) == [UInt64(Place.data / 4 - 1), 0, 1])
        #expect(row(count - 2) == [UInt64(Place.data / 4), 0x0201_0000, 1])
        #expect(row(count - 1) == [UInt64(Place.data / 4 + 1), 3, 1])
        #expect(row(count) == [0, 0, 0])
    }

    @Test(
        arguments: [
            (1, 1, 2, 2), (0, 1, 2, 1 << 30),
        ] as [(UInt32, UInt32, UInt32, UInt32)])
    func acceptsBoundsInOrder(start: UInt32, imageStart: UInt32, imageEnd: UInt32, end: UInt32) {
        let bounds = MemoryBounds(
            start: start, imageStart: imageStart, imageEnd: imageEnd, end: end)
        #expect(bounds?.imageEnd == imageEnd)
    }

    @Test(
        arguments: [
            (2, 1, 3, 4), (1, 2, 2, 4), (1, 3, 2, 4), (1, 2, 4, 3), (1, 2, 3, 1 << 30 + 1),
        ] as [(UInt32, UInt32, UInt32, UInt32)])
    func refusesBoundsOutOfOrder(
        start: UInt32, imageStart: UInt32, imageEnd: UInt32, end: UInt32
    ) {
        #expect(
            MemoryBounds(start: start, imageStart: imageStart, imageEnd: imageEnd, end: end)
                == nil)
    }

    /// Each first value or program row that is not the program's breaks a bus.
    @Test func refusesOtherFixedValues() throws {
        var image = try scene()
        image.fixed[Part.image.rawValue]?[1 << 14, 1] += .one
        #expect(image.faults == ["bus 2"])
        var register = try scene()
        // x0 would not be zero.
        register.fixed[Part.registers.rawValue]?[0, 0] += Goldilocks(64)
        #expect(register.faults == ["bus 2"])
        var instruction = try scene()
        instruction.fixed[Part.program.rawValue]?[0, 5] += .one
        #expect(instruction.faults == ["bus 1"])
    }

    @Test func refusesAnotherEnd() throws {
        for part in [Part.image, .registers, .zeroMemory] {
            for column in [0, 1] {
                var scene = try scene()
                let place = part == .zeroMemory ? column + 1 : column
                scene.main[part.rawValue]?[0, place] += .one
                #expect(scene.faults == ["bus 2"], "\(part) \(column)")
            }
        }
    }

    @Test func refusesAnotherCount() throws {
        var scene = try scene()
        scene[.program, 0, ProgramChip.Column.count] += .one
        #expect(scene.faults == ["bus 1"])
    }

    /// A load takes the value that was there before the last store.
    @Test func refusesStaleReads() throws {
        var scene = try scene()
        let load = try scene.row(
            .processor, ProcessorChip.Column.pc, is: Goldilocks(Place.code + 24))
        #expect(scene[.processor, load, ProcessorChip.Column.loadWord] == .one)
        let stale = Goldilocks(0x0807_0605 as UInt32)
        #expect(scene[.processor, load, ProcessorChip.Column.second] != stale)
        scene[.processor, load, ProcessorChip.Column.second] = stale
        scene[.processor, load, ProcessorChip.Column.result] = stale
        // Time 0 is when the word had that value: the clock of the row is tick 0 of it.
        let clock = scene[.processor, load, ProcessorChip.Column.clock]
        scene[.processor, load, ProcessorChip.Column.gap2Low] = clock
        scene[.processor, load, ProcessorChip.Column.gap2High] = .zero
        scene[.registers, 8, RegisterChip.Column.final] = stale
        let image = Int((Place.data - Place.code) / 4) + 1
        scene[.image, image, ImageChip.Column.final] = stale
        // All that is open is the word: its start is taken twice, the stored value never.
        let cell = UInt64(Place.data / 4 + 1)
        let storeTime = clock.value - UInt64(Clock.ticks) + UInt64(Clock.third)
        #expect(
            scene.openTuples(MachineBus.memory) == [
                [cell, 0x0403_0201, storeTime], [cell, stale.value, 0],
            ])
    }

    /// A load takes what a later store leaves: the gap is negative, so no limbs are in range.
    @Test func refusesReadsBeforeTheWrite() throws {
        // Load before store: the load takes the store's value and time.
        let words =
            Assembly.set(5, Place.data) + Assembly.set(7, 9)
            + [Assembly.load(2, 8, 5, 0), Assembly.store(2, 7, 5, 0)] + Assembly.call(0)
        var scene = try MachineScene(words, data: Self.data)
        #expect(scene.faults.isEmpty)
        typealias Column = ProcessorChip.Column
        let (load, store) = (4, 5)
        let loadClock = scene[.processor, load, Column.clock]
        let storeTime = scene[.processor, store, Column.clock] + Goldilocks(Clock.third)
        let first = scene[.processor, load, Column.second]
        let nine = Goldilocks(9)
        // store: (word, first, 0) -> (word, 9, its time); load: that -> (word, 9, its time).
        scene[.processor, store, Column.before] = first
        scene[.processor, store, Column.gap3Low] = storeTime - .one
        scene[.processor, load, Column.second] = nine
        scene[.processor, load, Column.result] = nine
        let time = loadClock + Goldilocks(Clock.second)
        scene[.processor, load, Column.gap2Low] = time - .one - storeTime
        scene[.processor, load, Column.gap2High] = .zero
        // x8 and the word end with what the load left.
        scene[.registers, 8, RegisterChip.Column.final] = nine
        let image = Int((Place.data - Place.code) / 4)
        scene[.image, image, ImageChip.Column.final] = nine
        scene[.image, image, ImageChip.Column.finalTime] = time
        // Memory balances, but the gap is no word.
        #expect(scene.faults == ["bus 4"])
        let bits16 = UInt64(RangeKind.bits16.rawValue)
        #expect(
            scene.openTuples(MachineBus.range).contains {
                $0[0] == bits16 && $0[1] > Goldilocks.modulus - 100
            })
    }
}
