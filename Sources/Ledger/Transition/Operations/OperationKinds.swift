/// The names of operations, by code.
public enum OperationKinds {
    /// The name of a code; `nil` for an unknown code.
    public static func name(of opcode: UInt8) -> StaticString? {
        var placeholders = BodyPlaceholders()
        return SignedBody.name(of: opcode)
            ?? PriorityOperation(opcode: opcode, &placeholders)?.name
    }

    /// All names, in the order of the codes.
    public static var names: [StaticString] { (0...UInt8.max).compactMap { name(of: $0) } }
}
