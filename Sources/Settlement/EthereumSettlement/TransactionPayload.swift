internal import Bytes
internal import Settlement

/// The content of a transaction intent on an EVM chain.
struct TransactionPayload: Equatable {
    let call: EthereumCall
    let gasLimit: UInt64

    init(call: EthereumCall, gasLimit: UInt64) {
        self.call = call
        self.gasLimit = gasLimit
    }

    init(decoding bytes: [UInt8]) throws(DecodingError) {
        var reader = ByteReader(bytes)
        let target = EthereumAddress(try reader.read(Bytes20.self))
        let value = try reader.read(UInt128.self)
        gasLimit = try reader.read(UInt64.self)
        call = EthereumCall(
            to: target, value: value, data: try reader.readBytes(reader.remaining))
    }

    /// `to 20 | value u128 | gas limit u64 | data`.
    var encoded: [UInt8] {
        var writer = ByteWriter(capacity: 44 + call.data.count)
        writer.append(call.to.bytes)
        writer.append(call.value)
        writer.append(gasLimit)
        writer.append(call.data)
        return writer.bytes
    }
}

/// The gas of a transaction beyond its estimate.
enum GasMargin {
    /// The gas of a plain transfer of coins (Yellow Paper, appendix G).
    static let transfer: UInt64 = 21_000

    /// A quarter more than the estimate, because state may change before the inclusion.
    static func limit(estimate: UInt64) throws(EthereumError) -> UInt64 {
        guard estimate <= EthereumLimits.gasLimit else { throw .outOfRange(field: "gas") }
        return min(EthereumLimits.gasLimit, estimate + estimate / 4 + 10_000)
    }
}
