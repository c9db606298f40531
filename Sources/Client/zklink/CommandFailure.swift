import Network

/// A command did what it could and the answer is no: exit status 1, with what it found.
struct CommandFailure: Error {
    /// One word for programs.
    let reason: String
    /// One sentence for people.
    let message: String
    /// What was found all the same, printed with the error.
    let result: JSON?

    init(_ reason: String, _ message: String, result: JSON? = nil) {
        self.reason = reason
        self.message = message
        self.result = result
    }
}
