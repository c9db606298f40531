/// The constants of Poseidon and Poseidon2 instances.
///
/// Bits of a Grain register in self-shrinking mode (Grassi et al., "Poseidon", eprint 2019/458,
/// appendix F).
struct GrainStream {
    private var register: UInt128

    /// The stream of an instance over `Fr`: field type 1, S-box type 0, 254 bits.
    init(width: Int, fullRounds: Int, partialRounds: Int) {
        register = 0
        for (value, bits) in [
            (1, 2), (0, 4), (254, 12), (width, 12), (fullRounds, 10), (partialRounds, 10),
            (0x3fff_ffff, 30),
        ] {
            for index in (0..<bits).reversed() { append(UInt128(value >> index & 1)) }
        }
        for _ in 0..<160 { _ = step() }
    }

    /// The next integer below r, first bit most significant; larger ones are dropped.
    mutating func element() -> Fr {
        while true {
            if let element = Fr(canonical: integer()) { return element }
        }
    }

    /// The residue of the next 254 bits.
    mutating func residue() -> Fr { Fr(reducing: integer()) }

    private mutating func integer() -> Integer256 {
        var integer = Integer256(0)
        for index in (0..<254).reversed() where bit() == 1 {
            integer.words[index / 64] |= 1 << UInt64(index % 64)
        }
        return integer
    }

    /// The second bit of the next pair whose first bit is one.
    private mutating func bit() -> UInt128 {
        while step() == 0 { _ = step() }
        return step()
    }

    /// Shifts the register by one bit; bit 0 of the description is bit 79 here.
    private mutating func step() -> UInt128 {
        func tap(_ index: Int) -> UInt128 { register >> UInt128(79 - index) & 1 }
        let next = tap(62) ^ tap(51) ^ tap(38) ^ tap(23) ^ tap(13) ^ tap(0)
        append(next)
        return next
    }

    private mutating func append(_ bit: UInt128) {
        register = (register << 1 | bit) & (1 << 80 - 1)
    }
}
