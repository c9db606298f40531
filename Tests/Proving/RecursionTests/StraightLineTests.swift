import Constraints
import FRI
import Fields
import ProofFixtures
import Recursion
import StarkVerifier
import Testing

/// What is not a straight-line program is refused.
@Suite struct StraightLineTests {
    private typealias Operation = VerifierProgram.Operation

    private func error(_ operations: [Operation], cellCount: Int) -> VerifierProgramError? {
        do throws(VerifierProgramError) {
            try VerifierProgram(operations: operations, cellCount: cellCount).check()
            return nil
        } catch {
            return error
        }
    }

    private func constant(_ value: UInt32, _ address: Int) -> Operation {
        .constant(VerifierProgram.Cell(Goldilocks(value)), to: address)
    }

    private func equation(
        _ members: (Int, Int, Int, Int), _ written: VerifierProgram.MultiplyAdd.Member?
    ) -> Operation {
        .multiplyAdd(
            VerifierProgram.MultiplyAdd(
                factor: members.0, otherFactor: members.1, addend: members.2, result: members.3,
                written: written))
    }

    private func bits(_ element: Int, to bits: [Int], upper: [Int: Int] = [:]) -> Operation {
        .bits(VerifierProgram.Bits(element: element, bits: bits, upper: upper))
    }

    private func permutation(
        _ start: VerifierProgram.Permutation.Start = .tag(1), block: [Int] = [0, 0],
        outputs: [Int] = [1, 2]
    ) -> Operation {
        .permute(
            VerifierProgram.Permutation(
                start: start, block: block, length: 1, outputs: outputs))
    }

    @Test func acceptsWhatIsWrittenOnceBeforeItIsRead() {
        #expect(
            error(
                [
                    constant(0, 0), constant(1, 1), equation((1, 1, 0, 2), .result),
                    equation((3, 2, 0, 1), .factor), equation((1, 3, 0, 2), nil),
                ], cellCount: 4) == nil)
    }

    @Test func refusesAddressesWrittenTwiceOrNever() {
        #expect(
            error([constant(0, 0), constant(1, 0)], cellCount: 1)
                == .writtenTwice(operation: 1, address: 0))
        #expect(
            error([bits(0, to: [1, 1])], cellCount: 2)
                == .readBeforeWritten(operation: 0, address: 0))
        #expect(
            error([constant(0, 0), bits(0, to: [1, 1])], cellCount: 2)
                == .writtenTwice(operation: 1, address: 1))
        #expect(error([constant(0, 0)], cellCount: 2) == .neverWritten(address: 1))
        #expect(
            error([constant(0, 1)], cellCount: 1) == .addressRange(operation: 0, address: 1))
        #expect(
            error([constant(0, 0), .requireZeroBits(-1, count: 1)], cellCount: 1)
                == .addressRange(operation: 1, address: -1))
    }

    @Test func refusesReadsBeforeWrites() {
        #expect(
            error([.requireZeroBits(0, count: 1), constant(0, 0)], cellCount: 1)
                == .readBeforeWritten(operation: 0, address: 0))
        #expect(
            error([constant(0, 0), equation((0, 0, 0, 1), .addend)], cellCount: 2)
                == .readBeforeWritten(operation: 1, address: 1))
    }

    /// x b + c = d leaves x open where b is zero and c is d.
    @Test func refusesFactorsThatAreNotInverses() {
        #expect(
            error([constant(0, 0), equation((1, 0, 0, 0), .factor)], cellCount: 2)
                == .undeterminedFactor(operation: 1))
        #expect(
            error(
                [constant(0, 0), constant(1, 1), equation((2, 0, 1, 1), .factor)], cellCount: 3)
                == .undeterminedFactor(operation: 2))
    }

    @Test func refusesListsOfOtherLengths() {
        let row = VerifierProgram.Row(proof: 0, commitment: 0, tables: [0], query: 0)
        func hash(cells: Int = 0, places: [[Int]] = []) -> Operation {
            var hash = VerifierProgram.RowHash(row: row, count: 9, digest: 1)
            hash.cells = Array(repeating: 0, count: cells)
            hash.folds = places.map { VerifierProgram.Fold(places: $0, challenge: 0, target: 0) }
            return .absorb(hash)
        }
        let wrong: [Operation] = [
            permutation(block: [0]), permutation(outputs: [1]),
            .elements(VerifierProgram.Elements(cell: 0, parts: [1], written: .parts)),
            .elements(
                VerifierProgram.Elements(cell: 1, parts: [0, 0, nil, 0], written: .cell)),
            .elements(
                VerifierProgram.Elements(cell: 0, parts: [0, 0, nil, 0], written: .nothing)),
            bits(0, to: Array(0..<33)), bits(0, to: [1], upper: [33: 2]),
            .requireZeroBits(0, count: 33), hash(cells: 3), hash(places: [[9]]),
            hash(places: [[1, 1]]), hash(places: [[1], [2]]),
            hash(places: [Array(0..<9), Array(0..<9)]),
        ]
        for operation in wrong {
            #expect(error([constant(0, 0), operation], cellCount: 4) == .form(operation: 1))
        }
    }

    @Test func refusesStatesAndTablesThatAreNotThere() {
        #expect(
            error([constant(0, 0), permutation(.previous)], cellCount: 3)
                == .noPermutation(operation: 1))
        func lookup(_ table: Int, bitCount: Int) -> Operation {
            .lookup(
                VerifierProgram.Lookup(
                    cell: 0, table: table, integer: 0, dropped: 0, bitCount: bitCount))
        }
        let start = [constant(0, 0), .table([0, 0], number: 1)] as [Operation]
        #expect(error(start + [lookup(1, bitCount: 1)], cellCount: 1) == nil)
        #expect(
            error(start + [lookup(1, bitCount: 2)], cellCount: 1)
                == .table(operation: 2, number: 1))
        #expect(
            error(start + [lookup(2, bitCount: 0)], cellCount: 1)
                == .table(operation: 2, number: 2))
        #expect(
            error(start + [.table([0], number: 1)], cellCount: 1)
                == .tableNumber(operation: 2, number: 1))
    }

    /// Each operation of a recorded program left out, repeated, or moved to the front.
    @Test func refusesBrokenRecordings() throws {
        let fixture = try FixtureProof<Poseidon2Hashing>()
        let program = try VerifierProgram(
            key: fixture.key, heightsLog2: fixture.proof.heightsLog2,
            messages: fixture.statement.messages.map { MessageForm($0.side, on: $0.bus) })
        try program.check()
        var count = 0
        for number in stride(from: 0, to: program.operations.count, by: 37) {
            let operation = program.operations[number]
            guard !operation.targets.isEmpty else { continue }
            count += 1
            var missing = program.operations
            missing.remove(at: number)
            #expect(error(missing, cellCount: program.cellCount) != nil)
            #expect(
                error(program.operations + [operation], cellCount: program.cellCount)
                    == .writtenTwice(
                        operation: program.operations.count, address: operation.targets[0]))
            guard !operation.sources.isEmpty else { continue }
            var early = program.operations
            early.insert(early.remove(at: number), at: 0)
            #expect(error(early, cellCount: program.cellCount) != nil)
        }
        #expect(count > 50)
    }
}
