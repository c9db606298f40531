/// The linear layers of the Poseidon2 permutation, generic over the element type: values in rows,
/// values at a point, or degrees.
///
/// Grassi, Khovratovich, Schofnegger, eprint 2023/323, sections 5.1 and 5.2.
public struct Poseidon2State<Width: Poseidon2Width, Value: ConstraintValue> {
    /// The elements.
    public private(set) var elements: [Value]

    /// The state that a permutation begins with: its input after the external layer.
    public init(input: [Value]) {
        elements = input
        mixExternal()
    }

    /// A state between two rounds.
    public init(elements: [Value]) { self.elements = elements }

    /// The external layer: circ(2, 3, 1, 1) on each four elements, then to every element the sum
    /// of those at its place in all fours.
    private mutating func mixExternal() {
        var totals = [Value](repeating: .zero, count: 4)
        for start in stride(from: 0, to: elements.count, by: 4) {
            let (y0, y1) = (elements[start], elements[start + 1])
            let (y2, y3) = (elements[start + 2], elements[start + 3])
            let (first, second) = (y0 + y1, y2 + y3)
            let all = first + second
            elements[start] = all + first + y1
            elements[start + 1] = all + y1 + y2 + y2
            elements[start + 2] = all + second + y3
            elements[start + 3] = all + y3 + y0 + y0
            for place in 0..<4 { totals[place] = totals[place] + elements[start + place] }
        }
        for index in elements.indices { elements[index] = elements[index] + totals[index & 3] }
    }

    /// The internal layer: the sum of all, plus each element times its diagonal.
    private mutating func mixInternal() {
        let sum = elements.reduce(.zero, +)
        for index in elements.indices {
            elements[index] = sum + elements[index] * Value(constant: Width.diagonal(index))
        }
    }

    /// Puts the outputs of all S-boxes in and mixes them.
    public mutating func endFullRound(_ outputs: [Value]) {
        elements = outputs
        mixExternal()
    }

    /// Puts the output of the one S-box in and mixes.
    public mutating func endPartialRound(_ output: Value) {
        elements[0] = output
        mixInternal()
    }
}
