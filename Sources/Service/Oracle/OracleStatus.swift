import Bytes
import Ledger
import RpcApi
import Scheduling
import Settlement
import Synchronization

/// The view, signatures and alarms of an oracle for its interface.
///
/// A class because the reading thread and the server share it.
final class OracleStatus: Sendable {
    private struct Content {
        var judge: OracleJudge
        var mode = SettlementMode.unproven
        var signatures: [UInt64: OracleSignatures] = [:]
        var alarms: [OracleAlarm: AlarmInfo] = [:]
        var isTrusting = false
        var heads: [ChainID: UInt64] = [:]
        var unreachableChains: Set<ChainID> = []

        /// Whether nothing new is signed.
        var isHalted: Bool { judge.isHalted || !isTrusting }

        /// The raised alarms, oldest first.
        var raised: [AlarmInfo] {
            alarms.values.sorted { ($0.time, $0.reason) < ($1.time, $1.reason) }
        }
    }

    private let address: Bytes20
    private let network: NetworkID
    private let clock: any WallClock
    private let log: @Sendable (String) -> Void
    private let content: Mutex<Content>

    /// The status of an oracle that has read nothing; `log` writes lines for the operator.
    init(
        address: Bytes20, network: NetworkID, judge: OracleJudge, clock: any WallClock,
        log: @escaping @Sendable (String) -> Void
    ) {
        (self.address, self.network) = (address, network)
        (self.clock, self.log) = (clock, log)
        content = Mutex(Content(judge: judge))
    }
}

// MARK: The reading thread

extension OracleStatus {
    func update(_ reader: OracleReader) {
        content.withLock { content in
            content.judge = reader.judge
            content.mode = reader.mode
            content.heads = reader.heads
            content.unreachableChains = reader.unreachableChains
            content.isTrusting = reader.isTrusting
            // Signatures of reverted blocks are useless.
            content.signatures = content.signatures.filter { number, signatures in
                let confirmation = reader.judge.confirmations(of: number).first
                return confirmation?.headerHash == signatures.headerHash
            }
        }
    }

    /// Replaces the raised alarms; those raised before keep their time.
    func raise(_ alarms: [OracleAlarm]) {
        content.withLock { content in
            for alarm in content.alarms.keys where !alarms.contains(alarm) {
                content.alarms[alarm] = nil
                log("ALARM cleared: \(alarm.reason)")
            }
            for alarm in alarms where content.alarms[alarm] == nil {
                content.alarms[alarm] = AlarmInfo(
                    time: clock.nowMilliseconds, reason: alarm.word, chain: alarm.chain,
                    blockNumber: alarm.number, detail: alarm.reason)
                log("ALARM raised: \(alarm.reason)")
            }
        }
    }

    func add(_ confirmation: OracleJudge.Confirmation, signature: Bytes65) {
        let wire = OracleConfirmation(
            chain: confirmation.chain, epoch: confirmation.epoch,
            syncHash: confirmation.syncHash, signature: signature)
        content.withLock { content in
            var signed =
                content.signatures[confirmation.number]
                ?? OracleSignatures(
                    number: confirmation.number, headerHash: confirmation.headerHash,
                    confirmations: [])
            signed.confirmations.removeAll { $0.chain == confirmation.chain }
            signed.confirmations.append(wire)
            content.signatures[confirmation.number] = signed
        }
    }

    /// The first block without a signature for some chain at its present epoch.
    func firstUnsigned(_ judge: OracleJudge) -> UInt64 {
        content.withLock { content in
            var number = judge.agreed
            while number >= 1 {
                let wanted = judge.confirmations(of: number)
                let signed = content.signatures[number]?.confirmations ?? []
                let isComplete = wanted.allSatisfy { confirmation in
                    signed.contains {
                        $0.chain == confirmation.chain && $0.epoch == confirmation.epoch
                    }
                }
                if isComplete { break }
                number -= 1
            }
            return number + 1
        }
    }
}

// MARK: The server

extension OracleStatus {
    func signatures(of number: UInt64) -> OracleSignatures? {
        content.withLock { $0.signatures[number] }
    }

    var view: OracleView {
        content.withLock { content in
            OracleView(
                address: address, networkID: network, isHalted: content.isHalted,
                alarms: content.raised,
                chains: content.judge.chains.map { Self.chainView($0, content) },
                signed: content.signatures.keys.max() ?? 0)
        }
    }

    var health: HealthReport {
        content.withLock { content in
            let isWell = content.unreachableChains.isEmpty && !content.isHalted
            return HealthReport(
                status: isWell ? .ok : .degraded,
                modeText: (content.mode == .validity ? SettlementModeName.validity : .unproven)
                    .text,
                isSimulated: false,
                components: content.judge.chains.map { chain in
                    let isSilent = content.unreachableChains.contains(chain)
                    return ComponentHealth(
                        name: "chain-\(chain.rawValue)",
                        status: isSilent ? .failed : .ok,
                        detail: isSilent ? "its node does not answer" : nil)
                },
                alarms: content.raised)
        }
    }

    private static func chainView(_ chain: ChainID, _ content: Content) -> OracleChainView {
        let facts = content.judge.facts(of: chain)
        let committed = facts?.committed ?? 0
        return OracleChainView(
            chain: chain, seenBlock: content.heads[chain] ?? 0, committed: committed,
            finalCommitted: committed, epoch: facts?.epoch ?? 0,
            queueLength: facts?.queueLength ?? 0, isExodus: facts?.isExodus ?? false)
    }
}
