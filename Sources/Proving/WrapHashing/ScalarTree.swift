public import BN254
public import Bytes
public import Commitments
public import Fields
import Hashing
public import Polynomials

/// Trees of Poseidon2 over the scalars of BN254, for proofs that a circuit over them verifies.
///
/// Rows are packed three elements to a scalar. A row of at most two scalars is hashed by the
/// permutation of width 3, a longer one by that of width 16: for a circuit a scalar then costs 37
/// constraints instead of 120. Nodes are compressed by width 2.
public enum ScalarTree: TreeHasher {
    /// The permutation for rows of a number of elements; all but one of its elements are the rate.
    public static func permutation(rowLength: Int) -> ScalarPoseidon2 {
        rowLength <= 2 * ScalarPacking.elementCount ? .width3 : .width16
    }

    /// The last element of the first state: domain and length of a row.
    public static func capacity(rowLength: Int) -> Fr {
        Fr(UInt64(rowLength) << 32 | UInt64(HashDomain.commitmentRow.tag))
    }

    /// Element 0 after the sponge has taken in the packed row.
    ///
    /// The state begins as zeros and the capacity. Blocks are added to the rate; the length in the
    /// capacity replaces padding.
    public static func hashRow(_ row: [Goldilocks]) -> Fr {
        let permutation = permutation(rowLength: row.count)
        let rate = permutation.width - 1
        var state = [Fr](repeating: .zero, count: permutation.width)
        state[rate] = capacity(rowLength: row.count)
        let scalars = ScalarPacking.pack(row)
        var start = 0
        repeat {
            for (index, scalar) in scalars[start..<min(start + rate, scalars.count)].enumerated() {
                state[index] += scalar
            }
            permutation.permute(&state)
            start += rate
        } while start < scalars.count
        return state[0]
    }

    /// Element 0 of P(left, right), plus left.
    public static func compress(_ left: Fr, _ right: Fr) -> Fr {
        ScalarPoseidon2.compress(left, right)
    }

    /// The length of a canonical integer of 254 bits.
    public static var nodeByteCount: Int { 32 }

    /// Appends the canonical integer, most significant byte first.
    public static func write(_ node: Fr, to writer: inout ByteWriter) {
        let words = node.canonical.words
        for index in (0..<4).reversed() { writer.append(words[index]) }
    }

    /// Reads an integer below the order of the field.
    public static func readNode(from reader: inout ByteReader) throws(DecodingError) -> Fr {
        var integer = Integer256(0)
        for index in (0..<4).reversed() { integer.words[index] = try reader.read(UInt64.self) }
        guard let node = Fr(canonical: integer) else { throw .invalidValue(field: "node") }
        return node
    }
}

extension ScalarTree {
    private static var laneCount: Int { ScalarPoseidon2.laneCount }

    /// Hashes eight rows at a time.
    public static func hashRows(_ rows: Range<Int>, of tables: [Matrix]) -> [Fr] {
        let length = tables.reduce(0) { $0 + $1.width }
        let permutation = permutation(rowLength: length)
        let (width, rate) = (permutation.width, permutation.width - 1)
        let scalarCount = (length + ScalarPacking.elementCount - 1) / ScalarPacking.elementCount
        var digests = [Fr]()
        digests.reserveCapacity(rows.count)
        for first in stride(from: rows.lowerBound, to: rows.upperBound, by: laneCount) {
            let lot = (first..<min(first + laneCount, rows.upperBound)).map { row in
                ScalarPacking.pack(tables.flatMap { $0.row(row) })
            }
            var state = [Fr](repeating: .zero, count: width * laneCount)
            for lane in 0..<laneCount {
                state[laneCount * rate + lane] = capacity(rowLength: length)
            }
            var start = 0
            repeat {
                for (lane, scalars) in lot.enumerated() {
                    for index in start..<min(start + rate, scalarCount) {
                        state[laneCount * (index - start) + lane] += scalars[index]
                    }
                }
                permutation.permuteLanes(&state)
                start += rate
            } while start < scalarCount
            digests += state.prefix(lot.count)
        }
        return digests
    }

    /// Compresses eight pairs at a time.
    public static func compressPairs(_ nodes: ArraySlice<Fr>) -> [Fr] {
        let pairCount = nodes.count / 2
        let lotCount = (pairCount + laneCount - 1) / laneCount
        var states = [Fr](repeating: .zero, count: 2 * laneCount * lotCount)
        for pair in 0..<pairCount {
            let place = 2 * laneCount * (pair / laneCount) + pair % laneCount
            states[place] = nodes[nodes.startIndex + 2 * pair]
            states[place + laneCount] = nodes[nodes.startIndex + 2 * pair + 1]
        }
        ScalarPoseidon2.width2.permuteLanes(&states)
        return (0..<pairCount).map { pair in
            states[2 * laneCount * (pair / laneCount) + pair % laneCount]
                + nodes[nodes.startIndex + 2 * pair]
        }
    }
}
