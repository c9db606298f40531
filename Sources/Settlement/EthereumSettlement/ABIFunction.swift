public import Bytes
internal import Hashing

/// A function of a contract with the types of its arguments and results.
public struct ABIFunction: Hashable, Sendable {
    /// The name in the source.
    public let name: String
    /// The types of the arguments.
    public let inputs: [ABIType]
    /// The types of the results.
    public let outputs: [ABIType]
    /// The first four bytes of the signature's Keccak-256 hash.
    public let selector: [UInt8]

    /// A function by name and types.
    public init(_ name: String, _ inputs: [ABIType] = [], returns outputs: [ABIType] = []) {
        self.name = name
        self.inputs = inputs
        self.outputs = outputs
        selector = Array(ABISignature.hash(name, inputs).array.prefix(4))
    }

    /// The data of a call with values of the input types.
    public func encodeCall(_ values: [ABIValue]) -> [UInt8] {
        precondition(values.count == inputs.count)
        return selector + ABIValue.encode(values)
    }

    /// The results in a call's return data.
    public func decodeResult(_ data: [UInt8]) throws(EthereumError) -> [ABIValue] {
        try ABIDecoder(data).decode(outputs)
    }
}

/// An event of a contract with the types of its parameters.
public struct ABIEvent: Hashable, Sendable {
    /// A parameter of an event.
    public struct Parameter: Hashable, Sendable {
        let type: ABIType
        let isIndexed: Bool

        /// A parameter whose value is a topic; its type is static.
        public static func indexed(_ type: ABIType) -> Parameter {
            Parameter(type: type, isIndexed: true)
        }

        /// A parameter whose value is in the data.
        public static func plain(_ type: ABIType) -> Parameter {
            Parameter(type: type, isIndexed: false)
        }
    }

    /// The name in the source.
    public let name: String
    /// The parameters as declared.
    public let parameters: [Parameter]
    /// The signature's Keccak-256 hash, the first topic.
    public let topic: Bytes32

    /// An event by name and parameters.
    public init(_ name: String, _ parameters: [Parameter]) {
        self.name = name
        self.parameters = parameters
        topic = ABISignature.hash(name, parameters.map(\.type))
    }

    /// The values of all parameters, in the order declared.
    public func decode(topics: [Bytes32], data: [UInt8]) throws(EthereumError) -> [ABIValue] {
        let indexed = parameters.filter(\.isIndexed)
        guard topics.first == topic, topics.count == indexed.count + 1 else {
            throw .undecodableEvent(name: name)
        }
        let plain = parameters.filter { !$0.isIndexed }.map(\.type)
        var plainValues = try ABIDecoder(data).decode(plain)[...]
        var indexedTopics = topics.dropFirst()
        var values: [ABIValue] = []
        for parameter in parameters {
            if parameter.isIndexed, let topic = indexedTopics.popFirst() {
                values.append(try ABIDecoder.value(of: parameter.type, topic))
            } else if let value = plainValues.popFirst() {
                values.append(value)
            }
        }
        return values
    }
}

private enum ABISignature {
    static func hash(_ name: String, _ types: [ABIType]) -> Bytes32 {
        let text = name + "(" + types.map(\.name).joined(separator: ",") + ")"
        return Keccak256.hash(Array(text.utf8))
    }
}

extension ABIFunction {
    /// A view of one number.
    static func number(_ name: String, bits: Int) -> ABIFunction {
        ABIFunction(name, returns: [.uint(bits: bits)])
    }
}
