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
        3: "d7472274458cd66e b512e32fcaea4282 5d0ed54234d586ec 7b09f85206784849"
    ]

    @Test func equationsAreThoseOfTheVersion() throws {
        let digest = try RiscvMachine.checked().digest
        let actual = (0..<4).map { String(digest[$0].value, radix: 16) }.joined(separator: " ")
        #expect(Self.versions[RiscvMachine.version] == actual)
    }
}
