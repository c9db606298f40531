import Bytes
import EthereumSettlement
import Foundation
import Ledger
import Network
import RpcApi
import Sdk
import Settlement

/// Coins and mock tokens for a wallet on a development network.
enum FaucetCommand {
    static let command = CommandDescription(
        "faucet", "Gives a wallet coins and mock tokens on a development network",
        options: [
            OptionDescription("chain", "CHAIN", "chain to be funded on (default: all)"),
            OptionDescription("token", "TOKEN", "token to get (default: all)"),
            OptionDescription("amount", "AMOUNT", "whole tokens (default 1000; of coins 10)"),
            OptionDescription("to", "ADDRESS", "owner (default: the wallet)"),
            OptionDescription("timeout", "SECONDS", "how long to wait (default 120)"),
            CommandDescription.wallet,
        ],
        examples: ["zklink faucet", "zklink faucet --chain A --token USDC --amount 5000"]
    ) { session in
        let client = try Client(session)
        let name = session.optional("chain")
        let chains = name == nil ? client.network.chains : [try client.chain("chain")]
        let token = try session.optional("token").map { try client.token(named: $0) }
        let receiver = EthereumAddress(padded: try client.owner("to").address) ?? .zero
        var lines: [String] = []
        var transactions: [JSON] = []
        for chain in chains {
            let funding = try Funding(client, chain, receiver)
            for info in try client.node.call(TokensMethod.self).tokens {
                guard token == nil || token == info.token,
                    let held = info.chains.first(where: { $0.chain == chain.id })
                else { continue }
                let given = try funding.give(held)
                lines.append("\(given.text) \(info.symbol) on chain \(chain.name)")
                transactions.append([
                    "chain": .integer(chain.id.rawValue), "hash": .string("0x" + given.hash.hex),
                ])
            }
        }
        guard !lines.isEmpty else {
            throw CommandFailure("nothingToDo", "no chain holds that token")
        }
        session.console.show(
            [
                "summary": .string(lines.joined(separator: ", ")),
                "transactions": .array(transactions), "to": .string(receiver.hex),
            ], text: (["\(receiver.checksummed) has got"] + lines).joined(separator: "\n"))
    }
}

/// The faucet of one chain.
private struct Funding {
    private let client: Client
    private let chain: NetworkFile.Chain
    private let receiver: EthereumAddress
    private let node: EthereumClient
    private let faucet: DevelopmentFaucet

    init(_ client: Client, _ chain: NetworkFile.Chain, _ receiver: EthereumAddress) throws {
        (self.client, self.chain, self.receiver) = (client, chain, receiver)
        node = EthereumClient(url: chain.rpc)
        guard let faucet = try DevelopmentFaucet(client: node) else {
            throw CommandFailure(
                "noFaucet",
                "chain \(chain.name) is not a development chain: its node holds no coins to give")
        }
        self.faucet = faucet
    }

    /// Gives coins or mints tokens, and waits until that is in a block.
    func give(_ token: TokenContractInfo) throws -> (text: String, hash: Bytes32) {
        guard let contract = EthereumAddress(padded: token.contract) else {
            throw CommandFailure("noFaucet", "chain \(chain.name) has a token without an address")
        }
        let isCoin = contract == .native
        guard isCoin || faucet.isMock(contract) else {
            throw CommandFailure(
                "noFaucet", "the token \(contract.checksummed) on chain \(chain.name) is no mock")
        }
        let text = client.session.optional("amount") ?? (isCoin ? "10" : "1000")
        guard let amount = TokenAmount.parse(text, decimals: Int(token.decimals)) else {
            throw UsageError("'--amount \(text)' has more than \(token.decimals) decimals")
        }
        let hash =
            isCoin
            ? try faucet.send(coins: amount.units, to: receiver)
            : try faucet.mint(amount.units, of: contract, to: receiver)
        try wait(for: hash)
        return (text, hash)
    }

    private func wait(for hash: Bytes32) throws {
        let end = Date() + (try client.timeoutSeconds)
        while Date() < end {
            if let receipt = try node.receipt(of: hash) {
                guard receipt.inclusion.succeeded else {
                    throw ClientError.transactionFailed(hash: "0x" + hash.hex)
                }
                return
            }
            Thread.sleep(forTimeInterval: 0.1)
        }
        throw ClientError.timedOut(waitingFor: "a transaction on chain \(chain.name)")
    }
}
