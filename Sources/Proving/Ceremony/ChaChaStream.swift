import BN254
import Fields

/// The stream of ChaCha20 with a key and no nonce (Bernstein 2008; RFC 8439, section 2.3), and what
/// snarkjs draws from it: elements and points.
package struct ChaChaStream {
    private var state: [UInt32]
    private var block: [UInt32] = []
    /// Words of the block that were drawn.
    private var used = 16

    /// A stream whose key are the first 32 bytes of a hash, as eight words, most significant byte
    /// first.
    package init(hash: [UInt8]) {
        let key = (0..<8).map { word in
            (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(hash[4 * word + $1]) }
        }
        // "expand 32-byte k", the key, then counter and nonce.
        state = [0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574] + key + [0, 0, 0, 0]
    }

    package mutating func word() -> UInt32 {
        if used == 16 { refill() }
        used += 1
        return block[used - 1]
    }

    private mutating func refill() {
        var words = state
        func quarter(_ a: Int, _ b: Int, _ c: Int, _ d: Int) {
            func step(_ target: Int, _ other: Int, _ mixed: Int, _ bits: UInt32) {
                words[target] &+= words[other]
                words[mixed] ^= words[target]
                words[mixed] = words[mixed] << bits | words[mixed] >> (32 - bits)
            }
            step(a, b, d, 16)
            step(c, d, b, 12)
            step(a, b, d, 8)
            step(c, d, b, 7)
        }
        for _ in 0..<10 {
            for column in 0..<4 { quarter(column, column + 4, column + 8, column + 12) }
            quarter(0, 5, 10, 15)
            quarter(1, 6, 11, 12)
            quarter(2, 7, 8, 13)
            quarter(3, 4, 9, 14)
        }
        block = zip(words, state).map { $0 &+ $1 }
        // No stream here reaches the end of the first counter word.
        state[12] &+= 1
        used = 0
    }

    /// An element whose stored words are drawn, the most significant half of each first; two bits
    /// of the last are dropped, and those from the modulus on are drawn again.
    mutating func element<Element: MontgomeryField>() -> Element {
        while true {
            var integer = Integer256(0)
            for index in 0..<4 {
                let high = UInt64(word())
                integer.words[index] = high << 32 | UInt64(word())
            }
            integer.words[3] &= 0x3fff_ffff_ffff_ffff
            if integer < Element.modulus {
                return Element(canonical: integer)?.overRadix ?? .zero
            }
        }
    }

    /// A point of G1: x, then a bit that chooses the larger y.
    mutating func point1() -> AffinePoint<G1> { point { $0.element() } }

    /// A point of G2: coefficients of x, then a bit, then the multiple by the cofactor 2 p - r.
    mutating func point2() -> AffinePoint<G2> {
        let point: AffinePoint<G2> = point { stream in
            let c0: Fp = stream.element()
            return Fp2(c0, stream.element())
        }
        let double = Fp.modulus.addingReportingCarry(Fp.modulus).sum
        let cofactor = double.subtractingReportingBorrow(Fr.modulus).difference
        return ProjectivePoint(point).multiplied(by: cofactor).affine
    }

    private mutating func point<Group: CurveGroup>(
        _ coordinate: (inout ChaChaStream) -> Group.Coordinate
    ) -> AffinePoint<Group> {
        while true {
            let x = coordinate(&self)
            let isLarger = word() & 1 == 1
            guard let y = (x.squared * x + Group.constant).squareRoot else { continue }
            return AffinePoint(x: x, y: y.isLarger == isLarger ? y : -y)
        }
    }
}
