import Bytes
import FRI
import Hashing
import RecursionCircuits

/// The shape and the keys of a list of programs: all that a verifier of joined proofs needs, and what
/// a prover compares its own keys with.
///
/// Keys take seconds and the provers' code to compute, so they are computed once and written to a
/// file of text, one fact a line: `parameters N` (the number of the parameter set), `degree N`, `heights N N ...`
/// (logarithms, in the order of the machine's chips), `key DIGEST` for each program in the order of
/// `JoinKind.keyIndex`, and `root DIGEST`. Whoever trusts the file trusts all programs in it; the
/// same sources give the same file.
public struct AggregationKeys: Equatable, Sendable {
    /// The shape of proofs.
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
        let heights = shape.heightsLog2.map { String($0) }.joined(separator: " ")
        let keys = list.digests.map { "key \($0.bytes.hex)" }
        let lines =
            ["parameters \(set.rawValue)", "degree \(shape.degree.rawValue)", "heights \(heights)"]
            + keys + ["root \(list.root.bytes.hex)"]
        return lines.map { $0 + "\n" }.joined()
    }

    /// Reads a file; `nil` unless it is exactly what `text` gives for some keys.
    public init?(text: String) {
        let lines = text.split(separator: "\n").map { $0.split(separator: " ") }
        func values(_ name: String) -> [[Substring]] {
            lines.filter { $0.first.map { $0 == name } ?? false }.map { Array($0.dropFirst()) }
        }
        let digests = values("key").compactMap { words in
            words.first.flatMap { Bytes32(hex: String($0)) }.flatMap { Digest($0) }
        }
        guard
            let set = values("parameters").first?.first.flatMap({ UInt32($0) })
                .flatMap({ ParameterSet(rawValue: $0) }),
            let degree = values("degree").first?.first.flatMap({ Int($0) })
                .flatMap({ RecursionDegree(rawValue: $0) }),
            let heights = values("heights").first?.compactMap({ Int($0) }),
            heights.count == RecursionMachine.Chip.allCases.count,
            heights.allSatisfy({ (0...Self.heightLog2Limit).contains($0) }),
            let list = KeyList(digests)
        else { return nil }
        self.init(
            shape: RecursionShape(
                degree: degree, parameters: set.parameters, heightsLog2: heights),
            list: list)
        guard self.text == text else { return nil }
    }

    /// The greatest logarithm of a height in a file.
    private static let heightLog2Limit = 26
}
