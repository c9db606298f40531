import Network
import Testing

/// The reader of a client's frames against RFC 6455, in one piece and byte by byte; the cases follow
/// the sections of the Autobahn test suite.
@Suite struct WebSocketReaderTests {
    /// A frame, masked unless the test says otherwise.
    private static func frame(
        _ first: UInt8, _ payload: [UInt8] = [], length: [UInt8]? = nil, isMasked: Bool = true
    ) -> [UInt8] {
        let mask: [UInt8] = isMasked ? [0x37, 0xFA, 0x21, 0x3D] : []
        var lengthBytes = length ?? [UInt8(truncatingIfNeeded: payload.count)]
        if length == nil, payload.count > 125 {
            lengthBytes = [126, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
        }
        lengthBytes[0] |= isMasked ? 0x80 : 0
        let body = payload.enumerated().map { isMasked ? $1 ^ mask[$0 & 3] : $1 }
        return [first] + lengthBytes + mask + body
    }

    private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

    private func read(
        _ bytes: [UInt8], limit: Int = 1_000, byteByByte: Bool
    ) -> (events: [WebSocketReader.Event], fault: WebSocketClosure?) {
        var reader = WebSocketReader(messageByteCount: limit)
        var events: [WebSocketReader.Event] = []
        for piece in byteByByte ? bytes.map({ [$0] }) : [bytes] {
            let fault = piece.withUnsafeBytes { buffer -> WebSocketClosure? in
                var position = 0
                do throws(WebSocketClosure) {
                    while let event = try reader.next(buffer, from: &position) {
                        events.append(event)
                    }
                } catch {
                    return error
                }
                return nil
            }
            if let fault { return (events, fault) }
        }
        return (events, nil)
    }

    private func expect(_ bytes: [UInt8], _ events: [WebSocketReader.Event], code: Int? = nil) {
        for byteByByte in [false, true] {
            let result = read(bytes, byteByByte: byteByByte)
            #expect(result.events == events)
            #expect(result.fault?.code == code, "\(result)")
        }
    }

    // 1: messages of every length form.
    @Test(arguments: [0, 1, 125, 126, 127, 999, 1_000])
    func readsMessages(count: Int) {
        let payload = [UInt8](repeating: 0x2A, count: count)
        let frame = Self.frame(0x81, payload)
        expect(frame + frame, [.message(payload), .message(payload)])
    }

    // 2: pings and pongs, also unasked for.
    @Test func readsControlFrames() {
        let payload = [UInt8](repeating: 0xFE, count: 125)
        expect(
            Self.frame(0x89) + Self.frame(0x89, payload) + Self.frame(0x8A, [1]),
            [.ping([]), .ping(payload), .pong])
    }

    // 2.5, 5.1, 5.2: control frames are short and whole.
    @Test func refusesLongAndFragmentedControlFrames() {
        for opcode: UInt8 in [0x8, 0x9, 0xA] {
            expect(Self.frame(0x80 | opcode, [UInt8](repeating: 0, count: 126)), [], code: 1002)
            expect(Self.frame(opcode, [1]), [], code: 1002)
        }
    }

    // 3: reserved bits.
    @Test(arguments: [0x10, 0x20, 0x40, 0x70] as [UInt8])
    func refusesReservedBits(bits: UInt8) {
        expect(Self.frame(0x81, [65]) + Self.frame(0x81 | bits), [.message([65])], code: 1002)
        expect(Self.frame(0x89 | bits), [], code: 1002)
    }

    // 4: reserved opcodes.
    @Test(arguments: [3, 4, 5, 6, 7, 11, 12, 13, 14, 15] as [UInt8])
    func refusesReservedOpcodes(opcode: UInt8) {
        expect(Self.frame(0x80 | opcode, [65]), [], code: 1002)
    }

    // 5: fragments, with control frames between them.
    @Test func joinsFragments() {
        let bytes =
            Self.frame(0x01, Self.text("ab")) + Self.frame(0x89, [7]) + Self.frame(0x00)
            + Self.frame(0x00, Self.text("c")) + Self.frame(0x8A)
            + Self.frame(0x80, Self.text("de")) + Self.frame(0x81, Self.text("f"))
        expect(
            bytes, [.ping([7]), .pong, .message(Self.text("abcde")), .message(Self.text("f"))])
    }

    @Test func refusesFragmentsOutOfOrder() {
        expect(Self.frame(0x80, [65]), [], code: 1002)
        expect(Self.frame(0x00, [65]), [], code: 1002)
        expect(Self.frame(0x01, [65]) + Self.frame(0x81, [66]), [], code: 1002)
        expect(Self.frame(0x81, [65]) + Self.frame(0x80, [66]), [.message([65])], code: 1002)
    }

    // 6: UTF-8, also when a character lies in two fragments.
    @Test func textIsUTF8() {
        let text = Self.text("κόσμε 𝄞")
        expect(Self.frame(0x81, text), [.message(text)])
        for cut in 1..<text.count {
            expect(
                Self.frame(0x01, Array(text[..<cut])) + Self.frame(0x80, Array(text[cut...])),
                [.message(text)])
        }
        for bad: [UInt8] in [
            [0x80], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF8, 0x88],
            [0xCE], text + [0xFF],
        ] {
            expect(Self.frame(0x81, bad), [], code: 1007)
        }
    }

    // 7: closing.
    @Test func readsClosingFrames() {
        expect(Self.frame(0x88), [.close(code: nil)])
        for code in [1000, 1001, 1002, 1003, 1007, 1011, 1014, 3000, 4999] {
            let payload = [UInt8(code >> 8), UInt8(code & 0xFF)]
            expect(Self.frame(0x88, payload + Self.text("why")), [.close(code: code)])
        }
        for code in [0, 999, 1004, 1005, 1006, 1015, 1100, 2999, 5000, 65_535] {
            expect(Self.frame(0x88, [UInt8(code >> 8), UInt8(code & 0xFF)]), [], code: 1002)
        }
        expect(Self.frame(0x88, [3]), [], code: 1002)
        expect(Self.frame(0x88, [3, 0xE8, 0xCE]), [], code: 1007)
    }

    // 9: limits; nothing is read of a message that is too long.
    @Test func boundsMessages() {
        expect(Self.frame(0x81, [UInt8](repeating: 65, count: 1_001)), [], code: 1009)
        expect(Self.frame(0x81, length: [127, 0, 0, 1, 0, 0, 0, 0, 0]), [], code: 1009)
        let half = [UInt8](repeating: 65, count: 501)
        expect(Self.frame(0x01, half) + Self.frame(0x80, half), [], code: 1009)
    }

    @Test func refusesUnmaskedFramesAndLongForms() {
        expect(Self.frame(0x81, [65], isMasked: false), [], code: 1002)
        expect(Self.frame(0x89, isMasked: false), [], code: 1002)
        expect(Self.frame(0x81, length: [126, 0, 125]), [], code: 1002)
        expect(Self.frame(0x81, length: [127, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]), [], code: 1002)
        expect(Self.frame(0x81, length: [127, 0x80, 0, 0, 0, 0, 0, 0, 0]), [], code: 1002)
    }

    @Test func acceptsTextAlone() {
        expect(Self.frame(0x82, [65]), [], code: 1003)
    }
}
