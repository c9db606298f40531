import Commitments
import Fields
import Hashing
import Parallel
import Polynomials

/// The kernels of the extension and of trees beside plain Swift, one thread, processor time.
///
/// Plain references run on a part of the work, as they take several times as long.
extension Measurement {
    /// The instruction set, then the transform, the extension, both permutations and the tree,
    /// each with its ratio to the reference.
    mutating func measureKernels() {
        record("vector_level", Double(VectorLevel.best.code))
        measureTransform()
        measureHash()
        measureCompression()
        let extended = measureExtension()
        measureTree(extended)
    }

    /// A table of 64 columns at blow-up 2 beside one column by radix 2.
    private mutating func measureExtension() -> Matrix {
        let trace = Matrix(width: width, elements: Self.elements(width << heightLog2))
        let domain = LowDegreeExtension(heightLog2: heightLog2, blowupLog2: 1)
        var extended = trace
        let seconds = Self.best { extended = domain.extend(trace, workers: .serial) }
        // An interpolation, then two cosets with their factors.
        var column = Self.elements(1 << heightLog2)
        let factors = domain.shift.powers(column.count)
        let plain = Self.best {
            for _ in 0..<3 {
                Self.plainTransform(&column)
                for index in column.indices { column[index] *= factors[index] }
            }
        }
        record("extension_ms", seconds * 1e3)
        record("extension_ratio_to_plain", plain * Double(width) / seconds)
        return extended
    }

    private mutating func measureCompression() {
        let count = isQuick ? 1 << 12 : 1 << 16
        let elements = Self.elements(8 * count)
        let nodes = (0..<2 * count).map { node in
            Digest(
                elements[4 * node], elements[4 * node + 1], elements[4 * node + 2],
                elements[4 * node + 3])
        }
        var parents = [Digest]()
        let seconds = Self.best { parents = Poseidon2Tree.compressPairs(nodes[...]) }
        let plain = Self.best {
            for pair in 0..<count / 8 {
                parents[pair] = Poseidon2Tree.compress(nodes[2 * pair], nodes[2 * pair + 1])
            }
        }
        record("compressions_per_second_per_core", Double(count) / seconds)
        record("compression_ratio_to_plain", plain * 8 / seconds)
    }

    /// The tree over a table beside that over its first sixty-fourth.
    private mutating func measureTree(_ table: Matrix) {
        var cap = [Digest]()
        let seconds = Self.best {
            cap = CommittedTables<Poseidon2Tree>([table], capLog2: 4, workers: .serial).cap
        }
        let rows = table.height / 64
        let plain = Self.best {
            var nodes = (0..<rows).map { Poseidon2Tree.hashRow(Array(table.row($0))) }
            while nodes.count > 1 {
                nodes = stride(from: 0, to: nodes.count, by: 2).map {
                    Poseidon2Tree.compress(nodes[$0], nodes[$0 + 1])
                }
            }
            cap[0] = nodes[0]
        }
        record("tree_ms", seconds * 1e3)
        record("tree_ratio_to_plain", plain * 64 / seconds)
    }
}
