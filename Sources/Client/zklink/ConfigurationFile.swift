import Bytes
import EthereumSettlement
import Foundation
import Ledger
import Network
import Sdk
import Settlement
import Transition
import WalletFiles
import WalletSignatures

/// A process's configuration file: checked keys, typed values, paths relative to the file.
struct ConfigurationFile {
    let session: Session
    let network: NetworkFile

    /// Refuses keys that are not in `known`, so that a misspelt one is not silently ignored.
    init(_ session: Session, known: Set<String>) throws {
        try ClientConfiguration.refuseUnknown(session.file, known: known, in: "the configuration")
        self.session = session
        network = try Client.networkFile(session)
    }

    /// The network's block 0.
    var genesis: Genesis {
        get throws { try GenesisFile.genesis(session.readNetwork()) }
    }

    var program: ProvenProgram {
        get throws {
            guard let id = Bytes32(hex: network.programID) else {
                throw InputError("the network file's programId is not 32 bytes")
            }
            guard let keyRoot = Bytes32(hex: network.keyRoot) else {
                throw InputError("the network file's keyRoot is not 32 bytes")
            }
            return ProvenProgram(id: id, keyRoot: keyRoot)
        }
    }

    var dataChain: ChainID {
        get throws {
            let carriers = network.chains.filter(\.isDataChain)
            guard carriers.count == 1 else {
                throw InputError("the network file must mark exactly one chain with dataChain")
            }
            guard network.chains.allSatisfy({ $0.id >= carriers[0].id }) else {
                throw InputError("the chain with dataChain must be that with the lowest number")
            }
            return carriers[0].id
        }
    }

    /// The key in the file that an option names.
    func key(_ option: String) throws -> WalletSecretKey {
        try WalletFile.loadKey(path: session.path(session.required(option))) {
            try? Passphrase.existing(session)
        }
    }

    /// The data directory, created if it does not exist.
    func dataDirectory() throws -> String {
        let path = session.path(try session.required("data-directory"))
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        } catch {
            throw InputError("cannot make the data directory \(path)")
        }
        return path
    }

    /// `address:port` of an option.
    func listen(_ option: String = "listen") throws -> (address: String, port: Int) {
        let text = try session.required(option)
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...])
        else { throw InputError("'\(option)' is not ADDRESS:PORT: \(text)") }
        return (String(text[..<colon]), Int(port))
    }
}

extension NetworkFile.Chain {
    /// The address of the custody contract.
    var contractAddress: Bytes20 { get throws { try address(contract, "contract") } }

    /// The address of the `BlockLedger` contract.
    var ledgerAddress: Bytes20 { get throws { try address(blockLedger, "blockLedger") } }

    /// The addresses of the network's contracts but the custody contract.
    var otherAddresses: [Bytes20] {
        get throws {
            try [ledgerAddress] + otherContracts.map { try address($0, "otherContracts") }
        }
    }

    private func address(_ text: String, _ member: String) throws -> Bytes20 {
        guard let address = Bytes20(hex: text) else {
            throw InputError("chain \(name) has no valid \(member)")
        }
        return address
    }

    /// The chain through these nodes, of which `required` must answer; `nil`: all.
    func settlement(
        urls: [String], depth: UInt64, required: Int? = nil, timeoutMilliseconds: Int = 10_000
    ) throws -> EthereumSettlementChain {
        guard !urls.isEmpty else { throw InputError("chain \(name) has no rpc") }
        func client(_ url: String) -> EthereumClient {
            EthereumClient(url: url, timeoutMilliseconds: timeoutMilliseconds)
        }
        return EthereumSettlementChain(
            chain: id, evmChainID: evmChainID,
            contracts: ZkLinkContracts(
                zklink: EthereumAddress(try contractAddress),
                blockLedger: EthereumAddress(try ledgerAddress)),
            confirmationDepth: depth, clients: urls.map(client), required: required)
    }
}

/// Reader of the members of a network file that determine its genesis.
enum GenesisFile {
    /// Needs `networkId`, `feeOwner`, and of each chain its number and `evmChainId`.
    static func genesis(_ json: JSON) throws -> Genesis {
        guard let id: UInt32 = json["networkId"]?.integerValue(),
            let owner = json["feeOwner"]?.stringValue.flatMap({ Bytes20(hex: $0) })
        else { throw InputError("the network file needs networkId and feeOwner (0x, 40 digits)") }
        let chains = try (json["chains"]?.arrayValue ?? []).map { chain -> GenesisChain in
            guard let number = chain["chain"]?.integerValue(as: UInt8.self),
                let evmChainID = chain["evmChainId"]?.integerValue(as: UInt64.self)
            else { throw InputError("each chain of the network file needs chain and evmChainId") }
            return GenesisChain(ChainID(number), evmChainID: evmChainID)
        }
        do {
            return try Genesis(
                network: NetworkID(id), chains: chains, feeOwner: ChainAddress(evm: owner))
        } catch {
            throw InputError("the network file's chains must be different numbers from 1 to 254")
        }
    }
}

extension Session {
    /// The network file as JSON.
    func readNetwork() throws -> JSON { try Self.readJSON(path(required("network"))) }
}
