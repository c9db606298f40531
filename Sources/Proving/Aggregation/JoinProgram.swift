import Commitments
import Constraints
public import FRI
import Fields
import Hashing
public import Recursion
import RecursionCircuits
public import RiscvCircuits
import StarkVerifier

/// The shape of proofs of a program's runs in one profile.
public struct RunShape: Sendable {
    /// The parameters of FRI.
    public let parameterSet: ParameterSet
    /// The logarithm of the number of rows of each chip that has fixed columns.
    public let fixedHeightsLog2: [Int?]
    /// The logarithm of the number of rows of each chip.
    public let heightsLog2: [Int?]

    /// The shape of proofs with some heights under a key.
    public init(key: ProgramKey, heightsLog2: [Int?]) {
        parameterSet = key.parameterSet
        fixedHeightsLog2 = key.fixedHeightsLog2(of: RiscvMachine.self)
        self.heightsLog2 = heightsLog2
    }
}

/// The program of a recursion proof: verifies one or two proofs and says what both say together.
///
/// Its cells are program, root of keys, and a digest before, between and after the proofs: the
/// digest after the first is the same cells as that before the second. A proof of a run is bound to
/// the program by its digest, computed here from the commitment in the key; a proof of another
/// recursion program to the list of keys by a path, and to its statement by its public data.
public struct JoinProgram: Sendable {
    /// A proof that is verified.
    public enum Child: Sendable {
        /// Of a run of the program.
        case run(RunShape)
        /// Of a recursion program in the list of keys.
        case recursion(RecursionShape)
    }

    /// The public cells of a proof of the program.
    public enum PublicForm: Sendable {
        /// The digest of the statement: for proofs that are verified in the recursion machine.
        case digest
        /// Program, root of keys, and both digests, two cells each: for the last proof, whose
        /// circuit computes what contracts know of the statement.
        case cells
    }

    /// Numbers of the cells of advice.
    enum CellNumber {
        static let program = 0
        static let keyRoot = 1
        /// The public data.
        static let statement = 2
        /// The index of a child's key in the list.
        static func keyIndex(_ child: Int) -> Int { 3 + child }
        /// The two cells of a digest before all children, after the first, after the second.
        static func boundary(_ place: Int) -> [Int] { [5 + 2 * place, 6 + 2 * place] }
    }

    /// The proofs that are verified, one or two.
    public let children: [Child]
    /// The recorded program.
    public let program: VerifierProgram

    /// Records the program for one or two children.
    public init(_ children: [Child], publicForm: PublicForm = .digest) throws {
        precondition((1...2).contains(children.count))
        self.children = children
        var recording = JoinRecording(childCount: children.count, publicForm)
        for (number, child) in children.enumerated() {
            switch child {
            case .run(let shape): try recording.verify(shape, number)
            case .recursion(let shape): try recording.verify(shape, number)
            }
        }
        program = recording.finish()
    }
}

/// The recording of a join.
private struct JoinRecording {
    typealias Address = VerifierProgram.Address
    typealias CellNumber = JoinProgram.CellNumber

    let recorder: ProgramRecorder
    let publicForm: JoinProgram.PublicForm
    let program: Address
    let keyRoot: Address
    /// The elements of the digest before all children, and after each.
    let boundaries: [[Address]]

    init(childCount: Int, _ publicForm: JoinProgram.PublicForm) {
        let publicCells =
            switch publicForm {
            case .digest: [CellNumber.statement]
            case .cells:
                [CellNumber.program, CellNumber.keyRoot] + CellNumber.boundary(0)
                    + CellNumber.boundary(childCount)
            }
        let recorder = ProgramRecorder(publicCells: publicCells.map { .cell($0) })
        func cell(_ number: Int) -> Address {
            publicCells.firstIndex(of: number).map { recorder.publicCells[$0] }
                ?? recorder.advice(.cell(number))
        }
        self.recorder = recorder
        self.publicForm = publicForm
        program = cell(CellNumber.program)
        keyRoot = cell(CellNumber.keyRoot)
        boundaries = (0...childCount).map { place in
            CellNumber.boundary(place).flatMap { recorder.elements(of: cell($0)) }
        }
    }

    /// The digest of a statement about runs between two boundaries.
    private func statement(from first: Int, to last: Int) -> Address {
        recorder.hash(
            domain: .aggregation,
            recorder.elements(of: program) + recorder.elements(of: keyRoot)
                + boundaries[first] + boundaries[last])
    }

