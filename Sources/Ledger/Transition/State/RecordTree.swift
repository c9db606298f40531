#if !hasFeature(Embedded)
    import Bytes
    import Hashing
    import Ledger
    import StateTree

    /// The Merkle tree over all records of a state.
    struct RecordTree: Sendable {
        private var map: StateMap

        init(_ records: some Sequence<(key: RecordKey, record: Record)>) {
            map = StateMap(records.map { RecordTree.write($0.record, for: $0.key) })
        }

        /// The root in the encoding of headers.
        var root: Bytes32 { map.root.bytes }

        mutating func update(_ writes: [TouchedRecord]) {
            var encoded = [StateWrite]()
            encoded.reserveCapacity(writes.count)
            for write in writes {
                guard let record = write.new else { continue }
                encoded.append(RecordTree.write(record, for: write.key))
            }
            _ = map.update(encoded)
        }

        func witness(for part: BlockPart) -> [UInt32] {
            map.encodedWitness(
                for: part.touched.map { WitnessedRecord(keyWords: $0.key.words) },
                accesses: part.accesses.map { Int($0) },
                advice: part.roots.flatMap { root in
                    let limbs = root.limbs
                    return [limbs.0, limbs.1, limbs.2, limbs.3]
                })
        }

        private static func write(_ record: Record, for key: RecordKey) -> StateWrite {
            StateWrite(key: StateKey(recordWords: key.words), value: record.words)
        }
    }
#endif
