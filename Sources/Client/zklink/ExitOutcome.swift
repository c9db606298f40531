import EthereumSettlement
import Ledger
import Network
import RpcApi
import Sdk
import Settlement
import WalletFiles

/// The outcome of an error: exit status, code, reason and advice.
struct ExitOutcome {
    /// 1 refused, 2 unknown outcome, 64 usage, 65 input.
    let status: Int32
    let code: Int
    let reason: String
    let message: String
    /// Findings, printed beside the error.
    private(set) var result: JSON?

    init(_ error: any Error) {
        switch error {
        case let error as UsageError:
            self.init(64, 64, "usage", error.message)
        case let error as InputError:
            self.init(65, 65, error.reason, error.message)
        case let error as CommandFailure:
            self.init(1, 1, error.reason, error.message)
            result = error.result
        case let error as WalletFileError:
            self.init(65, 65, "wallet", Self.text(error))
        case let error as ClientError:
            self.init(error)
        case let error as SettlementError:
            self.init(.chain(error))
        case EthereumError.transport:
            self.init(.chain(.unreachable))
        case let error as EthereumError:
            self.init(1, 1, "chain", "a chain's node refused: \(ErrorText.words(error))")
        case let error as RpcApiError:
            self.init(64, 64, "usage", error.message)
        default:
            self.init(1, 1, "failed", ErrorText.words(error))
        }
    }

    private init(_ status: Int32, _ code: Int, _ reason: String, _ message: String) {
        (self.status, self.code, self.reason, self.message) = (status, code, reason, message)
    }

    private init(_ error: ClientError) {
        switch error {
        case .refused(let failure):
            self.init(1, failure.code, failure.reason.rawValue, failure.message)
        case .unknownOutcome(let network):
            self.init(
                2, 2, "unknownOutcome",
                "no answer from the node (\(ErrorText.words(network))). Is it running? The operation may have been applied: see 'zklink status'"
            )
        case .malformedAnswer(let method, let error):
            self.init(
                1, 1, "malformedAnswer",
                "the node's answer to \(method) is not valid: \(error.message)")
        case .chain(.unreachable):
            self.init(
                2, 2, "chainUnreachable",
                "a chain's node does not answer: see 'rpc' in the network file")
        case .chain(.refused(_, let message)):
            self.init(1, 1, "chain", "the chain's node refused: \(message)")
        case .chain(.wouldRevert(let reason)):
            self.init(1, 1, "wouldRevert", "the contract refuses it: \(reason)")
        case .chain(let error):
            self.init(1, 1, "chain", "a chain refused: \(ErrorText.words(error))")
        case .transactionFailed(let hash):
            self.init(1, 1, "transactionFailed", "transaction \(hash) reverted")
        case .feeAboveLimit(let fee):
            self.init(
                1, 1, "feeAboveLimit",
                "the network asks a fee of \(TokenAmount.format(fee.amount)) of token \(fee.token.rawValue), which is above the limit"
            )
        case .timedOut(let what):
            self.init(
                2, 2, "timedOut",
                "gave up waiting for \(what). It may still happen: see 'zklink status', or wait longer with --timeout"
            )
        }
    }

    private static func text(_ error: WalletFileError) -> String {
        switch error {
        case .missing(let path): "there is no wallet at \(path): 'zklink wallet create' makes one"
        case .exists(let path): "\(path) exists and is never overwritten: choose another --wallet"
        case .readableByOthers(let path): "others may read \(path): chmod 600 it"
        case .malformed(let path): "\(path) is no wallet file"
        case .encrypted(let path):
            "\(path) is encrypted: type its passphrase on a terminal, or set ZKLINK_PASSPHRASE or ZKLINK_PASSPHRASE_FILE"
        case .wrongPassphrase(let path): "this is not the passphrase of \(path)"
        case .notWritten(let path): "cannot write \(path)"
        }
    }
}
