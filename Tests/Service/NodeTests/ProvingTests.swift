import Bytes
import Foundation
import Ledger
import Network
import Node
import NodeFixtures
import ProofJobs
import ProofPipeline
import ProofStores
import Provers
import RpcApi
import Simulation
import Synchronization
import Testing
import Transition
import Wrap

/// A node that has its blocks proven: what it shows, and what it leaves behind.
@Suite struct ProvingTests {
    private struct Refused: Error {}

    /// A cutter of one part for each block, which executes it and runs no guest program.
    private struct WholeBlocks: PartCutting {
        func parts(of data: BlockData, over state: LedgerState) throws -> BlockParts {
            var after = state
            try after.execute(data, signatures: .alreadyVerified)
            return BlockParts(
                header: after.header,
                parts: [
                    ProofPlanner.Part(
                        payload: Array(after.header.hash.array),
                        operationCount: UInt32(data.operations.count))
                ])
        }
    }

    /// Takes every result.
    private struct AnyResult: ResultCheck {
        var kinds: Set<JobKind> { Set(JobKind.allCases) }

        func verify(
            _ result: [UInt8], of job: ProofJob, inputs: [[UInt8]]
        ) throws(WorkFailure) {}
    }

    private static let token = "0123456789abcdef"

    private static func configuration(
        _ made: @escaping @Sendable () throws -> Void = {}
    ) -> ProvingConfiguration {
        var proving = ProvingConfiguration {
            try made()
            return ProvingTools(cutter: WholeBlocks(), check: AnyResult()) { _ in }
        }
        proving.listener = ProvingConfiguration.Listener(
            address: "127.0.0.1", port: 0, token: token)
        return proving
    }

    private func component(_ running: RunningNode) -> ComponentHealth? {
        running.node.health.components.first { $0.name == "proving" }
    }

    @Test func sealedBlocksWaitForProvers() throws {
        let running = try RunningNode { $0.proving = Self.configuration() }
        _ = try running.submit(running.traders.alice.transfer(7, to: AccountID(2)))
        try running.wait {
            running.node.blockNumber > 0
                && component(running)?.detail?.hasPrefix(
                    "block \(running.node.blockNumber) cut, 0 proven; jobs: ") == true
        }
        let source = RemoteJobSource(
            url: "http://127.0.0.1:\(try #require(running.node.proverPort))", token: Self.token)
        let records = try source.snapshot().records
        #expect(records.map(\.blocks) == (1...running.node.blockNumber).map { $0...$0 })
        #expect(try source.lease([.chunk], to: "w")?.lease.job == records[0].id)
        try running.wait { component(running)?.detail?.contains("1 leased; chunk 0") == true }
        #expect(component(running)?.status == .ok)
        // The page is made again from time to time.
        try running.wait {
            String(decoding: try running.page("/metrics").body, as: UTF8.self)
                .contains(#"zkl_prover_jobs{kind="chunk",state="leased"} 1"#)
        }
        let network = try NetworkMethod.result(running.client.call(NetworkMethod.name, [:]))
        #expect(network.proving?.contains("1 leased") == true)
        running.node.stop()
        #expect(throws: JobError.self) { try source.snapshot() }
    }

    /// Keys that cannot be made are an alarm, and stop nothing else.
    @Test func aNodeWithoutKeysServes() throws {
        let running = try RunningNode { $0.proving = Self.configuration { throw Refused() } }
        try running.wait { running.node.health.alarms.contains { $0.reason == "proving" } }
        #expect(component(running)?.status == .degraded)
        #expect(component(running)?.detail == "preparing keys")
        #expect(running.node.proverPort == nil)
        #expect(try running.page("/ready").status == 200)
        _ = try running.submit(running.traders.alice.transfer(7, to: AccountID(2)))
    }

    @Test func aNodeThatProvesNothingSaysNothing() throws {
        let running = try RunningNode()
        #expect(component(running) == nil && running.node.proverPort == nil)
        let network = try NetworkMethod.result(running.client.call(NetworkMethod.name, [:]))
        #expect(network.proving == nil)
    }
}
