import Bytes
import Dispatch
import Ledger
import Network
import RpcApi
import Scheduling
public import Storage
import Synchronization
import Transition
import WalletSignatures

/// A running oracle: reads, judges, signs, and serves its signatures.
///
/// A class because it owns a thread and a server.
public final class OracleService<Store: KeyValueStore>: Sendable {
    private let reader: Mutex<OracleReader>
    private let journal: SignatureJournal<Store>
    private let status: OracleStatus
    private let endpoint: OracleEndpoint
    private let server: Server
    private let thread = RepeatingThread()

    /// Starts reading and serving; throws when a chain's start cannot be read or the port is taken.
    public init(_ configuration: OracleConfiguration, store: Store) throws {
        let journal = SignatureJournal(
            store: store, key: configuration.key, network: configuration.genesis.network)
        let reader = try OracleReader(configuration)
        let status = OracleStatus(
            address: configuration.key.address, network: configuration.genesis.network,
            judge: reader.judge, clock: configuration.clock, log: configuration.log)
        let endpoint = OracleEndpoint(status: status, version: configuration.version)
        var settings = ServerConfiguration(port: configuration.port)
        settings.address = configuration.address
        server = try Server(settings, handlers: endpoint.handlers)
        self.endpoint = endpoint
        self.reader = Mutex(reader)
        self.journal = journal
        self.status = status
        let pollMilliseconds = configuration.pollMilliseconds
        thread.start("zkl-oracle") { [self] in
            advance()
            return .milliseconds(pollMilliseconds)
        }
    }

    /// The port on which the oracle listens.
    public var port: Int { server.port }

    /// Stops reading and serving; returns when both have ended, or a chain does not answer in time.
    public func stop() {
        // A call that a chain leaves unanswered is not awaited: nothing depends on its answer.
        thread.stop(limit: .now() + .milliseconds(OracleLimits.stopPatienceMilliseconds))
        server.stop()
        endpoint.stop()
    }

    /// Runs one round of reading and signing, on the oracle's thread.
    private func advance() {
        reader.withLock { reader in
            reader.advance()
            status.update(reader)
            let refused = reader.isTrusting ? sign(reader) : []
            status.raise(reader.judge.alarms + reader.faults + refused)
        }
    }

    /// Signs the judge's confirmations not signed yet; a new epoch needs new signatures.
    ///
    /// Returns the reasons why some are refused.
    private func sign(_ reader: OracleReader) -> [OracleAlarm] {
        let judge = reader.judge
        let (first, last) = (status.firstUnsigned(judge), judge.agreed)
        guard first <= last, let late = reader.lateChains() else { return [] }
        var refused: [OracleAlarm] = []
        for number in first...last {
            for confirmation in judge.confirmations(of: number) {
                if let chain = late.first, !journal.holds(confirmation) {
                    refused.append(.commitTooOld(number: number, chain: chain))
                    continue
                }
                do throws(JournalError) {
                    status.add(confirmation, signature: try journal.sign(confirmation))
                } catch {
                    guard case .wouldEquivocate = error else { return refused }
                    refused.append(
                        .wouldEquivocate(number: number, chain: confirmation.chain))
                    return refused
                }
            }
        }
        return refused
    }
}
