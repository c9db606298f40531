import BN254
import Bytes
import Foundation
import Groth16
import Groth16Files
import Parallel
import R1CS

/// Setup, proof and verification of a circuit through files, as other provers read them.
struct ProofMeasurement {
    let folder: URL

    /// Writes circuit.r1cs, witness.wtns, key.zkey, verification_key.json and public.json.
    func makeFiles(
        _ circuit: (inout CircuitBuilder) -> Void, to report: inout Report
    ) throws {
        let system = try CircuitBuilder.record(circuit).system
        try Data(CircuitFile.bytes(system)).write(to: url("circuit.r1cs"))
        let start = Report.processorSeconds
        let witness = try CircuitBuilder.assign(circuit)
        report.add("witnessProcessorSeconds", Report.processorSeconds - start)
        try Data(WitnessFile.bytes(witness)).write(to: url("witness.wtns"))
        try? FileManager.default.removeItem(at: url("key.zkey"))
        let (processor, wall) = (Report.processorSeconds, Report.wallSeconds)
        var shown = -1
        let key = try KeyFile.makeDevelopmentKey(
            for: system, at: url("key.zkey").path, workers: .allProcessors
        ) { share in
            guard Int(share * 10) > shown else { return }
            shown = Int(share * 10)
            FileHandle.standardError.write(Data("key: \(Int(share * 100)) %\n".utf8))
        }
        report.add("constraints", Double(system.constraintCount))
        report.add("setupProcessorSeconds", Report.processorSeconds - processor)
        report.add("setupWallSeconds", Report.wallSeconds - wall)
        report.add("setupPeakMebibytes", Report.peakMebibytes)
        try JSONFiles.data(key.verifyingKey).write(to: url("verification_key.json"))
        try JSONFiles.data(publicInputs: [witness[1].canonical]).write(to: url("public.json"))
    }

    /// Proves from key.zkey and witness.wtns, writes proof.json and verifies.
    func prove(workers: Workers, to report: inout Report) throws {
        let (processor, wall) = (Report.processorSeconds, Report.wallSeconds)
        let key = try KeyFile.open(url("key.zkey").path)
        let file = try MappedFile(reading: url("witness.wtns").path)
        let witness = try WitnessFile.read(UnsafeRawBufferPointer(file.bytes))
        var randomness = SystemRandomNumberGenerator()
        let proof = try Prover(key, workers: workers).prove(witness, randomness: &randomness)
        report.add("proveProcessorSeconds", Report.processorSeconds - processor)
        report.add("proveWallSeconds", Report.wallSeconds - wall)
        report.add("provePeakMebibytes", Report.peakMebibytes)
        try JSONFiles.data(proof).write(to: url("proof.json"))

        let verifier = try Verifier(key.verifyingKey)
        let input = [witness[1].canonical]
        let bytes = proof.ethereumBytes
        var failure: (any Error)?
        let seconds = Report.best(of: 5) {
            do {
                for _ in 0..<20 { try verifier.verify(Proof(ethereum: bytes), inputs: input) }
            } catch { failure = error }
        }
        if let failure { throw failure }
        report.add("verifyMilliseconds", seconds * 1e3 / 20)
    }

    /// Verifies another prover's proof with the files of the folder; throws if it does not hold.
    func verify(_ hex: String, isInputChanged: Bool) throws {
        let key = try JSONFiles.verifyingKey(Data(contentsOf: url("verification_key.json")))
        var inputs = try JSONFiles.publicInputs(Data(contentsOf: url("public.json")))
        if isInputChanged { inputs[0].words[0] ^= 1 }
        try Verifier(key).verify(Proof(ethereum: Hex.decode(hex) ?? []), inputs: inputs)
    }

    private func url(_ name: String) -> URL { folder.appendingPathComponent(name) }
}
