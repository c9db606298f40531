import Foundation

/// Mutual exclusion of the processes that use one wallet file.
public enum WalletLock {
    /// Runs a step while no other process holds the wallet, so that two never take one nonce.
    ///
    /// Waits for the other process. A wallet file that cannot be opened is not locked.
    public static func holding<Result>(
        _ path: String, _ body: () throws -> Result
    ) rethrows -> Result {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        defer { if descriptor >= 0 { close(descriptor) } }
        while descriptor >= 0, flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
        return try body()
    }
}
