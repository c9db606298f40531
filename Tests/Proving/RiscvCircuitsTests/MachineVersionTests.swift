import Constraints
import Fields
import RiscvCircuits
import TestSupport
import Testing

/// The digest of a program names the version of the machine, not its equations: a changed
/// equation requires a new version, and this test fails without one.
@Suite struct MachineVersionTests {
    /// Version, and the fingerprint of its equations.
    private static let versions: [UInt32: String] = [
        2: "9f30c087c87c169e 2cb57d3f64dadd1e 8f61b729c247db0d"
    ]

    @Test func equationsAreThoseOfTheVersion() throws {
        let actual = try fingerprint()
        #expect(Self.versions[RiscvMachine.version] == actual)
    }

    /// All constraints and tuples of all chips at a point that has nothing to do with them.
    private func fingerprint() throws -> String {
        let machine = try CheckedMachine(RiscvMachine())
        var generator = SeededGenerator(seed: 0x6d61_6368)
        func element() -> CubicExtension {
            CubicExtension(
                Goldilocks(reducing: generator.next()), Goldilocks(reducing: generator.next()),
                Goldilocks(reducing: generator.next()))
        }
        func elements(_ count: Int) -> [CubicExtension] { (0..<count).map { _ in element() } }
        let challenges = BusChallenges(offset: element(), base: element())
        var sum = CubicExtension.zero
        for (chip, layout) in machine.layouts.enumerated() {
            let shape = layout.shape
            var folder = ConstraintFolder<CubicExtension>(
                view: ChipView(
                    this: elements(shape.mainWidth), next: elements(shape.mainWidth),
                    fixed: elements(shape.fixedWidth),
                    publicValues: elements(shape.publicCount), isFirst: element(),
                    isLast: element(), isTransition: element()),
                powers: elements(layout.foldedCount), challenges: challenges)
            machine.machine.describe(chip: chip, to: &folder)
            folder.requireBusTraffic(
                BusView(
                    helpers: elements(layout.helperSizes.count), sum: element(),
                    nextSum: element(), average: element()),
                layout: layout)
            sum = sum * element() + folder.folded
        }
        return [sum.c0, sum.c1, sum.c2].map { String($0.value, radix: 16) }
            .joined(separator: " ")
    }
}
