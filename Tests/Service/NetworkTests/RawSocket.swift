import Glibc
import Network

/// A TCP connection that sends exactly the bytes of a test, well formed or not.
final class RawSocket {
    private let descriptor: Int32

    /// Connects to a port of this machine, if named from another of its addresses.
    init(port: Int, from source: String? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var size: Int32 = 4096
        setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, 4)
        var wait = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        if let source {
            address.sin_addr.s_addr = inet_addr(source)
            _ = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        }
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw NetworkError.closed(code: Int(errno), reason: "connect") }
    }

    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) {
        _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// Opens a WebSocket.
    func upgrade() {
        send(
            Array(
                ("GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    + "Sec-WebSocket-Version: 13\r\n\r\n").utf8))
        _ = receive(until: "\r\n\r\n")
    }

    /// The bytes received once there are enough, or at the end of the connection.
    func receive(atLeast count: Int) -> String { receive { $0.utf8.count >= count } }

    /// The bytes received up to a text, or to the end of the connection.
    func receive(until text: String) -> String { receive { $0.contains(text) } }

    /// All bytes up to the end of the connection.
    func receiveBytes() -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: buffer[..<count])
        }
    }

    /// One frame of a WebSocket without an extended length, or what came before the end.
    func receiveFrame() -> [UInt8] {
        var frame: [UInt8] = []
        var byte: UInt8 = 0
        while frame.count < 2 || frame.count < 2 + Int(frame[1]), recv(descriptor, &byte, 1, 0) == 1
        {
            frame.append(byte)
        }
        return frame
    }

    private func receive(_ isEnough: (String) -> Bool) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let text = String(decoding: bytes, as: Unicode.ASCII.self)
            if isEnough(text) { return text }
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count <= 0 { return text }
            bytes.append(contentsOf: buffer[..<count])
        }
    }
}
