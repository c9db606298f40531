import Riscv

/// Counts how often each instruction of one function is executed.
struct AddressProfiler: ExecutionObserver {
    static var isActive: Bool { true }

    private let range: Range<UInt32>
    /// Executions by address.
    private(set) var counts: [UInt32: Int] = [:]

    /// Observes the function of a name; `nil` when the program has none.
    init?(_ program: Program, function: String) {
        guard let symbol = program.symbols.symbol(named: function) else { return nil }
        range = symbol.address..<(symbol.address + symbol.byteCount)
    }

    mutating func didExecute(_ event: InstructionEvent) {
        if range.contains(event.pc) { counts[event.pc, default: 0] += 1 }
    }

    mutating func didCallHost(_ event: HostCallEvent) {}
}
