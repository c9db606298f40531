import Network
import Testing

/// The reader of requests against RFC 9112, in one piece and byte by byte.
@Suite struct HTTPRequestReaderTests {
    /// All requests of a text, or the status with which it is refused.
    private func read(
        _ text: String, limit: Int = 100, byteByByte: Bool
    ) -> Result<[(head: HTTPHead, body: String)], HTTPRefusal> {
        var reader = HTTPRequestReader(bodyByteCount: limit)
        var found: [(HTTPHead, String)] = []
        let bytes = Array(text.utf8)
        let pieces = byteByByte ? bytes.map { [$0] } : [bytes]
        do throws(HTTPRefusal) {
            for piece in pieces {
                piece.withUnsafeBytes { reader.append($0) }
                while case .request(let head, let body) = try reader.next() {
                    found.append((head, String(decoding: body, as: UTF8.self)))
                }
            }
        } catch {
            return .failure(error)
        }
        return .success(found)
    }

    private static let host = "Host: a\r\n"

    @Test(arguments: [
        ("GET /a?b=1&c HTTP/1.1\r\n\(host)\r\n", "/a", ""),
        ("\r\nGET /a HTTP/1.1\r\n\(host)\r\n", "/a", ""),
        ("GET http://a.example:80/a HTTP/1.1\r\n\(host)\r\n", "/a", ""),
        ("GET HTTP://a.example HTTP/1.1\r\n\(host)\r\n", "/", ""),
        ("OPTIONS * HTTP/1.1\r\n\(host)\r\n", "*", ""),
        ("GET / HTTP/1.0\r\n\r\n", "/", ""),
        ("POST / HTTP/1.1\r\n\(host)Content-Length: 3\r\n\r\nabc", "/", "abc"),
        ("POST / HTTP/1.1\r\n\(host)content-length:\t3 \r\n\r\nabc", "/", "abc"),
        (
            "POST / HTTP/1.1\r\n\(host)Transfer-Encoding: Chunked\r\n\r\n"
                + "3\r\nabc\r\nA;x=\"y\"\r\n0123456789\r\n0\r\nTrailer: 1\r\n\r\n",
            "/", "abc0123456789"
        ),
    ])
    func readsRequests(text: String, path: String, body: String) throws {
        for byteByByte in [false, true] {
            let requests = try read(text + text, byteByByte: byteByByte).get()
            #expect(requests.map(\.head.path) == [path, path])
            #expect(requests.map(\.body) == [body, body])
        }
    }

    @Test(arguments: [
        ("GET /\r\n\r\n", 400), ("GET  / HTTP/1.1\r\n\(host)\r\n", 400),
        ("G(T / HTTP/1.1\r\n\(host)\r\n", 400), ("GET a HTTP/1.1\r\n\(host)\r\n", 400),
        ("GET / HTTP/2.0\r\n\(host)\r\n", 505), ("GET / FTP/1.1\r\n\(host)\r\n", 400),
        ("GET / HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/1.1\r\n\(host)\(host)\r\n", 400),
        ("GET / HTTP/1.1\r\n\(host)A : b\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\n\(host) a\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\n\(host)A\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\n\(host)A: \u{1}\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\n\(host)A: b\nB: c\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\n\(host)Content-Length: -5\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\n\(host)Content-Length: 1, 1\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\n\(host)Content-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\n\(host)Content-Length: 99999999999999999999\r\n\r\n", 413),
        ("POST / HTTP/1.1\r\n\(host)Content-Length: 101\r\n\r\n", 413),
        ("POST / HTTP/1.1\r\n\(host)Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        ("POST / HTTP/1.0\r\n\(host)Transfer-Encoding: chunked\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\n\(host)Transfer-Encoding: gzip, chunked\r\n\r\n", 501),
        ("POST / HTTP/1.1\r\n\(host)Expect: tea\r\n\r\n", 417),
    ])
    func refusesRequests(text: String, status: Int) {
        for byteByByte in [false, true] {
            guard case .failure(let refusal) = read(text, byteByByte: byteByByte) else {
                Issue.record("\(text) is read")
                continue
            }
            #expect(refusal.status == status, "\(text) \(refusal)")
        }
    }

    @Test(arguments: [
        ("x\r\n", 400), ("\r\n", 400), ("-1\r\n", 400), ("0x1\r\na\r\n", 400),
        ("ffffffffffffffff\r\n", 400), ("fffffffffffffff\r\n", 413), ("65\r\n", 413),
        ("64\r\n" + String(repeating: "a", count: 100) + "\r\n1\r\n", 413),
        ("1\na\r\n", 400), ("1\r\nab\r\n", 400), ("1;" + String(repeating: "x", count: 5_000), 400),
        ("0\r\n" + String(repeating: "A: b\r\n", count: 1_000), 400),
    ])
    func refusesChunks(chunks: String, status: Int) {
        let text = "POST / HTTP/1.1\r\n\(Self.host)Transfer-Encoding: chunked\r\n\r\n" + chunks
        for byteByByte in [false, true] {
            guard case .failure(let refusal) = read(text, byteByByte: byteByByte) else {
                Issue.record("\(chunks) is read")
                continue
            }
            #expect(refusal.status == status, "\(chunks) \(refusal)")
        }
    }

    @Test func boundsTheHead() {
        let long = "GET / HTTP/1.1\r\n\(Self.host)A: " + String(repeating: "a", count: 20_000)
        let many = "GET / HTTP/1.1\r\n\(Self.host)" + String(repeating: "A: b\r\n", count: 100)
        for text in [long, many + "\r\n"] {
            guard case .failure(let refusal) = read(text, byteByByte: false) else {
                Issue.record("the head is read")
                continue
            }
            #expect(refusal.status == 431)
        }
    }

    @Test func saysWhenTheClientWaitsToContinue() throws {
        var reader = HTTPRequestReader(bodyByteCount: 100)
        let head =
            "POST / HTTP/1.1\r\n\(Self.host)Content-Length: 2\r\nExpect: 100-continue\r\n\r\n"
        head.utf8.withContiguousStorageIfAvailable { reader.append(UnsafeRawBufferPointer($0)) }
        #expect(!reader.awaitsContinue)
        let first = try reader.next()
        #expect(first == .incomplete && reader.awaitsContinue)
        Array("a".utf8).withUnsafeBytes { reader.append($0) }
        let second = try reader.next()
        #expect(second == .incomplete && !reader.awaitsContinue)
    }
}
