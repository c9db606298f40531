private import CSystemCurl
private import Synchronization

/// Limits and headers of an HTTP client.
public struct HTTPClientConfiguration: Sendable {
    /// The longest time of a whole exchange.
    public var timeoutMilliseconds: Int
    /// The longest time to connect.
    public var connectTimeoutMilliseconds: Int
    /// The longest answer accepted, in bytes.
    public var maximumResponseByteCount: Int
    /// The number of idle connections kept for reuse.
    public var maximumIdleCount: Int
    /// Further header lines, such as `Authorization: Bearer ...`.
    public var headers: [String]

    public init(
        timeoutMilliseconds: Int = 30_000, connectTimeoutMilliseconds: Int = 5_000,
        maximumResponseByteCount: Int = 16 << 20, maximumIdleCount: Int = 8,
        headers: [String] = []
    ) {
        self.timeoutMilliseconds = timeoutMilliseconds
        self.connectTimeoutMilliseconds = connectTimeoutMilliseconds
        self.maximumResponseByteCount = maximumResponseByteCount
        self.maximumIdleCount = maximumIdleCount
        self.headers = headers
    }
}

/// A blocking HTTP client over libcurl.
///
/// Threads may share it: each exchange takes a handle from a pool, and handles keep their
/// connections for the next exchange. A class because it owns these handles.
public final class HTTPClient: Sendable {
    private let configuration: HTTPClientConfiguration
    private let idle = Mutex<[EasyHandle]>([])

    /// A client without connections.
    public init(_ configuration: HTTPClientConfiguration = HTTPClientConfiguration()) {
        self.configuration = configuration
        _ = EasyHandle.library
    }

    deinit {
        idle.withLock { handles in
            for handle in handles { curl_easy_cleanup(handle.pointer) }
        }
    }

    /// Sends GET; any status is an answer.
    public func get(_ url: String) throws(NetworkError) -> HTTPResponse {
        try exchange(url, body: nil, contentType: nil)
    }

    /// Sends POST with a body; any status is an answer.
    public func post(
        _ url: String, body: [UInt8], contentType: String = "application/json"
    ) throws(NetworkError) -> HTTPResponse {
        try exchange(url, body: body, contentType: contentType)
    }

    private func exchange(
        _ url: String, body: [UInt8]?, contentType: String?
    ) throws(NetworkError) -> HTTPResponse {
        // A URL with a NUL inside would be cut short by the C library.
        guard !url.utf8.contains(0) else { throw .invalidURL }
        guard let handle = idle.withLock({ $0.popLast() }) ?? EasyHandle() else {
            throw .connectionFailed(code: Int(CURLE_FAILED_INIT.rawValue), message: "no memory")
        }
        defer { release(handle) }
        curl_easy_reset(handle.pointer)
        var lines = configuration.headers + ["Expect:"]
        if let contentType { lines.append("Content-Type: \(contentType)") }
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines { list = curl_slist_append(list, line) ?? list }
        defer { curl_slist_free_all(list) }
        zkl_curl_configure(
            handle.pointer, url, list, configuration.timeoutMilliseconds,
            configuration.connectTimeoutMilliseconds)
        return try perform(handle, body: body)
    }

    private func perform(
        _ handle: EasyHandle, body: [UInt8]?
    ) throws(NetworkError) -> HTTPResponse {
        var sink = ResponseSink(limit: configuration.maximumResponseByteCount)
        let code = withUnsafeMutablePointer(to: &sink) { sink in
            zkl_curl_receive(handle.pointer, receiveBody, sink)
            guard let body else { return curl_easy_perform(handle.pointer) }
            return body.withUnsafeBufferPointer { buffer in
                zkl_curl_post(handle.pointer, buffer.baseAddress, buffer.count)
                return curl_easy_perform(handle.pointer)
            }
        }
        switch code {
        case CURLE_OK: break
        case CURLE_WRITE_ERROR where sink.isOverfull:
            throw .responseTooLarge(limit: sink.limit)
        case CURLE_OPERATION_TIMEDOUT:
            throw .timedOut(milliseconds: configuration.timeoutMilliseconds)
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: throw .invalidURL
        default:
            throw .connectionFailed(
                code: Int(code.rawValue), message: String(cString: curl_easy_strerror(code)))
        }
        let type = zkl_curl_content_type(handle.pointer).map { String(cString: $0) }
        return HTTPResponse(
            status: Int(zkl_curl_status(handle.pointer)), contentType: type ?? "", body: sink.body)
    }

    private func release(_ handle: EasyHandle) {
        let isKept = idle.withLock { handles in
            guard handles.count < configuration.maximumIdleCount else { return false }
            handles.append(handle)
            return true
        }
        if !isKept { curl_easy_cleanup(handle.pointer) }
    }
}

/// A libcurl handle, used only by the thread that took it out of the pool.
private struct EasyHandle: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer

    /// The result of preparing the library, once for the whole process.
    static let library: CURLcode = zkl_curl_prepare()

    init?() {
        guard let pointer = curl_easy_init() else { return nil }
        self.pointer = pointer
    }
}

private struct ResponseSink {
    let limit: Int
    var body: [UInt8] = []
    var isOverfull = false
}

private func receiveBody(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let bytes, let sink = context?.assumingMemoryBound(to: ResponseSink.self) else {
        return 0
    }
    let byteCount = size * count
    guard byteCount <= sink.pointee.limit - sink.pointee.body.count else {
        sink.pointee.isOverfull = true
        return 0
    }
    sink.pointee.body.append(
        contentsOf: UnsafeRawBufferPointer(start: UnsafeRawPointer(bytes), count: byteCount))
    return byteCount
}
