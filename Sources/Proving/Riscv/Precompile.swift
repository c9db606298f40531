/// A host call that computes on regions of memory whose sizes are fixed.
///
/// One description serves the executor, which applies the effect, the recorder, which notes the
/// accesses, and the chip, which proves both; it is beside the constraints of the chip. The effect
/// is a pure function of the words.
public struct Precompile: Sendable {
    /// A run of words that the call reads or updates.
    public struct Region: Sendable {
        /// The access to the words.
        public enum Access: Sendable {
            /// The words stay as they are.
            case read
            /// The words are read, then replaced.
            case update
        }

        /// The argument with the address of the first word, a multiple of four.
        public let argument: HostCallArgument
        /// The number of words.
        public let wordCount: Int
        /// The access to the words.
        public let access: Access
        /// The tick of the instruction at which the words are accessed, from 3 to 7.
        public let tick: UInt32

        /// A region of the given properties.
        public init(
            _ argument: HostCallArgument, wordCount: Int, _ access: Access, tick: UInt32
        ) {
            self.argument = argument
            self.wordCount = wordCount
            self.access = access
            self.tick = tick
        }
    }

    /// The number in a7.
    public let call: HostCall
    /// The regions; one argument may have several, such as one to read and one to update.
    ///
    /// Ticks differ, and what is updated comes last, so regions may overlap: no cell is accessed
    /// twice at one time, and everything is read before anything is written.
    public let regions: [Region]
    /// An effect on the words of all regions, joined in their order.
    ///
    /// Words of regions that are only read are ignored afterwards. The effect may refuse words for
    /// which the call has no result, and then the chip must refuse them too.
    public typealias Effect = @Sendable (inout [UInt32]) throws(HostCallRefusal) -> Void

    /// The effect.
    public let effect: Effect

    /// A precompile of the given parts.
    public init(
        _ call: HostCall, regions: [Region], effect: @escaping Effect
    ) {
        self.call = call
        self.regions = regions
        self.effect = effect
    }

    /// The number of words of all regions.
    public var wordCount: Int { regions.reduce(0) { $0 + $1.wordCount } }
}

/// A register that a host call takes an address or a count from.
public enum HostCallArgument: Sendable {
    /// Register a0.
    case a0
    /// Register a1.
    case a1

    /// The number of the register.
    public var register: UInt8 { self == .a0 ? 10 : 11 }
}

/// The ticks of an instruction at which host calls access memory, after those of registers.
public enum HostTick {
    /// The tick of words that are only read.
    public static let read: UInt32 = 3
    /// The tick of words that are written.
    public static let write: UInt32 = 4
}
