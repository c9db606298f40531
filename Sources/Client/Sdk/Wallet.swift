import Bytes
import Hashing
public import Ledger
public import Signatures
public import WalletSignatures

/// A user's keys: a wallet key for chains, and trading keys derived from it.
public struct Wallet: Sendable {
    /// The key that owns the account and pays on chains.
    public let key: WalletSecretKey

    public init(key: WalletSecretKey) {
        self.key = key
    }

    /// The owner of the account in the ledger.
    public var owner: ChainAddress { ChainAddress(evm: key.address) }

    /// The trading key of a slot: SHA-256 of a wallet signature over network and slot.
    ///
    /// The signed text names both. The same wallet gives the same key on every machine, and wallets
    /// show the text that they sign.
    public func tradingKey(network: NetworkID, slot: KeySlot) -> SchnorrSecretKey {
        let text = """
            ZkLink trading key

            Signing this lets the program you use trade for you on network \(network.rawValue), \
            key slot \(slot.rawValue). Sign it only where you would type your wallet's secret.
            """
        let tag = Array("ZkLink trading seed v1".utf8)
        return SchnorrSecretKey(seed: SHA256.hash(tag + key.sign(text: text).encoded))
    }
}
