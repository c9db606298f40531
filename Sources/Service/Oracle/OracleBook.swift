import Bytes
import Foundation
import Ledger
import RpcApi
import Synchronization

/// What an oracle shows: its view, its signatures, its alarms.
///
/// Shared by the reading thread and the server.
///
/// A class because two threads share it.
final class OracleBook: Sendable {
    private struct Content {
        var judge: OracleJudge
        var signatures: [UInt64: OracleSignatures] = [:]
        var alarms: [AlarmInfo] = []
        var known: Set<OracleAlarm> = []
        var heads: [ChainID: UInt64] = [:]
        var silent: Set<ChainID> = []
    }

    private let address: Bytes20
    private let network: NetworkID
    private let programID: Bytes32
    private let content: Mutex<Content>

    init(address: Bytes20, network: NetworkID, programID: Bytes32, judge: OracleJudge) {
        self.address = address
        self.network = network
        self.programID = programID
        content = Mutex(Content(judge: judge))
    }

    // The reading thread

    func update(_ reader: OracleReader) {
        content.withLock { content in
            content.judge = reader.judge
            content.heads = reader.heads
            content.silent = reader.silent
            for alarm in reader.judge.alarms { Self.note(alarm, &content) }
            content.signatures = content.signatures.filter { number, signatures in
                let confirmation = reader.judge.confirmations(of: number).first
                return confirmation?.headerHash == signatures.headerHash
            }
        }
    }

    func raise(_ alarm: OracleAlarm) {
        content.withLock { Self.note(alarm, &$0) }
    }

    func add(_ confirmation: OracleJudge.Confirmation, signature: [UInt8]) {
        var wire = OracleConfirmation()
        wire.chain = confirmation.chain
        wire.epoch = confirmation.epoch
        wire.syncHash = confirmation.syncHash
        wire.signature = Bytes65(signature) ?? Bytes65()
        content.withLock { content in
            var signed = content.signatures[confirmation.number] ?? OracleSignatures()
            signed.number = confirmation.number
            signed.headerHash = confirmation.headerHash
            signed.confirmations.removeAll { $0.chain == confirmation.chain }
            signed.confirmations.append(wire)
            content.signatures[confirmation.number] = signed
        }
    }

    /// The first block that lacks a signature for a chain at its present epoch.
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

    private static func note(_ alarm: OracleAlarm, _ content: inout Content) {
        guard content.known.insert(alarm).inserted else { return }
        var info = AlarmInfo()
        info.time = UInt64(Date().timeIntervalSince1970 * 1_000)
        info.reason = alarm.word
        info.detail = alarm.reason
        info.chain = alarm.chain
        info.blockNumber = alarm.number
        content.alarms.append(info)
        FileHandle.standardError.write(Data("ALARM \(alarm.reason)\n".utf8))
    }

    // The server

    func signatures(of number: UInt64) -> OracleSignatures? {
        content.withLock { $0.signatures[number] }
    }

    /// The public input of a range that may be attested.
    func publicInput(first: UInt64, last: UInt64) -> Bytes32? {
        content.withLock { content in
            content.judge.attestedRange(first: first, last: last).map { range in
                PublicInput.value(
                    programID: programID, previousHeaderHash: range.previous,
                    lastHeaderHash: range.last)
            }
        }
    }

    var view: OracleView {
        content.withLock { content in
            var view = OracleView()
            view.address = address
            view.networkID = network
            view.isHalted = content.judge.isHalted
            view.alarms = content.alarms
            view.signed = content.signatures.keys.max() ?? 0
            view.chains = content.judge.lastExecuted.chains.map { section in
                Self.chainView(section.chain, content)
            }
            return view
        }
    }

    var health: HealthReport {
        content.withLock { content in
            var report = HealthReport()
            report.modeText = SettlementModeName.attested.text
            report.components = content.judge.lastExecuted.chains.map { section in
                let isSilent = content.silent.contains(section.chain)
                return ComponentHealth(
                    name: "chain-\(section.chain.rawValue)", status: isSilent ? .failed : .ok,
                    detail: isSilent ? "its node does not answer" : nil)
            }
            report.alarms = content.alarms
            let isWell = content.silent.isEmpty && !content.judge.isHalted
            report.status = isWell ? .ok : .degraded
            return report
        }
    }

    private static func chainView(_ chain: ChainID, _ content: Content) -> OracleChainView {
        var view = OracleChainView()
        view.chain = chain
        view.seenBlock = content.heads[chain] ?? 0
        guard let facts = content.judge.facts(of: chain) else { return view }
        view.committed = facts.committed
        view.finalCommitted = facts.committed
        view.epoch = facts.epoch
        view.queueLength = facts.queueLength
        view.isExodus = facts.isExodus
        return view
    }
}
