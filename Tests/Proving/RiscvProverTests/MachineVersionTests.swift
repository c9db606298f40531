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
        5: "ee57c01e63325c50 694471879ec2d32c 452449c93f491183 b9193d6707111f3c"
    ]

    @Test func equationsAreThoseOfTheVersion() throws {
        let digest = try RiscvMachine.checked().digest
        let actual = (0..<4).map { String(digest[$0].value, radix: 16) }.joined(separator: " ")
        #expect(Self.versions[RiscvMachine.version] == actual)
    }
}
