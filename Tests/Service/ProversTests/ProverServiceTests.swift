import Bytes
import Foundation
import Network
import ProofJobs
import ProofStores
import Provers
import Testing

/// The service for provers: its token, bad requests, metrics.
@Suite struct ProverServiceTests {
    private let scene: WorkerScene
    private let service: ProverService
    private let token = "0123456789abcdef"

    init() throws {
        scene = try WorkerScene()
        service = try ProverService(scene.store, port: 0, token: token)
    }

    private func url(_ path: String) -> String { "http://127.0.0.1:\(service.port)\(path)" }

    private func client(_ headers: [String]) -> HTTPClient {
        HTTPClient(HTTPClientConfiguration(headers: headers))
    }

    private var known: HTTPClient { client(["Authorization: Bearer \(token)"]) }

    @Test func nothingIsDoneWithoutTheToken() throws {
        try scene.addBlock(1, 1)
        let before = scene.store.snapshot().records
        let job = before[0].id
        for headers in [
            [], ["Authorization: Bearer 0123456789abcdee"], ["Authorization: \(token)"],
            ["Authorization: Basic \(token)"],
            ["Authorization: Bearer \(token)", "Authorization: Bearer \(token)"],
        ] {
            let client = client(headers)
            let lease = Array(
                #"{"jsonrpc":"2.0","id":1,"method":"prover_lease","params":{"kinds":["chunk"],"worker":"a"}}"#
                    .utf8)
            #expect(try client.post(url("/"), body: lease).status == 401)
            for path in ["/records", "/job/\(job.hex)", "/result/\(job.hex)", "/metrics", "/x"] {
                #expect(try client.get(url(path)).status == 401)
            }
            #expect(try client.post(url("/result/\(job.hex)"), body: [1]).status == 401)
            #expect(try client.get(url("/live")).status == 200)
        }
        #expect(scene.store.snapshot().records == before)
        let source = RemoteJobSource(url: url("/"), token: "another token, wrong")
        #expect(throws: JobError.unauthorized) { try source.snapshot() }
        #expect(throws: JobError.unauthorized) { try source.retry(job) }
        service.stop()
        #expect(throws: JobError.self) { try source.snapshot() }
    }

    @Test func badRequestsChangeNothing() throws {
        try scene.addBlock(1, 1)
        let before = scene.store.snapshot().records
        let job = before[0].id.hex
        for path in ["/job/", "/job/12", "/result/zz", "/job/\(job)00", "/records/", "/nothing"] {
            #expect(try known.get(url(path)).status == 404, "\(path)")
        }
        for query in [
            "", "?", "?number=1", "?number=1&worker=61&milliseconds=1",
            "?number=-1&worker=61&milliseconds=1&processor=1",
            "?number=1&worker=6&milliseconds=1&processor=1",
            "?number=1&worker=ff&milliseconds=1&processor=1",
            "?number=1&number=1&worker=61&milliseconds=1&processor=1",
            "?number=1&worker=\(String(repeating: "61", count: 65))&milliseconds=1&processor=1",
        ] {
            let response = try known.post(url("/result/\(job)\(query)"), body: [1])
            #expect(response.status == 400, "\(query)")
        }
        let calls = JSONRPCClient(
            url: url("/"),
            configuration: HTTPClientConfiguration(headers: ["Authorization: Bearer \(token)"]))
        for (method, params) in [
            ("prover_lease", []), ("prover_lease", ["kinds": ["cake"], "worker": "a"]),
            ("prover_lease", ["kinds": [1], "worker": "a"]), ("prover_lease", ["kinds": []]),
            ("prover_fail", ["job": .string(job), "number": "1", "worker": "a"]),
            ("prover_heartbeat", ["job": "0x12", "number": "1", "worker": "a"]),
            ("prover_heartbeat", ["job": .string(job), "number": 1, "worker": "a"]),
            ("prover_refuse", ["job": .string(job), "digest": "", "reason": ""]),
            ("prover_eat", [:]),
        ] as [(String, JSON)] {
            #expect(throws: NetworkError.self) { try calls.call(method, params) }
        }
        #expect(try known.get(url("/")).status == 405)
        #expect(scene.store.snapshot().records == before)
    }

    /// A service plans as results arrive, and shows what it costs.
    @Test func plansAndCounts() throws {
        try service.sealed(1, parts: [ProofPlanner.Part(payload: [1], operationCount: 3)])
        let source = RemoteJobSource(url: url(""), token: token)
        let worker = scene.worker(source)
        for _ in 0..<400 {
            while try worker.step() {}
            if scene.names() == WorkerScene.wrapped { break }
            Thread.sleep(forTimeInterval: 0.02)
        }
        #expect(scene.names() == WorkerScene.wrapped)
        let metrics = String(decoding: try known.get(url("/metrics")).body, as: UTF8.self)
        #expect(metrics.contains(#"zkl_prover_jobs{kind="wrap",state="finished"} 1"#))
        #expect(metrics.contains(#"zkl_prover_job_seconds_count{kind="chunk"} 1"#))
        #expect(metrics.contains(#"zkl_prover_processor_milliseconds{kind="join"} 0"#))
        #expect(metrics.contains(#"zkl_prover_cost_milliseconds{for="operation"} 0"#))
        #expect(Set(try source.status().counts.map(\.state)) == ["finished"])
    }
}
