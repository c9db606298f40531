import BN254
import Bytes
import Ceremony
import Foundation
import Groth16
import Groth16Files
import Hashing
import Parallel
import R1CS
import TestSupport
import Testing

/// A circuit, powers and a folder for a ceremony, removed afterwards.
private final class Stage {
    private let temporary: TemporaryFolder
    let circuit: String
    let powers: PowersFile

    init(arePowersLocal: Bool) throws {
        temporary = try TemporaryFolder()
        let root = URL(fileURLWithPath: temporary.path)
        circuit = root.appendingPathComponent("circuit.r1cs").path
        let system = try CircuitBuilder.record(Stage.cubic).system
        try Data(CircuitFile.bytes(system)).write(to: URL(fileURLWithPath: circuit))
        let path = root.appendingPathComponent("powers.ptau")
        var bytes = PowersTests.powers(seed: 140)
        if !arePowersLocal {
            // The number of contributions, which local powers do not have.
            let marker = [7, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0] as [UInt8]
            let start = try #require(bytes.firstRange(of: marker)?.upperBound)
            bytes[start] = 3
        }
        try Data(bytes).write(to: path)
        powers = try PowersFile(path.path)
    }

    var root: URL { URL(fileURLWithPath: temporary.path) }

    var folder: String { root.appendingPathComponent("ceremony").path }

    static func cubic(_ builder: inout CircuitBuilder) {
        let result = builder.publicInput(Fr(35))
        let root = builder.hint(Fr(3))
        let square = builder.variable(root * root)
        let cube = builder.variable(square * root)
        builder.require(cube + root + Fr(5) == result)
    }

    func begin() throws -> CeremonyFolder {
        try CeremonyFolder(
            creating: folder, circuit: circuit, powers: powers, workers: .serial,
            progress: { _ in })
    }

    func open() throws -> CeremonyFolder {
        try CeremonyFolder(opening: folder, workers: .serial)
    }

    func contribute(_ names: [String]) throws {
        for name in names {
            var ceremony = try open()
            try ceremony.contribute(name: name, entropy: [1, 2, 3], progress: { _ in })
        }
    }

    func verify() throws {
        try open().verify(circuit: circuit, powers: powers, progress: { _ in })
    }

    func key(_ number: Int) -> URL {
        URL(fileURLWithPath: folder).appendingPathComponent("000\(number).zkey")
    }
}

