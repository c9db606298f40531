import Bytes
import Hashing
import TestSupport
import Testing

@Suite struct ByteHashTests {
    @Test func sha256GivesKnownAnswers() throws {
        let file = try VectorFile.load("sha256")
        for vector in try file["vectors"].items() {
            let message = try vector["message"].bytes()
            #expect(message.count == (try vector["length"].int()))
            #expect(SHA256.hash(message).array == (try vector["digest"].bytes()))
        }
        for vector in try file["repeated"].items() {
            let byte = try #require(try vector["byte"].bytes().first)
            let message = [UInt8](repeating: byte, count: try vector["count"].int())
            #expect(SHA256.hash(message).array == (try vector["digest"].bytes()))
        }
    }

    @Test func sha256PiecesMakeTheWhole() {
        var source = SeededGenerator(seed: 31)
        let message = source.bytes(300)
        let whole = SHA256.hash(message)
        for split in [0, 1, 55, 56, 63, 64, 65, 128, 299, 300] {
            var hasher = SHA256()
            hasher.update(Array(message.prefix(split)))
            hasher.update(Array(message.dropFirst(split)))
            #expect(hasher.finalize() == whole)
        }
        var single = SHA256()
        for byte in message { single.update(byte) }
        #expect(single.finalize() == whole)
        var fixed = SHA256()
        fixed.update(FixedBytes<300> { message[$0] })
        #expect(fixed.finalize() == whole)
        #expect(SHA256.hash(Array(message.dropLast())) != whole)
    }

    @Test func keccak256GivesKnownAnswers() throws {
        let file = try VectorFile.load("keccak256")
        for vector in try file["vectors"].items() {
            let message = try vector["message"].bytes()
            #expect(message.count == (try vector["length"].int()))
            #expect(Keccak256.hash(message).array == (try vector["digest"].bytes()))
        }
        var chained = Keccak256.hash([])
        for _ in 1..<(try file["chained"]["count"].int()) {
            chained = Keccak256.hash(chained.array)
        }
        #expect(chained.array == (try file["chained"]["digest"].bytes()))
    }

    @Test func blake3GivesKnownAnswers() throws {
        for vector in try VectorFile.load("blake3")["cases"].items() {
            let message = (0..<(try vector["inputLength"].int())).map { UInt8($0 % 251) }
            let expected = try vector["hash"].bytes().prefix(32)
            #expect(BLAKE3.hash(message).array == Array(expected))
            #expect(BLAKE3.hash(message + [0]).array != Array(expected))
        }
    }

    @Test func keccakPermutationGivesKnownAnswer() throws {
        let output = try VectorFile.load("keccak256")["permutation"]["output"].items()
        var lanes = InlineArray<25, UInt64>(repeating: 0)
        Keccak256.permute(&lanes)
        for index in 0..<25 { #expect(lanes[index] == (try output[index].uint64())) }
    }
}
