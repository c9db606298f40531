internal import Bytes

/// The values of one event, read in order.
struct EventFields {
    let name: String
    var values: ArraySlice<ABIValue>

    mutating func integer<Value: FixedWidthInteger>() throws(EthereumError) -> Value {
        guard let value = values.popFirst()?.uintValue, let number = Value(exactly: value) else {
            throw .undecodableEvent(name: name)
        }
        return number
    }

    mutating func word() throws(EthereumError) -> Bytes32 {
        guard let word = values.popFirst()?.wordValue else { throw .undecodableEvent(name: name) }
        return word
    }

    mutating func address() throws(EthereumError) -> Bytes32 {
        guard let address = values.popFirst()?.addressValue else {
            throw .undecodableEvent(name: name)
        }
        return address.padded
    }

    mutating func bytes() throws(EthereumError) -> [UInt8] {
        guard let bytes = values.popFirst()?.bytesValue else {
            throw .undecodableEvent(name: name)
        }
        return bytes
    }

    mutating func bool() throws(EthereumError) -> Bool {
        guard let value = values.popFirst()?.boolValue else {
            throw .undecodableEvent(name: name)
        }
        return value
    }
}
