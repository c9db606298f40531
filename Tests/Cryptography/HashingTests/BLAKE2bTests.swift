import Bytes
import Hashing
import TestSupport
import Testing

@Suite struct BLAKE2bTests {
    /// RFC 7693, appendix A.
    @Test func hashesTheStandardsExample() {
        let hash = Array("abc".utf8).withUnsafeBytes { BLAKE2b.hash($0) }
        #expect(
            hash.hex
                == "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
                + "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923")
    }

    /// Bytes i mod 251 with 32 bytes of output, hashed by Python's hashlib.
    @Test func agreesWithAnotherImplementation() {
        let expected = [
            0: "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8",
            127: "f2fe67ff342e21b8f45e8f2e0bcd1d9243245d50ee6c78042e9c491388791c72",
            128: "c3582f71ebb2be66fa5dd750f80baae97554f3b015663c8be377cfcb2488c1d1",
            129: "f7f3c46ba2564ff4c4c162da1f5b605f9f1c4aa6a20652a9f9a337c1a2f5b9c9",
            257: "227e15ed64ee8e93eb7bc53828f76eed974f2c4ab1408c3d08f212b7f8d69904",
        ]
        for (count, hash) in expected {
            var hasher = BLAKE2b(outputByteCount: 32)
            hasher.update((0..<count).map { UInt8($0 % 251) })
            #expect(Hex.encode(hasher.finalize()) == hash)
        }
    }

    /// Inputs around the length of a block, taken in by pieces.
    @Test func anyCutGivesTheSameHash() {
        var source = SeededGenerator(seed: 130)
        for count in [0, 1, 127, 128, 129, 255, 256, 257, 1_000] {
            let bytes = source.bytes(count)
            let whole = bytes.withUnsafeBytes { BLAKE2b.hash($0) }
            for _ in 0..<10 {
                var hasher = BLAKE2b()
                var rest = bytes[...]
                while !rest.isEmpty {
                    let cut = Int.random(in: 1...min(rest.count, 300), using: &source)
                    hasher.update(Array(rest.prefix(cut)))
                    rest = rest.dropFirst(cut)
                }
                #expect(hasher.finalize() == whole.array)
            }
        }
    }
}
