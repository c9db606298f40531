import Network

/// A refusal or failure with its findings: exit status 1.
struct CommandFailure: Error {
    /// A word for programs.
    let reason: String
    /// A sentence for people.
    let message: String
    /// Findings, printed beside the error.
    let result: JSON?

    init(_ reason: String, _ message: String, result: JSON? = nil) {
        self.reason = reason
        self.message = message
        self.result = result
    }
}
