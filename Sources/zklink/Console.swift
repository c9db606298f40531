import Foundation
import Network

/// Standard output for results, standard error for progress.
struct Console: Sendable {
    let isJSON: Bool
    let showsProgress: Bool

    init(isJSON: Bool, showsProgress: Bool) {
        self.isJSON = isJSON
        self.showsProgress = showsProgress && isatty(2) == 1
    }

    /// Prints the result: the object itself with `--json`, otherwise the text.
    func show(_ result: JSON, text: @autoclosure () -> String) {
        write(isJSON ? result.text : text(), to: .standardOutput)
    }

    /// One line that replaces the previous one while somebody waits.
    func progress(_ text: String) {
        guard showsProgress else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
    }

    /// Clears the progress line.
    func endProgress() {
        guard showsProgress else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
    }

    /// Prints why a command did not do what it was asked.
    func fail(code: Int, reason: String, message: String) {
        endProgress()
        if isJSON {
            let error: JSON = [
                "error": [
                    "code": .integer(code), "reason": .string(reason), "message": .string(message),
                ]
            ]
            write(error.text, to: .standardOutput)
        } else {
            write("zklink: \(message)", to: .standardError)
        }
    }

    private func write(_ text: String, to handle: FileHandle) {
        handle.write(Data((text + "\n").utf8))
    }
}
