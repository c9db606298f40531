import Bytes
import EthereumSettlement
import Ledger
import Network
import Settlement
import Testing
import WalletSignatures

/// Receivers whose code would run at the payer's cost.
@Suite struct StrangerGasTests {
    private func account(estimate: String) throws -> EthereumAccount {
        let node = ScriptedNode(answers: ["eth_estimateGas": { _ in .string(estimate) }])
        let key = try #require(WalletSecretKey(bytes: Bytes32 { $0 == 31 ? 5 : 0 }))
        return try EthereumAccount(chain: node.chain(), key: key)
    }

    private let claim = ChainCall.user(
        .claim(
            owner: EthereumAddress(Bytes20 { _ in 0x11 }).padded,
            token: EthereumAddress.native.padded))

    @Test func refusesAClaimWhoseReceiverUsesMuchGas() throws {
        let account = try account(estimate: "0x1e8480")
        let refusal = SettlementError.wouldRevert(reason: "its receiver would use 2000000 gas")
        #expect(throws: refusal) { try account.submit(id: 1, claim) }
        #expect(account.unfinishedIDs.isEmpty)
    }

    @Test func acceptsAnOrdinaryClaim() throws {
        let account = try account(estimate: "0xc350")
        try account.submit(id: 1, claim)
        #expect(account.unfinishedIDs == [1])
    }

    @Test func leavesOtherCallsTheirGas() throws {
        let account = try account(estimate: "0x1e8480")
        try account.submit(id: 1, .operator(.execute(operations: [[]])))
        #expect(account.unfinishedIDs == [1])
    }
}
