private import CSystemWebSockets
private import Synchronization

/// The outcome of a message submitted for sending.
public enum SendOutcome: Sendable {
    /// It waits to be sent.
    case queued
    /// The reader is too slow: everything waiting is dropped and the connection is cut.
    case cut
    /// The connection is closed or closing.
    case closed
}

/// The reason why a connection was closed; codes of RFC 6455, section 7.4.
public struct WebSocketClosure: Error, Equatable, Sendable {
    /// The code; 1006 if the peer disappeared without a closing frame.
    public let code: Int
    /// A short text.
    public let reason: String

    public init(code: Int, reason: String) {
        self.code = code
        self.reason = reason
    }
}

/// One end of a WebSocket: the queue of outgoing messages and the assembly of incoming ones.
///
/// Unchecked: `connection` and `incoming` are used by the loop's thread only.
final class WebSocketPeer: @unchecked Sendable {
    private struct Outgoing {
        var messages: [[UInt8]] = []
        var head = 0
        var byteCount = 0
        var isOpen = true
        var isScheduled = false
        var closure: WebSocketClosure?
    }

    /// The result of a received frame.
    enum Reception {
        case partial
        case message([UInt8])
        case tooLarge
    }

    let loop: ServiceLoop
    private let queueLimit: Int
    private let messageLimit: Int
    private let framing: Framing
    private let outgoing = Mutex(Outgoing())
    private var connection: OpaquePointer?
    private var incoming: [UInt8] = []
    private var scratch: [UInt8] = []
    private var isClosingSent = false
    private var isPeerClosing = false
    /// Whether reading is stopped; used by the loop's thread only.
    private(set) var isPaused = false

    /// The maker of frames.
    enum Framing {
        /// The library, for clients.
        case library
        /// This module, for servers: the library of Debian 12 accepts unmasked frames.
        case own
    }

    init(loop: ServiceLoop, queueLimit: Int, messageLimit: Int, framing: Framing) {
        self.framing = framing
        self.loop = loop
        self.queueLimit = queueLimit
        self.messageLimit = messageLimit
    }

    /// Whether the connection is open; from any thread.
    var isOpen: Bool { outgoing.withLock { $0.isOpen } }

    /// Queues a text message; from any thread.
    func send(_ message: [UInt8]) -> SendOutcome {
        enqueue(framing == .own ? WebSocketFrame.text(message) : message)
    }

    /// Queues a message for the library, or a frame of this module's; from any thread.
    func enqueue(_ message: [UInt8]) -> SendOutcome {
        let (outcome, isNew) = outgoing.withLock { queue -> (SendOutcome, Bool) in
            guard queue.isOpen, queue.closure == nil else { return (.closed, false) }
            // A fixed cost for each message bounds the number of tiny ones too.
            guard queue.byteCount + message.count + 64 <= queueLimit else {
                queue.messages = []
                queue.head = 0
                queue.byteCount = 0
                queue.closure = WebSocketClosure(code: 1008, reason: "slow consumer")
                return (.cut, true)
            }
            queue.messages.append(message)
            queue.byteCount += message.count + 64
            defer { queue.isScheduled = true }
            return (.queued, !queue.isScheduled)
        }
        if isNew {
            let isCut = outcome == .cut
            loop.perform { self.requestWriting(isCut: isCut) }
        }
        return outcome
    }

    /// Stops or resumes reading from the connection; from any thread.
    func setReading(_ isReading: Bool) {
        loop.perform {
            guard let connection = self.connection else { return }
            self.isPaused = !isReading
            lws_rx_flow_control(connection, isReading ? 1 : 0)
        }
    }

    /// Closes the connection after the queued messages; from any thread.
    func close(_ closure: WebSocketClosure) {
        let isFirst = outgoing.withLock { queue in
            guard queue.isOpen, queue.closure == nil else { return false }
            queue.closure = closure
            return true
        }
        if isFirst { loop.perform { self.requestWriting(isCut: true) } }
    }
}

/// Members that only the loop's thread uses.
extension WebSocketPeer {
    /// The seconds that a closing connection has to send queued messages.
    private static let closingSeconds: Int32 = 5

    func opened(_ connection: OpaquePointer) {
        self.connection = connection
        requestWriting(isCut: outgoing.withLock { $0.closure != nil })
    }

    /// Notes that the connection is closed; false if that was known.
    func closed() -> Bool {
        connection = nil
        incoming = []
        return outgoing.withLock { queue in
            defer { queue.isOpen = false }
            queue.messages = []
            return queue.isOpen
        }
    }

