import Bytes
import Fields

extension QuinticExtension {
    /// Decodes five canonical integers of 8 bytes, least significant first.
    init?(encoded bytes: Bytes40) { self.init { bytes.littleEndianWord($0) } }

    /// Five canonical integers, given by their index.
    @inline(__always)
    init?(integer: (Int) -> UInt64) {
        guard let c0 = Goldilocks(canonical: integer(0)),
            let c1 = Goldilocks(canonical: integer(1)),
            let c2 = Goldilocks(canonical: integer(2)),
            let c3 = Goldilocks(canonical: integer(3)),
            let c4 = Goldilocks(canonical: integer(4))
        else { return nil }
        self.init(c0, c1, c2, c3, c4)
    }

    /// Five integers of 8 bytes, least significant first.
    var encoded: Bytes40 {
        let integers = integers
        return Bytes40 { index in
            UInt8(truncatingIfNeeded: integers[index >> 3] >> UInt64(8 * (index & 7)))
        }
    }

    /// The five canonical integers.
    var integers: InlineArray<5, UInt64> {
        [c0.value, c1.value, c2.value, c3.value, c4.value]
    }

    /// The value times factor * z; three factors stay below 2^32.
    func timesZ(_ factor: UInt32) -> QuinticExtension {
        let (once, thrice) = (Goldilocks(factor), Goldilocks(3 * factor))
        return QuinticExtension(c4 * thrice, c0 * once, c1 * once, c2 * once, c3 * once)
    }

    /// The value divided by two.
    var halved: QuinticExtension {
        QuinticExtension(c0.halved, c1.halved, c2.halved, c3.halved, c4.halved)
    }
}
