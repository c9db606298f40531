import Ledger
import Network
import RpcApi
public import Settling
import Synchronization

/// An oracle reached over HTTP.
///
/// An oracle that leaves a call unanswered is not asked again for a while, so that it delays no
/// driver.
public final class OracleClient: OraclePort {
    private let client: JSONRPCClient
    private let quietUntil = Mutex<ContinuousClock.Instant?>(nil)

    /// A client of the oracle at a URL.
    public init(url: String) {
        client = JSONRPCClient(
            url: url,
            configuration: HTTPClientConfiguration(
                timeoutMilliseconds: NodeLimits.oracleTimeoutMilliseconds,
                connectTimeoutMilliseconds: NodeLimits.oracleConnectMilliseconds,
                maximumResponseByteCount: NodeLimits.oracleAnswerByteCount,
                maximumIdleCount: NodeLimits.oracleIdleConnections))
    }

    private func ask(_ method: String, _ parameters: JSON) -> JSON? {
        if let until = quietUntil.withLock({ $0 }), ContinuousClock.now < until { return nil }
        do throws(NetworkError) {
            return try client.call(method, parameters)
        } catch {
            guard case .timedOut = error else { return nil }
            let pause = Duration.milliseconds(NodeLimits.oraclePauseMilliseconds)
            quietUntil.withLock { $0 = .now + pause }
            return nil
        }
    }

    /// The last block final on every chain for the oracle; `nil` when it is unreachable or halted.
    public func finalBlock() -> UInt64? {
        guard let json = ask(OracleViewMethod.name, NoParameters().wire),
            let view = try? OracleViewMethod.result(json), !view.isHalted
        else { return nil }
        return view.chains.map(\.finalCommitted).min() ?? 0
    }

    /// The oracle's confirmations of a block; empty when it is unreachable.
    public func confirmations(number: UInt64) -> [OracleVote] {
        let parameters = OracleSignaturesMethod.Parameters(number: number)
        guard let json = ask(OracleSignaturesMethod.name, parameters.wire),
            let result = try? OracleSignaturesMethod.result(json)
        else { return [] }
        return result.confirmations.map {
            OracleVote(
                chain: $0.chain, epoch: $0.epoch, syncHash: $0.syncHash, signature: $0.signature)
        }
    }
}
