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
        8: "87702893ad5add43 c3c374f65d3926da ba7092ce909be69d 970fc5c1228d3546"
    ]

    @Test func equationsAreThoseOfTheVersion() throws {
        let digest = try RiscvMachine.checked().digest
        let actual = (0..<4).map { String(digest[$0].value, radix: 16) }.joined(separator: " ")
        #expect(Self.versions[RiscvMachine.version] == actual)
    }
}
