public import Ledger
public import Network

/// A number of the ledger that is a JSON number on the wire.
public protocol WireIdentifier: WireValue {
    /// The type of the number.
    associatedtype Number: WireInteger
    var rawValue: Number { get }
    init(_ rawValue: Number)
}

extension WireIdentifier {
    public static var schema: Schema { Number.schema }

    public init(wire: JSON) throws(RpcApiError) { self.init(try Number(wire: wire)) }

    public var wire: JSON { rawValue.wire }
}

extension NetworkID: WireIdentifier {}
extension ChainID: WireIdentifier {}
extension AccountID: WireIdentifier {}
extension SubAccount: WireIdentifier {}
extension KeySlot: WireIdentifier {}
extension TokenID: WireIdentifier {}
extension PoolID: WireIdentifier {}