@Suite struct CeremonyTests {
    @Test func threePartiesAndABeaconMakeAKeyThatProves() throws {
        let stage = try Stage(arePowersLocal: false)
        _ = try stage.begin()
        try stage.contribute(["alice", "bob", "carol"])
        do {
            var ceremony = try stage.open()
            #expect(throws: CeremonyError.noEntropy) {
                try ceremony.contribute(name: "dave", entropy: [], progress: { _ in })
            }
            try ceremony.applyBeacon([7, 7], iterationsLog2: 4, progress: { _ in })
            #expect(throws: CeremonyError.afterBeacon) {
                try ceremony.contribute(name: "dave", entropy: [1], progress: { _ in })
            }
        }
        try stage.verify()
        let ceremony = try stage.open()
        #expect(!ceremony.transcript.isDevelopment && ceremony.transcript.isFinal)
        let out = stage.root.appendingPathComponent("keys").path
        let verifyingKey = try ceremony.export(to: out)
        let path = out + "/proving_key.zkey"
        let section = try SnarkjsSection(
            key: Array(try Data(contentsOf: URL(fileURLWithPath: path))))
        section.expectValid()
        #expect(section.circuitHash == ceremony.transcript.subject.snarkjsHash)
        #expect(section.steps.map(\.kind) == [0, 0, 0, 1])
        #expect(section.steps[1].parameters == [1, 3] + Array("bob".utf8))
        #expect(
            section.steps[3].parameters == [1, 6] + Array("beacon".utf8) + [2, 4, 3, 2, 7, 7])
        let key = try KeyFile.open(path)
        #expect(section.steps[3].delta1 == key.header.delta1)
        #expect(key.origin == .ceremony(transcript: ceremony.transcript.hash))
        var randomness = SystemRandomNumberGenerator()
        try key.lint(workers: .serial, randomness: &randomness)
        let proof = try Prover(key, workers: .serial).prove(
            try CircuitBuilder.assign(Stage.cubic), randomness: &randomness)
        try Verifier(verifyingKey).verify(proof, inputs: [Integer256(35)])
        #expect(throws: Groth16Error.equation) {
            try Verifier(verifyingKey).verify(proof, inputs: [Integer256(36)])
        }
    }

    @Test func keysOfOnePartyAreDevelopmentKeys() throws {
        let local = try Stage(arePowersLocal: true)
        _ = try local.begin()
        try local.contribute(["alice", "bob"])
        #expect(try local.open().origin == .development)
        let stage = try Stage(arePowersLocal: false)
        _ = try stage.begin()
        try stage.contribute(["alice", "alice"])
        #expect(try stage.open().origin == .development)
        try stage.contribute(["bob"])
        #expect(try stage.open().origin != .development)
    }

    @Test func interruptedStepsLeaveTheCeremonyAsItWas() throws {
        let stage = try Stage(arePowersLocal: true)
        _ = try stage.begin()
        #expect(throws: CeremonyFolderError.exists) { _ = try stage.begin() }
        try stage.contribute(["alice"])
        // Files of a step interrupted between two of them.
        try Data([1]).write(to: stage.key(2))
        try Data([1]).write(to: URL(fileURLWithPath: stage.folder + "/key.partial"))
        try stage.contribute(["bob"])
        try stage.verify()
        let busy = try stage.open()
        #expect(throws: CeremonyFolderError.busy) { _ = try stage.open() }
        #expect(busy.transcript.contributions.map(\.name) == ["alice", "bob"])
    }

    @Test func otherCircuitsAndPowersAreRefused() throws {
        let stage = try Stage(arePowersLocal: true)
        _ = try stage.begin()
        let other = try Stage(arePowersLocal: false)
        #expect(throws: CeremonyError.otherPowers) {
            try stage.open().verify(
                circuit: stage.circuit, powers: other.powers, progress: { _ in })
        }
        var bytes = try Data(contentsOf: URL(fileURLWithPath: stage.circuit))
        bytes[bytes.count - 1] ^= 1
        let changed = stage.root.appendingPathComponent("other.r1cs")
        try bytes.write(to: changed)
        #expect(throws: CeremonyError.otherCircuit) {
            try stage.open().verify(
                circuit: changed.path, powers: stage.powers, progress: { _ in })
        }
    }
}

/// Parties that cheat at their step; the error has their name.
@Suite struct CheaterTests {
    /// A ceremony of alice, bob and carol with one key changed.
    ///
    /// Hashes are corrected as a cheater would, and later steps build on the changed key.
    private func verdict(
        changing number: Int, _ change: (inout [UInt8]) -> Void
    ) throws -> CeremonyError? {
        let stage = try Stage(arePowersLocal: false)
        _ = try stage.begin()
        let names = ["alice", "bob", "carol"]
        try stage.contribute(Array(names[..<number]))
        var bytes = Array(try Data(contentsOf: stage.key(number)))
        change(&bytes)
        try Data(bytes).write(to: stage.key(number))
        try replaceKeyHash(stage, bytes.withUnsafeBytes { BLAKE2b.hash($0) })
        try stage.contribute(Array(names[number...]))
        do {
            try stage.verify()
            return nil
        } catch {
            return error as? CeremonyError
        }
    }

