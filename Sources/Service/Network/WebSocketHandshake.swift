private import CSystemWebSockets

/// The opening handshake of a server (RFC 6455, 4.2).
enum WebSocketHandshake {
    enum Answer {
        case accepted([UInt8])
        case refused(HTTPResponse)
    }

    static func answer(to head: HTTPHead) -> Answer {
        guard head.method == "GET", head.isCurrent, head.lists("websocket", in: "upgrade"),
            head.lists("upgrade", in: "connection")
        else {
            var response = HTTPResponse.text("a WebSocket is served here\n", status: 426)
            response.fields = [("Upgrade", "websocket"), ("Connection", "Upgrade")]
            return .refused(response)
        }
        guard head.values("sec-websocket-version") == ["13"] else {
            var response = HTTPResponse.text("version 13 is served\n", status: 426)
            response.fields = [
                ("Sec-WebSocket-Version", "13"), ("Upgrade", "websocket"),
                ("Connection", "Upgrade"),
            ]
            return .refused(response)
        }
        let keys = head.values("sec-websocket-key")
        guard keys.count == 1, isKey(keys[0]) else {
            return .refused(.text("the key is not 16 bytes in base64\n", status: 400))
        }
        let answer =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: \(accept(keys[0]))\r\n\r\n"
        return .accepted(Array(answer.utf8))
    }

    /// Whether a key is 16 bytes in base64.
    private static func isKey(_ key: String) -> Bool {
        let bytes = Array(key.utf8)
        let isBase64 = bytes.dropLast(2).allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "+"), UInt8(ascii: "/"): true
            default: false
            }
        }
        return bytes.count == 24 && isBase64 && key.hasSuffix("==")
    }

    /// The proof that the key was read: SHA-1 of it and a fixed text, in base64.
    private static func accept(_ key: String) -> String {
        let input = Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)
        var digest = [UInt8](repeating: 0, count: 20)
        lws_SHA1(input, input.count, &digest)
        var text = [CChar](repeating: 0, count: 32)
        let characters = digest.map { CChar(bitPattern: $0) }
        let count = lws_b64_encode_string(characters, 20, &text, Int32(text.count))
        return String(
            decoding: text.prefix(max(0, Int(count))).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
