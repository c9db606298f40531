public import Bytes
public import Ledger
import Network
public import RpcApi
import Synchronization

/// What a node asks one oracle for.
public protocol OraclePort: Sendable {
    /// The last block that it holds for final on every chain; `nil` when it is away or has halted.
    func finalBlock() -> UInt64?
    /// A signature that the range was re-executed.
    func attestation(first: UInt64, last: UInt64) -> (publicInput: Bytes32, signature: Bytes65)?
    /// Its confirmations of a block.
    func confirmations(number: UInt64) -> [OracleVote]
}

/// An oracle's confirmation of a block on a chain.
public struct OracleVote: Equatable, Sendable {
    /// The chain.
    public let chain: ChainID
    /// How often that chain had reverted blocks.
    public let epoch: UInt32
    /// The chained hash up to the block.
    public let syncHash: Bytes32
    /// Over the confirmation digest.
    public let signature: Bytes65

    /// A confirmation with these fields.
    public init(chain: ChainID, epoch: UInt32, syncHash: Bytes32, signature: Bytes65) {
        (self.chain, self.epoch) = (chain, epoch)
        (self.syncHash, self.signature) = (syncHash, signature)
    }
}

/// An oracle reached over HTTP.
///
/// One that leaves a call unanswered is not asked again for a while, so that it slows nobody down.
public final class OracleClient: OraclePort {
    private let client: JSONRPCClient
    private let quietUntil = Mutex<ContinuousClock.Instant?>(nil)

    /// An oracle at an address.
    public init(url: String) {
        client = JSONRPCClient(
            url: url,
            configuration: HTTPClientConfiguration(
                timeoutMilliseconds: NodeLimits.oracleTimeoutMilliseconds,
                connectTimeoutMilliseconds: 2_000,
                maximumResponseByteCount: 1 << 20, maximumIdleCount: 4))
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

    /// The last block that it holds for final on every chain; `nil` when it is away or has halted.
    public func finalBlock() -> UInt64? {
        guard let json = ask(OracleViewMethod.name, NoParameters().wire),
            let view = try? OracleViewMethod.result(json), !view.isHalted
        else { return nil }
        return view.chains.map(\.finalCommitted).min() ?? 0
    }

    /// A signature that the range was re-executed; `nil` when the oracle refuses or is away.
    public func attestation(
        first: UInt64, last: UInt64
    ) -> (publicInput: Bytes32, signature: Bytes65)? {
        let parameters = OracleAttestMethod.Parameters(first: first, last: last)
        guard let json = ask(OracleAttestMethod.name, parameters.wire),
            let result = try? OracleAttestMethod.result(json)
        else { return nil }
        return (result.publicInput, result.signature)
    }

    /// Its confirmations of a block; none when it is away.
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
