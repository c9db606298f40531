import Bytes
import Ledger
import Sdk
import Signatures
import Testing
import WalletSignatures

@Suite struct WalletTests {
    private func wallet(_ byte: UInt8) throws -> Wallet {
        Wallet(key: try #require(WalletSecretKey(bytes: Bytes32 { _ in byte })))
    }

    @Test func theSameWalletHasTheSameTradingKey() throws {
        let first = try wallet(1).tradingKey(network: NetworkID(7), slot: KeySlot(0))
        let again = try wallet(1).tradingKey(network: NetworkID(7), slot: KeySlot(0))
        #expect(first.publicKey == again.publicKey)
    }

    @Test func walletNetworkAndSlotSeparateTradingKeys() throws {
        let keys = try [
            wallet(1).tradingKey(network: NetworkID(7), slot: KeySlot(0)),
            wallet(2).tradingKey(network: NetworkID(7), slot: KeySlot(0)),
            wallet(1).tradingKey(network: NetworkID(8), slot: KeySlot(0)),
            wallet(1).tradingKey(network: NetworkID(7), slot: KeySlot(1)),
            // Digits that would join to the same text without words between them.
            wallet(1).tradingKey(network: NetworkID(70), slot: KeySlot(0)),
        ]
        #expect(Set(keys.map(\.publicKey)).count == keys.count)
    }

    @Test func ownerIsTheAddress() throws {
        let wallet = try wallet(1)
        #expect(wallet.owner.evmAddress == wallet.key.address)
        #expect(try self.wallet(2).owner != wallet.owner)
    }
}
