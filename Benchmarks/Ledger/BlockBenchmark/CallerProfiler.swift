import Riscv

/// Counts the calls of one function by the function that makes them.
struct CallerProfiler: ExecutionObserver {
    static var isActive: Bool { true }

    private let program: Program
    private let address: UInt32
    /// Calls by caller: their number, and the sum of their third argument, a length for `memcpy`.
    private(set) var calls: [String: (count: Int, argument: Int)] = [:]
    private var argument: UInt32 = 0

    /// Observes calls of the function of a name; `nil` when the program has none.
    init?(_ program: Program, function: String) {
        guard let symbol = program.symbols.symbol(named: function) else { return nil }
        (self.program, address) = (program, symbol.address)
    }

    mutating func didExecute(_ event: InstructionEvent) {
        if event.instruction.destination == 12 { argument = event.destinationAfter }
        guard event.nextPC == address, event.pc < address || event.pc > address + 512 else {
            return
        }
        let caller = program.symbols.function(containing: event.pc)?.name ?? "?"
        calls[caller, default: (0, 0)].count += 1
        calls[caller]?.argument += Int(argument)
    }

    mutating func didCallHost(_ event: HostCallEvent) {}
}
