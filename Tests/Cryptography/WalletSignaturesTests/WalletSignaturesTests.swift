import Bytes
import Hashing
import TestSupport
import Testing
import WalletSignatures

@Suite struct WalletSignaturesTests {
    let vectors: VectorFile

    init() throws {
        vectors = try VectorFile.load("secp256k1-recover")
    }

    @Test func signsAsTheVectors() throws {
        for vector in try vectors["signatures"].items() {
            let key = try #require(WalletSecretKey(bytes: try bytes32(vector["privateKey"])))
            let digest = try bytes32(vector["digest"])
            let signature = key.sign(digest: digest)
            let (address, r, s) = try (
                vector["address"].bytes(), bytes32(vector["r"]), bytes32(vector["s"])
            )
            #expect(key.address.array == address)
            #expect(signature.r == r && signature.s == s)
            let v = try vector["v"].int()
            #expect(Int(signature.recoveryID) + 27 == v)
            #expect(signature.recoverAddress(digest: digest) == key.address)
            #expect(RecoverableSignature(encoded: signature.encoded) == signature)
        }
    }

    @Test func judgesMalformedSignaturesAsTheVectors() throws {
        for vector in try vectors["malformed"].items() {
            let digest = try bytes32(vector["digest"])
            let v = UInt64(try vector["v"].string()).flatMap { UInt8(exactly: $0) }
            let encoded = try bytes32(vector["r"]).array + bytes32(vector["s"]).array + [v ?? 0]
            let recovered = RecoverableSignature(encoded: encoded)?.recoverAddress(digest: digest)
            let accepted = try vector["acceptedStrictLowS"].bool()
            let name = try vector["name"].string()
            #expect((recovered != nil) == accepted, "\(name)")
            if accepted {
                let address = try vector["precompileAddress"].bytes()
                #expect(recovered?.array == address)
            }
        }
    }

    @Test func refusesScalarsOutOfRange() {
        let order = Bytes32(
            hex: "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")
        #expect(order.flatMap { WalletSecretKey(bytes: $0) } == nil)
        #expect(WalletSecretKey(bytes: Bytes32()) == nil)
    }

    @Test func signsTextsWithTheWalletPrefix() throws {
        let key = try #require(WalletSecretKey(bytes: Bytes32 { $0 == 31 ? 1 : 0 }))
        let prefixed = "\u{19}Ethereum Signed Message:\n5hello"
        let digest = Keccak256.hash(Array(prefixed.utf8))
        #expect(key.sign(text: "hello") == key.sign(digest: digest))
    }

    private func bytes32(_ vector: VectorFile) throws -> Bytes32 {
        try #require(Bytes32(try vector.bytes()))
    }
}
