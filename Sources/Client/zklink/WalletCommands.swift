import Bytes
import EthereumSettlement
import Ledger
import Network
import Sdk
import Signatures
import WalletFiles
import WalletSignatures

/// Commands for the wallet file.
enum WalletCommands {
    static let all = [create, importKey, show]

    static let create = CommandDescription(
        "wallet create", "Makes a wallet file with a fresh key",
        options: [CommandDescription.wallet], examples: ["zklink wallet create"]
    ) { session in
        try report(session, WalletFile.create(path: session.walletPath), "wallet created")
    }

    static let importKey = CommandDescription(
        "wallet import", "Makes a wallet file from a key that you have",
        options: [
            OptionDescription(
                "key", "HEX", "64 digits (or ZKLINK_KEY, which no process list shows)"),
            CommandDescription.wallet,
        ],
        examples: ["ZKLINK_KEY=0x... zklink wallet import"]
    ) { session in
        guard let secret = Bytes32(hex: try session.required("key")),
            let key = WalletSecretKey(bytes: secret)
        else { throw UsageError("the key is not 64 hexadecimal digits of a secp256k1 scalar") }
        let wallet = try WalletFile.save(Wallet(key: key), path: session.walletPath)
        try report(session, wallet, "wallet imported")
    }

    static let show = CommandDescription(
        "wallet show", "Prints the wallet's address, never its secret",
        options: [CommandDescription.wallet], examples: ["zklink wallet show"]
    ) { session in
        try report(session, WalletFile.load(path: session.walletPath), "wallet")
    }

    private static func report(_ session: Session, _ wallet: Wallet, _ summary: String) throws {
        var result: JSONObject = [
            "address": .string("0x" + wallet.key.address.hex),
            "file": .string(session.walletPath),
        ]
        let address = EthereumAddress(wallet.key.address).checksummed
        var text = "\(summary): \(address)\nfile \(session.walletPath)"
        if session.optional("network") != nil {
            let network = try Client.networkFile(session).networkID
            let key = wallet.tradingKey(network: network, slot: KeySlot(0)).publicKey
            result["tradingKey"] = .string("0x" + key.hex)
            text += "\ntrading key 0x\(key.hex)"
        }
        session.console.show(.object(result), text: text)
    }
}
