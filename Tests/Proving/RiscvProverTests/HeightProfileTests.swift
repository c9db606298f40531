import Bytes
import Constraints
import FRI
import Fields
import Parallel
import Polynomials
import Riscv
import RiscvCircuits
import RiscvPrograms
import RiscvProver
import StarkVerifier
import Testing

/// Proofs with the fixed shapes of block parts.
@Suite struct HeightProfileTests {
    private static let made = Result {
        try RunProver<RiscvMachine>(
            try Program(words: Assembly.call(0)), parameterSet: .test, workers: .allProcessors)
    }
    private let prover: RunProver<RiscvMachine>

    init() throws { prover = try Self.made.get() }

    private func verify(
        _ proof: RiscvProof, profiles: [HeightProfile]?
    ) throws(RiscvProofError) -> RunResult {
        try RiscvVerifier.verify(
            proof.bytes, programDigest: prover.programDigest, parameters: .any,
            profiles: profiles, workers: .allProcessors)
    }

    /// All chips but the processor and a few are padding alone.
    @Test(arguments: RiscvMachine.profiles.indices)
    func everyProfileProvesAndVerifies(index: Int) throws {
        let profile = RiscvMachine.profiles[index]
        let proof = try prover.prove(input: WordStream(), profiles: [profile])
        #expect(try verify(proof, profiles: RiscvMachine.profiles).exitCode == 0)
        let sizes = try ProofInspection(proof.bytes).chips
        var remaining = sizes[...]
        let heightsLog2 = zip(RiscvMachine().chips, profile.heights).map { chip, height -> Int? in
            guard height != .leftOut else { return nil }
            let size = remaining.popFirst()
            #expect(size?.name == chip.name.description)
            if case .rows(let log2) = height { #expect(size?.heightLog2 == log2) }
            return size?.heightLog2
        }
        #expect(remaining.isEmpty && heightsLog2.contains(nil))
        let others = RiscvMachine.profiles.filter { $0 != profile }
        #expect(throws: RiscvProofError.profile(heightsLog2: heightsLog2)) {
            try verify(proof, profiles: others)
        }
    }

    @Test func refusesProofsOfOtherShapes() throws {
        let proof = try prover.prove(input: WordStream())
        #expect(try verify(proof, profiles: nil).exitCode == 0)
        do {
            _ = try verify(proof, profiles: RiscvMachine.profiles)
            Issue.record("a proof with the heights that its run needs")
        } catch {
            guard case .profile = error else { throw error }
        }
        #expect(throws: RiscvProofError.self) { try verify(proof, profiles: []) }
    }

    /// A run gets the first profile that holds it, and none when no one does.
    @Test func choosesTheFirstProfileThatHoldsTheRun() throws {
        let heights = RiscvMachine.heights
        func profile(_ heightLog2: Int) -> HeightProfile {
            HeightProfile(heightsLog2: heights.map { $0 == .run ? heightLog2 : nil })
        }
        // Seven instructions.
        let proof = try prover.prove(
            input: WordStream(), profiles: [profile(2), profile(3), profile(4)])
        #expect(try ProofInspection(proof.bytes).chips[0].heightLog2 == 3)
        #expect(throws: RunProverError.noProfile) {
            try prover.prove(input: WordStream(), profiles: [profile(2)])
        }
        #expect(throws: RunProverError.noProfile) {
            try prover.prove(input: WordStream(), profiles: [])
        }
    }

    /// Tables padded to a profile are those of the run with rows of zeros behind them.
    @Test func padsTracesWithZeros() throws {
        var recorder = ExecutionRecorder(prover.program)
        _ = try prover.program.execute(
            limits: smallLimits, precompiles: RiscvMachine.precompiles, observer: &recorder)
        let run = RecordedRun(recorder.record, of: prover.program)
        let profile = HeightProfile(
            heightsLog2: RiscvMachine.heights.map { $0 == .run ? 5 : nil })
        let plain = RiscvMachine.traces(run, workers: .serial)
        let padded = RiscvMachine.traces(run, profile: profile, workers: .serial)
        for (index, (plain, padded)) in zip(plain, padded).enumerated() {
            let padded = try #require(padded)
            guard RiscvMachine.heights[index] == .run else {
                #expect(plain == padded)
                continue
            }
            #expect(padded.height == 32)
            let rest = plain.map { $0.elements.count } ?? 0
            #expect(padded.elements.prefix(rest).elementsEqual(plain?.elements ?? []))
            #expect(padded.elements.dropFirst(rest).allSatisfy { $0 == .zero })
        }
    }

    @Test func tablesOfProfilesListEveryChip() {
        let shapes = zip(RiscvMachine().chips, RiscvMachine.heights).filter { $1 == .run }
        #expect(
            RiscvMachine.heightClasses.map(\.chip.description)
                == shapes.map(\.0.name.description))
        for (profile, next) in zip(RiscvMachine.profiles, RiscvMachine.profiles.dropFirst()) {
            for (height, after) in zip(profile.heightsLog2, next.heightsLog2) {
                #expect((height ?? 0) <= (after ?? 0))
            }
        }
        for profile in RiscvMachine.profiles {
            #expect(Set(profile.heightsLog2.compactMap { $0 }).count <= HeightClass.allCases.count)
            let rowCounts = profile.heights.map { height in
                switch height {
                case .rows(let log2): 1 << log2
                case .program: 9
                case .leftOut: 0
                }
            }
            #expect(profile.holds(rowCounts: rowCounts))
            for (chip, height) in profile.heights.enumerated() where height != .program {
                var more = rowCounts
                more[chip] += 1
                #expect(!profile.holds(rowCounts: more))
            }
        }
    }

    /// A chip that no profile has is in no proof of these shapes, and a run that needs it has none.
    @Test func leavesChipsOut() {
        let left = RiscvMachine.heightClasses.filter { $0.heightClass == nil }
            .map(\.chip.description)
        #expect(left == ["product division", "keccak"])
        for profile in RiscvMachine.profiles {
            #expect(profile.matches(profile.heightsLog2))
            for part in [Part.productDivision, .keccak] {
                var heightsLog2 = profile.heightsLog2
                heightsLog2[part.rawValue] = 0
                #expect(!profile.matches(heightsLog2))
            }
        }
    }
}
