import Foundation
import Testing

/// `docs/verifier-checks.md` names every error case of the verifier, and only tests that exist.
@Suite struct VerifierChecksTests {
    private let tree = SourceTree()
    private let document = "docs/verifier-checks.md"
    private let errors = [
        "Constraints/MachineError", "Commitments/CommitmentError", "FRI/FRIError",
        "StarkVerifier/StarkError", "StarkVerifier/ProofDecodingError",
    ]

    @Test func everyErrorCaseIsNamed() throws {
        let text = try tree.text(of: document)
        var count = 0
        for file in errors {
            for line in try tree.lines(of: "Sources/Proving/\(file).swift") {
                guard let match = try /^    case (\w+)/.firstMatch(in: line) else { continue }
                #expect(text.contains("`\(match.output.1)`"), "\(file): \(match.output.1)")
                count += 1
            }
        }
        #expect(count > 50)
    }

    @Test func everyNamedTestExists() throws {
        let folders = [
            "CommitmentsTests", "ConstraintsTests", "FRITests", "StarkProverTests",
        ]
        var sources = ""
        for folder in folders {
            let path = tree.root.path + "/Tests/Proving/" + folder
            for file in try FileManager.default.contentsOfDirectory(atPath: path) {
                sources += try tree.text(of: "Tests/Proving/\(folder)/\(file)")
            }
        }
        var count = 0
        for line in try tree.lines(of: document) where line.hasPrefix("| `") {
            let cells = line.split(separator: "|")
            let test = String(try #require(cells.last { $0.contains("`") }))
                .trimmingCharacters(in: CharacterSet(charactersIn: "` "))
            #expect(sources.contains("@Test func \(test)(") || sources.contains(" func \(test)("))
            count += 1
        }
        #expect(count > 50)
    }
}
