import Commitments
import Constraints
import FRI
import Fields
import ProofFixtures
import StarkVerifier
import Testing

/// Every element, every hash and every list of a proof changed in turn: each change is refused.
@Suite struct ForgeryTests {
    private typealias Fixture = FixtureProof<Poseidon2Hashing>
    private let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    @Test func acceptsWhatWasNotForged() {
        #expect(fixture.refusal() == nil)
    }

    /// Elements are flipped in the encoding, where none can be forgotten.
    @Test func refusesEveryChangedElementAndHash() throws {
        let bytes = try ProofWriter(key: fixture.key).write(fixture.proof)
        let start = 18 + fixture.proof.heightsLog2.count
        var (count, unreadableCount) = (0, 0)
        for offset in stride(from: start, to: bytes.count, by: 8) {
            let value = bytes[offset..<offset + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            let forged = (Goldilocks(reducing: value) + .one).value
            var changed = bytes
            for place in 0..<8 {
                changed[offset + place] = UInt8(
                    truncatingIfNeeded: forged >> UInt64(56 - 8 * place))
            }
            count += 1
            guard let proof = try? ProofReader(key: fixture.key).read(changed) else {
                unreadableCount += 1
                continue
            }
            #expect(proof != fixture.proof)
            #expect(fixture.refusal { $0.proof = proof } != nil, "\(offset)")
        }
        // Two query indices in eight bytes, of which other rows may follow.
        #expect(unreadableCount <= 4)
        #expect(count > 1_300)
    }

    private func refusesOtherLists<Element: Equatable>(
        _ name: String, _ path: WritableKeyPath<Fixture, [Element]>
    ) {
        let list = fixture[keyPath: path]
        for index in list.indices {
            #expect(
                fixture.refusal { $0[keyPath: path].remove(at: index) } != nil, "\(name) \(index)")
            let twice = fixture.refusal { $0[keyPath: path].insert(list[index], at: index) }
            #expect(twice != nil, "\(name) \(index)")
            for other in 0..<index where list[other] != list[index] {
                let swapped = fixture.refusal { $0[keyPath: path].swapAt(index, other) }
                #expect(swapped != nil, "\(name) \(index) \(other)")
            }
        }
    }

    @Test func refusesListsThatAreShorterLongerOrInAnotherOrder() {
        refusesOtherLists("heights", \.proof.heightsLog2)
        refusesOtherLists("main cap", \.proof.mainCap)
        refusesOtherLists("bus cap", \.proof.busCap)
        refusesOtherLists("terminalSums", \.proof.terminalSums)
        refusesOtherLists("quotient cap", \.proof.quotientCap)
        refusesOtherLists("openings", \.proof.openings)
        for chip in fixture.proof.openings.indices {
            refusesOtherLists("fixed", \.proof.openings[chip].fixed)
            refusesOtherLists("main", \.proof.openings[chip].main)
            refusesOtherLists("main next", \.proof.openings[chip].mainNext)
            refusesOtherLists("bus", \.proof.openings[chip].bus)
            refusesOtherLists("bus next", \.proof.openings[chip].busNext)
        }
        refusesOtherLists("quotient", \.proof.quotient)
        for part in 0..<2 { refusesOtherLists("part", \.proof.quotient[part]) }
        refusesOtherLists("layer caps", \.proof.fri.layerCaps)
        for layer in fixture.proof.fri.layerCaps.indices {
            refusesOtherLists("layer cap", \.proof.fri.layerCaps[layer])
        }
        refusesOtherLists("final polynomial", \.proof.fri.finalPolynomial)
        refusesOtherLists("query indices", \.proof.fri.queryIndices)
        refusesOtherLists("messages", \.statement.messages)
        refusesOtherLists("public values", \.statement.publicValues)
    }

    @Test func refusesOpeningsThatAreShorterLongerOrInAnotherOrder() {
        refusesOtherLists("batches", \.proof.fri.batches)
        refusesOtherLists("layers", \.proof.fri.layers)
        for batch in fixture.proof.fri.batches.indices {
            refusesOtherLists(\.proof.fri.batches[batch])
        }
        for layer in fixture.proof.fri.layers.indices {
            refusesOtherLists(\.proof.fri.layers[layer])
        }
    }

