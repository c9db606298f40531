public import Bytes

/// What oracles sign, before the Keccak-256 that makes a digest of it.
public enum OracleMessage {
    /// "I re-executed it": the bytes for a public input.
    public static func attestation(network: NetworkID, publicInput: Bytes32) -> [UInt8] {
        var writer = ByteWriter(capacity: 53)
        writer.append(text("ZkLink attest v1"))
        writer.append(network.rawValue)
        writer.append(publicInput)
        return writer.bytes
    }

    /// "All chains saw the same": the bytes for one block on one chain.
    ///
    /// - Parameter epoch: how many reverts that chain has seen.
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
