import BN254
import Fields
import Parallel

/// Values of A B - C at the odd powers of the root of unity of order 2 n, in natural order.
///
/// A, B and C interpolate the rows' products over the n powers of its square. The polynomial is the
/// quotient times the vanishing polynomial of the rows, and it is zero at the even powers; so these
/// n values determine it.
struct QuotientValues {
    let values: ScalarList

    init(
        _ key: ProvingKey, _ witness: [Fr], memory: ListMemory, workers: Workers
    ) throws(Groth16Error) {
        let log2 = key.header.domainLog2
        let rows = try RowProducts(key, witness, memory, workers: workers)
        let list = try memory.list(1 << log2)
        let c = list.values
        // A satisfied row has C = A B, so C needs no matrix.
        Self.combine(c, rows, workers) { _, a, b in a * b }
        let transform = ScalarTransform(log2: log2)
        let shift = Fr.rootOfUnity(log2: log2 + 1)
        for polynomial in [rows.a.values, rows.b.values, c] {
            transform.interpolate(polynomial, workers: workers)
            ScalarTransform.scale(polynomial, start: .one, ratio: shift, workers: workers)
            transform.evaluate(polynomial, workers: workers)
        }
        Self.combine(c, rows, workers) { c, a, b in a * b - c }
        for index in c.indices {
            let other = reversedBits(index, count: log2)
            if index < other { c.swapAt(index, other) }
        }
        values = list
    }

    private static func combine(
        _ target: UnsafeMutableBufferPointer<Fr>, _ rows: RowProducts, _ workers: Workers,
        _ body: (Fr, Fr, Fr) -> Fr
    ) {
        nonisolated(unsafe) let (target, left, right) = (target, rows.a.values, rows.b.values)
        workers.forEachChunk(of: target.count, chunkSize: 1 << 14) { range in
            for index in range {
                target[index] = body(target[index], left[index], right[index])
            }
        }
    }
}

/// The products of the rows of A and B with the witness, at bit-reversed indices.
private struct RowProducts {
    let a: ScalarList
    let b: ScalarList

    init(
        _ key: ProvingKey, _ witness: [Fr], _ memory: ListMemory, workers: Workers
    ) throws(Groth16Error) {
        a = try memory.list(1 << key.header.domainLog2)
        b = try memory.list(1 << key.header.domainLog2)
        // One matrix for each thread, so that no two write to one list.
        let lists = [a, b]
        let areInside = workers.map(2) { matrix in
            Self.add(key, witness, matrix: UInt32(matrix), to: lists[matrix].values)
        }
        guard areInside[0], areInside[1] else {
            throw .index(section: KeySection.coefficients)
        }
    }

    /// Adds the products to zeros; false if an entry is outside of the circuit.
    private static func add(
        _ key: ProvingKey, _ witness: [Fr], matrix: UInt32,
        to rows: UnsafeMutableBufferPointer<Fr>
    ) -> Bool {
        let (log2, size) = (key.header.domainLog2, KeySection.coefficientByteCount)
        for start in stride(from: 0, to: key.coefficients.count, by: size) {
            func number(_ place: Int) -> Int {
                Int(
                    UInt32(
                        littleEndian: key.coefficients.loadUnaligned(
                            fromByteOffset: start + 4 * place, as: UInt32.self)))
            }
            let (row, variable) = (number(1), number(2))
            guard number(0) <= 1, row < rows.count, variable < witness.count else { return false }
            guard number(0) == matrix else { continue }
            let coefficient = key.coefficients.loadUnaligned(
                fromByteOffset: start + 12, as: Fr.self)
            let place = reversedBits(row, count: log2)
            rows[place] += coefficient * witness[variable]
        }
        // Files hold coefficients times 2^512 and elements are stored times 2^256.
        for index in rows.indices { rows[index] = rows[index].overRadix }
        return true
    }
}

/// The bits of an integer of `count` bits in the opposite order.
package func reversedBits(_ value: Int, count: Int) -> Int {
    guard count > 0 else { return 0 }
    var bits = UInt64(value)
    bits = bits.byteSwapped
    bits = (bits & 0x0f0f_0f0f_0f0f_0f0f) << 4 | (bits >> 4) & 0x0f0f_0f0f_0f0f_0f0f
    bits = (bits & 0x3333_3333_3333_3333) << 2 | (bits >> 2) & 0x3333_3333_3333_3333
    bits = (bits & 0x5555_5555_5555_5555) << 1 | (bits >> 1) & 0x5555_5555_5555_5555
    return Int(bits >> UInt64(64 - count))
}