    /// Writes the transcript again with another hash of the last key.
    private func replaceKeyHash(_ stage: Stage, _ hash: FixedBytes<64>) throws {
        let old = try stage.open().transcript
        let subject = old.subject
        var new = CeremonyTranscript(
            CeremonyTranscript.Subject(
                circuitHash: subject.circuitHash, powersHash: subject.powersHash,
                arePowersLocal: subject.arePowersLocal,
                firstKeyHash: old.contributions.isEmpty ? hash : subject.firstKeyHash,
                snarkjsHash: subject.snarkjsHash))
        for (index, step) in old.contributions.enumerated() {
            let isLast = index == old.contributions.count - 1
            new.append(
                Contribution(
                    name: step.name, kind: step.kind, factor1: step.factor1,
                    factor2: step.factor2, proof: step.proof, proof2: step.proof2,
                    delta1: step.delta1, delta2: step.delta2,
                    keyHash: isLast ? hash : step.keyHash))
        }
        try TranscriptFile.data(new).write(
            to: URL(fileURLWithPath: stage.folder + "/transcript.json"))
    }

    /// The place of the points of a list in a key of the cubic circuit.
    private func place(_ section: UInt32, _ bytes: [UInt8]) -> Int {
        var place = 12
        while true {
            func number(_ at: Int, _ count: Int) -> Int {
                (0..<count).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
            }
            if number(place, 4) == Int(section) { return place + 12 }
            place += 12 + number(place + 4, 8)
        }
    }

    @Test func honestCeremoniesHold() throws {
        #expect(try verdict(changing: 1) { _ in } == nil)
    }

    @Test func theCoordinatorCannotChangeTheFirstKey() throws {
        let error = try verdict(changing: 0) { bytes in
            let a = place(5, bytes)
            for index in 0..<64 { bytes.swapAt(a + index, a + 64 + index) }
        }
        #expect(error == .firstKey)
    }

    @Test func theCoordinatorCannotChangeTheHashForSnarkjs() throws {
        let stage = try Stage(arePowersLocal: false)
        _ = try stage.begin()
        let subject = try stage.open().transcript.subject
        let changed = CeremonyTranscript(
            CeremonyTranscript.Subject(
                circuitHash: subject.circuitHash, powersHash: subject.powersHash,
                arePowersLocal: subject.arePowersLocal, firstKeyHash: subject.firstKeyHash,
                snarkjsHash: subject.firstKeyHash))
        try TranscriptFile.data(changed).write(
            to: URL(fileURLWithPath: stage.folder + "/transcript.json"))
        try stage.contribute(["alice"])
        #expect(throws: CeremonyError.firstKey) { try stage.verify() }
    }

    @Test func nobodyCanChangeTheQuotientOrTheLists() throws {
        for section in [8, 9] as [UInt32] {
            let error = try verdict(changing: 2) { bytes in
                let start = place(section, bytes)
                for index in 0..<64 { bytes.swapAt(start + index, start + 64 + index) }
            }
            #expect(error == .key(number: 2, name: "bob", .lists))
        }
    }

    @Test func nobodyCanChangeTheFixedPart() throws {
        for section in [3, 4, 5, 6, 7] as [UInt32] {
            let error = try verdict(changing: 1) { $0[place(section, $0) + 70] ^= 1 }
            #expect(error == .key(number: 1, name: "alice", .fixedPart))
        }
    }

    @Test func filesOtherThanThoseOfTheTranscriptAreNamed() throws {
        let stage = try Stage(arePowersLocal: false)
        _ = try stage.begin()
        try stage.contribute(["alice"])
        var bytes = Array(try Data(contentsOf: stage.key(1)))
        bytes[place(9, bytes) + 3] ^= 1
        try Data(bytes).write(to: stage.key(1))
        let error = CeremonyError.key(number: 1, name: "alice", .hash)
        #expect(throws: error) { try stage.verify() }
        #expect(throws: error) { try stage.contribute(["bob"]) }
    }

