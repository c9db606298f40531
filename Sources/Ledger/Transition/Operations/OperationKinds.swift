/// Names of the kinds of operations, by their codes.
public enum OperationKinds {
    /// The name of the kind of a code; `nil` for an unknown code.
    public static func name(of opcode: UInt8) -> StaticString? {
        SignedBody(unread: opcode)?.name ?? PriorityOperation(unread: opcode)?.name
    }

    /// Every name, in order of the codes.
    public static var names: [StaticString] { (0...UInt8.max).compactMap { name(of: $0) } }
}
