/// An element of the cubic extension, or its address while a verifier is recorded.
public protocol CubicValue: Sendable {
    /// Values of the base field.
    associatedtype Base: BaseValue

    /// The coefficient of x^0.
    var c0: Base { get }
    /// The coefficient of x^1.
    var c1: Base { get }
    /// The coefficient of x^2.
    var c2: Base { get }

    /// The value with the given coefficients, that of x^0 first.
    init(_ c0: Base, _ c1: Base, _ c2: Base)
    /// A value of the base field.
    init(_ base: Base)
    /// The value of a constant.
    init(constant: CubicExtension)

    static func + (left: Self, right: Self) -> Self
    static func - (left: Self, right: Self) -> Self
    static func * (left: Self, right: Self) -> Self
    static prefix func - (value: Self) -> Self

    /// The value times one of the base field.
    func scaled(by factor: Base) -> Self

    /// The product of the value with itself.
    var squared: Self { get }
}

extension CubicValue {
    /// The value times a constant of the base field.
    public func scaled(byConstant factor: Goldilocks) -> Self {
        scaled(by: Base(constant: factor))
    }

    /// The powers with exponents 0..<count.
    public func ascendingPowers(_ count: Int) -> [Self] {
        var result = [Self]()
        result.reserveCapacity(count)
        var power = Self(constant: .one)
        for _ in 0..<count {
            result.append(power)
            power = power * self
        }
        return result
    }

    /// The power with an exponent that is not negative, by squaring.
    public func power(_ exponent: Int) -> Self {
        var (result, square, rest) = (Self(constant: .one), self, exponent)
        while rest > 0 {
            if rest & 1 == 1 { result = result * square }
            rest >>= 1
            if rest > 0 { square = square.squared }
        }
        return result
    }

    /// The values squared 0...count times: powers to 1, 2, 4 and so on.
    public func successiveSquares(_ count: Int) -> [Self] {
        var result = [self]
        for _ in 0..<count { result.append(result[result.count - 1].squared) }
        return result
    }
}

extension CubicExtension: CubicValue {
    /// The element itself.
    public init(constant: CubicExtension) { self = constant }
}
