import Foundation
import WalletFiles

/// The passphrase of wallet files: a variable, a file, or what is typed on the terminal.
enum Passphrase {
    /// The passphrase of an existing file; `nil` when there is none and nobody to ask.
    static func existing(_ session: Session) throws -> String? {
        try given(session) ?? typed("Passphrase: ")
    }

    /// The passphrase of a new file, typed twice on a terminal.
    static func new(_ session: Session) throws -> String {
        if let given = try given(session) { return given }
        guard let first = typed("New passphrase: ") else {
            throw UsageError(
                "a wallet file needs a passphrase: set ZKLINK_PASSPHRASE or ZKLINK_PASSPHRASE_FILE, or store the secret as it is with --plain (development networks)"
            )
        }
        guard !first.isEmpty else { throw UsageError("the passphrase is empty") }
        guard first == typed("The same again: ") else {
            throw UsageError("the passphrases differ")
        }
        return first
    }

    private static func given(_ session: Session) throws -> String? {
        if let text = session.optional("passphrase") { return text }
        guard let path = session.optional("passphrase-file") else { return nil }
        let bytes = try InputFile.bytes(session.path(path), limit: InputFile.textLimit)
        return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .newlines)
    }

    /// A line from the terminal, not shown while it is typed; `nil` without a terminal.
    private static func typed(_ prompt: String) -> String? {
        guard isatty(STDIN_FILENO) == 1 else { return nil }
        var before = termios()
        tcgetattr(STDIN_FILENO, &before)
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer { tcsetattr(STDIN_FILENO, TCSAFLUSH, &before) }
        FileHandle.standardError.write(Data(prompt.utf8))
        let line = readLine()
        FileHandle.standardError.write(Data("\n".utf8))
        return line
    }
}
