import BN254
import Constraints
import FRI
import Fields
import ProofFixtures
import R1CS
import StarkVerifier
import Testing
import WrapCircuit
import WrapHashing

/// What binds a proof to the one public input.
@Suite struct PublicPreimageTests {
    private let fixture: WrapFixture

    init() throws {
        let parameters = try #require(WrapFixture.parameters)
        fixture = try WrapFixture(try FixtureProof(parameters: parameters))
    }

    /// SHA-256 of "abc" and of 56 bytes as words and elements; the three highest bits are cleared.
    @Test func inputsAreHashesWithoutTheirHighestBits() throws {
        #expect(
            PublicPreimage.input(of: Array("abc".utf8)).canonical
                == Integer256(
                    0xb410_ff61_f200_15ad, 0xb003_61a3_9617_7a9c, 0x4141_40de_5dae_2223,
                    0x1a78_16bf_8f01_cfea))
        let preimage = PublicPreimage([
            PublicPreimage.Part(.message(0, 1), .element),
            PublicPreimage.Part(.publicValue(chip: 1, 0), .word),
        ])
        func input(_ element: UInt64, _ word: UInt64) -> Fr? {
            preimage.input(
                of: Statement(
                    publicValues: [[], [Goldilocks(reducing: word)]],
                    messages: [
                        BusMessage(
                            .send, on: FixtureMachine.bytes, [.zero, Goldilocks(reducing: element)])
                    ]))
        }
        #expect(
            input(0x6162_6364_6566_6768, 0x6c6b_6a69)
                == PublicPreimage.input(of: Array("abcdefghijkl".utf8)))
        #expect(input(0, 0xffff_ffff) != nil)
        #expect(input(0, 1 << 32) == nil)
        #expect(preimage.input(of: Statement(publicValues: [[], [.zero]])) == nil)
        #expect(preimage.input(of: Statement(publicValues: [])) == nil)
    }

    /// The values of another input are refused, in the first constraint that it occurs in.
    @Test func otherInputsAreRefused() throws {
        let proven = fixture.proven
        let system = try fixture.circuit.record().system
        var values = try fixture.circuit.assign(proven.proof, statement: proven.statement)
        values[1] = values[1] + .one
        #expect(try system.firstViolation(values) != nil)
        for index in 0..<3 {
            var other = proven
            other.statement.publicValues[0][index] += .one
            #expect(other.refusal() != nil)
            #expect(fixture.violation(other) != nil)
        }
    }

    /// A value that is no word is refused, though the proof of it is valid.
    @Test func longWordsAreRefused() throws {
        // The answer to 2^16 is 2^32.
        let proven = try FixtureProof<ScalarHashing>(
            questions: [1 << 16], parameters: try #require(WrapFixture.parameters))
        #expect(proven.refusal() == nil)
        for (form, isAccepted) in [(PublicPreimage.Form.word, false), (.element, true)] {
            let circuit = try WrapFixture(
                proven, preimage: PublicPreimage([PublicPreimage.Part(.message(1, 1), form)]))
            #expect((circuit.violation() == nil) == isAccepted)
        }
    }

    /// A message in the preimage is a variable: one circuit for all of them.
    @Test func messagesInThePreimageAreVariables() throws {
        let parameters = try #require(WrapFixture.parameters)
        let preimage = PublicPreimage(
            [(0, 0), (1, 0), (1, 1)].map { PublicPreimage.Part(.message($0, $1), .element) })
        let systems = try [3, 4].map { (question: UInt32) in
            let fixture = try WrapFixture(
                try FixtureProof(questions: [question], parameters: parameters),
                preimage: preimage)
            #expect(fixture.violation() == nil)
            return try fixture.circuit.record().system
        }
        let areEqual = systems[0] == systems[1]
        #expect(areEqual)
    }

    /// Values that are not in the preimage are constants of the circuit.
    @Test func otherValuesAreConstants() throws {
        var statement = fixture.proven.statement
        statement.publicValues[0][0] += .one
        let circuit = try LastProofCircuit(
            key: fixture.proven.key, heightsLog2: fixture.proven.proof.heightsLog2,
            statement: statement,
            preimage: PublicPreimage([PublicPreimage.Part(.publicValue(chip: 0, 1), .word)]))
        #expect(throws: R1CSError.self) {
            try circuit.assign(fixture.proven.proof, statement: fixture.proven.statement)
        }
    }

    @Test func otherFormsAreRefused() {
        let (key, proof) = (fixture.proven.key, fixture.proven.proof)
        func refusal(
            _ heightsLog2: [Int?], preimage: PublicPreimage = WrapFixture.preimage,
            _ change: (inout Statement) -> Void = { _ in }
        ) -> StarkError? {
            var statement = fixture.proven.statement
            change(&statement)
            do {
                _ = try LastProofCircuit(
                    key: key, heightsLog2: heightsLog2, statement: statement, preimage: preimage)
                return nil
            } catch {
                return error
            }
        }
        #expect(refusal(proof.heightsLog2) == nil)
        #expect(refusal([27, 8, 4, 2]) == .height(chip: 0, heightLog2: 27))
        #expect(
            refusal(proof.heightsLog2) { $0.publicValues[0].removeLast() }
                == .publicValueCount(chip: 0))
        #expect(
            refusal(proof.heightsLog2) { $0.publicValues.removeLast() }
                == .publicValueCount(chip: 3))
        #expect(
            refusal(proof.heightsLog2) { $0.messages[0].tuple = [] }
                == .messageLength(message: 0, expected: 1, actual: 0))
        #expect(
            refusal(proof.heightsLog2) {
                $0.messages[1] = BusMessage(.send, on: FixtureMachine.bytes, [.one])
            } == .messageBus(message: 1))
        func refusal(_ place: PublicPreimage.Place) -> StarkError? {
            refusal(
                proof.heightsLog2, preimage: PublicPreimage([PublicPreimage.Part(place, .word)]))
        }
        #expect(refusal(.publicValue(chip: 1, 0)) == .publicValueCount(chip: 1))
        #expect(refusal(.message(0, 1)) == .messageLength(message: 0, expected: 2, actual: 1))
        #expect(refusal(.message(9, 0)) == .messageLength(message: 9, expected: 1, actual: 0))
    }
}
