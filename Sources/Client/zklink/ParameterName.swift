import FRI

/// Names of parameter sets.
enum ParameterName {
    /// All names, for help and errors.
    static let list = ParameterSet.allCases.map(\.name).joined(separator: ", ")

    /// The parameter set of a name; throws `UsageError` for an unknown name.
    static func parse(_ name: String) throws -> ParameterSet {
        guard let set = ParameterSet.allCases.first(where: { $0.name == name }) else {
            throw UsageError("'--parameters \(name)' is none of \(list)")
        }
        return set
    }
}

extension ParameterSet {
    /// The name on the command line.
    var name: String { "\(self)" }
}
