public import Bytes
internal import Hashing

/// A 20-byte account or contract address.
public struct EthereumAddress: Hashable, Sendable {
    public let bytes: Bytes20

    public init(_ bytes: Bytes20) {
        self.bytes = bytes
    }

    /// The address of 40 hexadecimal digits in either case, with or without `0x`; `nil` otherwise.
    public init?(hex: String) {
        guard let bytes = Bytes20(hex: hex) else { return nil }
        self.bytes = bytes
    }

    /// The address in a chain-neutral form; `nil` unless twelve zero bytes lead it.
    public init?(padded: Bytes32) {
        for index in 0..<12 where padded[index] != 0 { return nil }
        bytes = Bytes20 { padded[$0 + 12] }
    }

    /// The chain-neutral form: twelve zero bytes and the address.
    public var padded: Bytes32 {
        Bytes32 { $0 < 12 ? 0 : bytes[$0 - 12] }
    }

    /// Digits after `0x` in the mixed case that is a checksum (EIP-55).
    public var checksummed: String {
        let hash = Keccak256.hash(Array(bytes.hex.utf8))
        let digits = bytes.hex.enumerated().map { index, digit in
            let nibble = hash[index / 2] >> (index % 2 == 0 ? 4 : 0) & 0xf
            return nibble >= 8 ? digit.uppercased() : String(digit)
        }
        return "0x" + digits.joined()
    }

    /// Whether a text of this address has no checksum, being in one case, or the right one (EIP-55).
    public func accepts(checksumOf text: String) -> Bool {
        let digits = text.hasPrefix("0x") ? text.dropFirst(2) : text[...]
        let isInOneCase = digits == digits.lowercased() || digits == digits.uppercased()
        return isInOneCase || digits == checksummed.dropFirst(2)
    }

    /// Lower-case digits after `0x`.
    public var hex: String { "0x" + bytes.hex }

    /// The address that denotes the chain's native coin.
    public static let native = EthereumAddress(Bytes20 { _ in 0xee })

    /// The zero address.
    public static let zero = EthereumAddress(Bytes20())
}
