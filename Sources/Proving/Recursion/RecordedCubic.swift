import Fields

/// A value of the cubic extension of a recording: a constant, a cell, or a product.
///
/// A product becomes an operation when it is needed by itself; a sum with it is one operation.
struct RecordedCubic: CubicValue {
    typealias Recorder = ProgramRecorder
    typealias Address = VerifierProgram.Address

    private enum Content {
        case constant(CubicExtension)
        case cell(Recorder, Address)
        case product(Recorder, Address, Address)
    }

    private let content: Content

    private init(_ content: Content) { self.content = content }

    init(constant: CubicExtension) { content = .constant(constant) }

    init(cell: Address, _ recorder: Recorder) { content = .cell(recorder, cell) }

    init(_ base: RecordedElement) {
        if let constant = base.constant {
            content = .constant(CubicExtension(constant))
        } else if let recorder = base.recorder {
            content = .cell(recorder, base.cell(in: recorder))
        } else {
            preconditionFailure("a value is a constant or has a recorder")
        }
    }

    init(_ c0: RecordedElement, _ c1: RecordedElement, _ c2: RecordedElement) {
        guard let recorder = c0.recorder ?? c1.recorder ?? c2.recorder else {
            let constants = [c0, c1, c2].map { $0.constant ?? .zero }
            content = .constant(CubicExtension(constants[0], constants[1], constants[2]))
            return
        }
        content = .cell(recorder, recorder.join([c0, c1, c2].map { $0.cell(in: recorder) }))
    }

    var constant: CubicExtension? {
        if case .constant(let value) = content { value } else { nil }
    }

    var recorder: Recorder? {
        switch content {
        case .constant: nil
        case .cell(let recorder, _), .product(let recorder, _, _): recorder
        }
    }

    /// The cell of the value.
    func cell(in recorder: Recorder) -> Address {
        switch content {
        case .constant(let value): recorder.constant(VerifierProgram.Cell(value))
        case .cell(_, let address): address
        case .product(_, let left, let right):
            recorder.multiplyAdd(left, right, recorder.zero)
        }
    }

    private func coefficient(_ index: Int) -> RecordedElement {
        if let constant {
            let coefficients = [constant.c0, constant.c1, constant.c2]
            return RecordedElement(constant: coefficients[index])
        }
        guard let recorder else {
            preconditionFailure("a value is a constant or has a recorder")
        }
        return RecordedElement(
            cell: recorder.element(index, of: cell(in: recorder)), recorder)
    }

    var c0: RecordedElement { coefficient(0) }
    var c1: RecordedElement { coefficient(1) }
    var c2: RecordedElement { coefficient(2) }
}

extension RecordedCubic {
    /// The result on constants, or with the recorder of one operand.
    private static func combine(
        _ left: Self, _ right: Self,
        _ constants: (CubicExtension, CubicExtension) -> CubicExtension,
        _ record: (Recorder) -> Content
    ) -> Self {
        if let left = left.constant, let right = right.constant {
            return Self(constant: constants(left, right))
        }
        guard let recorder = left.recorder ?? right.recorder else {
            preconditionFailure("a value is a constant or has a recorder")
        }
        return Self(record(recorder))
    }

    static func + (left: Self, right: Self) -> Self {
        if left.constant == .zero { return right }
        if right.constant == .zero { return left }
        return combine(left, right, { $0 + $1 }) { recorder in
            let (product, addend) = left.isProduct ? (left, right) : (right, left)
            let (first, second) = product.factors(in: recorder)
            return .cell(recorder, recorder.multiplyAdd(first, second, addend.cell(in: recorder)))
        }
    }

    static func - (left: Self, right: Self) -> Self {
        if right.constant == .zero { return left }
        return combine(left, right, { $0 - $1 }) { recorder in
            let (first, second) = right.factors(in: recorder)
            return .cell(
                recorder,
                recorder.subtractProduct(first, second, from: left.cell(in: recorder)))
        }
    }

    static func * (left: Self, right: Self) -> Self {
        if left.constant == .one { return right }
        if right.constant == .one { return left }
        if left.constant == .zero || right.constant == .zero { return Self(constant: .zero) }
        return combine(left, right, { $0 * $1 }) { recorder in
            .product(recorder, left.cell(in: recorder), right.cell(in: recorder))
        }
    }

    static prefix func - (value: Self) -> Self { Self(constant: .zero) - value }

    func scaled(by factor: RecordedElement) -> Self { self * Self(factor) }

    var squared: Self { self * self }

    private var isProduct: Bool {
        if case .product = content { true } else { false }
    }

    /// Two cells whose product is the value.
    private func factors(in recorder: Recorder) -> (Address, Address) {
        if case .product(_, let left, let right) = content { return (left, right) }
        return (cell(in: recorder), recorder.one)
    }
}