    private func requestWriting(isCut: Bool) {
        guard let connection else { return }
        lws_callback_on_writable(connection)
        // A peer that reads nothing never becomes writable: the timeout ends it.
        if isCut { lws_set_timeout(connection, PENDING_TIMEOUT_LAGGING, Self.closingSeconds) }
    }

    /// Sends what the socket takes; a result other than zero closes the connection.
    func writable() -> Int32 {
        guard let connection else { return -1 }
        while lws_partial_buffered(connection) == 0 {
            let (next, closure) = outgoing.withLock { queue -> ([UInt8]?, WebSocketClosure?) in
                guard queue.head < queue.messages.count else {
                    queue.messages.removeAll(keepingCapacity: true)
                    queue.head = 0
                    queue.isScheduled = false
                    return (nil, queue.closure)
                }
                let message = queue.messages[queue.head]
                queue.messages[queue.head] = []
                queue.head += 1
                queue.byteCount -= message.count + 64
                if queue.head >= 1024 {
                    queue.messages.removeFirst(queue.head)
                    queue.head = 0
                }
                return (message, nil)
            }
            if let next {
                guard write(next, to: connection) else { return -1 }
            } else if let closure, framing == .own {
                return writeClosing(closure, to: connection)
            } else if let closure {
                var reason = Array(closure.reason.utf8.prefix(100))
                lws_close_reason(
                    connection, lws_close_status(UInt32(clamping: closure.code)), &reason,
                    reason.count)
                return -1
            } else {
                return 0
            }
        }
        lws_callback_on_writable(connection)
        return 0
    }

    /// Sends the closing frame once; the connection ends when the peer has sent its own.
    private func writeClosing(_ closure: WebSocketClosure, to connection: OpaquePointer) -> Int32 {
        if !isClosingSent {
            isClosingSent = true
            let frame = WebSocketFrame.close(closure.code == 1005 ? nil : closure)
            guard write(frame, to: connection) else { return -1 }
            lws_set_timeout(connection, PENDING_TIMEOUT_CLOSE_ACK, Self.closingSeconds)
        }
        guard lws_partial_buffered(connection) == 0 else {
            lws_callback_on_writable(connection)
            return 0
        }
        return isPeerClosing ? -1 : 0
    }

    /// Handles the peer's closing frame, which is answered with the same code.
    func peerClosed(_ code: Int?) {
        isPeerClosing = true
        close(WebSocketClosure(code: code ?? 1005, reason: ""))
        if let connection { lws_callback_on_writable(connection) }
    }

    /// Whether messages of the peer are still read.
    var isReading: Bool { outgoing.withLock { $0.closure == nil } && !isPeerClosing }

    private func write(_ message: [UInt8], to connection: OpaquePointer) -> Bool {
        guard framing == .library else {
            var bytes = message
            return lws_write(connection, &bytes, message.count, LWS_WRITE_HTTP) >= 0
        }
        let room = zkl_lws_room()
        if scratch.count < room + message.count {
            scratch = [UInt8](repeating: 0, count: room + max(message.count, 4096))
        }
        defer { if scratch.count > 1 << 16 { scratch = [] } }
        return scratch.withUnsafeMutableBytes { buffer in
            guard let base = buffer.baseAddress else { return false }
            let start = base + room
            message.withUnsafeBytes { source in
                if let origin = source.baseAddress {
                    start.copyMemory(from: origin, byteCount: source.count)
                }
            }
            return lws_write(
                connection, start.assumingMemoryBound(to: UInt8.self), message.count,
                LWS_WRITE_TEXT) >= 0
        }
    }

    /// Processes a piece of a message: a frame may arrive in pieces, a message in several frames.
    func received(_ input: UnsafeMutableRawPointer?, count: Int) -> Reception {
        guard let connection, outgoing.withLock({ $0.closure == nil }) else { return .partial }
        if lws_is_first_fragment(connection) != 0 { incoming.removeAll(keepingCapacity: true) }
        guard incoming.count + count <= messageLimit else {
            incoming = []
            return .tooLarge
        }
        if let input {
            incoming.append(contentsOf: UnsafeRawBufferPointer(start: input, count: count))
        }
        let isComplete =
            lws_is_final_fragment(connection) != 0 && lws_remaining_packet_payload(connection) == 0
        guard isComplete else { return .partial }
        let message = incoming
        incoming.removeAll(keepingCapacity: incoming.count <= 4096)
        return .message(message)
    }
}
