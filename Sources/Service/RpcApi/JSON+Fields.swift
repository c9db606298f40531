import Network

extension JSON {
    /// An object with members in the given order; names differ.
    static func fields(_ members: (String, JSON)...) -> JSON { .object(JSONObject(members)) }

    /// An object with members in the given order; names differ.
    static func fields(_ members: [(String, JSON)]) -> JSON { .object(JSONObject(members)) }

    /// The integer, if this is a number without fraction or exponent that fits.
    var unsigned: UInt64? { integerValue(as: UInt64.self) }

    /// The same object with one more member.
    func adding(_ name: String, _ value: JSON) -> JSON {
        guard case .object(var object) = self else { return self }
        object[name] = value
        return .object(object)
    }
}
