import Ledger
import Signatures

// Single operations.
extension BlockExecutor {
    enum Step {
        case applied
        case rejected(Rejection)
        case blockFull
    }

    /// Executes an operation of some bytes and verifies its signature if a message is given; one that
    /// is not applied leaves no trace.
    mutating func step<Rule: SignedRule>(
        _ rule: Rule, _ head: SignedHead, _ message: SignedMessage?, byteCount bytes: Int
    ) -> Step {
        guard hasRoom(for: bytes) else { return .blockFull }
        ledger.begin(isSigned: true)
        do throws(Rejection) {
            try execute(rule, head, message)
            guard ledger.payouts.isEmpty || takePayouts() else { return .blockFull }
            append(byteCount: bytes)
            block.lastFee = head.fee
            return .applied
        } catch {
            ledger.drop()
            return .rejected(error)
        }
    }

    /// Executes an entry; a failed one is consumed too, its refund being in `ledger.payouts`.
    mutating func step(
        _ entry: PriorityEntry, chainIndex: Int, byteCount bytes: Int
    ) -> Step {
        guard hasRoom(for: bytes) else { return .blockFull }
        ledger.begin(isSigned: false)
        var step: Step
        do throws(Rejection) {
            try execute(entry)
            step = .applied
        } catch {
            ledger.undo()
            refund(entry)
            step = .rejected(error)
        }
        guard ledger.payouts.isEmpty || takePayouts() else { return .blockFull }
        append(byteCount: bytes)
        let before = block.chains[chainIndex].queueHash
        block.chains[chainIndex].queueHash = entry.operation.rollingHash(after: before)
        block.chains[chainIndex].queueCount += 1
        return step
    }

    private mutating func execute(_ entry: PriorityEntry) throws(Rejection) {
        var operation = entry.operation
        try operation.accept(&ledger, QueuePosition(chain: entry.chain, index: entry.index))
    }

    private func hasRoom(for bytes: Int) -> Bool {
        block.operationCount < UInt32(LedgerLimits.maximumOperations)
            && Int(block.byteCount) + bytes <= LedgerLimits.maximumBlockBytes
    }

    private mutating func append(byteCount bytes: Int) {
        block.operationCount += 1
        block.byteCount += UInt32(bytes)
    }

    func chainIndex(of chain: ChainID) -> Int? {
        let sections = block.previous.chains
        for chainIndex in 0..<sections.count where sections[chainIndex].chain == chain {
            return chainIndex
        }
        return nil
    }

    /// Adds the operation's payouts to their chains, or undoes the operation.
    ///
    /// Returns whether every chain had room.
    private mutating func takePayouts() -> Bool {
        for index in 0..<ledger.payouts.count {
            let ordered = ledger.payouts[index]
            if let chainIndex = chainIndex(of: ordered.chain),
                block.chains[chainIndex].operationCount
                    < UInt32(LedgerLimits.maximumChainOperations)
            {
                chainOperations[chainIndex].append(.payout(ordered.payout))
                block.chains[chainIndex].operationCount += 1
                continue
            }
            for taken in ledger.payouts[..<index] {
                guard let chainIndex = chainIndex(of: taken.chain) else { continue }
                chainOperations[chainIndex].removeLast()
                block.chains[chainIndex].operationCount -= 1
            }
            ledger.drop()
            return false
        }
        return true
    }
}
