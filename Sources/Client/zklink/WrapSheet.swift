import Bytes
import Groth16
import Groth16Files
import Hashing
import Network
import R1CS

/// The digests by which networks and people name the wrap, in a file of lines `NAME HEX`.
struct WrapSheet {
    private let lines: [(name: String, digest: Bytes32)]

    /// The sheet of a circuit with its verifying key, for proofs of a program under a list of keys.
    init(
        program: Bytes32, keyRoot: Bytes32, system: ConstraintSystem, key: VerifyingKey
    ) throws {
        lines = [
            ("program", program), ("keys", keyRoot),
            ("circuit", SHA256.hash(CircuitFile.bytes(system))),
            ("verifying-key", SHA256.hash(Array(try JSONFiles.data(key)))),
        ]
    }

    /// The content of the file.
    var text: String { lines.map { "\($0.name) \($0.digest.hex)\n" }.joined() }

    /// The same as members of an object.
    var json: [(String, JSON)] { lines.map { ($0.name, .string("0x\($0.digest.hex)")) } }
}