    private func constant(_ value: Goldilocks) -> Address {
        recorder.constant(VerifierProgram.Cell(value))
    }

    /// The commitment in the key of a child, as its proof gives it.
    private func fixedCap(_ count: Int, _ child: Int) -> [Address] {
        (0..<count).map { recorder.advice(.value(.fixedCap($0), proof: child)) }
    }

    /// Verifies a proof of a run from the boundary before a child to that after it.
    mutating func verify(_ shape: RunShape, _ child: Int) throws {
        let machine = try RiscvMachine.checked()
        let fixedCap = fixedCap(shape.capCount, child)
        // Entry, bounds of memory: any that the digest of the program commits to.
        guard let processor = RiscvMachine.index(of: ProcessorChip.self),
            let memory = RiscvMachine.index(of: ZeroMemoryChip.self)
        else { preconditionFailure("the machine has a processor and memory") }
        let entry = recorder.advice(.value(.publicValue(chip: processor, 0), proof: child))
        let bounds = (0..<ZeroMemoryChip.shape.publicCount).map {
            recorder.advice(.value(.publicValue(chip: memory, $0), proof: child))
        }
        let digest = recorder.hash(
            domain: .program,
            ProgramKey.digestElements(
                for: machine, parameterSet: shape.parameterSet,
                fixedHeightsLog2: shape.fixedHeightsLog2, addresses: [entry] + bounds,
                cap: fixedCap.flatMap { recorder.elements(of: $0) }, constant: constant))
        recorder.requireSame(program, digest)
        var publicValues = machine.layouts.map { _ in [Address]() }
        // Exit code 0.
        publicValues[processor] = [entry, constant(.zero)]
        publicValues[memory] = bounds
        let words =
            [constant(Goldilocks(AggregationStatement.outputLength))] + boundaries[child]
            + boundaries[child + 1]
        try recorder.verify(
            key: shape.key(machine), heightsLog2: shape.heightsLog2,
            RecordedStatement(
                identity: recorder.elements(of: program), fixedCap: fixedCap,
                publicValues: publicValues,
                messages: words.enumerated().map { position, word in
                    RecordedStatement.Message(
                        MessageForm(.receive, on: MachineBus.output),
                        [constant(Goldilocks(UInt32(position))), word])
                }), proof: child)
    }

    /// Verifies a proof of a recursion program, whose key must be in the list.
    mutating func verify(_ shape: RecursionShape, _ child: Int) throws {
        let fixedCap = fixedCap(shape.capCount, child)
        let key = recorder.hash(
            domain: .recursionKey,
            try shape.digestElements(
                cap: fixedCap.flatMap { recorder.elements(of: $0) }, constant: constant))
        let index = recorder.advice(.cell(CellNumber.keyIndex(child)))
        let root = recorder.root(
            of: key, bits: recorder.lowBits(of: index, count: KeyList.depth), path: child)
        recorder.requireSame(keyRoot, root)
        let publicCell =
            [constant(.zero)]
            + recorder.elements(
                of: statement(from: child, to: child + 1))
        try recorder.verify(
            key: shape.key(fixedCap: [Digest](repeating: .zero, count: shape.capCount)),
            heightsLog2: shape.heightsLog2,
            RecordedStatement(
                identity: [], fixedCap: fixedCap,
                publicValues: RecursionMachine.Chip.allCases.map { _ in [] },
                messages: [
                    RecordedStatement.Message(
                        MessageForm(.receive, on: RecursionBus.memory), publicCell)
                ]), proof: child)
    }

    func finish() -> VerifierProgram {
        if publicForm == .digest {
            recorder.requireSame(
                recorder.publicCells[0], statement(from: 0, to: boundaries.count - 1))
        }
        return recorder.program()
    }
}

extension RunShape {
    /// Number of nodes of the commitment to fixed columns.
    fileprivate var capCount: Int {
        parameterSet.parameters.capCount(heightsLog2: fixedHeightsLog2.compactMap { $0 })
    }

    /// A key of this shape; commitment and identity do not count.
    fileprivate func key(
        _ machine: CheckedMachine<RiscvMachine>
    ) -> StarkKey<RiscvMachine, Poseidon2Hashing> {
        StarkKey(
            checked: machine, parameters: parameterSet.parameters,
            identity: [Goldilocks](repeating: .zero, count: 4),
            fixedHeightsLog2: fixedHeightsLog2,
            fixedCap: [Digest](repeating: .zero, count: capCount))
    }
}
