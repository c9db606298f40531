import BN254
import Commitments
import Constraints
import FRI
import Fields
import Hashing
import Parallel
import Polynomials
import R1CS
import StarkProver
import StarkVerifier
import WrapCircuit
import WrapHashing

/// The circuit of the wrap for a last layer of the planned size, and what it takes to fill it.
struct WrapMeasurement {
    /// Options with their values when none is given.
    private var options = [
        "height": 14, "blowup": 4, "queries": 55, "work": 20, "folding": 3, "final": 5, "cap": 6,
    ]

    /// Options as `name=value`; `nil` for others, or values beyond the limits.
    init?(_ arguments: [String]) {
        for argument in arguments {
            let parts = argument.split(separator: "=").map(String.init)
            guard parts.count == 2, let value = Int(parts[1]), options[parts[0]] != nil else {
                return nil
            }
            options[parts[0]] = value
        }
        guard parameters != nil else { return nil }
    }

    private func option(_ name: String) -> Int { options[name] ?? 0 }

    private var parameters: FRIParameters? {
        FRIParameters(
            blowupLog2: option("blowup"), queryCount: option("queries"),
            grindingBits: option("work"), foldingLog2: option("folding"),
            finalCountLog2: option("final"), capLog2: option("cap"), batchingGrindingBits: 12)
    }

    private static let preimage = PublicPreimage(
        (0..<LastLayer.wordCount).map {
            PublicPreimage.Part(.publicValue(chip: 0, $0), .word)
        })

    /// Constraints by gadget for a key whose fixed columns are zeros, without a proof.
    func addConstraints(to report: inout Report) throws {
        guard let parameters else { return }
        let heights = [Int?](repeating: option("height"), count: 4)
        let caps = [ScalarTree.Node](repeating: .zero, count: 1 << parameters.capLog2)
        let key = StarkKey<LastLayer, ScalarHashing>(
            checked: try CheckedMachine(LastLayer()), parameters: parameters, identity: [],
            fixedHeightsLog2: heights, fixedCap: caps)
        let start = Report.processorSeconds
        let recording = try LastProofCircuit(
            key: key, heightsLog2: heights, statement: LastLayer.statement, preimage: Self.preimage
        ).record()
        report.add("recordingProcessorSeconds", Report.processorSeconds - start)
        addSizes(recording, to: &report)
    }

    private func addSizes(_ recording: CircuitBuilder.Recording, to report: inout Report) {
        let system = recording.system
        for (name, value) in options.sorted(by: { $0.key < $1.key }) {
            report.add("option " + name, Double(value))
        }
        report.add("constraints", Double(system.constraintCount))
        report.add("variables", Double(system.variableCount))
        report.add(
            "entries",
            Double([system.a, system.b, system.c].reduce(0) { $0 + $1.variables.count }))
        for (path, count) in recording.gadgets.totals {
            report.add("constraints of " + path, Double(count))
        }
    }

    /// A proof of the layer, the circuit, and the values of its variables.
    func addProof(to report: inout Report) throws {
        guard let parameters else { return }
        let workers = Workers.allProcessors
        let fixed = LastLayer.fixed(heightLog2: option("height"))
        var start = Report.wallSeconds
        let key = ProvingKey<LastLayer, ScalarHashing>(
            machine: try CheckedMachine(LastLayer()), parameters: parameters, identity: [],
            fixed: fixed, workers: workers)
        report.add("keyWallSeconds", Report.wallSeconds - start)
        let traces = LastLayer.traces(fixed)
        let processor = Report.processorSeconds
        start = Report.wallSeconds
        let proof = Prover(key: key, workers: workers).prove(
            traces, statement: LastLayer.statement)
        report.add("layerWallSeconds", Report.wallSeconds - start)
        report.add("layerProcessorSeconds", Report.processorSeconds - processor)
        start = Report.wallSeconds
        try Verifier(key: key.verifying, workers: workers).verify(
            proof, statement: LastLayer.statement)
        report.add("layerVerificationWallSeconds", Report.wallSeconds - start)
        let circuit = try LastProofCircuit(
            key: key.verifying, heightsLog2: proof.heightsLog2, statement: LastLayer.statement,
            preimage: Self.preimage)
        let seconds = Report.processorSeconds
        let values = try circuit.assign(proof, statement: LastLayer.statement)
        report.add("witnessProcessorSeconds", Report.processorSeconds - seconds)
        let recording = try circuit.record()
        addSizes(recording, to: &report)
        if let violation = try recording.system.firstViolation(values) {
            report.add("violated constraint", Double(violation))
        }
    }

    /// Trees of 2^18 leaves of as many elements as the main columns have, on one thread and on all,
    /// and single permutations.
    func addTrees(to report: inout Report) {
        for permutation in [ScalarPoseidon2.width2, .width3, .width16] {
            var states = (0..<1 << 12).flatMap { _ in
                (0..<permutation.width).map { Fr(UInt64($0)) }
            }
            let seconds = Report.best(of: 5) { permutation.permuteLanes(&states) }
            report.add(
                "permutation of width \(permutation.width), microseconds",
                seconds * 1e6 / Double(1 << 12))
            report.mix(states[0].canonical.words[0])
        }
        let table = Matrix(
            width: 100,
            elements: (0..<100 << 18).map {
                Goldilocks(reducing: UInt64($0) &* 0x9e37_79b9_7f4a_7c15)
            })
        for (name, workers) in [("one", Workers.serial), ("all", .allProcessors)] {
            let (start, processor) = (Report.wallSeconds, Report.processorSeconds)
            let tree = CommittedTables<ScalarTree>([table], capLog2: 6, workers: workers)
            let prefix = "tree of 2^18 rows of 100, \(name): "
            report.add(prefix + "wallSeconds", Report.wallSeconds - start)
            report.add(prefix + "processorSeconds", Report.processorSeconds - processor)
            report.mix(tree.cap[0].canonical.words[0])
        }
    }
}
