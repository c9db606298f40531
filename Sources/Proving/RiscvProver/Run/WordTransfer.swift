import Fields
import RiscvCircuits

/// A row of input or output: a call, or one of its words.
struct WordTransfer {
    /// The clock of the call.
    let clock: UInt32
    /// The index of the word; in the row of a call the index before the first.
    let cell: Goldilocks
    /// Number of words after this one.
    let remaining: UInt32
    /// Number of words that all calls moved before.
    let position: UInt32
    /// The limbs of the time between this call and the one before, less one.
    let callGap: (low: UInt32, high: UInt32)
    /// The access of a word, `nil` for a call.
    let access: MemoryAccess?

    /// The rows of calls, in their order.
    static func rows(_ calls: [HostCallRecord]) -> [WordTransfer] {
        var rows = [WordTransfer]()
        rows.reserveCapacity(calls.reduce(calls.count) { $0 + $1.accesses.count })
        let quarter = Goldilocks(4).inverseOrZero
        var position: UInt32 = 0
        var previousClock: UInt32 = 0
        for call in calls {
            let gap = call.clock &- 1 &- previousClock
            previousClock = call.clock
            // a0 / 4 - 1 modulo p gives the tuple of the call for any a0.
            var cell = Goldilocks(call.argument0) * quarter - .one
            var remaining = call.argument1
            rows.append(
                WordTransfer(
                    clock: call.clock, cell: cell, remaining: remaining,
                    position: position, callGap: (gap & 0xffff, gap >> 16), access: nil))
            for access in call.accesses {
                cell += .one
                remaining &-= 1
                rows.append(
                    WordTransfer(
                        clock: call.clock, cell: cell, remaining: remaining,
                        position: position, callGap: (0, 0), access: access))
                position &+= 1
            }
        }
        return rows
    }
}