    /// Each member of a step changed in the transcript, with all hashes corrected.
    @Test func eachPartOfAStepIsChecked() throws {
        let stage = try Stage(arePowersLocal: false)
        _ = try stage.begin()
        try stage.contribute(["alice", "bob"])
        do {
            var ceremony = try stage.open()
            try ceremony.applyBeacon([1], iterationsLog2: 2, progress: { _ in })
        }
        let transcript = try stage.open().transcript
        let steps = transcript.contributions
        let (first, second, beacon) = (steps[0], steps[1], steps[2])
        func verdict(_ changed: [Contribution]) -> CeremonyError? {
            var new = CeremonyTranscript(transcript.subject)
            for step in changed { new.append(step) }
            var randomness = SystemRandomNumberGenerator()
            do throws(CeremonyError) {
                try new.checkContributions(randomness: &randomness)
                return nil
            } catch {
                return error
            }
        }
        func bob(
            name: String = "bob", kind: Contribution.Kind = .party,
            factor1: AffinePoint<G1>? = nil, factor2: AffinePoint<G2>? = nil,
            proof: AffinePoint<G1>? = nil, proof2: AffinePoint<G2>? = nil,
            delta1: AffinePoint<G1>? = nil, delta2: AffinePoint<G2>? = nil
        ) -> Contribution {
            Contribution(
                name: name, kind: kind, factor1: factor1 ?? second.factor1,
                factor2: factor2 ?? second.factor2, proof: proof ?? second.proof,
                proof2: proof2 ?? second.proof2, delta1: delta1 ?? second.delta1,
                delta2: delta2 ?? second.delta2, keyHash: second.keyHash)
        }
        func expect(_ step: Contribution, _ defect: ContributionDefect) {
            #expect(
                verdict([first, step]) == .contribution(number: 2, name: step.name, defect))
        }
        #expect(verdict(steps) == nil && verdict([first, bob()]) == nil)
        expect(bob(factor1: first.factor1), .factor)
        expect(bob(factor2: first.factor2), .factor)
        expect(bob(proof: first.proof), .knowledge)
        expect(bob(proof2: first.proof2), .knowledge)
        expect(bob(proof2: .infinity), .point)
        // A step under another party's name.
        expect(bob(name: "mallory"), .knowledge)
        expect(bob(delta1: first.delta1), .delta)
        expect(bob(delta2: first.delta2), .delta)
        expect(bob(delta1: .infinity), .point)
        expect(bob(factor1: AffinePoint(x: .one, y: .one)), .point)
        // A whole step copied: its proof is about other steps before it.
        #expect(
            verdict([second]) == .contribution(number: 1, name: "bob", .knowledge))
        #expect(
            verdict([first, beacon, second])
                == .contribution(number: 2, name: "beacon", .number))
        let other = Contribution(
            name: "beacon", kind: .beacon(value: [2], iterationsLog2: 2),
            factor1: beacon.factor1, factor2: beacon.factor2, proof: beacon.proof,
            proof2: beacon.proof2, delta1: beacon.delta1, delta2: beacon.delta2,
            keyHash: beacon.keyHash)
        #expect(
            verdict([first, second, other])
                == .contribution(number: 3, name: "beacon", .beacon))
    }

    @Test func hostileTranscriptsNeverTrap() throws {
        var source = SeededGenerator(seed: 141)
        let stage = try Stage(arePowersLocal: true)
        _ = try stage.begin()
        try stage.contribute(["alice"])
        let good = Array(
            try Data(contentsOf: URL(fileURLWithPath: stage.folder + "/transcript.json")))
        var accepted = 0
        for _ in 0..<300 {
            var bytes = good
            let place = Int.random(in: 0..<bytes.count, using: &source)
            bytes[place] = Array("09af[]{}\",:".utf8)[Int(source.next() % 11)]
            guard bytes != good, (try? TranscriptFile.transcript(Data(bytes))) != nil else {
                continue
            }
            accepted += 1
        }
        // Spaces between members are all that can change unseen.
        #expect(accepted == 0)
    }
}
