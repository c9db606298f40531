/// Why a JSON value is not what a method's description says.
public enum RpcApiError: Error, Equatable, Sendable {
    /// A field that must be there is absent.
    case missingField(path: String)
    /// A field that the description does not know.
    case unknownField(path: String)
    /// A field is there twice.
    case repeatedField(path: String)
    /// A value of another kind, out of range or not canonical.
    case unexpectedValue(path: String, expected: String)

    /// One sentence for the caller.
    public var message: String {
        switch self {
        case .missingField(let path): "\(path) is missing"
        case .unknownField(let path): "\(path) is not known"
        case .repeatedField(let path): "\(path) is given twice"
        case .unexpectedValue(let path, let expected):
            path.isEmpty ? "expected \(expected)" : "\(path) must be \(expected)"
        }
    }

    /// The same error, seen from the object that holds the value under `name`.
    func inside(_ name: String) -> RpcApiError {
        switch self {
        case .missingField(let path): .missingField(path: joined(name, path))
        case .unknownField(let path): .unknownField(path: joined(name, path))
        case .repeatedField(let path): .repeatedField(path: joined(name, path))
        case .unexpectedValue(let path, let expected):
            .unexpectedValue(path: joined(name, path), expected: expected)
        }
    }

    private func joined(_ name: String, _ path: String) -> String {
        if path.isEmpty { return name }
        return path.hasPrefix("[") ? name + path : name + "." + path
    }
}
