public import CBN254
public import Fields

/// A prime field of 254 bits whose elements are stored as x * 2^256 modulo the modulus.
///
/// Products of such elements need one reduction by shifts only (Montgomery 1985). The stored words
/// are canonical, so equality is equality of words.
public protocol MontgomeryField: Field, Hashable, BitwiseCopyable {
    /// The prime.
    static var modulus: Integer256 { get }
    /// Stored words of 2^512 modulo the prime; the product with it enters Montgomery's form.
    static var squaredRadix: cbn254_element { get }

    /// Words in Montgomery's form, least significant first.
    var stored: cbn254_element { get }
    /// The element of stored words, which must be below the modulus.
    init(stored: cbn254_element)
}

extension MontgomeryField {
    public static func == (left: Self, right: Self) -> Bool {
        let (a, b) = (left.stored.word, right.stored.word)
        return (a.0 ^ b.0) | (a.1 ^ b.1) | (a.2 ^ b.2) | (a.3 ^ b.3) == 0
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(stored.word.0)
        hasher.combine(stored.word.1)
        hasher.combine(stored.word.2)
        hasher.combine(stored.word.3)
    }

    public static var zero: Self { Self(stored: cbn254_element(word: (0, 0, 0, 0))) }

    /// The element of a canonical integer, or `nil` from the modulus on.
    public init?(canonical integer: Integer256) {
        guard integer < Self.modulus else { return nil }
        self.init(belowModulus: integer)
    }

    /// The element of a small integer.
    public init(_ integer: UInt64) {
        self.init(belowModulus: Integer256(integer))
    }

    /// The residue of any 256-bit integer.
    public init(reducing integer: Integer256) {
        var rest = integer
        // The modulus exceeds 2^253, so at most five subtractions are needed.
        while rest >= Self.modulus {
            rest = rest.subtractingReportingBorrow(Self.modulus).difference
        }
        self.init(belowModulus: rest)
    }

    private init(belowModulus integer: Integer256) {
        self = Self(stored: cbn254_element(integer)).timesRadix
    }

    /// The canonical integer, in [0, modulus).
    public var canonical: Integer256 {
        // The product with the plain 1 converts from Montgomery's form.
        Integer256(overRadix.stored)
    }

    /// The value times 2^256, the radix of Montgomery's form.
    public var timesRadix: Self { self * Self(stored: Self.squaredRadix) }

    /// The value divided by 2^256.
    public var overRadix: Self { self * Self(stored: cbn254_element(word: (1, 0, 0, 0))) }

    /// The power to any exponent, in time that depends on the exponent.
    public func power(_ exponent: Integer256) -> Self {
        raised(to: exponent)
    }

    /// Decimal digits of the canonical integer.
    public var decimal: String { canonical.decimal }

    /// The element of decimal digits; `nil` unless they are a canonical integer.
    public init?(decimal text: some StringProtocol) {
        guard let integer = Integer256(decimal: text) else { return nil }
        self.init(canonical: integer)
    }

    /// A uniform element, by rejection.
    public static func random(_ source: inout some RandomNumberGenerator) -> Self {
        while true {
            let top: UInt64 = source.next() & 0x3fff_ffff_ffff_ffff
            let integer = Integer256(source.next(), source.next(), source.next(), top)
            if let element = Self(canonical: integer) { return element }
        }
    }
}

extension Field {
    /// The power to a 256-bit exponent, in time that depends on the exponent.
    func raised(to exponent: Integer256) -> Self {
        var result = Self.one
        for index in (0..<exponent.bitWidth).reversed() {
            result = result.squared
            if exponent.bit(index) { result *= self }
        }
        return result
    }
}

extension Integer256 {
    /// The words of a stored element as an integer.
    init(_ element: cbn254_element) {
        self.init(element.word.0, element.word.1, element.word.2, element.word.3)
    }
}

extension cbn254_element {
    /// The words of an integer.
    init(_ integer: Integer256) {
        self.init(
            word: (integer.words[0], integer.words[1], integer.words[2], integer.words[3]))
    }
}

/// The instruction set of this machine.
@inline(__always)
var bestLevel: Int32 { cbn254_best_level() }
