public import Bytes

/// The message that oracles sign, before Keccak-256.
public enum OracleMessage {
    /// The confirmation "all chains committed the same header", for one block on one chain.
    ///
    /// - Parameter epoch: The number of reverts on that chain.
    public static func confirmation(
        network: NetworkID, chain: ChainID, epoch: UInt32, number: UInt64, headerHash: Bytes32,
        syncHash: Bytes32
    ) -> [UInt8] {
        var writer = ByteWriter(capacity: 99)
        writer.append(text("ZkLink confirm v1"))
        writer.append(network.rawValue)
        writer.append(chain.rawValue)
        writer.append(epoch)
        writer.append(number)
        writer.append(headerHash)
        writer.append(syncHash)
        return writer.bytes
    }

    private static func text(_ ascii: StaticString) -> [UInt8] {
        ascii.withUTF8Buffer { Array($0) }
    }
}
