import Fields
import Hashing

/// A value of the base field of a recording: a constant, or the first element of a cell whose
/// others are zero.
struct RecordedElement: BaseValue {
    typealias Recorder = ProgramRecorder

    private enum Content {
        case constant(Goldilocks)
        case cell(Recorder, VerifierProgram.Address)
    }

    private let content: Content

    init(constant: Goldilocks) { content = .constant(constant) }

    init(cell: VerifierProgram.Address, _ recorder: Recorder) { content = .cell(recorder, cell) }

    var constant: Goldilocks? {
        if case .constant(let value) = content { value } else { nil }
    }

    var recorder: Recorder? {
        if case .cell(let recorder, _) = content { recorder } else { nil }
    }

    /// The cell of the value.
    func cell(in recorder: Recorder) -> VerifierProgram.Address {
        switch content {
        case .constant(let value): recorder.constant(VerifierProgram.Cell(value))
        case .cell(_, let address): address
        }
    }

    private static func combine(
        _ left: Self, _ right: Self, _ operation: (RecordedCubic, RecordedCubic) -> RecordedCubic
    ) -> Self {
        let value = operation(RecordedCubic(left), RecordedCubic(right))
        if let constant = value.constant { return Self(constant: constant.c0) }
        guard let recorder = left.recorder ?? right.recorder else {
            preconditionFailure("constants have a constant result")
        }
        return Self(cell: value.cell(in: recorder), recorder)
    }

    static func + (left: Self, right: Self) -> Self { combine(left, right) { $0 + $1 } }
    static func - (left: Self, right: Self) -> Self { combine(left, right) { $0 - $1 } }
    static func * (left: Self, right: Self) -> Self { combine(left, right) { $0 * $1 } }
    static prefix func - (value: Self) -> Self { Self(constant: .zero) - value }

    func lowBits(_ count: Int) -> RecordedPlace {
        guard let recorder else { preconditionFailure("a place is drawn after values") }
        return recorder.bits(of: cell(in: recorder), count: count)
    }

    func requireZeroBits(_ count: Int) -> Bool {
        guard let recorder else { preconditionFailure("work is checked after values") }
        recorder.append(.requireZeroBits(cell(in: recorder), count: count))
        return true
    }
}

/// Bits of an element that an operation writes.
struct RecordedPlace: BitsValue {
    let recorder: ProgramRecorder
    /// The number of the operation.
    let operation: Int
    /// The places of the bits in the element.
    let range: Range<Int>
    /// Their cells, the lowest first.
    let bits: [VerifierProgram.Address]

    func droppingLowBits(_ count: Int) -> RecordedPlace {
        let dropped = min(count, range.count)
        return RecordedPlace(
            recorder: recorder, operation: operation,
            range: range.lowerBound + dropped..<range.upperBound,
            bits: Array(bits.dropFirst(dropped)))
    }
}

/// A node of a tree in a recording.
struct RecordedNode: Sendable {
    let recorder: ProgramRecorder
    let address: VerifierProgram.Address

    var elements: [RecordedElement] {
        (0..<4).map {
            RecordedElement(cell: recorder.element($0, of: address), recorder)
        }
    }
}
