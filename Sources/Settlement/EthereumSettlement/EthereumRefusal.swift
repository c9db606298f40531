internal import Bytes
internal import Network

/// Interpretation of the errors of nodes.
///
/// There is no standard for the texts: these are go-ethereum's, which other nodes follow.
enum EthereumRefusal {
    /// The outcome of a broadcast to which a node answered with an error.
    enum Broadcast: Equatable {
        case alreadyKnown
        case underpriced
        case refused(message: String)
    }

    static func error(_ error: NetworkError) -> EthereumError {
        guard case .remote(let remote) = error else { return .transport(error) }
        if let reason = revertReason(remote) { return .reverted(reason: reason) }
        return .remote(code: remote.code, message: clean(remote.message))
    }

    static func broadcast(_ message: String) -> Broadcast {
        let text = message.lowercased()
        if text.contains("already known") || text.contains("known transaction") {
            return .alreadyKnown
        }
        let cheap = ["underpriced", "less than block base fee", "fee too low", "gas price too low"]
        if cheap.contains(where: { text.contains($0) }) { return .underpriced }
        return .refused(message: message)
    }

    /// The reason of a revert: from the data (`Error(string)`), else from the message.
    private static func revertReason(_ error: RPCError) -> String? {
        let data = error.data.flatMap { $0["data"] ?? $0 }
        if let bytes = data.flatMap({ EthereumQuantity.bytes($0) }) {
            let types: [ABIType] = [.string(limit: 4 * EthereumLimits.messageByteCount)]
            if bytes.starts(with: [0x08, 0xc3, 0x79, 0xa0]),
                let text = try? ABIDecoder(Array(bytes.dropFirst(4))).decode(types).first
            {
                return clean(text.stringValue ?? "")
            }
        }
        guard error.code == 3 || error.message.lowercased().contains("revert") else { return nil }
        return clean(error.message)
    }

    /// A foreign text prepared for logs: printable ASCII, bounded.
    private static func clean(_ text: String) -> String {
        let bytes = text.utf8.prefix(EthereumLimits.messageByteCount)
        return String(decoding: bytes.map { 0x20...0x7e ~= $0 ? $0 : 0x3f }, as: UTF8.self)
    }
}
