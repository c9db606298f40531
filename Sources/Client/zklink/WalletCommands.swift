import Bytes
import EthereumSettlement
import Foundation
import Ledger
import Network
import Sdk
import Signatures
import WalletFiles
import WalletSignatures

/// Commands for the wallet file.
enum WalletCommands {
    static let all = [create, importKey, show, encrypt]

    private static let plain = OptionDescription(
        "plain", nil, "store the secret as it is, without a passphrase (development networks)")

    static let create = CommandDescription(
        "wallet create", "Makes a wallet file with a fresh key, encrypted with a passphrase",
        options: [plain, CommandDescription.wallet],
        examples: ["zklink wallet create", "zklink wallet create --plain --wallet alice.json"]
    ) { session in
        try refuseExisting(session)
        let wallet = try WalletFile.create(
            path: session.walletPath, protection: protection(session))
        try report(session, wallet.key.address, "wallet created")
    }

    static let importKey = CommandDescription(
        "wallet import", "Makes a wallet file from a key that you have",
        options: [
            OptionDescription(
                "key", "HEX", "64 digits (or ZKLINK_KEY, which no process list shows)"), plain,
            CommandDescription.wallet,
        ],
        examples: ["ZKLINK_KEY=0x... zklink wallet import --plain"]
    ) { session in
        guard let secret = Bytes32(hex: try session.required("key")),
            let key = WalletSecretKey(bytes: secret)
        else { throw UsageError("the key is not 64 hexadecimal digits of a secp256k1 scalar") }
        try refuseExisting(session)
        let wallet = try WalletFile.save(
            Wallet(key: key), path: session.walletPath, protection: protection(session))
        try report(session, wallet.key.address, "wallet imported")
    }

    static let show = CommandDescription(
        "wallet show", "Prints the wallet's address, never its secret",
        options: [CommandDescription.wallet], examples: ["zklink wallet show"]
    ) { session in
        try report(session, WalletFile.address(path: session.walletPath), "wallet")
    }

    static let encrypt = CommandDescription(
        "wallet encrypt",
        "Writes an encrypted copy of a plain wallet file, or with a new passphrase",
        options: [
            OptionDescription("out", "FILE", "the new file; never written over"),
            CommandDescription.wallet,
        ],
        examples: ["zklink wallet encrypt --wallet plain.json --out wallet.json"]
    ) { session in
        let out = session.path(try session.required("out"))
        let wallet = try session.wallet.load(session)
        _ = try WalletFile.save(
            wallet, path: out, protection: .passphrase(Passphrase.new(session)))
        session.console.show(
            ["address": .string("0x" + wallet.key.address.hex), "file": .string(out)],
            text: "encrypted in \(out): delete \(session.walletPath) when you have tried it")
    }

    /// Refuses before a passphrase is asked for.
    private static func refuseExisting(_ session: Session) throws {
        guard !FileManager.default.fileExists(atPath: session.walletPath) else {
            throw WalletFileError.exists(path: session.walletPath)
        }
    }

    private static func protection(_ session: Session) throws -> WalletProtection {
        session.has("plain") ? .plain : .passphrase(try Passphrase.new(session))
    }

    private static func report(
        _ session: Session, _ owner: Bytes20, _ summary: String
    ) throws {
        let address = EthereumAddress(owner).checksummed
        var result: JSONObject = [
            "address": .string("0x" + owner.hex), "file": .string(session.walletPath),
        ]
        var text = "\(summary): \(address)\nfile \(session.walletPath)"
        // The trading key needs the secret, for which a passphrase is not asked just to show it.
        if session.optional("network") != nil,
            let wallet = try? WalletFile.load(path: session.walletPath)
        {
            let network = try Client.networkFile(session).networkID
            let key = wallet.tradingKey(network: network, slot: KeySlot(0)).publicKey
            result["tradingKey"] = .string("0x" + key.hex)
            text += "\ntrading key 0x\(key.hex)"
        }
        session.console.show(.object(result), text: text)
    }
}
