import Bytes
import EthereumSettlement
import Testing

/// The checksum in the case of an address's digits (EIP-55), with the vectors of its text.
@Suite struct AddressTests {
    @Test(arguments: [
        "0x52908400098527886E0F7030069857D2E4169EE7", "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
        "0xde709f2102306220921060314715629080e2fb77", "0x27b1fdb04752bbc536007a920d24acb045561c26",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
    ])
    func checksums(text: String) throws {
        let address = try #require(EthereumAddress(hex: text))
        #expect(address.checksummed == text && address.accepts(checksumOf: text))
        #expect(address.accepts(checksumOf: address.hex))
        #expect(address.accepts(checksumOf: "0x" + address.bytes.hex.uppercased()))
    }

    /// One letter in the wrong case is what a mistyped digit looks like.
    @Test func refusesAWrongChecksum() throws {
        let text = "0xDEADBEEFdeadbeefdeadbeefdeadbeefdeadbeeF"
        let address = try #require(EthereumAddress(hex: text))
        #expect(!address.accepts(checksumOf: text))
        #expect(!address.accepts(checksumOf: String(text.dropFirst(2))))
    }
}
