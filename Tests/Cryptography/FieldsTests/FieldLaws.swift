import Fields
import TestSupport
import Testing

/// A field whose elements a test can draw.
protocol SampledField: Field {
    static func random(_ source: inout SeededGenerator) -> Self
    /// Elements that provoke carries, borrows and special cases.
    static var edges: [Self] { get }
}

/// The laws of a field on random and edge elements.
func expectFieldLaws<F: SampledField>(_ type: F.Type, seed: UInt64) {
    var source = SeededGenerator(seed: seed)
    var samples = F.edges
    for _ in 0..<12 { samples.append(F.random(&source)) }
    for a in samples {
        #expect(a + .zero == a)
        #expect(a * .one == a)
        #expect(a * .zero == .zero)
        #expect(a - a == .zero)
        #expect(a + (-a) == .zero)
        #expect(a.squared == a * a)
        #expect(a.doubled == a + a)
        if a == .zero {
            #expect(a.inverse == nil)
            #expect(a.inverseOrZero == .zero)
        } else {
            #expect(a * a.inverseOrZero == .one)
            #expect(a.inverse == a.inverseOrZero)
        }
        #expect(a.power(0) == .one)
        #expect(a.power(13) == a.squared(times: 3) * a.squared(times: 2) * a)
        for b in samples {
            #expect(a + b == b + a)
            #expect(a * b == b * a)
            #expect(a - b == a + (-b))
            for c in samples.suffix(6) {
                #expect((a + b) + c == a + (b + c))
                #expect((a * b) * c == a * (b * c))
                #expect(a * (b + c) == a * b + a * c)
            }
        }
    }
    var inverses = samples
    F.invertAll(&inverses)
    #expect(inverses == samples.map(\.inverseOrZero))
    var none = [F]()
    F.invertAll(&none)
    #expect(none.isEmpty)
}

extension Goldilocks: SampledField {
    static func random(_ source: inout SeededGenerator) -> Goldilocks {
        Goldilocks(reducing: source.next())
    }

    static var edges: [Goldilocks] {
        [
            0, 1, 2, 0x7fff_ffff, 0xffff_ffff, 0x1_0000_0000, 0x1_0000_0001,
            0x7fff_ffff_8000_0000, 0x7fff_ffff_8000_0001, 0xffff_fffe_ffff_ffff,
            0xffff_ffff_0000_0000,
        ].map { Goldilocks(reducing: $0) }
    }
}

extension QuinticExtension: SampledField {
    static func random(_ source: inout SeededGenerator) -> QuinticExtension {
        QuinticExtension(
            .random(&source), .random(&source), .random(&source), .random(&source),
            .random(&source))
    }

    static var edges: [QuinticExtension] {
        let top = -Goldilocks.one
        let zero = Goldilocks.zero
        return [
            .zero, .one, QuinticExtension(top), QuinticExtension(top, top, top, top, top),
            QuinticExtension(zero, .one, zero, zero, zero),
            QuinticExtension(zero, zero, zero, zero, top),
        ]
    }
}

extension CubicExtension: SampledField {
    static func random(_ source: inout SeededGenerator) -> CubicExtension {
        CubicExtension(.random(&source), .random(&source), .random(&source))
    }

    static var edges: [CubicExtension] {
        let top = -Goldilocks.one
        return [
            .zero, .one, CubicExtension(top), CubicExtension(top, top, top),
            CubicExtension(.zero, .one, .zero), CubicExtension(.zero, .zero, top),
        ]
    }
}
