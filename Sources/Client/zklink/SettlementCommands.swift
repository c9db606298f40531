import Bytes
import EthereumSettlement
import Foundation
import Ledger
import Network
import Node
import Sdk
import Settlement
import Settling
import Transition
import WalletFiles

/// Commands that settle blocks and open the exits of a chain: anyone may use them, without a node.
enum SettlementCommands {
    static let all = [state, prove, confirm, execute, revert, exodus, refund]

    private static let common = [
        OptionDescription("chain", "CHAIN", "chain to act on"),
        OptionDescription("timeout", "SECONDS", "how long to wait (default 120)"),
        CommandDescription.wallet,
    ]
    private static let last = OptionDescription(
        "to", "BLOCK", "last block (default: as many as can)")
    private static let oracles = OptionDescription(
        "oracles", "URL,URL", "oracles to ask for signatures")

    static let state = CommandDescription(
        "chain state", "Shows what a chain's contracts have reached, and what anyone can do now",
        options: [OptionDescription("chain", "CHAIN", "chain to look at")],
        examples: ["zklink chain state --chain A"]
    ) { session in
        let settlement = try ChainSettlement(session)
        let progress = try settlement.chain.progress()
        session.console.show(progress.json, text: progress.text)
    }

    static let prove = CommandDescription(
        "chain prove", "Brings a proof of committed blocks to a chain",
        options: [
            OptionDescription(
                "proof", "FILE", "a wrapped proof, as a prover's queue gives it (mode validity)")
        ] + common,
        examples: ["zklink chain prove --chain A --proof jobs/wrap"]
    ) { session in
        let settlement = try ChainSettlement(session)
        let progress = try settlement.chain.progress()
        let identity = try settlement.chain.identity()
        let proof = try ProofFinder(settlement.chain, progress, identity.program).find(
            identity.mode == .unproven ? nil : session.path(try session.required("proof")))
        try settlement.send(.operator(.prove(proof)), "proven up to block \(proof.last)")
    }

    static let confirm = CommandDescription(
        "chain confirm", "Brings the oracles' confirmations of blocks to a chain",
        options: [oracles, last] + common,
        examples: [
            "zklink chain confirm --chain A --oracles http://127.0.0.1:9201,http://127.0.0.1:9202"
        ]
    ) { session in
        let settlement = try ChainSettlement(session)
        let progress = try settlement.chain.progress()
        let last = try settlement.block("to", in: progress.confirmed...progress.committed)
        let signatures = try settlement.collector().confirmations(
            of: settlement.signed(last), chain: settlement.chain.chain, epoch: progress.epoch,
            members: settlement.chain.oracles())
        guard let signatures else { throw ChainSettlement.tooFew }
        try settlement.send(
            .operator(.confirm(number: last, signatures: signatures)),
            "confirmed up to block \(last)")
    }

    static let execute = CommandDescription(
        "chain execute", "Executes blocks that are proven and confirmed, so that they are paid",
        options: [last]
            + common,
        examples: ["zklink chain execute --chain A"]
    ) { session in
        let settlement = try ChainSettlement(session)
        let progress = try settlement.chain.progress()
        let last = try settlement.block("to", in: progress.executed...progress.executable)
        let numbers = progress.executed + 1...last
        let found = try settlement.history.commitments(numbers)
        let user = try settlement.user()
        for first in stride(
            from: numbers.lowerBound, through: last, by: SettlingLimits.blocksPerExecute)
        {
            let end = min(last, first + UInt64(SettlingLimits.blocksPerExecute) - 1)
            let operations = try (first...end).map { number in
                guard let commitment = found[number] else {
                    throw ChainSettlement.missing("the commit of block \(number)")
                }
                return commitment.encodedOperations
            }
            try settlement.perform(.operator(.execute(operations: operations)), user)
        }
        settlement.show(user, "executed up to block \(last)")
    }

    static let revert = CommandDescription(
        "chain revert", "Takes back overdue blocks that are not both proven and confirmed",
        options: [
            OptionDescription("to", "BLOCK", "last block to keep (default: the last executable)")
        ] + common,
        examples: ["zklink chain revert --chain A"]
    ) { session in
        let settlement = try ChainSettlement(session)
        let progress = try settlement.chain.progress()
        guard progress.committed > progress.executable else {
            throw ChainSettlement.nothing("no block can be reverted")
        }
        let highest = Int(clamping: progress.committed - 1)
        let lowest = Int(clamping: progress.executable)
        let to = UInt64(try session.integer("to", in: lowest...highest, default: lowest))
        try settlement.send(.operator(.revertBlocks(to: to)), "reverted to block \(to)")
    }

    static let exodus = CommandDescription(
        "chain exodus", "Ends normal operation of a chain for good, once its queue is overdue",
        options: common, examples: ["zklink chain exodus --chain A"]
    ) { session in
        let settlement = try ChainSettlement(session)
        let progress = try settlement.chain.progress()
        guard !progress.isExodus else { throw ChainSettlement.nothing("the chain is in exodus") }
        guard progress.queueExecuted < progress.queueLength else {
            throw ChainSettlement.nothing("the queue is empty: no entry can be overdue")
        }
        let block = try settlement.blockTaking(progress.queueExecuted, progress)
        try settlement.send(
            .user(.activateExodus(takingBlock: block)),
            "exodus activated: 'zklink chain refund' refunds the queue")
    }

    static let refund = CommandDescription(
        "chain refund", "Refunds the queue entries of a chain in exodus, in order, to their owners",
        options: [OptionDescription("count", "N", "entries to refund (default: all)")] + common,
        examples: ["zklink chain refund --chain A", "zklink claim --chain A --token USDC"]
    ) { session in
        let settlement = try ChainSettlement(session)
        let progress = try settlement.chain.progress()
        guard progress.isExodus else {
            throw ChainSettlement.nothing("the chain is not in exodus: see 'zklink chain exodus'")
        }
        let start = try settlement.chain.queueRefunded()
        guard start < progress.queueLength else { throw ChainSettlement.nothing("all is refunded") }
        let left = Int(clamping: progress.queueLength - start)
        let count = UInt64(try session.integer("count", in: 1...left, default: left))
        let entries = try settlement.history.entries(start..<start + count)
        let user = try settlement.user()
        for index in start..<start + count {
            guard let operation = entries[index] else {
                throw ChainSettlement.missing("queue entry \(index)")
            }
            session.console.progress("refunding entry \(index)")
            try settlement.perform(.user(.refundEntry(operation: operation.encoded)), user)
        }
        session.console.endProgress()
        settlement.show(user, "\(count) entries refunded: 'zklink claim' pays them out")
    }
}
