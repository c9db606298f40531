import Bytes
import Ceremony
import Foundation
import Groth16
import Groth16Files
import Network

/// Report of a ceremony as text and JSON: hashes, steps, and whether the key is for development.
struct CeremonyReport {
    private let transcript: CeremonyTranscript

    init(_ transcript: CeremonyTranscript) {
        self.transcript = transcript
    }

    /// Prints the report.
    func show(_ console: Console, title: String) {
        console.show(json, text: [title, text].joined(separator: "\n"))
    }

    private var json: JSON {
        let subject = transcript.subject
        return [
            "circuit": .string(subject.circuitHash.hex), "powers": .string(subject.powersHash.hex),
            "firstKey": .string(subject.firstKeyHash.hex), "final": .bool(transcript.isFinal),
            "development": .bool(transcript.isDevelopment),
            "contributions": .array(
                transcript.contributions.enumerated().map { index, step in
                    [
                        "number": .integer(index + 1), "name": .string(step.name),
                        "key": .string(step.keyHash.hex),
                        "hash": .string(transcript.hashes[index + 1].hex),
                    ]
                }),
            "hash": .string(transcript.hash.hex),
        ]
    }

    private var text: String {
        let subject = transcript.subject
        var lines = [
            "circuit    \(subject.circuitHash.hex)", "powers     \(subject.powersHash.hex)",
            "first key  \(subject.firstKeyHash.hex)",
        ]
        lines += transcript.contributions.enumerated().map { index, step in
            "\(index + 1)  \(transcript.hashes[index + 1].hex)  \(step.name)"
        }
        lines.append(
            transcript.isDevelopment
                ? "development key: one party could know its secrets"
                : "sound as long as one party destroyed its factor")
        return lines.joined(separator: "\n")
    }
}

extension CeremonyReport {
    /// Runs a step and converts its errors to failures with a reason.
    static func convertingErrors<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as CeremonyError {
            let (reason, message) = describe(error)
            throw CommandFailure(reason, message)
        } catch let error as CeremonyFolderError {
            throw CommandFailure(
                "\(error)",
                error == .busy
                    ? "another process is running a step of this ceremony"
                    : "the folder has a ceremony: choose another one")
        } catch let error as Groth16Error {
            throw CommandFailure(
                "key", "the circuit or its key is not valid: \(ErrorText.words(error))")
        } catch let error as FileError {
            throw InputError("a file of the ceremony cannot be used: \(ErrorText.words(error))")
        }
    }

    static func describe(_ error: CeremonyError) -> (reason: String, message: String) {
        switch error {
        case .powersFile(let error):
            (
                "powersFile",
                "the powers of tau are not a file prepared for phase 2: \(ErrorText.words(error))"
            )
        case .powersHash(let expected, let actual):
            ("powersHash", "the powers of tau have the hash \(actual), not \(expected)")
        case .powersTooFew(let log2, let needed):
            ("powersTooFew", "the powers are for 2^\(log2) rows, the circuit needs 2^\(needed)")
        case .powers(let defect):
            ("powers", "the powers of tau contradict each other: \(defect)")
        case .transcriptForm: ("transcript", "transcript.json is not a transcript of this form")
        case .name: ("name", "a name has 1 to 64 bytes and no control characters")
        case .noEntropy: ("noEntropy", "type something at random, or give it on standard input")
        case .afterBeacon: ("afterBeacon", "the beacon has ended this ceremony")
        case .noContribution: ("noContribution", "a beacon needs a contribution before it")
        case .otherCircuit: ("otherCircuit", "the ceremony is about another circuit")
        case .otherPowers: ("otherPowers", "the ceremony began with other powers of tau")
        case .firstKey:
            ("firstKey", "the first key is not the one that the circuit and the powers give")
        case .contribution(let number, let name, let defect):
            ("contribution", "contribution \(number) by \(name) is not valid: \(defect)")
        case .key(let number, let name, let defect):
            ("keyFile", "the key after step \(number) by \(name) is not valid: \(defect)")
        }
    }
}

/// Progress of writing a key, in percent.
struct CeremonyProgress {
    private let console: Console
    private let title: String

    init(_ console: Console, _ title: String) {
        (self.console, self.title) = (console, title)
    }

    func show(_ share: Double) {
        console.progress("\(title): \(Int(share * 100)) %")
    }

    func finish() { console.endProgress() }
}
