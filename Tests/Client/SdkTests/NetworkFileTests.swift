import Ledger
import Network
import Sdk
import Testing

@Suite struct NetworkFileTests {
    private let chain = """
        {"chain": 2, "name": "B", "rpc": "http://127.0.0.1:1", "evmChainId": 31002,
         "contract": "0x02", "blockLedger": "0x03", "confirmations": 12, "startBlock": 100}
        """

    private func text(chains: [String], tokens: String = "[]") -> String {
        """
        {"networkId": 7001, "feeOwner": "0x01", "programId": "0x03", "keyRoot": "0x04", "tokens": \(tokens),
         "chains": [\(chains.joined(separator: ","))]}
        """
    }

    private func read(_ text: String) throws -> NetworkFile {
        try NetworkFile(JSON(parsing: text))
    }

    @Test func readsChainsInAscendingOrder() throws {
        let first = chain.replacing("\"chain\": 2", with: "\"chain\": 1, \"dataChain\": true")
            .replacing("\"B\"", with: "\"A\"")
        let file = try read(text(chains: [chain, first]))
        #expect(file.networkID == NetworkID(7_001))
        #expect(file.chains.map(\.name) == ["A", "B"])
        #expect(file.chains.map(\.isDataChain) == [true, false])
        #expect(file.chains[1].evmChainID == 31_002)
        #expect(file.chains[1].confirmations == 12)
        #expect(file.chains[1].startBlock == 100)
    }

    @Test func readsFurtherContracts() throws {
        #expect(try read(text(chains: [chain])).chains[0].otherContracts.isEmpty)
        let more = chain.replacing(
            "\"startBlock\"", with: "\"otherContracts\": [\"0x05\"], \"startBlock\"")
        #expect(try read(text(chains: [more])).chains[0].otherContracts == ["0x05"])
        let wrong = more.replacing("\"0x05\"", with: "5")
        #expect(throws: NetworkFileError.invalid(member: "otherContracts")) {
            try read(text(chains: [wrong]))
        }
    }

    @Test(arguments: ["networkId", "feeOwner", "programId", "keyRoot"])
    func refusesAFileWithoutAMember(name: String) throws {
        let whole = text(chains: [chain])
        _ = try read(whole)
        let missing = whole.replacing("\"\(name)\"", with: "\"other\"")
        #expect(throws: NetworkFileError.invalid(member: name)) { try read(missing) }
    }

    @Test(arguments: [
        "chain", "name", "rpc", "evmChainId", "contract", "blockLedger", "confirmations",
        "startBlock",
    ])
    func refusesAChainWithoutAMember(name: String) throws {
        let missing = chain.replacing("\"\(name)\"", with: "\"other\"")
        #expect(throws: NetworkFileError.invalid(member: name)) {
            try read(text(chains: [missing]))
        }
    }

    @Test(arguments: [
        ("7001", "-1", "networkId"), ("7001", "4294967296", "networkId"),
        ("7001", "7e3", "networkId"), ("7001", "\"7001\"", "networkId"),
        ("\"0x01\"", "1", "feeOwner"), ("\"chain\": 2", "\"chain\": 256", "chain"),
        ("\"confirmations\": 12", "\"confirmations\": 1.5", "confirmations"),
    ])
    func refusesAMemberOfAnotherTypeOrRange(old: String, new: String, member: String) throws {
        let changed = text(chains: [chain]).replacing(old, with: new)
        #expect(throws: NetworkFileError.invalid(member: member)) { try read(changed) }
    }

    @Test func refusesNoChainsAndTwoOfOneNumber() {
        #expect(throws: NetworkFileError.invalid(member: "chains")) { try read(text(chains: [])) }
        #expect(throws: NetworkFileError.invalid(member: "chains")) {
            try read(text(chains: [chain, chain]))
        }
    }

    @Test func findsChainsAndTokensByNameAndNumber() throws {
        let file = try read(
            text(chains: [chain], tokens: #"[{"token": 2, "symbol": "USDC"}]"#))
        #expect(file.chain("B")?.id == ChainID(2))
        #expect(file.chain("2")?.id == ChainID(2))
        #expect(file.chain("C") == nil)
        #expect(file.token("USDC") == TokenID(2))
        #expect(file.token("9") == TokenID(9))
        #expect(file.token("EURC") == nil)
        #expect(file.token("65536") == nil)
        #expect(file.symbol(TokenID(2)) == "USDC")
        #expect(file.symbol(TokenID(9)) == "9")
    }

    @Test func refusesATokenWithoutASymbol() {
        #expect(throws: NetworkFileError.invalid(member: "symbol")) {
            try read(text(chains: [chain], tokens: #"[{"token": 2}]"#))
        }
    }
}
