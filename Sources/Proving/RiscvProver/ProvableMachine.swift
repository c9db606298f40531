public import Parallel
public import Polynomials
public import Riscv
public import RiscvCircuits

/// A machine whose chips all have a filling.
public protocol ProvableMachine: ProgramMachine where List: ProvableChipList {}

extension RiscvMachine: ProvableMachine {}

/// Visits the chips of a list one by one.
public protocol ProvableChipVisitor {
    /// Visits the next chip.
    mutating func visit<Visited: ProvableChip>(_ chip: Visited.Type)
}

/// A list of chips that all have a filling.
public protocol ProvableChipList: ChipList {
    /// Visits every chip in order.
    static func visitProvable<Visitor: ProvableChipVisitor>(_ visitor: inout Visitor)
}

extension NoChips: ProvableChipList {
    /// Visits no chip.
    public static func visitProvable<Visitor: ProvableChipVisitor>(_ visitor: inout Visitor) {}
}

extension Chips: ProvableChipList where Rest: ProvableChipList, Last: ProvableChip {
    /// Visits every chip in order.
    public static func visitProvable<Visitor: ProvableChipVisitor>(_ visitor: inout Visitor) {
        Rest.visitProvable(&visitor)
        visitor.visit(Last.self)
    }
}

extension ProvableMachine {
    /// The fixed columns of each chip for a program, `nil` where it has none.
    public static func fixedTables(_ program: Program) -> [Matrix?] {
        var visitor = FixedTables(program: program)
        List.visitProvable(&visitor)
        return visitor.tables
    }

    /// The main columns of each chip for a run, `nil` for a chip that the run does not need.
    ///
    /// The same for any number of workers. Never traps, whatever the record: verifiers refuse
    /// traces of a run that did not happen. With a profile traces have at least its heights, and no
    /// chip is left out.
    public static func traces(
        _ run: RecordedRun, profile: HeightProfile? = nil, workers: Workers
    ) -> [Matrix?] {
        var visitor = Traces(
            run: run, leastHeightsLog2: profile?.heightsLog2 ?? [],
            filling: TraceFilling(workers: workers))
        List.visitProvable(&visitor)
        // The tables come last, as they count the lookups of all other traces.
        var tables = LookupTables(tally: visitor.filling.tally)
        List.visitProvable(&tables)
        return zip(visitor.traces, tables.traces).map { $0 ?? $1 }
    }
}

private struct FixedTables: ProvableChipVisitor {
    let program: Program
    var tables: [Matrix?] = []

    mutating func visit<Visited: ProvableChip>(_ chip: Visited.Type) {
        tables.append(Visited.fixedTable(program))
    }
}

private struct Traces: ProvableChipVisitor {
    let run: RecordedRun
    /// The heights of a profile; empty without one.
    let leastHeightsLog2: [Int?]
    var filling: TraceFilling
    var traces: [Matrix?] = []

    mutating func visit<Visited: ProvableChip>(_ chip: Visited.Type) {
        filling.leastHeightLog2 =
            leastHeightsLog2.indices.contains(traces.count) ? leastHeightsLog2[traces.count] : nil
        traces.append(Visited.trace(run, &filling))
    }
}

private struct LookupTables: ProvableChipVisitor {
    let tally: LookupTally
    var traces: [Matrix?] = []

    mutating func visit<Visited: ProvableChip>(_ chip: Visited.Type) {
        traces.append(Visited.trace(of: tally))
    }
}
