private import CSystemWebSockets
private import Glibc
private import Synchronization

/// The thread that owns a libwebsockets context.
///
/// The library may be called from this thread alone, except to wake it: other threads submit
/// actions. A class because the library keeps a pointer to it; unchecked because everything but
/// `mailbox` and `stopped` is used by the loop's thread only.
final class ServiceLoop: @unchecked Sendable {
    typealias Action = @Sendable () -> Void

    /// Handles one event of a connection; anything but zero closes it.
    typealias Handler = (OpaquePointer, UInt32, UnsafeMutableRawPointer?, Int) -> Int32

    private struct Mailbox: @unchecked Sendable {
        var actions: [Action] = []
        var context: OpaquePointer?
    }

    private let mailbox = Mutex(Mailbox())
    private let protocols: UnsafeMutablePointer<lws_protocols>
    private let policy: UnsafeMutablePointer<lws_retry_bo_t>
    private let name: UnsafeMutablePointer<CChar>?
    private var handler: Handler = { _, _, _, _ in 0 }
    private var thread = pthread_t()
    private var isFinished = false
    private(set) var context: OpaquePointer?

    init(pingSeconds: Int, hangUpSeconds: Int) {
        name = strdup("zklink")
        protocols = .allocate(capacity: 2)
        protocols.initialize(repeating: lws_protocols(), count: 2)
        protocols[0].name = UnsafePointer(name)
        protocols[0].callback = { connection, reason, _, input, count in
            guard let connection, let context = lws_get_context(connection),
                let owner = lws_context_user(context)
            else { return 0 }
            let loop = Unmanaged<ServiceLoop>.fromOpaque(owner).takeUnretainedValue()
            if reason == LWS_CALLBACK_EVENT_WAIT_CANCELLED {
                loop.runActions()
                return 0
            }
            return loop.handler(connection, reason.rawValue, input, count)
        }
        protocols[0].rx_buffer_size = 1 << 14
        protocols[0].tx_packet_size = 1 << 18
        policy = .allocate(capacity: 1)
        policy.initialize(to: lws_retry_bo_t())
        policy.pointee.secs_since_valid_ping = UInt16(clamping: pingSeconds)
        policy.pointee.secs_since_valid_hangup = UInt16(clamping: hangUpSeconds)
    }

    deinit {
        protocols.deallocate()
        policy.deallocate()
        free(name)
    }

    /// Creates the context and starts the thread; returns the port, `nil` if it cannot listen.
    ///
    /// Accepted connections are plain streams of bytes; with port -1 the loop does not listen. It
    /// stays alive until it is stopped.
    func start(
        address: String?, port: Int, tls: Bool, handshakeSeconds: Int,
        handler: @escaping Handler
    ) -> Int? {
        zkl_lws_log_errors_only()
        self.handler = handler
        let owner = Unmanaged.passRetained(self)
        guard
            let context = zkl_lws_create(
                address, Int32(port), tls ? 1 : 0, protocols, policy, owner.toOpaque(),
                Int32(handshakeSeconds))
        else {
            owner.release()
            return nil
        }
        self.context = context
        mailbox.withLock { $0.context = context }
        let listenPort = port < 0 ? port : Int(zkl_lws_listen_port(context))
        let failure = pthread_create(
            &thread, nil,
            { raw in
                guard let raw else { return nil }
                Unmanaged<ServiceLoop>.fromOpaque(raw).takeRetainedValue().run()
                return nil
            }, owner.toOpaque())
        guard failure == 0 else {
            mailbox.withLock { $0.context = nil }
            lws_context_destroy(context)
            owner.release()
            return nil
        }
        return listenPort
    }

    /// Runs an action on the loop's thread, soon and in order; drops it if the loop has ended.
    func perform(_ action: @escaping Action) {
        mailbox.withLock { mailbox in
            guard let context = mailbox.context else { return }
            mailbox.actions.append(action)
            // One wake-up serves all actions submitted before the loop takes them.
            if mailbox.actions.count == 1 { lws_cancel_service(context) }
        }
    }

    /// Ends the loop after the present event; called on the loop's thread.
    func finish() { isFinished = true }

    /// Waits for the end of the thread; called on another thread, once.
    func join() { pthread_join(thread, nil) }

    /// Opens a connection to a server; called on the loop's thread.
    func connect(to url: WebSocketURL, owner: UnsafeMutableRawPointer) -> OpaquePointer? {
        guard let context else { return nil }
        return zkl_lws_connect(
            context, url.host, Int32(url.port), url.path, url.isSecure ? 1 : 0, name, policy, owner)
    }

    private func run() {
        while !isFinished, lws_service(context, 0) >= 0 {}
        // From here on no thread can wake the context, so it can be destroyed.
        mailbox.withLock { mailbox in
            mailbox.context = nil
            mailbox.actions = []
        }
        lws_context_destroy(context)
        context = nil
        handler = { _, _, _, _ in 0 }
    }

    private func runActions() {
        let actions = mailbox.withLock { mailbox in
            let actions = mailbox.actions
            mailbox.actions = []
            return actions
        }
        for action in actions { action() }
    }
}
