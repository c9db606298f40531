import BN254

extension CircuitBuilder {
    /// Up to three integers below 2^64 as one scalar: x0 + 2^64 x1 + 2^128 x2; no constraint.
    ///
    /// Larger integers are reduced first. Two lists of elements pack to one scalar only if their
    /// integers are the same, so elements that are hashed are packed in canonical form.
    public mutating func pack(_ elements: [GoldilocksSignal]) -> Signal {
        precondition(elements.count <= 3)
        var packed = Signal.zero
        for (index, element) in elements.enumerated() {
            var weight = Integer256(0)
            weight.words[index] = 1
            packed += Fr(reducing: weight) * reduce(element).signal
        }
        return packed
    }
}
