public import Fields

extension Field {
    /// The powers with exponents 0..<count.
    public func powers(_ count: Int) -> [Self] {
        var result = [Self]()
        result.reserveCapacity(count)
        var power = Self.one
        for _ in 0..<count {
            result.append(power)
            power *= self
        }
        return result
    }
}
