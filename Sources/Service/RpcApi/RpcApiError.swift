/// Reasons why a JSON value does not fit the description of a method.
public enum RpcApiError: Error, Equatable, Sendable {
    /// A required field is absent.
    case missingField(path: String)
    /// A field is not in the description.
    case unknownField(path: String)
    /// A field occurs twice.
    case repeatedField(path: String)
    /// A value has another type, is out of range or not canonical.
    case unexpectedValue(path: String, expected: String)

    /// A sentence for the caller.
    public var message: String {
        switch self {
        case .missingField(let path): "\(path) is missing"
        case .unknownField(let path): "\(path) is not known"
        case .repeatedField(let path): "\(path) is given twice"
        case .unexpectedValue(let path, let expected):
            path.isEmpty ? "expected \(expected)" : "\(path) must be \(expected)"
        }
    }

    /// The same error with the path extended by the field `name` around it.
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
