import Bytes
import Ledger
import StateTree

/// A reader of records in a witness, which notes whether the witness could answer.
struct WitnessReader: StateReader {
    let witness: StateWitness
    /// Whether every record asked for was in the witness and well formed.
    private(set) var isComplete = true
    /// The tree keys asked for, in order, each once (an overlay asks once for a record).
    private(set) var keys: [StateKey] = []

    init(_ witness: StateWitness) { self.witness = witness }

    mutating func record(for key: RecordKey) -> Record? {
        let stateKey = StateKey(recordWords: key.words)
        keys.append(stateKey)
        do throws(StateTreeError) {
            guard let words = try witness.value(for: stateKey) else { return nil }
            return decoded(key.kind, words)
        } catch {
            isComplete = false
            return nil
        }
    }

    private mutating func decoded(_ kind: RecordKind, _ words: [UInt32]) -> Record? {
        do throws(DecodingError) {
            return try Record(kind: kind, words: words)
        } catch {
            isComplete = false
            return nil
        }
    }
}
