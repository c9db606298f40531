import Foundation
import Network

/// Output of a command: results on standard output, progress on standard error.
struct Console: Sendable {
    let isJSON: Bool
    let showsProgress: Bool
    private let showsNotes: Bool

    init(isJSON: Bool, showsProgress: Bool) {
        self.isJSON = isJSON
        self.showsProgress = showsProgress && isatty(2) == 1
        showsNotes = showsProgress && !isJSON && !self.showsProgress
    }

    /// Prints the result: the object itself with `--json`, otherwise the text.
    func show(_ result: JSON, text: @autoclosure () -> String) {
        write(isJSON ? result.text : text(), to: .standardOutput)
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
