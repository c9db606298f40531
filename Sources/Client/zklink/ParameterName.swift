import FRI

/// Parameter sets by the names that users type.
enum ParameterName {
    /// All names, for help and errors.
    static let list = ParameterSet.allCases.map(\.name).joined(separator: ", ")

    /// The set of a name.
    static func parse(_ name: String) throws -> ParameterSet {
        guard let set = ParameterSet.allCases.first(where: { $0.name == name }) else {
            throw UsageError("'--parameters \(name)' is none of \(list)")
        }
        return set
    }
}

extension ParameterSet {
    /// What users call the set.
    var name: String { "\(self)" }
}
