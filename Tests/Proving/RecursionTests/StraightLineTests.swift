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
        _ members: (Int, Int, Int, Int), _ written: VerifierProgram.MultiplyAdd.Member
    ) -> Operation {
        .multiplyAdd(
            VerifierProgram.MultiplyAdd(
                factor: members.0, otherFactor: members.1, addend: members.2, result: members.3,
                written: written))
    }

    @Test func acceptsWhatIsWrittenOnceBeforeItIsRead() {
        #expect(
            error(
                [
                    constant(0, 0), constant(1, 1), equation((1, 1, 0, 2), .result),
                    equation((3, 2, 0, 1), .factor), .requireEqual(3, 2),
                ], cellCount: 4) == nil)
    }

    @Test func refusesAddressesWrittenTwiceOrNever() {
        #expect(
            error([constant(0, 0), constant(1, 0)], cellCount: 1)
                == .writtenTwice(operation: 1, address: 0))
        #expect(
            error([.bits(VerifierProgram.Element(0), to: [1, 1])], cellCount: 2)
                == .readBeforeWritten(operation: 0, address: 0))
        #expect(
            error([constant(0, 0), .bits(VerifierProgram.Element(0), to: [1, 1])], cellCount: 2)
                == .writtenTwice(operation: 1, address: 1))
        #expect(error([constant(0, 0)], cellCount: 2) == .neverWritten(address: 1))
        #expect(
            error([constant(0, 1)], cellCount: 1) == .addressRange(operation: 0, address: 1))
        #expect(
            error([.requireEqual(0, -1)], cellCount: 1)
                == .readBeforeWritten(operation: 0, address: 0))
    }

    @Test func refusesReadsBeforeWrites() {
        #expect(
            error([.requireEqual(0, 0), constant(0, 0)], cellCount: 1)
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
        let element = VerifierProgram.Element(0)
        let wrong: [Operation] = [
            .permute(state: [0, 0], elements: [], to: [1, 2, 3]),
            .permute(
                state: [0, 0, 0], elements: [VerifierProgram.Element](repeating: element, count: 9),
                to: [1, 2, 3]),
            .pack(element, VerifierProgram.Element(0, 4), element, to: 1),
            .requireInTable(0, table: [0, 0, 0], bits: [0]),
            .requireZeroBits(element, count: 33),
        ]
        for operation in wrong {
            #expect(error([constant(0, 0), operation], cellCount: 4) == .form(operation: 1))
        }
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
