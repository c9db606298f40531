import CGuestRuntime

// Failed checks with their message in the log. Embedded Swift drops the messages of its own functions
// in release builds; these take their place wherever `GuestRuntime` is imported and a message is given.
// Checks of the standard library, as of an index, keep no message in a release build.

/// Ends the run in a trap, with a message in the log.
public func fatalError(
    _ message: @autoclosure () -> String, file: StaticString = #fileID, line: UInt = #line
) -> Never {
    fail("Fatal error", message(), file, line)
}

/// Ends the run in a trap, with a message in the log, unless the condition holds.
public func precondition(
    _ condition: @autoclosure () -> Bool, _ message: @autoclosure () -> String,
    file: StaticString = #fileID, line: UInt = #line
) {
    if !condition() { fail("Precondition failed", message(), file, line) }
}

/// Ends the run in a trap, with a message in the log.
public func preconditionFailure(
    _ message: @autoclosure () -> String, file: StaticString = #fileID, line: UInt = #line
) -> Never {
    fail("Precondition failed", message(), file, line)
}

@inline(never)
private func fail(
    _ kind: StaticString, _ message: String, _ file: StaticString, _ line: UInt
) -> Never {
    // Piece by piece: text put together would bring the code of growing strings into every guest.
    print(file, terminator: ":")
    print(line, terminator: ": ")
    print(kind, terminator: ": ")
    print(message)
    guest_trap()
}
