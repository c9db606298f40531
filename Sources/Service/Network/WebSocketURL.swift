/// The parts of a `ws` or `wss` URL.
struct WebSocketURL: Equatable, Sendable {
    let isSecure: Bool
    let host: String
    let port: Int
    let path: String

    /// Parses `ws://host[:port][/path]`; IPv6 literals and user names are not accepted.
    init(_ text: String) throws(NetworkError) {
        let rest: Substring
        if text.hasPrefix("ws://") {
            isSecure = false
            rest = text.dropFirst(5)
        } else if text.hasPrefix("wss://") {
            isSecure = true
            rest = text.dropFirst(6)
        } else {
            throw .invalidURL
        }
        let isPrintable = text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let suffix = rest[authority.endIndex...]
        path = suffix.hasPrefix("/") ? String(suffix) : "/" + suffix
        let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
        guard isPrintable, let first = parts.first, !first.isEmpty, parts.count <= 2,
            !authority.contains("@")
        else { throw .invalidURL }
        host = String(first)
        if parts.count == 2 {
            guard let port = UInt16(parts[1]), port > 0 else { throw .invalidURL }
            self.port = Int(port)
        } else {
            port = isSecure ? 443 : 80
        }
    }
}
