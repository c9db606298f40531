import Bytes
import Foundation
import Ledger
import Network
import RpcApi
public import Storage
import Synchronization
import Transition
import WalletSignatures

/// An oracle at work: reads, judges, signs, serves what it signed.
///
/// A class because it owns a thread and a server.
public final class OracleService<Store: KeyValueStore>: Sendable {
    private let book: OracleBook
    private let server: Server
    private let isStopping = Mutex(false)
    private let finished = DispatchSemaphore(value: 0)

    /// Starts reading and serving; throws when a chain's start cannot be read or the port is taken.
    public init(_ configuration: OracleConfiguration, store: Store) throws {
        let journal = SignatureJournal(
            store: store, key: configuration.key, network: configuration.genesis.network)
        let reader = try OracleReader(configuration)
        let book = OracleBook(
            address: configuration.key.address, network: configuration.genesis.network,
            programID: configuration.programID, judge: reader.judge)
        let endpoint = OracleEndpoint(book: book) { journal.sign(attestationOf: $0) }
        var settings = ServerConfiguration(port: configuration.port)
        settings.address = configuration.address
        server = try Server(settings, handlers: endpoint.handlers)
        self.book = book
        let poll = Double(configuration.pollMilliseconds) / 1_000
        Thread.detachNewThread { [self] in
            run(reader, journal, pollSeconds: poll)
        }
    }

    /// Where it serves.
    public var port: Int { server.port }

    /// Stops reading and serving and returns when both have ended or a chain does not answer.
    public func stop() {
        isStopping.withLock { $0 = true }
        // A call that a chain leaves unanswered is not waited for: nothing depends on its answer.
        _ = finished.wait(timeout: .now() + .seconds(4))
        server.stop()
    }

    private func run(
        _ start: OracleReader, _ journal: SignatureJournal<Store>, pollSeconds: Double
    ) {
        var reader = start
        while !isStopping.withLock({ $0 }) {
            reader.advance()
            book.update(reader)
            sign(reader, journal)
            Thread.sleep(forTimeInterval: pollSeconds)
        }
        finished.signal()
    }

    /// Signs what the judge lets it and has not been signed; an epoch's change asks for new signatures.
    private func sign(_ reader: OracleReader, _ journal: SignatureJournal<Store>) {
        let judge = reader.judge
        let first = book.firstUnsigned(judge)
        guard first <= judge.agreed, let late = reader.lateChains() else { return }
        for number in first...judge.agreed {
            for confirmation in judge.confirmations(of: number) {
                if let chain = late.first, !journal.holds(confirmation) {
                    book.raise(.committedLongAgo(number: number, chain: chain))
                    continue
                }
                do throws(JournalError) {
                    book.add(confirmation, signature: try journal.sign(confirmation))
                } catch {
                    guard case .wouldEquivocate = error else { return }
                    let alarm = OracleAlarm.wouldEquivocate(
                        number: number, chain: confirmation.chain)
                    return book.raise(alarm)
                }
            }
        }
    }
}
