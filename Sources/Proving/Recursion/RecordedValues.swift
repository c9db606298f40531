import Fields
import Hashing

/// A value of the base field of a recording: a constant, or an element of a cell.
struct RecordedElement: BaseValue {
    typealias Recorder = ProgramRecorder

    private enum Content {
        case constant(Goldilocks)
        /// The only element of a cell that is not zero is the first.
        case cell(Recorder, VerifierProgram.Address)
        case element(Recorder, VerifierProgram.Element)
    }

    private let content: Content

    init(constant: Goldilocks) { content = .constant(constant) }

    /// The first element of a cell whose others are zero.
    init(cell: VerifierProgram.Address, _ recorder: Recorder) { content = .cell(recorder, cell) }

    init(_ element: VerifierProgram.Element, _ recorder: Recorder) {
        content = .element(recorder, element)
    }

    var constant: Goldilocks? {
        if case .constant(let value) = content { value } else { nil }
    }

    var recorder: Recorder? {
        switch content {
        case .constant: nil
        case .cell(let recorder, _), .element(let recorder, _): recorder
        }
    }

    /// The element, as operations of a recorder read it.
    func element(in recorder: Recorder) -> VerifierProgram.Element {
        switch content {
        case .constant(let value):
            VerifierProgram.Element(recorder.constant(VerifierProgram.Cell(value)))
        case .cell(_, let address): VerifierProgram.Element(address)
        case .element(_, let element): element
        }
    }

    /// A cell with the value and zeros.
    func cell(in recorder: Recorder) -> VerifierProgram.Address {
        guard case .element(_, let element) = content else {
            return self.element(in: recorder).address
        }
        let zero = VerifierProgram.Element(recorder.zero)
        return recorder.pack([element, zero, zero])
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
        let bits = recorder.newAddresses(count)
        recorder.append(.bits(element(in: recorder), to: bits))
        return RecordedPlace(bits: bits)
    }

    func requireZeroBits(_ count: Int) -> Bool {
        guard let recorder else { preconditionFailure("work is checked after values") }
        recorder.append(.requireZeroBits(element(in: recorder), count: count))
        return true
    }
}

/// The bits of a recorded place, the lowest first.
struct RecordedPlace: BitsValue {
    let bits: [VerifierProgram.Address]

    func droppingLowBits(_ count: Int) -> RecordedPlace {
        RecordedPlace(bits: Array(bits.dropFirst(count)))
    }
}

/// A node of a tree in a recording.
struct RecordedNode: Sendable {
    let recorder: ProgramRecorder
    let address: VerifierProgram.Address

    var elements: [RecordedElement] {
        (0..<4).map { RecordedElement(VerifierProgram.Element(address, $0), recorder) }
    }
}
