import Bytes
import Sdk
import WalletFiles
import WalletSignatures

/// The wallet of a command, whose file is decrypted once, when its key is first used.
///
/// A class because commands pass their session by value. To be used from one thread.
final class SessionWallet {
    private var known: Wallet?

    /// The wallet of the session.
    func load(_ session: Session) throws -> Wallet {
        if let known { return known }
        var failure: (any Error)?
        do {
            let wallet = try WalletFile.load(path: session.walletPath) {
                do {
                    return try Passphrase.existing(session)
                } catch {
                    failure = error
                    return nil
                }
            }
            known = wallet
            return wallet
        } catch {
            throw failure ?? error
        }
    }
}
