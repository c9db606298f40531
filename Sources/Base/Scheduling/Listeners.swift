import Synchronization

/// A list of functions that are called with every value announced.
///
/// A class because listeners and announcers share it.
public final class Listeners<Value>: Sendable {
    private let listeners = Mutex<[@Sendable (Value) -> Void]>([])

    public init() {}

    /// Calls `listener` with every value announced from now on, on the announcing thread.
    public func add(_ listener: @escaping @Sendable (Value) -> Void) {
        listeners.withLock { $0.append(listener) }
    }

    /// Calls every listener in the order of their registration.
    public func announce(_ value: Value) {
        for listener in listeners.withLock({ $0 }) { listener(value) }
    }
}
