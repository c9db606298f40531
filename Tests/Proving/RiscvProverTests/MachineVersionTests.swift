import Constraints
import Fields
import Hashing
import RiscvCircuits
import Testing

/// The digest of a program commits to the equations of the machine; this test notices when they
/// change, and with them the digests of all programs.
@Suite struct MachineVersionTests {
    /// Version, and the digest of the description.
    private static let versions: [UInt32: String] = [
        9: "27fbbeb12c441f06 dde4613d0267dfda 7801585fc3f5869e 851b644b2b26445f"
    ]

    @Test func equationsAreThoseOfTheVersion() throws {
        let digest = try RiscvMachine.checked().digest
        let actual = (0..<4).map { String(digest[$0].value, radix: 16) }.joined(separator: " ")
        #expect(Self.versions[RiscvMachine.version] == actual)
    }
}
