import Fields
import Riscv
import RiscvProver
import TestSupport

/// A division of a product with operands of the test's choice.
struct DivisionCall {
    /// Words of a, b and m, least significant first.
    var a: [UInt32], b: [UInt32], m: [UInt32]

    /// Words are filled with zeros.
    init(_ a: [UInt32], _ b: [UInt32], by m: [UInt32]) {
        func filled(_ words: [UInt32]) -> [UInt32] {
            words + [UInt32](repeating: 0, count: 8 - words.count)
        }
        (self.a, self.b, self.m) = (filled(a), filled(b), filled(m))
    }

    /// Random integers, a below m.
    init(_ seed: UInt64) {
        var source = SeededGenerator(seed: seed)
        func words() -> [UInt32] {
            (0..<8).map { _ in UInt32(truncatingIfNeeded: source.next()) }
        }
        self.init(words(), words(), by: words())
        a[7] = 0
        m[7] |= 1
    }

    var operands: [UInt32] { a + b + m }

    /// Quotient and remainder; zeros where there is no result.
    var results: [UInt32] {
        func integer(_ words: [UInt32]) -> ProductDivision.Integer { .init { words[$0] } }
        guard let (q, r) = ProductDivision.divide(integer(a), integer(b), by: integer(m)) else {
            return [UInt32](repeating: 0, count: 16)
        }
        return (0..<8).map { q[$0] } + (0..<8).map { r[$0] }
    }

    /// The record of the call.
    func record(clock: UInt32 = 1 << 20, results: [UInt32]? = nil) -> HostCallRecord {
        let first = 0x2_0000 + clock / 8 % 64 * 512
        let second = first + 256
        let before = (0..<16).map { UInt32($0) << 27 | clock }
        return HostCallRecord(
            clock: clock, argument0: first, argument1: second,
            accesses: HostCallScene.accesses(
                at: first, before: operands, after: operands, clock: clock)
                + HostCallScene.accesses(
                    at: second, before: before, after: results ?? self.results, clock: clock))
    }

    /// Edge values of each operand in each place.
    static var edges: [DivisionCall] {
        let ones = [UInt32](repeating: .max, count: 8)
        let top: [UInt32] = [0, 0, 0, 0, 0, 0, 0, 0x8000_0000]
        let values: [[UInt32]] = [
            [0], [1], [2], [0xffff], [0x1_0000], [.max], [0, 1], [.max, 0, .max], ones, top,
            [1] + top.dropFirst(), [UInt32.max - 1] + ones.dropFirst(), [0, 0, 0, 0, 1],
            [0xffff_0000, 0xffff, 0xffff_0000, 0xffff],
        ]
        let all = values.flatMap { a in
            values.flatMap { b in values.map { DivisionCall(a, b, by: $0) } }
        }
        return all.filter { $0.hasResult }
    }

    /// Whether there is a result.
    var hasResult: Bool {
        func integer(_ words: [UInt32]) -> ProductDivision.Integer { .init { words[$0] } }
        return ProductDivision.divide(integer(a), integer(b), by: integer(m)) != nil
    }
}
