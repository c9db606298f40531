internal import Network
internal import Settlement

extension EthereumError {
    /// The corresponding error of the chain-neutral port.
    var settlementError: SettlementError {
        switch self {
        case .transport(let error): Self.settlementError(error)
        case .remote(let code, let message): .refused(code: code, message: message)
        case .reverted(let reason): .wouldRevert(reason: reason)
        case .malformed(let method, _): .malformedAnswer(method: method)
        case .truncated, .limitExceeded, .invalidValue, .notCanonical:
            .malformedAnswer(method: "contract")
        case .undecodableEvent(let name): .malformedAnswer(method: name)
        case .outOfRange(let field): .outOfRange(field: field)
        case .wrongChain(let expected, let actual):
            .wrongChain(expected: expected, actual: actual)
        case .unknownBlock(let number): .unknownBlock(number: number)
        case .nodesDisagree(let number): .nodesDisagree(blockNumber: number)
        case .cannotSign: .outOfRange(field: "key")
        }
    }

    private static func settlementError(_ error: NetworkError) -> SettlementError {
        switch error {
        case .connectionFailed, .timedOut, .invalidURL, .httpStatus, .closed: .unreachable
        default: .malformedAnswer(method: "transport")
        }
    }
}

/// Runs a question and converts its error to one of the port.
func withSettlementErrors<Answer>(
    _ ask: () throws(EthereumError) -> Answer
) throws(SettlementError) -> Answer {
    do throws(EthereumError) {
        return try ask()
    } catch {
        throw error.settlementError
    }
}
