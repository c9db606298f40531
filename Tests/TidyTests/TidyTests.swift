import Foundation
import Testing

/// Rules that the formatter cannot check: layers, lengths, names and left-overs.
@Suite struct TidyTests {
    let tree = SourceTree()

    @Test func everyImportPointsToALowerLayer() throws {
        let layers = try tree.targetDependencies()
        for file in tree.swiftSources {
            let module = tree.module(of: file)
            guard let allowed = layers[module] else {
                Issue.record("\(file): module \(module) is not declared in Package.swift")
                continue
            }
            for imported in try tree.imports(of: file) where layers[imported] != nil {
                #expect(allowed.contains(imported), "\(file) imports \(imported)")
            }
        }
    }

    @Test func targetsAreListedInLayerOrder() throws {
        var seen: Set<String> = []
        for (name, dependencies) in try tree.orderedTargets() {
            for dependency in dependencies {
                #expect(seen.contains(dependency), "\(name) needs \(dependency), listed below it")
            }
            seen.insert(name)
        }
    }

    @Test func pureLayersHaveNoEffects() throws {
        let pure = [
            "Bytes", "Fields", "Hashing", "Signatures", "Polynomials", "Commitments",
            "Transcripts", "Ledger", "FRI", "Constraints", "Riscv", "StateTree",
            "StarkVerifier", "StarkProver", "Recursion", "Transition", "Settlement", "BN254",
            "R1CS", "Groth16",
            "Sdk",
        ]
        let effects: Set<String> = ["Foundation", "Glibc", "Dispatch", "Musl"]
        for file in tree.swiftSources where pure.contains(tree.module(of: file)) {
            let found = try effects.intersection(tree.imports(of: file))
            #expect(found.isEmpty, "\(file) imports \(found)")
        }
    }

    @Test func filesHoldOneIdea() throws {
        for file in tree.swiftSources where !file.contains("Constants") {
            let count = try tree.lines(of: file).count
            #expect(count <= 500, "\(file) has \(count) lines")
        }
    }

    @Test func functionsFitOnAScreen() throws {
        for file in tree.swiftSources {
            for function in try tree.functions(of: file) {
                #expect(function.lineCount <= 60, "\(file):\(function.line) \(function.lineCount)")
            }
        }
    }

    @Test func namesSayWhatAFileHolds() {
        let banned = ["Utils", "Util", "Helpers", "Helper", "Common", "Misc"]
        for file in tree.swiftSources {
            let name = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
            #expect(!banned.contains { name.hasSuffix($0) }, "\(file)")
        }
    }

    @Test func nothingIsLeftForLater() throws {
        let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "try" + "!", "fatalError(\"un"]
        for file in tree.swiftSources {
            for (index, line) in try tree.lines(of: file).enumerated() {
                #expect(!marks.contains { line.contains($0) }, "\(file):\(index + 1)")
            }
        }
    }

    /// Members whose name says all, witnesses of protocols, and cases need no comment.
    @Test func publicTypesAndFunctionsAreDocumented() throws {
        let declaration =
            /^ *public (?:(?:static|mutating|consuming|final|indirect) )*(struct|enum|class|protocol|func) (\w+)?/
        let witnesses = ["encode", "hash", "visit", "visitFields"]
        for file in tree.swiftSources {
            let lines = try tree.lines(of: file)
            for (index, line) in lines.enumerated() {
                guard let match = try declaration.firstMatch(in: line),
                    let name = match.output.2, !witnesses.contains(String(name))
                else { continue }
                let above = lines[..<index].last {
                    !$0.drop { $0 == " " }.hasPrefix("@") && !$0.drop { $0 == " " }.hasPrefix("#")
                }
                let isDocumented = above?.drop { $0 == " " }.hasPrefix("///") ?? false
                #expect(isDocumented, "\(file):\(index + 1) \(name) has no comment")
            }
        }
    }

    @Test func everyModuleIsDescribed() throws {
        let layout = try tree.text(of: "docs/layout.md")
        for folder in tree.moduleFolders {
            let module = tree.module(of: folder)
            #expect(tree.exists("\(folder)/README.md"), "\(module) has no README.md")
            #expect(layout.contains("`\(module)`"), "docs/layout.md does not name \(module)")
        }
    }

    @Test func everyOtherTargetIsDescribed() throws {
        let layout = try tree.text(of: "docs/layout.md")
        let others = try tree.orderedTargets().map(\.name).filter {
            !$0.hasSuffix("Tests") && !$0.hasPrefix("CSystem")
        }
        #expect(others.contains("TransitionScenarios"))
        for target in others {
            #expect(layout.contains("`\(target)`"), "docs/layout.md does not name \(target)")
        }
    }
}
