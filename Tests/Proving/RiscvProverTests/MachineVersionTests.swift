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
        4: "98f0b036a92b4152 6007e848339d142b c850953637cb9669 fe68f0a42b101ac9"
    ]

    @Test func equationsAreThoseOfTheVersion() throws {
        let digest = try RiscvMachine.checked().digest
        let actual = (0..<4).map { String(digest[$0].value, radix: 16) }.joined(separator: " ")
        #expect(Self.versions[RiscvMachine.version] == actual)
    }
}
