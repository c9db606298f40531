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
@Suite struct PublicDigestTests {
    private let fixture: WrapFixture

    init() throws {
        let parameters = try #require(WrapFixture.parameters)
        fixture = try WrapFixture(try FixtureProof(parameters: parameters))
    }

    @Test func wordsAreJoinedFromTheMostSignificantOn() {
        let digest = PublicDigest([
            PublicDigest.Word(chip: 1, index: 0, bitCount: 3),
            PublicDigest.Word(chip: 0, index: 1, bitCount: 32),
            PublicDigest.Word(chip: 0, index: 0, bitCount: 1),
        ])
        func input(_ values: [[UInt32]]) -> Fr? {
            digest.input(
                of: Statement(
                    publicValues: values.map { $0.map { Goldilocks($0) } }, messages: []))
        }
        #expect(input([[1, 0xffff_ffff], [5]]) == Fr(0xb_ffff_ffff))
        #expect(input([[0, 0], [0]]) == Fr.zero)
        #expect(input([[2, 0], [0]]) == nil)
        #expect(input([[0, 0], [8]]) == nil)
        #expect(input([[0], [0]]) == nil)
        #expect(input([[0, 0]]) == nil)
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
        let short = try WrapFixture(
            fixture.proven,
            digest: PublicDigest([PublicDigest.Word(chip: 0, index: 2, bitCount: 4)]))
        let last = fixture.proven.statement.publicValues[0][2].value
        #expect((short.violation() == nil) == (last < 16))
        #expect(last >= 16)
    }

    /// Values that are not in the digest are constants of the circuit.
    @Test func otherValuesAreConstants() throws {
        var statement = fixture.proven.statement
        statement.publicValues[0][0] += .one
        let circuit = try LastProofCircuit(
            key: fixture.proven.key, heightsLog2: fixture.proven.proof.heightsLog2,
            statement: statement,
            digest: PublicDigest([PublicDigest.Word(chip: 0, index: 1, bitCount: 32)]))
        #expect(throws: R1CSError.self) {
            try circuit.assign(fixture.proven.proof, statement: fixture.proven.statement)
        }
    }

    @Test func otherFormsAreRefused() {
        let (key, proof) = (fixture.proven.key, fixture.proven.proof)
        func refusal(
            _ heightsLog2: [Int?], digest: PublicDigest = WrapFixture.digest,
            _ change: (inout Statement) -> Void = { _ in }
        ) -> StarkError? {
            var statement = fixture.proven.statement
            change(&statement)
            do {
                _ = try LastProofCircuit(
                    key: key, heightsLog2: heightsLog2, statement: statement, digest: digest)
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
        let missing = PublicDigest([PublicDigest.Word(chip: 1, index: 0, bitCount: 1)])
        #expect(refusal(proof.heightsLog2, digest: missing) == .publicValueCount(chip: 1))
    }
}
