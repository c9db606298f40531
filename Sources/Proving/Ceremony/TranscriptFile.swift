import BN254
import Bytes
public import Foundation

/// The JSON file of a transcript: points in gnark's compressed form, all bytes as hexadecimal text.
public enum TranscriptFile {
    /// Greatest length of a file in bytes.
    public static let maximumByteCount = 16 << 20

    private static let format = "zklink ceremony 2"

    /// Writes a transcript.
    public static func data(_ transcript: CeremonyTranscript) throws -> Data {
        let subject = transcript.subject
        let form = TranscriptForm(
            format: format, circuit: subject.circuitHash.hex, powers: subject.powersHash.hex,
            phase1: subject.arePowersLocal ? "local, for development" : "file",
            firstKey: subject.firstKeyHash.hex, snarkjsCircuitHash: subject.snarkjsHash.hex,
            development: transcript.isDevelopment,
            contributions: transcript.contributions.enumerated().map { index, step in
                StepForm(number: index + 1, step, hash: transcript.hashes[index + 1])
            },
            hash: transcript.hash.hex)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        return try encoder.encode(form)
    }

    /// Reads a transcript and compares every hash; `checkContributions` verifies the proofs.
    public static func transcript(_ data: Data) throws(CeremonyError) -> CeremonyTranscript {
        guard data.count <= maximumByteCount,
            let form = try? JSONDecoder().decode(TranscriptForm.self, from: data),
            form.format == format, ["file", "local, for development"].contains(form.phase1),
            form.contributions.count <= CeremonyTranscript.maximumCount,
            let circuit = FixedBytes<64>(hex: form.circuit),
            let powers = FixedBytes<64>(hex: form.powers),
            let firstKey = FixedBytes<64>(hex: form.firstKey),
            let snarkjsHash = FixedBytes<64>(hex: form.snarkjsCircuitHash)
        else { throw .transcriptForm }
        var transcript = CeremonyTranscript(
            CeremonyTranscript.Subject(
                circuitHash: circuit, powersHash: powers,
                arePowersLocal: form.phase1 != "file", firstKeyHash: firstKey,
                snarkjsHash: snarkjsHash))
        for (index, step) in form.contributions.enumerated() {
            guard Contribution.isName(step.name) else { throw .name }
            func failure(_ defect: ContributionDefect) -> CeremonyError {
                .contribution(number: index + 1, name: step.name, defect)
            }
            guard step.number == index + 1 else { throw failure(.number) }
            let contribution: Contribution
            do throws(ContributionDefect) {
                contribution = try step.contribution
            } catch {
                throw failure(error)
            }
            transcript.append(contribution)
            guard step.hash == transcript.hash.hex else { throw failure(.hash) }
        }
        guard form.hash == transcript.hash.hex,
            form.development == transcript.isDevelopment
        else { throw .transcriptForm }
        return transcript
    }
}

/// Form of the file.
private struct TranscriptForm: Codable {
    var format: String
    var circuit: String
    var powers: String
    var phase1: String
    var firstKey: String
    var snarkjsCircuitHash: String
    var development: Bool
    var contributions: [StepForm]
    var hash: String
}

/// Form of one contribution.
private struct StepForm: Codable {
    var number: Int
    var name: String
    /// The beacon's value; absent for parties.
    var beacon: String?
    var iterationsLog2: Int?
    var factor1: String
    var factor2: String
    var proof: String
    var proof2: String
    var delta1: String
    var delta2: String
    var key: String
    var hash: String

    init(number: Int, _ step: Contribution, hash: Bytes32) {
        self.number = number
        name = step.name
        if case .beacon(let value, let iterationsLog2) = step.kind {
            beacon = Hex.encode(value)
            self.iterationsLog2 = iterationsLog2
        }
        factor1 = Hex.encode(step.factor1.compressedBytes)
        factor2 = Hex.encode(step.factor2.compressedBytes)
        proof = Hex.encode(step.proof.compressedBytes)
        proof2 = Hex.encode(step.proof2.compressedBytes)
        delta1 = Hex.encode(step.delta1.compressedBytes)
        delta2 = Hex.encode(step.delta2.compressedBytes)
        key = step.keyHash.hex
        self.hash = hash.hex
    }

    var contribution: Contribution {
        get throws(ContributionDefect) {
            guard let key = FixedBytes<64>(hex: key) else { throw .hash }
            return Contribution(
                name: name, kind: try kind, factor1: try point(factor1),
                factor2: try point(factor2), proof: try point(proof), proof2: try point(proof2),
                delta1: try point(delta1), delta2: try point(delta2), keyHash: key)
        }
    }

    private var kind: Contribution.Kind {
        get throws(ContributionDefect) {
            guard let beacon else { return .party }
            guard let value = Hex.decode(beacon), value.count <= Contribution.maximumBeaconLength,
                let iterationsLog2,
                (0...Contribution.maximumIterationsLog2).contains(iterationsLog2)
            else { throw .beacon }
            return .beacon(value: value, iterationsLog2: iterationsLog2)
        }
    }

    private func point<Group: CurveGroup>(
        _ text: String
    ) throws(ContributionDefect) -> AffinePoint<Group> {
        guard let bytes = Hex.decode(text),
            let point = try? AffinePoint<Group>(compressed: bytes[...])
        else { throw .point }
        return point
    }
}
