import Commitments
import FRI
import Fields
import Glibc
import Hashing
import Parallel
import Polynomials
import Transcripts

/// Times the stages of the proving core on one core, each the fastest of three runs.
struct Measurement {
    private(set) var figures: [(name: String, value: Double)] = []
    let isQuick: Bool
    let heightLog2: Int
    let width = 64

    init(isQuick: Bool) {
        self.isQuick = isQuick
        heightLog2 = isQuick ? 14 : 18
    }

    var json: String {
        let lines = figures.map { "  \"\($0.name)\": \(($0.value * 100).rounded() / 100)" }
        return "{\n" + lines.joined(separator: ",\n") + "\n}"
    }

    mutating func record(_ name: String, _ value: Double) { figures.append((name, value)) }

    /// Processor seconds of the fastest of three runs: what else the machine does counts less.
    static func best(_ body: () -> Void) -> Double {
        (0..<3).map { _ in
            let start = threadSeconds()
            body()
            return threadSeconds() - start
        }.min() ?? 0
    }

    private static func threadSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    static func elements(_ count: Int) -> [Goldilocks] {
        var state: UInt64 = 1
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Goldilocks(reducing: state)
        }
    }

    /// Radix 2 in plain Swift on coefficients in place: the reference for the vector transform.
    static func plainTransform(_ values: inout [Goldilocks]) {
        let root = Goldilocks.rootOfUnity(orderLog2: values.count.trailingZeroBitCount)
        let roots = root.powers(values.count / 2)
        var half = values.count / 2
        while half > 0 {
            let step = values.count / (2 * half)
            for start in stride(from: 0, to: values.count, by: 2 * half) {
                for index in 0..<half {
                    let (left, right) = (values[start + index], values[start + index + half])
                    values[start + index] = left + right
                    values[start + index + half] = (left - right) * roots[index * step]
                }
            }
            half /= 2
        }
    }

    mutating func measureTransform() {
        let coefficients = Self.elements(1 << 20)
        let transform = PolynomialTransform(sizeLog2: 20)
        var result = [Goldilocks]()
        let seconds = Self.best { result = transform.evaluate(coefficients) }
        var plain = coefficients
        let plainSeconds = Self.best { Self.plainTransform(&plain) }
        figures.append(("ntt_2p20_ms", seconds * 1e3))
        figures.append(("ntt_2p20_plain_ms", plainSeconds * 1e3))
        figures.append(("ntt_ratio_to_plain", plainSeconds / seconds))
        figures.append(("ntt_residue", Double(result[1].value & 0xff)))
    }

    mutating func measureHash() {
        let count = isQuick ? 1 << 12 : 1 << 16
        let rows = Matrix(width: 8, elements: Self.elements(8 * count))
        var digests = [Digest]()
        let seconds = Self.best { digests = Poseidon2Tree.hashRows(0..<count, of: [rows]) }
        let plain = Self.best {
            for row in 0..<count / 8 { digests[row] = Poseidon2Tree.hashRow(Array(rows.row(row))) }
        }
        let rate = Double(count) / seconds
        figures.append(("poseidon2_perms_per_second_per_core", rate))
        figures.append(("poseidon2_ratio_to_plain", rate / (Double(count / 8) / plain)))
    }

    mutating func measureCommitment() -> CommittedTables<Poseidon2Tree> {
        let trace = Matrix(width: width, elements: Self.elements(width << heightLog2))
        let cells = Double(width << heightLog2)
        let domain = LowDegreeExtension(heightLog2: heightLog2, blowupLog2: 1)
        var extended = trace
        let extending = Self.best { extended = domain.extend(trace, workers: .serial) }
        var committed = CommittedTables<Poseidon2Tree>([extended], capLog2: 4, workers: .serial)
        let committing = Self.best {
            committed = CommittedTables([extended], capLog2: 4, workers: .serial)
        }
        figures.append(("extension_cells_per_second_per_core", cells / extending))
        figures.append(("commit_cells_per_second_per_core", cells / committing))
        figures.append(
            ("extension_and_commit_cells_per_second_per_core", cells / (extending + committing)))
        return committed
    }

    mutating func measureOpening(_ committed: CommittedTables<Poseidon2Tree>) {
        guard
            let parameters = FRIParameters(
                blowupLog2: 1, queryCount: 220, grindingBits: isQuick ? 4 : 16)
        else { return }
        let point = CubicExtension(.one, .one, .one)
        let batch = OpeningBatch(
            committed: committed,
            points: [[OpenedPoint(point), OpenedPoint(point.scaled(by: .generator))]])
        let prover = FRIProver<Poseidon2Hashing>(parameters: parameters, workers: .serial)
        let transcript = FRITranscript<Poseidon2Sponge>(
            Transcript(tag: 1), parameters: parameters)
        var opened = prover.open([batch], transcript: transcript)
        let seconds = Self.best { opened = prover.open([batch], transcript: transcript) }
        let verifying = Self.best {
            do {
                try FRIVerifier<Poseidon2Hashing>(parameters: parameters)
                    .verify(opened.claims, proof: opened.proof, transcript: transcript)
            } catch {
                preconditionFailure("an honest proof is refused")
            }
        }
        figures.append(("opening_cells_per_second_per_core", Double(width << heightLog2) / seconds))
        figures.append(("opening_verify_ms", verifying * 1e3))
    }

    /// A whole proof on all processors.
    mutating func measureProof(heightLog2: Int? = nil) {
        let measured = ProofMeasurement(
            heightLog2: heightLog2 ?? self.heightLog2, grindingBits: isQuick ? 4 : 20)
        figures += measured?.figures ?? []
    }
}
