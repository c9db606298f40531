import Riscv

/// The count of time: each instruction has eight ticks, the first starts at tick 8.
///
/// Tick 0 is the time of the memory at the start.
public enum Clock {
    /// Number of ticks of one instruction.
    public static let ticks: UInt32 = 8
    /// The tick of the read of rs1, after the clock of the row.
    public static let first: UInt32 = 0
    /// The tick of the read of rs2 or of the loaded word.
    public static let second: UInt32 = 1
    /// The tick of the write of rd or of the stored word.
    public static let third: UInt32 = 2
    /// The tick at which a host call reads words that it does not write.
    public static let hostRead = HostTick.read
    /// The tick at which a host call writes.
    public static let hostWrite = HostTick.write

    /// The clock of an instruction, counted from 0.
    public static func time(ofCycle cycle: UInt64) -> UInt32 {
        UInt32(truncatingIfNeeded: cycle &+ 1) &* ticks
    }

    /// The greatest number of instructions of one proof: clocks stay below 2^30.
    public static let cycleLimit: UInt64 = 1 << 26
}