    private func refusesOtherLists(
        _ path: WritableKeyPath<Fixture, SharedOpening<Poseidon2Tree>>
    ) {
        let opening = fixture[keyPath: path]
        refusesOtherLists("tables", path.appending(path: \.rows))
        refusesOtherLists("nodes", path.appending(path: \.nodes))
        for table in opening.rows.indices {
            refusesOtherLists("rows", path.appending(path: \.rows[table]))
            for row in opening.rows[table].indices.prefix(2) {
                refusesOtherLists("row", path.appending(path: \.rows[table][row]))
            }
        }
    }

    /// Parts of an accepted proof of another statement, or of another run of the same length.
    @Test(arguments: [[77, 3, 3], [3, 77, 76]] as [[UInt32]])
    func refusesPartsOfOtherProofs(questions: [UInt32]) throws {
        let other = try Fixture(questions: questions)
        #expect(other.refusal() == nil)
        let parts: [(inout StarkProof<Poseidon2Tree>, StarkProof<Poseidon2Tree>) -> Void] = [
            { $0.mainCap = $1.mainCap }, { $0.busCap = $1.busCap },
            { $0.terminalSums = $1.terminalSums },
            { $0.quotientCap = $1.quotientCap }, { $0.quotient = $1.quotient },
            { $0.openings = $1.openings },
            { $0.openings[3] = $1.openings[3] }, { $0.fri = $1.fri },
            { $0.fri.layerCaps = $1.fri.layerCaps },
            { $0.fri.finalPolynomial = $1.fri.finalPolynomial },
            { $0.fri.queryIndices = $1.fri.queryIndices },
            { $0.fri.batches = $1.fri.batches }, { $0.fri.layers = $1.fri.layers },
            { $0.fri.batches[1] = $1.fri.batches[1] },
            { $0 = $1 },
        ]
        for (index, part) in parts.enumerated() {
            #expect(fixture.refusal { part(&$0.proof, other.proof) } != nil, "\(index)")
        }
        #expect(fixture.refusal { $0.statement = other.statement } != nil)
    }

    @Test func refusesOtherKeys() throws {
        let key = fixture.key
        func refusal(
            parameters: FRIParameters? = nil, identity: [Goldilocks]? = nil,
            fixedCap: [Poseidon2Tree.Node]? = nil
        ) -> StarkError? {
            fixture.refusal {
                $0.key = StarkKey(
                    checked: key.checked, parameters: parameters ?? key.parameters,
                    identity: identity ?? key.identity,
                    fixedHeightsLog2: key.fixedHeightsLog2, fixedCap: fixedCap ?? key.fixedCap)
            }
        }
        #expect(refusal() == nil)
        for identity in [[], [1], [1, 2, 0], [2, 1], [1, 3]] as [[UInt32]] {
            #expect(refusal(identity: identity.map { Goldilocks($0) }) != nil)
        }
        #expect(refusal(fixedCap: key.fixedCap.reversed()) != nil)
        #expect(refusal(fixedCap: []) == .capCount(expected: 2, actual: 0))
        // The numbers of `ParameterSet.test`, and each of them changed.
        for index in 0..<8 {
            func number(_ value: Int, _ place: Int) -> Int { value + (place == index ? 1 : 0) }
            let parameters = try #require(
                FRIParameters(
                    blowupLog2: number(1, 0), queryCount: number(8, 1),
                    grindingBits: number(1, 2), foldingLog2: number(3, 3),
                    finalCountLog2: number(2, 4), capLog2: number(1, 5),
                    batchingGrindingBits: number(1, 6)))
            #expect((refusal(parameters: parameters) == nil) == (index == 7), "\(index)")
        }
        let fewer = try #require(
            FRIParameters(
                blowupLog2: 1, queryCount: 8, grindingBits: 0, finalCountLog2: 2, capLog2: 1))
        #expect(refusal(parameters: fewer) != nil)
    }

    /// A total that is shifted from one chip to another balances, but fits no running sum.
    @Test func refusesShiftedTerminalSums() {
        let refusal = fixture.refusal {
            $0.proof.terminalSums[0] += .one
            $0.proof.terminalSums[1] -= .one
        }
        guard case .fri? = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
    }
}
