import BN254
public import Bytes
import Groth16
public import Parallel
public import R1CS

/// The key of a circuit before any contribution, from the powers of tau: delta is one.
///
/// Bowe, Gabizon, Miers, eprint 2017/1050, section 6: all points are combinations of the Lagrange
/// points with the coefficients of the circuit, so everyone computes the same bytes.
public struct FirstKey {
    private let layout: KeyLayout
    private let powers: PowersOfTau

    /// The first key of a circuit; throws when the circuit is too large for the powers.
    public init(_ system: ConstraintSystem, _ powers: PowersOfTau) throws(CeremonyError) {
        do throws(Groth16Error) {
            layout = try KeyLayout(system)
        } catch {
            throw .powersFile(error)
        }
        guard layout.domainLog2 <= powers.log2 else {
            throw .powersTooFew(log2: powers.log2, needed: layout.domainLog2)
        }
        self.powers = powers
    }

    /// Logarithm of the number of rows of the domain.
    public var domainLog2: Int { layout.domainLog2 }

    /// Length of the key in bytes.
    public var byteCount: Int { layout.byteCount }

    /// Writes the key to memory of exactly `byteCount` bytes.
    ///
    /// Returns the hash of circuit and powers in it, zero where `CircuitHash` gives none. `progress`
    /// gets the finished share, in [0, 1].
    public func write(
        into bytes: UnsafeMutableRawBufferPointer, workers: Workers,
        progress: (Double) -> Void
    ) -> FixedBytes<64> {
        let (system, log2) = (layout.system, layout.domainLog2)
        let a = SparseColumns(
            system.a, variableCount: system.variableCount, inputCount: layout.inputCount)
        let b = SparseColumns(system.b, variableCount: system.variableCount)
        let c = SparseColumns(system.c, variableCount: system.variableCount)
        let (tau1, tau2) = (powers.lagrange1(log2: log2), powers.lagrange2(log2: log2))
        let odd = powers.lagrange1(log2: log2 + 1)
        let combined = ColumnSums<G1>([
            (a, powers.betaLagrange1(log2: log2)), (b, powers.alphaLagrange1(log2: log2)),
            (c, tau1),
        ])
        let points = KeyPoints(
            alpha1: powers.alphaTau1[0], beta1: powers.betaTau1[0], beta2: powers.beta2,
            delta1: G1.generator, delta2: G2.generator)
        let total = Double(4 * system.variableCount)
        var done = 0.0
        layout.write(into: bytes, points, origin: .development) { list, writer in
            func write<Group: CurveGroup>(
                _ range: Range<Int>, _ sums: ColumnSums<Group>
            ) {
                for start in stride(from: range.lowerBound, to: range.upperBound, by: 1 << 14) {
                    let part = start..<min(start + 1 << 14, range.upperBound)
                    sums.values(part, workers: workers).withUnsafeBytes {
                        writer.reserve($0.count).copyMemory(from: $0)
                    }
                    done += Double(part.count)
                    progress(min(1, done / total))
                }
            }
            let all = 0..<system.variableCount
            switch list {
            case .inputs: write(0..<layout.inputCount, combined)
            case .a: write(all, ColumnSums([(a, tau1)]))
            case .b1: write(all, ColumnSums([(b, tau1)]))
            case .b2: write(all, ColumnSums([(b, tau2)]))
            case .c: write(layout.inputCount..<system.variableCount, combined)
            case .h: for row in 0..<layout.domainSize { writer.append(odd[2 * row + 1]) }
            }
        }
        return writeCircuitHash(bytes, workers)
    }

    /// Writes what snarkjs compares into the section of contributions.
    private func writeCircuitHash(
        _ bytes: UnsafeMutableRawBufferPointer, _ workers: Workers
    ) -> FixedBytes<64> {
        let memory = UnsafeRawBufferPointer(bytes)
        guard let key = try? ProvingKey(memory, owner: nil),
            let section = try? SectionReader(key: memory).section(KeySection.contributions)
        else { preconditionFailure("the key was written just now") }
        let hash =
            CircuitHash.value(key, powers, workers: workers) ?? FixedBytes { _ in 0 }
        UnsafeMutableRawBufferPointer(mutating: section.rest).copyBytes(from: hash.array)
        return hash
    }
}
