private import Glibc

// The bytes of a response of a server (RFC 9112, 4).

extension HTTPResponse {
    /// The response to a request, for `HEAD` without its body.
    func encoded(
        isHead: Bool, isLast: Bool, allowedOrigin: String?, isOptions: Bool
    ) -> [UInt8] {
        var head = "HTTP/1.1 \(status) \(Self.phrase(status))\r\nDate: \(Self.date)\r\n"
        // A response without content states neither type nor length (RFC 9110, 8.6).
        let hasContent = status != 204
        if hasContent {
            head += "Content-Type: \(contentType)\r\nContent-Length: \(body.count)\r\n"
        }
        head += "Cache-Control: no-store\r\n"
        for field in fields { head += "\(field.name): \(field.value)\r\n" }
        if let allowedOrigin {
            head += "Access-Control-Allow-Origin: \(allowedOrigin)\r\n"
            if isOptions {
                head += "Access-Control-Allow-Methods: GET, HEAD, POST, OPTIONS\r\n"
                head += "Access-Control-Allow-Headers: Content-Type\r\n"
                head += "Access-Control-Max-Age: 600\r\n"
            }
        }
        if !fields.contains(where: { $0.name == "Connection" }) {
            head += isLast ? "Connection: close\r\n" : "Connection: keep-alive\r\n"
        }
        return Array((head + "\r\n").utf8) + (isHead || !hasContent ? [] : body)
    }

    /// The present time as RFC 9110, 5.6.7 writes it.
    private static var date: String {
        var seconds = time(nil)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(days[Int(parts.tm_wday)]), \(two(parts.tm_mday)) \(months[Int(parts.tm_mon)]) "
            + "\(parts.tm_year + 1900) "
            + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) GMT"
    }

    private static func phrase(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 204: "No Content"
        case 400: "Bad Request"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 413: "Content Too Large"
        case 417: "Expectation Failed"
        case 426: "Upgrade Required"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 503: "Service Unavailable"
        case 505: "HTTP Version Not Supported"
        default: "Status"
        }
    }
}
