import Bytes
import FRI
import Hashing
import RecursionCircuits

/// The shape of joins and the keys of a list of programs: all that a verifier of joined proofs
/// needs, and what a prover compares its own keys with.
///
/// Keys take seconds and the provers' code to compute, so they are computed once and written to a
/// file of text, one fact a line: `parameters N` (the number of the parameter set), `degree N`,
/// `height N` (the logarithm of the number of rows), `key DIGEST` for each program in the order of
/// `JoinKind`, and `root DIGEST`. To trust the file is to trust all programs
/// in it; the same sources give the same file.
public struct AggregationKeys: Equatable, Sendable {
    /// The shape of joined proofs.
    public let shape: RecursionShape
    /// The keys.
    public let list: KeyList

    /// The keys of programs of a shape.
    public init(shape: RecursionShape, list: KeyList) {
        (self.shape, self.list) = (shape, list)
    }

    /// The file; `nil` for parameters that have no number.
    public var text: String? {
        guard let set = ParameterSet(shape.parameters) else { return nil }
        let keys = list.digests.map { "key \($0.bytes.hex)" }
        let lines =
            [
                "parameters \(set.rawValue)", "degree \(shape.degree.rawValue)",
                "height \(shape.heightLog2)",
            ] + keys + ["root \(list.root.bytes.hex)"]
        return lines.map { $0 + "\n" }.joined()
    }

    /// Reads a file; `nil` unless it is exactly what `text` gives for some keys.
    public init?(text: String) {
        let lines = text.split(separator: "\n")
        func values(_ name: String) -> [String] {
            lines.filter { $0.hasPrefix(name + " ") }.map { String($0.dropFirst(name.count + 1)) }
        }
        func number(_ name: String) -> Int? { values(name).first.flatMap { Int($0) } }
        let digests = values("key").compactMap { Bytes32(hex: $0).flatMap { Digest($0) } }
        guard
            let set = number("parameters").flatMap({ UInt32(exactly: $0) })
                .flatMap({ ParameterSet(rawValue: $0) }),
            let degree = number("degree").flatMap({ RecursionDegree(rawValue: $0) }),
            let height = number("height"), (0...Self.heightLog2Limit).contains(height),
            let list = KeyList(digests)
        else { return nil }
        self.init(
            shape: RecursionShape(
                degree: degree, parameters: set.parameters, heightLog2: height),
            list: list)
        guard self.text == text else { return nil }
    }

    /// The greatest logarithm of a height in a file.
    private static let heightLog2Limit = 26
}
