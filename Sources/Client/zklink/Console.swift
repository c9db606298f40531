import Foundation
import Network

/// Output of a command: results on standard output, progress on standard error.
struct Console: Sendable {
    let isJSON: Bool
    let showsProgress: Bool
    private let isVerbose: Bool
    private let showsNotes: Bool
    private var reports = FileHandle.standardOutput

    init(isJSON: Bool, showsProgress: Bool) {
        self.isJSON = isJSON
        self.showsProgress = showsProgress && isatty(2) == 1
        isVerbose = showsProgress
        showsNotes = showsProgress && !isJSON && !self.showsProgress
    }

    /// Prints the result: the object itself with `--json`, otherwise the text.
    func show(_ result: JSON, text: @autoclosure () -> String) {
        write(isJSON ? result.text : text(), to: reports)
    }

    /// This console with its results on standard error.
    var reportingToStandardError: Console {
        var console = self
        console.reports = .standardError
        return console
    }

    /// Replaces the progress line.
    func progress(_ text: String) {
        guard showsProgress else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
    }

    /// Writes a question, which the user answers on the same line.
    func prompt(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }

    /// Writes a separate line where standard error is no terminal, unless the result is JSON.
    func note(_ text: String) {
        guard showsNotes else { return }
        write(text, to: .standardError)
    }

    /// Writes a line that stays, unless the result is JSON.
    func announce(_ text: String) {
        guard isVerbose, !isJSON else { return }
        endProgress()
        write(text, to: .standardError)
    }

    /// Shows the beginning of a program's log on standard error, unless the result is JSON.
    func note(log bytes: [UInt8]) {
        guard !isJSON, isVerbose, !bytes.isEmpty else { return }
        FileHandle.standardError.write(Data(bytes.prefix(Self.logLimit)))
        if bytes.last != 0x0a { write("", to: .standardError) }
        if bytes.count > Self.logLimit {
            write(
                "and \(bytes.count - Self.logLimit) bytes more: see --log FILE", to: .standardError)
        }
    }

    /// Bytes of a log shown to people.
    private static let logLimit = 1 << 14

    /// Clears the progress line.
    func endProgress() {
        guard showsProgress else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
    }

    /// Prints the reason why a command failed.
    ///
    /// Findings are printed beside the error.
    func fail(code: Int, reason: String, message: String, result: JSON? = nil) {
        endProgress()
        if isJSON {
            var object = result?.objectValue ?? JSONObject()
            object["error"] = [
                "code": .integer(code), "reason": .string(reason), "message": .string(message),
            ]
            write(JSON.object(object).text, to: .standardOutput)
        } else {
            write("zklink: \(message)", to: .standardError)
        }
    }

    private func write(_ text: String, to handle: FileHandle) {
        handle.write(Data((text + "\n").utf8))
    }
}
