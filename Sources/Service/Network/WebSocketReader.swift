/// Reads the frames that a client sends (RFC 6455, section 5), strictly.
///
/// A value: bytes in, events out. Nothing is allocated for more than what has arrived.
package struct WebSocketReader: Sendable {
    package enum Event: Equatable, Sendable {
        case message([UInt8])
        case ping([UInt8])
        case pong
        /// The client closes, with a code unless it stated none.
        case close(code: Int?)
    }

    private enum Opcode: UInt8 {
        case continuation = 0
        case text = 1
        case binary = 2
        case close = 8
        case ping = 9
        case pong = 10

        var isControl: Bool { rawValue >= 8 }
    }

    private struct Frame {
        let opcode: Opcode
        let isFinal: Bool
        let mask: [UInt8]
        let length: Int
        var readCount = 0
    }

    private let messageByteCount: Int
    private var header: [UInt8] = []
    private var frame: Frame?
    private var control: [UInt8] = []
    private var message: [UInt8] = []
    private var isFragmented = false

    /// A reader of messages of at most `messageByteCount` bytes.
    package init(messageByteCount: Int) { self.messageByteCount = messageByteCount }

    /// Reads on from a position, up to the next event; `nil` when all bytes are read.
    ///
    /// A fault has the code with which the connection is closed.
    package mutating func next(
        _ bytes: UnsafeRawBufferPointer, from position: inout Int
    ) throws(WebSocketClosure) -> Event? {
        while position < bytes.count || frame?.length == frame?.readCount && frame != nil {
            guard var current = frame else {
                header.append(bytes[position])
                position += 1
                frame = try readHeader()
                continue
            }
            let count = min(current.length - current.readCount, bytes.count - position)
            let piece = bytes[position..<(position + count)]
            append(piece, of: current)
            position += count
            current.readCount += count
            frame = current
            guard current.readCount == current.length else { return nil }
            frame = nil
            if let event = try completed(current) { return event }
        }
        return nil
    }

    private mutating func append(_ piece: Slice<UnsafeRawBufferPointer>, of frame: Frame) {
        var place = frame.readCount
        for byte in piece {
            let plain = byte ^ frame.mask[place & 3]
            if frame.opcode.isControl { control.append(plain) } else { message.append(plain) }
            place += 1
        }
    }

    /// The frame whose header is complete; `nil` before that.
    private mutating func readHeader() throws(WebSocketClosure) -> Frame? {
        if header.count == 1 { try checkFirst(header[0]) }
        guard header.count >= 2 else { return nil }
        guard header[1] & 0x80 != 0 else { throw Self.fault("a frame of a client is masked") }
        let short = Int(header[1] & 0x7F)
        let extra = short == 127 ? 8 : short == 126 ? 2 : 0
        guard header.count == 2 + extra + 4 else { return nil }
        guard let opcode = Opcode(rawValue: header[0] & 0x0F) else { return nil }
        let long = header[2..<(2 + extra)].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let length = extra == 0 ? UInt64(short) : long
        guard extra == 0 || length > (extra == 2 ? 125 : 0xFFFF), length >> 63 == 0 else {
            throw Self.fault("a length is not in its shortest form")
        }
        if opcode.isControl {
            guard length <= 125 else { throw Self.fault("a control frame is too long") }
        } else {
            guard length <= UInt64(messageByteCount - message.count) else {
                throw WebSocketClosure(code: 1009, reason: "message too large")
            }
        }
        defer { header = [] }
        return Frame(
            opcode: opcode, isFinal: header[0] & 0x80 != 0, mask: Array(header.suffix(4)),
            length: Int(length))
    }

    private func checkFirst(_ byte: UInt8) throws(WebSocketClosure) {
        guard byte & 0x70 == 0 else { throw Self.fault("a reserved bit is set") }
        guard let opcode = Opcode(rawValue: byte & 0x0F) else {
            throw Self.fault("the opcode is unknown")
        }
        switch opcode {
        case .close, .ping, .pong:
            guard byte & 0x80 != 0 else { throw Self.fault("a control frame is fragmented") }
        case .continuation:
            guard isFragmented else { throw Self.fault("nothing is continued") }
        case .text:
            guard !isFragmented else { throw Self.fault("a message is within another") }
        case .binary: throw WebSocketClosure(code: 1003, reason: "text messages only")
        }
    }

    private mutating func completed(_ frame: Frame) throws(WebSocketClosure) -> Event? {
        if frame.opcode.isControl {
            let payload = control
            control = []
            switch frame.opcode {
            case .ping: return .ping(payload)
            case .close: return .close(code: try Self.closeCode(payload))
            default: return .pong
            }
        }
        isFragmented = !frame.isFinal
        guard frame.isFinal else { return nil }
        let whole = message
        message = []
        guard String(validating: whole, as: UTF8.self) != nil else {
            throw WebSocketClosure(code: 1007, reason: "the text is not UTF-8")
        }
        return .message(whole)
    }

    /// The code of a closing frame (RFC 6455, 5.5.1 and 7.4); `nil` if it is empty.
    private static func closeCode(_ payload: [UInt8]) throws(WebSocketClosure) -> Int? {
        guard !payload.isEmpty else { return nil }
        guard payload.count >= 2 else { throw fault("a closing frame has half a code") }
        let code = Int(payload[0]) << 8 | Int(payload[1])
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: break
        default: throw fault("the closing code is reserved")
        }
        guard String(validating: payload[2...], as: UTF8.self) != nil else {
            throw WebSocketClosure(code: 1007, reason: "the closing reason is not UTF-8")
        }
        return code
    }

    private static func fault(_ reason: String) -> WebSocketClosure {
        WebSocketClosure(code: 1002, reason: reason)
    }
}

/// Frames that a server sends: final and unmasked.
enum WebSocketFrame {
    static func text(_ message: [UInt8]) -> [UInt8] { frame(0x81, message) }

    static func ping() -> [UInt8] { frame(0x89, []) }

    static func pong(_ payload: [UInt8]) -> [UInt8] { frame(0x8A, payload) }

    /// A closing frame, with the code and a reason of at most 123 bytes, or without both.
    static func close(_ closure: WebSocketClosure?) -> [UInt8] {
        guard let closure else { return frame(0x88, []) }
        let code = [
            UInt8(truncatingIfNeeded: closure.code >> 8), UInt8(truncatingIfNeeded: closure.code),
        ]
        return frame(0x88, code + closure.reason.utf8.prefix(123))
    }

    private static func frame(_ first: UInt8, _ payload: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(payload.count + 10)
        bytes.append(first)
        let count = payload.count
        switch count {
        case ...125: bytes.append(UInt8(count))
        case ...0xFFFF: bytes += [126, UInt8(count >> 8), UInt8(truncatingIfNeeded: count)]
        default:
            bytes.append(127)
            bytes += (0..<8).map { UInt8(truncatingIfNeeded: count >> (56 - 8 * $0)) }
        }
        bytes += payload
        return bytes
    }
}
