import Aggregation
import AggregationFixtures
import BN254
import Parallel
import Wrap

/// Two runs joined, compressed, and proven by a last layer, with parameters without security.
struct WrapChain {
    let scene: AggregationScene
    let layer: LastLayer
    let wrap: Wrap
    let compressed: JoinedProof
    let last: LastLayer.Proof
    let values: [Fr]

    static let shared = Result { try WrapChain() }

    init() throws {
        scene = try AggregationScene.shared.get()
        let programs = scene.programs
        layer = try LastLayer(
            above: programs.compress.shape, parameters: AggregationScene.parameters(1),
            workers: .allProcessors)
        compressed = try programs.compress.prove(
            [.recursion(scene.pair(0))], program: scene.program, keys: programs.keys)
        last = try layer.prove(compressed, program: scene.program, keys: programs.keys)
        wrap = try Wrap(layer)
        values = try wrap.assign(last)
    }

    /// Whether the verifier and its circuit accept a proof, which must be the same.
    func isAccepted(_ proof: LastLayer.Proof) -> (native: Bool, circuit: Bool) {
        var accepts = (native: true, circuit: true)
        do { try layer.verify(proof) } catch { accepts.native = false }
        do { _ = try wrap.assign(proof) } catch { accepts.circuit = false }
        return accepts
    }
}
