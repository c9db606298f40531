import Bytes
import Constraints
import Fields
import Polynomials
import Riscv
import RiscvCircuits
import RiscvProver
import Signatures
import TestSupport
import Testing

/// The trace of double-scalar products, and whether it is accepted.
struct ProductScene {
    var trace: Matrix

    init(_ records: [HostCallRecord]) throws {
        let traces = try HostCallScene.traces { $0.calls[.ecGFp5DoubleScalar] = records }
        trace = try #require(traces[Part.ecGFp5.rawValue])
    }

    /// The names of constraints that fail, and the tuples that do not cancel but true lookups.
    var faults: (constraints: Set<String>, traffic: Set<[UInt64]>) {
        let traffic = SingleChip<EcGFp5Chip>.traffic(trace).map { [UInt64($0.bus)] + $0.tuple }
        return (
            Set(SingleChip<EcGFp5Chip>.failures(trace)),
            Set(traffic.filter { FixedTables.contain($0) != true })
        )
    }

    /// Whether nothing refuses traces that should move what the calls do.
    func areAccepted(as records: [HostCallRecord]) -> Bool {
        let faults = faults
        return faults.constraints.isEmpty && faults.traffic == Self.traffic(records)
    }

    static func traffic(_ records: [HostCallRecord], number: UInt32 = 7) -> Set<[UInt64]> {
        records.reduce(into: []) { result, record in
            result.formUnion(
                HostCallScene.traffic(number, record) { $0 < 24 ? HostTick.read : HostTick.write })
        }
    }
}

/// A call on operands of the test's choice.
struct ProductCall {
    /// The operands at this address, the result 256 bytes behind.
    static let address: UInt32 = 0x2_0000

    /// The encoding of the key, s and e.
    var key: [UInt32], s: [UInt32], e: [UInt32]

    /// A call with a random key and random scalars.
    init(_ seed: UInt64) {
        var source = SeededGenerator(seed: seed)
        let bytes = source.bytes(32)
        let secret = SchnorrSecretKey(seed: Bytes32 { bytes[$0] })
        key = Self.words(secret.publicKey)
        s = (0..<10).map { _ in UInt32(truncatingIfNeeded: source.next()) }
        e = (0..<4).map { _ in UInt32(truncatingIfNeeded: source.next()) }
    }

    /// A call on a point; scalars are filled with zeros.
    init(_ point: EcGFp5Point, s: [UInt32], e: [UInt32]) {
        key = Self.words(point.encoded)
        self.s = s + [UInt32](repeating: 0, count: 10 - s.count)
        self.e = e + [UInt32](repeating: 0, count: 4 - e.count)
    }

    static func words(_ bytes: Bytes40) -> [UInt32] {
        (0..<10).map { word in
            (0..<4).reduce(0) { $0 | UInt32(bytes[4 * word + $1]) << UInt32(8 * $1) }
        }
    }

    /// The operands as 24 words.
    var operands: [UInt32] { key + s + e }

    /// The result by the signature module; zeros for operands that have none.
    var result: [UInt32] {
        let operands = operands
        let result = DoubleScalarProduct.encoding(of: .init { operands[$0] })
        return (0..<10).map { result?[$0] ?? 0 }
    }

    /// The record of the call.
    func record(clock: UInt32 = 1 << 20, result: [UInt32]? = nil) -> HostCallRecord {
        let first = Self.address + clock / 8 % 64 * 512
        let second = first + 256
        let before = (0..<10).map { UInt32($0) << 28 | clock }
        return HostCallRecord(
            clock: clock, argument0: first, argument1: second,
            accesses: HostCallScene.accesses(
                at: first, before: operands, after: operands, clock: clock)
                + HostCallScene.accesses(
                    at: second, before: before, after: result ?? self.result, clock: clock))
    }
}
